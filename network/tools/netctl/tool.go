package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

var commandLogLock sync.Mutex

// withoutSecrets matches what fabric-ca-client register prints.
var withoutSecrets = regexp.MustCompile(`(?m)^(Password:).*$`)

// tool runs one of Fabric's programs, or one named by its whole path, with a clean environment, notes command and output in
// commands.log (never the environment, which may hold a secret) and returns what it printed.
func (n *Network) tool(limit time.Duration, env []string, program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	file := program
	if !filepath.IsAbs(program) {
		file = filepath.Join(n.Bin, program)
	}
	cmd := exec.CommandContext(ctx, file, args...)
	cmd.Env = append(baseEnv(), env...)
	var out, both bytes.Buffer
	cmd.Stdout = &tee{[]*bytes.Buffer{&out, &both}}
	cmd.Stderr = &tee{[]*bytes.Buffer{&both}}
	started := time.Now()
	err := cmd.Run()
	printed := withoutSecrets.ReplaceAllString(both.String(), "$1 (hidden)")
	n.noteCommand(started, program, args, printed, err)
	if ctx.Err() != nil {
		err = fmt.Errorf("no answer within %s", limit)
	}
	if err != nil {
		return out.String(), fail(n.commandLog(), "read the log; then the same command again", "%s %s: %v: %s",
			program, strings.Join(firstWords(args), " "), err, lastLine(printed))
	}
	return out.String(), nil
}

// tee copies to several buffers; unlike io.MultiWriter it is safe for the two streams of a
// command, which os/exec copies one goroutine each.
type tee struct{ to []*bytes.Buffer }

var teeLock sync.Mutex

func (t *tee) Write(p []byte) (int, error) {
	teeLock.Lock()
	defer teeLock.Unlock()
	for _, b := range t.to {
		b.Write(p)
	}
	return len(p), nil
}

func (n *Network) noteCommand(at time.Time, program string, args []string, output string, err error) {
	commandLogLock.Lock()
	defer commandLogLock.Unlock()
	f, openErr := os.OpenFile(n.commandLog(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if openErr != nil {
		return
	}
	defer f.Close()
	end := "done"
	if err != nil {
		end = err.Error()
	}
	fmt.Fprintf(f, "=== %s %s %s\n%s--- %s in %s\n", at.UTC().Format(time.RFC3339), program, strings.Join(args, " "),
		output, end, time.Since(at).Round(time.Millisecond))
}

// baseEnv is all that a program inherits. A peer's or chaincode's variable left over in
// somebody's shell would otherwise change what it does.
func baseEnv() []string {
	// UTF-8, whatever the caller's locale: Java opens no file beyond it in a folder whose name is not all ASCII.
	env := []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8"}
	for _, name := range []string{"JAVA_HOME", "TMPDIR"} {
		if v := os.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

func firstWords(args []string) []string {
	var words []string
	for _, a := range args {
		if strings.HasPrefix(a, "-") {
			break
		}
		words = append(words, a)
	}
	return words
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.TrimSpace(lines[i])
		if line != "" && !strings.HasPrefix(line, "Usage") && !strings.HasPrefix(line, "-") {
			return line
		}
	}
	return ""
}

func answers(address string) bool {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

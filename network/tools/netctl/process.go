package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// procStart identifies a process beyond its pid, which the system uses again:
// the moment at which it started, as the system tells it. Empty: no such process.
func procStart(pid int) string {
	if pid <= 0 {
		return ""
	}
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err == nil {
		// The command name may hold spaces and brackets; the fields after it don't.
		rest := string(data)
		fields := strings.Fields(rest[strings.LastIndexByte(rest, ')')+1:])
		if len(fields) > 19 && fields[0] != "Z" && fields[0] != "X" {
			return fields[19]
		}
		return ""
	}
	if _, err := os.Stat("/proc/self"); err == nil {
		return ""
	}
	out, err := exec.Command("ps", "-o", "lstart=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func alive(pid int, start string) bool { return start != "" && procStart(pid) == start }

// endProcess asks a process that we started to end, waits, and kills it when it doesn't.
// False: it still runs.
func endProcess(pid int, start string, patience time.Duration) bool {
	if !alive(pid, start) {
		return true
	}
	_ = syscall.Kill(pid, syscall.SIGTERM)
	if poll(patience, func() bool { return !alive(pid, start) }) {
		return true
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	return poll(5*time.Second, func() bool { return !alive(pid, start) })
}

const pollInterval = 50 * time.Millisecond

// poll asks until the answer is yes (true) or the time is over (false).
func poll(limit time.Duration, done func() bool) bool {
	deadline := time.Now().Add(limit)
	for {
		if done() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
		time.Sleep(pollInterval)
	}
}

// writeFile replaces a file at once, so that a reader sees the old or the new, never a half.
func writeFile(file string, data []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(data); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Chmod(mode); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

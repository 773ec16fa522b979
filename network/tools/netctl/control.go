package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func readStatus(file string) (Status, bool) {
	var s Status
	data, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(data, &s) != nil {
		return Status{}, false
	}
	return s, true
}

func (n *Network) supervisor(o Organisation) (Status, bool) {
	s, ok := readStatus(filepath.Join(n.run(o), "supervisor.json"))
	return s, ok && alive(s.Pid, s.Start)
}

func (n *Network) node(o Organisation, name string) (Status, bool) {
	s, ok := readStatus(statusFile(n.run(o), name))
	return s, ok && s.State == "running" && alive(s.Pid, s.Start)
}

// ensureSupervisor starts a member's supervisor when it has none.
func (n *Network) ensureSupervisor(o Organisation) error {
	if _, ok := n.supervisor(o); ok {
		return nil
	}
	for _, dir := range []string{filepath.Join(n.run(o), "specs"), n.org(o, "logs")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	limits, err := json.Marshal(n.Topology.Supervision)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	logFile := n.log(o, "supervisor")
	out, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := exec.Command(self, "supervise", n.run(o), string(limits))
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = baseEnv(), n.State, out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }()
	if !poll(30*time.Second, func() bool { s, ok := n.supervisor(o); return ok && s.Pid == cmd.Process.Pid }) {
		return fail(logFile, "network.sh up", "the supervisor of %s did not start", o.Name)
	}
	return nil
}

// start asks the member's supervisor to keep a node running. True: it was not running as
// asked before. A node that was given up is tried again.
func (n *Network) start(o Organisation, spec Spec) (bool, error) {
	_, supervised := n.supervisor(o)
	if err := n.ensureSupervisor(o); err != nil {
		return false, err
	}
	if err := os.MkdirAll(spec.Dir, 0o700); err != nil {
		return false, err
	}
	old, had := n.spec(o, spec.Name)
	spec.Generation = old.Generation
	_, running := n.node(o, spec.Name)
	if had && running && spec.sameProcess(old) && spec.RetireAt == old.RetireAt {
		return !supervised, nil
	}
	if !running || !spec.sameProcess(old) {
		spec.Generation = time.Now().UnixNano()
	}
	return true, n.put(o, spec)
}

func (n *Network) spec(o Organisation, name string) (Spec, bool) {
	var s Spec
	data, err := os.ReadFile(specFile(n.run(o), name))
	return s, err == nil && json.Unmarshal(data, &s) == nil
}

func (n *Network) put(o Organisation, spec Spec) error {
	if err := writeJSON(specFile(n.run(o), spec.Name), spec); err != nil {
		return err
	}
	return n.nudge(o)
}

func (n *Network) nudge(o Organisation) error {
	if s, ok := n.supervisor(o); ok {
		return syscall.Kill(s.Pid, syscall.SIGHUP)
	}
	return n.ensureSupervisor(o)
}

// stop ends a node for good and waits for its end.
func (n *Network) stop(o Organisation, name string) error {
	if err := os.Remove(specFile(n.run(o), name)); err != nil && !os.IsNotExist(err) {
		return err
	}
	return n.awaitEnd(o, name)
}

// pause ends a node whose spec stays, so that a restart finds it.
func (n *Network) pause(o Organisation, spec Spec) error {
	spec.Stopped = true
	if err := writeJSON(specFile(n.run(o), spec.Name), spec); err != nil {
		return err
	}
	return n.awaitEnd(o, spec.Name)
}

// awaitEnd returns once the supervisor has noted the end, not as soon as the process is gone: only then the pid
// file is gone, too.
func (n *Network) awaitEnd(o Organisation, name string) error {
	s, ok := n.supervisor(o)
	if !ok {
		return nil
	}
	if err := syscall.Kill(s.Pid, syscall.SIGHUP); err != nil {
		return err
	}
	noted := func() bool { now, _ := readStatus(statusFile(n.run(o), name)); return now.ended() }
	if !poll(n.Topology.Supervision.patience(name)+10*time.Second, noted) {
		return fail(n.log(o, name), "network.sh status", "%s did not stop", name)
	}
	return nil
}

// await waits until a node runs and is ready; a node that keeps dying fails at once with
// its log, rather than at the deadline.
func (n *Network) await(o Organisation, name string, limit time.Duration, ready func() bool) error {
	var gaveUp Status
	ok := poll(limit, func() bool {
		if s, known := readStatus(statusFile(n.run(o), name)); known && s.State == "failed" {
			if spec, had := n.spec(o, name); had && spec.Generation == s.Generation {
				gaveUp = s
				return true
			}
		}
		_, up := n.node(o, name)
		return up && n.current(o, name) && ready()
	})
	logFile := n.log(o, name)
	if gaveUp.State != "" {
		return fail(logFile, "mend what the log says; then network.sh up", "%s was given up after %d restarts (%s): %s",
			name, gaveUp.Restarts, gaveUp.LastExit, tailOf(logFile))
	}
	if !ok {
		return fail(logFile, "network.sh logs "+name, "%s was not ready within %s", name, limit)
	}
	return nil
}

// current says whether the supervisor runs the latest spec of a node.
func (n *Network) current(o Organisation, name string) bool {
	s, _ := readStatus(statusFile(n.run(o), name))
	spec, had := n.spec(o, name)
	return had && s.Generation == spec.Generation
}

func tailOf(file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return lastLine(string(data))
}

var httpClient = &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}

// serves: healthy and listening. A Fabric node says that it is healthy some tenths of a
// second before it opens its own port.
func serves(operations, address string) func() bool {
	return func() bool { return httpOK("http://"+operations+"/healthz") && answers(address) }
}

func httpOK(url string) bool { return okFrom(httpClient, url) }

func okFrom(client *http.Client, url string) bool {
	r, err := client.Get(url)
	if err != nil {
		return false
	}
	r.Body.Close()
	return r.StatusCode == http.StatusOK
}

// metric reads one value of a node's Prometheus page; labels as Fabric prints them.
func metric(address, name string) (float64, error) {
	r, err := httpClient.Get("http://" + address + "/metrics")
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	data, err := readAll(r.Body)
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(data, "\n") {
		if rest, found := strings.CutPrefix(line, name+" "); found {
			return strconv.ParseFloat(strings.TrimSpace(rest), 64)
		}
	}
	return 0, fmt.Errorf("%s has no metric %s", address, name)
}

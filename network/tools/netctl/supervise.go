package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Spec is one node that a supervisor keeps running. A supervisor reads the specs of its
// run directory when it starts and whenever it gets a SIGHUP.
type Spec struct {
	Name       string   `json:"name"`
	Command    []string `json:"command"`
	Env        []string `json:"env"`
	Dir        string   `json:"dir"`
	Log        string   `json:"log"`
	Generation int64    `json:"generation"` // a higher one asks for a restart
	RetireAt   int64    `json:"retireAt"`   // Unix seconds; 0: never
	Stopped    bool     `json:"stopped"`    // kept for a later restart, and not run until then
}

func (s Spec) sameProcess(o Spec) bool {
	s.RetireAt, o.RetireAt = 0, 0
	a, _ := json.Marshal(s)
	b, _ := json.Marshal(o)
	return bytes.Equal(a, b)
}

// Status is what a supervisor says about a node, in <run>/<node>.status.json.
type Status struct {
	Name       string `json:"name"`
	State      string `json:"state"` // running, waiting (for its restart), failed (given up), stopped
	Pid        int    `json:"pid"`
	Start      string `json:"start"`
	Since      int64  `json:"since"`
	Restarts   int    `json:"restarts"`
	LastExit   string `json:"lastExit"`
	Generation int64  `json:"generation"`
}

// Supervisor keeps the nodes of one organisation running.
type Supervisor struct {
	run    string
	limits Supervision
	nodes  map[string]*keeper
}

func specFile(run, node string) string   { return filepath.Join(run, "specs", node+".json") }
func statusFile(run, node string) string { return filepath.Join(run, node+".status.json") }
func pidFile(run, node string) string    { return filepath.Join(run, node+".pid") }

// supervise runs until it is told to stop; then it stops what it started, and nothing else.
func supervise(run string, limits Supervision) error {
	s := &Supervisor{run: run, limits: limits, nodes: map[string]*keeper{}}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT)
	s.clearOrphans()
	if err := s.announce(); err != nil {
		return err
	}
	defer os.Remove(filepath.Join(run, "supervisor.json"))
	s.reconcile()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case sig := <-signals:
			if sig != syscall.SIGHUP {
				log.Printf("stopping all: %v", sig)
				s.stopAll()
				return nil
			}
			s.reconcile()
		case now := <-tick.C:
			s.retire(now)
			s.trimLogs()
		}
	}
}

func (s *Supervisor) announce() error {
	me := Status{Name: "supervisor", State: "running", Pid: os.Getpid(), Start: procStart(os.Getpid()), Since: time.Now().Unix()}
	data, err := json.Marshal(me)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(s.run, "supervisor.json"), data, 0o600)
}

// clearOrphans ends nodes that a supervisor left behind when it was killed: known by pid
// and start time together, so that nobody else's process is touched.
func (s *Supervisor) clearOrphans() {
	files, _ := filepath.Glob(statusFile(s.run, "*"))
	_ = inParallel(files, func(file string) error {
		st, ok := readStatus(file)
		if !ok || st.ended() {
			return nil
		}
		if alive(st.Pid, st.Start) {
			log.Printf("%s: left by an earlier supervisor (pid %d), ending it", st.Name, st.Pid)
			endProcess(st.Pid, st.Start, s.limits.patience(st.Name))
		}
		st.State, st.Pid, st.Start = "stopped", 0, ""
		if err := st.write(s.run); err != nil {
			log.Printf("%s: its state can't be written: %v", st.Name, err)
		}
		return nil
	})
}

func (s *Supervisor) reconcile() {
	wanted := readSpecs(s.run)
	var stopping []*keeper
	for name, k := range s.nodes {
		if spec, ok := wanted[name]; !ok || spec.Stopped || !spec.sameProcess(k.spec) {
			stopping = append(stopping, k)
			delete(s.nodes, name)
		} else {
			k.spec.RetireAt = spec.RetireAt
		}
	}
	_ = inParallel(stopping, func(k *keeper) error { k.stop(); return nil })
	for name, spec := range wanted {
		if s.nodes[name] == nil && !spec.Stopped {
			s.nodes[name] = keep(spec, s.run, s.limits)
		}
	}
}

func readSpecs(run string) map[string]Spec {
	specs := map[string]Spec{}
	files, _ := filepath.Glob(specFile(run, "*"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		var spec Spec
		if err == nil {
			err = json.Unmarshal(data, &spec)
		}
		if err != nil || len(spec.Command) == 0 {
			log.Printf("%s is skipped: %v", file, err)
			continue
		}
		specs[spec.Name] = spec
	}
	return specs
}

func (s *Supervisor) retire(now time.Time) {
	for name, k := range s.nodes {
		if k.spec.RetireAt > 0 && now.Unix() >= k.spec.RetireAt {
			log.Printf("%s: retired", name)
			_ = os.Remove(specFile(s.run, name))
			delete(s.nodes, name)
			go k.stop()
		}
	}
}

func (s *Supervisor) stopAll() {
	var all []*keeper
	for _, k := range s.nodes {
		all = append(all, k)
	}
	_ = inParallel(all, func(k *keeper) error { k.stop(); return nil })
}

func (s *Supervisor) trimLogs() {
	for _, k := range s.nodes {
		if info, err := os.Stat(k.spec.Log); err == nil && s.limits.LogLimit > 0 && info.Size() > s.limits.LogLimit {
			if err := moveLog(k.spec.Log); err != nil {
				log.Printf("%s: its log can't be trimmed: %v", k.spec.Name, err)
			}
		}
	}
}

// moveLog keeps one older log. The node holds the file open for appending, so the file
// is copied and emptied, not renamed.
func moveLog(file string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(file+".1", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	return os.Truncate(file, 0)
}

// keeper owns one node: starts it, waits for its end, starts it again.
type keeper struct {
	spec   Spec
	run    string
	limits Supervision
	quit   chan struct{}
	done   chan struct{}
	once   sync.Once
	status Status
	deaths []time.Time
}

func keep(spec Spec, run string, limits Supervision) *keeper {
	k := &keeper{spec: spec, run: run, limits: limits, quit: make(chan struct{}), done: make(chan struct{}),
		status: Status{Name: spec.Name, Generation: spec.Generation}}
	go k.loop(spec)
	return k
}

// stop returns when the node has ended.
func (k *keeper) stop() {
	k.once.Do(func() { close(k.quit) })
	<-k.done
}

func (k *keeper) loop(spec Spec) {
	defer close(k.done)
	for pause := k.limits.Backoff; ; {
		started := time.Now()
		exit := k.runOnce(spec)
		if exit == "" {
			k.say("stopped", 0)
			return
		}
		k.status.LastExit = exit
		if time.Since(started) > k.limits.Window {
			pause = k.limits.Backoff
		}
		if k.tooOften(time.Now()) {
			log.Printf("%s: %s; given up after %d restarts in %s", spec.Name, exit, k.limits.Restarts, k.limits.Window)
			k.say("failed", 0)
			<-k.quit
			return
		}
		log.Printf("%s: %s; restart in %s", spec.Name, exit, pause)
		k.say("waiting", 0)
		select {
		case <-k.quit:
			k.say("stopped", 0)
			return
		case <-time.After(pause):
		}
		k.status.Restarts++
		pause = min(2*pause, k.limits.BackoffMax)
	}
}

// tooOften notes a death and says whether the limit of restarts is used up.
func (k *keeper) tooOften(now time.Time) bool {
	recent := []time.Time{now}
	for _, t := range k.deaths {
		if now.Sub(t) < k.limits.Window {
			recent = append(recent, t)
		}
	}
	k.deaths = recent
	return len(recent) > k.limits.Restarts
}

// runOnce starts the node and waits: the reason of its end, empty when we ended it.
func (k *keeper) runOnce(spec Spec) string {
	out, err := os.OpenFile(spec.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Sprintf("its log can't be opened: %v", err)
	}
	defer out.Close()
	fmt.Fprintf(out, "=== %s starts at %s\n", spec.Name, time.Now().UTC().Format(time.RFC3339))
	cmd := exec.Command(spec.Command[0], spec.Command[1:]...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = spec.Env, spec.Dir, out, out
	// In a session of its own: Linux shares processors out among sessions (autogroup) before it does among threads, and a
	// service whose Java is compiling would leave little to the peer beside it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Sprintf("can't be started: %v", err)
	}
	ended := make(chan error, 1)
	k.say("running", cmd.Process.Pid)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return "ended: " + exitText(err)
	case <-k.quit:
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(k.limits.patience(spec.Name)):
		log.Printf("%s: did not end within %s, killed", spec.Name, k.limits.patience(spec.Name))
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-ended
	}
	return ""
}

func exitText(err error) string {
	if err == nil {
		return "exit code 0"
	}
	return strings.TrimSpace(err.Error())
}

func (k *keeper) say(state string, pid int) {
	k.status.State, k.status.Pid, k.status.Start, k.status.Since = state, pid, procStart(pid), time.Now().Unix()
	if err := k.status.write(k.run); err != nil {
		log.Printf("%s: its state can't be written: %v", k.spec.Name, err)
	}
}

// write keeps a status and its pid file, which is there while the node runs. The pid file comes first: whoever
// waits for a status finds the pid file as it says.
func (s Status) write(run string) error {
	if err := s.writePid(pidFile(run, s.Name)); err != nil {
		return err
	}
	return writeJSON(statusFile(run, s.Name), s)
}

func (s Status) writePid(file string) error {
	if s.Pid > 0 {
		return writeFile(file, []byte(strconv.Itoa(s.Pid)+"\n"), 0o600)
	}
	if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

// ended: the supervisor has done with the node, until it is asked to start it again.
func (s Status) ended() bool { return s.State != "running" && s.State != "waiting" }

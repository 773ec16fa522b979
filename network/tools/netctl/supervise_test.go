package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var quick = Supervision{Restarts: 3, Window: time.Minute, Backoff: 10 * time.Millisecond, BackoffMax: 40 * time.Millisecond,
	StopTimeout: 2 * time.Second, GatewayStopTimeout: 4 * time.Second, LogLimit: 1 << 20}

// The test's own program stands in for the supervisor, in a process of its own.
func TestMain(m *testing.M) {
	if run := os.Getenv("TRIAL_SUPERVISOR"); run != "" {
		if err := supervise(run, quick); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

type trial struct {
	t   *testing.T
	run string
	cmd *exec.Cmd
}

func startTrial(t *testing.T, specs ...Spec) *trial {
	t.Helper()
	x := &trial{t: t, run: filepath.Join(t.TempDir(), "run")}
	for _, s := range specs {
		x.put(s)
	}
	x.launch()
	t.Cleanup(x.end)
	return x
}

func (x *trial) launch() {
	x.t.Helper()
	x.cmd = exec.Command(os.Args[0])
	x.cmd.Env = append(os.Environ(), "TRIAL_SUPERVISOR="+x.run)
	if err := x.cmd.Start(); err != nil {
		x.t.Fatal(err)
	}
}

func (x *trial) end() {
	_ = x.cmd.Process.Signal(syscall.SIGTERM)
	_ = x.cmd.Wait()
}

func (x *trial) put(s Spec) {
	x.t.Helper()
	s.Env, s.Dir, s.Log = []string{"PATH=" + os.Getenv("PATH")}, x.t.TempDir(), filepath.Join(x.t.TempDir(), "node.log")
	if err := writeJSON(specFile(x.run, s.Name), s); err != nil {
		x.t.Fatal(err)
	}
}

func (x *trial) await(name, what string, ok func(Status) bool) Status {
	x.t.Helper()
	var last Status
	if !poll(10*time.Second, func() bool { last, _ = readStatus(statusFile(x.run, name)); return ok(last) }) {
		x.t.Fatalf("%s: %s did not happen: %+v", name, what, last)
	}
	return last
}

func (x *trial) awaitRunning(name string) Status {
	return x.await(name, "running", func(s Status) bool { return s.State == "running" && alive(s.Pid, s.Start) })
}

func sleeper(name string) Spec { return Spec{Name: name, Command: []string{"sleep", "600"}} }

func Test_a_killed_node_is_started_again(t *testing.T) {
	x := startTrial(t, sleeper("n"))
	first := x.awaitRunning("n")
	if err := syscall.Kill(first.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	second := x.await("n", "restart", func(s Status) bool { return s.State == "running" && s.Pid != first.Pid })
	if second.Restarts != 1 || !strings.Contains(second.LastExit, "killed") {
		t.Errorf("%+v", second)
	}
	data, err := os.ReadFile(pidFile(x.run, "n"))
	if err != nil || strings.TrimSpace(string(data)) != strconv.Itoa(second.Pid) {
		t.Errorf("pid file %q, pid %d, %v", data, second.Pid, err)
	}
}

func Test_a_node_that_keeps_dying_is_given_up(t *testing.T) {
	x := startTrial(t, Spec{Name: "n", Command: []string{"sh", "-c", "exit 3"}})
	s := x.await("n", "giving up", func(s Status) bool { return s.State == "failed" })
	if s.Restarts != quick.Restarts || !strings.Contains(s.LastExit, "3") {
		t.Errorf("%+v", s)
	}
	if exists(pidFile(x.run, "n")) {
		t.Error("a node that does not run has a pid file")
	}
}

func Test_a_given_up_node_is_tried_again_when_asked(t *testing.T) {
	x := startTrial(t, Spec{Name: "n", Command: []string{"sh", "-c", "exit 3"}})
	x.await("n", "giving up", func(s Status) bool { return s.State == "failed" })
	again := sleeper("n")
	again.Generation = 2
	x.put(again)
	_ = x.cmd.Process.Signal(syscall.SIGHUP)
	x.awaitRunning("n")
}

func Test_ending_the_supervisor_ends_its_nodes_and_no_other(t *testing.T) {
	stranger := exec.Command("sleep", "600")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stranger.Process.Kill(); _ = stranger.Wait() }()
	strangerStart := procStart(stranger.Process.Pid)
	x := startTrial(t, sleeper("a"), sleeper("b"))
	a, b := x.awaitRunning("a"), x.awaitRunning("b")
	x.end()
	if alive(a.Pid, a.Start) || alive(b.Pid, b.Start) {
		t.Error("a node outlived its supervisor")
	}
	if !alive(stranger.Process.Pid, strangerStart) {
		t.Error("a stranger's process was ended")
	}
}

func Test_a_node_whose_spec_is_gone_is_stopped_and_the_others_stay(t *testing.T) {
	x := startTrial(t, sleeper("a"), sleeper("b"))
	a, b := x.awaitRunning("a"), x.awaitRunning("b")
	if err := os.Remove(specFile(x.run, "a")); err != nil {
		t.Fatal(err)
	}
	_ = x.cmd.Process.Signal(syscall.SIGHUP)
	x.await("a", "stop", func(s Status) bool { return s.State == "stopped" })
	if alive(a.Pid, a.Start) || !alive(b.Pid, b.Start) {
		t.Error("the wrong node was stopped")
	}
}

func Test_a_stopped_node_is_kept_in_mind_and_not_run(t *testing.T) {
	x := startTrial(t, sleeper("a"), sleeper("b"))
	a, b := x.awaitRunning("a"), x.awaitRunning("b")
	stopped := sleeper("a")
	stopped.Stopped = true
	x.put(stopped)
	_ = x.cmd.Process.Signal(syscall.SIGHUP)
	x.await("a", "stopped", func(s Status) bool { return s.State == "stopped" && !alive(a.Pid, a.Start) })
	if exists(pidFile(x.run, "a")) {
		t.Error("a node that does not run has a pid file")
	}
	again := sleeper("a")
	again.Generation = 1
	x.put(again)
	_ = x.cmd.Process.Signal(syscall.SIGHUP)
	if now := x.awaitRunning("a"); now.Pid == a.Pid || !alive(b.Pid, b.Start) {
		t.Fatalf("a is %+v, b is alive: %v", now, alive(b.Pid, b.Start))
	}
}

func Test_a_node_retires_at_its_time_without_a_restart_before(t *testing.T) {
	x := startTrial(t, sleeper("a"))
	before := x.awaitRunning("a")
	var spec Spec
	data, err := os.ReadFile(specFile(x.run, "a"))
	if err != nil || unmarshal(string(data), &spec) != nil {
		t.Fatal(err)
	}
	spec.RetireAt = time.Now().Unix() + 1
	if err := writeJSON(specFile(x.run, "a"), spec); err != nil {
		t.Fatal(err)
	}
	_ = x.cmd.Process.Signal(syscall.SIGHUP)
	after := x.await("a", "retirement", func(s Status) bool { return s.State == "stopped" })
	if alive(before.Pid, before.Start) || after.Restarts != 0 || exists(specFile(x.run, "a")) {
		t.Errorf("%+v", after)
	}
}

// orphanedTrial is a node "n" whose supervisor was killed.
func orphanedTrial(t *testing.T) (*trial, Status) {
	t.Helper()
	x := startTrial(t, sleeper("n"))
	orphan := x.awaitRunning("n")
	if err := x.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = x.cmd.Wait()
	return x, orphan
}

func Test_a_new_supervisor_ends_what_a_killed_one_left(t *testing.T) {
	x, orphan := orphanedTrial(t)
	if !alive(orphan.Pid, orphan.Start) {
		t.Fatal("the node ended with its supervisor; this test needs an orphan")
	}
	x.launch()
	x.await("n", "a new start", func(s Status) bool { return s.State == "running" && s.Pid != orphan.Pid })
	if alive(orphan.Pid, orphan.Start) {
		t.Error("the orphan still runs")
	}
}

func Test_an_orphan_that_nobody_wants_any_more_is_noted_as_stopped(t *testing.T) {
	x, orphan := orphanedTrial(t)
	if err := os.Remove(specFile(x.run, "n")); err != nil {
		t.Fatal(err)
	}
	x.launch()
	x.await("n", "stop", Status.ended)
	if alive(orphan.Pid, orphan.Start) || exists(pidFile(x.run, "n")) {
		t.Error("the orphan still runs, or its pid file says so")
	}
}

func Test_a_stubborn_node_is_killed_after_the_stop_timeout(t *testing.T) {
	x := startTrial(t, Spec{Name: "n", Command: []string{"sh", "-c", "trap '' TERM; while :; do sleep 1; done"}})
	s := x.awaitRunning("n")
	if err := os.Remove(specFile(x.run, "n")); err != nil {
		t.Fatal(err)
	}
	_ = x.cmd.Process.Signal(syscall.SIGHUP)
	x.await("n", "stop", func(s Status) bool { return s.State == "stopped" })
	if alive(s.Pid, s.Start) {
		t.Error("it still runs")
	}
}

func Test_a_long_log_moves_aside_while_the_node_writes_on(t *testing.T) {
	file := filepath.Join(t.TempDir(), "n.log")
	out, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	_, _ = out.WriteString("old\n")
	if err := moveLog(file); err != nil {
		t.Fatal(err)
	}
	_, _ = out.WriteString("new\n")
	now, _ := os.ReadFile(file)
	before, _ := os.ReadFile(file + ".1")
	if string(now) != "new\n" || string(before) != "old\n" {
		t.Errorf("%q %q", now, before)
	}
}

// What a gateway waits for when it stops, in its own sources: phases of Spring's one after another, then its beans.
var gatewayWaits = map[string]*regexp.Regexp{
	"resources/application.yaml":                           regexp.MustCompile(`timeout-per-shutdown-phase: (\d+)s`),
	"java/org/stemma/gateway/events/EventStreams.java":     regexp.MustCompile(`GRACE = Duration.ofSeconds\((\d+)\)`),
	"java/org/stemma/gateway/webhooks/DeliveryAgent.java":  regexp.MustCompile(`GRACE = Duration.ofSeconds\((\d+)\)`),
	"java/org/stemma/gateway/serving/ServingSettings.java": regexp.MustCompile(`"(\d+)s"\) Duration shutdownWait`),
	"java/org/stemma/gateway/readmodel/BlockFeed.java":     regexp.MustCompile(`SECONDS\.toMillis\((\d+)\)`),
	"java/org/stemma/gateway/readmodel/Rebuilder.java":     regexp.MustCompile(`SECONDS\.toMillis\((\d+)\)`),
	"java/org/stemma/gateway/ledger/Courier.java":          regexp.MustCompile(`DRAINED_WITHIN = Duration.ofSeconds\((\d+)\)`),
	"java/org/stemma/gateway/ledger/FabricConnection.java": regexp.MustCompile(`awaitTermination\((\d+), TimeUnit.SECONDS\)`),
}

func Test_a_gateway_may_take_longer_to_stop_than_all_that_it_waits_for(t *testing.T) {
	sum := 0
	for file, wait := range gatewayWaits {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "gateway-app", "src", "main", file))
		if err != nil {
			t.Fatal(err)
		}
		found := wait.FindAllStringSubmatch(string(text), -1)
		if len(found) == 0 {
			t.Errorf("%s says no longer how long it waits: look there, and mend this test", file)
		}
		for _, one := range found {
			seconds, _ := strconv.Atoi(one[1])
			sum += seconds
		}
	}
	limits := sampleNetwork(t).Topology.Supervision
	if given := limits.patience("lab-gateway"); given <= time.Duration(sum)*time.Second {
		t.Errorf("a gateway waits up to %d s and is killed after %s", sum, given)
	}
	if limits.patience("lab-peer") != limits.StopTimeout || limits.patience("lab-cc-gateway-a") != limits.StopTimeout {
		t.Error("what is no gateway has a gateway's time")
	}
}

func Test_a_gateway_is_killed_later_than_other_nodes(t *testing.T) {
	stubborn := []string{"sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"}
	x := startTrial(t, Spec{Name: "lab-gateway", Command: stubborn}, Spec{Name: "lab-peer", Command: stubborn})
	gateway := x.awaitRunning("lab-gateway")
	x.awaitRunning("lab-peer")
	time.Sleep(200 * time.Millisecond) // until both shells have set their trap
	began := time.Now()
	for _, name := range []string{"lab-gateway", "lab-peer"} {
		if err := os.Remove(specFile(x.run, name)); err != nil {
			t.Fatal(err)
		}
	}
	_ = x.cmd.Process.Signal(syscall.SIGHUP)
	x.await("lab-peer", "its end", Status.ended)
	if !alive(gateway.Pid, gateway.Start) {
		t.Error("the gateway was killed with the peer")
	}
	x.await("lab-gateway", "its end", Status.ended)
	if took := time.Since(began); took < quick.GatewayStopTimeout {
		t.Errorf("the gateway was killed after %s", took)
	}
}

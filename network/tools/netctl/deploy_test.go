package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// killedAfterCommit is a network whose deployCC planned sequence 2 on the second socket and was killed; its peers have
// the given sequence. All its nodes run, as this very process.
func killedAfterCommit(t *testing.T, committed int) (*Network, Deployment) {
	t.Helper()
	n := sampleNetwork(t)
	peer := fmt.Sprintf("#!/bin/sh\ncase \"$*\" in *querycommitted*) echo '{\"sequence\":%d}' ;; *) echo '{}' ;; esac\n", committed)
	if err := os.WriteFile(filepath.Join(n.Bin, "peer"), []byte(peer), 0o700); err != nil {
		t.Fatal(err)
	}
	old := Deployment{Name: "stemma", Slot: 0, Version: "1.0", Sequence: 1, Digest: strings.Repeat("a", 64), Genesis: true, Packages: map[string]string{}}
	plan := old
	plan.Slot, plan.Version, plan.Sequence, plan.Digest = 1, "1.1", 2, strings.Repeat("b", 64)
	files := map[string]any{n.deploymentFile("stemma"): old, n.planFile("stemma"): plan}
	for _, o := range n.Topology.Organisations {
		for _, d := range []Deployment{old, plan} {
			spec := n.serviceSpec(o, d)
			supposed(t, n, o, spec.Name, true)
			files[specFile(n.run(o), spec.Name)] = spec
		}
	}
	for file, content := range files {
		if err := writeJSON(file, content); err != nil {
			t.Fatal(err)
		}
	}
	// The supervisors, which are told of new specs, are this process, too.
	signal.Ignore(syscall.SIGHUP)
	t.Cleanup(func() { signal.Reset(syscall.SIGHUP) })
	return n, plan
}

func Test_a_deployment_that_was_killed_after_its_commit_is_taken_up_and_goes_on_serving(t *testing.T) {
	n, plan := killedAfterCommit(t, 2)
	if err := n.resumeDeployments(); err != nil {
		t.Fatal(err)
	}
	now, _ := n.deployment("stemma")
	if now.Slot != plan.Slot || now.Sequence != 2 || now.Digest != plan.Digest || exists(n.planFile("stemma")) {
		t.Errorf("%+v", now)
	}
	for _, o := range n.Topology.Organisations {
		was, _ := n.spec(o, nodeName(o, "cc-stemma-a"))
		serves, _ := n.spec(o, nodeName(o, "cc-stemma-b"))
		if was.RetireAt == 0 || serves.RetireAt != 0 {
			t.Errorf("%s: the old service retires at %d, the new one at %d", o.Name, was.RetireAt, serves.RetireAt)
		}
	}
	// What comes next goes to the socket that serves no more.
	jar := filepath.Join(t.TempDir(), "next.jar")
	if err := os.WriteFile(jar, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	next, err := n.nextDeployment(now, true, DeployOptions{Name: "stemma", Jar: jar}, 2, strings.Repeat("c", 64))
	if err != nil || next.Slot != 0 || next.Sequence != 3 {
		t.Errorf("%+v %v", next, err)
	}
}

func Test_a_deployment_that_was_killed_before_its_commit_changes_nothing(t *testing.T) {
	n, _ := killedAfterCommit(t, 1)
	if err := n.resumeDeployments(); err != nil {
		t.Fatal(err)
	}
	if now, _ := n.deployment("stemma"); now.Slot != 0 || now.Sequence != 1 {
		t.Errorf("%+v", now)
	}
}

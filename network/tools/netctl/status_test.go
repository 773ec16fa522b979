package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// supposed is a node that should run and, if it runs, is this very process; nothing listens on its ports.
func supposed(t *testing.T, n *Network, o Organisation, name string, runs bool) {
	t.Helper()
	own := Status{Name: name, State: "running", Pid: os.Getpid(), Start: procStart(os.Getpid())}
	files := map[string]any{specFile(n.run(o), name): Spec{Name: name}, filepath.Join(n.run(o), "supervisor.json"): own}
	if runs {
		files[statusFile(n.run(o), name)] = own
	}
	for file, content := range files {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := writeJSON(file, content); err != nil {
			t.Fatal(err)
		}
	}
}

func Test_status_advises_to_mend_the_peer_that_a_gateway_waits_for(t *testing.T) {
	for _, c := range []struct {
		what    string
		gateway bool
		cause   string
		next    string
	}{
		{"the gateway waits", true, "not healthy in network trial: lab-peer, lab-gateway",
			"network.sh logs lab-peer, then network.sh restart lab-peer"},
		{"the gateway is down as well", false, "not healthy in network trial: lab-peer, lab-gateway",
			"network.sh logs lab-peer lab-gateway, then network.sh restart lab-peer lab-gateway"},
	} {
		n := sampleNetwork(t)
		n.Topology.BasePort = 1
		lab := n.Topology.Organisations[0]
		supposed(t, n, lab, "lab-peer", true)
		supposed(t, n, lab, "lab-gateway", c.gateway)
		var f *Failure
		if err := n.status(io.Discard, ""); !errors.As(err, &f) || f.Cause != c.cause || f.Next != c.next || f.Exit != 1 {
			t.Errorf("%s: %+v", c.what, f)
		}
	}
}

func Test_status_without_a_supervisor_advises_to_bring_the_network_up(t *testing.T) {
	n := sampleNetwork(t)
	n.Topology.BasePort = 1
	lab := n.Topology.Organisations[0]
	supposed(t, n, lab, "lab-orderer", true)
	if err := os.Remove(filepath.Join(n.run(lab), "supervisor.json")); err != nil {
		t.Fatal(err)
	}
	var f *Failure
	if err := n.status(io.Discard, ""); !errors.As(err, &f) || f.Next != "network.sh up" {
		t.Errorf("%+v", f)
	}
}

func Test_status_of_what_need_not_run_is_no_failure(t *testing.T) {
	if err := sampleNetwork(t).status(io.Discard, ""); err != nil {
		t.Error(err)
	}
}

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
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

// endingAfter writes a certificate that ends after so many days and an hour.
func endingAfter(t *testing.T, file string, days int) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	end := time.Now().Add(time.Duration(24*days+1) * time.Hour)
	facts := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, facts, facts, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return end.UTC().Format("2006-01-02")
}

func Test_every_certificate_that_ends_soon_is_named(t *testing.T) {
	n := &Network{State: t.TempDir()}
	late, soon, sooner := filepath.Join(n.State, "late"), filepath.Join(n.State, "soon"), filepath.Join(n.State, "sooner")
	end := endingAfter(t, late, 30)
	if text, want := n.expiryText([]string{late}), end+" (30 days)"; text != want {
		t.Errorf("%q, not %q", text, want)
	}
	endingAfter(t, soon, 29)
	end = endingAfter(t, sooner, 3)
	if text, want := n.expiryText([]string{soon, late, sooner}), end+" (3 days) RENEW sooner soon"; text != want {
		t.Errorf("%q, not %q", text, want)
	}
	if text := n.expiryText([]string{filepath.Join(n.State, "absent"), late}); text != "-" {
		t.Errorf("%q of a file that is not there", text)
	}
}

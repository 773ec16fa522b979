package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func Test_socket_is_free_unless_somebody_serves_it_however_long_its_path(t *testing.T) {
	n := sampleNetwork(t)
	n.State = filepath.Join(n.State, strings.Repeat("deep", 30))
	o, d := n.Topology.Organisations[0], Deployment{Name: "stemma"}
	if err := n.socketFree(o, d); err != nil {
		t.Errorf("no folder yet: %v", err)
	}
	if err := os.MkdirAll(n.serviceFolder(o), 0o700); err != nil {
		t.Fatal(err)
	}
	folder, err := os.Open(n.serviceFolder(o))
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	short := fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), socketName(d.service(0)))
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: short, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if n.socketFree(o, d) == nil {
		t.Error("a socket in use was taken for free")
	}
	if l.Close(); n.socketFree(o, d) != nil {
		t.Error("a socket that was left behind was taken for served")
	}
}

func Test_peer_and_service_find_one_socket_from_their_own_folders(t *testing.T) {
	n := sampleNetwork(t)
	d := Deployment{Name: "stemma", Slot: 1, Digest: strings.Repeat("0", 64)}
	for _, o := range n.Topology.Organisations {
		path, _ := strings.CutPrefix(serviceAddress(d, d.Slot), "unix:")
		want := filepath.Join(n.serviceFolder(o), socketName(d.service(d.Slot)))
		if from := filepath.Join(n.coreSpecs(o)[1].Dir, path); from != want {
			t.Errorf("the peer dials %s, not %s", from, want)
		}
		if from := filepath.Join(n.serviceSpec(o, d).Dir, path); from != want {
			t.Errorf("the service serves %s, not %s", from, want)
		}
	}
}

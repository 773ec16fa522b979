package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"
)

// A chaincode service listens on a socket in a folder that nobody but its member enters, so
// that no address of the network leads to it and the two need no keys for each other.

func (n *Network) serviceFolder(o Organisation) string { return n.org(o, "chaincode") }

func socketName(service string) string { return service + ".sock" }

// serviceAddress is what the peer dials and the service serves. Both run in folders of their
// member, side by side, and the path is relative: the system takes no longer one than 107 bytes.
func serviceAddress(d Deployment, slot int) string {
	return "unix:../chaincode/" + socketName(d.service(slot))
}

// socketFree refuses a socket that somebody serves; one that was left behind is nobody's.
func (n *Network) socketFree(o Organisation, d Deployment) error {
	socket := socketName(d.service(d.Slot))
	if answersAt(n.serviceFolder(o), socket) {
		return fail("", "end what serves it (ss -lxp shows it)", "the socket of %s is in use: %s",
			nodeName(o, d.service(d.Slot)), filepath.Join(n.serviceFolder(o), socket))
	}
	return nil
}

// answersAt says whether somebody serves the socket of a folder, however long the folder's path.
func answersAt(folder, socket string) bool {
	f, err := os.Open(folder)
	if err != nil {
		return false
	}
	defer f.Close()
	c, err := net.DialTimeout("unix", fmt.Sprintf("/proc/self/fd/%d/%s", f.Fd(), socket), time.Second)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Network is one network on this machine: its topology and where its files lie.
type Network struct {
	Name     string
	Topology *Topology
	Home     string // the folder network/
	Bin      string // Fabric's programs
	Config   string // Fabric's sample configuration of the same version
	State    string // .state/<name>
}

// settings are fixed when a network is first brought up and hold until it is purged.
type settings struct {
	BasePort int    `json:"basePort"`
	Profile  string `json:"profile"`
	Channel  string `json:"channel"`
}

func (n *Network) settingsFile() string { return filepath.Join(n.State, "settings.json") }

// applySettings lets an existing network keep its ports, profile and channel; asking it for
// others is an error. Zero values of asked mean: as it is.
func (n *Network) applySettings(asked settings) error {
	have := settings{n.Topology.BasePort, n.Topology.Profile, n.Topology.Channel}
	data, err := os.ReadFile(n.settingsFile())
	fixed := err == nil
	if fixed {
		err = json.Unmarshal(data, &have)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fail("", "network.sh --name "+n.Name+" down --purge", "the settings of network %s can't be read: %v", n.Name, err)
	}
	want := settings{asked.BasePort, firstOf(asked.Profile, have.Profile), firstOf(asked.Channel, have.Channel)}
	if want.BasePort == 0 {
		want.BasePort = have.BasePort
	}
	if fixed && want != have {
		return fail("", "ask for no other, take another --name, or run network.sh --name "+n.Name+" down --purge first",
			"network %s has base port %d, profile %s, channel %s", n.Name, have.BasePort, have.Profile, have.Channel)
	}
	n.Topology.BasePort, n.Topology.Profile, n.Topology.Channel = want.BasePort, want.Profile, want.Channel
	return n.Topology.check()
}

func (n *Network) saveSettings() error {
	return writeJSON(n.settingsFile(), settings{n.Topology.BasePort, n.Topology.Profile, n.Topology.Channel})
}

func writeJSON(file string, value any) error {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(file, append(data, '\n'), 0o600)
}

func (n *Network) exists() bool { return exists(n.settingsFile()) }

func (n *Network) org(o Organisation, parts ...string) string {
	return filepath.Join(append([]string{n.State, "orgs", o.Folder}, parts...)...)
}

func (n *Network) run(o Organisation) string { return n.org(o, "run") }

func (n *Network) log(o Organisation, node string) string { return n.org(o, "logs", node+".log") }

func (n *Network) commandLog() string { return filepath.Join(n.State, "commands.log") }

func (n *Network) user(o Organisation, name string) string { return n.org(o, "users", name, "msp") }

// tlsCA is the root that signs every TLS certificate of a member.
func (n *Network) tlsCA(o Organisation) string { return n.org(o, "msp", "tlscacerts", "tlsca.pem") }

func certOf(msp string) string { return filepath.Join(msp, "signcerts", "cert.pem") }
func keyOf(msp string) string  { return filepath.Join(msp, "keystore", "key.pem") }

func (n *Network) tlsCert(o Organisation, holder string) string {
	return n.org(o, "tls", holder, "cert.pem")
}

func (n *Network) tlsKey(o Organisation, holder string) string {
	return n.org(o, "tls", holder, "key.pem")
}

// Node names: <organisation>-<kind>, and for chaincode services <organisation>-cc-<name>-<slot>.
func nodeName(o Organisation, kind string) string { return o.Folder + "-" + kind }

func isService(node string) bool { return strings.Contains(node, "-cc-") }

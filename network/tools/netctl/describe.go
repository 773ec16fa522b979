package main

import (
	"path/filepath"
	"strings"
)

// renderGateway writes what a member's gateway needs to find its peer and identities.
func (n *Network) renderGateway(o Organisation) error {
	t := n.Topology
	var members []tree
	for _, m := range t.Organisations {
		members = append(members, tree{"id": m.ID, "name": m.Name, "gateway-url": n.gatewayURL(m)})
	}
	server := tree{"port": t.port(o, t.Ports.Gateway), "address": o.Host}
	config := tree{
		"server": server,
		"stemma": tree{
			"organisation": o.ID, "network": n.Name, "channel": t.Channel, "chaincode": t.Chaincode,
			"profile": t.Profile, "data-dir": n.org(o, "gateway", "data"),
			"peer": tree{
				"endpoint": t.address(o, t.Ports.Peer), "tls-ca": n.tlsCA(o), "host-override": "localhost",
			},
			"members": members,
			"keystore": tree{
				"file": n.gatewayKeystore(o), "passphrase-file": n.gatewayPassphrase(o),
			},
		},
	}
	if n.gatewayTLS() {
		server["ssl"] = tree{"bundle": "gateway"}
		config["spring"] = tree{"ssl": tree{"bundle": tree{"pem": tree{"gateway": tree{
			"reload-on-update": true,
			"keystore": tree{
				"certificate": "file:" + n.tlsCert(o, "gateway"), "private-key": "file:" + n.tlsKey(o, "gateway"),
			},
		}}}}}
	}
	return renderYAML(n.gatewayConfig(o), config)
}

// gatewayTLS says whether the members' gateways speak TLS: once asked for, until the purge.
func (n *Network) gatewayTLS() bool { return exists(n.gatewayTLSMark()) }

func (n *Network) gatewayTLSMark() string { return filepath.Join(n.State, "gateway", "tls") }

func (n *Network) gatewayKeystore(o Organisation) string {
	return n.org(o, "gateway", "identities.p12")
}

func (n *Network) gatewayPassphrase(o Organisation) string {
	return n.org(o, "gateway", "passphrase")
}

func (n *Network) gatewayURL(o Organisation) string {
	if n.gatewayTLS() {
		return "https://" + n.Topology.address(o, n.Topology.Ports.Gateway)
	}
	return "http://" + n.Topology.address(o, n.Topology.Ports.Gateway)
}

func (n *Network) gatewayConfig(o Organisation) string { return n.org(o, "gateway", "gateway.yaml") }

// NetworkFile is network.json: the facts that tools and tests need.
type NetworkFile struct {
	Name          string             `json:"name"`
	Channel       string             `json:"channel"`
	Chaincode     string             `json:"chaincode"`
	Profile       string             `json:"profile"`
	BasePort      int                `json:"basePort"`
	StateDir      string             `json:"stateDir"`
	BinDir        string             `json:"binDir"`
	Orderers      []string           `json:"orderers"`
	Organisations []OrganisationFile `json:"organisations"`
}

// OrganisationFile is one member in network.json.
type OrganisationFile struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Folder  string     `json:"folder"`
	Host    string     `json:"host"`
	Peer    Endpoint   `json:"peer"`
	Orderer Endpoint   `json:"orderer"`
	CA      Endpoint   `json:"ca"`
	Gateway GatewayAt  `json:"gateway"`
	Users   []UserFile `json:"users"`
	Nodes   []NodeFile `json:"nodes"`
}

// Endpoint is where a Fabric node answers, and the root of its TLS certificate.
type Endpoint struct {
	Endpoint     string `json:"endpoint"`
	HostOverride string `json:"hostOverride"`
	TLSCA        string `json:"tlsCa"`
	Operations   string `json:"operations"`
	Name         string `json:"name,omitempty"`
	Admin        string `json:"admin,omitempty"`
}

// GatewayAt is where a member's gateway answers and what configures it. With TLS, TLSCA is
// the root of its certificate.
type GatewayAt struct {
	URL    string `json:"url"`
	Config string `json:"config"`
	TLSCA  string `json:"tlsCa,omitempty"`
}

// UserFile is an enrolled identity.
type UserFile struct {
	Name        string   `json:"name"`
	Roles       []string `json:"roles"`
	Certificate string   `json:"certificate"`
	Key         string   `json:"key"`
	MSP         string   `json:"msp"`
}

// NodeFile is a supervised process. Its pid file exists while it runs.
type NodeFile struct {
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	PidFile    string `json:"pidFile"`
	Log        string `json:"log"`
	Operations string `json:"operations,omitempty"`
	Port       int    `json:"port,omitempty"` // none of a chaincode service
}

func (n *Network) renderNetworkFile() error {
	t := n.Topology
	out := NetworkFile{Name: n.Name, Channel: t.Channel, Chaincode: t.Chaincode, Profile: t.Profile,
		BasePort: t.BasePort, StateDir: n.State, BinDir: n.Bin}
	for _, o := range t.Organisations {
		out.Orderers = append(out.Orderers, t.address(o, t.Ports.Orderer))
		out.Organisations = append(out.Organisations, n.describe(o))
	}
	return writeJSON(filepath.Join(n.State, "network.json"), out)
}

func (n *Network) describe(o Organisation) OrganisationFile {
	t := n.Topology
	at := func(port, operations int) Endpoint {
		return Endpoint{Endpoint: t.address(o, port), HostOverride: "localhost", TLSCA: n.tlsCA(o),
			Operations: "http://" + t.operations(o, operations)}
	}
	f := OrganisationFile{ID: o.ID, Name: o.Name, Folder: o.Folder, Host: o.Host,
		Peer: at(t.Ports.Peer, t.Ports.PeerOperations), Orderer: at(t.Ports.Orderer, t.Ports.OrdererOperations),
		CA: at(t.Ports.CA, t.Ports.CAOperations), Gateway: GatewayAt{URL: n.gatewayURL(o), Config: n.gatewayConfig(o)}}
	if n.gatewayTLS() {
		f.Gateway.TLSCA = n.tlsCA(o)
	}
	f.Orderer.Admin = "https://" + t.address(o, t.Ports.OrdererAdmin)
	f.CA.Name, f.CA.TLSCA = caName(o), n.caCert(o)
	for _, i := range t.Identities {
		msp := n.user(o, i.Name)
		f.Users = append(f.Users, UserFile{i.Name, i.Roles, certOf(msp), keyOf(msp), msp})
	}
	node := func(kind string, port int, operations string) {
		name := nodeName(o, kind)
		f.Nodes = append(f.Nodes, NodeFile{Name: name, Kind: strings.SplitN(kind, "-", 2)[0], Port: port,
			PidFile: pidFile(n.run(o), name), Log: n.log(o, name), Operations: operations})
	}
	node("ca", t.port(o, t.Ports.CA), f.CA.Operations)
	node("orderer", t.port(o, t.Ports.Orderer), f.Orderer.Operations)
	node("peer", t.port(o, t.Ports.Peer), f.Peer.Operations)
	node("gateway", t.port(o, t.Ports.Gateway), "")
	for _, d := range n.deployments() {
		for _, slot := range []int{0, 1} {
			node(d.service(slot), 0, "")
		}
	}
	return f
}

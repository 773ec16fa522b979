package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Topology is topology.yaml: who takes part and where each node runs.
type Topology struct {
	Channel              string             `yaml:"channel"`
	Chaincode            string             `yaml:"chaincode"`
	Profile              string             `yaml:"profile"`
	Profiles             map[string]Profile `yaml:"profiles"`
	BasePort             int                `yaml:"basePort"`
	PortsPerOrganisation int                `yaml:"portsPerOrganisation"`
	Ports                Ports              `yaml:"ports"`
	Supervision          Supervision        `yaml:"supervision"`
	Memory               Memory             `yaml:"memory"`
	Organisations        []Organisation     `yaml:"organisations"`
	Identities           []Identity         `yaml:"identities"`
}

// Profile is what differs between a first look and a network meant to stay.
type Profile struct {
	BatchTimeout  time.Duration `yaml:"batchTimeout"`
	BatchMessages int           `yaml:"batchMessages"`
}

// Ports are offsets within an organisation's block of ports.
type Ports struct {
	CA                int `yaml:"ca"`
	CAOperations      int `yaml:"caOperations"`
	Peer              int `yaml:"peer"`
	PeerChaincode     int `yaml:"peerChaincode"`
	PeerOperations    int `yaml:"peerOperations"`
	Orderer           int `yaml:"orderer"`
	OrdererAdmin      int `yaml:"ordererAdmin"`
	OrdererOperations int `yaml:"ordererOperations"`
	Gateway           int `yaml:"gateway"`
}

// Supervision is how nodes that die are restarted, and when they are given up.
type Supervision struct {
	Restarts           int           `yaml:"restarts" json:"restarts"`
	Window             time.Duration `yaml:"window" json:"window"`
	Backoff            time.Duration `yaml:"backoff" json:"backoff"`
	BackoffMax         time.Duration `yaml:"backoffMax" json:"backoffMax"`
	StopTimeout        time.Duration `yaml:"stopTimeout" json:"stopTimeout"`
	GatewayStopTimeout time.Duration `yaml:"gatewayStopTimeout" json:"gatewayStopTimeout"`
	LogLimit           int64         `yaml:"logLimit" json:"logLimit"`
	Drain              time.Duration `yaml:"drain" json:"drain"`
}

// patience is how long a node may take to end once it was asked to. A gateway first answers those who wait for a commit,
// reports its last usage, and brings what is under way to the ledger.
func (s Supervision) patience(node string) time.Duration {
	if strings.HasSuffix(node, "-gateway") {
		return s.GatewayStopTimeout
	}
	return s.StopTimeout
}

// longest is how long a supervisor may take, which stops all of its nodes at once.
func (s Supervision) longest() time.Duration { return max(s.StopTimeout, s.GatewayStopTimeout) }

// Memory is what one process of each kind may take: the largest Java heap; for a peer or orderer, the size up to which
// it collects garbage seldom.
type Memory struct {
	Chaincode string `yaml:"chaincode"`
	Gateway   string `yaml:"gateway"`
	Node      string `yaml:"node"`
}

// Organisation is a member; its position in the list decides its block of ports.
type Organisation struct {
	ID     string `yaml:"id"`
	Name   string `yaml:"name"`
	Folder string `yaml:"folder"`
	Host   string `yaml:"host"`
	index  int
}

// Identity is a user that every organisation enrols, with the roles that its certificate carries.
type Identity struct {
	Name  string   `yaml:"name"`
	Roles []string `yaml:"roles"`
}

var (
	folderName    = regexp.MustCompile(`^[a-z][a-z0-9]{0,19}$`)
	mspName       = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]{0,63}$`)
	chaincodeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`)
	networkName   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
)

// loadTopology reads and checks a topology; a member that it doesn't know is an error.
func loadTopology(file string) (*Topology, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the topology can't be read: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	t := &Topology{}
	if err := dec.Decode(t); err != nil {
		return nil, fmt.Errorf("%s is not a topology: %w", file, err)
	}
	for i := range t.Organisations {
		t.Organisations[i].index = i
	}
	return t, t.check()
}

func (t *Topology) check() error {
	if len(t.Organisations) == 0 {
		return fmt.Errorf("the topology names no organisation")
	}
	if _, ok := t.Profiles[t.Profile]; !ok {
		return fmt.Errorf("profile %q is not among the topology's profiles", t.Profile)
	}
	seen := map[string]bool{}
	for _, o := range t.Organisations {
		if !mspName.MatchString(o.ID) || !folderName.MatchString(o.Folder) || o.Name == "" || o.Host == "" {
			return fmt.Errorf("organisation %q needs an id, a name, a host and a folder of small letters and digits", o.ID)
		}
		if err := o.checkHost(); err != nil {
			return err
		}
		if seen[o.ID] || seen["/"+o.Folder] {
			return fmt.Errorf("organisation %s or its folder stands twice in the topology", o.ID)
		}
		seen[o.ID], seen["/"+o.Folder] = true, true
	}
	return t.checkPorts()
}

// checkHost takes IPv4 addresses alone. Names are read differently by the programs that would listen there: one takes the
// first of a name's addresses, another one all, a third one that of the other family; and several put host and port
// together without the brackets that IPv6 wants.
func (o Organisation) checkHost() error {
	ip := net.ParseIP(o.Host)
	if ip == nil || ip.To4() == nil || strings.Contains(o.Host, ":") || ip.IsUnspecified() || ip.IsMulticast() {
		return fmt.Errorf("host %q of %s is not the IPv4 address of a machine, such as 127.0.0.1", o.Host, o.ID)
	}
	return nil
}

func (t *Topology) checkPorts() error {
	used := map[int]string{}
	p := t.Ports
	for name, offset := range map[string]int{
		"ca": p.CA, "caOperations": p.CAOperations, "peer": p.Peer, "peerChaincode": p.PeerChaincode,
		"peerOperations": p.PeerOperations, "orderer": p.Orderer, "ordererAdmin": p.OrdererAdmin,
		"ordererOperations": p.OrdererOperations, "gateway": p.Gateway,
	} {
		if other, ok := used[offset]; ok {
			return fmt.Errorf("ports %s and %s are the same", name, other)
		}
		if offset < 0 || offset >= t.PortsPerOrganisation {
			return fmt.Errorf("port %s must lie below portsPerOrganisation (%d)", name, t.PortsPerOrganisation)
		}
		used[offset] = name
	}
	last := t.BasePort + t.PortsPerOrganisation*len(t.Organisations)
	if t.BasePort < 1024 || last > 65535 {
		return fmt.Errorf("base port %d: ports %d to %d don't lie between 1024 and 65535", t.BasePort, t.BasePort, last)
	}
	return nil
}

func (t *Topology) port(o Organisation, offset int) int {
	return t.BasePort + o.index*t.PortsPerOrganisation + offset
}

func (t *Topology) address(o Organisation, offset int) string {
	return net.JoinHostPort(o.Host, strconv.Itoa(t.port(o, offset)))
}

// operations is where a node's health and metrics are. Whoever reaches it may also set the level of the logs, so whatever
// host a member has, nobody but this machine does.
func (t *Topology) operations(o Organisation, offset int) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(t.port(o, offset)))
}

func (t *Topology) profile() Profile { return t.Profiles[t.Profile] }

// organisation finds a member by folder, id, name or number as the test network counts them.
func (t *Topology) organisation(key string) (Organisation, bool) {
	for _, o := range t.Organisations {
		if key == o.Folder || key == o.ID || strings.EqualFold(key, o.Name) || key == strconv.Itoa(o.index+1) {
			return o, true
		}
	}
	return Organisation{}, false
}

package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const readyLimit = 60 * time.Second

func readAll(r io.Reader) (string, error) {
	data, err := io.ReadAll(r)
	return string(data), err
}

// up brings CAs, certificates, orderers, peers and the chaincode that was deployed to
// where the topology wants them; what runs already is left alone.
func (n *Network) up(out *Progress) error {
	if err := n.checkPorts(false); err != nil {
		return err
	}
	if err := n.saveSettings(); err != nil {
		return err
	}
	orgs := n.Topology.Organisations
	made := make([]int, len(orgs))
	started := make([]int, len(orgs))
	err := inParallel(orgs, func(o Organisation) error {
		ca, err := n.startCA(o)
		if err != nil {
			return err
		}
		if ca {
			started[o.index]++
		}
		made[o.index], err = n.enrolAll(o)
		return err
	})
	if err != nil {
		return err
	}
	if total := sum(made); total > 0 {
		out.step("enrolled %d certificates from %d CAs", total, len(orgs))
	}
	if err := n.renderNetworkFile(); err != nil {
		return err
	}
	err = inParallel(orgs, func(o Organisation) error {
		nodes, err := n.startNodes(o)
		started[o.index] += nodes
		return err
	})
	if err != nil {
		return err
	}
	if err := n.launchServices(); err != nil {
		return err
	}
	if n.channelExists() {
		if err := n.awaitChannel(); err != nil {
			return err
		}
		if err := n.resumeDeployments(); err != nil {
			return err
		}
	}
	if err := n.awaitServices(); err != nil {
		return err
	}
	if total := sum(started); total > 0 {
		out.step("started %d nodes, all healthy", total)
	} else {
		out.step("network %s already runs: %d organisations, base port %d", n.Name, len(orgs), n.Topology.BasePort)
	}
	return nil
}

func sum(numbers []int) int {
	total := 0
	for _, k := range numbers {
		total += k
	}
	return total
}

func (n *Network) startCA(o Organisation) (bool, error) {
	secret, err := n.secret(o, registrarName)
	if err != nil {
		return false, err
	}
	if err := n.renderCA(o, secret); err != nil {
		return false, err
	}
	name := nodeName(o, "ca")
	started, err := n.start(o, Spec{
		Name: name, Dir: n.org(o, "ca"), Log: n.log(o, name),
		Command: []string{filepath.Join(n.Bin, "fabric-ca-server"), "start", "--loglevel", "warning"},
		Env:     append(baseEnv(), "FABRIC_CA_SERVER_HOME="+n.org(o, "ca")),
	})
	if err != nil {
		return started, err
	}
	return started, n.await(o, name, readyLimit, func() bool {
		return n.readyCheck(o, name)() && exists(n.caCert(o)) && exists(n.org(o, "ca", "tls", "ca-cert.pem"))
	})
}

func (n *Network) startNodes(o Organisation) (int, error) {
	if err := n.renderOrderer(o); err != nil {
		return 0, err
	}
	if err := n.renderPeer(o); err != nil {
		return 0, err
	}
	if err := n.renderGateway(o); err != nil {
		return 0, err
	}
	count := 0
	for _, node := range n.coreSpecs(o) {
		started, err := n.start(o, node)
		if err != nil {
			return count, err
		}
		if started {
			count++
		}
	}
	return count, inParallel([]string{nodeName(o, "orderer"), nodeName(o, "peer")}, func(name string) error {
		return n.await(o, name, readyLimit, n.readyCheck(o, name))
	})
}

func (n *Network) coreSpecs(o Organisation) []Spec {
	orderer, peer := nodeName(o, "orderer"), nodeName(o, "peer")
	return []Spec{
		{
			Name: orderer, Dir: n.org(o, "orderer"), Log: n.log(o, orderer),
			Command: []string{filepath.Join(n.Bin, "orderer"), "start"},
			Env:     append(n.nodeEnv(), "FABRIC_CFG_PATH="+n.org(o, "orderer"), "FABRIC_LOGGING_SPEC=info", "FABRIC_LOGGING_FORMAT="+logFormat),
		},
		{
			Name: peer, Dir: n.org(o, "peer"), Log: n.log(o, peer),
			Command: []string{filepath.Join(n.Bin, "peer"), "node", "start"},
			Env:     append(n.nodeEnv(), "FABRIC_CFG_PATH="+n.org(o, "peer"), "FABRIC_LOGGING_SPEC=info:comm.grpc.server=warning:gossip=warning", "FABRIC_LOGGING_FORMAT="+logFormat),
		},
	}
}

// nodeEnv lets a peer or orderer collect garbage at five times its live heap instead of at twice: that live heap is
// some 50 MB, and at full load Go's default collects it several times a second. The limit is soft; near it, it is
// collected as often as it takes.
func (n *Network) nodeEnv() []string {
	return append(baseEnv(), "GOGC=400", "GOMEMLIMIT="+n.Topology.Memory.Node)
}

const logFormat = "%{time:2006-01-02T15:04:05.000Z07:00} %{level:.4s} [%{module}] %{message}"

// kindOfNode is what a member runs once, and the addresses that it listens on.
type kindOfNode struct {
	kind      string
	addresses []string
}

// checkPorts finds a port that something else holds, before anything is started.
func (n *Network) checkPorts(gateways bool) error {
	t := n.Topology
	for _, o := range t.Organisations {
		// In an order of its own, so that the same port is named each time.
		nodes := []kindOfNode{
			{"ca", []string{t.address(o, t.Ports.CA), t.operations(o, t.Ports.CAOperations)}},
			{"orderer", []string{t.address(o, t.Ports.Orderer), t.address(o, t.Ports.OrdererAdmin),
				t.operations(o, t.Ports.OrdererOperations)}},
			{"peer", []string{t.address(o, t.Ports.Peer), t.address(o, t.Ports.PeerChaincode),
				t.operations(o, t.Ports.PeerOperations)}},
		}
		if gateways {
			nodes = []kindOfNode{{"gateway", []string{t.address(o, t.Ports.Gateway)}}}
		}
		for _, node := range nodes {
			if err := n.checkFree(o, nodeName(o, node.kind), node.addresses); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *Network) checkFree(o Organisation, node string, addresses []string) error {
	if s, known := readStatus(statusFile(n.run(o), node)); known && alive(s.Pid, s.Start) {
		return nil // our own holds them
	}
	for _, address := range addresses {
		if err := portFree(o, node, address); err != nil {
			return err
		}
	}
	return nil
}

func portFree(o Organisation, node, address string) error {
	l, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRNOTAVAIL) {
		return fail("", "name one of its addresses in the topology", "host %s of %s is no address of this machine", o.Host, o.ID)
	}
	if err != nil {
		_, port, _ := net.SplitHostPort(address)
		return fail("", "end what holds the port (ss -ltnp shows it), or take other ports: network.sh --base-port N up",
			"port %s of %s is busy: %v", port, node, err)
	}
	return l.Close()
}

// down stops the network; its ledgers, keys and logs stay.
func (n *Network) down(out *Progress) error {
	// Gateways first, as long as there is a ledger: they bring there what they have accepted.
	if err := n.stopGateways(); err != nil {
		return err
	}
	stopped := make([]bool, len(n.Topology.Organisations))
	err := inParallel(n.Topology.Organisations, func(o Organisation) error {
		if s, ok := n.supervisor(o); ok {
			stopped[o.index] = true
			if !endProcess(s.Pid, s.Start, n.Topology.Supervision.longest()+20*time.Second) {
				return fail(n.log(o, "supervisor"), "network.sh down", "the supervisor of %s (pid %d) did not end", o.Name, s.Pid)
			}
		}
		return n.clearRun(o)
	})
	if err != nil {
		return err
	}
	if !anyOf(stopped) {
		out.step("network %s was not running", n.Name)
	} else {
		out.step("network %s stopped; its ledgers are kept (down --purge removes them)", n.Name)
	}
	return nil
}

func anyOf(values []bool) bool {
	for _, v := range values {
		if v {
			return true
		}
	}
	return false
}

// clearRun ends what a killed supervisor left behind and forgets what was to run.
func (n *Network) clearRun(o Organisation) error {
	files, _ := filepath.Glob(statusFile(n.run(o), "*"))
	err := inParallel(files, func(file string) error {
		if s, ok := readStatus(file); ok && !endProcess(s.Pid, s.Start, n.Topology.Supervision.patience(s.Name)) {
			return fail(n.log(o, s.Name), "network.sh down", "%s (pid %d) did not end", s.Name, s.Pid)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return os.RemoveAll(n.run(o))
}

func (n *Network) purge(out *Progress) error {
	if err := os.RemoveAll(n.State); err != nil {
		return fail("", "remove "+n.State+" by hand", "the state of network %s can't be removed: %v", n.Name, err)
	}
	out.step("network %s: ledgers, keys and logs removed; the built programs are kept", n.Name)
	return nil
}

// Progress prints each step with the time since the command began.
type Progress struct {
	out   io.Writer
	began time.Time
}

func (p *Progress) step(format string, args ...any) {
	fmt.Fprintf(p.out, "[%5.1f s] %s\n", time.Since(p.began).Seconds(), fmt.Sprintf(format, args...))
}

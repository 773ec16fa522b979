package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"
)

// status prints a line per node: pid, health, block height, the end of its certificates.
// It returns a failure that says what to do when a node that should be well isn't.
func (n *Network) status(out io.Writer, only string) error {
	t := n.Topology
	fmt.Fprintf(out, "network %s, channel %s, profile %s, base port %d\n", n.Name, t.Channel, t.Profile, t.BasePort)
	fmt.Fprintf(out, "%-24s %-8s %-8s %-9s %7s %9s  %s\n", "NODE", "PORT", "PID", "HEALTH", "HEIGHT", "RESTARTS", "CERTIFICATE ENDS")
	var f findings
	for _, o := range t.Organisations {
		for _, name := range n.nodesOf(o) {
			if !strings.Contains(name, only) || n.statusLine(out, o, name) {
				continue
			}
			f.add(name, n.causeOf(o, name))
		}
		if _, ok := n.supervisor(o); !ok && n.wantsNodes(o) {
			fmt.Fprintf(out, "%-24s no supervisor: nodes that die are not restarted; network.sh up\n", nodeName(o, "supervisor"))
			f.unwell, f.unsupervised = append(f.unwell, nodeName(o, "supervisor")), true
		}
	}
	if only == "" {
		n.statusUsers(out)
	}
	return f.failure(n.Name)
}

// findings are the nodes that should be well and aren't, and those that are to be mended for it.
type findings struct {
	unwell, toMend []string
	unsupervised   bool
}

func (f *findings) add(name, cause string) {
	f.unwell = append(f.unwell, name)
	if !slices.Contains(f.toMend, cause) {
		f.toMend = append(f.toMend, cause)
	}
}

func (f *findings) failure(network string) error {
	if len(f.unwell) == 0 {
		return nil
	}
	next := "network.sh up"
	if !f.unsupervised {
		nodes := strings.Join(f.toMend, " ")
		next = "network.sh logs " + nodes + ", then network.sh restart " + nodes
	}
	return fail("", next, "not healthy in network %s: %s", network, strings.Join(f.unwell, ", "))
}

// causeOf is the node to mend when one isn't well: a gateway that runs waits for its member's peer, and to restart
// the gateway would change nothing.
func (n *Network) causeOf(o Organisation, name string) string {
	peer := nodeName(o, "peer")
	if _, up := n.node(o, name); !up || n.kind(o, name) != "gateway" {
		return name
	}
	if _, up := n.node(o, peer); up && n.readyCheck(o, peer)() {
		return name
	}
	return peer
}

func (n *Network) wantsNodes(o Organisation) bool {
	files, _ := filepath.Glob(specFile(n.run(o), "*"))
	return len(files) > 0
}

// wanted says whether any node of the network should run.
func (n *Network) wanted() bool {
	for _, o := range n.Topology.Organisations {
		if n.wantsNodes(o) {
			return true
		}
	}
	return false
}

// nodesOf lists a member's nodes: those of the topology, then chaincode services.
func (n *Network) nodesOf(o Organisation) []string {
	names := []string{nodeName(o, "ca"), nodeName(o, "orderer"), nodeName(o, "peer")}
	files, _ := filepath.Glob(specFile(n.run(o), o.Folder+"-cc-*"))
	sort.Strings(files)
	for _, file := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".json"))
	}
	return append(names, nodeName(o, "gateway"))
}

func (n *Network) statusLine(out io.Writer, o Organisation, name string) bool {
	s, up := n.node(o, name)
	spec, wanted := n.spec(o, name)
	pid, health := "-", "stopped"
	switch {
	case up && n.readyCheck(o, name)():
		pid, health = fmt.Sprint(s.Pid), "ok"
		if spec.RetireAt > 0 {
			health = "draining"
		}
	case up:
		pid, health = fmt.Sprint(s.Pid), "not ready"
	case wanted && s.State == "failed":
		health = "given up"
	case wanted && !spec.Stopped:
		health = "down"
	}
	fmt.Fprintf(out, "%-24s %-8s %-8s %-9s %7s %9d  %s\n", name, n.portText(o, name), pid, health, n.heightText(o, name, up), s.Restarts, n.certText(o, name))
	return !wanted || spec.Stopped || health == "ok" || health == "draining"
}

func (n *Network) kind(o Organisation, name string) string {
	return strings.TrimPrefix(name, o.Folder+"-")
}

func (n *Network) portText(o Organisation, name string) string {
	t := n.Topology
	switch n.kind(o, name) {
	case "ca":
		return fmt.Sprint(t.port(o, t.Ports.CA))
	case "orderer":
		return fmt.Sprint(t.port(o, t.Ports.Orderer))
	case "peer":
		return fmt.Sprint(t.port(o, t.Ports.Peer))
	case "gateway":
		return fmt.Sprint(t.port(o, t.Ports.Gateway))
	}
	return "socket"
}

// readyCheck is how a node of each kind shows that it is ready.
func (n *Network) readyCheck(o Organisation, name string) func() bool {
	t := n.Topology
	switch n.kind(o, name) {
	case "ca":
		return serves(t.operations(o, t.Ports.CAOperations), t.address(o, t.Ports.CA))
	case "orderer":
		return serves(t.operations(o, t.Ports.OrdererOperations), t.address(o, t.Ports.Orderer))
	case "peer":
		return serves(t.operations(o, t.Ports.PeerOperations), t.address(o, t.Ports.Peer))
	case "gateway":
		return n.gatewayHealthy(o)
	}
	return func() bool { return answersAt(n.serviceFolder(o), socketName(n.kind(o, name))) }
}

func (n *Network) heightText(o Organisation, name string, up bool) string {
	var height int
	err := error(nil)
	switch n.kind(o, name) {
	case "orderer":
		height, err = n.ordererHeight(o)
	case "peer":
		height, err = n.peerHeight(o)
	default:
		return "-"
	}
	if !up || err != nil {
		return "-"
	}
	return fmt.Sprint(height)
}

func (n *Network) certText(o Organisation, name string) string {
	var files []string
	switch kind := n.kind(o, name); {
	case kind == "ca":
		files = []string{n.caCert(o), n.org(o, "ca", "tls", "ca-cert.pem"), n.org(o, "ca", "tls-cert.pem")}
	case kind == "orderer" || kind == "peer":
		files = []string{n.tlsCert(o, kind), certOf(n.org(o, kind, "msp"))}
	case isService(name):
		return "-"
	default:
		files = []string{certOf(n.user(o, "gateway"))}
		if n.gatewayTLS() {
			files = append(files, n.tlsCert(o, "gateway"))
		}
	}
	return n.expiryText(files)
}

func (n *Network) statusUsers(out io.Writer) {
	fmt.Fprintln(out, "identities:")
	for _, o := range n.Topology.Organisations {
		var files []string
		for _, i := range n.Topology.Identities {
			files = append(files, certOf(n.user(o, i.Name)))
		}
		fmt.Fprintf(out, "  %-22s %d enrolled, the first certificate ends %s\n", o.ID, len(files), n.expiryText(files))
	}
}

// expiryText is the earliest end of some certificates; those that end soon are named, the first one first.
func (n *Network) expiryText(files []string) string {
	ends := map[string]time.Time{}
	for _, file := range files {
		end, err := expiry(file)
		if err != nil {
			return "-"
		}
		ends[file] = end
	}
	if len(files) == 0 {
		return "-"
	}
	files = slices.Clone(files)
	sort.SliceStable(files, func(i, j int) bool { return ends[files[i]].Before(ends[files[j]]) })
	first := ends[files[0]]
	text := fmt.Sprintf("%s (%d days)", first.UTC().Format("2006-01-02"), daysUntil(first))
	var ending []string
	for _, file := range files {
		if daysUntil(ends[file]) < 30 {
			ending = append(ending, n.short(file))
		}
	}
	if len(ending) > 0 {
		text += " RENEW " + strings.Join(ending, " ")
	}
	return text
}

func daysUntil(end time.Time) int {
	return int(time.Until(end).Hours() / 24)
}

// short is a file's path below the network's state, where it lies there.
func (n *Network) short(file string) string {
	if short, err := filepath.Rel(n.State, file); err == nil {
		return short
	}
	return file
}

func expiry(file string) (time.Time, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return time.Time{}, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return time.Time{}, fmt.Errorf("%s holds no certificate", file)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}, err
	}
	return cert.NotAfter, nil
}

// restart restarts the nodes whose names contain one of the words, or all, and waits.
func (n *Network) restart(words []string, out *Progress) error {
	counts := make([]int, len(n.Topology.Organisations))
	err := inParallel(n.Topology.Organisations, func(o Organisation) error {
		var names []string
		for name, spec := range readSpecs(n.run(o)) {
			if !matchesAny(name, words) || spec.RetireAt > 0 {
				continue
			}
			spec.Generation, spec.Stopped = time.Now().UnixNano(), false
			if err := writeJSON(specFile(n.run(o), name), spec); err != nil {
				return err
			}
			names = append(names, name)
		}
		counts[o.index] = len(names)
		if len(names) == 0 {
			return nil
		}
		if err := n.nudge(o); err != nil {
			return err
		}
		return inParallel(names, func(name string) error { return n.await(o, name, gatewayLimit, n.readyCheck(o, name)) })
	})
	if err != nil {
		return err
	}
	if sum(counts) == 0 {
		return fail("", "network.sh status", "no node of network %s runs that could be restarted", n.Name)
	}
	if n.channelExists() {
		if err := n.awaitChannel(); err != nil {
			return err
		}
	}
	out.step("restarted %d nodes, all healthy", sum(counts))
	return nil
}

// stopVerb stops the nodes whose names contain one of the words, and keeps them in mind.
func (n *Network) stopVerb(words []string, out *Progress) error {
	if len(words) == 0 {
		return usage("stop wants the names of nodes, or words of them; down stops all")
	}
	counts := make([]int, len(n.Topology.Organisations))
	err := inParallel(n.Topology.Organisations, func(o Organisation) error {
		var specs []Spec
		for name, spec := range readSpecs(n.run(o)) {
			if matchesAny(name, words) && !spec.Stopped {
				specs = append(specs, spec)
			}
		}
		counts[o.index] = len(specs)
		return inParallel(specs, func(spec Spec) error { return n.pause(o, spec) })
	})
	if err != nil {
		return err
	}
	if sum(counts) == 0 {
		return fail("", "network.sh status", "no such node of network %s runs", n.Name)
	}
	out.step("stopped %d nodes; network.sh restart starts them again", sum(counts))
	return nil
}

func matchesAny(name string, words []string) bool {
	for _, w := range words {
		if strings.Contains(name, w) {
			return true
		}
	}
	return len(words) == 0
}

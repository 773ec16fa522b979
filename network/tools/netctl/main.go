// Command netctl renders, starts and drives one Stemma network. People call it through
// network.sh, which builds it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	syscall.Umask(0o077) // keys and state are for their owner only
	if len(os.Args) == 4 && os.Args[1] == "supervise" {
		var limits Supervision
		err := json.Unmarshal([]byte(os.Args[3]), &limits)
		if err == nil {
			err = supervise(os.Args[2], limits)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := command(os.Args[1:]); err != nil {
		os.Exit(report(os.Stderr, err))
	}
}

// options are what the command line says; verbs keep their order.
type options struct {
	verbs    []string
	flags    map[string]string
	switches map[string]bool
}

// Flags with a value, as the test network writes them, and our long names.
var valued = map[string]string{
	"-c": "channel", "--channel": "channel", "-ccn": "ccn", "-ccv": "ccv", "-ccs": "ccs", "-ccp": "ccp", "-ccep": "ccep",
	"-ccic": "ccic", "-ccqc": "ccqc", "-org": "org", "--org": "org", "--user": "user", "--name": "name",
	"--base-port": "base-port", "--profile": "profile", "--main": "main", "--jar": "jar", "--lines": "lines",
	"--level": "level", "--trace": "trace", "-o": "output",
}

var switched = map[string]string{"--purge": "purge", "--no-genesis": "no-genesis", "--tls": "tls"}

func usage(format string, args ...any) error {
	return &Failure{Cause: fmt.Sprintf(format, args...), Next: "network.sh help", Exit: 2}
}

func parse(args []string) (options, error) {
	o := options{flags: map[string]string{}, switches: map[string]bool{}}
	for i := 0; i < len(args); i++ {
		arg, value, joined := strings.Cut(args[i], "=")
		switch {
		case !strings.HasPrefix(args[i], "-"):
			o.verbs = append(o.verbs, args[i])
		case switched[args[i]] != "":
			o.switches[switched[args[i]]] = true
		case valued[arg] == "":
			return o, usage("unknown flag %s", args[i])
		case joined:
			o.flags[valued[arg]] = value
		case i+1 == len(args):
			return o, usage("%s wants a value", arg)
		default:
			i++
			o.flags[valued[arg]] = args[i]
		}
	}
	return o, nil
}

func command(args []string) error {
	opt, err := parse(args)
	if err != nil {
		return err
	}
	n, err := openNetwork(opt)
	if err != nil {
		return err
	}
	out := &Progress{out: os.Stdout, began: time.Now()}
	return n.dispatch(opt, out)
}

func openNetwork(opt options) (*Network, error) {
	home := os.Getenv("STEMMA_NETWORK_HOME")
	name := firstOf(opt.flags["name"], os.Getenv("STEMMA_NETWORK"), "stemma")
	if !networkName.MatchString(name) {
		return nil, usage("a network's name has small letters, digits and hyphens, not %q", name)
	}
	if opt.flags["name"] != "" {
		nameFlag = "--name " + name + " "
	}
	topology, err := loadTopology(firstOf(os.Getenv("STEMMA_TOPOLOGY"), filepath.Join(home, "topology.yaml")))
	if err != nil {
		return nil, fail("", "mend topology.yaml", "%v", err)
	}
	n := &Network{Name: name, Topology: topology, Home: home, Bin: os.Getenv("STEMMA_BIN_DIR"),
		Config: os.Getenv("STEMMA_CONFIG_DIR"), State: filepath.Join(home, ".state", name)}
	base := 0
	if text := firstOf(opt.flags["base-port"], os.Getenv("STEMMA_BASE_PORT")); text != "" {
		if base, err = strconv.Atoi(text); err != nil {
			return nil, usage("the base port is a number, not %q", text)
		}
	}
	return n, n.applySettings(settings{base, firstOf(opt.flags["profile"], os.Getenv("STEMMA_PROFILE")), opt.flags["channel"]})
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func javaHome() string { return os.Getenv("JAVA_HOME") }

// lock lets one command at a time change a network.
func (n *Network) lock() (func(), error) {
	f, err := os.OpenFile(n.State+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		fmt.Fprintf(os.Stderr, "another command works on network %s, waiting for it\n", n.Name)
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
			return nil, err
		}
	}
	return func() { f.Close() }, nil
}

func (n *Network) dispatch(opt options, out *Progress) error {
	switch opt.verbs[0] {
	case "status":
		return n.statusVerb()
	case "logs", "cc", "stop":
		if !n.exists() {
			return fail("", "network.sh up createChannel deployCC", "network %s does not exist", n.Name)
		}
	}
	switch opt.verbs[0] {
	case "logs":
		view, err := viewOf(opt)
		if err != nil {
			return err
		}
		return n.logs(os.Stdout, opt.verbs[1:], view)
	case "cc":
		if len(opt.verbs) < 2 || opt.verbs[1] != "serve" {
			return n.cc(opt)
		}
	}
	if err := os.MkdirAll(n.State, 0o700); err != nil {
		return err
	}
	unlock, err := n.lock()
	if err != nil {
		return err
	}
	defer unlock()
	switch opt.verbs[0] {
	case "restart":
		return n.restart(opt.verbs[1:], out)
	case "stop":
		return n.stopVerb(opt.verbs[1:], out)
	case "cc":
		return n.ccServe(opt.verbs[2:], opt, out)
	}
	for i := 0; i < len(opt.verbs); i++ {
		verb := opt.verbs[i]
		if verb == "gateway" {
			i++
			if i == len(opt.verbs) {
				return usage("gateway wants up, down or status")
			}
			verb = "gateway " + opt.verbs[i]
		}
		if err := n.do(verb, opt, out); err != nil {
			return err
		}
	}
	return nil
}

func (n *Network) statusVerb() error {
	if !n.exists() {
		return fail("", "network.sh up", "network %s does not exist", n.Name)
	}
	if !n.wanted() {
		return &Failure{Cause: "network " + n.Name + " is stopped; its ledgers are kept", Next: "network.sh up", Exit: 3}
	}
	return n.status(os.Stdout, "")
}

func (n *Network) do(verb string, opt options, out *Progress) error {
	switch verb {
	case "up":
		return n.up(out)
	case "createChannel":
		return n.createChannelVerb(out)
	case "deployCC":
		return n.deployVerb(opt, out)
	case "gateway up":
		if _, ok := n.node(n.Topology.Organisations[0], nodeName(n.Topology.Organisations[0], "peer")); !ok {
			return fail("", "network.sh up createChannel deployCC", "network %s does not run", n.Name)
		}
		jar := firstOf(opt.flags["jar"], os.Getenv("STEMMA_GATEWAY_JAR"), filepath.Join(n.Home, "..", "gateway-app", "target", "stemma-gateway.jar"))
		return n.gatewayUp(jar, opt.switches["tls"], out)
	case "gateway down":
		return n.gatewayDown(out)
	case "gateway status":
		return n.status(os.Stdout, "-gateway")
	case "down":
		if err := n.down(out); err != nil || !opt.switches["purge"] {
			return err
		}
		return n.purge(out)
	}
	return usage("unknown verb %s", verb)
}

// createChannelVerb brings the network up first when it is not, as the test network does.
func (n *Network) createChannelVerb(out *Progress) error {
	if err := n.ensureUp(out); err != nil {
		return err
	}
	return n.createChannel(out)
}

func (n *Network) ensureUp(out *Progress) error {
	for _, o := range n.Topology.Organisations {
		for _, kind := range []string{"ca", "orderer", "peer"} {
			if _, ok := n.node(o, nodeName(o, kind)); !ok {
				return n.up(out)
			}
		}
	}
	return nil
}

func (n *Network) deployVerb(opt options, out *Progress) error {
	d := DeployOptions{
		Name: firstOf(opt.flags["ccn"], n.Topology.Chaincode), Version: opt.flags["ccv"], Policy: opt.flags["ccep"],
		Main: opt.flags["main"], NoGenesis: opt.switches["no-genesis"],
		Jar: firstOf(opt.flags["ccp"], filepath.Join(n.Home, "..", "chaincode", "contracts", "target", "stemma-contracts.jar")),
	}
	if d.Main == "" {
		d.Main = mainClass(d.Jar)
	}
	if text := opt.flags["ccs"]; text != "" && text != "auto" {
		sequence, err := strconv.Atoi(text)
		if err != nil || sequence < 1 {
			return usage("-ccs wants a number from 1, or auto")
		}
		d.Sequence = sequence
	}
	if !chaincodeName.MatchString(d.Name) {
		return usage("a chaincode's name has letters, digits, hyphens and underscores, not %q", d.Name)
	}
	if !exists(d.Jar) {
		return fail("", "mvn -q package, or name a jar with -ccp", "there is no chaincode jar to deploy: %s", d.Jar)
	}
	if err := n.createIfMissing(out); err != nil {
		return err
	}
	return n.deploy(d, out)
}

func (n *Network) createIfMissing(out *Progress) error {
	if err := n.ensureUp(out); err != nil {
		return err
	}
	if n.channelExists() {
		return nil
	}
	return n.createChannel(out)
}

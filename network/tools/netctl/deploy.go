package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// Deployment is what this network runs under a chaincode name, in chaincode/<name>.json.
type Deployment struct {
	Name     string            `json:"name"`
	Slot     int               `json:"slot"` // which of its two sockets serves
	Version  string            `json:"version"`
	Sequence int               `json:"sequence"`
	Policy   string            `json:"policy"`
	Main     string            `json:"main"`
	Digest   string            `json:"digest"`
	Packages map[string]string `json:"packages"` // package id by organisation
	Genesis  bool              `json:"genesis"`
}

func (d Deployment) service(slot int) string {
	return "cc-" + d.Name + "-" + []string{"a", "b"}[slot]
}

func (n *Network) deploymentFile(name string) string {
	return filepath.Join(n.State, "chaincode", name+".json")
}

func (n *Network) deployments() []Deployment {
	files, _ := filepath.Glob(n.deploymentFile("*"))
	sort.Strings(files)
	var list []Deployment
	for _, file := range files {
		var d Deployment
		if data, err := os.ReadFile(file); err == nil && json.Unmarshal(data, &d) == nil {
			list = append(list, d)
		}
	}
	return list
}

func (n *Network) deployment(name string) (Deployment, bool) {
	for _, d := range n.deployments() {
		if d.Name == name {
			return d, true
		}
	}
	return Deployment{}, false
}

// DeployOptions are the flags of deployCC.
type DeployOptions struct {
	Name, Version, Jar, Main, Policy string
	Sequence                         int
	NoGenesis                        bool
}

// deploy installs, approves and commits a chaincode for every member, or upgrades it. The
// service of the old package answers until the new definition is committed on every peer.
func (n *Network) deploy(opt DeployOptions, out *Progress) error {
	digest, err := digestOf(opt.Jar)
	if err != nil {
		return fail("", "mvn -q package, or name a jar with -ccp", "there is no chaincode jar to deploy: %v", err)
	}
	if err := n.awaitLeader(); err != nil {
		return err
	}
	committed, err := n.committedSequence(opt.Name)
	if err != nil {
		return err
	}
	// First what an earlier run began: else its service, which serves by now, would be taken for the one to replace.
	if _, err := n.resume(opt.Name, committed); err != nil {
		return err
	}
	old, known := n.deployment(opt.Name)
	if known && committed == old.Sequence && committed > 0 && opt.matches(old, digest) {
		if err := n.launchServices(); err != nil {
			return err
		}
		if err := n.awaitServices(); err != nil {
			return err
		}
		out.step("chaincode %s already runs this jar (version %s, sequence %d)", old.Name, old.Version, old.Sequence)
		return n.genesis(old, opt, out)
	}
	d, err := n.nextDeployment(old, known, opt, committed, digest)
	if err != nil {
		return err
	}
	if err := n.installEverywhere(&d, old, known, out); err != nil {
		return err
	}
	if err := inParallel(n.Topology.Organisations, func(o Organisation) error { return n.awaitApprovals(o, d) }); err != nil {
		return err
	}
	if err := writeJSON(n.planFile(d.Name), d); err != nil {
		return err
	}
	if err := n.commit(d); err != nil {
		return err
	}
	if err := n.adopt(d); err != nil {
		return err
	}
	out.step("chaincode %s version %s committed as sequence %d, %d services answer", d.Name, d.Version, d.Sequence, len(d.Packages))
	return n.genesis(d, opt, out)
}

// planFile holds what is about to be committed, until that is noted: whoever is killed in between leaves it.
func (n *Network) planFile(name string) string {
	return filepath.Join(n.State, "chaincode", name+".planned")
}

// resume takes up a deployment that was committed by a run that did not live to note it. True: there was one.
func (n *Network) resume(name string, committed int) (bool, error) {
	var plan Deployment
	data, err := os.ReadFile(n.planFile(name))
	if os.IsNotExist(err) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &plan)
	}
	if err != nil {
		return false, err
	}
	if plan.Sequence != committed {
		return false, nil
	}
	return true, n.adopt(plan)
}

// resumeDeployments does so for every chaincode.
func (n *Network) resumeDeployments() error {
	files, _ := filepath.Glob(n.planFile("*"))
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".planned")
		committed, err := n.committedSequence(name)
		if err != nil {
			return err
		}
		if _, err := n.resume(name, committed); err != nil {
			return err
		}
	}
	return nil
}

// adopt notes what was committed, and lets what it takes the place of drain.
func (n *Network) adopt(d Deployment) error {
	old, known := n.deployment(d.Name)
	if err := writeJSON(n.deploymentFile(d.Name), d); err != nil {
		return err
	}
	if err := os.Remove(n.planFile(d.Name)); err != nil && !os.IsNotExist(err) {
		return err
	}
	if err := n.launchServices(); err != nil {
		return err
	}
	if err := n.awaitChaincode(d); err != nil {
		return err
	}
	if known && old.Slot != d.Slot {
		if err := n.retireServices(old); err != nil {
			return err
		}
	}
	if err := n.dropOldJars(d, old); err != nil {
		return err
	}
	return n.renderNetworkFile()
}

func (opt DeployOptions) matches(old Deployment, digest string) bool {
	return old.Digest == digest && old.Main == opt.Main && old.Policy == opt.Policy &&
		(opt.Version == "" || opt.Version == old.Version) && (opt.Sequence == 0 || opt.Sequence == old.Sequence)
}

// nextDeployment plans what comes after old: the next sequence on the other socket.
func (n *Network) nextDeployment(old Deployment, known bool, opt DeployOptions, committed int, digest string) (Deployment, error) {
	d := Deployment{Name: opt.Name, Genesis: old.Genesis, Version: opt.Version, Sequence: opt.Sequence,
		Policy: opt.Policy, Main: opt.Main, Digest: digest, Packages: map[string]string{}}
	if d.Sequence == 0 {
		d.Sequence = committed + 1
	}
	if d.Version == "" {
		d.Version = fmt.Sprintf("1.%d", d.Sequence-1)
	}
	if known {
		d.Slot = 1 - old.Slot
	}
	return d, copyFile(opt.Jar, n.jarFile(d))
}

// jarFile is the copy that the services run, so that a build in the tree does not disturb them.
func (n *Network) jarFile(d Deployment) string {
	return filepath.Join(n.State, "chaincode", d.Name, d.Digest[:16]+".jar")
}

// dropOldJars keeps what serves and what drains.
func (n *Network) dropOldJars(keep ...Deployment) error {
	kept := map[string]bool{}
	for _, d := range keep {
		if d.Digest != "" {
			kept[n.jarFile(d)] = true
		}
	}
	files, _ := filepath.Glob(filepath.Join(n.State, "chaincode", keep[0].Name, "*.jar"))
	for _, file := range files {
		if !kept[file] {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyFile copies at once, so that a half copied jar is never run.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	tmp := to + ".new"
	out, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	return os.Rename(tmp, to)
}

func (n *Network) committedSequence(name string) (int, error) {
	o := n.Topology.Organisations[0]
	text, err := n.asAdmin(o, "lifecycle", "chaincode", "querycommitted", "-C", n.Topology.Channel, "-n", name, "-O", "json")
	if err != nil {
		if strings.Contains(err.Error(), "is not defined") {
			return 0, nil
		}
		return 0, err
	}
	var answer struct {
		Sequence int `json:"sequence"`
	}
	if err := unmarshal(text, &answer); err != nil {
		return 0, fail(n.commandLog(), "read the log", "the committed definition of %s can't be read: %v", name, err)
	}
	return answer.Sequence, nil
}

func (n *Network) packageFor(o Organisation, d Deployment) (file, id string, err error) {
	conn, err := connectionOf(d)
	if err != nil {
		return "", "", err
	}
	data, id, err := packageOf(d.Name+"_"+d.Version, d.Digest, conn)
	if err != nil {
		return "", "", err
	}
	file = n.org(o, "packages", strings.ReplaceAll(id, ":", "-")+".tar.gz")
	return file, id, writeFile(file, data, 0o600)
}

// installEverywhere brings each member to where it has the new service running and has
// agreed to it: the start of the Java service and the lifecycle's steps go side by side.
func (n *Network) installEverywhere(d *Deployment, old Deployment, known bool, out *Progress) error {
	orgs := n.Topology.Organisations
	files, ids := make([]string, len(orgs)), make([]string, len(orgs))
	for i, o := range orgs {
		var err error
		if files[i], ids[i], err = n.packageFor(o, *d); err != nil {
			return err
		}
		d.Packages[o.ID] = ids[i]
		if err := n.clearSlot(o, *d); err != nil {
			return err
		}
		if _, err := n.start(o, n.serviceSpec(o, *d)); err != nil {
			return err
		}
	}
	if known {
		out.step("upgrade of %s: the service of version %s keeps answering", d.Name, old.Version)
	}
	err := inParallel(orgs, func(o Organisation) error {
		if err := n.install(o, files[o.index], ids[o.index]); err != nil {
			return err
		}
		if err := n.awaitService(o, *d); err != nil {
			return err // nobody agrees to what does not start
		}
		return n.approve(o, *d)
	})
	if err != nil {
		// The services of the old package, on the other ports, serve on.
		_ = inParallel(orgs, func(o Organisation) error { return n.stop(o, nodeName(o, d.service(d.Slot))) })
		return err
	}
	out.step("%d organisations installed and approved %s version %s, sequence %d", len(orgs), d.Name, d.Version, d.Sequence)
	return nil
}

// clearSlot waits until the service before last, which may still drain, has left the socket.
func (n *Network) clearSlot(o Organisation, d Deployment) error {
	name := nodeName(o, d.service(d.Slot))
	if spec, had := n.spec(o, name); had {
		if spec.RetireAt > 0 {
			left := time.Until(time.Unix(spec.RetireAt, 0)) + n.Topology.Supervision.StopTimeout
			poll(left, func() bool { _, up := n.node(o, name); return !up })
		}
		if err := n.stop(o, name); err != nil {
			return err
		}
	}
	return n.socketFree(o, d)
}

func (n *Network) install(o Organisation, file, id string) error {
	_, err := n.asAdmin(o, "lifecycle", "chaincode", "install", file)
	if err != nil && strings.Contains(err.Error(), "already successfully installed") {
		return nil
	}
	return err
}

func (d Deployment) definition(channel string) []string {
	flags := []string{"-C", channel, "-n", d.Name, "-v", d.Version, "--sequence", fmt.Sprint(d.Sequence)}
	if d.Policy != "" {
		flags = append(flags, "--signature-policy", d.Policy)
	}
	return flags
}

func (n *Network) approve(o Organisation, d Deployment) error {
	args := append([]string{"lifecycle", "chaincode", "approveformyorg", "--package-id", d.Packages[o.ID]}, d.definition(n.Topology.Channel)...)
	_, err := n.asAdmin(o, append(args, n.ordererFlags()...)...)
	if err != nil && strings.Contains(err.Error(), "unchanged content") {
		return nil // agreed in an earlier run that was interrupted
	}
	return err
}

// awaitApprovals waits until a member's peer has everyone's approval. Each member's is told when its own peer has it, and
// peers of different heights endorse the commit differently.
func (n *Network) awaitApprovals(o Organisation, d Deployment) error {
	args := append([]string{"lifecycle", "chaincode", "checkcommitreadiness", "-O", "json"}, d.definition(n.Topology.Channel)...)
	var last error
	var answer struct {
		Approvals map[string]bool `json:"approvals"`
	}
	ready := poll(readyLimit, func() bool {
		var text string
		if text, last = n.asAdmin(o, args...); last != nil {
			return false
		}
		answer.Approvals = nil
		if last = unmarshal(text, &answer); last != nil {
			return false
		}
		for _, approved := range answer.Approvals {
			if !approved {
				return false
			}
		}
		return len(answer.Approvals) == len(n.Topology.Organisations)
	})
	if ready {
		return nil
	}
	if last != nil {
		return last
	}
	return fail(n.commandLog(), "the same command again", "the peer of %s has not all approvals of %s within %s: %v",
		o.Name, d.Name, readyLimit, answer.Approvals)
}

func (n *Network) commit(d Deployment) error {
	args := append([]string{"lifecycle", "chaincode", "commit"}, d.definition(n.Topology.Channel)...)
	args = append(append(args, n.ordererFlags()...), n.allPeers()...)
	_, err := n.asAdmin(n.Topology.Organisations[0], args...)
	return err
}

// genesis tells the ledger who its members are, once, after the first commit.
func (n *Network) genesis(d Deployment, opt DeployOptions, out *Progress) error {
	if d.Name != n.Topology.Chaincode || d.Genesis || opt.NoGenesis {
		return nil
	}
	command, err := json.Marshal(n.genesisCommand())
	if err != nil {
		return err
	}
	first := n.Topology.Organisations[0]
	_, err = n.invoke(first, "admin", d.Name, []string{"kernel:genesis", string(command)})
	if err != nil && !strings.Contains(err.Error(), "kernel.genesis_done") {
		return err
	}
	d.Genesis = true
	out.step("the ledger knows its %d members (kernel:genesis)", len(n.Topology.Organisations))
	return writeJSON(n.deploymentFile(d.Name), d)
}

// genesisCommand is canonical JSON once marshalled: Go sorts a map's members.
func (n *Network) genesisCommand() map[string]any {
	members := []map[string]any{}
	for _, o := range n.Topology.Organisations {
		members = append(members, map[string]any{"id": o.ID, "name": o.Name})
	}
	sort.Slice(members, func(i, j int) bool { return members[i]["id"].(string) < members[j]["id"].(string) })
	return map[string]any{"organisations": members, "profile": n.Topology.Profile, "request": "genesis", "v": 1}
}

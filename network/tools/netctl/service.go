package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// HotSpot optimises a method after some 10,000 calls, which a service that endorses a hundred
// transactions a second makes in minutes. A fifth of that costs a second more of compiling
// at the start, and halves what a purchase computes until then.
const compileSooner = "-XX:CompileThresholdScaling=0.2"

// serviceSpec is a chaincode service of a member. Nothing of our own environment reaches
// it: a Fabric variable left in a shell would change how it starts.
func (n *Network) serviceSpec(o Organisation, d Deployment) Spec {
	return n.serviceSpecOf(o, d, n.jarFile(d), d.Main)
}

func (n *Network) serviceSpecOf(o Organisation, d Deployment, jar, main string) Spec {
	name := nodeName(o, d.service(d.Slot))
	command := []string{javaProgram(), "-Xmx" + n.Topology.Memory.Chaincode, "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages", compileSooner}
	if main == "" {
		command = append(command, "-jar", jar)
	} else {
		command = append(command, "-cp", jar, main)
	}
	return Spec{
		Name: name, Command: command, Dir: n.serviceFolder(o), Log: n.log(o, name),
		Env: append(baseEnv(),
			"CHAINCODE_SERVER_ADDRESS="+serviceAddress(d, d.Slot),
			"CORE_CHAINCODE_ID_NAME="+d.Packages[o.ID],
			"CORE_CHAINCODE_LOGGING_LEVEL=WARNING", "CORE_CHAINCODE_LOGGING_SHIM=WARNING",
			"CORE_PEER_LOCALMSPID="+o.ID),
	}
}

func javaProgram() string {
	if home := javaHome(); home != "" {
		return filepath.Join(home, "bin", "java")
	}
	if found, err := exec.LookPath("java"); err == nil {
		return found
	}
	return "java"
}

// launchServices starts the services of every chaincode that was deployed; those that run
// already are left alone.
func (n *Network) launchServices() error {
	for _, d := range n.deployments() {
		for _, o := range n.Topology.Organisations {
			spec := n.serviceSpec(o, d)
			if s, known := readStatus(statusFile(n.run(o), spec.Name)); !known || !alive(s.Pid, s.Start) {
				if err := n.socketFree(o, d); err != nil {
					return err
				}
			}
			if _, err := n.start(o, spec); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *Network) awaitServices() error {
	for _, d := range n.deployments() {
		d := d
		err := inParallel(n.Topology.Organisations, func(o Organisation) error { return n.awaitService(o, d) })
		if err != nil {
			return err
		}
	}
	return nil
}

// awaitService waits for the service's socket, which it opens once its contracts are loaded.
func (n *Network) awaitService(o Organisation, d Deployment) error {
	name := nodeName(o, d.service(d.Slot))
	return n.await(o, name, readyLimit, n.readyCheck(o, name))
}

// awaitChaincode asks every peer for the contract's description: the peer then knows the
// new definition and is connected to the new service.
func (n *Network) awaitChaincode(d Deployment) error {
	return inParallel(n.Topology.Organisations, func(o Organisation) error { return n.awaitChaincodeAt(o, d) })
}

func (n *Network) awaitChaincodeAt(o Organisation, d Deployment) error {
	var last error
	ok := poll(readyLimit, func() bool {
		_, last = n.query(o, "admin", d.Name, []string{"org.hyperledger.fabric:GetMetadata"})
		return last == nil
	})
	if !ok {
		return fail(n.log(o, nodeName(o, d.service(d.Slot))), "network.sh deployCC",
			"the peer of %s does not reach chaincode %s: %v", o.Name, d.Name, last)
	}
	return nil
}

// retireServices lets the services of the old package answer what was still sent to them,
// then ends them. The supervisor does it, so that deployCC needn't wait.
func (n *Network) retireServices(old Deployment) error {
	for _, o := range n.Topology.Organisations {
		spec, had := n.spec(o, nodeName(o, old.service(old.Slot)))
		if !had {
			continue
		}
		spec.RetireAt = time.Now().Add(n.Topology.Supervision.Drain).Unix() + 1
		if err := n.put(o, spec); err != nil {
			return err
		}
	}
	return nil
}

func callArgs(args []string) (string, error) {
	data, err := json.Marshal(map[string][]string{"Args": args})
	return string(data), err
}

func (n *Network) query(o Organisation, user, chaincode string, args []string) (string, error) {
	call, err := callArgs(args)
	if err != nil {
		return "", err
	}
	return n.rawQuery(o, user, chaincode, call)
}

func (n *Network) rawQuery(o Organisation, user, chaincode, call string) (string, error) {
	out, err := n.tool(60*time.Second, n.asUser(o, user), "peer", "chaincode", "query", "-C", n.Topology.Channel, "-n", chaincode, "-c", call)
	return strings.TrimRight(out, "\n"), err
}

func (n *Network) invoke(o Organisation, user, chaincode string, args []string) (string, error) {
	call, err := callArgs(args)
	if err != nil {
		return "", err
	}
	return n.rawInvoke(o, user, chaincode, call)
}

// rawInvoke has every peer endorse, and returns when every peer has committed.
func (n *Network) rawInvoke(o Organisation, user, chaincode, call string) (string, error) {
	args := []string{"chaincode", "invoke", "-C", n.Topology.Channel, "-n", chaincode, "-c", call, "--waitForEvent"}
	args = append(append(args, n.ordererFlags()...), n.allPeers()...)
	return n.tool(90*time.Second, n.asUser(o, user), "peer", args...)
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const gatewayLimit = 120 * time.Second

// gatewayUp starts every member's gateway. The jar is copied first, so that a build in the
// tree does not pull the file from under a running one.
func (n *Network) gatewayUp(jar string, out *Progress) error {
	digest, err := digestOf(jar)
	if err != nil {
		return fail("", "mvn -q package, or name a jar with --jar", "there is no gateway jar: %v", err)
	}
	if err := n.checkPorts(true); err != nil {
		return err
	}
	kept := filepath.Join(n.State, "gateway", digest[:16]+".jar")
	if !exists(kept) {
		if err := copyFile(jar, kept); err != nil {
			return err
		}
	}
	started := make([]int, len(n.Topology.Organisations))
	err = inParallel(n.Topology.Organisations, func(o Organisation) error {
		if err := n.renderGateway(o); err != nil {
			return err
		}
		if err := os.MkdirAll(n.org(o, "gateway", "data"), 0o700); err != nil {
			return err
		}
		did, err := n.start(o, n.gatewaySpec(o, kept))
		if err != nil {
			return err
		}
		if did {
			started[o.index]++
		}
		return n.await(o, nodeName(o, "gateway"), gatewayLimit, n.gatewayHealthy(o))
	})
	if err != nil {
		return err
	}
	if sum(started) == 0 {
		out.step("the gateways already run")
	} else {
		out.step("started %d gateways, all healthy", sum(started))
	}
	for _, o := range n.Topology.Organisations {
		fmt.Fprintf(out.out, "  %-8s %s\n", o.Name, n.gatewayURL(o))
	}
	return nil
}

func (n *Network) gatewayHealthy(o Organisation) func() bool {
	return func() bool { return httpOK(n.gatewayURL(o) + "/actuator/health") }
}

func (n *Network) gatewaySpec(o Organisation, jar string) Spec {
	name := nodeName(o, "gateway")
	return Spec{
		Name: name, Dir: n.org(o, "gateway"), Log: n.log(o, name), Env: baseEnv(),
		Command: []string{javaProgram(), "-Xmx" + n.Topology.Memory.Gateway, "-jar", jar,
			// An operator's database.yaml beside it names another database than the one in the data folder.
			"--spring.config.additional-location=file:" + n.gatewayConfig(o) +
				",optional:file:" + n.org(o, "gateway", "database.yaml")},
	}
}

func (n *Network) gatewayDown(out *Progress) error {
	err := inParallel(n.Topology.Organisations, func(o Organisation) error { return n.stop(o, nodeName(o, "gateway")) })
	if err == nil {
		out.step("the gateways are stopped")
	}
	return err
}

package main

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const gatewayLimit = 120 * time.Second

// gatewayUp starts every member's gateway, from a copy of the jar.
func (n *Network) gatewayUp(jar string, withTLS bool, out *Progress) error {
	digest, err := digestOf(jar)
	if err != nil {
		return fail("", "mvn -q package, or name a jar with --jar", "there is no gateway jar: %v", err)
	}
	if err := n.checkPorts(true); err != nil {
		return err
	}
	kept, err := n.unpackGateway(jar, filepath.Join(n.State, "gateway", digest[:16]))
	if err != nil {
		return err
	}
	if err := n.javaOptions(filepath.Dir(kept)); err != nil {
		return err
	}
	if err := n.gatewaySpeaks(withTLS); err != nil {
		return err
	}
	started := make([]int, len(n.Topology.Organisations))
	err = inParallel(n.Topology.Organisations, func(o Organisation) error {
		if err := n.renderGateway(o); err != nil {
			return err
		}
		if err := os.MkdirAll(n.org(o, "gateway", "data"), 0o700); err != nil {
			return err
		}
		if err := n.gatewayCertificate(o); err != nil {
			return err
		}
		if err := n.importIdentities(o, kept); err != nil {
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
	if err := n.renderNetworkFile(); err != nil {
		return err
	}
	n.archiveClasses(filepath.Dir(kept))
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

// gatewaySpeaks notes that the gateways speak TLS from now on, and refuses plain HTTP on
// addresses that others reach, as the gateway itself would.
func (n *Network) gatewaySpeaks(withTLS bool) error {
	if withTLS && !n.gatewayTLS() {
		// Those that run speak plain HTTP, and would be waited for in vain.
		if err := n.stopGateways(); err != nil {
			return err
		}
		if err := writeFile(n.gatewayTLSMark(), []byte("the gateways speak TLS\n"), 0o600); err != nil {
			return err
		}
	}
	for _, o := range n.Topology.Organisations {
		if !net.ParseIP(o.Host).IsLoopback() && !n.gatewayTLS() {
			return fail("", "network.sh gateway up --tls",
				"the gateway of %s would send keys in clear text to whoever listens at %s", o.Name, o.Host)
		}
	}
	return nil
}

// gatewayCertificate gets the gateway's TLS certificate from the member's own authority.
func (n *Network) gatewayCertificate(o Organisation) error {
	if !n.gatewayTLS() || exists(n.tlsCert(o, "gateway")) {
		return nil
	}
	return n.registerAndEnrol(o, enrolment{name: "gateway", kind: "client", tls: true, dir: n.org(o, "tls", "gateway")})
}

// keystoreRounds of key derivation are the fewest that there may be: nobody guesses a passphrase of 256 random bits, and
// a gateway goes through them for each of its keys when it starts.
const keystoreRounds = "1000"

// importIdentities keeps the keys of a member's identities in an encrypted keystore, under a
// random passphrase. What was imported stays; a certificate that is newer is imported again.
func (n *Network) importIdentities(o Organisation, jar string) error {
	passphrase, keystore := n.gatewayPassphrase(o), n.gatewayKeystore(o)
	if !exists(passphrase) {
		raw := make([]byte, 32)
		if _, err := rand.Read(raw); err != nil {
			return err
		}
		if err := writeFile(passphrase, []byte(hex.EncodeToString(raw)+"\n"), 0o600); err != nil {
			return err
		}
	}
	program := javaOf(jar)
	args := append(program[1:], "keystore", "import",
		"--rounds", keystoreRounds, "--file", keystore, "--passphrase-file", passphrase)
	wanted := len(args)
	for _, i := range n.Topology.Identities {
		if newer(certOf(n.user(o, i.Name)), keystore) {
			args = append(args, n.user(o, i.Name))
		}
	}
	if len(args) == wanted {
		return nil
	}
	java, err := exec.LookPath(program[0])
	if err != nil {
		return err
	}
	_, err = n.tool(60*time.Second, nil, java, args...)
	return err
}

// newer says whether a file was written after another one, or the other is not there.
func newer(file, than string) bool {
	a, errA := os.Stat(file)
	b, errB := os.Stat(than)
	return errA == nil && (errB != nil || a.ModTime().After(b.ModTime()))
}

func (n *Network) gatewayHealthy(o Organisation) func() bool {
	return func() bool { return n.gatewayOK(o) }
}

// gatewayOK asks for the gateway's health; over TLS its certificate must be the member's.
func (n *Network) gatewayOK(o Organisation) bool {
	client := httpClient
	if n.gatewayTLS() {
		roots := x509.NewCertPool()
		pem, err := os.ReadFile(n.tlsCA(o))
		if err != nil || !roots.AppendCertsFromPEM(pem) {
			return false
		}
		client = &http.Client{Timeout: httpClient.Timeout, Transport: &http.Transport{
			DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		}}
	}
	return okFrom(client, n.gatewayURL(o)+"/actuator/health")
}

func (n *Network) gatewaySpec(o Organisation, jar string) Spec {
	name := nodeName(o, "gateway")
	return Spec{
		Name: name, Dir: n.org(o, "gateway"), Log: n.log(o, name), Env: baseEnv(),
		Command: append(javaOf(jar),
			// An operator's database.yaml beside it names another database than the one in the data folder.
			"--spring.config.additional-location=file:"+n.gatewayConfig(o)+
				",optional:file:"+n.org(o, "gateway", "database.yaml")),
	}
}

func (n *Network) gatewayDown(out *Progress) error {
	err := n.stopGateways()
	if err == nil {
		out.step("the gateways are stopped")
	}
	return err
}

func (n *Network) stopGateways() error {
	return inParallel(n.Topology.Organisations, func(o Organisation) error { return n.stop(o, nodeName(o, "gateway")) })
}

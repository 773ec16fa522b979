package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const registrarName = "registrar"

// enrolment is one certificate that a member gets from its own CA.
type enrolment struct {
	name  string
	kind  string // client, admin, peer, orderer: becomes the NodeOU
	attrs string
	tls   bool // from the TLS authority, for a node
	dir   string
}

// secret makes, or finds, the random enrolment secret of a name. It never leaves its file
// but for the CA's client, which gets it by environment, where no process list shows it.
func (n *Network) secret(o Organisation, name string) (string, error) {
	file := n.org(o, "secrets", name)
	if data, err := os.ReadFile(file); err == nil {
		return strings.TrimSpace(string(data)), nil
	}
	raw := make([]byte, 24)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	text := hex.EncodeToString(raw)
	return text, writeFile(file, []byte(text+"\n"), 0o600)
}

// caCert is the root of the member's identities, and of the CA's own TLS certificate.
func (n *Network) caCert(o Organisation) string { return n.org(o, "ca", "ca-cert.pem") }

// enrolments lists every certificate of a member, but for the registrar's.
func (n *Network) enrolments(o Organisation) []enrolment {
	list := []enrolment{
		{name: "peer", kind: "peer", dir: n.org(o, "peer", "msp")},
		{name: "orderer", kind: "orderer", dir: n.org(o, "orderer", "msp")},
	}
	for _, holder := range []string{"peer", "orderer", "osnadmin"} {
		list = append(list, enrolment{name: holder, kind: "client", tls: true, dir: n.org(o, "tls", holder)})
	}
	for _, i := range n.Topology.Identities {
		kind := "client"
		if i.Name == "admin" {
			kind = "admin"
		}
		list = append(list, enrolment{name: i.Name, kind: kind, dir: n.user(o, i.Name),
			attrs: "stemma.roles=" + strings.Join(i.Roles, ",") + ":ecert"})
	}
	return list
}

// enrolAll brings a member's certificates up to what the topology names; what exists stays.
// Returns how many were made.
func (n *Network) enrolAll(o Organisation) (int, error) {
	var missing []enrolment
	for _, e := range n.enrolments(o) {
		if !exists(e.done()) {
			missing = append(missing, e)
		}
	}
	if len(missing) == 0 {
		return 0, n.writeMSPs(o)
	}
	if err := n.enrolRegistrars(o); err != nil {
		return 0, err
	}
	// Some at a time: the CA's database takes one writer, the machine has few cores.
	lanes := make([][]enrolment, 4)
	for i, e := range missing {
		lanes[i%len(lanes)] = append(lanes[i%len(lanes)], e)
	}
	err := inParallel(lanes, func(lane []enrolment) error {
		for _, e := range lane {
			if err := n.registerAndEnrol(o, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return len(missing), n.writeMSPs(o)
}

// done is the file that is written last: while it is missing, the enrolment is not complete.
func (e enrolment) done() string {
	if e.tls {
		return filepath.Join(e.dir, "cert.pem")
	}
	return keyOf(e.dir)
}

func (n *Network) registrarHome(o Organisation, ca string) string {
	return n.org(o, "ca-client", ca)
}

func (n *Network) enrolRegistrars(o Organisation) error {
	for _, ca := range []string{caName(o), tlsCAName(o)} {
		home := n.registrarHome(o, ca)
		if exists(keyOf(filepath.Join(home, "msp"))) {
			continue
		}
		secret, err := n.secret(o, registrarName)
		if err != nil {
			return err
		}
		if err := n.caClient(o, home, n.urlWith(o, registrarName, secret), "enroll", "--caname", ca); err != nil {
			return err
		}
		if err := nameKey(filepath.Join(home, "msp")); err != nil {
			return err
		}
	}
	return nil
}

func (n *Network) urlWith(o Organisation, name, secret string) []string {
	return []string{fmt.Sprintf("FABRIC_CA_CLIENT_URL=https://%s:%s@%s", name, secret, n.Topology.address(o, n.Topology.Ports.CA))}
}

func (n *Network) registerAndEnrol(o Organisation, e enrolment) error {
	ca, id := caName(o), e.name
	if e.tls {
		ca, id = tlsCAName(o), e.name+".tls"
	}
	secret, err := n.secret(o, id)
	if err != nil {
		return err
	}
	if err := n.register(o, ca, id, secret, e); err != nil {
		return err
	}
	home := n.org(o, "ca-client", id)
	args := []string{"enroll", "--caname", ca, "--csr.cn", id, "--csr.names", "O=" + o.Name, "-M", filepath.Join(home, "out")}
	if e.tls {
		args = append(args, "--enrollment.profile", "tls", "--csr.hosts", strings.Join(sans(o), ","))
	}
	if err := n.caClient(o, home, n.urlWith(o, id, secret), args...); err != nil {
		return err
	}
	return e.collect(filepath.Join(home, "out"))
}

func (n *Network) register(o Organisation, ca, id, secret string, e enrolment) error {
	kind := e.kind
	args := []string{"register", "--caname", ca, "--id.name", id, "--id.type", kind, "--id.maxenrollments", "-1"}
	if e.attrs != "" {
		args = append(args, "--id.attrs", `"`+e.attrs+`"`) // quoted: the value may hold commas
	}
	// Several at once: each works in a home of its own, with the registrar's certificate.
	home := n.org(o, "ca-client", id)
	args = append(args, "-M", filepath.Join(n.registrarHome(o, ca), "msp"))
	env := []string{"FABRIC_CA_CLIENT_ID_SECRET=" + secret,
		"FABRIC_CA_CLIENT_URL=https://" + n.Topology.address(o, n.Topology.Ports.CA)}
	err := n.caClient(o, home, env, args...)
	if err != nil && strings.Contains(err.Error(), "is already registered") {
		return nil // by an earlier run that was interrupted; the secret is the same file's
	}
	return err
}

func (n *Network) caClient(o Organisation, home string, env []string, args ...string) error {
	env = append(env, "FABRIC_CA_CLIENT_HOME="+home, "FABRIC_CA_CLIENT_TLS_CERTFILES="+n.caCert(o))
	_, err := n.tool(60*time.Second, env, "fabric-ca-client", args...)
	return err
}

// collect moves an enrolment's files to where they are used; the key goes last.
func (e enrolment) collect(from string) error {
	cert, err := os.ReadFile(certOf(from))
	if err != nil {
		return err
	}
	if err := nameKey(from); err != nil {
		return err
	}
	key, err := os.ReadFile(keyOf(from))
	if err != nil {
		return err
	}
	certTo, keyTo := certOf(e.dir), keyOf(e.dir)
	if e.tls {
		certTo, keyTo = filepath.Join(e.dir, "cert.pem"), filepath.Join(e.dir, "key.pem")
	}
	first, second := func() error { return writeFile(certTo, cert, 0o600) }, func() error { return writeFile(keyTo, key, 0o600) }
	if e.tls {
		first, second = second, first
	}
	if err := first(); err != nil {
		return err
	}
	if err := second(); err != nil {
		return err
	}
	return os.RemoveAll(from)
}

// nameKey gives the newest key of a keystore a fixed name.
func nameKey(msp string) error {
	keys, err := filepath.Glob(filepath.Join(msp, "keystore", "*_sk"))
	if err != nil || len(keys) == 0 {
		return fmt.Errorf("no key in %s", msp)
	}
	newest := keys[0]
	for _, key := range keys[1:] {
		a, errA := os.Stat(key)
		b, errB := os.Stat(newest)
		if errA == nil && errB == nil && a.ModTime().After(b.ModTime()) {
			newest = key
		}
	}
	return os.Rename(newest, keyOf(msp))
}

// writeMSPs lays the member's roots and NodeOUs beside every certificate, and makes the
// description of the member that goes into the channel.
func (n *Network) writeMSPs(o Organisation) error {
	roots := map[string]string{
		filepath.Join("cacerts", "ca.pem"):       n.caCert(o),
		filepath.Join("tlscacerts", "tlsca.pem"): n.org(o, "ca", "tls", "ca-cert.pem"),
	}
	dirs := []string{n.org(o, "msp"), n.org(o, "peer", "msp"), n.org(o, "orderer", "msp")}
	for _, i := range n.Topology.Identities {
		dirs = append(dirs, n.user(o, i.Name))
	}
	for _, dir := range dirs {
		for to, from := range roots {
			data, err := os.ReadFile(from)
			if err != nil {
				return err
			}
			if err := writeFile(filepath.Join(dir, to), data, 0o600); err != nil {
				return err
			}
		}
		if err := renderYAML(filepath.Join(dir, "config.yaml"), nodeOUs(filepath.Join("cacerts", "ca.pem"))); err != nil {
			return err
		}
	}
	return nil
}

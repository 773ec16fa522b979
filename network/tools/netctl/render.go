package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// tree is a piece of YAML that is laid over Fabric's own sample configuration.
type tree = map[string]any

// overlay merges b into a; maps merge, all else is replaced. Fabric reads member names
// without regard to case, so they match that way here too.
func overlay(a, b tree) tree {
	if a == nil {
		a = tree{}
	}
	for key, value := range b {
		at := key
		for have := range a {
			if strings.EqualFold(have, key) {
				at = have
			}
		}
		sub, isTree := value.(tree)
		old, wasTree := a[at].(tree)
		if isTree && (wasTree || a[at] == nil) {
			a[at] = overlay(old, sub)
		} else {
			a[at] = value
		}
	}
	return a
}

func renderOver(sample, target string, over tree) error {
	data, err := os.ReadFile(sample)
	if err != nil {
		return fmt.Errorf("Fabric's sample configuration is missing: %w", err)
	}
	base := tree{}
	if err := yaml.Unmarshal(data, &base); err != nil {
		return fmt.Errorf("%s: %w", sample, err)
	}
	return renderYAML(target, overlay(base, over))
}

func renderYAML(target string, value any) error {
	data, err := yaml.Marshal(value)
	if err != nil {
		return err
	}
	return writeFile(target, data, 0o600)
}

func (n *Network) renderPeer(o Organisation) error {
	t := n.Topology
	address := t.address(o, t.Ports.Peer)
	ca := n.tlsCA(o)
	return renderOver(filepath.Join(n.Config, "core.yaml"), n.org(o, "peer", "core.yaml"), tree{
		"peer": tree{
			"id": nodeName(o, "peer"), "networkId": n.Name, "localMspId": o.ID,
			"listenAddress": address, "address": address,
			"chaincodeListenAddress": t.address(o, t.Ports.PeerChaincode),
			"mspConfigPath":          n.org(o, "peer", "msp"),
			"fileSystemPath":         n.org(o, "peer", "data"),
			"gossip": tree{
				"bootstrap": address, "endpoint": address, "externalEndpoint": address,
				"orgLeader": true, "useLeaderElection": false,
				// Members find each other in a second or two; with the defaults a new network
				// can't plan endorsements for up to half a minute.
				"aliveTimeInterval": "1s", "reconnectInterval": "2s", "membershipTrackerInterval": "1s",
				"publishStateInfoInterval": "1s", "requestStateInfoInterval": "1s",
				// Else one wrongly endorsed private write stalls commits for a minute.
				"pvtData": tree{"skipPullingInvalidTransactionsDuringCommit": true},
			},
			"tls": tree{
				"enabled": true, "clientAuthRequired": false,
				"cert":          tree{"file": n.tlsCert(o, "peer")},
				"key":           tree{"file": n.tlsKey(o, "peer")},
				"rootcert":      tree{"file": ca},
				"clientRootCAs": tree{"files": []string{ca}},
			},
			// A silent peer or orderer is noticed in seconds rather than half a minute.
			"gateway": tree{"endorsementTimeout": "3s"},
			"keepalive": tree{
				"minInterval":    "1s",
				"client":         tree{"interval": "5s", "timeout": "5s"},
				"deliveryClient": tree{"interval": "5s", "timeout": "5s"},
			},
			// Counts commit waits and event streams too.
			"limits": tree{"concurrency": tree{"gatewayService": 20000}},
		},
		"vm": tree{"endpoint": ""},
		"chaincode": tree{
			"externalBuilders": []tree{{"name": "stemma-ccaas", "path": filepath.Join(n.Home, "builder", "ccaas")}},
		},
		"ledger": tree{
			"state":     tree{"stateDatabase": "goleveldb"},
			"history":   tree{"enableHistoryDatabase": false},
			"snapshots": tree{"rootDir": n.org(o, "peer", "data", "snapshots")},
		},
		"operations": tree{"listenAddress": t.operations(o, t.Ports.PeerOperations)},
		"metrics":    tree{"provider": "prometheus"},
	})
}

func (n *Network) renderOrderer(o Organisation) error {
	t := n.Topology
	ca := n.tlsCA(o)
	cert, key := n.tlsCert(o, "orderer"), n.tlsKey(o, "orderer")
	data := n.org(o, "orderer", "data")
	return renderOver(filepath.Join(n.Config, "orderer.yaml"), n.org(o, "orderer", "orderer.yaml"), tree{
		"General": tree{
			"ListenAddress": o.Host, "ListenPort": t.port(o, t.Ports.Orderer),
			"TLS": tree{"Enabled": true, "PrivateKey": key, "Certificate": cert, "RootCAs": []string{ca}},
			// Peers ping every 5 s; the default would cut them off.
			"Keepalive":       tree{"ServerMinInterval": "1s"},
			"Cluster":         tree{"ClientCertificate": cert, "ClientPrivateKey": key},
			"BootstrapMethod": "none",
			"LocalMSPDir":     n.org(o, "orderer", "msp"), "LocalMSPID": o.ID,
		},
		"FileLedger": tree{"Location": data},
		"Operations": tree{"ListenAddress": t.operations(o, t.Ports.OrdererOperations)},
		"Metrics":    tree{"Provider": "prometheus"},
		"Admin": tree{
			"ListenAddress": t.address(o, t.Ports.OrdererAdmin),
			"TLS": tree{
				"Enabled": true, "Certificate": cert, "PrivateKey": key,
				"ClientAuthRequired": true, "ClientRootCAs": []string{ca},
			},
		},
		"ChannelParticipation": tree{"Enabled": true},
		"Consensus":            tree{"WALDir": filepath.Join(data, "wal"), "SnapDir": filepath.Join(data, "snap")},
	})
}

// renderCA writes the two authorities of a member, one process: one signs identities, the
// other TLS certificates, so that an identity's certificate opens no TLS-guarded door.
func (n *Network) renderCA(o Organisation, registrarSecret string) error {
	t := n.Topology
	identity := n.authority(o, caName(o), registrarSecret)
	identity["port"] = t.port(o, t.Ports.CA)
	identity["address"] = o.Host
	identity["tls"] = tree{"enabled": true}
	identity["operations"] = tree{"listenAddress": t.operations(o, t.Ports.CAOperations)}
	identity["metrics"] = tree{"provider": "prometheus"}
	identity["cafiles"] = []string{n.org(o, "ca", "tls", "fabric-ca-server-config.yaml")}
	if err := renderYAML(n.org(o, "ca", "fabric-ca-server-config.yaml"), identity); err != nil {
		return err
	}
	tls := n.authority(o, tlsCAName(o), registrarSecret)
	return renderYAML(n.org(o, "ca", "tls", "fabric-ca-server-config.yaml"), tls)
}

func (n *Network) authority(o Organisation, name, secret string) tree {
	registrar := tree{
		"hf.Registrar.Roles": "*", "hf.Registrar.DelegateRoles": "*", "hf.Registrar.Attributes": "*",
		"hf.Revoker": true, "hf.GenCRL": true, "hf.AffiliationMgr": true,
	}
	return tree{
		"ca":           tree{"name": name},
		"registry":     tree{"maxenrollments": -1, "identities": []tree{{"name": registrarName, "pass": secret, "type": "client", "attrs": registrar}}},
		"db":           tree{"type": "sqlite3", "datasource": "fabric-ca-server.db"},
		"affiliations": tree{},
		"csr": tree{
			"cn": name, "names": []tree{{"O": o.Name}}, "hosts": sans(o), "keyrequest": tree{"algo": "ecdsa", "size": 256},
			"ca": tree{"expiry": "87600h", "pathlength": 0},
		},
		"signing": tree{
			"default": tree{"usage": []string{"digital signature"}, "expiry": "8760h"},
			"profiles": tree{"tls": tree{
				"usage":  []string{"signing", "key encipherment", "server auth", "client auth", "key agreement"},
				"expiry": "8760h",
			}},
		},
		"cfg": tree{"identities": tree{"passwordattempts": 10}},
	}
}

func caName(o Organisation) string    { return "ca-" + o.Folder }
func tlsCAName(o Organisation) string { return "tlsca-" + o.Folder }

// sans are the names by which a node's certificate may be known.
func sans(o Organisation) []string {
	names := []string{"localhost", "127.0.0.1"}
	if o.Host != "127.0.0.1" {
		names = append(names, o.Host)
	}
	return names
}

// nodeOUs makes the kind of an identity part of its certificate.
func nodeOUs(caCert string) tree {
	kind := func(ou string) tree {
		return tree{"Certificate": caCert, "OrganizationalUnitIdentifier": ou}
	}
	return tree{"NodeOUs": tree{
		"Enable": true, "ClientOUIdentifier": kind("client"), "PeerOUIdentifier": kind("peer"),
		"AdminOUIdentifier": kind("admin"), "OrdererOUIdentifier": kind("orderer"),
	}}
}

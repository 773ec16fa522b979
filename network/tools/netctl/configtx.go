package main

import "path/filepath"

func signature(rule string) tree    { return tree{"Type": "Signature", "Rule": rule} }
func implicitMeta(rule string) tree { return tree{"Type": "ImplicitMeta", "Rule": rule} }

// renderConfigtx writes the channel's first configuration: a majority of members decides
// on its configuration, on chaincode, and endorses.
func (n *Network) renderConfigtx() error {
	t := n.Topology
	var members, consenters []tree
	for _, o := range t.Organisations {
		members = append(members, n.member(o))
		cert := n.tlsCert(o, "orderer")
		consenters = append(consenters, tree{
			"Host": o.Host, "Port": t.port(o, t.Ports.Orderer), "ClientTLSCert": cert, "ServerTLSCert": cert,
		})
	}
	profile := tree{
		"Policies":     channelPolicies(nil),
		"Capabilities": tree{"V2_0": true},
		"Orderer": tree{
			"OrdererType":  "etcdraft",
			"BatchTimeout": t.profile().BatchTimeout.String(),
			"BatchSize": tree{
				"MaxMessageCount": t.profile().BatchMessages, "AbsoluteMaxBytes": "10 MB", "PreferredMaxBytes": "2 MB",
			},
			// A leader that is lost is followed by another within 2 to 4 s: 10 to 20 ticks. Fabric's usual 500 ms make
			// it 5 to 10, in which nobody can write; etcd's own 100 ms would elect anew whenever a disk is slow.
			"EtcdRaft": tree{"Consenters": consenters, "Options": tree{
				"TickInterval": "200ms", "ElectionTick": 10, "HeartbeatTick": 1,
				"MaxInflightBlocks": 5, "SnapshotIntervalSize": "16 MB",
			}},
			"Organizations": members,
			"Policies":      channelPolicies(tree{"BlockValidation": implicitMeta("ANY Writers")}),
			"Capabilities":  tree{"V2_0": true},
		},
		"Application": tree{
			"Organizations": members,
			"Policies": channelPolicies(tree{
				"LifecycleEndorsement": implicitMeta("MAJORITY Endorsement"),
				"Endorsement":          implicitMeta("MAJORITY Endorsement"),
			}),
			"Capabilities": tree{"V2_5": true},
		},
	}
	return renderYAML(filepath.Join(n.State, "channel", "configtx.yaml"), tree{"Profiles": tree{"Stemma": profile}})
}

func channelPolicies(more tree) tree {
	policies := tree{
		"Readers": implicitMeta("ANY Readers"), "Writers": implicitMeta("ANY Writers"), "Admins": implicitMeta("MAJORITY Admins"),
	}
	for name, policy := range more {
		policies[name] = policy
	}
	return policies
}

func (n *Network) member(o Organisation) tree {
	t := n.Topology
	return tree{
		"Name": o.ID, "ID": o.ID, "MSPDir": n.org(o, "msp"),
		"Policies": tree{
			"Readers":     signature("OR('" + o.ID + ".member')"),
			"Writers":     signature("OR('" + o.ID + ".member')"),
			"Admins":      signature("OR('" + o.ID + ".admin')"),
			"Endorsement": signature("OR('" + o.ID + ".peer')"),
		},
		"OrdererEndpoints": []string{t.address(o, t.Ports.Orderer)},
		"AnchorPeers":      []tree{{"Host": o.Host, "Port": t.port(o, t.Ports.Peer)}},
	}
}

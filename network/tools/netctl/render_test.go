package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

func sampleNetwork(t *testing.T) *Network {
	t.Helper()
	topology, err := loadTopology(filepath.Join("..", "..", "topology.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	n := &Network{Name: "trial", Topology: topology, Home: dir, Bin: dir, Config: dir, State: filepath.Join(dir, ".state", "trial")}
	for name, text := range map[string]string{
		"core.yaml":    "peer:\n  id: jdoe\n  gateway:\n    enabled: true\n    endorsementTimeout: 30s\nmetrics:\n  provider: disabled\n",
		"orderer.yaml": "General:\n  ListenPort: 7050\n  TLS:\n    Enabled: false\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func readTree(t *testing.T, file string) tree {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := tree{}
	if err := yaml.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func at(t *testing.T, from tree, path string) any {
	t.Helper()
	var value any = from
	for _, key := range strings.Split(path, ".") {
		next, ok := value.(tree)
		if !ok {
			t.Fatalf("%s: no map at %s", path, key)
		}
		value = next[key]
	}
	return value
}

func Test_peer_keeps_the_sample_where_nothing_is_said_and_gets_our_settings(t *testing.T) {
	n := sampleNetwork(t)
	archive := n.Topology.Organisations[1]
	if err := n.renderPeer(archive); err != nil {
		t.Fatal(err)
	}
	core := readTree(t, n.org(archive, "peer", "core.yaml"))
	for path, want := range map[string]any{
		"peer.gateway.enabled": true, "peer.gateway.endorsementTimeout": "3s", "peer.localMspId": "ArchiveMSP",
		"peer.address": "127.0.0.1:17032", "peer.limits.concurrency.gatewayService": 20000,
		"peer.gossip.pvtData.skipPullingInvalidTransactionsDuringCommit": true,
		"ledger.history.enableHistoryDatabase":                           false, "metrics.provider": "prometheus",
		"operations.listenAddress": "127.0.0.1:17034",
	} {
		if got := at(t, core, path); got != want {
			t.Errorf("%s: %v, not %v", path, got, want)
		}
	}
}

func Test_overlay_matches_names_without_regard_to_case(t *testing.T) {
	got := overlay(tree{"General": tree{"ListenPort": 1, "Other": 2}}, tree{"general": tree{"listenport": 3}})
	if at(t, got, "General.ListenPort") != 3 || at(t, got, "General.Other") != 2 || len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func Test_channel_needs_a_majority_and_takes_the_profiles_batch(t *testing.T) {
	for profile, timeout := range map[string]string{"demo": "200ms", "standard": "500ms"} {
		n := sampleNetwork(t)
		n.Topology.Profile = profile
		if err := n.renderConfigtx(); err != nil {
			t.Fatal(err)
		}
		x := readTree(t, filepath.Join(n.State, "channel", "configtx.yaml"))
		for path, want := range map[string]any{
			"Profiles.Stemma.Orderer.BatchTimeout":                           timeout,
			"Profiles.Stemma.Orderer.BatchSize.MaxMessageCount":              500,
			"Profiles.Stemma.Application.Policies.LifecycleEndorsement.Rule": "MAJORITY Endorsement",
			"Profiles.Stemma.Application.Policies.Endorsement.Rule":          "MAJORITY Endorsement",
			"Profiles.Stemma.Application.Capabilities.V2_5":                  true,
		} {
			if got := at(t, x, path); got != want {
				t.Errorf("%s: %v, not %v", path, got, want)
			}
		}
		if members := at(t, x, "Profiles.Stemma.Application.Organizations").([]any); len(members) != 3 {
			t.Errorf("%d members", len(members))
		}
	}
}

func Test_gateway_configuration_names_members_identities_and_peer(t *testing.T) {
	n := sampleNetwork(t)
	lab := n.Topology.Organisations[0]
	if err := n.renderGateway(lab); err != nil {
		t.Fatal(err)
	}
	y := readTree(t, n.gatewayConfig(lab))
	for path, want := range map[string]any{
		"server.port": 17008, "server.address": "127.0.0.1", "stemma.organisation": "LabMSP", "stemma.network": "trial",
		"stemma.peer.endpoint": "127.0.0.1:17002", "stemma.peer.host-override": "localhost", "stemma.profile": "demo",
	} {
		if got := at(t, y, path); got != want {
			t.Errorf("%s: %v, not %v", path, got, want)
		}
	}
	if file := at(t, y, "stemma.keystore.passphrase-file"); file != n.org(lab, "gateway", "passphrase") {
		t.Errorf("%v", file)
	}
	for _, absent := range []string{"identities", "passphrase"} {
		if _, named := y["stemma"].(tree)[absent]; named {
			t.Errorf("the configuration holds %s", absent)
		}
	}
	if member := at(t, y, "stemma.members").([]any)[2].(tree); member["gateway-url"] != "http://127.0.0.1:17068" {
		t.Errorf("%v", member)
	}
}

func Test_gateways_that_speak_tls_have_certificates_and_https_addresses(t *testing.T) {
	n := sampleNetwork(t)
	lab := n.Topology.Organisations[0]
	if err := n.gatewaySpeaks(true); err != nil {
		t.Fatal(err)
	}
	if err := n.renderGateway(lab); err != nil {
		t.Fatal(err)
	}
	y := readTree(t, n.gatewayConfig(lab))
	for path, want := range map[string]any{
		"server.ssl.bundle": "gateway", "spring.ssl.bundle.pem.gateway.reload-on-update": true,
		"spring.ssl.bundle.pem.gateway.keystore.private-key": "file:" + n.tlsKey(lab, "gateway"),
	} {
		if got := at(t, y, path); got != want {
			t.Errorf("%s: %v, not %v", path, got, want)
		}
	}
	if url := n.gatewayURL(lab); url != "https://127.0.0.1:17008" {
		t.Error(url)
	}
}

func Test_a_gateway_that_others_reach_speaks_tls(t *testing.T) {
	n := sampleNetwork(t)
	n.Topology.Organisations[1].Host = "10.1.2.3"
	if err := n.gatewaySpeaks(false); err == nil || !strings.Contains(err.Error(), "10.1.2.3") {
		t.Errorf("plain HTTP was accepted: %v", err)
	}
	if err := n.gatewaySpeaks(true); err != nil {
		t.Error(err)
	}
}

func Test_network_file_lists_users_nodes_and_endpoints_of_each_member(t *testing.T) {
	n := sampleNetwork(t)
	if err := n.renderNetworkFile(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(n.State, "network.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f NetworkFile
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	studio := f.Organisations[2]
	if len(f.Organisations) != 3 || len(f.Orderers) != 3 || len(studio.Users) != 8 || len(studio.Nodes) != 4 {
		t.Errorf("%s", data)
	}
	if studio.Peer.Endpoint != "127.0.0.1:17062" || studio.Gateway.URL != "http://127.0.0.1:17068" {
		t.Errorf("%+v", studio)
	}
}

func Test_same_content_gives_the_same_package_and_another_jar_another(t *testing.T) {
	one, id, err := packageOf("stemma_1.0", "aa", []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	again, sameID, _ := packageOf("stemma_1.0", "aa", []byte("{}"))
	_, otherID, _ := packageOf("stemma_1.0", "bb", []byte("{}"))
	if !bytes.Equal(one, again) || id != sameID {
		t.Error("two packages of the same content differ")
	}
	if id == otherID {
		t.Error("another jar gave the same package id")
	}
}

func Test_genesis_command_is_canonical_and_sorted_by_id(t *testing.T) {
	data, err := json.Marshal(sampleNetwork(t).genesisCommand())
	want := `{"organisations":[{"id":"ArchiveMSP","name":"Archive"},{"id":"LabMSP","name":"Lab"},{"id":"StudioMSP","name":"Studio"}],"profile":"demo","request":"genesis","v":1}`
	if err != nil || string(data) != want {
		t.Errorf("%s %v", data, err)
	}
}

func Test_topology_refuses_what_it_can_not_render(t *testing.T) {
	for name, change := range map[string]func(*Topology){
		"no organisation":       func(t *Topology) { t.Organisations = nil },
		"unknown profile":       func(t *Topology) { t.Profile = "other" },
		"a port twice":          func(t *Topology) { t.Ports.CA = t.Ports.Peer },
		"ports beyond the last": func(t *Topology) { t.BasePort = 65500 },
		"an id twice":           func(t *Topology) { t.Organisations[1].ID = t.Organisations[0].ID },
		"a folder outside":      func(t *Topology) { t.Organisations[1].Folder = "../x" },
		"a port of the next":    func(t *Topology) { t.PortsPerOrganisation = 8 },
		"a host by name":        func(t *Topology) { t.Organisations[0].Host = "localhost" },
		"a host of IPv6":        func(t *Topology) { t.Organisations[0].Host = "::1" },
		"IPv4 as IPv6":          func(t *Topology) { t.Organisations[0].Host = "::ffff:127.0.0.1" },
		"a host in brackets":    func(t *Topology) { t.Organisations[0].Host = "[::1]" },
		"all hosts":             func(t *Topology) { t.Organisations[0].Host = "0.0.0.0" },
	} {
		topology := sampleNetwork(t).Topology
		change(topology)
		if topology.check() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func Test_a_host_that_can_not_be_listened_at_is_refused_by_name(t *testing.T) {
	topology := sampleNetwork(t).Topology
	topology.Organisations[2].Host = "localhost"
	if err := topology.check(); err == nil || !strings.Contains(err.Error(), `"localhost" of StudioMSP`) {
		t.Error(err)
	}
	n := sampleNetwork(t)
	n.Topology.Organisations[1].Host = "192.0.2.1" // of no machine: RFC 5737
	if err := n.checkPorts(false); err == nil || !strings.Contains(err.Error(), "host 192.0.2.1 of ArchiveMSP is no address of this machine") {
		t.Error(err)
	}
}

func Test_operations_are_reached_from_this_machine_alone_whatever_host_a_member_has(t *testing.T) {
	n := sampleNetwork(t)
	n.Topology.Organisations[0].Host = "10.1.2.3"
	lab := n.Topology.Organisations[0]
	for _, err := range []error{n.renderPeer(lab), n.renderOrderer(lab), n.renderCA(lab, "secret")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	core, orderer := readTree(t, n.org(lab, "peer", "core.yaml")), readTree(t, n.org(lab, "orderer", "orderer.yaml"))
	ca, said := readTree(t, n.org(lab, "ca", "fabric-ca-server-config.yaml")), n.describe(lab)
	for what, got := range map[string]any{
		"peer": at(t, core, "operations.listenAddress"), "orderer": at(t, orderer, "Operations.ListenAddress"),
		"ca": at(t, ca, "operations.listenAddress"), "network.json": strings.TrimPrefix(said.Peer.Operations, "http://"),
	} {
		if !strings.HasPrefix(got.(string), "127.0.0.1:") {
			t.Errorf("%s: %v", what, got)
		}
	}
	if at(t, core, "peer.listenAddress") != "10.1.2.3:17002" {
		t.Error(at(t, core, "peer.listenAddress"))
	}
}

func Test_topology_refuses_an_unknown_member(t *testing.T) {
	file := filepath.Join(t.TempDir(), "topology.yaml")
	if err := os.WriteFile(file, []byte("chanel: stemma\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadTopology(file); err == nil {
		t.Error("a misspelt member was accepted")
	}
}

func Test_existing_network_keeps_its_ports_and_refuses_others(t *testing.T) {
	n := sampleNetwork(t)
	if err := n.applySettings(settings{BasePort: 21000}); err != nil {
		t.Fatal(err)
	}
	if err := n.saveSettings(); err != nil {
		t.Fatal(err)
	}
	n.Topology.BasePort = 17000
	if err := n.applySettings(settings{}); err != nil || n.Topology.BasePort != 21000 {
		t.Errorf("base port %d, %v", n.Topology.BasePort, err)
	}
	for _, other := range []settings{{BasePort: 22000}, {Profile: "standard"}, {Channel: "other"}} {
		if n.applySettings(other) == nil {
			t.Errorf("%+v was accepted", other)
		}
	}
}

func Test_flags_may_stand_before_between_and_after_verbs(t *testing.T) {
	o, err := parse([]string{"--name", "x", "up", "-c", "other", "deployCC", "-ccp=a.jar", "--no-genesis"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(o.verbs, " ") != "up deployCC" || o.flags["name"] != "x" || o.flags["ccp"] != "a.jar" || !o.switches["no-genesis"] {
		t.Errorf("%+v", o)
	}
	for _, wrong := range [][]string{{"up", "--nme", "x"}, {"up", "--name"}} {
		if _, err := parse(wrong); err == nil {
			t.Errorf("%v was accepted", wrong)
		}
	}
}

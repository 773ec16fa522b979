package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func (n *Network) block() string {
	return filepath.Join(n.State, "channel", n.Topology.Channel+".block")
}

// createChannel makes the channel and joins every orderer and peer that is not on it yet;
// it returns once the orderers have a leader and the peers know each other.
func (n *Network) createChannel(out *Progress) error {
	made := false
	if !exists(n.block()) {
		if err := n.makeBlock(); err != nil {
			return err
		}
		made = true
	}
	orgs := n.Topology.Organisations
	joined := make([]int, len(orgs))
	err := inParallel(orgs, func(o Organisation) error {
		now, err := n.joinOrderer(o)
		if now {
			joined[o.index]++
		}
		return err
	})
	if err != nil {
		return err
	}
	err = inParallel(orgs, func(o Organisation) error {
		now, err := n.joinPeer(o)
		if now {
			joined[o.index]++
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := n.awaitChannel(); err != nil {
		return err
	}
	if made || sum(joined) > 0 {
		out.step("channel %s: %d nodes joined, the orderers have a leader, the peers know each other", n.Topology.Channel, sum(joined))
	} else {
		out.step("channel %s exists, all nodes are on it", n.Topology.Channel)
	}
	return nil
}

func (n *Network) makeBlock() error {
	if err := n.renderConfigtx(); err != nil {
		return err
	}
	tmp := n.block() + ".new"
	dir := filepath.Dir(n.block())
	_, err := n.tool(30*time.Second, []string{"FABRIC_CFG_PATH=" + dir}, "configtxgen", "-configPath", dir,
		"-profile", "Stemma", "-channelID", n.Topology.Channel, "-outputBlock", tmp)
	if err != nil {
		return err
	}
	return os.Rename(tmp, n.block())
}

// adminClient speaks to the orderer's participation API with the member's own certificate.
func (n *Network) adminClient(o Organisation) (*http.Client, error) {
	cert, err := tls.LoadX509KeyPair(n.tlsCert(o, "osnadmin"), n.tlsKey(o, "osnadmin"))
	if err != nil {
		return nil, err
	}
	root, err := os.ReadFile(n.tlsCA(o))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(root)
	config := &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool, MinVersion: tls.VersionTLS12}
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}, nil
}

func (n *Network) joinOrderer(o Organisation) (bool, error) {
	logFile := n.log(o, nodeName(o, "orderer"))
	wrong := func(err any) error {
		return fail(logFile, "network.sh createChannel", "the orderer of %s did not join channel %s: %v", o.Name, n.Topology.Channel, err)
	}
	client, err := n.adminClient(o)
	if err != nil {
		return false, wrong(err)
	}
	url := "https://" + n.Topology.address(o, n.Topology.Ports.OrdererAdmin) + "/participation/v1/channels"
	have, err := client.Get(url + "/" + n.Topology.Channel)
	if err != nil {
		return false, wrong(err)
	}
	have.Body.Close()
	if have.StatusCode == http.StatusOK {
		return false, nil
	}
	body, kind, err := n.blockForm()
	if err != nil {
		return false, wrong(err)
	}
	answer, err := client.Post(url, kind, body)
	if err != nil {
		return false, wrong(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		text, _ := readAll(answer.Body)
		return false, wrong(answer.Status + " " + text)
	}
	return true, nil
}

func (n *Network) blockForm() (*bytes.Buffer, string, error) {
	data, err := os.ReadFile(n.block())
	if err != nil {
		return nil, "", err
	}
	body := &bytes.Buffer{}
	form := multipart.NewWriter(body)
	part, err := form.CreateFormFile("config-block", filepath.Base(n.block()))
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(data); err != nil {
		return nil, "", err
	}
	return body, form.FormDataContentType(), form.Close()
}

// asUser is the environment in which Fabric's peer command acts for a user of a member.
func (n *Network) asUser(o Organisation, user string) []string {
	return []string{"FABRIC_CFG_PATH=" + n.org(o, "peer"), "CORE_PEER_MSPCONFIGPATH=" + n.user(o, user),
		"FABRIC_LOGGING_SPEC=warning", "FABRIC_LOGGING_FORMAT=" + logFormat}
}

func (n *Network) asAdmin(o Organisation, args ...string) (string, error) {
	return n.tool(90*time.Second, n.asUser(o, "admin"), "peer", args...)
}

func (n *Network) joinPeer(o Organisation) (bool, error) {
	if _, err := n.peerHeight(o); err == nil {
		return false, nil
	}
	if _, err := n.asAdmin(o, "channel", "join", "-b", n.block()); err != nil {
		return false, err
	}
	return true, nil
}

func (n *Network) peerHeight(o Organisation) (int, error) {
	h, err := metric(n.Topology.operations(o, n.Topology.Ports.PeerOperations),
		fmt.Sprintf("ledger_blockchain_height{channel=%q}", n.Topology.Channel))
	return int(h), err
}

func (n *Network) ordererHeight(o Organisation) (int, error) {
	h, err := metric(n.Topology.operations(o, n.Topology.Ports.OrdererOperations),
		fmt.Sprintf("consensus_etcdraft_committed_block_number{channel=%q}", n.Topology.Channel))
	return int(h) + 1, err
}

func (n *Network) leads(o Organisation) bool {
	v, err := metric(n.Topology.operations(o, n.Topology.Ports.OrdererOperations),
		fmt.Sprintf("consensus_etcdraft_is_leader{channel=%q}", n.Topology.Channel))
	return err == nil && v == 1
}

func (n *Network) awaitLeader() error {
	ok := poll(readyLimit, func() bool {
		for _, o := range n.Topology.Organisations {
			if n.leads(o) {
				return true
			}
		}
		return false
	})
	if !ok {
		first := n.Topology.Organisations[0]
		return fail(n.log(first, nodeName(first, "orderer")), "network.sh restart",
			"the orderers of channel %s elected no leader within %s", n.Topology.Channel, readyLimit)
	}
	return nil
}

// awaitChannel waits until the channel can do its work: the orderers have a leader, and the
// peers know each other, without which no gateway can plan an endorsement.
func (n *Network) awaitChannel() error {
	if err := n.awaitLeader(); err != nil {
		return err
	}
	return inParallel(n.Topology.Organisations, func(o Organisation) error {
		others := len(n.Topology.Organisations) - 1
		known := func() bool {
			v, err := metric(n.Topology.operations(o, n.Topology.Ports.PeerOperations),
				fmt.Sprintf("gossip_membership_total_peers_known{channel=%q}", n.Topology.Channel))
			return err == nil && int(v) >= others
		}
		if !poll(readyLimit, known) {
			return fail(n.log(o, nodeName(o, "peer")), "network.sh restart peer",
				"the peer of %s did not find the %d others within %s", o.Name, others, readyLimit)
		}
		return nil
	})
}

func (n *Network) channelExists() bool { return exists(n.block()) }

// ordererFlags name an orderer that answers, for commands that submit a transaction.
func (n *Network) ordererFlags() []string {
	chosen := n.Topology.Organisations[0]
	for _, o := range n.Topology.Organisations {
		if answers(n.Topology.address(o, n.Topology.Ports.Orderer)) {
			chosen = o
			break
		}
	}
	return []string{"-o", n.Topology.address(chosen, n.Topology.Ports.Orderer), "--tls", "--cafile", n.tlsCA(chosen)}
}

// allPeers name every peer as a target.
func (n *Network) allPeers() []string {
	var flags []string
	for _, o := range n.Topology.Organisations {
		flags = append(flags, "--peerAddresses", n.Topology.address(o, n.Topology.Ports.Peer), "--tlsRootCertFiles", n.tlsCA(o))
	}
	return flags
}

func unmarshal(text string, into any) error { return json.Unmarshal([]byte(text), into) }

package check

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// authority is a member's certificate authority.
type authority struct {
	mspID string
	cert  *x509.Certificate
	key   *ecdsa.PrivateKey
}

// enrolled is a certificate of an authority, with its key.
type enrolled struct {
	mspID string
	pem   []byte
	key   *ecdsa.PrivateKey
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newAuthority(t *testing.T, mspID string) *authority {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ca." + mspID},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{mspID, cert, key}
}

func (a *authority) enrol(t *testing.T, name, unit string, until time.Duration) *enrolled {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{SerialNumber: big.NewInt(2),
		Subject:   pkix.Name{CommonName: name, OrganizationalUnit: []string{unit}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(until), KeyUsage: x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return &enrolled{a.mspID, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), key}
}

func (e *enrolled) keyPEM(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(e.key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func (e *enrolled) identity(t *testing.T) []byte {
	t.Helper()
	return bytesOf(t, &msp.SerializedIdentity{Mspid: e.mspID, IdBytes: e.pem})
}

func bytesOf(t *testing.T, message proto.Message) []byte {
	t.Helper()
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// world is three members, a client of Studio and what it asks for.
type world struct {
	t       *testing.T
	cas     map[string]*authority
	peers   map[string]*enrolled
	client  *enrolled
	roots   Roots
	asked   Asked
	command string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, cas: map[string]*authority{}, peers: map[string]*enrolled{}, roots: Roots{},
		command: `{"amount":{"amount":"12.5","currency":"XTS"},"request":"r-1","v":1,"wallet":"wal_1"}`}
	for _, mspID := range []string{"LabMSP", "ArchiveMSP", "StudioMSP"} {
		ca := newAuthority(t, mspID)
		w.cas[mspID] = ca
		w.peers[mspID] = ca.enrol(t, "peer", "peer", time.Hour)
		pool := x509.NewCertPool()
		pool.AddCert(ca.cert)
		w.roots[mspID] = pool
	}
	w.client = w.cas["StudioMSP"].enrol(t, "signer", "client", time.Hour)
	signer, err := NewSigner("StudioMSP", w.client.pem, w.client.keyPEM(t))
	if err != nil {
		t.Fatal(err)
	}
	command, err := ReadObject([]byte(w.command))
	if err != nil {
		t.Fatal(err)
	}
	w.asked = Asked{Channel: "stemma", Chaincode: "stemma", Function: "account:requestWithdrawal", Command: command,
		Signer: signer, Clock: 30 * time.Second}
	return w
}

// draft is a proposal in parts, as Fabric's clients make it; a test alters one.
type draft struct {
	extension  []byte
	channel    *common.ChannelHeader
	named      *peer.ChaincodeHeaderExtension
	creator    *msp.SerializedIdentity
	nonce      []byte
	keepID     bool // leaves the transaction id as it is in channel
	transient  map[string][]byte
	invocation *peer.ChaincodeInvocationSpec
}

func (w *world) draft() *draft {
	return &draft{
		channel: &common.ChannelHeader{Type: int32(common.HeaderType_ENDORSER_TRANSACTION), ChannelId: "stemma",
			Timestamp: timestamppb.New(now)},
		named:   &peer.ChaincodeHeaderExtension{ChaincodeId: &peer.ChaincodeID{Name: "stemma"}},
		creator: &msp.SerializedIdentity{Mspid: "StudioMSP", IdBytes: w.client.pem},
		nonce:   []byte("24 bytes that nobody has"),
		invocation: &peer.ChaincodeInvocationSpec{ChaincodeSpec: &peer.ChaincodeSpec{
			Type: peer.ChaincodeSpec_NODE, ChaincodeId: &peer.ChaincodeID{Name: "stemma"},
			Input: &peer.ChaincodeInput{Args: [][]byte{[]byte("account:requestWithdrawal"), []byte(w.command)}}}},
	}
}

func (w *world) proposal(d *draft) []byte {
	w.t.Helper()
	creator := bytesOf(w.t, d.creator)
	if !d.keepID {
		id := sha256.Sum256(append(append([]byte{}, d.nonce...), creator...))
		d.channel.TxId = hex.EncodeToString(id[:])
	}
	d.channel.Extension = bytesOf(w.t, d.named)
	header := &common.Header{ChannelHeader: bytesOf(w.t, d.channel),
		SignatureHeader: bytesOf(w.t, &common.SignatureHeader{Creator: creator, Nonce: d.nonce})}
	payload := &peer.ChaincodeProposalPayload{Input: bytesOf(w.t, d.invocation), TransientMap: d.transient}
	return bytesOf(w.t, &peer.Proposal{Header: bytesOf(w.t, header), Payload: bytesOf(w.t, payload),
		Extension: d.extension})
}

func (w *world) check(data []byte) (*Proposal, error) { return CheckProposal(w.asked, data, now) }

// endorsing is a transaction in parts, as a peer's gateway service assembles it; a test alters one.
type endorsing struct {
	header      *common.Header
	actions     int
	actionBy    []byte
	input       []byte
	transient   map[string][]byte
	hash        []byte
	result      *peer.ChaincodeAction
	set         *rwset.TxReadWriteSet
	keys        *kvrwset.KVRWSet
	event       *peer.ChaincodeEvent
	by          []string
	endorsement func(mspID string, response []byte) *peer.Endorsement
}

func (w *world) endorsing(p *Proposal) *endorsing {
	w.t.Helper()
	hash, err := p.hash()
	if err != nil {
		w.t.Fatal(err)
	}
	e := &endorsing{
		header: proto.Clone(p.header).(*common.Header), actions: 1, actionBy: p.header.SignatureHeader, input: p.input,
		hash: hash, by: []string{"LabMSP", "StudioMSP"},
		result: &peer.ChaincodeAction{Response: &peer.Response{Status: 200, Payload: []byte(`{"id":"wdr_1","v":1}`)},
			ChaincodeId: &peer.ChaincodeID{Name: "stemma", Version: "1.0"}},
		keys: &kvrwset.KVRWSet{Reads: []*kvrwset.KVRead{{Key: "charter"}},
			Writes: []*kvrwset.KVWrite{{Key: "\x00wallet\x00wal_1\x00", Value: []byte("{}")}, {Key: "old", IsDelete: true}}},
		event: &peer.ChaincodeEvent{ChaincodeId: "stemma", TxId: p.TransactionID, EventName: "stemma",
			Payload: []byte(`{"at":"2026-11-21T12:00:00Z","epoch":1,"events":[{"type":"account.withdrawalRequested"}],` +
				`"period":1,"postings":[{"amount":{"amount":"12.5","currency":"XTS"},"credit":"clearing","debit":"wallet/wal_1"}],"v":1}`)},
	}
	e.set = &rwset.TxReadWriteSet{NsRwset: []*rwset.NsReadWriteSet{{Namespace: "_lifecycle"}, {Namespace: "stemma"}}}
	e.endorsement = w.endorse
	return e
}

func (w *world) endorse(mspID string, response []byte) *peer.Endorsement {
	return w.endorseBy(w.peers[mspID], response)
}

func (w *world) endorseBy(by *enrolled, response []byte) *peer.Endorsement {
	w.t.Helper()
	endorser := by.identity(w.t)
	signer := &Signer{key: by.key}
	signed, err := signer.Sign(append(append([]byte{}, response...), endorser...))
	if err != nil {
		w.t.Fatal(err)
	}
	return &peer.Endorsement{Endorser: endorser, Signature: signed}
}

func (w *world) transaction(e *endorsing) []byte {
	w.t.Helper()
	for _, namespace := range e.set.NsRwset {
		if namespace.Namespace == "stemma" {
			namespace.Rwset = bytesOf(w.t, e.keys)
		}
	}
	e.result.Results = bytesOf(w.t, e.set)
	e.result.Events = bytesOf(w.t, e.event)
	response := bytesOf(w.t, &peer.ProposalResponsePayload{ProposalHash: e.hash, Extension: bytesOf(w.t, e.result)})
	action := &peer.ChaincodeEndorsedAction{ProposalResponsePayload: response}
	for _, mspID := range e.by {
		action.Endorsements = append(action.Endorsements, e.endorsement(mspID, response))
	}
	payload := bytesOf(w.t, &peer.ChaincodeActionPayload{
		ChaincodeProposalPayload: bytesOf(w.t, &peer.ChaincodeProposalPayload{Input: e.input, TransientMap: e.transient}),
		Action:                   action,
	})
	transaction := &peer.Transaction{}
	for i := 0; i < e.actions; i++ {
		transaction.Actions = append(transaction.Actions, &peer.TransactionAction{Header: e.actionBy, Payload: payload})
	}
	return bytesOf(w.t, &common.Payload{Header: e.header, Data: bytesOf(w.t, transaction)})
}

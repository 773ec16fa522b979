// Package check decodes what a gateway prepared and says whether it is what a client asked for. It trusts nothing
// that the gateway says about the bytes, and nothing in them that it does not know.
package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"sort"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// Asked is what the client asked for, and what it knows of itself and of the network.
type Asked struct {
	Channel   string
	Chaincode string
	Function  string
	Command   map[string]any // as ReadObject gives it
	Signer    *Signer
	Clock     time.Duration // how far a timestamp may be from the own clock
}

const (
	minNonce = 16
	maxFolds = 50
)

// Proposal is a proposal that was found to be what was asked for.
type Proposal struct {
	Bytes         []byte
	TransactionID string
	Time          time.Time
	Argument      string
	Folds         []string // credits that the gateway chose to fold, where the command left it open

	header *common.Header
	input  []byte
}

// CheckProposal decodes a serialized protos.Proposal and compares every field of it.
func CheckProposal(asked Asked, data []byte, now time.Time) (*Proposal, error) {
	var raw peer.Proposal
	if err := decode("proposal", data, &raw); err != nil {
		return nil, err
	}
	if len(raw.Extension) > 0 {
		return nil, altered("proposal extension", "there is one")
	}
	p := &Proposal{Bytes: data, header: &common.Header{}}
	if err := decode("header", raw.Header, p.header); err != nil {
		return nil, err
	}
	if err := p.checkHeader(asked, now); err != nil {
		return nil, err
	}
	var payload peer.ChaincodeProposalPayload
	if err := decode("proposal payload", raw.Payload, &payload); err != nil {
		return nil, err
	}
	if len(payload.TransientMap) > 0 {
		return nil, altered("transient data", "there is some, which no block would show")
	}
	p.input = payload.Input
	return p, p.checkInput(asked)
}

func (p *Proposal) checkHeader(asked Asked, now time.Time) error {
	var about common.ChannelHeader
	if err := decode("channel header", p.header.ChannelHeader, &about); err != nil {
		return err
	}
	var by common.SignatureHeader
	if err := decode("signature header", p.header.SignatureHeader, &by); err != nil {
		return err
	}
	switch {
	case about.Type != int32(common.HeaderType_ENDORSER_TRANSACTION):
		return altered("type", "it is %d, not that of a transaction", about.Type)
	case about.ChannelId != asked.Channel:
		return altered("channel", "it is %q, not %q", about.ChannelId, asked.Channel)
	case about.Version != 0 || about.Epoch != 0 || len(about.TlsCertHash) > 0:
		return altered("channel header", "version, epoch and TLS hash are not empty")
	}
	var extension peer.ChaincodeHeaderExtension
	if err := decode("channel header extension", about.Extension, &extension); err != nil {
		return err
	}
	if err := checkChaincode(asked, extension.ChaincodeId); err != nil {
		return err
	}
	if err := checkCreator(asked, by.Creator); err != nil {
		return err
	}
	if len(by.Nonce) < minNonce {
		return altered("nonce", "it has %d bytes, fewer than %d", len(by.Nonce), minNonce)
	}
	id := sha256.Sum256(append(append([]byte{}, by.Nonce...), by.Creator...))
	if p.TransactionID = hex.EncodeToString(id[:]); about.TxId != p.TransactionID {
		return altered("transaction id", "it is not the SHA-256 of nonce and creator")
	}
	return p.checkTime(asked, &about, now)
}

func (p *Proposal) checkTime(asked Asked, about *common.ChannelHeader, now time.Time) error {
	if about.Timestamp == nil || about.Timestamp.CheckValid() != nil {
		return altered("timestamp", "there is none")
	}
	p.Time = about.Timestamp.AsTime()
	if off := now.Sub(p.Time); off > asked.Clock || off < -asked.Clock {
		return altered("timestamp", "%s is further than %s from this clock, %s",
			p.Time.Format(time.RFC3339), asked.Clock, now.UTC().Format(time.RFC3339))
	}
	return nil
}

func checkCreator(asked Asked, creator []byte) error {
	var identity msp.SerializedIdentity
	if err := decode("creator", creator, &identity); err != nil {
		return err
	}
	if identity.Mspid != asked.Signer.MSP {
		return altered("creator", "its organisation is %q, not %q", identity.Mspid, asked.Signer.MSP)
	}
	certificate, err := parseCertificate(identity.IdBytes)
	if err != nil || !bytes.Equal(certificate.Raw, asked.Signer.Certificate.Raw) {
		return altered("creator", "its certificate is not the own one")
	}
	return nil
}

func checkChaincode(asked Asked, id *peer.ChaincodeID) error {
	if id.GetName() != asked.Chaincode || id.GetPath() != "" || id.GetVersion() != "" {
		return altered("chaincode", "it is %q, not %q", id.GetName(), asked.Chaincode)
	}
	return nil
}

func (p *Proposal) checkInput(asked Asked) error {
	var invocation peer.ChaincodeInvocationSpec
	if err := decode("invocation", p.input, &invocation); err != nil {
		return err
	}
	spec := invocation.GetChaincodeSpec()
	if err := checkChaincode(asked, spec.GetChaincodeId()); err != nil {
		return err
	}
	input := spec.GetInput()
	if input.GetIsInit() || len(input.GetDecorations()) > 0 || spec.GetTimeout() != 0 {
		return altered("invocation", "it is an initialisation, decorated or has a timeout")
	}
	args := input.GetArgs()
	if len(args) != 2 {
		return altered("arguments", "there are %d, not a function and a command", len(args))
	}
	if string(args[0]) != asked.Function {
		return altered("function", "it is %q, not %q", args[0], asked.Function)
	}
	p.Argument = string(args[1])
	return p.checkArgument(asked)
}

// checkArgument compares bytes. One thing may differ: where the command leaves open which credits of its wallet it
// folds, the gateway, which knows what there is, may name them. They change no amount and nobody's rights.
func (p *Proposal) checkArgument(asked Asked) error {
	expected, err := Canonical(asked.Command)
	if err != nil {
		return err
	}
	if p.Argument == expected {
		return nil
	}
	members, err := ReadObject([]byte(p.Argument))
	if err != nil {
		return altered("command", "it is not of the canonical form: %v", err)
	}
	if _, given := asked.Command["folds"]; !given {
		if p.Folds, err = takeFolds(members); err != nil {
			return err
		}
	}
	if rest, err := Canonical(members); err == nil && rest == expected {
		return p.mustBeCanonical(members)
	}
	return altered("command", "%s", difference(asked.Command, members))
}

func (p *Proposal) mustBeCanonical(members map[string]any) error {
	folds := make([]any, 0, len(p.Folds))
	for _, id := range p.Folds {
		folds = append(folds, id)
	}
	members["folds"] = folds
	if whole, err := Canonical(members); err != nil || whole != p.Argument {
		return altered("command", "it is not written in the canonical form")
	}
	return nil
}

func takeFolds(members map[string]any) ([]string, error) {
	list, ok := members["folds"].([]any)
	if !ok {
		return nil, nil
	}
	delete(members, "folds")
	var folds []string
	for _, element := range list {
		id, ok := element.(string)
		if !ok || len(list) > maxFolds {
			return nil, altered("command", "folds are not at most %d ids of credits", maxFolds)
		}
		folds = append(folds, id)
	}
	return folds, nil
}

// difference names the first member that is not as it was asked for.
func difference(asked, got map[string]any) string {
	names := map[string]bool{}
	for name := range asked {
		names[name] = true
	}
	for name := range got {
		names[name] = true
	}
	sorted := make([]string, 0, len(names))
	for name := range names {
		sorted = append(sorted, name)
	}
	sort.Strings(sorted)
	for _, name := range sorted {
		want, wanted := asked[name]
		have, had := got[name]
		wantText, _ := Canonical(want)
		haveText, _ := Canonical(have)
		switch {
		case !wanted:
			return "it has " + name + " = " + haveText + ", which was not asked for"
		case !had:
			return name + " is left out"
		case wantText != haveText:
			return name + " is " + haveText + ", not " + wantText
		}
	}
	return "it is not what was asked for"
}

package check

import (
	"bytes"
	"crypto/sha256"
	"sort"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"
)

const success = 200

// Transaction is an endorsed transaction that was found to be the answer to the proposal that the client signed.
type Transaction struct {
	Bytes     []byte
	Answer    string   // what the chaincode answers, as every endorser signed it
	Endorsers []string // organisations, sorted
	Effects   *Effects
}

// CheckTransaction decodes a serialized common.Payload and compares it with the proposal. Enough endorsers are a
// majority of the members whose roots are given, the own organisation among them, and all of required.
func CheckTransaction(
	asked Asked, signed *Proposal, data []byte, roots Roots, required []string, now time.Time,
) (*Transaction, error) {
	action, err := takeAction(signed, data)
	if err != nil {
		return nil, err
	}
	endorsed := action.GetAction()
	t := &Transaction{Bytes: data}
	if err := t.checkResponse(asked, signed, endorsed.GetProposalResponsePayload()); err != nil {
		return nil, err
	}
	return t, t.checkEndorsers(asked, endorsed, roots, required, now)
}

// takeAction finds the one action, and sees to it that it is the answer to the signed proposal.
func takeAction(signed *Proposal, data []byte) (*peer.ChaincodeActionPayload, error) {
	var payload common.Payload
	if err := decode("transaction payload", data, &payload); err != nil {
		return nil, err
	}
	if !bytes.Equal(payload.GetHeader().GetChannelHeader(), signed.header.ChannelHeader) {
		return nil, altered("transaction's channel header", "it is not that of the signed proposal")
	}
	if !bytes.Equal(payload.GetHeader().GetSignatureHeader(), signed.header.SignatureHeader) {
		return nil, altered("transaction's signature header", "it is not that of the signed proposal")
	}
	var transaction peer.Transaction
	if err := decode("transaction", payload.Data, &transaction); err != nil {
		return nil, err
	}
	if len(transaction.Actions) != 1 {
		return nil, altered("actions", "there are %d, not one", len(transaction.Actions))
	}
	if !bytes.Equal(transaction.Actions[0].Header, signed.header.SignatureHeader) {
		return nil, altered("action's header", "it is not that of the signed proposal")
	}
	var action peer.ChaincodeActionPayload
	if err := decode("action", transaction.Actions[0].Payload, &action); err != nil {
		return nil, err
	}
	var proposed peer.ChaincodeProposalPayload
	if err := decode("action's proposal payload", action.ChaincodeProposalPayload, &proposed); err != nil {
		return nil, err
	}
	if !bytes.Equal(proposed.Input, signed.input) || len(proposed.TransientMap) > 0 {
		return nil, altered("action's proposal payload", "it is not that of the signed proposal")
	}
	return &action, nil
}

func (t *Transaction) checkResponse(asked Asked, signed *Proposal, data []byte) error {
	var response peer.ProposalResponsePayload
	if err := decode("proposal response", data, &response); err != nil {
		return err
	}
	if expected, err := signed.hash(); err != nil || !bytes.Equal(response.ProposalHash, expected) {
		return altered("proposal hash", "the endorsers answered another proposal")
	}
	var result peer.ChaincodeAction
	if err := decode("chaincode's action", response.Extension, &result); err != nil {
		return err
	}
	if result.GetResponse().GetStatus() != success {
		return altered("result", "the chaincode's status is %d: %s",
			result.GetResponse().GetStatus(), result.GetResponse().GetMessage())
	}
	if name := result.GetChaincodeId().GetName(); name != asked.Chaincode {
		return altered("result", "it is of the chaincode %q, not %q", name, asked.Chaincode)
	}
	t.Answer = string(result.Response.Payload)
	var err error
	t.Effects, err = readEffects(asked, signed, &result)
	return err
}

// hash is Fabric's: of both headers and of the payload without transient data, which there is none of.
func (p *Proposal) hash() ([]byte, error) {
	payload, err := proto.Marshal(&peer.ChaincodeProposalPayload{Input: p.input})
	if err != nil {
		return nil, err
	}
	digest := sha256.New()
	digest.Write(p.header.ChannelHeader)
	digest.Write(p.header.SignatureHeader)
	digest.Write(payload)
	return digest.Sum(nil), nil
}

func (t *Transaction) checkEndorsers(
	asked Asked, endorsed *peer.ChaincodeEndorsedAction, roots Roots, required []string, now time.Time,
) error {
	organisations := map[string]bool{}
	for _, endorsement := range endorsed.GetEndorsements() {
		var identity msp.SerializedIdentity
		if err := decode("endorser", endorsement.Endorser, &identity); err != nil {
			return err
		}
		certificate, err := roots.peer(&identity, now)
		if err != nil {
			return altered("endorser", "%v", err)
		}
		message := append(append([]byte{}, endorsed.ProposalResponsePayload...), endorsement.Endorser...)
		if err := verify(certificate, message, endorsement.Signature); err != nil {
			return altered("endorsement of "+identity.Mspid, "%v", err)
		}
		if organisations[identity.Mspid] {
			return altered("endorsements", "%s has endorsed twice", identity.Mspid)
		}
		organisations[identity.Mspid] = true
	}
	for organisation := range organisations {
		t.Endorsers = append(t.Endorsers, organisation)
	}
	sort.Strings(t.Endorsers)
	for _, needed := range append([]string{asked.Signer.MSP}, required...) {
		if !organisations[needed] {
			return altered("endorsements", "%s has not endorsed, only %s", needed, strings.Join(t.Endorsers, ", "))
		}
	}
	if majority := len(roots)/2 + 1; len(organisations) < majority {
		return altered("endorsements", "there are %d, a majority of the members is %d", len(organisations), majority)
	}
	return nil
}

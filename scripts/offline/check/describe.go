package check

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// DescribeProposal writes what a serialized protos.Proposal says, without judging it.
func DescribeProposal(out io.Writer, data []byte) error {
	var raw peer.Proposal
	if err := decode("proposal", data, &raw); err != nil {
		return err
	}
	var header common.Header
	if err := decode("header", raw.Header, &header); err != nil {
		return err
	}
	if err := describeHeader(out, &header); err != nil {
		return err
	}
	var payload peer.ChaincodeProposalPayload
	if err := decode("proposal payload", raw.Payload, &payload); err != nil {
		return err
	}
	fmt.Fprintf(out, "  transient data: %d entries\n", len(payload.TransientMap))
	return describeInput(out, payload.Input)
}

// DescribeTransaction writes what the serialized common.Payload of a transaction says, without judging it.
func DescribeTransaction(out io.Writer, data []byte) error {
	var payload common.Payload
	if err := decode("transaction payload", data, &payload); err != nil {
		return err
	}
	if err := describeHeader(out, payload.GetHeader()); err != nil {
		return err
	}
	var transaction peer.Transaction
	if err := decode("transaction", payload.Data, &transaction); err != nil {
		return err
	}
	for _, one := range transaction.Actions {
		if err := describeAction(out, one.Payload); err != nil {
			return err
		}
	}
	return nil
}

func describeHeader(out io.Writer, header *common.Header) error {
	var about common.ChannelHeader
	if err := decode("channel header", header.GetChannelHeader(), &about); err != nil {
		return err
	}
	var by common.SignatureHeader
	if err := decode("signature header", header.GetSignatureHeader(), &by); err != nil {
		return err
	}
	fmt.Fprintf(out, "  transaction %s\n  channel %s, at %s\n", Printable(about.TxId), Printable(about.ChannelId),
		about.GetTimestamp().AsTime().Format(time.RFC3339Nano))
	return describeIdentity(out, "by", by.Creator)
}

func describeIdentity(out io.Writer, word string, serialized []byte) error {
	var identity msp.SerializedIdentity
	if err := decode("identity", serialized, &identity); err != nil {
		return err
	}
	certificate, err := parseCertificate(identity.IdBytes)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  %s %s of %s, by certificate %X of %s\n", word, Printable(certificate.Subject.CommonName),
		Printable(identity.Mspid), certificate.SerialNumber, Printable(certificate.Issuer.CommonName))
	return nil
}

func describeInput(out io.Writer, data []byte) error {
	var invocation peer.ChaincodeInvocationSpec
	if err := decode("invocation", data, &invocation); err != nil {
		return err
	}
	spec := invocation.GetChaincodeSpec()
	var args []string
	for _, arg := range spec.GetInput().GetArgs() {
		args = append(args, Printable(string(arg)))
	}
	fmt.Fprintf(out, "  chaincode %s\n  calls %s\n", Printable(spec.GetChaincodeId().GetName()), strings.Join(args, " "))
	return nil
}

func describeAction(out io.Writer, data []byte) error {
	var action peer.ChaincodeActionPayload
	if err := decode("action", data, &action); err != nil {
		return err
	}
	var proposed peer.ChaincodeProposalPayload
	if err := decode("action's proposal payload", action.ChaincodeProposalPayload, &proposed); err != nil {
		return err
	}
	if err := describeInput(out, proposed.Input); err != nil {
		return err
	}
	var response peer.ProposalResponsePayload
	if err := decode("proposal response", action.GetAction().GetProposalResponsePayload(), &response); err != nil {
		return err
	}
	var result peer.ChaincodeAction
	if err := decode("chaincode's action", response.Extension, &result); err != nil {
		return err
	}
	fmt.Fprintf(out, "  answers %d %s\n", result.GetResponse().GetStatus(),
		Printable(string(result.GetResponse().GetPayload())))
	for _, endorsement := range action.GetAction().GetEndorsements() {
		if err := describeIdentity(out, "endorsed by", endorsement.Endorser); err != nil {
			return err
		}
	}
	return nil
}

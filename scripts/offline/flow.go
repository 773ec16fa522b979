package main

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"org.stemma/scripts/offline/check"
)

const (
	maxAttempts  = 5
	codeUnknown  = "gateway.outcome_unknown"
	codeInvalid  = "gateway.transaction_invalid"
	pauseBetween = 2 * time.Second
)

// again are the codes of what can't become valid any more, and may when it is prepared again.
var again = map[string]bool{"gateway.prepare_again": true, "kernel.epoch_closed": true, "kernel.time_behind": true}

// errDeclined says that a human looked and did not want it.
var errDeclined = errors.New("declined")

// flow brings one command to the ledger: prepare, check, sign, have endorsed, check, sign, submit.
type flow struct {
	gateway  *gateway
	asked    check.Asked
	request  string
	roots    check.Roots
	required []string
	wait     time.Duration
	keep     string // a folder for what was signed; empty for none
	confirm  func(question string) bool
	out      io.Writer
	now      func() time.Time
	pause    func(time.Duration)
}

// run repeats what lost a race, each time anew and each time checked, under the same request id.
func (f *flow) run() (*written, error) {
	for attempt := 1; ; attempt++ {
		result, err := f.attempt()
		var told *problem
		if errors.As(err, &told) && again[told.Code] && attempt < maxAttempts {
			fmt.Fprintf(f.out, "overtaken or too late (%s %s), again\n", check.Printable(told.Code),
				check.Printable(told.Facts["validation"]))
			continue
		}
		return result, err
	}
}

func (f *flow) attempt() (*written, error) {
	proposal, err := f.checkedProposal()
	if err != nil {
		return nil, err
	}
	signature, err := f.sign("proposal", proposal.Bytes)
	if err != nil {
		return nil, err
	}
	endorsed, err := f.gateway.endorse(f.request, proposal.Bytes, signature)
	if err != nil {
		return nil, err
	}
	transaction, err := check.CheckTransaction(f.asked, proposal, endorsed.Payload, f.roots, f.required, f.now())
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(f.out, "transaction %s, endorsed by %v\n  answers %s\n",
		proposal.TransactionID, transaction.Endorsers, check.Printable(transaction.Answer))
	transaction.Effects.Print(f.out)
	if signature, err = f.sign("transaction", transaction.Bytes); err != nil {
		return nil, err
	}
	result, err := f.submit(proposal.TransactionID, transaction.Bytes, signature)
	if err != nil {
		return nil, err
	}
	return result, f.mustBeWhatWasEndorsed(result, transaction)
}

func (f *flow) checkedProposal() (*check.Proposal, error) {
	command, err := check.Canonical(f.asked.Command)
	if err != nil {
		return nil, err
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.asked.Signer.Certificate.Raw})
	prepared, err := f.gateway.prepare(f.request, string(certificate), f.asked.Function, command)
	if err != nil {
		return nil, err
	}
	proposal, err := check.CheckProposal(f.asked, prepared.Proposal, f.now())
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(f.out, "proposal %s at %s\n  calls %s %s\n", proposal.TransactionID,
		proposal.Time.Format(time.RFC3339), f.asked.Function, check.Printable(proposal.Argument))
	for _, credit := range proposal.Folds {
		fmt.Fprintf(f.out, "  folds credit %s\n", check.Printable(credit))
	}
	return proposal, nil
}

// sign asks, keeps a copy, and signs.
func (f *flow) sign(what string, data []byte) ([]byte, error) {
	if !f.confirm("sign this " + what + "?") {
		return nil, errDeclined
	}
	if f.keep != "" {
		if err := os.WriteFile(filepath.Join(f.keep, what+".bin"), data, 0o600); err != nil {
			return nil, err
		}
	}
	return f.asked.Signer.Sign(data)
}

// submit sends the same bytes again while the outcome is unknown: the ledger takes them once.
func (f *flow) submit(id string, payload, signature []byte) (*written, error) {
	deadline := f.now().Add(f.wait)
	for {
		result, err := f.gateway.submit(f.request, payload, signature)
		if err == nil || !isUnknown(err) {
			return result, err
		}
		if f.now().After(deadline) {
			return nil, &problem{Code: codeUnknown, Title: err.Error(), Facts: map[string]string{"transaction": id}}
		}
		fmt.Fprintf(f.out, "the outcome is unknown so far (%s), the same bytes again\n", check.Printable(err.Error()))
		f.pause(pauseBetween)
	}
}

// isUnknown is true of no answer at all, of none yet, and of a gateway that can't serve now.
func isUnknown(err error) bool {
	var told *problem
	if !errors.As(err, &told) {
		return true
	}
	busy := told.Status == http.StatusServiceUnavailable || told.Status == http.StatusTooManyRequests
	return told.Code == codeUnknown || (busy && told.Code != codeInvalid) || told.Status == http.StatusBadGateway
}

// mustBeWhatWasEndorsed compares the gateway's last word with the answer that the endorsers signed.
func (f *flow) mustBeWhatWasEndorsed(result *written, transaction *check.Transaction) error {
	var answer struct {
		ID string `json:"id"`
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(transaction.Answer)))
	if err := decoder.Decode(&answer); err != nil || answer.ID != result.ID {
		return fmt.Errorf("the gateway says %q was written, the endorsers signed %s: ask another member's gateway",
			result.ID, check.Printable(transaction.Answer))
	}
	return nil
}

package check

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode"

	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

const (
	lifecycle = "_lifecycle" // Fabric reads there which chaincode is agreed on
	eventName = "stemma"
)

// Effects are what the transaction reads and writes, and how it moves money, for a human to see.
type Effects struct {
	Reads    int
	Ranges   int
	Writes   []string // keys
	Deletes  []string
	Policies []string // keys whose endorsement policy is written
	Postings []string
	Events   []string
}

func readEffects(asked Asked, signed *Proposal, result *peer.ChaincodeAction) (*Effects, error) {
	var set rwset.TxReadWriteSet
	if err := decode("read and write set", result.Results, &set); err != nil {
		return nil, err
	}
	effects := &Effects{}
	for _, namespace := range set.NsRwset {
		if err := effects.addNamespace(asked, namespace); err != nil {
			return nil, err
		}
	}
	return effects, effects.addEvent(asked, signed, result.Events)
}

func (e *Effects) addNamespace(asked Asked, namespace *rwset.NsReadWriteSet) error {
	var set kvrwset.KVRWSet
	if err := decode("read and write set", namespace.Rwset, &set); err != nil {
		return err
	}
	if len(namespace.CollectionHashedRwset) > 0 {
		return altered("write set", "it has private data, which can't be seen")
	}
	writes := len(set.Writes) + len(set.MetadataWrites)
	if namespace.Namespace != asked.Chaincode && (namespace.Namespace != lifecycle || writes > 0) {
		return altered("write set", "it is also of the chaincode %q", namespace.Namespace)
	}
	if namespace.Namespace != asked.Chaincode {
		return nil
	}
	e.Reads += len(set.Reads)
	e.Ranges += len(set.RangeQueriesInfo)
	for _, write := range set.Writes {
		if write.IsDelete {
			e.Deletes = append(e.Deletes, Printable(write.Key))
		} else {
			e.Writes = append(e.Writes, Printable(write.Key))
		}
	}
	for _, write := range set.MetadataWrites {
		e.Policies = append(e.Policies, Printable(write.Key))
	}
	return nil
}

// Printable shows the separators of composite keys as slashes, and nothing that a terminal would obey or that would
// make a line look other than it is.
func Printable(key string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0:
			return '/'
		case !unicode.IsPrint(r):
			return '?'
		}
		return r
	}, strings.Trim(key, "\x00"))
}

func (e *Effects) addEvent(asked Asked, signed *Proposal, data []byte) error {
	if len(data) == 0 {
		return nil
	}
	var event peer.ChaincodeEvent
	if err := decode("event", data, &event); err != nil {
		return err
	}
	if event.TxId != signed.TransactionID || event.ChaincodeId != asked.Chaincode || event.EventName != eventName {
		return altered("event", "it is %q of %q and transaction %q", event.EventName, event.ChaincodeId, event.TxId)
	}
	envelope, err := ReadObject(event.Payload)
	if err != nil {
		return altered("event", "it is not of the canonical form: %v", err)
	}
	for _, posting := range list(envelope["postings"]) {
		e.Postings = append(e.Postings, postingText(posting))
	}
	for _, happened := range list(envelope["events"]) {
		text, _ := Canonical(happened)
		e.Events = append(e.Events, Printable(text))
	}
	return nil
}

func list(value any) []any {
	elements, _ := value.([]any)
	return elements
}

func postingText(value any) string {
	posting, _ := value.(map[string]any)
	amount, _ := posting["amount"].(map[string]any)
	return Printable(fmt.Sprintf("%v %v from %v to %v",
		amount["amount"], amount["currency"], posting["debit"], posting["credit"]))
}

// Print writes the effects, a line each.
func (e *Effects) Print(out io.Writer) {
	fmt.Fprintf(out, "  reads %d keys and %d ranges\n", e.Reads, e.Ranges)
	for _, group := range []struct {
		word  string
		lines []string
	}{{"writes", e.Writes}, {"deletes", e.Deletes}, {"guards", e.Policies}} {
		sort.Strings(group.lines)
		for _, line := range group.lines {
			fmt.Fprintf(out, "  %s %s\n", group.word, line)
		}
	}
	for _, line := range e.Postings {
		fmt.Fprintf(out, "  moves %s\n", line)
	}
	for _, line := range e.Events {
		fmt.Fprintf(out, "  tells %s\n", line)
	}
}

package check

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

func (w *world) signed() *Proposal {
	w.t.Helper()
	p, err := w.check(w.proposal(w.draft()))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func Test_the_answer_to_the_signed_proposal_is_accepted_and_shown(t *testing.T) {
	w := newWorld(t)
	p := w.signed()
	tx, err := CheckTransaction(w.asked, p, w.transaction(w.endorsing(p)), w.roots, []string{"LabMSP"}, now)
	if err != nil {
		t.Fatal(err)
	}
	if tx.Answer != `{"id":"wdr_1","v":1}` || strings.Join(tx.Endorsers, " ") != "LabMSP StudioMSP" {
		t.Errorf("%+v", tx)
	}
	var shown bytes.Buffer
	tx.Effects.Print(&shown)
	for _, line := range []string{"reads 1 keys", "writes wallet/wal_1", "deletes old",
		"moves 12.5 XTS from wallet/wal_1 to clearing", "account.withdrawalRequested"} {
		if !strings.Contains(shown.String(), line) {
			t.Errorf("%q is not shown in\n%s", line, shown.String())
		}
	}
}

func Test_each_altered_field_of_a_transaction_is_found_and_named(t *testing.T) {
	w := newWorld(t)
	stranger := newAuthority(t, "LabMSP").enrol(t, "peer", "peer", time.Hour)
	client := w.cas["LabMSP"].enrol(t, "client", "client", time.Hour)
	expired := w.cas["LabMSP"].enrol(t, "peer", "peer", -time.Minute)
	labBy := func(by *enrolled) func(*endorsing) {
		return func(e *endorsing) {
			e.endorsement = func(mspID string, response []byte) *peer.Endorsement {
				if mspID == "LabMSP" {
					return w.endorseBy(by, response)
				}
				return w.endorse(mspID, response)
			}
		}
	}
	for _, trial := range []struct {
		name, what string
		alter      func(*endorsing)
	}{
		{"another proposal's hash", "proposal hash", func(e *endorsing) { e.hash[0] ^= 1 }},
		{"no hash", "proposal hash", func(e *endorsing) { e.hash = nil }},
		{"another channel header", "transaction's channel header", func(e *endorsing) { e.header.ChannelHeader = nil }},
		{"another signature header", "transaction's signature header", func(e *endorsing) { e.header.SignatureHeader = []byte{} }},
		{"another action's header", "action's header", func(e *endorsing) { e.actionBy = nil }},
		{"another input", "action's proposal payload", func(e *endorsing) { e.input = append([]byte{}, e.input[:len(e.input)-1]...) }},
		{"transient data", "action's proposal payload", func(e *endorsing) { e.transient = map[string][]byte{"a": nil} }},
		{"no action", "actions", func(e *endorsing) { e.actions = 0 }},
		{"two actions", "actions", func(e *endorsing) { e.actions = 2 }},
		{"a failure", "result", func(e *endorsing) { e.result.Response.Status = 500 }},
		{"no result", "result", func(e *endorsing) { e.result.Response = nil }},
		{"another chaincode's result", "result", func(e *endorsing) { e.result.ChaincodeId.Name = "other" }},
		{"another chaincode's writes", "write set", func(e *endorsing) { e.set.NsRwset[0].Namespace = "other" }},
		{"writes of the lifecycle", "write set", func(e *endorsing) { e.set.NsRwset[0].Rwset = bytesOf(t, e.keys) }},
		{"private data", "write set", func(e *endorsing) {
			e.set.NsRwset[1].CollectionHashedRwset = []*rwset.CollectionHashedReadWriteSet{{CollectionName: "c"}}
		}},
		{"another transaction's event", "event", func(e *endorsing) { e.event.TxId = "other" }},
		{"another event", "event", func(e *endorsing) { e.event.EventName = "other" }},
		{"an event that is none", "event", func(e *endorsing) { e.event.Payload = []byte("x") }},
		{"an endorsement over another payload", "endorsement of LabMSP", func(e *endorsing) {
			e.endorsement = func(mspID string, response []byte) *peer.Endorsement {
				if mspID == "LabMSP" {
					response = append(append([]byte{}, response...), 1)
				}
				return w.endorse(mspID, response)
			}
		}},
		{"a forged endorsement", "endorsement of StudioMSP", func(e *endorsing) {
			e.endorsement = func(mspID string, response []byte) *peer.Endorsement {
				endorsement := w.endorse(mspID, response)
				if mspID == "StudioMSP" {
					endorsement.Signature = w.endorse("LabMSP", response).Signature
				}
				return endorsement
			}
		}},
		{"a signature with the higher s", "endorsement of LabMSP", func(e *endorsing) {
			e.endorsement = func(mspID string, response []byte) *peer.Endorsement {
				endorsement := w.endorse(mspID, response)
				endorsement.Signature = higher(t, endorsement.Signature)
				return endorsement
			}
		}},
		{"a signature that is none", "endorsement of LabMSP", func(e *endorsing) {
			e.endorsement = func(mspID string, response []byte) *peer.Endorsement {
				endorsement := w.endorse(mspID, response)
				endorsement.Signature = []byte("x")
				return endorsement
			}
		}},
		{"an endorser of another authority", "endorser", labBy(stranger)},
		{"an endorser that is no peer", "endorser", labBy(client)},
		{"an endorser that has expired", "endorser", labBy(expired)},
		{"another member's peer under this name", "endorser", labBy(&enrolled{"LabMSP", w.peers["ArchiveMSP"].pem, w.peers["ArchiveMSP"].key})},
		{"an endorser of no member", "endorser", labBy(&enrolled{"PressMSP", stranger.pem, stranger.key})},
		{"the own organisation missing", "endorsements", func(e *endorsing) { e.by = []string{"LabMSP", "ArchiveMSP"} }},
		{"a required one missing", "endorsements", func(e *endorsing) { e.by = []string{"StudioMSP", "ArchiveMSP"} }},
		{"one twice", "endorsements", func(e *endorsing) { e.by = []string{"StudioMSP", "LabMSP", "LabMSP"} }},
		{"nobody", "endorsements", func(e *endorsing) { e.by = nil }},
	} {
		t.Run(trial.name, func(t *testing.T) {
			p := w.signed()
			e := w.endorsing(p)
			trial.alter(e)
			_, err := CheckTransaction(w.asked, p, w.transaction(e), w.roots, []string{"LabMSP"}, now)
			mustBeAltered(t, err, trial.what)
		})
	}
}

func higher(t *testing.T, der []byte) []byte {
	t.Helper()
	var sig signature
	if _, err := asn1.Unmarshal(der, &sig); err != nil {
		t.Fatal(err)
	}
	order, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	sig.S.Sub(order, sig.S)
	out, err := asn1.Marshal(sig)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func Test_a_minority_is_not_enough(t *testing.T) {
	w := newWorld(t)
	p := w.signed()
	e := w.endorsing(p)
	e.by = []string{"StudioMSP"}
	_, err := CheckTransaction(w.asked, p, w.transaction(e), w.roots, nil, now)
	mustBeAltered(t, err, "endorsements")
}

func Test_a_member_whose_root_was_not_given_is_no_endorser(t *testing.T) {
	w := newWorld(t)
	p := w.signed()
	delete(w.roots, "LabMSP")
	_, err := CheckTransaction(w.asked, p, w.transaction(w.endorsing(p)), w.roots, nil, now)
	mustBeAltered(t, err, "endorser")
}

// The transaction of another proposal of the same client, by the same gateway, with good endorsements.
func Test_the_transaction_of_another_proposal_is_not_signed(t *testing.T) {
	w := newWorld(t)
	p := w.signed()
	d := w.draft()
	d.nonce = []byte("another 24 bytes are this")
	another, err := w.check(w.proposal(d))
	if err != nil {
		t.Fatal(err)
	}
	_, err = CheckTransaction(w.asked, p, w.transaction(w.endorsing(another)), w.roots, nil, now)
	mustBeAltered(t, err, "transaction's channel header")
}

func Test_every_single_flipped_bit_of_a_transaction_is_found(t *testing.T) {
	w := newWorld(t)
	p := w.signed()
	good := w.transaction(w.endorsing(p))
	for i := range good {
		bad := append([]byte{}, good...)
		bad[i] ^= 0x01
		if _, err := CheckTransaction(w.asked, p, bad, w.roots, nil, now); err == nil {
			t.Errorf("the byte at %d of %d may be %#x instead of %#x", i, len(good), bad[i], good[i])
		}
	}
}

func Test_every_single_flipped_bit_of_a_proposal_is_found(t *testing.T) {
	w := newWorld(t)
	good := w.proposal(w.draft())
	harmless := 0
	for i := range good {
		bad := append([]byte{}, good...)
		bad[i] ^= 0x01
		if p, err := w.check(bad); err == nil {
			harmless++
			if p.Argument != w.command {
				t.Errorf("the byte at %d changes the command to %s", i, p.Argument)
			}
		}
	}
	// What may differ: the language of the chaincode, which Fabric ignores, and the time within the clock's tolerance.
	if harmless > 8 {
		t.Errorf("%d bytes may differ", harmless)
	}
}

func Test_roots_are_read_from_files(t *testing.T) {
	w := newWorld(t)
	if err := (Roots{}).Add("LabMSP", "no such file"); err == nil {
		t.Error("no file is no root")
	}
	_ = x509.NewCertPool()
	if _, err := NewSigner("StudioMSP", w.client.pem, w.peers["LabMSP"].keyPEM(t)); err == nil {
		t.Error("another's key is accepted")
	}
	if _, err := NewSigner("StudioMSP", []byte("x"), w.client.keyPEM(t)); err == nil {
		t.Error("no certificate is accepted")
	}
	if _, err := NewSigner("StudioMSP", w.client.pem, []byte("x")); err == nil {
		t.Error("no key is accepted")
	}
}

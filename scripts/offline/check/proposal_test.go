package check

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func mustBeAltered(t *testing.T, err error, what string) {
	t.Helper()
	var alteration *Alteration
	if !errors.As(err, &alteration) {
		t.Fatalf("%s was altered, and the check says: %v", what, err)
	}
	if alteration.What != what {
		t.Errorf("%s was altered, and the check names %s: %s", what, alteration.What, alteration.Why)
	}
	if alteration.Why == "" {
		t.Errorf("%s: no reason is given", what)
	}
}

func Test_what_was_asked_for_is_accepted(t *testing.T) {
	w := newWorld(t)
	p, err := w.check(w.proposal(w.draft()))
	if err != nil {
		t.Fatal(err)
	}
	if p.Argument != w.command || !p.Time.Equal(now) || len(p.TransactionID) != 64 {
		t.Errorf("%+v", p)
	}
}

func (w *world) withCommand(text string) func(*draft) {
	return func(d *draft) { d.invocation.ChaincodeSpec.Input.Args[1] = []byte(text) }
}

func Test_each_altered_field_of_a_proposal_is_found_and_named(t *testing.T) {
	w := newWorld(t)
	spec := func(change func(*peer.ChaincodeSpec)) func(*draft) {
		return func(d *draft) { change(d.invocation.ChaincodeSpec) }
	}
	other := w.cas["StudioMSP"].enrol(t, "signer", "client", time.Hour)
	for _, trial := range []struct {
		name, what string
		alter      func(*draft)
	}{
		{"another function", "function", spec(func(s *peer.ChaincodeSpec) { s.Input.Args[0] = []byte("account:openWallet") })},
		{"another amount", "command", w.withCommand(strings.Replace(w.command, "12.5", "1250", 1))},
		{"another wallet", "command", w.withCommand(strings.Replace(w.command, "wal_1", "wal_2", 1))},
		{"another request", "command", w.withCommand(strings.Replace(w.command, "r-1", "r-2", 1))},
		{"a member more", "command", w.withCommand(strings.Replace(w.command, `"v":1`, `"to":"x","v":1`, 1))},
		{"a member less", "command", w.withCommand(strings.Replace(w.command, `"request":"r-1",`, "", 1))},
		{"a member twice", "command", w.withCommand(strings.Replace(w.command, `"v":1`, `"v":1,"v":1`, 1))},
		{"another form of the same", "command", w.withCommand(" " + w.command)},
		{"no JSON", "command", w.withCommand("x")},
		{"credits that are none", "command", w.withCommand(strings.Replace(w.command, `"request"`, `"folds":[7],"request"`, 1))},
		{"credits in another form", "command", w.withCommand(strings.Replace(w.command, `"request"`, `"folds":[ "a"],"request"`, 1))},
		{"an argument more", "arguments", spec(func(s *peer.ChaincodeSpec) { s.Input.Args = append(s.Input.Args, []byte("x")) })},
		{"an argument less", "arguments", spec(func(s *peer.ChaincodeSpec) { s.Input.Args = s.Input.Args[:1] })},
		{"an initialisation", "invocation", spec(func(s *peer.ChaincodeSpec) { s.Input.IsInit = true })},
		{"decorations", "invocation", spec(func(s *peer.ChaincodeSpec) { s.Input.Decorations = map[string][]byte{"a": nil} })},
		{"a timeout", "invocation", spec(func(s *peer.ChaincodeSpec) { s.Timeout = 1 })},
		{"another chaincode", "chaincode", spec(func(s *peer.ChaincodeSpec) { s.ChaincodeId.Name = "other" })},
		{"a chaincode's version", "chaincode", spec(func(s *peer.ChaincodeSpec) { s.ChaincodeId.Version = "2" })},
		{"another chaincode in the header", "chaincode", func(d *draft) { d.named.ChaincodeId.Name = "other" }},
		{"no chaincode in the header", "chaincode", func(d *draft) { d.named.ChaincodeId = nil }},
		{"another channel", "channel", func(d *draft) { d.channel.ChannelId = "other" }},
		{"another type", "type", func(d *draft) { d.channel.Type = int32(common.HeaderType_CONFIG_UPDATE) }},
		{"a version", "channel header", func(d *draft) { d.channel.Version = 1 }},
		{"an epoch", "channel header", func(d *draft) { d.channel.Epoch = 1 }},
		{"a TLS binding", "channel header", func(d *draft) { d.channel.TlsCertHash = []byte{1} }},
		{"another organisation", "creator", func(d *draft) { d.creator.Mspid = "LabMSP" }},
		{"another certificate", "creator", func(d *draft) { d.creator.IdBytes = other.pem }},
		{"two certificates", "creator", func(d *draft) { d.creator.IdBytes = append(w.client.pem, other.pem...) }},
		{"no certificate", "creator", func(d *draft) { d.creator.IdBytes = nil }},
		{"another nonce under the old id", "transaction id", func(d *draft) { d.keepID = true; d.channel.TxId = strings.Repeat("0", 64) }},
		{"a short nonce", "nonce", func(d *draft) { d.nonce = []byte("short") }},
		{"an old timestamp", "timestamp", func(d *draft) { d.channel.Timestamp = timestamppb.New(now.Add(-31 * time.Second)) }},
		{"a timestamp ahead", "timestamp", func(d *draft) { d.channel.Timestamp = timestamppb.New(now.Add(31 * time.Second)) }},
		{"no timestamp", "timestamp", func(d *draft) { d.channel.Timestamp = nil }},
		{"a timestamp that is none", "timestamp", func(d *draft) { d.channel.Timestamp = &timestamppb.Timestamp{Nanos: -1} }},
		{"transient data", "transient data", func(d *draft) { d.transient = map[string][]byte{"secret": []byte("x")} }},
		{"an extension", "proposal extension", func(d *draft) { d.extension = []byte{1} }},
	} {
		t.Run(trial.name, func(t *testing.T) {
			d := w.draft()
			trial.alter(d)
			_, err := w.check(w.proposal(d))
			mustBeAltered(t, err, trial.what)
		})
	}
}

func Test_what_can_not_be_parsed_is_not_signed(t *testing.T) {
	w := newWorld(t)
	good := w.proposal(w.draft())
	_, err := w.check(good[:len(good)-1])
	mustBeAltered(t, err, "proposal")
	_, err = w.check(nil)
	mustBeAltered(t, err, "type")
}

// A field that this client does not know could say anything, wherever it stands.
func Test_unknown_fields_are_not_signed(t *testing.T) {
	w := newWorld(t)
	unknown := []byte{0xf8, 0x07, 0x01} // field 127, the number 1
	_, err := w.check(append(w.proposal(w.draft()), unknown...))
	mustBeAltered(t, err, "proposal")
	d := w.draft()
	d.invocation.ChaincodeSpec.Input.ProtoReflect().SetUnknown(unknown)
	_, err = w.check(w.proposal(d))
	mustBeAltered(t, err, "invocation")
	d = w.draft()
	d.channel.ProtoReflect().SetUnknown(unknown)
	_, err = w.check(w.proposal(d))
	mustBeAltered(t, err, "channel header")
}

func Test_the_gateway_may_name_credits_only_where_the_command_leaves_it_open(t *testing.T) {
	w := newWorld(t)
	folded := strings.Replace(w.command, `"request"`, `"folds":["a.0000","b.0000"],"request"`, 1)
	d := w.draft()
	w.withCommand(folded)(d)
	p, err := w.check(w.proposal(d))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(p.Folds, " ") != "a.0000 b.0000" {
		t.Errorf("folds %v", p.Folds)
	}
	w.asked.Command["folds"] = []any{}
	_, err = w.check(w.proposal(d))
	mustBeAltered(t, err, "command")
}

func Test_a_difference_is_named_with_both_values(t *testing.T) {
	w := newWorld(t)
	d := w.draft()
	w.withCommand(strings.Replace(w.command, "12.5", "1250", 1))(d)
	_, err := w.check(w.proposal(d))
	for _, part := range []string{"amount", `"1250"`, `"12.5"`} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not name %s", err, part)
		}
	}
}

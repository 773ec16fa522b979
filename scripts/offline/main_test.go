package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// desk is a folder with a certificate, its key and a command, and what the last run said.
type desk struct {
	t         *testing.T
	folder    string
	out, errs bytes.Buffer
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, folder: t.TempDir()}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "signer"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	d.write("cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	d.write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1})))
	d.write("command.json", `{"wallet":"wal_1","request":"r-1"}`)
	return d
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.folder, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) path(name string) string { return filepath.Join(d.folder, name) }

func (d *desk) run(args ...string) int {
	d.out.Reset()
	d.errs.Reset()
	return run(args, strings.NewReader(""), &d.out, &d.errs)
}

func (d *desk) submit(url string, more ...string) int {
	return d.run(append([]string{"submit", "account:foldCredits", "--yes", "--command", d.path("command.json"),
		"--certificate", d.path("cert.pem"), "--key", d.path("key.pem"), "--organisation", "StudioMSP",
		"--root", "StudioMSP=" + d.path("cert.pem"), "--gateway", url}, more...)...)
}

func (d *desk) says(text string) {
	d.t.Helper()
	if !strings.Contains(d.out.String()+d.errs.String(), text) {
		d.t.Errorf("%q is not in\n%s%s", text, d.out.String(), d.errs.String())
	}
}

// answering is a gateway that answers every step with the same, and remembers what it was asked.
func answering(t *testing.T, status int, body string) (*httptest.Server, *[]string) {
	t.Helper()
	asked := &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		*asked = append(*asked, r.URL.Path+" "+r.Header.Get("Idempotency-Key")+" "+string(sent))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server, asked
}

func Test_a_wrong_command_line_ends_with_2_and_the_next_step(t *testing.T) {
	d := newDesk(t)
	for _, args := range [][]string{nil, {"sign"}, {"submit"}, {"submit", "a:b"}, {"submit", "a:b", "--what"},
		{"submit", "a:b", "--root", "x"}, {"show", "proposal"}, {"show", "block", "/dev/null"}} {
		if code := d.run(args...); code != exitUsage {
			t.Errorf("%v ends with %d", args, code)
		}
		d.says("--help")
	}
	if d.submit("http://127.0.0.1:1", "--organisation", "LabMSP") != exitUsage {
		t.Error("a root of the own organisation is needed")
	}
	if d.run("--help") != 0 {
		t.Error("help is no failure")
	}
}

func Test_what_is_altered_ends_with_3_and_the_gateway_is_asked_no_further(t *testing.T) {
	d := newDesk(t)
	server, asked := answering(t, 200, `{"transaction":"x","proposal":"AAAA","endorsers":[]}`)
	if code := d.submit(server.URL); code != exitAltered {
		t.Errorf("it ends with %d", code)
	}
	d.says("NOT SIGNED: proposal: ")
	if len(*asked) != 1 || !strings.HasPrefix((*asked)[0], "/v1/offline/proposals r-1 ") {
		t.Errorf("asked %v", *asked)
	}
	if strings.Contains((*asked)[0], "PRIVATE") {
		t.Error("the private key is sent")
	}
}

func Test_the_command_is_sent_in_its_canonical_form_with_what_every_command_has(t *testing.T) {
	d := newDesk(t)
	server, asked := answering(t, 200, `{}`)
	d.submit(server.URL)
	if !strings.Contains((*asked)[0], `"command":{"request":"r-1","v":1,"wallet":"wal_1"}`) {
		t.Errorf("sent %v", *asked)
	}
	d.write("command.json", `{"wallet":"wal_1"}`)
	d.submit(server.URL)
	var sent struct {
		Command struct{ Request string }
	}
	_, body, _ := strings.Cut((*asked)[1], "{")
	if err := json.Unmarshal([]byte("{"+body), &sent); err != nil || len(sent.Command.Request) != 32 {
		t.Errorf("no request id was made: %v %v", err, *asked)
	}
	d.says("request " + sent.Command.Request)
}

func Test_a_refusal_is_told_with_its_code(t *testing.T) {
	d := newDesk(t)
	server, _ := answering(t, 403, `{"code":"member.party_foreign","title":"No.","status":403,"facts":{"party":"prt_1"}}`)
	if code := d.submit(server.URL); code != exitFailed {
		t.Errorf("it ends with %d", code)
	}
	d.says(`member.party_foreign (403): No. {"party":"prt_1"}`)
}

func Test_an_unknown_outcome_ends_with_4(t *testing.T) {
	d := newDesk(t)
	server, _ := answering(t, 202, `{"code":"gateway.outcome_unknown","title":"","status":202,"facts":{"transaction":"t1"}}`)
	if code := d.submit(server.URL, "--wait", "0s"); code != exitUnknown {
		t.Errorf("it ends with %d", code)
	}
	d.says("the same request is safe")
}

func Test_what_lost_a_race_is_prepared_again_some_times(t *testing.T) {
	d := newDesk(t)
	server, asked := answering(t, 409, `{"code":"gateway.prepare_again","title":"","status":409,"facts":{"validation":"MVCC_READ_CONFLICT"}}`)
	if code := d.submit(server.URL); code != exitFailed {
		t.Errorf("it ends with %d", code)
	}
	if len(*asked) != maxAttempts {
		t.Errorf("asked %d times", len(*asked))
	}
}

func Test_what_a_gateway_says_does_not_steer_the_terminal(t *testing.T) {
	d := newDesk(t)
	server, _ := answering(t, 409, "{\"code\":\"gateway.prepare_again\",\"title\":\"\\u001b[31m\u202e\",\"status\":409,"+
		"\"facts\":{\"validation\":\"\\u001b[2J\u009b\u202e\"}}")
	if code := d.submit(server.URL); code != exitFailed {
		t.Errorf("it ends with %d", code)
	}
	d.says("overtaken or too late")
	if said := d.out.String() + d.errs.String(); strings.ContainsAny(said, "\x1b\u009b\u202e") {
		t.Errorf("%q", said)
	}
}

func Test_the_same_bytes_are_sent_until_there_is_an_outcome(t *testing.T) {
	answers := []string{`{"code":"gateway.outcome_unknown","status":202}`, `{"code":"gateway.ledger_unavailable","status":503}`,
		`<html>`, `{"code":"gateway.busy","status":429}`, `{"id":"wdr_1","transaction":"t1","block":7}`}
	statuses := []int{202, 503, 502, 429, 201}
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		w.WriteHeader(statuses[len(asked)])
		_, _ = io.WriteString(w, answers[len(asked)])
		asked = append(asked, string(sent))
	}))
	defer server.Close()
	f := &flow{gateway: newGateway(server.URL, "key"), request: "r-1", wait: time.Hour, out: io.Discard, now: time.Now,
		pause: func(time.Duration) {}}
	result, err := f.submit("t1", []byte("payload"), []byte("signature"))
	if err != nil || result.Block != 7 || len(asked) != len(answers) {
		t.Fatalf("%v %v after %d requests", result, err, len(asked))
	}
	for _, body := range asked {
		if body != asked[0] {
			t.Errorf("other bytes: %s", body)
		}
	}
	server.Close()
	f.wait = 0
	if code := report(errorOf(f.submit("t1", nil, nil)), io.Discard); code != exitUnknown {
		t.Errorf("no answer at all ends with %d", code)
	}
}

func errorOf(_ *written, err error) error { return err }

func Test_a_transaction_that_ended_invalid_is_not_sent_again(t *testing.T) {
	server, asked := answering(t, 503, `{"code":"gateway.transaction_invalid","status":503,"facts":{"validation":"BAD_RWSET"}}`)
	f := &flow{gateway: newGateway(server.URL, "key"), wait: time.Hour, out: io.Discard, now: time.Now}
	if code := report(errorOf(f.submit("t1", nil, nil)), io.Discard); code != exitFailed || len(*asked) != 1 {
		t.Errorf("it ends with %d after %d requests", code, len(*asked))
	}
}

func Test_an_answer_that_is_no_problem_is_no_secret(t *testing.T) {
	d := newDesk(t)
	server, _ := answering(t, 502, `<html>`)
	if d.submit(server.URL) != exitFailed {
		t.Error("it does not fail")
	}
	d.says("(502)")
	server, _ = answering(t, 200, `<html>`)
	if d.submit(server.URL) != exitFailed {
		t.Error("it does not fail")
	}
	d.says("not of its form")
}

func Test_files_that_are_not_what_they_should_be_are_named(t *testing.T) {
	d := newDesk(t)
	d.write("command.json", `{"a":null}`)
	if d.submit("http://127.0.0.1:1") != exitFailed {
		t.Error("it does not fail")
	}
	d.says("command.json")
	d.write("command.json", `{"request":7}`)
	if d.submit("http://127.0.0.1:1") != exitFailed {
		t.Error("it does not fail")
	}
	d.write("command.json", `{}`)
	d.write("key.pem", "x")
	if d.submit("http://127.0.0.1:1") != exitFailed {
		t.Error("it does not fail")
	}
	d.says("the private key is not in PEM")
	d.write("proposal.bin", "AAAA")
	if d.run("show", "proposal", d.path("proposal.bin")) != exitAltered {
		t.Error("garbage is shown")
	}
}

func Test_without_yes_a_human_decides(t *testing.T) {
	for answer, want := range map[string]bool{"y\n": true, "n\n": false, "": false, "yes please\n": false} {
		if got := confirming(false, strings.NewReader(answer), io.Discard)("sign?"); got != want {
			t.Errorf("%q is taken as %t", answer, got)
		}
	}
	if !confirming(true, strings.NewReader(""), io.Discard)("sign?") {
		t.Error("--yes asks")
	}
}

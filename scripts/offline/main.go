// Command stemma-offline signs a member's commands with a key that no gateway ever sees. A gateway prepares them;
// what it prepared is decoded and compared with what was asked for, and signed only if it is that.
package main

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"org.stemma/scripts/offline/check"
)

const (
	exitFailed  = 1
	exitUsage   = 2
	exitAltered = 3
	exitUnknown = 4
)

const help = `stemma-offline submit FUNCTION --command FILE [flags]   prepare, check, sign, submit
stemma-offline show proposal|transaction FILE           what such bytes say (raw or base64)

Flags of submit:
  --command FILE        the command as the ledger takes it; without request, a new one is made
  --certificate FILE    the own certificate, PEM
  --key FILE            its private key, PEM; it is used here and sent nowhere
  --organisation MSP    the own organisation, such as StudioMSP
  --root MSP=FILE       a member's certificate authority; once for each member of the network
  --endorsed-by MSP     also needed as an endorser; may be repeated
  --gateway URL         default $STEMMA_GATEWAY; the API key is $STEMMA_KEY
  --channel NAME        default stemma        --chaincode NAME   default stemma
  --clock DURATION      how far a timestamp may be from this clock; default 30s
  --wait DURATION       how long an unknown outcome is asked for; default 2m
  --keep DIR            writes proposal.bin and transaction.bin there before it signs
  --yes                 signs what passed the checks without asking

What was checked and shown goes to stderr, the gateway's last answer to stdout.
Exit codes: 0 written, 1 failed, 2 wrong command line, 3 not signed since it was altered, 4 outcome unknown.
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, in io.Reader, out, errs io.Writer) int {
	var err error
	switch {
	case len(args) == 1 && (args[0] == "--help" || args[0] == "-h" || args[0] == "help"):
		fmt.Fprint(out, help)
	case len(args) > 1 && args[0] == "submit":
		err = submit(args[1], args[2:], in, out, errs)
	case len(args) == 3 && args[0] == "show":
		err = show(args[1], args[2], out)
	default:
		err = &usage{"submit FUNCTION or show proposal|transaction FILE is expected"}
	}
	return report(err, errs)
}

// usage is a command line that is wrong.
type usage struct{ text string }

func (u *usage) Error() string { return u.text }

func report(err error, errs io.Writer) int {
	var wrong *usage
	var altered *check.Alteration
	var told *problem
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(errs, "stemma-offline: %s\n  next: stemma-offline --help\n", wrong.text)
		return exitUsage
	case errors.As(err, &altered):
		fmt.Fprintf(errs, "stemma-offline: NOT SIGNED: %s: %s\n  next: don't use this gateway until you know why\n",
			altered.What, check.Printable(altered.Why))
		return exitAltered
	case errors.As(err, &told) && told.Code == codeUnknown:
		fmt.Fprintf(errs, "stemma-offline: the outcome is unknown: %s\n  next: the same command under the same request is safe\n",
			told.Facts["transaction"])
		return exitUnknown
	}
	fmt.Fprintf(errs, "stemma-offline: %s\n", check.Printable(err.Error()))
	return exitFailed
}

// many is a flag that may be repeated.
type many []string

func (m *many) String() string { return strings.Join(*m, ",") }

func (m *many) Set(value string) error {
	*m = append(*m, value)
	return nil
}

func submit(function string, args []string, in io.Reader, out, errs io.Writer) error {
	flags := flag.NewFlagSet("submit", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var roots, required many
	flags.Var(&roots, "root", "")
	flags.Var(&required, "endorsed-by", "")
	command := flags.String("command", "", "")
	certificate := flags.String("certificate", "", "")
	key := flags.String("key", "", "")
	organisation := flags.String("organisation", "", "")
	url := flags.String("gateway", os.Getenv("STEMMA_GATEWAY"), "")
	channel := flags.String("channel", "stemma", "")
	chaincode := flags.String("chaincode", "stemma", "")
	clock := flags.Duration("clock", 30*time.Second, "")
	wait := flags.Duration("wait", 2*time.Minute, "")
	keep := flags.String("keep", "", "")
	yes := flags.Bool("yes", false, "")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return &usage{fmt.Sprintf("%v %v", err, flags.Args())}
	}
	for name, value := range map[string]string{"command": *command, "certificate": *certificate, "key": *key,
		"organisation": *organisation, "gateway": *url, "root": roots.String()} {
		if value == "" {
			return &usage{"--" + name + " is missing"}
		}
	}
	f := &flow{gateway: newGateway(*url, os.Getenv("STEMMA_KEY")), required: required, wait: *wait, keep: *keep,
		out: errs, now: time.Now, pause: time.Sleep, confirm: confirming(*yes, in, errs)}
	var err error
	if f.roots, err = readRoots(roots); err != nil {
		return err
	}
	if _, own := f.roots[*organisation]; !own {
		return &usage{"--root of " + *organisation + " is missing"}
	}
	f.asked = check.Asked{Channel: *channel, Chaincode: *chaincode, Function: function, Clock: *clock}
	if f.asked.Signer, err = readSigner(*organisation, *certificate, *key); err != nil {
		return err
	}
	if f.asked.Command, f.request, err = readCommand(*command); err != nil {
		return err
	}
	return f.report(out)
}

// report writes the gateway's last answer as it would come from any write.
func (f *flow) report(out io.Writer) error {
	fmt.Fprintf(f.out, "request %s\n", f.request)
	result, err := f.run()
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(result)
}

func confirming(yes bool, in io.Reader, errs io.Writer) func(string) bool {
	lines := bufio.NewReader(in)
	return func(question string) bool {
		if yes {
			return true
		}
		fmt.Fprintf(errs, "%s [y/N] ", question)
		answer, _ := lines.ReadString('\n')
		return strings.TrimSpace(answer) == "y"
	}
}

func readRoots(given []string) (check.Roots, error) {
	roots := check.Roots{}
	for _, one := range given {
		mspID, file, ok := strings.Cut(one, "=")
		if !ok {
			return nil, &usage{"--root MSP=FILE is expected, not " + one}
		}
		if err := roots.Add(mspID, file); err != nil {
			return nil, err
		}
	}
	return roots, nil
}

func readSigner(organisation, certificate, key string) (*check.Signer, error) {
	certificatePEM, err := os.ReadFile(certificate)
	if err != nil {
		return nil, err
	}
	keyPEM, err := os.ReadFile(key)
	if err != nil {
		return nil, err
	}
	return check.NewSigner(organisation, certificatePEM, keyPEM)
}

// readCommand reads the command, and adds what every command has: its request id and the version of its form.
func readCommand(file string) (map[string]any, string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, "", err
	}
	command, err := check.ReadObject(text)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", file, err)
	}
	if _, given := command["v"]; !given {
		command["v"] = json.Number("1")
	}
	if _, given := command["request"]; !given {
		id := make([]byte, 16)
		if _, err := rand.Read(id); err != nil {
			return nil, "", err
		}
		command["request"] = hex.EncodeToString(id)
	}
	request, ok := command["request"].(string)
	if !ok {
		return nil, "", fmt.Errorf("%s: request is not a string", file)
	}
	return command, request, nil
}

func show(what, file string, out io.Writer) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(data))); err == nil {
		data = decoded
	}
	switch what {
	case "proposal":
		return check.DescribeProposal(out, data)
	case "transaction":
		return check.DescribeTransaction(out, data)
	}
	return &usage{"show proposal FILE or show transaction FILE is expected"}
}

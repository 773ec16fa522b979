// Package policies holds the key-level policies that the chaincode writes to what Fabric's own evaluator says of them.
package policies

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/golang/protobuf/proto"
	mspproto "github.com/hyperledger/fabric-protos-go/msp"
	"github.com/hyperledger/fabric/common/cauthdsl"
	"github.com/hyperledger/fabric/common/policies"
	"github.com/hyperledger/fabric/msp"
)

// golden is written by the chaincode's own tests: the same bytes, read from the other side.
const golden = "../../../../chaincode/contracts/src/test/resources/golden/policies.json"

type sample struct {
	Kind          string   `json:"kind"`
	Owner         string   `json:"owner"`
	Organisations []string `json:"organisations"`
	Policy        string   `json:"policy"`
}

func (s sample) wants(signers []string) bool {
	owner, others := false, 0
	for _, signer := range signers {
		if signer == s.Owner {
			owner = true
		} else {
			others++
		}
	}
	n := len(s.Organisations)
	if s.Kind == "ownerAndOthers" {
		return owner && others >= n/2
	}
	return 3*len(signers) >= 2*n
}

// peer is a member's peer, as the evaluator sees it.
type peer string

func (p peer) ExpiresAt() time.Time { return time.Time{} }
func (p peer) GetIdentifier() *msp.IdentityIdentifier {
	return &msp.IdentityIdentifier{Mspid: string(p), Id: "peer"}
}
func (p peer) GetMSPIdentifier() string                    { return string(p) }
func (p peer) Validate() error                             { return nil }
func (p peer) GetOrganizationalUnits() []*msp.OUIdentifier { return nil }
func (p peer) Anonymous() bool                             { return false }
func (p peer) Verify([]byte, []byte) error                 { return nil }
func (p peer) Serialize() ([]byte, error)                  { return []byte(p), nil }
func (p peer) SatisfiesPrincipal(want *mspproto.MSPPrincipal) error {
	role := &mspproto.MSPRole{}
	if err := proto.Unmarshal(want.Principal, role); err != nil {
		return err
	}
	if role.MspIdentifier != string(p) || role.Role != mspproto.MSPRole_PEER {
		return fmt.Errorf("%s is no peer of %s", p, role.MspIdentifier)
	}
	return nil
}

func samples(t *testing.T) []sample {
	t.Helper()
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	var all []sample
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func policyOf(t *testing.T, s sample) policies.Policy {
	t.Helper()
	bytes, err := base64.StdEncoding.DecodeString(s.Policy)
	if err != nil {
		t.Fatal(err)
	}
	policy, _, err := cauthdsl.NewPolicyProvider(nil).NewPolicy(bytes)
	if err != nil {
		t.Fatalf("%s of %v: %v", s.Kind, s.Organisations, err)
	}
	return policy
}

// orders calls visit with every ordered choice of distinct signers, the empty one included.
func orders(from, chosen []string, visit func([]string)) {
	visit(chosen)
	for i, next := range from {
		rest := append(append([]string{}, from[:i]...), from[i+1:]...)
		orders(rest, append(append([]string{}, chosen...), next), visit)
	}
}

func TestPoliciesAcceptExactlyTheRightSignersInEveryOrder(t *testing.T) {
	sizes, cases := map[int]int{}, 0
	for _, s := range samples(t) {
		policy := policyOf(t, s)
		sizes[len(s.Organisations)]++
		orders(s.Organisations, nil, func(signers []string) {
			identities := make([]msp.Identity, len(signers))
			for i, signer := range signers {
				identities[i] = peer(signer)
			}
			if got, want := policy.EvaluateIdentities(identities) == nil, s.wants(signers); got != want {
				t.Errorf("%s owner %q of %v signed by %v: accepted %t, want %t",
					s.Kind, s.Owner, s.Organisations, signers, got, want)
			}
			cases++
		})
	}
	for _, n := range []int{3, 4, 5} {
		if sizes[n] != n+1 {
			t.Errorf("%d policies for %d organisations, want one per owner and two thirds", sizes[n], n)
		}
	}
	t.Logf("%d ordered sets of signers", cases)
}

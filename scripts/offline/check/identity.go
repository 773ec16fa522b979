package check

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
)

// Signer is the client's own identity: its organisation, its certificate and its private key.
type Signer struct {
	MSP         string
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// NewSigner reads a certificate and its private key (PKCS #8 or SEC 1), both in PEM.
func NewSigner(mspID string, certificatePEM, keyPEM []byte) (*Signer, error) {
	certificate, err := parseCertificate(certificatePEM)
	if err != nil {
		return nil, err
	}
	key, err := parseKey(keyPEM)
	if err != nil {
		return nil, err
	}
	public, ok := certificate.PublicKey.(*ecdsa.PublicKey)
	if !ok || public.Curve != elliptic.P256() {
		return nil, errors.New("the certificate's key is not on the curve P-256")
	}
	if !public.Equal(key.Public()) {
		return nil, errors.New("the private key is not the certificate's")
	}
	return &Signer{MSP: mspID, Certificate: certificate, key: key}, nil
}

func parseKey(text []byte) (*ecdsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the private key is not in PEM")
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		if ec, ok := key.(*ecdsa.PrivateKey); ok {
			return ec, nil
		}
		return nil, errors.New("the private key is none of ECDSA")
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("the private key is neither PKCS #8 nor SEC 1")
	}
	return key, nil
}

// parseCertificate reads exactly one certificate, and nothing beside it.
func parseCertificate(text []byte) (*x509.Certificate, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" || len(bytes.TrimSpace(rest)) > 0 {
		return nil, errors.New("one X.509 certificate in PEM is expected")
	}
	return x509.ParseCertificate(block.Bytes)
}

// Sign signs the SHA-256 of bytes, in DER and with the lower of the two values of s: Fabric takes no other.
func (s *Signer) Sign(message []byte) ([]byte, error) {
	digest := sha256.Sum256(message)
	r, sigS, err := ecdsa.Sign(rand.Reader, s.key, digest[:])
	if err != nil {
		return nil, err
	}
	if order := s.key.Params().N; sigS.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		sigS = new(big.Int).Sub(order, sigS)
	}
	return asn1.Marshal(signature{r, sigS})
}

type signature struct{ R, S *big.Int }

// verify checks a signature over the SHA-256 of bytes, as Fabric does: low s only.
func verify(certificate *x509.Certificate, message, der []byte) error {
	key, ok := certificate.PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return errors.New("the certificate's key is none of ECDSA")
	}
	var sig signature
	if rest, err := asn1.Unmarshal(der, &sig); err != nil || len(rest) > 0 {
		return errors.New("the signature is not in DER")
	}
	if sig.S.Cmp(new(big.Int).Rsh(key.Params().N, 1)) > 0 {
		return errors.New("the signature's s is the higher one")
	}
	digest := sha256.Sum256(message)
	if !ecdsa.VerifyASN1(key, digest[:], der) {
		return errors.New("the signature is not of this certificate's key over these bytes")
	}
	return nil
}

// Roots are the members' certificate authorities, by MSP id: what a client trusts, and has from elsewhere than
// the gateway.
type Roots map[string]*x509.CertPool

// Add reads the roots of a member from a PEM file.
func (r Roots) Add(mspID, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return fmt.Errorf("%s holds no certificate", file)
	}
	r[mspID] = pool
	return nil
}

// peer checks that an identity is a peer of a member by that member's own authority.
func (r Roots) peer(identity *msp.SerializedIdentity, now time.Time) (*x509.Certificate, error) {
	pool, known := r[identity.Mspid]
	if !known {
		return nil, fmt.Errorf("%s is no member whose root was given", identity.Mspid)
	}
	certificate, err := parseCertificate(identity.IdBytes)
	if err != nil {
		return nil, err
	}
	_, err = certificate.Verify(x509.VerifyOptions{
		Roots: pool, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return nil, fmt.Errorf("the certificate was not issued by the authority of %s: %w", identity.Mspid, err)
	}
	for _, unit := range certificate.Subject.OrganizationalUnit {
		if unit == "peer" {
			return certificate, nil
		}
	}
	return nil, fmt.Errorf("the certificate is not a peer's, its units are %v", certificate.Subject.OrganizationalUnit)
}

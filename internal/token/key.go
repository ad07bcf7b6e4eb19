package token

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const pemType = "EC PRIVATE KEY"

// Key signs development tokens.
type Key struct{ private *ecdsa.PrivateKey }

// DefaultKeyFile is where the development key is kept unless said otherwise: in the user's cache, or below the
// working directory for a user who has none.
func DefaultKeyFile() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return filepath.Join(".weft", "shop-dev-key.pem")
	}
	return filepath.Join(dir, "weft", "shop-dev-key.pem")
}

// NewKey makes a key that ends with the process.
func NewKey() (*Key, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	return &Key{private}, nil
}

// OpenKey reads the key in a file; when there is no file it makes a key and keeps it there, readable by its owner
// only. Processes that do so at the same time agree on one key.
func OpenKey(file string) (*Key, error) {
	key, err := readKey(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if key, err = NewKey(); err != nil {
		return nil, err
	}
	if err := key.keep(file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("keep development key: %w", err)
	}
	return readKey(file) // ours, or that of the process that was faster
}

func readKey(file string) (*Key, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemType {
		return nil, fmt.Errorf("%s holds no PEM block %q; delete it to have a new key made", file, pemType)
	}
	private, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; delete it to have a new key made", file, err)
	}
	if private.Curve != elliptic.P256() {
		return nil, fmt.Errorf("%s holds a key that is not of curve P-256; delete it to have a new key made", file)
	}
	return &Key{private}, nil
}

// keep writes the key beside the file and links it there, so that nobody reads half a key and none is overwritten.
func (k *Key) keep(file string) error {
	der, err := x509.MarshalECPrivateKey(k.private)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(file), ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	err = pem.Encode(part, &pem.Block{Type: pemType, Bytes: der})
	if err := errors.Join(err, part.Close()); err != nil {
		return err
	}
	return os.Link(part.Name(), file)
}

// Public returns the key that verifies what k signs.
func (k *Key) Public() *ecdsa.PublicKey { return &k.private.PublicKey }

// Sign returns a token for a subject with scopes, valid from now for ttl.
func (k *Key) Sign(subject string, scopes []string, now time.Time, ttl time.Duration) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodES256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: Issuer, Audience: jwt.ClaimStrings{Audience}, Subject: subject,
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
		},
		Scope: strings.Join(scopes, " "),
	})
	t.Header["kid"] = keyID(k.Public())
	return t.SignedString(k.private)
}

// JWKS returns the public key as a JSON Web Key Set.
func (k *Key) JWKS() []byte {
	x, y := coordinates(k.Public())
	set, err := json.Marshal(map[string][]map[string]string{"keys": {{
		"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": keyID(k.Public()), "x": x, "y": y,
	}}})
	if err != nil {
		panic(err) // strings always marshal
	}
	return set
}

// keyID is the start of the key's thumbprint (RFC 7638).
func keyID(key *ecdsa.PublicKey) string {
	x, y := coordinates(key)
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"P-256","kty":"EC","x":%q,"y":%q}`, x, y))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func coordinates(key *ecdsa.PublicKey) (x, y string) {
	// The uncompressed point: a 4, then both coordinates, 32 bytes each.
	point, err := key.Bytes()
	if err != nil {
		panic(err) // the key was checked when it was opened
	}
	return base64.RawURLEncoding.EncodeToString(point[1:33]), base64.RawURLEncoding.EncodeToString(point[33:])
}

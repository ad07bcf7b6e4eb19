package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/MicahParks/keyfunc/v3"
)

const (
	maxKeys       = 100
	minRSABits    = 2048
	maxRSABits    = 8192
	minRSAPublicE = 3
)

// publicKey is a key of a JWKS that may verify signatures.
type publicKey struct {
	id string
	// algorithm is what the key says it is for, "" when it says nothing.
	algorithm string
	key       any
}

// parseKeySet reads a JWKS. Keys that cannot verify a signature by a public
// key (symmetric ones, keys for encryption, weak ones, kinds unknown here) are left out; a
// document without "keys" is an error, so that a page of another kind does not empty the set.
func parseKeySet(document []byte) ([]publicKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(document, &set); err != nil {
		return nil, fmt.Errorf("the document is no JSON Web Key Set: %w", err)
	}
	if set.Keys == nil {
		return nil, errors.New("the document is no JSON Web Key Set: it has no \"keys\"")
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("the key set has %d keys; at most %d are read", len(set.Keys), maxKeys)
	}
	var keys []publicKey
	for _, raw := range set.Keys {
		if key, ok := parseKey(raw); ok {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

func parseKey(raw json.RawMessage) (publicKey, bool) {
	var about struct {
		Kind       string   `json:"kty"`
		ID         string   `json:"kid"`
		Use        string   `json:"use"`
		Algorithm  string   `json:"alg"`
		Operations []string `json:"key_ops"`
	}
	if json.Unmarshal(raw, &about) != nil || about.Kind == "oct" || (about.Use != "" && about.Use != "sig") {
		return publicKey{}, false
	}
	if about.Operations != nil && !slices.Contains(about.Operations, "verify") {
		return publicKey{}, false
	}
	parsed, err := keyfunc.NewJWKJSON(raw)
	if err != nil {
		return publicKey{}, false
	}
	all, err := parsed.VerificationKeySet(context.Background())
	if err != nil || len(all.Keys) != 1 || !strong(all.Keys[0]) {
		return publicKey{}, false
	}
	return publicKey{id: about.ID, algorithm: about.Algorithm, key: all.Keys[0]}, true
}

func strong(key any) bool {
	switch k := key.(type) {
	case *rsa.PublicKey:
		bits := k.N.BitLen()
		return bits >= minRSABits && bits <= maxRSABits && k.E >= minRSAPublicE && k.E%2 == 1
	case *ecdsa.PublicKey, ed25519.PublicKey:
		return true
	}
	return false
}

// fits says whether an algorithm may be used with a key: the kind, and for ECDSA the curve.
func (k publicKey) fits(algorithm string) bool {
	if k.algorithm != "" && k.algorithm != algorithm {
		return false
	}
	switch key := k.key.(type) {
	case *rsa.PublicKey:
		return slices.Contains([]string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}, algorithm)
	case *ecdsa.PublicKey:
		curve := map[string]int{"ES256": 256, "ES384": 384, "ES512": 521}[algorithm]
		return curve != 0 && curve == key.Curve.Params().BitSize
	case ed25519.PublicKey:
		return algorithm == "EdDSA"
	}
	return false
}

// Package auth decides who is calling: it finds the JSON Web Token of a
// request, verifies it with keys that are fetched and kept fresh, and returns the
// caller's identity. A token is believed only if its algorithm is on the
// list, its signature fits a key of the right kind, its issuer and audience are
// accepted and it has not expired.
package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Identity is a caller whose token was verified. It is immutable.
type Identity struct {
	// Subject and Issuer are the claims sub and iss, "" when the token has none.
	Subject, Issuer string
	// Scopes are what the configured scope claims hold.
	Scopes map[string]bool
	// Claims are all of the token; numbers are json.Number.
	Claims map[string]any
	// fingerprint is of the token itself, for callers without a subject.
	fingerprint string
}

// Key is equal for two requests only if they come from the same caller: it
// is what data meant for one caller is kept under. Without a subject it is the token that counts.
func (i *Identity) Key() string {
	if i == nil {
		return ""
	}
	if i.Subject == "" {
		return "token:" + i.fingerprint
	}
	// The separator keeps ("a", "bc") and ("ab", "c") apart; no verified claim holds it.
	sum := sha256.Sum256([]byte(i.Issuer + "\x00" + i.Subject))
	return "user:" + hex.EncodeToString(sum[:])
}

// ScopesOf reads scopes from claims: texts separated by spaces, or arrays of texts.
func ScopesOf(claims map[string]any, names []string) map[string]bool {
	scopes := map[string]bool{}
	for _, name := range names {
		switch value := claims[name].(type) {
		case string:
			for scope := range strings.FieldsSeq(value) {
				scopes[scope] = true
			}
		case []any:
			for _, element := range value {
				if scope, ok := element.(string); ok {
					scopes[scope] = true
				}
			}
		}
	}
	return scopes
}

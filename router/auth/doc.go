// Package auth decides who is calling: it finds the JSON Web Token of a
// request, verifies it with keys that are fetched and kept fresh, and returns the
// caller's identity. A token is believed only if its algorithm is on the
// list, its signature fits a key of the right kind, its issuer and audience are
// accepted and it has not expired. A token that was verified is known for a
// while, and verified anew when the keys were read again.
package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Identity is a caller whose token was verified. It is immutable, and shared by the requests with this token.
type Identity struct {
	// Subject and Issuer are the claims sub and iss, "" when the token has none.
	Subject, Issuer string
	// Scopes are what the configured scope claims hold, sorted, each once.
	Scopes []string
	// Claims are all of the token; numbers are json.Number.
	Claims map[string]any
	key    string
}

// Key is equal for two requests only if they come from the same caller: it
// is what data meant for one caller is kept under. Without a subject it is the token that counts.
func (i *Identity) Key() string {
	if i == nil {
		return ""
	}
	return i.key
}

func keyOf(issuer, subject, token string) string {
	if subject == "" {
		sum := sha256.Sum256([]byte(token))
		return "token:" + hex.EncodeToString(sum[:])
	}
	// The separator keeps ("a", "bc") and ("ab", "c") apart; no verified claim holds it.
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	return "user:" + hex.EncodeToString(sum[:])
}

// ScopesOf reads scopes from claims: texts separated by spaces, or arrays of texts.
// They are sorted, each once.
func ScopesOf(claims map[string]any, names []string) []string {
	var scopes []string
	for _, name := range names {
		switch value := claims[name].(type) {
		case string:
			for scope := range strings.FieldsSeq(value) {
				scopes = append(scopes, scope)
			}
		case []any:
			for _, element := range value {
				if scope, ok := element.(string); ok {
					scopes = append(scopes, scope)
				}
			}
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

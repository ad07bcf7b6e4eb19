// Package token signs and verifies the shop's bearer tokens: JWTs signed with ES256.
//
// The signing side is for development only. Its key is made at first use and kept in a file of the developer's
// own (see Key), so there is no key in the repository or the binary that a deployment could trust by accident.
package token

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

// What the shop's tokens say of themselves.
const (
	Issuer   = "weft-shop-dev"
	Audience = "weft-shop"
	Leeway   = 60 * time.Second // how far clocks may be apart
)

// maxLength bounds a token, in bytes, before it is decoded.
const maxLength = 8 << 10

// AllScopes are the scopes that the shop's services ask for.
var AllScopes = []string{"admin", "catalog:cost", "catalog:write", "inventory:read", "inventory:write", "user:email"}

// Caller is who a valid token speaks for.
type Caller struct {
	Subject string // a user's id
	Scopes  []string
}

// Has reports whether the caller holds a scope. Nobody (nil) holds none.
func (c *Caller) Has(scope string) bool { return c != nil && slices.Contains(c.Scopes, scope) }

// Is reports whether the caller is a user. Nobody (nil) is none.
func (c *Caller) Is(user string) bool { return c != nil && c.Subject == user }

// MayRead reports whether the caller may see what belongs to a user: the user's own, and administrators all.
func (c *Caller) MayRead(user string) bool { return c.Is(user) || c.Has("admin") }

type callerKey struct{}

// With returns a context in which caller is who asks.
func With(ctx context.Context, caller *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

// From returns who asks, or nil for nobody.
func From(ctx context.Context) *Caller {
	caller, _ := ctx.Value(callerKey{}).(*Caller)
	return caller
}

// claims are the parts of a token that the shop reads.
type claims struct {
	jwt.RegisteredClaims
	Scope string `json:"scope"`
}

// Verifier tells valid tokens from others. It is safe for concurrent use.
type Verifier struct {
	keys   jwt.Keyfunc
	parser *jwt.Parser
}

// NewVerifier returns a verifier that trusts one public key.
func NewVerifier(key *ecdsa.PublicKey) *Verifier {
	return newVerifier(func(t *jwt.Token) (any, error) {
		if kid, _ := t.Header["kid"].(string); kid != keyID(key) {
			return nil, fmt.Errorf("unknown key %q", kid)
		}
		return key, nil
	})
}

// NewRemoteVerifier returns a verifier that trusts the keys of a JWKS, which it reads again in the background
// until ctx ends. It is an error when the JWKS cannot be read at first.
func NewRemoteVerifier(ctx context.Context, url string) (*Verifier, error) {
	tellFailure := false
	keys, err := keyfunc.NewDefaultOverrideCtx(ctx, []string{url}, keyfunc.Override{
		NoErrorReturnFirstHTTPReq: &tellFailure,
		HTTPTimeout:               10 * time.Second,
		RefreshInterval:           5 * time.Minute,
	})
	if err != nil {
		return nil, fmt.Errorf("read JWKS %s: %w", url, err)
	}
	return newVerifier(keys.Keyfunc), nil
}

func newVerifier(keys jwt.Keyfunc) *Verifier {
	return &Verifier{keys: keys, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodES256.Alg()}),
		jwt.WithIssuer(Issuer),
		jwt.WithAudience(Audience),
		jwt.WithLeeway(Leeway),
		jwt.WithExpirationRequired(),
		jwt.WithStrictDecoding(),
	)}
}

// Verify returns whom a raw token speaks for, or why it is not valid. The reason is safe to send to the caller.
func (v *Verifier) Verify(raw string) (*Caller, error) {
	if len(raw) > maxLength {
		return nil, fmt.Errorf("token is longer than %d bytes", maxLength)
	}
	var c claims
	if _, err := v.parser.ParseWithClaims(raw, &c, v.keys); err != nil {
		return nil, err
	}
	if c.Subject == "" {
		return nil, errors.New("token has no subject")
	}
	return &Caller{Subject: c.Subject, Scopes: strings.Fields(c.Scope)}, nil
}

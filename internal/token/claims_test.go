package token

import (
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TestClaimsThatMustBeThere signs with the trusted key, and leaves out or changes one claim at a time.
func TestClaimsThatMustBeThere(t *testing.T) {
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	verifier := NewVerifier(key.Public())
	try := func(change func(jwt.MapClaims, map[string]any)) error {
		c := jwt.MapClaims{"iss": Issuer, "aud": Audience, "sub": "u_0001", "exp": time.Now().Add(time.Hour).Unix()}
		signed := jwt.NewWithClaims(jwt.SigningMethodES256, c)
		signed.Header["kid"] = keyID(key.Public())
		change(c, signed.Header)
		raw, err := signed.SignedString(key.private)
		if err != nil {
			t.Fatal(err)
		}
		_, err = verifier.Verify(raw)
		return err
	}
	if err := try(func(jwt.MapClaims, map[string]any) {}); err != nil {
		t.Errorf("nothing changed: %v", err)
	}
	for name, change := range map[string]func(jwt.MapClaims, map[string]any){
		"no expiry":      func(c jwt.MapClaims, _ map[string]any) { delete(c, "exp") },
		"no issuer":      func(c jwt.MapClaims, _ map[string]any) { delete(c, "iss") },
		"other issuer":   func(c jwt.MapClaims, _ map[string]any) { c["iss"] = "someone" },
		"no audience":    func(c jwt.MapClaims, _ map[string]any) { delete(c, "aud") },
		"other audience": func(c jwt.MapClaims, _ map[string]any) { c["aud"] = []string{"a", "b"} },
		"no subject":     func(c jwt.MapClaims, _ map[string]any) { delete(c, "sub") },
		"subject number": func(c jwt.MapClaims, _ map[string]any) { c["sub"] = 1 },
		"scope list":     func(c jwt.MapClaims, _ map[string]any) { c["scope"] = []string{"admin"} },
		"expiry text":    func(c jwt.MapClaims, _ map[string]any) { c["exp"] = "tomorrow" },
		"no key id":      func(_ jwt.MapClaims, h map[string]any) { delete(h, "kid") },
		"other key id":   func(_ jwt.MapClaims, h map[string]any) { h["kid"] = "x" },
	} {
		if err := try(change); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

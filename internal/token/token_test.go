package token_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/token"
)

func newKey(t *testing.T) *token.Key {
	t.Helper()
	key, err := token.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestSignedTokenIsVerified(t *testing.T) {
	key := newKey(t)
	raw, err := key.Sign("u_0001", []string{"admin", "user:email"}, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	caller, err := token.NewVerifier(key.Public()).Verify(raw)
	if diff := cmp.Diff(&token.Caller{Subject: "u_0001", Scopes: []string{"admin", "user:email"}}, caller); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestOtherTokensAreRefused(t *testing.T) {
	key := newKey(t)
	verifier := token.NewVerifier(key.Public())
	good, err := key.Sign("u_0001", nil, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _, err := jwt.NewParser().ParseUnverified(good, jwt.MapClaims{})
	if err != nil {
		t.Fatal(err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	forge := func(method jwt.SigningMethod, with any, change func(jwt.MapClaims)) string {
		claims := jwt.MapClaims{}
		for name, value := range parsed.Claims.(jwt.MapClaims) {
			claims[name] = value
		}
		if change != nil {
			change(claims)
		}
		forged := jwt.NewWithClaims(method, claims)
		forged.Header["kid"] = parsed.Header["kid"]
		raw, err := forged.SignedString(with)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	sign := func(now time.Time, ttl time.Duration, subject string) string {
		raw, err := key.Sign(subject, nil, now, ttl)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	parts := strings.Split(good, ".")
	for name, raw := range map[string]string{
		"empty":             "",
		"no token":          "hello",
		"two parts":         parts[0] + "." + parts[1],
		"no signature":      parts[0] + "." + parts[1] + ".",
		"other key":         forge(jwt.SigningMethodES256, private, nil),
		"algorithm none":    forge(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil),
		"public key HMAC":   forge(jwt.SigningMethodHS256, elliptic.MarshalCompressed(elliptic.P256(), key.Public().X, key.Public().Y), nil),
		"expired":           sign(time.Now().Add(-2*time.Hour), time.Hour, "u_0001"),
		"just past leeway":  sign(time.Now().Add(-time.Hour-token.Leeway-time.Second), time.Hour, "u_0001"),
		"not yet":           sign(time.Now().Add(time.Hour), time.Hour, "u_0001"),
		"no subject":        sign(time.Now(), time.Hour, ""),
		"padded":            good + "=",
		"much too long":     good + strings.Repeat("A", 10_000),
		"other claims":      parts[0] + "." + strings.Split(sign(time.Now(), 9*time.Hour, "u_0002"), ".")[1] + "." + parts[2],
		"in another's name": forge(jwt.SigningMethodES256, private, func(c jwt.MapClaims) { c["sub"] = "u_0002" }),
	} {
		if caller, err := verifier.Verify(raw); err == nil {
			t.Errorf("%s: taken for %v", name, caller)
		}
	}
	if _, err := verifier.Verify(sign(time.Now().Add(-time.Hour-token.Leeway/2), time.Hour, "u_0001")); err != nil {
		t.Errorf("within leeway: %v", err)
	}
}

func TestKeyIsKeptForItsOwner(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", "key.pem")
	keys := make([]*token.Key, 8)
	var wait sync.WaitGroup
	for i := range keys {
		wait.Go(func() {
			key, err := token.OpenKey(file)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	wait.Wait()
	if t.Failed() {
		return
	}
	for _, key := range keys {
		if !key.Public().Equal(keys[0].Public()) {
			t.Error("processes that start at once have different keys")
		}
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the key file: %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("files left: %v, %v", entries, err)
	}
	if err := os.WriteFile(file, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := token.OpenKey(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a broken key: %v", err)
	}
}

func TestRemoteVerifierReadsTheJWKS(t *testing.T) {
	key := newKey(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(key.JWKS()) }))
	defer server.Close()
	verifier, err := token.NewRemoteVerifier(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := key.Sign("u_0001", nil, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier.Verify(raw); err != nil {
		t.Error(err)
	}
	raw, err = newKey(t).Sign("u_0001", nil, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier.Verify(raw); err == nil {
		t.Error("a key that is not in the JWKS was trusted")
	}
}

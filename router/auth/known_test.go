package auth

import (
	"fmt"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/weftgraphql/weft/router/config"
)

// TestKnownTokens: a token is verified once, and believed no longer than it would be verified again.
func TestKnownTokens(t *testing.T) {
	server := newKeyServer(t, `{"keys":[`+rsaJWK("rsa", ring.rsa)+`]}`)
	cfg := config.Default().Authentication.Router.JWT
	cfg.JWKS = []config.JWKS{{URL: server.URL, PollInterval: config.Duration(time.Hour)}}
	cfg.Secrets = []config.SharedSecret{{Secret: secret}}
	cfg.Leeway = config.Duration(time.Minute)
	c := &clock{}
	c.nanos.Store(at.UnixNano())
	v, err := New(cfg, Options{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	read := func() {
		if err := v.providers[0].keys.await(t.Context(), v.providers[0].keys.start()); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(token string) (*Identity, string) {
		identity, failure := v.Authenticate(t.Context(), bearer(token))
		if failure != nil {
			return nil, failure.Text()
		}
		return identity, ""
	}
	public := sign(jwt.SigningMethodRS256, ring.rsa, "rsa", goodClaims())
	shared := sign(jwt.SigningMethodHS256, []byte(secret), nil, goodClaims())
	first := map[string]*Identity{}
	for _, token := range []string{public, shared} {
		identity, reason := ask(token)
		if identity == nil {
			t.Fatal(reason)
		}
		if again, _ := ask(token); again != identity {
			t.Error("a known token was verified again")
		}
		if other, reason := ask(token[:len(token)-2] + "AA"); other != nil || reason == "" {
			t.Error("a token that begins like a known one was believed")
		}
		first[token] = identity
	}

	read()
	if again, _ := ask(public); again == nil || again == first[public] {
		t.Error("when the keys were read again a token is verified again")
	}
	if again, _ := ask(shared); again != first[shared] {
		t.Error("a secret does not change")
	}
	server.document.Store(`{"keys":[` + rsaJWK("rsa", ring.strangerRSA) + `]}`)
	read()
	if _, reason := ask(public); reason != "The token is not signed by a key that is accepted here." {
		t.Errorf("its key is gone: %q", reason)
	}
	c.advance(-2 * time.Minute) // before it was issued, leeway included
	if _, reason := ask(shared); reason != "The token is not valid yet." {
		t.Errorf("the clock was set back: %q", reason)
	}
	c.advance(2*time.Minute + time.Hour + time.Minute - time.Nanosecond)
	if identity, reason := ask(shared); identity != first[shared] {
		t.Errorf("within the leeway: %q", reason)
	}
	c.advance(time.Nanosecond)
	for range 2 {
		if _, reason := ask(shared); reason != "The token has expired." {
			t.Errorf("it has expired: %q", reason)
		}
	}
}

func TestKnownTokensAreBounded(t *testing.T) {
	v := verifier(t, func(cfg *config.JWT) { cfg.Secrets = []config.SharedSecret{{Secret: secret}} })
	claims := goodClaims()
	delete(claims, "aud")
	claims["filling"] = fmt.Sprintf("%08000d", 0)
	for i := range 1000 {
		claims["jti"] = fmt.Sprint(i)
		if _, failure := v.Authenticate(t.Context(), bearer(sign(jwt.SigningMethodHS256, []byte(secret), nil, claims))); failure != nil {
			t.Fatal(failure.Text())
		}
	}
	v.known.entries.CleanUp()
	if size := v.known.entries.WeightedSize(); size == 0 || size > maxKnown {
		t.Errorf("known tokens take %d bytes", size)
	}
}

func BenchmarkAuthenticate(b *testing.B) {
	v, err := New(config.JWT{HeaderName: "authorization", HeaderValuePrefix: "Bearer", Secrets: []config.SharedSecret{{Secret: secret}}}, Options{Now: func() time.Time { return at }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(v.Close)
	r := bearer(sign(jwt.SigningMethodHS256, []byte(secret), nil, goodClaims()))
	b.ReportAllocs()
	for b.Loop() {
		if identity, failure := v.Authenticate(b.Context(), r); identity == nil {
			b.Fatal(failure.Text())
		}
	}
}

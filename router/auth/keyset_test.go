package auth

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/weftgraphql/weft/router/config"
)

// keyServer serves a key set that tests change.
type keyServer struct {
	*httptest.Server
	document atomic.Value
	fetches  atomic.Int64
	down     atomic.Bool
}

func newKeyServer(t *testing.T, document string) *keyServer {
	s := &keyServer{}
	s.document.Store(document)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.fetches.Add(1)
		if s.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprint(w, s.document.Load())
	}))
	t.Cleanup(s.Close)
	return s
}

// clock is moved by hand.
type clock struct{ nanos atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.nanos.Load()) }
func (c *clock) advance(d time.Duration) { c.nanos.Add(int64(d)) }

func remote(t *testing.T, url string, poll time.Duration) (*Verifier, *clock) {
	t.Helper()
	cfg := config.Default().Authentication.Router.JWT
	cfg.JWKS = []config.JWKS{{URL: url, PollInterval: config.Duration(poll)}}
	c := &clock{}
	c.nanos.Store(at.UnixNano())
	v, err := New(cfg, Options{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v, c
}

func status(t *testing.T, v *Verifier, token string) int {
	t.Helper()
	if _, failure := v.Authenticate(t.Context(), bearer(token)); failure != nil {
		return failure.Status
	}
	return 200
}

func TestKeysAreRotatedWithoutAnOutage(t *testing.T) {
	server := newKeyServer(t, `{"keys":[`+rsaJWK("old", ring.rsa)+`]}`)
	v, c := remote(t, server.URL, time.Hour)
	oldToken := sign(jwt.SigningMethodRS256, ring.rsa, "old", goodClaims())
	newToken := sign(jwt.SigningMethodRS256, ring.strangerRSA, "new", goodClaims())
	if got := status(t, v, oldToken); got != 200 {
		t.Fatalf("before the rotation: %d", got)
	}
	if got := status(t, v, newToken); got != 401 {
		t.Fatalf("a key that is not published yet: %d", got)
	}
	server.document.Store(`{"keys":[` + rsaJWK("new", ring.strangerRSA) + `]}`)
	c.advance(2 * time.Second)
	if got := status(t, v, newToken); got != 200 {
		t.Errorf("the new key: %d", got)
	}
	if got := status(t, v, oldToken); got != 401 {
		t.Errorf("the removed key: %d", got)
	}
	server.down.Store(true)
	c.advance(time.Hour - time.Minute)
	if got := status(t, v, sign(jwt.SigningMethodRS256, ring.rsa, "unknown", goodClaims())); got != 401 {
		t.Errorf("an unknown key while the server is down: %d", got)
	}
	if got := status(t, v, newToken); got != 200 {
		t.Errorf("a known key while the server is down: %d", got)
	}
}

func TestUnknownKeysDoNotFloodTheKeyServer(t *testing.T) {
	server := newKeyServer(t, keySetDocument())
	v, c := remote(t, server.URL, time.Hour)
	var tokens []string
	for i := range 400 {
		tokens = append(tokens, sign(jwt.SigningMethodES256, ring.ec256, fmt.Sprintf("made-up-%d", i), goodClaims()))
	}
	var wait sync.WaitGroup
	for i, token := range tokens {
		if i%100 == 0 {
			c.advance(time.Second)
		}
		wait.Go(func() {
			if got := status(t, v, token); got != 401 {
				t.Errorf("a made-up key: %d", got)
			}
		})
	}
	wait.Wait()
	if got := server.fetches.Load(); got > 20 {
		t.Errorf("400 made-up keys made %d fetches", got)
	}
}

func TestKeyServerDownAtStart(t *testing.T) {
	server := newKeyServer(t, keySetDocument())
	server.down.Store(true)
	v, c := remote(t, server.URL, time.Hour)
	token := sign(jwt.SigningMethodRS256, ring.rsa, "rsa", goodClaims())
	if got := status(t, v, token); got != 503 {
		t.Errorf("no key was ever read: %d", got)
	}
	server.down.Store(false)
	c.advance(2 * time.Second)
	if got := status(t, v, token); got != 200 {
		t.Errorf("once the server is back: %d", got)
	}
}

func TestBadKeySetsKeepTheKnownKeys(t *testing.T) {
	server := newKeyServer(t, keySetDocument())
	v, c := remote(t, server.URL, time.Hour)
	token := sign(jwt.SigningMethodRS256, ring.rsa, "rsa", goodClaims())
	unknown := sign(jwt.SigningMethodRS256, ring.rsa, "unknown", goodClaims())
	if got := status(t, v, token); got != 200 {
		t.Fatal(got)
	}
	huge := make([]byte, maxDocument+10)
	for name, document := range map[string]string{
		"a web page": "<html>sign in</html>", "no keys": `{}`, "keys no list": `{"keys":{}}`, "a huge one": string(huge), "empty": "",
	} {
		server.document.Store(document)
		c.advance(time.Minute)
		_ = status(t, v, unknown)
		if got := status(t, v, token); got != 200 {
			t.Errorf("%s: the known key: %d", name, got)
		}
	}
}

func TestKeyFileMustBeThereAtStart(t *testing.T) {
	cfg := config.Default().Authentication.Router.JWT
	cfg.JWKS = []config.JWKS{{URL: "file://" + filepath.Join(t.TempDir(), "missing.json")}}
	if v, err := New(cfg, Options{}); err == nil || v != nil {
		t.Errorf("got %v", err)
	}
	file := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg.JWKS[0].URL = "file://" + file
	if _, err := New(cfg, Options{}); err == nil {
		t.Error("a file that is no key set is taken")
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	inner := newKeyServer(t, keySetDocument())
	outer := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusFound))
	t.Cleanup(outer.Close)
	v, _ := remote(t, outer.URL, time.Hour)
	if got := status(t, v, sign(jwt.SigningMethodRS256, ring.rsa, "rsa", goodClaims())); got != 503 || inner.fetches.Load() != 0 {
		t.Errorf("%d, %d fetches", got, inner.fetches.Load())
	}
}

package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/weftgraphql/weft/router/config"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	issuer   = "https://id.example"
	audience = "shop"
	secret   = "0123456789abcdef0123456789abcdef"
)

var at = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// keyring has one key of each kind, and strangers that are in no set.
type keyring struct {
	rsa, strangerRSA, weakRSA *rsa.PrivateKey
	ec256, strangerEC         *ecdsa.PrivateKey
	ec384                     *ecdsa.PrivateKey
	ed                        ed25519.PrivateKey
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

var ring = func() keyring {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	return keyring{
		rsa: must(rsa.GenerateKey(rand.Reader, 2048)), strangerRSA: must(rsa.GenerateKey(rand.Reader, 2048)),
		weakRSA: must(rsa.GenerateKey(rand.Reader, 1024)),
		ec256:   must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), strangerEC: must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)),
		ec384: must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)), ed: must(ed, err),
	}
}()

func b64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func rsaJWK(id string, key *rsa.PrivateKey, more ...string) string {
	return fmt.Sprintf(`{"kty":"RSA","kid":%q,"n":%q,"e":"AQAB"%s}`, id, b64(key.N.Bytes()), strings.Join(more, ""))
}

func ecJWK(id, curve string, key *ecdsa.PrivateKey) string {
	point := must(key.PublicKey.Bytes())[1:]
	return fmt.Sprintf(`{"kty":"EC","kid":%q,"crv":%q,"x":%q,"y":%q}`, id, curve, b64(point[:len(point)/2]), b64(point[len(point)/2:]))
}

func keySetDocument() string {
	return `{"keys":[` + strings.Join([]string{
		rsaJWK("rsa", ring.rsa), rsaJWK("rsa-only-256", ring.rsa, `,"alg":"RS256","use":"sig"`),
		rsaJWK("rsa-enc", ring.rsa, `,"use":"enc"`), rsaJWK("rsa-weak", ring.weakRSA),
		rsaJWK("rsa-sign-only", ring.rsa, `,"key_ops":["sign"]`),
		ecJWK("ec", "P-256", ring.ec256), ecJWK("ec384", "P-384", ring.ec384),
		fmt.Sprintf(`{"kty":"OKP","kid":"ed","crv":"Ed25519","x":%q}`, b64(ring.ed.Public().(ed25519.PublicKey))),
		fmt.Sprintf(`{"kty":"oct","kid":"oct","k":%q}`, b64([]byte(secret))),
		`{"kty":"FUTURE","kid":"future"}`, `"no key"`,
	}, ",") + `]}`
}

func verifier(t *testing.T, change func(*config.JWT)) *Verifier {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(file, []byte(keySetDocument()), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := config.Default().Authentication.Router.JWT
	cfg.JWKS = []config.JWKS{{URL: "file://" + file, Issuers: []string{issuer}, Audiences: []string{audience}}}
	if change != nil {
		change(&cfg)
	}
	v, err := New(cfg, Options{ScopeClaims: []string{"scope", "scp"}, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

func goodClaims() jwt.MapClaims {
	return jwt.MapClaims{"iss": issuer, "aud": audience, "sub": "u1", "exp": at.Add(time.Hour).Unix(), "iat": at.Unix(), "scope": "read write"}
}

func with(name string, value any) jwt.MapClaims {
	claims := goodClaims()
	if value == nil {
		delete(claims, name)
	} else {
		claims[name] = value
	}
	return claims
}

func sign(method jwt.SigningMethod, key any, id any, claims jwt.MapClaims, header ...any) string {
	token := jwt.NewWithClaims(method, claims)
	if id != nil {
		token.Header["kid"] = id
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i+1] == nil {
			delete(token.Header, header[i].(string))
			continue
		}
		token.Header[header[i].(string)] = header[i+1]
	}
	return must(token.SignedString(key))
}

func bearer(token string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

func TestGoodTokensPass(t *testing.T) {
	v := verifier(t, func(cfg *config.JWT) {
		cfg.Secrets = []config.SharedSecret{{Secret: secret, Issuers: []string{"local"}}}
	})
	rs := jwt.SigningMethodRS256
	for name, token := range map[string]string{
		"RS256":                 sign(rs, ring.rsa, "rsa", goodClaims()),
		"RS512":                 sign(jwt.SigningMethodRS512, ring.rsa, "rsa", goodClaims()),
		"PS256":                 sign(jwt.SigningMethodPS256, ring.rsa, "rsa", goodClaims()),
		"ES256":                 sign(jwt.SigningMethodES256, ring.ec256, "ec", goodClaims()),
		"ES384":                 sign(jwt.SigningMethodES384, ring.ec384, "ec384", goodClaims()),
		"EdDSA":                 sign(jwt.SigningMethodEdDSA, ring.ed, "ed", goodClaims()),
		"no kid":                sign(rs, ring.rsa, nil, goodClaims()),
		"typ at+jwt":            sign(rs, ring.rsa, "rsa", goodClaims(), "typ", "at+jwt"),
		"no typ":                sign(rs, ring.rsa, "rsa", goodClaims(), "typ", nil),
		"several audiences":     sign(rs, ring.rsa, "rsa", with("aud", []string{"other", audience})),
		"expired within leeway": sign(rs, ring.rsa, "rsa", with("exp", at.Add(-59*time.Second).Unix())),
		"not yet within leeway": sign(rs, ring.rsa, "rsa", with("nbf", at.Add(60*time.Second).Unix())),
		"fraction of a second":  sign(rs, ring.rsa, "rsa", with("exp", float64(at.Unix())+3600.5)),
		"no iat":                sign(rs, ring.rsa, "rsa", with("iat", nil)),
		"embedded key ignored":  sign(rs, ring.rsa, "rsa", goodClaims(), "jwk", map[string]any{"kty": "RSA"}),
		"shared secret":         sign(jwt.SigningMethodHS256, []byte(secret), nil, jwt.MapClaims{"iss": "local", "sub": "x", "exp": at.Add(time.Minute).Unix()}),
	} {
		identity, failure := v.Authenticate(t.Context(), bearer(token))
		if failure != nil || identity == nil {
			t.Errorf("%s: refused: %v", name, failure)
		}
	}
	identity, _ := v.Authenticate(t.Context(), bearer(sign(rs, ring.rsa, "rsa", with("scp", []string{"admin"}))))
	if diff := cmp.Diff([]string{"admin", "read", "write"}, identity.Scopes); diff != "" {
		t.Error(diff)
	}
}

// rawToken is signed by the RSA key whatever its parts say.
func rawToken(header, payload string) string {
	signing := b64([]byte(header)) + "." + b64([]byte(payload))
	sum := sha256.Sum256([]byte(signing))
	return signing + "." + b64(must(rsa.SignPKCS1v15(rand.Reader, ring.rsa, crypto.SHA256, sum[:])))
}

func hmacToken(header string, key []byte) string {
	payload := must(json.Marshal(goodClaims()))
	signing := b64([]byte(header)) + "." + b64(payload)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(signing))
	return signing + "." + b64(mac.Sum(nil))
}

// forged are tokens that must not pass.
func forged() map[string]string {
	rs := jwt.SigningMethodRS256
	good := sign(rs, ring.rsa, "rsa", goodClaims())
	parts := strings.Split(good, ".")
	payload := string(must(json.Marshal(goodClaims())))
	public := must(x509.MarshalPKIXPublicKey(&ring.rsa.PublicKey))
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	pkcs1PEM := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&ring.rsa.PublicKey)})
	none := func(alg string) string {
		return b64([]byte(`{"alg":"`+alg+`","kid":"rsa","typ":"JWT"}`)) + "." + b64([]byte(payload)) + "."
	}
	at60 := at.Add(-60 * time.Second).Unix()
	tokens := map[string]string{
		"alg none": none("none"), "alg None": none("None"), "alg NONE": none("NONE"), "alg nOnE": none("nOnE"), "alg empty": none(""),
		"none with a signature": none("none") + parts[2], "alg unknown": none("XX256"), "alg missing": rawToken(`{"kid":"rsa"}`, payload),
		"alg a number": rawToken(`{"alg":1,"kid":"rsa"}`, payload), "alg a list": rawToken(`{"alg":["RS256"],"kid":"rsa"}`, payload),
		"alg null": rawToken(`{"alg":null,"kid":"rsa"}`, payload), "alg in lower case": rawToken(`{"alg":"rs256","kid":"rsa"}`, payload),
		"HS256 with the public key (PEM)":   hmacToken(`{"alg":"HS256","kid":"rsa"}`, publicPEM),
		"HS256 with the public key (PKCS1)": hmacToken(`{"alg":"HS256","kid":"rsa"}`, pkcs1PEM),
		"HS256 with the public key (DER)":   hmacToken(`{"alg":"HS256","kid":"rsa"}`, public),
		"HS256 with the modulus":            hmacToken(`{"alg":"HS256","kid":"rsa"}`, ring.rsa.N.Bytes()),
		"HS256 with an empty key":           hmacToken(`{"alg":"HS256","kid":"rsa"}`, nil),
		"HS256 with a published secret":     hmacToken(`{"alg":"HS256","kid":"oct"}`, []byte(secret)),
		"HS256 with a guessed secret":       hmacToken(`{"alg":"HS256"}`, []byte("secret")),
		"RS256 signed as HS256":             hmacToken(`{"alg":"RS256","kid":"rsa"}`, publicPEM),
		"stranger's RSA key":                sign(rs, ring.strangerRSA, "rsa", goodClaims()),
		"stranger's RSA key, no kid":        sign(rs, ring.strangerRSA, nil, goodClaims()),
		"stranger's EC key":                 sign(jwt.SigningMethodES256, ring.strangerEC, "ec", goodClaims()),
		"EC key under an RSA kid":           sign(jwt.SigningMethodES256, ring.ec256, "rsa", goodClaims()),
		"RSA key under an EC kid":           sign(rs, ring.rsa, "ec", goodClaims()),
		"RSA key under an Ed kid":           sign(rs, ring.rsa, "ed", goodClaims()),
		"unknown kid":                       sign(rs, ring.rsa, "elsewhere", goodClaims()),
		"kid a number":                      sign(rs, ring.rsa, 7, goodClaims()),
		"kid an object":                     sign(rs, ring.rsa, map[string]any{"a": 1}, goodClaims()),
		"kid null":                          rawToken(`{"alg":"RS256","kid":null}`, payload),
		"kid a path":                        sign(rs, ring.strangerRSA, "../../../../dev/null", goodClaims()),
		"kid an injection":                  sign(rs, ring.strangerRSA, "' OR 1=1 --", goodClaims()),
		"key for encryption":                sign(rs, ring.rsa, "rsa-enc", goodClaims()),
		"key for signing only":              sign(rs, ring.rsa, "rsa-sign-only", goodClaims()),
		"weak key":                          sign(rs, ring.weakRSA, "rsa-weak", goodClaims()),
		"key's alg is another":              sign(jwt.SigningMethodRS512, ring.rsa, "rsa-only-256", goodClaims()),
		"embedded key":                      sign(rs, ring.strangerRSA, nil, goodClaims(), "jwk", json.RawMessage(rsaJWK("x", ring.strangerRSA))),
		"key by jku":                        sign(rs, ring.strangerRSA, "x", goodClaims(), "jku", "https://evil.example/keys"),
		"key by x5u":                        sign(rs, ring.strangerRSA, "x", goodClaims(), "x5u", "https://evil.example/cert"),
		"key by x5c":                        sign(rs, ring.strangerRSA, "x", goodClaims(), "x5c", []string{"AAAA"}),
		"crit":                              sign(rs, ring.rsa, "rsa", goodClaims(), "crit", []string{"b64"}, "b64", false),
		"crit empty":                        sign(rs, ring.rsa, "rsa", goodClaims(), "crit", []string{}),
		"typ logout":                        sign(rs, ring.rsa, "rsa", goodClaims(), "typ", "logout+jwt"),
		"typ dpop":                          sign(rs, ring.rsa, "rsa", goodClaims(), "typ", "dpop+jwt"),
		"typ a number":                      sign(rs, ring.rsa, "rsa", goodClaims(), "typ", 1),

		"expired":                  sign(rs, ring.rsa, "rsa", with("exp", at.Add(-time.Hour).Unix())),
		"expired at the leeway":    sign(rs, ring.rsa, "rsa", with("exp", at60)),
		"expired past the leeway":  sign(rs, ring.rsa, "rsa", with("exp", at60-1)),
		"no exp":                   sign(rs, ring.rsa, "rsa", with("exp", nil)),
		"exp null":                 rawToken(`{"alg":"RS256","kid":"rsa"}`, `{"iss":"`+issuer+`","aud":"shop","exp":null}`),
		"exp a text":               sign(rs, ring.rsa, "rsa", with("exp", "9999999999")),
		"exp zero":                 sign(rs, ring.rsa, "rsa", with("exp", 0)),
		"exp negative":             sign(rs, ring.rsa, "rsa", with("exp", -1)),
		"exp true":                 sign(rs, ring.rsa, "rsa", with("exp", true)),
		"exp a list":               sign(rs, ring.rsa, "rsa", with("exp", []int{1})),
		"exp beyond numbers":       rawToken(`{"alg":"RS256","kid":"rsa"}`, `{"iss":"`+issuer+`","aud":"shop","exp":1e400}`),
		"not valid yet":            sign(rs, ring.rsa, "rsa", with("nbf", at.Add(time.Hour).Unix())),
		"not valid yet, 61 s":      sign(rs, ring.rsa, "rsa", with("nbf", at.Add(61*time.Second).Unix())),
		"nbf a text":               sign(rs, ring.rsa, "rsa", with("nbf", "now")),
		"issued in the future":     sign(rs, ring.rsa, "rsa", with("iat", at.Add(time.Hour).Unix())),
		"iat a text":               sign(rs, ring.rsa, "rsa", with("iat", "then")),
		"other issuer":             sign(rs, ring.rsa, "rsa", with("iss", "https://evil.example")),
		"issuer with a slash":      sign(rs, ring.rsa, "rsa", with("iss", issuer+"/")),
		"issuer's prefix":          sign(rs, ring.rsa, "rsa", with("iss", issuer+".evil.example")),
		"issuer in another case":   sign(rs, ring.rsa, "rsa", with("iss", strings.ToUpper(issuer))),
		"no issuer":                sign(rs, ring.rsa, "rsa", with("iss", nil)),
		"issuer a list":            sign(rs, ring.rsa, "rsa", with("iss", []string{issuer})),
		"other audience":           sign(rs, ring.rsa, "rsa", with("aud", "bank")),
		"no audience":              sign(rs, ring.rsa, "rsa", with("aud", nil)),
		"audience empty":           sign(rs, ring.rsa, "rsa", with("aud", "")),
		"audience an empty list":   sign(rs, ring.rsa, "rsa", with("aud", []string{})),
		"audience's prefix":        sign(rs, ring.rsa, "rsa", with("aud", "shop2")),
		"audience a number":        sign(rs, ring.rsa, "rsa", with("aud", 1)),
		"audience a mixed list":    sign(rs, ring.rsa, "rsa", with("aud", []any{audience, 1})),
		"subject a number":         sign(rs, ring.rsa, "rsa", with("sub", 1)),
		"subject with a null byte": sign(rs, ring.rsa, "rsa", with("sub", "a\x00b")),

		"no signature": parts[0] + "." + parts[1] + ".", "two parts": parts[0] + "." + parts[1], "one part": parts[0],
		"four parts": good + ".x", "five parts (JWE)": good + ".x.y", "empty parts": "..", "dots": strings.Repeat(".", 200),
		"changed payload":             parts[0] + "." + b64([]byte(strings.Replace(payload, "u1", "u2", 1))) + "." + parts[2],
		"changed header":              b64([]byte(`{"alg":"RS256","kid":"rsa","x":1}`)) + "." + parts[1] + "." + parts[2],
		"signature cut":               good[:len(good)-10],
		"signature longer":            good + "AAAA",
		"signature of zeros":          parts[0] + "." + parts[1] + "." + b64(make([]byte, 256)),
		"signature of another":        parts[0] + "." + parts[1] + "." + strings.Split(sign(rs, ring.rsa, "rsa", with("sub", "u2")), ".")[2],
		"ECDSA of zeros":              strings.Join(strings.Split(sign(jwt.SigningMethodES256, ring.ec256, "ec", goodClaims()), ".")[:2], ".") + "." + b64(make([]byte, 64)),
		"ECDSA of the curve's order":  strings.Join(strings.Split(sign(jwt.SigningMethodES256, ring.ec256, "ec", goodClaims()), ".")[:2], ".") + "." + b64(append(elliptic.P256().Params().N.Bytes(), elliptic.P256().Params().N.Bytes()...)),
		"ES384 under a P-256 kid":     sign(jwt.SigningMethodES384, ring.ec384, "ec", goodClaims()),
		"standard base64":             base64.StdEncoding.EncodeToString([]byte(`{"alg":"RS256","kid":"rsa"}`)) + "." + parts[1] + "." + parts[2],
		"not base64":                  "!!!." + parts[1] + "." + parts[2],
		"header no JSON":              b64([]byte("nope")) + "." + parts[1] + "." + parts[2],
		"header a list":               b64([]byte("[]")) + "." + parts[1] + "." + parts[2],
		"payload no JSON":             rawToken(`{"alg":"RS256","kid":"rsa"}`, "nope"),
		"payload a list":              rawToken(`{"alg":"RS256","kid":"rsa"}`, "[]"),
		"payload null":                rawToken(`{"alg":"RS256","kid":"rsa"}`, "null"),
		"payload deep":                rawToken(`{"alg":"RS256","kid":"rsa"}`, strings.Repeat("[", 3000)),
		"payload empty":               rawToken(`{"alg":"RS256","kid":"rsa"}`, ""),
		"spaces inside":               parts[0] + " ." + parts[1] + "." + parts[2],
		"JSON serialization":          `{"protected":"` + parts[0] + `","payload":"` + parts[1] + `","signature":"` + parts[2] + `"}`,
		"a megabyte":                  strings.Repeat("A", 1<<20),
		"no token":                    "",
		"undefined":                   "undefined",
		"RSA signature plus modulus":  parts[0] + "." + parts[1] + "." + b64(new(big.Int).Add(new(big.Int).SetBytes(must(base64.RawURLEncoding.DecodeString(parts[2]))), ring.rsa.N).Bytes()),
		"token of the secret's other": sign(jwt.SigningMethodHS512, []byte(secret), nil, goodClaims()),
	}
	return tokens
}

func TestForgedAndStaleTokensAreRefused(t *testing.T) {
	tokens := forged()
	if len(tokens) < 90 {
		t.Fatalf("only %d tokens", len(tokens))
	}
	for _, v := range []*Verifier{
		verifier(t, nil),
		// A shared secret beside the key set must open no second door.
		verifier(t, func(cfg *config.JWT) {
			cfg.Secrets = []config.SharedSecret{{Secret: "another-secret-of-thirty-two-bytes", Issuers: []string{issuer}, Audiences: []string{audience}}}
		}),
	} {
		for name, token := range tokens {
			identity, failure := v.Authenticate(t.Context(), bearer(token))
			if failure == nil || identity != nil {
				t.Errorf("%s: accepted", name)
				continue
			}
			if failure.Status != 401 || failure.Errors[0].Code != "UNAUTHENTICATED" || failure.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: %+v", name, failure)
			}
			if len(failure.Text()) > 200 {
				t.Errorf("%s: long message %q", name, failure.Text())
			}
		}
	}
}

func TestWhereTheTokenIs(t *testing.T) {
	good := sign(jwt.SigningMethodRS256, ring.rsa, "rsa", goodClaims())
	request := func(headers ...string) *http.Request {
		r := httptest.NewRequest(http.MethodGet, "/graphql", nil)
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Add(headers[i], headers[i+1])
		}
		return r
	}
	more := func(cfg *config.JWT) {
		cfg.Sources = []config.TokenSource{{Type: "cookie", Name: "session"}, {Type: "header", Name: "x-token"}, {Type: "header", Name: "x-api", ValuePrefix: "Key"}}
	}
	lenient := func(cfg *config.JWT) { more(cfg); cfg.IgnoreOtherPrefixes = true }
	tests := []struct {
		name   string
		change func(*config.JWT)
		r      *http.Request
		want   string // "user", "anonymous", or the refusal
	}{
		{"none", nil, request(), "anonymous"},
		{"bearer", nil, request("Authorization", "Bearer "+good), "user"},
		{"bearer in another case", nil, request("Authorization", "bEARER   "+good), "user"},
		{"other prefix", nil, request("Authorization", "Basic abc"), "The header with the token must have the form 'Bearer <token>'."},
		{"no prefix", nil, request("Authorization", good), "The header with the token must have the form 'Bearer <token>'."},
		{"prefix glued", nil, request("Authorization", "Bearer"+good), "The header with the token must have the form 'Bearer <token>'."},
		{"other prefix ignored", lenient, request("Authorization", "Basic abc"), "anonymous"},
		{"only the prefix", nil, request("Authorization", "Bearer"), "The token is empty."},
		{"empty header", nil, request("Authorization", ""), "The header with the token must have the form 'Bearer <token>'."},
		{"twice", nil, request("Authorization", "Bearer "+good, "Authorization", "Bearer "+good), "The header with the token is sent more than once."},
		{"cookie", more, request("Cookie", "a=b; session="+good), "user"},
		{"cookie not configured", nil, request("Cookie", "session="+good), "anonymous"},
		{"cookie twice", more, request("Cookie", "session="+good+"; session=x"), "The cookie with the token is sent more than once."},
		{"empty cookie", more, request("Cookie", "session="), "anonymous"},
		{"bare header", more, request("X-Token", good), "user"},
		{"prefixed header", more, request("X-Api", "Key "+good), "user"},
		{"bad token in front of a good one", more, request("Authorization", "Bearer x.y.z", "X-Token", good), "The token cannot be read: it must be a signed JSON Web Token."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			identity, failure := verifier(t, test.change).Authenticate(t.Context(), test.r)
			got := "anonymous"
			if identity != nil {
				got = "user"
			}
			if failure != nil {
				got = failure.Text()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	var off *Verifier
	if identity, failure := off.Authenticate(t.Context(), request("Authorization", "Bearer junk")); identity != nil || failure != nil {
		t.Error("without keys no token is read")
	}
}

func TestIdentityKey(t *testing.T) {
	v := verifier(t, nil)
	key := func(claims jwt.MapClaims) string {
		identity, failure := v.Authenticate(t.Context(), bearer(sign(jwt.SigningMethodRS256, ring.rsa, "rsa", claims)))
		if failure != nil {
			t.Fatal(failure)
		}
		return identity.Key()
	}
	if key(goodClaims()) != key(with("scope", "x")) {
		t.Error("one caller has two keys")
	}
	if key(goodClaims()) == key(with("sub", "u2")) {
		t.Error("two callers share a key")
	}
	if key(with("sub", nil)) == key(func() jwt.MapClaims { c := with("sub", nil); c["jti"] = "2"; return c }()) {
		t.Error("two tokens without a subject share a key")
	}
	if (*Identity)(nil).Key() != "" {
		t.Error("an anonymous caller has a key")
	}
}

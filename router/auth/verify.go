package auth

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/request"
)

// Options are what a Verifier needs from outside. All may be left out.
type Options struct {
	// ScopeClaims are the claims that hold scopes.
	ScopeClaims []string
	// Client fetches key sets; by default one that follows no redirects and waits five seconds.
	Client *http.Client
	// Now is the clock; by default time.Now.
	Now    func() time.Time
	Logger *slog.Logger
}

// Verifier authenticates requests. It is safe for concurrent use. Close ends its background work.
type Verifier struct {
	places        []config.TokenSource
	ignorePrefix  bool
	providers     []*provider
	scopeClaims   []string
	now           func() time.Time
	logger        *slog.Logger
	cancel        context.CancelFunc
	closeIdle     func()
	unverifiedFor *jwt.Parser
	leeway        time.Duration
	known         *knownTokens
}

// provider is who signs tokens: keys, and what tokens signed by them must claim.
type provider struct {
	keys       *keySet // nil for a shared secret
	secret     []byte
	secretID   string
	algorithms []string
	issuers    []string
	parser     *jwt.Parser
}

// New makes a Verifier, nil when the configuration names no keys: then no token is read.
// It fails on a key file that cannot be read; a key server that is down is tried again.
func New(cfg config.JWT, options Options) (*Verifier, error) {
	if !cfg.Enabled() {
		return nil, nil //nolint:nilnil // a nil Verifier reads no tokens
	}
	stop, cancel := context.WithCancel(context.Background())
	v := &Verifier{
		places: sources(cfg), ignorePrefix: cfg.IgnoreOtherPrefixes, scopeClaims: options.ScopeClaims,
		now: options.Now, logger: options.Logger, cancel: cancel, closeIdle: func() {},
		unverifiedFor: jwt.NewParser(jwt.WithStrictDecoding(), jwt.WithJSONNumber()),
		leeway:        cfg.Leeway.Value(), known: newKnownTokens(),
	}
	if v.now == nil {
		v.now = time.Now
	}
	if v.logger == nil {
		v.logger = slog.New(slog.DiscardHandler)
	}
	client := options.Client
	if client == nil {
		client = defaultClient()
		v.closeIdle = client.CloseIdleConnections
	}
	for _, set := range cfg.JWKS {
		keys, err := newKeySet(stop, set, client, v.logger)
		if err != nil {
			v.Close()
			return nil, err
		}
		p := &provider{keys: keys, algorithms: set.Algorithms, issuers: set.Issuers}
		if set.Issuer != "" {
			p.issuers = append(slices.Clone(p.issuers), set.Issuer)
		}
		if len(p.algorithms) == 0 {
			p.algorithms = config.AsymmetricAlgorithms()
		}
		p.parser = v.newParser(p.algorithms, set.Audiences, cfg.Leeway.Value())
		v.providers = append(v.providers, p)
	}
	for _, secret := range cfg.Secrets {
		p := &provider{secret: []byte(secret.Secret), secretID: secret.KeyID, algorithms: secret.Algorithms, issuers: secret.Issuers}
		if len(p.algorithms) == 0 {
			p.algorithms = []string{"HS256"}
		}
		p.parser = v.newParser(p.algorithms, secret.Audiences, cfg.Leeway.Value())
		v.providers = append(v.providers, p)
	}
	return v, nil
}

func (v *Verifier) newParser(algorithms, audiences []string, leeway time.Duration) *jwt.Parser {
	options := []jwt.ParserOption{
		jwt.WithValidMethods(algorithms), jwt.WithLeeway(leeway), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithTimeFunc(v.now), jwt.WithStrictDecoding(), jwt.WithJSONNumber(),
	}
	if len(audiences) > 0 {
		options = append(options, jwt.WithAudience(audiences...))
	}
	return jwt.NewParser(options...)
}

func defaultClient() *http.Client {
	return &http.Client{
		Timeout: fetchTimeout,
		// A redirect would let a key server's page choose where keys come from.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 1, IdleConnTimeout: 90 * time.Second,
			TLSHandshakeTimeout: fetchTimeout, ResponseHeaderTimeout: fetchTimeout, MaxResponseHeaderBytes: 64 << 10,
			ForceAttemptHTTP2: true,
		},
	}
}

// Close ends the reading of key sets and waits for what runs.
func (v *Verifier) Close() {
	if v == nil {
		return
	}
	v.cancel()
	for _, p := range v.providers {
		if p.keys != nil {
			p.keys.close()
		}
	}
	v.closeIdle()
	v.known.close()
}

// Authenticate is who calls: nil for a request without a token. A token that is not good is a Failure (401), as
// is one that cannot be judged because no keys were ever read (503). A nil Verifier takes every request as anonymous.
func (v *Verifier) Authenticate(ctx context.Context, r *http.Request) (*Identity, *request.Failure) {
	if v == nil {
		return nil, nil
	}
	token, reason := find(r, v.places, v.ignorePrefix)
	if reason != "" {
		return nil, unauthenticated(reason)
	}
	if token == "" {
		return nil, nil
	}
	if identity := v.known.find(token, v.now()); identity != nil {
		return identity, nil
	}
	return v.verify(ctx, token)
}

func (v *Verifier) verify(ctx context.Context, text string) (*Identity, *request.Failure) {
	header, reason := v.readHeader(text)
	if reason != "" {
		return nil, unauthenticated(reason)
	}
	outcome := errNoKey
	for _, p := range v.providers {
		now := v.now()
		claims, keys, err := p.verify(ctx, text, header, now)
		if err == nil {
			identity, failure := v.identity(text, claims)
			if failure == nil {
				v.known.add(text, identity, p, keys, now, v.leeway)
			}
			return identity, failure
		}
		// What a key that fits says is worth more than that other keys do not fit.
		if errors.Is(outcome, errNoKey) || !errors.Is(err, errNoKey) {
			outcome = err
		}
	}
	v.logger.DebugContext(ctx, "a token was refused", "reason", outcome)
	if errors.Is(outcome, errNoKey) && v.neverRead() {
		failure := request.Refuse(http.StatusServiceUnavailable, gqlerr.Unauthenticated, "Tokens cannot be verified at the moment.")
		failure.Header = http.Header{"Retry-After": {"2"}}
		return nil, failure
	}
	return nil, unauthenticated(explain(outcome))
}

// neverRead says that no key is there to judge any token by.
func (v *Verifier) neverRead() bool {
	for _, p := range v.providers {
		if p.keys == nil || p.keys.keys.Load() != nil {
			return false
		}
	}
	return true
}

// tokenHeader is what of a token's header counts. All else in it (jku, jwk, x5u, ...) is the sender's claim about
// himself and not looked at.
type tokenHeader struct{ algorithm, keyID string }

func (v *Verifier) readHeader(text string) (tokenHeader, string) {
	token, _, err := v.unverifiedFor.ParseUnverified(text, jwt.MapClaims{})
	if err != nil {
		return tokenHeader{}, "The token cannot be read: it must be a signed JSON Web Token."
	}
	var header tokenHeader
	header.algorithm, _ = token.Header["alg"].(string)
	if id, set := token.Header["kid"]; set {
		var ok bool
		if header.keyID, ok = id.(string); !ok {
			return tokenHeader{}, "The token's key id is no text."
		}
	}
	if _, set := token.Header["crit"]; set {
		return tokenHeader{}, "The token demands an extension (crit) that is not supported."
	}
	if kind, set := token.Header["typ"]; set && !acceptedKind(kind) {
		return tokenHeader{}, "The token is of another type than an access token."
	}
	return header, ""
}

// acceptedKind takes JWT and at+jwt: tokens made for something else (logout, proofs of possession) say so in typ.
func acceptedKind(kind any) bool {
	text, _ := kind.(string)
	text = strings.TrimPrefix(strings.ToLower(text), "application/")
	return text == "jwt" || text == "at+jwt"
}

var (
	errNoKey  = errors.New("no key fits the token")
	errIssuer = errors.New("the issuer is not accepted")
)

// verify returns a token's claims, and the set of keys that one of has signed it.
func (p *provider) verify(ctx context.Context, text string, header tokenHeader, now time.Time) (jwt.MapClaims, *[]publicKey, error) {
	if !slices.Contains(p.algorithms, header.algorithm) {
		return nil, nil, errNoKey
	}
	keys, of := p.find(ctx, header, now)
	if len(keys) == 0 {
		return nil, nil, errNoKey
	}
	claims := jwt.MapClaims{}
	var set jwt.VerificationKeySet
	for _, key := range keys {
		set.Keys = append(set.Keys, key)
	}
	if _, err := p.parser.ParseWithClaims(text, claims, func(*jwt.Token) (any, error) { return set, nil }); err != nil {
		return nil, nil, err
	}
	if len(p.issuers) > 0 {
		if issuer, err := claims.GetIssuer(); err != nil || !slices.Contains(p.issuers, issuer) {
			return nil, nil, errIssuer
		}
	}
	return claims, of, nil
}

// find are the keys for a token, and the set they are of; a key id that is not known may be new.
func (p *provider) find(ctx context.Context, header tokenHeader, now time.Time) ([]any, *[]publicKey) {
	if p.keys == nil {
		if p.secretID != "" && p.secretID != header.keyID {
			return nil, nil
		}
		return []any{p.secret}, nil
	}
	of := p.currentKeys()
	keys := fitting(of, header.algorithm, header.keyID)
	if len(keys) == 0 {
		p.keys.refresh(ctx, now)
		of = p.currentKeys()
		keys = fitting(of, header.algorithm, header.keyID)
	}
	return keys, of
}

func (v *Verifier) identity(text string, claims jwt.MapClaims) (*Identity, *request.Failure) {
	subject, err := claims.GetSubject()
	issuer, issuerErr := claims.GetIssuer()
	if err != nil || issuerErr != nil || strings.ContainsRune(subject+issuer, 0) {
		return nil, unauthenticated("The token's subject or issuer is no text.")
	}
	return &Identity{
		Subject: subject, Issuer: issuer, Scopes: ScopesOf(claims, v.scopeClaims), Claims: claims, key: keyOf(issuer, subject, text),
	}, nil
}

// explain says why, without helping to guess: only what the sender can read in his own token.
func explain(err error) string {
	switch {
	case errors.Is(err, jwt.ErrTokenSignatureInvalid), errors.Is(err, errNoKey):
		return "The token is not signed by a key that is accepted here."
	case errors.Is(err, jwt.ErrTokenExpired):
		return "The token has expired."
	case errors.Is(err, jwt.ErrTokenNotValidYet), errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return "The token is not valid yet."
	case errors.Is(err, jwt.ErrTokenInvalidAudience):
		return "The token is not meant for this audience."
	case errors.Is(err, errIssuer):
		return "The token's issuer is not accepted."
	case errors.Is(err, jwt.ErrTokenRequiredClaimMissing):
		return "The token lacks a claim that is required (exp, or aud)."
	}
	var syntax *json.SyntaxError
	if errors.Is(err, jwt.ErrTokenMalformed) || errors.As(err, &syntax) {
		return "The token cannot be read: it must be a signed JSON Web Token."
	}
	return "The token is not valid."
}

func unauthenticated(message string) *request.Failure {
	failure := request.Refuse(http.StatusUnauthorized, gqlerr.Unauthenticated, message)
	failure.Header = http.Header{"Www-Authenticate": {`Bearer error="invalid_token"`}}
	return failure
}

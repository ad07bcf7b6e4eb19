package auth

import (
	"math"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/maypok86/otter/v2"
)

// maxKnown bounds the memory of known tokens, in bytes.
const maxKnown = 32 << 20

// knownTokens are tokens that were verified lately: verifying one costs more than the rest of a small request. A known token is
// believed only as long as it would be verified again: until it expires, and by the very keys that are known now.
type knownTokens struct {
	entries *otter.Cache[string, *knownToken]
}

type knownToken struct {
	identity *Identity
	provider *provider
	keys     *[]publicKey // the provider's at that time, nil for a shared secret
	// verified is when, expires when the token's time is over, leeway included.
	verified, expires time.Time
}

func newKnownTokens() *knownTokens {
	return &knownTokens{otter.Must(&otter.Options[string, *knownToken]{
		MaximumWeight: maxKnown,
		// Its claims as values take several times their text.
		Weigher: func(token string, _ *knownToken) uint32 { return uint32(min(1024+8*len(token), math.MaxInt32)) },
	})}
}

// find is the identity of a token that is known and still good, nil otherwise.
func (k *knownTokens) find(token string, now time.Time) *Identity {
	known, ok := k.entries.GetIfPresent(token)
	// A clock that was set back could make a token not valid yet.
	if !ok || now.Before(known.verified) || !now.Before(known.expires) || known.provider.currentKeys() != known.keys {
		return nil
	}
	return known.identity
}

func (k *knownTokens) add(token string, identity *Identity, p *provider, keys *[]publicKey, now time.Time, leeway time.Duration) {
	expires, err := jwt.MapClaims(identity.Claims).GetExpirationTime()
	if err != nil || expires == nil {
		return
	}
	k.entries.Set(token, &knownToken{identity: identity, provider: p, keys: keys, verified: now, expires: expires.Add(leeway)})
}

func (k *knownTokens) close() { k.entries.StopAllGoroutines() }

// currentKeys is the set of a provider's keys as it is now: a set that was read again is another one.
func (p *provider) currentKeys() *[]publicKey {
	if p.keys == nil {
		return nil
	}
	return p.keys.keys.Load()
}

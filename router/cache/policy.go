package cache

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Policy is how long an answer may be kept, and by whom. The zero value is: not at all.
type Policy struct {
	// Lifetime left when the answer came; 0 or less: it must not be kept.
	Lifetime time.Duration
	// Private: it is meant for one caller only.
	Private bool
}

// Storable says whether an answer may be kept at all.
func (p Policy) Storable() bool { return p.Lifetime > 0 }

// Header is the Cache-Control of an answer with this policy.
func (p Policy) Header() string {
	seconds := int64(p.Lifetime / time.Second)
	if seconds <= 0 {
		return "no-store"
	}
	scope := "public"
	if p.Private {
		scope = "private"
	}
	return "max-age=" + strconv.FormatInt(seconds, 10) + ", " + scope
}

// Restrict is the policy of an answer made from two: the shorter life, and private if one is.
func (p Policy) Restrict(other Policy) Policy {
	return Policy{Lifetime: min(p.Lifetime, other.Lifetime), Private: p.Private || other.Private}
}

// maxSeconds is what RFC 9111 says to take for a number too great.
const maxSeconds = 1 << 31

// FromHeaders reads the policy of a subgraph's answer as a shared cache does (RFC 9111): no-store, no-cache and
// must-understand keep nothing, s-maxage goes before max-age, Age is taken off. Of directives that
// are given twice, or that cannot be read, the strictest reading holds. Without Cache-Control
// the answer may be kept for missing.
func FromHeaders(header http.Header, missing time.Duration) Policy {
	lines := header.Values("Cache-Control")
	if len(lines) == 0 {
		return Policy{Lifetime: missing}
	}
	if strings.Contains(strings.Join(header.Values("Vary"), ","), "*") {
		return Policy{}
	}
	policy := Policy{}
	maxAge, shared := int64(-1), int64(-1)
	for _, directive := range directives(strings.Join(lines, ",")) {
		switch directive.name {
		case "no-store", "no-cache", "must-understand":
			return Policy{}
		case "private":
			policy.Private = true
		case "max-age":
			maxAge = strictest(maxAge, directive)
		case "s-maxage":
			shared = strictest(shared, directive)
		}
	}
	// What is private is kept for its caller only, where s-maxage has no say.
	seconds := maxAge
	if shared >= 0 && !policy.Private {
		seconds = shared
	}
	seconds -= age(header)
	if seconds <= 0 {
		return Policy{Private: policy.Private}
	}
	policy.Lifetime = time.Duration(seconds) * time.Second
	return policy
}

type directive struct {
	name, value string
	hasValue    bool
}

// directives splits at commas outside quotes.
func directives(text string) []directive {
	var list []directive
	for text != "" {
		end, quoted := len(text), false
		for i := 0; i < len(text); i++ {
			switch {
			case text[i] == '"':
				quoted = !quoted
			case text[i] == '\\' && quoted:
				i++
			case text[i] == ',' && !quoted:
				end = i
			}
			if end == i {
				break
			}
		}
		name, value, hasValue := strings.Cut(strings.TrimSpace(text[:end]), "=")
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			list = append(list, directive{name, strings.Trim(strings.TrimSpace(value), `"`), hasValue})
		}
		text = text[min(end+1, len(text)):]
	}
	return list
}

func strictest(known int64, d directive) int64 {
	seconds, ok := parseSeconds(d.value)
	if !ok || !d.hasValue {
		seconds = 0
	}
	if known < 0 {
		return seconds
	}
	return min(known, seconds)
}

// age is how old the answer was when it came; one that cannot be read is as old as can be.
func age(header http.Header) int64 {
	values := header.Values("Age")
	if len(values) == 0 {
		return 0
	}
	first, _, _ := strings.Cut(values[0], ",")
	seconds, ok := parseSeconds(strings.TrimSpace(first))
	if !ok {
		return maxSeconds
	}
	return seconds
}

func parseSeconds(text string) (int64, bool) {
	if text == "" {
		return 0, false
	}
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds > maxSeconds {
		return maxSeconds, true
	}
	return seconds, true
}

// Demand is what a client asks of caches by its own Cache-Control.
type Demand struct {
	// NoStore: neither look the answer up nor keep it. NoCache: don't look it up.
	NoStore, NoCache bool
	// MaxAge is how old an answer may be at most; negative: any age.
	MaxAge time.Duration
}

// DemandOf reads a request's headers.
func DemandOf(header http.Header) Demand {
	demand := Demand{MaxAge: -1}
	lines := header.Values("Cache-Control")
	if len(lines) == 0 {
		demand.NoCache = strings.EqualFold(strings.TrimSpace(header.Get("Pragma")), "no-cache")
		return demand
	}
	for _, directive := range directives(strings.Join(lines, ",")) {
		switch directive.name {
		case "no-store":
			demand.NoStore = true
		case "no-cache":
			demand.NoCache = true
		case "max-age":
			if seconds, ok := parseSeconds(directive.value); ok {
				demand.MaxAge = time.Duration(seconds) * time.Second
			}
		}
	}
	return demand
}

package cache

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func TestFromHeaders(t *testing.T) {
	const cc = "Cache-Control"
	tests := []struct {
		name   string
		header http.Header
		want   Policy
		out    string
	}{
		{"none", header(), Policy{}, "no-store"},
		{"empty", header(cc, ""), Policy{}, "no-store"},
		{"max-age", header(cc, "max-age=60"), Policy{Lifetime: time.Minute}, "max-age=60, public"},
		{"public", header(cc, "public, max-age=60"), Policy{Lifetime: time.Minute}, "max-age=60, public"},
		{"private", header(cc, "max-age=60, private"), Policy{Lifetime: time.Minute, Private: true}, "max-age=60, private"},
		{"private fields", header(cc, `max-age=60, private="set-cookie, x"`), Policy{Lifetime: time.Minute, Private: true}, "max-age=60, private"},
		{"in another case", header(cc, "MAX-AGE=60, Private"), Policy{Lifetime: time.Minute, Private: true}, "max-age=60, private"},
		{"no-store", header(cc, "max-age=60, no-store"), Policy{}, "no-store"},
		{"no-cache", header(cc, "no-cache, max-age=60"), Policy{}, "no-store"},
		{"no-cache fields", header(cc, `max-age=60, no-cache="x"`), Policy{}, "no-store"},
		{"only public", header(cc, "public"), Policy{}, "no-store"},
		{"zero", header(cc, "max-age=0"), Policy{}, "no-store"},
		{"s-maxage before max-age", header(cc, "max-age=60, s-maxage=5"), Policy{Lifetime: 5 * time.Second}, "max-age=5, public"},
		{"s-maxage alone", header(cc, "s-maxage=5"), Policy{Lifetime: 5 * time.Second}, "max-age=5, public"},
		{"s-maxage when private", header(cc, "private, max-age=5, s-maxage=60"), Policy{Lifetime: 5 * time.Second, Private: true}, "max-age=5, private"},
		{"quoted", header(cc, `max-age="60"`), Policy{Lifetime: time.Minute}, "max-age=60, public"},
		{"twice, the shorter", header(cc, "max-age=60", cc, "max-age=10"), Policy{Lifetime: 10 * time.Second}, "max-age=10, public"},
		{"unreadable", header(cc, "max-age=1m"), Policy{}, "no-store"},
		{"negative", header(cc, "max-age=-5"), Policy{}, "no-store"},
		{"without a value", header(cc, "max-age"), Policy{}, "no-store"},
		{"fraction", header(cc, "max-age=1.5"), Policy{}, "no-store"},
		{"unreadable beside readable", header(cc, "max-age=60, max-age=x"), Policy{}, "no-store"},
		{"age", header(cc, "max-age=60", "Age", "20"), Policy{Lifetime: 40 * time.Second}, "max-age=40, public"},
		{"as old as it may be", header(cc, "max-age=60", "Age", "60"), Policy{}, "no-store"},
		{"unreadable age", header(cc, "max-age=60", "Age", "old"), Policy{}, "no-store"},
		{"beyond numbers", header(cc, "max-age=99999999999999999999"), Policy{Lifetime: maxSeconds * time.Second}, "max-age=2147483648, public"},
		{"Vary *", header(cc, "max-age=60", "Vary", "Accept, *"), Policy{}, "no-store"},
		{"unknown directives", header(cc, "max-age=60, immutable, stale-while-revalidate=30"), Policy{Lifetime: time.Minute}, "max-age=60, public"},
		{"comma in quotes", header(cc, `x="a, no-store", max-age=60`), Policy{Lifetime: time.Minute}, "max-age=60, public"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := FromHeaders(test.header, 0)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if got.Header() != test.out {
				t.Errorf("answered with %q, want %q", got.Header(), test.out)
			}
		})
	}
	if got := FromHeaders(header(), 7*time.Second); got.Lifetime != 7*time.Second {
		t.Errorf("the configured default: %+v", got)
	}
	if got := FromHeaders(header(cc, ""), 7*time.Second); got.Storable() {
		t.Errorf("an empty Cache-Control is not a missing one: %+v", got)
	}
}

func TestRestrict(t *testing.T) {
	a, b := Policy{Lifetime: time.Minute}, Policy{Lifetime: time.Second, Private: true}
	if got := a.Restrict(b); got != (Policy{Lifetime: time.Second, Private: true}) || got != b.Restrict(a) {
		t.Errorf("got %+v", got)
	}
	if got := a.Restrict(Policy{}); got.Storable() {
		t.Errorf("got %+v", got)
	}
}

func TestDemandOf(t *testing.T) {
	tests := []struct {
		header http.Header
		want   Demand
	}{
		{header(), Demand{MaxAge: -1}},
		{header("Cache-Control", "no-cache"), Demand{NoCache: true, MaxAge: -1}},
		{header("Cache-Control", "no-store"), Demand{NoStore: true, MaxAge: -1}},
		{header("Cache-Control", "max-age=0"), Demand{MaxAge: 0}},
		{header("Cache-Control", "max-age=x"), Demand{MaxAge: -1}},
		{header("Pragma", "no-cache"), Demand{NoCache: true, MaxAge: -1}},
		{header("Pragma", "no-cache", "Cache-Control", "max-age=5"), Demand{MaxAge: 5 * time.Second}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, DemandOf(test.header)); diff != "" {
			t.Errorf("%v: %s", test.header, diff)
		}
	}
}

func TestKeysKeepPartsApart(t *testing.T) {
	keys := map[Key]string{}
	for name, key := range map[string]Key{
		"ab,c": NewKey("k").Text("ab").Text("c").Key(), "a,bc": NewKey("k").Text("a").Text("bc").Key(), "abc": NewKey("k").Text("abc").Key(),
		"abc,": NewKey("k").Text("abc").Text("").Key(), "list": NewKey("k").List([]string{"ab", "c"}).Key(), "list2": NewKey("k").List([]string{"ab"}).Text("c").Key(),
		"other kind": NewKey("l").Text("abc").Key(), "private": NewKey("k").Text("abc").Key().For("u"), "private2": NewKey("k").Text("abc").Key().For("v"),
	} {
		if other, taken := keys[key]; taken {
			t.Errorf("%s and %s share a key", name, other)
		}
		keys[key] = name
	}
}

package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseURL(t *testing.T) {
	tests := []struct {
		text string
		want URL
		ok   bool
	}{
		{"https://specs.apollo.dev/federation/v2.3", URL{Identity: FederationIdentity, Name: "federation", Version: Version{2, 3}}, true},
		{"https://example.com/a/b/c/v1.20#@x", URL{Identity: "https://example.com/a/b/c", Name: "c", Version: Version{1, 20}, Element: "@x"}, true},
		{"https://example.com/a/v1.0?q=1", URL{Identity: "https://example.com/a", Name: "a", Version: Version{1, 0}}, true},
		{"https://example.com/a/v1", URL{}, false},
		{"https://example.com/a/v1.0.0", URL{}, false},
		{"https://example.com/a/v1.0/", URL{}, false},
		{"https://example.com/v1.0", URL{}, false},
		{"https://example.com/", URL{}, false},
		{"file:///foo/v1.0", URL{}, false},
		{"foo", URL{}, false},
		{"", URL{}, false},
	}
	for _, tt := range tests {
		got, err := ParseURL(tt.text)
		if (err == nil) != tt.ok {
			t.Errorf("%q: %v", tt.text, err)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, d)
		}
	}
}

func TestJoinVersion(t *testing.T) {
	for federation, want := range map[Version]Version{
		{1, 0}: {0, 3}, {2, 0}: {0, 3}, {2, 6}: {0, 3}, {2, 7}: {0, 4}, {2, 8}: {0, 5}, {2, 14}: {0, 5},
	} {
		if got := JoinVersion(federation); got != want {
			t.Errorf("federation %s: join %s, want %s", federation, got, want)
		}
	}
}

func TestFederationDirectivesByVersion(t *testing.T) {
	first := map[Directive]Version{}
	for minor := 0; minor <= NewestFederation.Minor; minor++ {
		for _, d := range FederationDirectives(Version{2, minor}) {
			if _, ok := first[d.Name]; !ok {
				first[d.Name] = Version{2, minor}
			}
		}
	}
	want := map[Directive]Version{
		Key: {2, 0}, Requires: {2, 0}, Provides: {2, 0}, External: {2, 0}, Extends: {2, 0}, Shareable: {2, 0},
		Inaccessible: {2, 0}, Tag: {2, 0}, Override: {2, 0}, ComposeDirective: {2, 1}, InterfaceObject: {2, 3},
		Authenticated: {2, 5}, RequiresScopes: {2, 5}, Policy: {2, 6}, Context: {2, 8}, FromContext: {2, 8},
		Cost: {2, 9}, ListSize: {2, 9}, CacheTag: {2, 12},
	}
	if d := cmp.Diff(want, first); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	override := func(v Version) int {
		for _, d := range FederationDirectives(v) {
			if d.Name == Override {
				return len(d.Args)
			}
		}
		return 0
	}
	if override(Version{2, 6}) != 1 || override(Version{2, 7}) != 2 {
		t.Error("@override has a label from 2.7 on")
	}
}

func TestVersionCompatible(t *testing.T) {
	tests := []struct {
		have, want Version
		ok         bool
	}{
		{Version{1, 2}, Version{1, 0}, true}, {Version{1, 0}, Version{1, 2}, false}, {Version{2, 0}, Version{1, 0}, false},
		{Version{0, 3}, Version{0, 3}, true}, {Version{0, 3}, Version{0, 2}, false},
	}
	for _, tt := range tests {
		if got := tt.have.Compatible(tt.want); got != tt.ok {
			t.Errorf("%s with %s: %v", tt.have, tt.want, got)
		}
	}
}

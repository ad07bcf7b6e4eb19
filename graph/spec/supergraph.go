package spec

import (
	"slices"
	"strings"
)

// Feature is a specification that a supergraph may link because a subgraph used one of its
// directives.
type Feature struct {
	Name       string // plain name, also the prefix of its elements
	Identity   string
	Version    Version
	Purpose    string // SECURITY, EXECUTION or empty
	Directives []Directive
}

// URL is the URL that the supergraph links.
func (f Feature) URL() string { return f.Identity + "/" + f.Version.String() }

// Has says whether the specification has an element: a directive with its "@", or a scalar.
func (f Feature) Has(element string) bool {
	if name, ok := strings.CutPrefix(element, "@"); ok {
		return slices.Contains(f.Directives, Directive(name))
	}
	switch f.Identity {
	case RequiresScopesIdent:
		return element == Scope
	case PolicyIdentity:
		return element == PolicyScalar
	case ContextIdentity:
		return element == ContextFieldValue
	}
	return false
}

// FeatureOf is the feature that a subgraph links by itself, beside or instead of importing its
// directives from federation; false where its elements are not known. That of @cacheTag is of
// supergraphs only.
func FeatureOf(u URL) (Feature, bool) {
	for _, f := range Features() {
		if f.Identity == u.Identity && f.Identity != CacheTagIdentity && f.Version.AtLeast(u.Version) {
			return f, true
		}
	}
	return Feature{}, false
}

// Features lists what a supergraph may link besides link and join, in the order in which the
// links are printed.
func Features() []Feature {
	return []Feature{
		{"tag", TagIdentity, Version{0, 3}, "", []Directive{Tag}},
		{"inaccessible", InaccessibleIdent, Version{0, 2}, "SECURITY", []Directive{Inaccessible}},
		{"authenticated", AuthenticatedIdent, Version{0, 1}, "SECURITY", []Directive{Authenticated}},
		{"requiresScopes", RequiresScopesIdent, Version{0, 1}, "SECURITY", []Directive{RequiresScopes}},
		{"policy", PolicyIdentity, Version{0, 1}, "SECURITY", []Directive{Policy}},
		{"context", ContextIdentity, Version{0, 1}, "SECURITY", []Directive{Context, FromContext}},
		{"cost", CostIdentity, Version{0, 1}, "", []Directive{Cost, ListSize}},
		{"cacheTag", CacheTagIdentity, Version{0, 1}, "EXECUTION", []Directive{CacheTag}},
	}
}

// JoinVersion is the join specification that a supergraph uses when federation is the highest
// federation version any of its subgraphs links.
func JoinVersion(federation Version) Version {
	switch {
	case federation.AtLeast(v2(8)):
		return Version{0, 5}
	case federation.AtLeast(v2(7)):
		return Version{0, 4}
	default:
		return Version{0, 3}
	}
}

package service

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/token"
)

const directives = `
	directive @cacheControl(maxAge: Int, scope: CacheControlScope = PUBLIC, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
	enum CacheControlScope { PUBLIC PRIVATE }
	directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
	directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
	directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
`

func load(t *testing.T, sdl string) *fieldRules {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: directives + sdl})
	if err != nil {
		t.Fatal(err)
	}
	return newFieldRules(schema)
}

// TestHints has Apollo Server's documented rules, one a case: what resolving the field does to the whole policy.
func TestHints(t *testing.T) {
	rules := load(t, `
		type Query {
			bare: Bare
			hinted: Bare @cacheControl(maxAge: 60)
			typed: Typed
			shorter: Typed @cacheControl(maxAge: 10)
			longer: Typed @cacheControl(maxAge: 900)
			list: [Typed!]!
			scalar: Int
			scalarHinted: Int @cacheControl(maxAge: 5)
			rootInherits: Bare @cacheControl(inheritMaxAge: true)
			privateOnly: Typed @cacheControl(scope: PRIVATE)
			ageOnly: Secret @cacheControl(maxAge: 7)
			published: Secret @cacheControl(maxAge: 7, scope: PUBLIC)
			union: Both
		}
		type Bare {
			scalar: String
			object: Bare
			inherits: Bare @cacheControl(inheritMaxAge: true)
			inheritsTyped: Typed @cacheControl(inheritMaxAge: true)
			inheritsPrivately: Bare @cacheControl(inheritMaxAge: true, scope: PRIVATE)
			inheritor: Inheritor
			privateScalar: String @cacheControl(scope: PRIVATE)
		}
		type Typed @cacheControl(maxAge: 300) { scalar: String }
		type Secret @cacheControl(maxAge: 300, scope: PRIVATE) { scalar: String }
		type Inheritor @cacheControl(inheritMaxAge: true) { scalar: String }
		union Both @cacheControl(maxAge: 30) = Bare | Typed
	`)
	for field, want := range map[[2]string]hint{
		{"Query", "bare"}:             {limited: true},
		{"Query", "hinted"}:           {limited: true, maxAge: 60},
		{"Query", "typed"}:            {limited: true, maxAge: 300},
		{"Query", "shorter"}:          {limited: true, maxAge: 10},
		{"Query", "longer"}:           {limited: true, maxAge: 900}, // the field's hint wins over the type's
		{"Query", "list"}:             {limited: true, maxAge: 300},
		{"Query", "scalar"}:           {limited: true},
		{"Query", "scalarHinted"}:     {limited: true, maxAge: 5},
		{"Query", "rootInherits"}:     {limited: true, inherits: true}, // there is nothing to inherit from
		{"Query", "privateOnly"}:      {limited: true, maxAge: 300, private: true},
		{"Query", "ageOnly"}:          {limited: true, maxAge: 7, private: true},
		{"Query", "published"}:        {limited: true, maxAge: 7},
		{"Query", "union"}:            {limited: true, maxAge: 30},
		{"Bare", "scalar"}:            {},
		{"Bare", "object"}:            {limited: true},
		{"Bare", "inherits"}:          {inherits: true},
		{"Bare", "inheritsTyped"}:     {limited: true, maxAge: 300},
		{"Bare", "inheritsPrivately"}: {inherits: true, private: true},
		{"Bare", "inheritor"}:         {inherits: true},
		{"Bare", "privateScalar"}:     {private: true},
	} {
		got := rules.types[field[0]][field[1]].hint
		got.scoped = false
		if got != want {
			t.Errorf("%s.%s: %+v, want %+v", field[0], field[1], got, want)
		}
	}
}

func TestPolicyIsTheMostRestrictive(t *testing.T) {
	_, p := withPolicy(t.Context())
	steps := []struct {
		hint hint
		want string
	}{
		{hint{}, noStore}, // nothing said anything yet
		{hint{limited: true, maxAge: 60}, "max-age=60, public"},
		{hint{limited: true, maxAge: 300}, "max-age=60, public"},
		{hint{private: true}, "max-age=60, private"},
		{hint{limited: true, maxAge: 5}, "max-age=5, private"},
		{hint{limited: true}, noStore},
		{hint{limited: true, maxAge: 5}, noStore},
	}
	for _, step := range steps {
		p.restrict(step.hint)
		if got := p.header(ast.Query, nil); got != step.want {
			t.Errorf("after %+v: %s, want %s", step.hint, got, step.want)
		}
	}
}

func TestRequirements(t *testing.T) {
	rules := load(t, `
		type Query {
			open: Int
			member: Int @authenticated
			either: Int @requiresScopes(scopes: [["a"], ["b"]])
			both: Int @requiresScopes(scopes: [["a", "b"]])
			locked: Locked
		}
		type Locked @requiresScopes(scopes: [["a"]]) { open: Int, more: Int @requiresScopes(scopes: [["b"]]) }
	`)
	callers := map[string]*token.Caller{
		"nobody": nil, "none": {Subject: "u"}, "a": {Subject: "u", Scopes: []string{"a"}},
		"b": {Subject: "u", Scopes: []string{"b"}}, "ab": {Subject: "u", Scopes: []string{"b", "a"}},
	}
	for field, allowed := range map[[2]string][]string{
		{"Query", "open"}:   {"a", "ab", "b", "nobody", "none"},
		{"Query", "member"}: {"a", "ab", "b", "none"},
		{"Query", "either"}: {"a", "ab", "b"},
		{"Query", "both"}:   {"ab"},
		{"Query", "locked"}: {"a", "ab"},
		{"Locked", "open"}:  {"a", "ab"},
		{"Locked", "more"}:  {"ab"},
	} {
		var got []string
		for _, name := range []string{"a", "ab", "b", "nobody", "none"} {
			if rules.types[field[0]][field[1]].requires.met(callers[name]) == nil {
				got = append(got, name)
			}
		}
		if diff := cmp.Diff(allowed, got); diff != "" {
			t.Errorf("%s.%s (-want +got)\n%s", field[0], field[1], diff)
		}
	}
}

func TestRepresentations(t *testing.T) {
	rules := load(t, `
		type Query { a: Int }
		type One @key(fields: "id") @key(fields: "{ sku }") { id: ID! sku: String }
		type Pair @key(fields: "sku place { id }") { sku: String! place: Place! }
		type Place @key(fields: "id", resolvable: false) { id: ID! }
	`)
	rep := func(pairs ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	}
	one := rep("__typename", "One", "id", "1")
	for name, test := range map[string]struct {
		list []map[string]any
		ok   bool
	}{
		"none":              {nil, true},
		"by id":             {[]map[string]any{one, one}, true},
		"by sku":            {[]map[string]any{rep("__typename", "One", "sku", "x")}, true},
		"by pair":           {[]map[string]any{rep("__typename", "Pair", "sku", "x", "place", rep("id", "1"))}, true},
		"two types":         {[]map[string]any{one, rep("__typename", "Pair", "sku", "x", "place", rep("id", "1"))}, true},
		"two keys":          {[]map[string]any{one, rep("__typename", "One", "sku", "x")}, false},
		"no type":           {[]map[string]any{rep("id", "1")}, false},
		"type is a number":  {[]map[string]any{rep("__typename", 1)}, false},
		"unknown type":      {[]map[string]any{rep("__typename", "Two", "id", "1")}, false},
		"root type":         {[]map[string]any{rep("__typename", "Query", "id", "1")}, false},
		"not resolvable":    {[]map[string]any{rep("__typename", "Place", "id", "1")}, false},
		"no key":            {[]map[string]any{rep("__typename", "One", "name", "1")}, false},
		"key is null":       {[]map[string]any{rep("__typename", "One", "id", nil)}, false},
		"key is a list":     {[]map[string]any{rep("__typename", "One", "id", []any{"1"})}, false},
		"half a key":        {[]map[string]any{rep("__typename", "Pair", "sku", "x")}, false},
		"nested not object": {[]map[string]any{rep("__typename", "Pair", "sku", "x", "place", "1")}, false},
		"too many":          {make([]map[string]any, maxRepresentations+1), false},
	} {
		if err := rules.checkRepresentations(test.list); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

package operation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNormalizeDeferred has what stays of @defer in the normal form. $on is true, $off is not.
func TestNormalizeDeferred(t *testing.T) {
	schema := loadSchema(t, testSchema)
	for _, test := range []struct{ name, document, want string }{
		{
			"a deferred fragment is not dissolved",
			`{ me { id ... @defer { name } ... on User @defer(label: "mail") { email } } }`,
			`query { me { id ... on User @defer { name } ... on User @defer(label: "mail") { email } } }`,
		},
		{
			"a spread is deferred by itself",
			`{ me { ...A @defer ...A } } fragment A on Node { id }`,
			`query { me { ... on User @defer { id } id } }`,
		},
		{
			"literals and variables decide",
			`query($on: Boolean!, $off: Boolean!) { me { ... @defer(if: true) { id } ... @defer(if: false) { name } ... @defer(if: $on) { email } ... @defer(if: $off) { age } } }`,
			`query($on: Boolean!, $off: Boolean!) { me { ... on User @defer { id } name ... on User @defer { email } age } }`,
		},
		{
			"conditions and deferrals nest",
			`query($on: Boolean!) { me { ... @defer @include(if: $on) { id ... @include(if: $on) @defer(label: "in") { name } } } }`,
			`query($on: Boolean!) { me { ... on User @include(if: $on) @defer { id ... on User @defer(label: "in") { name } } } }`,
		},
		{
			"two deferrals are two, one that is spread twice in a row is one",
			`{ me { ... @defer { id } ... @defer { name } ...B ...B } } fragment B on User { best { id } ... @defer(label: "b") { email } }`,
			`query { me { ... on User @defer { id } ... on User @defer { name } best { id } ... on User @defer(label: "b") { email } } }`,
		},
		{
			"what is deferred and empty is not there",
			`{ me { id ... @defer { name @skip(if: true) } } }`,
			`query { me { id } }`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(strings.Fields(Print(deferred(t, test.document))), " ")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			// Without incremental delivery there is no @defer, whatever its variables.
			if plain := Print(normalize(t, schema, test.document)); strings.Contains(plain, "@defer") {
				t.Errorf("Normalize kept @defer:\n%s", plain)
			}
		})
	}
}

// deferred normalises with @defer; the variable "on" is true.
func deferred(t testing.TB, document string) *Operation {
	t.Helper()
	schema := loadSchema(t, testSchema)
	doc, errs := Parse(document, ParseLimits{})
	if len(errs) == 0 {
		errs = Validate(schema, doc)
	}
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	op, errs := NormalizeDeferred(schema, doc, doc.Operations[0], 0, func(name string) bool { return name == "on" })
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return op
}

func TestDefersAreNumbered(t *testing.T) {
	op := deferred(t, `{ ... @defer(label: "a") { me { id ... @defer(label: "b") { name } } } users { ... @defer(label: "c") { ... @defer(label: "d") { id } } } }`)
	type numbered struct {
		ID, Parent int
		Label      string
	}
	var got []numbered
	for _, d := range op.Defers {
		got = append(got, numbered{d.ID, d.Parent, d.Label})
	}
	if diff := cmp.Diff([]numbered{{1, 0, "a"}, {2, 1, "b"}, {3, 0, "c"}, {4, 3, "d"}}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	many := deferred(t, `{ me { `+strings.Repeat(`... @defer { id } `, MaxDefers+5)+` } }`)
	if len(many.Defers) != MaxDefers || strings.Count(Print(many), "@defer") != MaxDefers {
		t.Errorf("%d deferred fragments, want %d", len(many.Defers), MaxDefers)
	}
}

func TestDeferVariables(t *testing.T) {
	schema := loadSchema(t, testSchema)
	for _, test := range []struct {
		document  string
		variables []string
		can       bool
	}{
		{`{ me { id } }`, nil, false},
		{`{ me { ... @defer { id } } }`, nil, true},
		{`{ me { ... @defer(if: false) { id } } }`, nil, false},
		{`query($b: Boolean!, $a: Boolean!) { me { ... @defer(if: $b) { id } ...A } } fragment A on User { ... @defer(if: $a) { name } best { ... @defer(if: $b) { id } } }`, []string{"a", "b"}, true},
		{`subscription { removed }`, nil, false},
	} {
		doc, errs := Parse(test.document, ParseLimits{})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		variables, can := DeferVariables(schema, doc, doc.Operations[0])
		if can != test.can || !cmp.Equal(variables, test.variables) {
			t.Errorf("%s: %v %v, want %v %v", test.document, variables, can, test.variables, test.can)
		}
	}
}

func TestValidateDefer(t *testing.T) {
	schema := loadSchema(t, testSchema)
	for _, test := range []struct {
		name, document string
		want           []string
	}{
		{"on queries", `query { ... @defer { me { ...A @defer(label: "x", if: true) } } } fragment A on User { id }`, nil},
		{"on a mutation's root", `mutation { ... @defer { remove(id: 1) } ...A @defer } fragment A on Change { rename(id: 1, name: "") { ... @defer { id } } }`, []string{
			`1:17 The directive "@defer" cannot be used on fields of the root type "Change", only on queries and below.`,
			`1:47 The directive "@defer" cannot be used on fields of the root type "Change", only on queries and below.`,
		}},
		{"in a subscription", `subscription($v: Boolean!) { renamed { ... @defer(if: $v) { id } ... @defer(if: false) { name } ...A } } fragment A on User { ... @defer { age } }`, []string{
			`1:132 The directive "@defer" cannot be used in subscriptions; set its "if" to false for them.`,
		}},
		{"labels are unique", `query A { me { ... @defer(label: "x") { id } } } query B { me { ... @defer(label: "x") { id } ... @defer { name } ... @defer { age } } }`, []string{
			`1:21 1:70 The label "x" is used for more than one "@defer".`,
		}},
		{"labels are static", `query($l: String) { me { ... @defer(label: $l) { id } } }`, []string{
			`1:37 The label of "@defer" must be a string in the document, not a variable.`,
		}},
		{"on fragments only", `{ me @defer { id } }`, []string{`1:7 Directive "@defer" may not be used on FIELD.`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, errs := Parse(test.document, ParseLimits{})
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			if diff := cmp.Diff(test.want, messages(Validate(schema, doc))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

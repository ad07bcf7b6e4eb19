package operation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNormalize(t *testing.T) {
	schema := loadSchema(t, testSchema)
	for _, test := range []struct{ name, document, want string }{
		{
			"fragments are inlined and equal fields merged",
			`{ me { ...A ...B id } } fragment A on User { id name } fragment B on Named { name ... on User { best { id } } ... on User { best { email } } }`,
			`query { me { id name best { id email } } }`,
		},
		{
			"a condition that always holds is dissolved, one that never does dropped",
			`{ me { ... on Node { id ... on Team { size } } ... on Hit { ... on User { email } ... on Post { title } } } }`,
			`query { me { id email } }`,
		},
		{
			"a condition that holds for every object but is not declared stays",
			`{ search(text: "x") { ... on Node { id ... on Hit { ... on Post { title } } } } }`,
			`query { search(text: "x") { ... on Node { id ... on Post { title } } } }`,
		},
		{
			"a fragment within a narrower scope is compared with the objects that can still be there",
			`{ node(id: 1) { ... on Named { ... on Hit { ... on User { email } } } } }`,
			`query { node(id: 1) { ... on Named { ... on Hit { ... on User { email } } } } }`,
		},
		{
			"literal conditions are resolved",
			`{ me { id @skip(if: true) name @include(if: true) email @include(if: false) ... @skip(if: false) { age } } }`,
			`query { me { name age } }`,
		},
		{
			"an object below which nothing stays is kept",
			`{ me { id @skip(if: true) } node(id: 1) { ... on Team { size @skip(if: true) } } }`,
			`query { me { __typename @skip(if: true) } node(id: 1) { __typename @skip(if: true) } }`,
		},
		{
			"conditions are canonical, and known ones left out below",
			`query($b: Boolean!, $a: Boolean!) { me @skip(if: $b) @include(if: $a) { id @include(if: $a) name @skip(if: $a) ... @skip(if: $b) { age } } }`,
			`query($b: Boolean!, $a: Boolean!) { me @include(if: $a) @skip(if: $b) { id age } }`,
		},
		{
			"contradicting conditions never hold",
			`query($a: Boolean!) { me { id @include(if: $a) @skip(if: $a) name } ...Never @skip(if: $a) @include(if: $a) } fragment Never on Root { users { id } }`,
			`query($a: Boolean!) { me { name } }`,
		},
		{
			"a conditional fragment keeps the type in scope",
			`query($a: Boolean!) { me { ... on Node @include(if: $a) { id } ... @include(if: $a) { name } email } }`,
			`query($a: Boolean!) { me { ... on User @include(if: $a) { id name } email } }`,
		},
		{
			"fields of other conditions are other fields",
			`query($a: Boolean!) { me { id } me @include(if: $a) { name } me { email } }`,
			`query($a: Boolean!) { me { id } me @include(if: $a) { name } me { email } }`,
		},
		{
			"fields are not merged past a fragment that has one of the same response key",
			`query($a: Boolean!) { me { id } ... @include(if: $a) { users { id } ...Me } me { email } users { name } } fragment Me on Root { me { name } }`,
			`query($a: Boolean!) { me { id } ... on Root @include(if: $a) { users { id } me { name } } me { email } users { name } }`,
		},
		{
			"fields are merged past what has other response keys",
			`query($a: Boolean!) { me { id } ... @include(if: $a) { users { me: id } } me { email } }`,
			`query($a: Boolean!) { me { id email } ... on Root @include(if: $a) { users { me: id } } }`,
		},
		{
			"the order of first appearance is kept",
			`{ node(id: 1) { ... on User { email } id ... on User { age } ... on Team { size } ... on Team { id } } }`,
			`query { node(id: 1) { ... on User { email } id ... on User { age } ... on Team { size id } } }`,
		},
		{
			"fragments that stand side by side after one is dropped are one",
			`{ node(id: 1) { ... on User { id } ... on Post { id @skip(if: true) } ... on User { id email } } }`,
			`query { node(id: 1) { ... on User { id email } } }`,
		},
		{
			"a fragment spread twice is there once",
			`{ node(id: 1) { ...U ... on Team { size } ...U } } fragment U on User { email }`,
			`query { node(id: 1) { ... on User { email } ... on Team { size } } }`,
		},
		{
			"introspection and aliases",
			`{ __schema { queryType { name } } t: __typename __typename me { u: name(upper: true) } }`,
			`query { __schema { queryType { name } } t: __typename __typename me { u: name(upper: true) } }`,
		},
		{
			"variables, defaults and values",
			`query Q($f: Filter = {text: "a\n\"b\"", colors: [RED, BLUE]} @note(text: "n"), $n: Int = -1) { search(text: """ block """, filter: $f) { ... on User { friends(first: $n) { id } } } }`,
			`query Q($f: Filter = {text: "a\n\"b\"", colors: [RED, BLUE]} @note(text: "n"), $n: Int = -1) { search(text: " block ", filter: $f) { ... on User { friends(first: $n) { id } } } }`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			op := normalize(t, schema, test.document)
			got := strings.Join(strings.Fields(Print(op)), " ")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("normal form (-want +got):\n%s", diff)
			}
			again := normalizeLoose(t, Print(op))
			if again.Hash != op.Hash {
				t.Errorf("the normal form of the normal form differs:\n%s\n%s", Print(op), Print(again))
			}
		})
	}
}

// normalizeLoose normalises a printed normal form, whose variables may be unused.
func normalizeLoose(t testing.TB, document string) *Operation {
	t.Helper()
	schema := loadSchema(t, testSchema)
	doc, errs := Parse(document, ParseLimits{})
	if errs != nil {
		t.Fatalf("%v in\n%s", errs, document)
	}
	for _, failure := range Validate(schema, doc) {
		if !strings.Contains(failure.Message, "is never used") {
			t.Fatalf("%v in\n%s", failure, document)
		}
	}
	op, errs := Normalize(schema, doc, doc.Operations[0], 0)
	if errs != nil {
		t.Fatal(errs)
	}
	return op
}

func TestNormalizeKeys(t *testing.T) {
	op := normalize(t, loadSchema(t, testSchema),
		`{ _a: me { __typename x: __typename __typename2: id } u_a: me { _a: id } __schema { types { _n: name } } }`)
	got := map[string]string{}
	var visit func([]Selection)
	visit = func(selections []Selection) {
		for _, selection := range selections {
			field := selection.(*Field)
			got[field.ResponseKey] = field.Key
			visit(field.Selections)
		}
	}
	visit(op.Selections)
	want := map[string]string{
		"_a": "uu_a", "u_a": "u_a", "__typename": "__typename", "x": "x", "__typename2": "u__typename2",
		"__schema": "u__schema", "types": "types", "_n": "u_n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

// A client's other field under the name of __typename does not hide behind a __typename that it asks for elsewhere.
func TestAnAliasMayBeTypename(t *testing.T) {
	op := normalize(t, loadSchema(t, testSchema), `{ __typename me { __typename: id } other: me { __typename } }`)
	var got []string
	eachField(op.Selections, func(field *Field) { got = append(got, field.Name+" "+field.Key) })
	want := []string{"__typename __typename", "me me", "id u__typename", "me other", "__typename __typename"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

// Plans are kept by Hash: what else a document says must not change the keys.
func TestKeysDependOnTheNormalFormOnly(t *testing.T) {
	schema := loadSchema(t, testSchema)
	plain := normalize(t, schema, `{ _a: me { id } }`)
	other := normalize(t, schema, `{ _a: me { id u_a: name @skip(if: true) } }`)
	if plain.Hash != other.Hash {
		t.Fatal("the normal forms differ")
	}
	if a, b := plain.Selections[0].(*Field).Key, other.Selections[0].(*Field).Key; a != "u_a" || a != b {
		t.Errorf("keys %q and %q", a, b)
	}
}

func TestNormalizeLeavesTellLeavesFromEmptyObjects(t *testing.T) {
	op := normalize(t, loadSchema(t, testSchema), `{ me { id @skip(if: true) } users { id } }`)
	if me := op.Selections[0].(*Field); me.Selections == nil || len(me.Selections) != 0 {
		t.Errorf("me has the selections %#v, want empty but not nil", me.Selections)
	}
	if id := op.Selections[1].(*Field).Selections[0].(*Field); id.Selections != nil {
		t.Errorf("id has the selections %#v, want nil", id.Selections)
	}
}

func TestNormalizeIsBounded(t *testing.T) {
	schema := loadSchema(t, testSchema)
	for _, test := range []struct {
		name, document, want string
	}{
		{"fan-out by fields", fanOut(40, "a: best { ...F%[1]d } b: best { ...F%[1]d }"), "more than 100000 fields"},
		{"fan-out by fragments alone", fanOut(40, "...F%[1]d ...F%[1]d"), ""},
		{"fan-out by conditions", fanOut(40, "... on Node @include(if: $v) { ...F%[1]d } ... on Node @skip(if: $v) { ...F%[1]d }"), ""},
		{"deep chain", fanOut(1000, "best { ...F%[1]d }"), "deeper than 500 levels"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, errs := Parse(test.document, ParseLimits{})
			if errs != nil {
				t.Fatal(errs)
			}
			for _, failure := range Validate(schema, doc) {
				if !strings.Contains(failure.Message, "is never used") {
					t.Fatal(failure)
				}
			}
			_, errs = Normalize(schema, doc, doc.Operations[0], 0)
			if got := errs.Error(); !strings.Contains(got, test.want) || (test.want == "") != (got == "") {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// fanOut makes n fragments on User, each with the body, in which %d is the next one's number.
func fanOut(n int, body string) string {
	var b strings.Builder
	b.WriteString("query($v: Boolean = true) { me { ...F0 } }\n")
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on User { %s }\n", i, fmt.Sprintf(body, i+1))
	}
	fmt.Fprintf(&b, "fragment F%d on User { id }\n", n)
	return b.String()
}

package operation

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/limit"
)

func messages(errs gqlerr.List) []string {
	var list []string
	for _, failure := range errs {
		where := ""
		for _, location := range failure.Locations {
			where += fmt.Sprintf("%d:%d ", location.Line, location.Column)
		}
		list = append(list, where+failure.Message)
	}
	return list
}

// TestValidateRules has for each rule of the specification what it refuses; a
// document without wanted errors is valid.
func TestValidateRules(t *testing.T) {
	schema := loadSchema(t, testSchema)
	for _, test := range []struct {
		rule, document string
		want           []string
	}{
		{"5.2.2.1 Operation Name Uniqueness", `query A { me { id } } mutation A { remove(id: 1) }`,
			[]string{`1:1 1:23 There can be only one operation named "A".`}},
		{"5.2.3.1 Lone Anonymous Operation", `{ me { id } } query A { me { id } }`,
			[]string{`1:1 This anonymous operation must be the only defined operation.`}},
		{"5.2.4.1 Single Root Field", `subscription S { renamed { id } ...F } fragment F on Feed { removed }`,
			[]string{`1:61 Subscription "S" must select only one top level field.`}},
		{"5.2.4.1 introspection", `subscription { __typename }`,
			[]string{`1:16 Anonymous Subscription must not select an introspection top level field.`}},
		{"5.2.4.1 conditions", `subscription($v: Boolean!) { removed @skip(if: $v) }`,
			[]string{"1:39 Anonymous Subscription must not use `@skip` or `@include` directives in the top level selection."}},
		{"5.2.4.1 one field twice", `subscription { removed ...F } fragment F on Feed { removed }`, nil},
		{"5.3.1 Field Selections", `{ me { nmae } node(id: 1) { email bogus } search(text: "") { id } users { __schema { description } } }`, []string{
			`1:8 Cannot query field "nmae" on type "User". Did you mean "name"?`,
			`1:29 Cannot query field "email" on type "Node". Did you mean to use an inline fragment on "User"?`,
			`1:35 Cannot query field "bogus" on type "Node".`,
			`1:62 Cannot query field "id" on type "Hit". Did you mean to use an inline fragment on "Node", "Named", "Post", or "User"?`,
			`1:75 Cannot query field "__schema" on type "User".`,
		}},
		{"5.3.1 meta-fields", `{ __typename __schema { __typename } __type(name: "A") { name } search(text: "") { __typename } }`, nil},
		{"5.3.3 Leaf Field Selections", `{ me users { id { x } } }`, []string{
			`1:3 Field "me" of type "User" must have a selection of subfields. Did you mean "me { ... }"?`,
			`1:19 Field "id" must not have a selection since type "ID!" has no subfields.`,
		}},
		{"5.4.1 Argument Names", `{ node(ID: 1, id: 2) { id @include(iff: true, if: true) } }`, []string{
			`1:8 Unknown argument "ID" on field "Root.node". Did you mean "id"?`,
			`1:36 Unknown argument "iff" on directive "@include". Did you mean "if"?`,
		}},
		{"5.4.2 Argument Uniqueness", `{ node(id: 1, id: 2) { id } }`, []string{`1:8 1:15 There can be only one argument named "id".`}},
		{"5.4.3 Required Arguments", `{ node { id @skip } __type { name } }`, []string{
			`1:3 Field "node" argument "id" of type "ID!" is required, but it was not provided.`,
			`1:14 Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided.`,
			`1:21 Field "__type" argument "name" of type "String!" is required, but it was not provided.`,
		}},
		{"5.5.1.1 Fragment Name Uniqueness", `{ me { ...F } } fragment F on User { id } fragment F on User { name }`,
			[]string{`1:17 1:43 There can be only one fragment named "F".`}},
		{"5.5.1.2 Fragment Spread Type Existence", `{ me { ... on Usr { id } ...F } } fragment F on Gone { id }`, []string{
			`1:12 Unknown type "Usr". Did you mean "User"?`, `1:35 Unknown type "Gone". Did you mean "Node"?`,
		}},
		{"5.5.1.3 Fragments on Composite Types", `{ me { ... on Color { id } ...F } } fragment F on Filter { text }`, []string{
			`1:12 Fragment cannot condition on non composite type "Color".`, `1:37 Fragment "F" cannot condition on non composite type "Filter".`,
		}},
		{"5.5.1.4 Fragments Must Be Used", `{ me { id } } fragment F on User { ...G } fragment G on User { id }`, []string{
			`1:15 Fragment "F" is never used.`, `1:43 Fragment "G" is never used.`,
		}},
		{"5.5.2.1 Fragment Spread Target Defined", `{ me { ...Gone } }`, []string{`1:11 Unknown fragment "Gone".`}},
		{"5.5.2.2 Fragment Spreads Must Not Form Cycles", `{ me { ...A } } fragment A on User { best { ...B } } fragment B on User { ...A ...B }`, []string{
			`1:48 1:78 Cannot spread fragment "A" within itself via "B".`, `1:83 Cannot spread fragment "B" within itself.`,
		}},
		{"5.5.2.3 Fragment Spread Is Possible", `{ me { ... on Team { id } ...P } node(id: 1) { ... on Hit { ... on Team { id } } } } fragment P on Post { id }`, []string{
			`1:12 Fragment cannot be spread here as objects of type "User" can never be of type "Team".`,
			`1:30 Fragment "P" cannot be spread here as objects of type "User" can never be of type "Post".`,
			`1:65 Fragment cannot be spread here as objects of type "Hit" can never be of type "Team".`,
		}},
		{"5.6.1 Values of Correct Type", `{ measure(length: "x", flag: 1, when: {any: [1]}, color: "RED", colors: [RED, PINK, null], counts: [[1, 2.0], 3]) nodes(ids: [1, "a", true], first: 3000000000) { id } }`, []string{
			`1:19 Float cannot represent non numeric value: "x"`,
			`1:30 Boolean cannot represent a non boolean value: 1`,
			`1:58 Enum "Color" cannot represent non-enum value: "RED". Did you mean the enum value "RED"?`,
			`1:79 Value "PINK" does not exist in "Color" enum.`,
			`1:85 Expected value of type "Color!", found null.`,
			`1:105 Int cannot represent non-integer value: 2.0`,
			`1:135 ID cannot represent a non-string and non-integer value: true`,
			`1:149 Int cannot represent non 32-bit signed integer value: 3000000000`,
		}},
		{"5.6.1 single values stand for lists", `query($c: Color! = RED) { measure(length: 1, colors: GREEN, counts: 1) nodes(ids: 1) { id } other: measure(colors: [$c]) }`, nil},
		{"5.6.2-4 Input Objects", `{ search(text: "", filter: {txt: "a", text: null, limit: 1, limit: 2, nested: "x"}, by: {strict: {}}) { __typename } }`, []string{
			`1:29 Field "txt" is not defined by type "Filter". Did you mean "text"?`,
			`1:45 Expected value of type "String!", found null.`,
			`1:51 1:61 There can be only one input field named "limit".`,
			`1:79 Expected value of type "Filter", found "x".`,
			`1:98 Field "Strict.must" of required type "Int!" was not provided.`,
		}},
		{"OneOf", `query($n: String, $m: String!) { a: search(text: "", by: {}) { __typename } b: search(text: "", by: {id: 1, name: "x"}) { __typename } c: search(text: "", by: {id: null}) { __typename } d: search(text: "", by: {name: $n}) { __typename } e: search(text: "", by: {name: $m}) { __typename } }`, []string{
			`1:7 1:218 Variable "$n" is of type "String" but must be non-nullable to be used for OneOf Input Object "Lookup".`,
			`1:58 OneOf Input Object "Lookup" must specify exactly one key.`,
			`1:101 OneOf Input Object "Lookup" must specify exactly one key.`,
			`1:160 Field "Lookup.id" must be non-null.`,
		}},
		{"5.7.1 Directives Are Defined", `query @gone { me @nope { id } }`, []string{`1:8 Unknown directive "@gone".`, `1:19 Unknown directive "@nope".`}},
		{"5.7.2 Directives Are in Valid Locations", `query @skip(if: true) { me { ...F @deprecated } } fragment F on User @include(if: true) { id }`, []string{
			`1:8 Directive "@skip" may not be used on QUERY.`, `1:36 Directive "@deprecated" may not be used on FRAGMENT_SPREAD.`,
			`1:71 Directive "@include" may not be used on FRAGMENT_DEFINITION.`,
		}},
		{"5.7.3 Directives Are Unique per Location", `query($v: Boolean! @note @note) @note @note { me @skip(if: $v) @skip(if: $v) { id } }`,
			[]string{`1:51 1:65 The directive "@skip" can only be used once at this location.`}},
		{"5.8.1 Variable Uniqueness", `query($a: ID!, $a: ID!) { node(id: $a) { id } }`, []string{`1:7 1:16 There can be only one variable named "$a".`}},
		{"5.8.2 Variables Are Input Types", `query($a: User, $b: [Gone!], $c: Hit!) { measure(length: $a, flag: $b, when: $c) }`, []string{
			`1:7 1:58 Variable "$a" of type "User" used in position expecting type "Float".`,
			`1:11 Variable "$a" cannot be non-input type "User".`,
			`1:22 Unknown type "Gone". Did you mean "Node"?`,
			`1:30 1:78 Variable "$c" of type "Hit!" used in position expecting type "Date".`,
			`1:34 Variable "$c" cannot be non-input type "Hit!".`,
		}},
		{"5.8.3 All Variable Uses Defined", `query Q { node(id: $a) { ...F } } fragment F on Node { ... on Named { name(upper: $b) } }`, []string{
			`1:20 1:1 Variable "$a" is not defined by operation "Q".`, `1:83 1:1 Variable "$b" is not defined by operation "Q".`,
		}},
		{"5.8.3 within an unknown argument", `{ me(x: {y: [$a]}) { id } }`, []string{
			`1:6 Unknown argument "x" on field "Root.me".`, `1:14 1:1 Variable "$a" is not defined.`,
		}},
		{"5.8.4 All Variables Used", `query Q($a: Int, $b: Boolean = true) { me { ...F } } fragment F on User { name(upper: $b) }`,
			[]string{`1:9 Variable "$a" is never used in operation "Q".`}},
		{"5.8.5 All Variable Usages Are Allowed", `query($a: ID, $b: [Color], $c: Int, $d: Boolean = false) { node(id: $a) { id @skip(if: $d) } measure(colors: $b, counts: $c, length: $c) }`, []string{
			`1:7 1:69 Variable "$a" of type "ID" used in position expecting type "ID!".`,
			`1:15 1:110 Variable "$b" of type "[Color]" used in position expecting type "[Color!]".`,
			`1:28 1:122 Variable "$c" of type "Int" used in position expecting type "[[Int]]".`,
			`1:28 1:134 Variable "$c" of type "Int" used in position expecting type "Float".`,
		}},
		{"5.8.5 a default of the place", `query($t: String) { search(text: "", filter: {text: $t}) { __typename } }`, nil},
		{"5.3.2 other fields", `{ me { x: id x: name } }`,
			[]string{`1:8 1:14 Fields "x" conflict because "id" and "name" are different fields. Use different aliases on the fields to fetch both if this was intentional.`}},
		{"5.3.2 other arguments, deep in fragments", `{ me { ...A ...B } } fragment A on User { best { friends(first: 1) { id } } } fragment B on User { best { ... on User { friends(first: 2) { id } } } }`,
			[]string{`1:50 1:121 Fields "friends" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional.`}},
		{"5.3.2 other objects may differ, but for the shape", `{ node(id: 1) { ... on User { x: name y: name } ... on Team { x: name(upper: true) y: size } } }`,
			[]string{`1:39 1:84 Fields "y" conflict because they return conflicting types "String" and "Int!". Use different aliases on the fields to fetch both if this was intentional.`}},
		{"5.3.2 shape below other objects", `{ node(id: 1) { ... on User { x: friends { y: id } } ... on Team { x: members { y: name } } } }`,
			[]string{`1:44 1:81 Fields "y" conflict because they return conflicting types "ID!" and "String". Use different aliases on the fields to fetch both if this was intentional.`}},
		{"5.3.2 an interface's field is one of its objects", `{ node(id: 1) { ... on Named { x: name } ... on User { x: email } } }`,
			[]string{`1:32 1:56 Fields "x" conflict because "name" and "email" are different fields. Use different aliases on the fields to fetch both if this was intentional.`}},
		{"5.3.2 arguments have no order", `{ nodes(ids: [1], first: 2) { id } nodes(first: 2, ids: [1]) { id } search(text: "", filter: {limit: 1, text: "a"}) { __typename } search(filter: {text: "a", limit: 1}, text: "") { __typename } }`, nil},
	} {
		t.Run(test.rule, func(t *testing.T) {
			doc, errs := Parse(test.document, ParseLimits{})
			if errs != nil {
				t.Fatal(errs)
			}
			errs = Validate(schema, doc)
			if diff := cmp.Diff(test.want, messages(errs)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			for _, failure := range errs {
				if failure.Code != gqlerr.ValidationFailed {
					t.Errorf("code %q", failure.Code)
				}
			}
		})
	}
}

func TestValidateWithoutMutationRoot(t *testing.T) {
	doc, _ := Parse(`mutation { change }`, ParseLimits{})
	want := []string{"1:1 The schema has no mutation root type, so it cannot execute this operation."}
	if diff := cmp.Diff(want, messages(Validate(loadSchema(t, `type Query { a: Int }`), doc))); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestSuggestionsCanBeHidden(t *testing.T) {
	schema := loadSchema(t, testSchema)
	document := `query($x: Colr) { me { nmae } node(ID: 1, id: 1) { email } measure(color: RDE, when: $x) search(text: "", filter: {txt: "a"}) { __typename } }`
	doc, _ := Parse(document, ParseLimits{})
	open, hidden := Validate(schema, doc), Validate(schema, doc, WithoutSuggestions())
	if strings.Count(open.Error(), "Did you mean") != 6 {
		t.Errorf("with suggestions:\n%v", open)
	}
	if len(hidden) != len(open) || strings.Contains(hidden.Error(), "Did you mean") {
		t.Errorf("without suggestions:\n%v", hidden)
	}
}

func TestValidationErrorsAreBounded(t *testing.T) {
	schema := loadSchema(t, testSchema)
	name := strings.Repeat("x", 100_000)
	var b strings.Builder
	b.WriteString("{ ")
	for i := range 2000 {
		fmt.Fprintf(&b, "%s%d(%s: 1) ", name[:1000], i, name[:1000])
	}
	b.WriteString("}")
	doc, errs := Parse(b.String(), ParseLimits{})
	if errs != nil {
		t.Fatal(errs)
	}
	errs = Validate(schema, doc)
	if len(errs) != 101 || !strings.HasPrefix(errs[100].Message, "Too many validation errors") {
		t.Errorf("%d errors, the last: %s", len(errs), errs[len(errs)-1].Message)
	}
	if size := len(errs.Error()); size > 256<<10 {
		t.Errorf("the errors have %d bytes", size)
	}
}

// TestHostileDocumentsAreCheap runs documents that make comparing pairs or
// expanding fragments explode. The bound is generous; BenchmarkHostile has the figures.
func TestHostileDocumentsAreCheap(t *testing.T) {
	schema := loadSchema(t, testSchema)
	for name, document := range hostile() {
		t.Run(name, func(t *testing.T) {
			doc, errs := Parse(document, ParseLimits{MaxTokens: 200_000})
			if errs != nil {
				t.Fatal(errs)
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				prepareHostile(schema, doc)
			}()
			select {
			case <-done:
			case <-time.After(20 * time.Second):
				t.Fatal("the document takes longer than 20 seconds")
			}
		})
	}
}

func BenchmarkHostile(b *testing.B) {
	schema := loadSchema(b, testSchema)
	for name, document := range hostile() {
		doc, errs := Parse(document, ParseLimits{MaxTokens: 200_000})
		if errs != nil {
			b.Fatal(errs)
		}
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				prepareHostile(schema, doc)
			}
		})
	}
}

// prepareHostile takes a document through all stages, without stopping at errors that an attacker could avoid.
func prepareHostile(schema *ast.Schema, doc *ast.QueryDocument) {
	for _, op := range doc.Operations[:1] {
		limit.Check(doc, op, limit.Limits{Depth: 1 << 20, Height: 1 << 16, Aliases: 1 << 20, RootFields: 1 << 20})
	}
	for _, failure := range Validate(schema, doc) {
		if strings.Contains(failure.Message, "within itself") {
			return
		}
	}
	_, _ = Normalize(schema, doc, doc.Operations[0], 0)
}

func hostile() map[string]string {
	repeated := func(n int, part string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(part, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	grid := repeated(100, "... on User { "+repeated(100, "... on Named { name } ")+"} ")
	return map[string]string{
		"one field 7000 times":                "{ me { " + repeated(7000, "name ") + "} }",
		"one field 15000 times":               "{ me { " + repeated(15000, "name ") + "} }",
		"one field with selection 5000 times": "{ " + repeated(5000, "me { id } ") + "}",
		"chain of 4000 fragments":             "{ me { ...F0 } } " + chain(4000, "...F%d"),
		"deep chain of 4000 fragments":        "{ me { ...F0 } } " + chain(4000, "best { ...F%d }"),
		"100 x 100 inline fragments":          "{ me { " + grid + "} }",
		"fan-out 2^40":                        "{ me { ...F0 } } " + chain(40, "a: best { ...F%[1]d } b: best { ...F%[1]d }"),
		"fan-out by spreads 2^40":             "{ me { ...F0 } } " + chain(40, "...F%[1]d ...F%[1]d"),
		"2^24 different sets of fields":       automaton(24),
		"1000 operations, 1000 fragments":     repeated(1000, "query Q#($v: Boolean) { me { ...F0 } } ") + chain(1000, "name(upper: $v) ...F%d"),
		"5000 variables":                      "query(" + repeated(5000, "$v#: Boolean ") + ") { me { " + repeated(5000, "a#: name(upper: $v#) ") + "} }",
		"20000 directives":                    "{ me { id " + repeated(20000, "@skip(if: true) ") + "} }",
		"5000 unknown types":                  "{ me { " + repeated(5000, "... on Unknwn# { id } ") + "} }",
		"input object with 20000 fields":      "{ search(text: \"\", filter: {" + repeated(20000, "limit: 1 ") + "}) { __typename } }",
		"nested circles":                      "{ me { ...F0 } } " + repeated(2000, "fragment F# on User { ...F0 ...F# best { ...F1 } } "),
	}
}

func chain(n int, body string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on User { %s } ", i, fmt.Sprintf(body, i+1))
	}
	fmt.Fprintf(&b, "fragment F%d on User { id }", n)
	return b.String()
}

// automaton unrolls the classic example of a set of states that doubles with
// each step: which of the last n letters was an "a". Its fields at one place
// are never twice the same set.
func automaton(n int) string {
	var b strings.Builder
	b.WriteString("{ me { ...S0x0 } } ")
	for level := range n {
		fmt.Fprintf(&b, "fragment S%dx0 on User { a: best { ...S%[2]dx0 ...S%[2]dx1 } b: best { ...S%[2]dx0 } } ", level, level+1)
		for state := 1; state <= level; state++ {
			fmt.Fprintf(&b, "fragment S%dx%d on User { a: best { ...S%[3]dx%[4]d } b: best { ...S%[3]dx%[4]d } } ", level, state, level+1, state+1)
		}
	}
	for state := range n + 1 {
		fmt.Fprintf(&b, "fragment S%dx%d on User { x%[2]d: id } ", n, state)
	}
	return b.String()
}

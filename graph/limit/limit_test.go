package limit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

func parse(t *testing.T, document string) (*ast.QueryDocument, *ast.OperationDefinition) {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		t.Fatal(err)
	}
	return doc, doc.Operations[0]
}

func TestCount(t *testing.T) {
	for _, test := range []struct {
		name, document string
		want           Counts
	}{
		{"two levels", `{ a { b } }`, Counts{Depth: 2, Height: 2, RootFields: 1}},
		{"one field many times", `{ a a a b { c } b { c d } }`, Counts{Depth: 2, Height: 4, RootFields: 5}},
		{"aliases", `{ x: a y: a { z: b } }`, Counts{Depth: 2, Height: 3, RootFields: 2, Aliases: 3}},
		{"expanded aliases", `{ a { ...F ...F } b { ...F } } fragment F on T { x: c }`, Counts{Depth: 2, Height: 4, RootFields: 2, Aliases: 3}},
		{"expanded root fields", `{ ...F ...F } fragment F on T { a ... { b c } }`, Counts{Depth: 1, Height: 3, RootFields: 6}},
		{"typename counts", `{ __typename a { __typename } }`, Counts{Depth: 2, Height: 3, RootFields: 2}},
		{"introspection apart", `{ a { b } __schema { types { name } } ...T } fragment T on Query { __type(name: "A") { fields { type { name } } } }`,
			Counts{Depth: 2, Height: 4, RootFields: 3, IntrospectionDepth: 4}},
		{"unknown fragment", `{ a ...Gone }`, Counts{Depth: 1, Height: 1, RootFields: 1}},
		{"fragment within itself", `{ a { ...F } } fragment F on T { b { ...F } c }`, Counts{Depth: 2, Height: 1001, RootFields: 1}},
		{"fragments in a circle at the root", `{ ...F } fragment F on T { a ...G } fragment G on T { b ...F }`, Counts{Depth: 1, Height: 2, RootFields: 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, op := parse(t, test.document)
			if diff := cmp.Diff(test.want, Count(doc, op, 1000)); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDepthCannotHide nests ten levels in every way that a document can.
func TestDepthCannotHide(t *testing.T) {
	const levels = 10
	nest := func(open, leaf, shut string, n int) string {
		return strings.Repeat(open, n) + leaf + strings.Repeat(shut, n)
	}
	chain := func(body string) string {
		var b strings.Builder
		for i := range levels - 2 {
			fmt.Fprintf(&b, " fragment F%d on T { %s }", i, strings.ReplaceAll(body, "NEXT", fmt.Sprintf("...F%d", i+1)))
		}
		fmt.Fprintf(&b, " fragment F%d on T { leaf }", levels-2)
		return b.String()
	}
	for name, document := range map[string]string{
		"plain":                              `{ ` + nest("a { ", "leaf", " }", levels-1) + ` }`,
		"one fragment":                       `{ a { ...F } } fragment F on T { ` + nest("a { ", "leaf", " }", levels-2) + ` }`,
		"chained fragments":                  `{ a { ...F0 } }` + chain("a { NEXT }"),
		"inline fragments":                   `{ ` + nest("... { a { ... on T { ", "leaf", " } } }", levels-1) + ` }`,
		"skipped":                            `{ ` + nest("a @skip(if: true) { ", "leaf", " }", levels-1) + ` }`,
		"not included":                       `query($v: Boolean!) { ` + nest("a @include(if: $v) { ", "leaf", " }", levels-1) + ` }`,
		"skipped fragment":                   `{ a { ...F @skip(if: true) } } fragment F on T { ` + nest("a { ", "leaf", " }", levels-2) + ` }`,
		"aliased as introspection":           `{ __schema: a { ` + nest("__type: a { ", "leaf", " }", levels-2) + ` } }`,
		"introspection field below the root": `{ a { __schema { ` + nest("a { ", "leaf", " }", levels-3) + ` } } }`,
		"mutation":                           `mutation { ` + nest("a { ", "leaf", " }", levels-1) + ` }`,
		"interface fragments":                `{ ` + nest("a { ... on I { ... on T { ", "a", " } } }", levels-1) + ` }`,
		"the second of two spreads":          `{ a { ...Short ...F } } fragment Short on T { x } fragment F on T { ` + nest("a { ", "leaf", " }", levels-2) + ` }`,
		"another operation is shallow":       `{ ` + nest("a { ", "leaf", " }", levels-1) + ` } query B { a }`,
	} {
		t.Run(name, func(t *testing.T) {
			doc, op := parse(t, document)
			if errs := Check(doc, op, Limits{Depth: levels}); errs != nil {
				t.Errorf("at the limit: %v", errs)
			}
			errs := Check(doc, op, Limits{Depth: levels - 1})
			if len(errs) != 1 || errs[0].Code != gqlerr.MaxDepth || errs[0].Message != "The operation's depth is 10, which exceeds the limit of 9." {
				t.Errorf("one beyond the limit: %v", errs)
			}
		})
	}
}

func TestOnlyTheExecutedOperationCounts(t *testing.T) {
	doc, _ := parse(t, `query A { a } query B { a { b { c } } } fragment Unused on T { a { b { c { d } } } }`)
	if errs := Check(doc, doc.Operations[0], Limits{Depth: 1, Height: 1, Aliases: 1, RootFields: 1}); errs != nil {
		t.Error(errs)
	}
	if errs := Check(doc, doc.Operations[1], Limits{Depth: 2}); len(errs) != 1 {
		t.Error(errs)
	}
}

func TestLimitsAreExact(t *testing.T) {
	doc, op := parse(t, `{ x: a { b } y: a { b } __schema { types { name } } }`)
	exact := Limits{Depth: 2, Height: 5, Aliases: 2, RootFields: 3, IntrospectionDepth: 3}
	if errs := Check(doc, op, exact); errs != nil {
		t.Error(errs)
	}
	less := Limits{Depth: 1, Height: 4, Aliases: 1, RootFields: 2, IntrospectionDepth: 2}
	var got []string
	for _, failure := range Check(doc, op, less) {
		got = append(got, failure.Code+" "+failure.Message)
	}
	want := []string{
		"MAX_DEPTH_LIMIT The operation's depth is 2, which exceeds the limit of 1.",
		"MAX_DEPTH_LIMIT The operation's introspection depth is 3, which exceeds the limit of 2.",
		"MAX_HEIGHT_LIMIT The operation's height is more than 4, which exceeds the limit of 4.",
		"MAX_ALIASES_LIMIT The operation's number of aliases is 2, which exceeds the limit of 1.",
		"MAX_ROOT_FIELDS_LIMIT The operation's number of root fields is 3, which exceeds the limit of 2.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestFanOutIsNotExpanded(t *testing.T) {
	var b strings.Builder
	b.WriteString("{ ...F0 a { ...F0 } }")
	for i := range 60 {
		fmt.Fprintf(&b, " fragment F%d on T { ...F%d x: b { ...F%d } y: b { ...F%d } }", i, i+1, i+1, i+1)
	}
	b.WriteString(" fragment F60 on T { leaf }")
	doc, op := parse(t, b.String())
	want := Counts{Depth: 62, Height: 1001, Aliases: MaxCount, RootFields: 60*2 + 2}
	if diff := cmp.Diff(want, Count(doc, op, 1000)); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if errs := Check(doc, op, Limits{Aliases: 10}); len(errs) != 1 || !strings.Contains(errs[0].Message, "far too many") {
		t.Error(errs)
	}
}

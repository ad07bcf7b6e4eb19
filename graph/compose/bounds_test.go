package compose

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

const fedHeader = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides"])` + "\n"

// TestHostileInput gives the composer schemas that are large, deep or circular. Each has to
// end with an error or a result; none may crash or take longer than the test run allows.
func TestHostileInput(t *testing.T) {
	many := func(n int, line func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(line(i))
		}
		return b.String()
	}
	tests := []struct {
		name, text string
		code       string // "" composes
	}{
		{"20,000 types", "type Query { a: T0 }\n" + many(20_000, func(i int) string {
			return fmt.Sprintf("type T%d @key(fields: \"id\") { id: ID! next: T%d }\n", i, (i+1)%20_000)
		}), ""},
		{"20,000 fields", "type Query {\n" + many(20_000, func(i int) string { return fmt.Sprintf("f%d: Int\n", i) }) + "}", ""},
		{"20,000 enum values", "type Query { e: E }\nenum E {\n" + many(20_000, func(i int) string { return fmt.Sprintf("V%d\n", i) }) + "}", ""},
		{"20,000 union members", "type Query { u: U }\n" + many(20_000, func(i int) string { return fmt.Sprintf("type T%d { a: Int }\n", i) }) +
			"union U = " + many(20_000, func(i int) string { return fmt.Sprintf("| T%d ", i) }), ""},
		{"2,000 implementations", "type Query { i: I }\ninterface I @key(fields: \"id\") { id: ID! }\n" + many(2_000, func(i int) string {
			return fmt.Sprintf("type T%d implements I @key(fields: \"id\") { id: ID! a%d: Int }\n", i, i)
		}), ""},
		{"20,000 directives on a field", "type Query { a: Int " + many(20_000, func(int) string { return "@deprecated " }) + "}", "INVALID_GRAPHQL"},
		{"20,000 unknown types", "type Query {\n" + many(20_000, func(i int) string { return fmt.Sprintf("f%d: Nope%d\n", i, i) }) + "}", "INVALID_GRAPHQL"},
		{"lists 5,000 deep", "type Query { a: " + strings.Repeat("[", 5_000) + "Int" + strings.Repeat("]", 5_000) + "}", "INVALID_GRAPHQL"},
		{"circular interfaces", "type Query { a: Int }\ninterface A implements B { a: Int }\ninterface B implements A { a: Int }", "INVALID_GRAPHQL"},
		{"circular inputs", "type Query { a(x: A): Int }\n" + many(5_000, func(i int) string {
			return fmt.Sprintf("input A%s { a: A%s! }\n", suffix(i), suffix((i+1)%5_000))
		}), "INVALID_GRAPHQL"},
		{"circular types", "type Query { a: A }\ntype A { b: B }\ntype B { a: A q: Query }", ""},
		{"circular keys", "type Query { a: A }\ntype A @key(fields: \"b { id }\") { b: B }\ntype B @key(fields: \"a { b { id } }\") { id: ID a: A }", ""},
		{"deep field set", "type Query { a: A }\ntype A @key(fields: \"" + strings.Repeat("a { ", 3_000) + "id" + strings.Repeat(" }", 3_000) + "\") { id: ID a: A }", "KEY_INVALID_FIELDS"},
		{"long field set", "type Query { a: A }\ntype A @key(fields: \"" + strings.Repeat("id ", 50_000) + "\") { id: ID }", "KEY_INVALID_FIELDS"},
		{"invalid UTF-8", "type Query { a: Int } # \xff\xfe", "INVALID_GRAPHQL"},
		{"NUL", "type Query { a: Int }\x00", "INVALID_GRAPHQL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Compose(context.Background(), []Subgraph{{Name: "a", File: "a.graphql", SDL: fedHeader + tt.text}}, Options{})
			switch codes := codesOf(r); {
			case tt.code == "" && !r.OK():
				t.Errorf("does not compose: %.300v", messages(r))
			case tt.code != "" && (len(codes) != 1 || codes[0] != tt.code):
				t.Errorf("got %v, want %s", codes, tt.code)
			}
		})
	}
}

func suffix(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprint(i)
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := Compose(ctx, []Subgraph{{Name: "a", SDL: "type Query { a: Int }"}}, Options{})
	if r.OK() {
		t.Error("a cancelled composition gave a result")
	}
}

func FuzzCompose(f *testing.F) {
	for _, path := range goldenFiles(f) {
		_, inputs := goldenInputs(f, path)
		a, b := inputs[0].SDL, ""
		if len(inputs) > 1 {
			b = inputs[1].SDL
		}
		f.Add(a, b)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		r := Compose(context.Background(), []Subgraph{{Name: "a", SDL: a}, {Name: "b", SDL: b}}, Options{})
		if r.OK() && (r.SDL == "" || !utf8.ValidString(r.SDL)) {
			t.Fatal("a result that is no schema")
		}
		for _, e := range r.Errors {
			if e.Code == "" || e.Message == "" {
				t.Fatalf("an error that says nothing: %+v", e)
			}
		}
	})
}

// FuzzFieldSet holds that what is read as a field set is printed as one that reads the same, and
// that what is not has a place in the text.
func FuzzFieldSet(f *testing.F) {
	for _, text := range []string{
		"id", "{ id }", "id organization { id }", "... on A { b } c", "a(x: 1, y: [\"z\", {k: V}]) { b }", "a: b", "a @skip(if: true)", "a {", "{", "", "... a", "a # b", "a(x: \"\"\"b\"\"\")", "\x00", "é",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sels, err := parseFieldSet(text)
		if err != nil {
			if err.offset < 0 || err.offset > len(text) {
				t.Fatalf("%q: the error %q is at %d", text, err.message, err.offset)
			}
			return
		}
		plain := printFieldSet(sels)
		again, err := parseFieldSet(plain)
		if err != nil {
			t.Fatalf("%q was printed as %q, which is none: %s", text, plain, err.message)
		}
		if once := printFieldSet(again); once != plain {
			t.Fatalf("%q was printed as %q and then as %q", text, plain, once)
		}
	})
}

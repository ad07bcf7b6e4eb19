package operation

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/limit"
)

// FuzzOperation takes any text through the stages: none may panic, what is
// valid prints as a document that is valid and has the same normal form.
func FuzzOperation(f *testing.F) {
	schema := loadSchema(f, testSchema)
	for seed := range uint64(30) {
		f.Add(randomDocument(rand.New(rand.NewPCG(seed, 2))))
	}
	for _, document := range []string{
		`query($a: Boolean!) { me { ... on Named @include(if: $a) { id name } ... @skip(if: $a) { _x: email } } }`,
		`{ a: search(text: """b "" \""" c""", filter: {limit: -1, since: [1.5e3, null, {a: B}]}) { ... on Node { id ... on Hit { ... on Post { title } } } } }`,
		"\ufeff# c\n{ __schema { types { name } } ...F } fragment F on Root { ...F }",
		`subscription { removed @skip(if: true) }`,
		"{ a(b: \"\\u00e9\\n\x7f\") }",
		`"""""""""" { { [ (`,
	} {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, errs := Parse(text, ParseLimits{MaxTokens: 2000})
		if errs != nil {
			return
		}
		for _, op := range doc.Operations {
			limit.Check(doc, op, limit.Default())
		}
		printed, errs := Parse(PrintDocument(doc), ParseLimits{})
		if errs != nil {
			t.Fatalf("the printed document does not parse: %v\n%s", errs, PrintDocument(doc))
		}
		if first, again := PrintDocument(doc), PrintDocument(printed); first != again {
			t.Fatalf("printed again it differs:\n%s\n%s", first, again)
		}
		if errs := Validate(schema, doc); len(errs) > 0 {
			return
		}
		for _, definition := range doc.Operations {
			op, errs := Normalize(schema, doc, definition, 5000)
			if errs != nil {
				continue
			}
			normal := Print(op)
			again, errs := Parse(normal, ParseLimits{MaxTokens: 1_000_000, MaxNesting: 2000})
			if errs != nil {
				t.Fatalf("the normal form does not parse: %v\n%s", errs, normal)
			}
			for _, failure := range Validate(schema, again) {
				// Variables may lose their last use.
				if !strings.Contains(failure.Message, "is never used") && !strings.HasPrefix(failure.Message, "Too many") {
					t.Fatalf("the normal form is not valid: %v\n%s", failure, normal)
				}
			}
			same, errs := Normalize(schema, again, again.Operations[0], 50_000)
			if errs != nil {
				t.Fatalf("the normal form cannot be normalised: %v\n%s", errs, normal)
			}
			if Print(same) != normal || same.Hash != op.Hash {
				t.Fatalf("normalised again it differs:\n%s\n%s", normal, Print(same))
			}
		}
	})
}

// FuzzVariables coerces any text as variables.
func FuzzVariables(f *testing.F) {
	schema := loadSchema(f, testSchema)
	doc, errs := Parse(`query($f: [Filter!] = {}, $l: Lookup, $i: ID, $n: [[Int]], $d: Date, $c: Color = RED) { me { id } }`, ParseLimits{})
	if errs != nil {
		f.Fatal(errs)
	}
	definitions := doc.Operations[0].VariableDefinitions
	for _, raw := range []string{
		``, `null`, `{"f": [{"nested": {"text": "a"}}], "l": {"id": 1}, "i": 1.0, "n": [1, [2]], "d": {"a": [1e5]}, "c": "GREEN"}`,
		`{"d": "\ud800", "f": {"text": null}}`, `[[[[`, `{"a":`, `{"n": 1e400}`,
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		values, errs := CoerceVariables(schema, definitions, raw)
		if errs != nil {
			return
		}
		out := values.AppendObject(nil, []string{"f", "l", "i", "n", "d", "c"})
		again, errs := CoerceVariables(schema, definitions, out)
		if errs != nil {
			t.Fatalf("%v in %s", errs, out)
		}
		if same := again.AppendObject(nil, []string{"f", "l", "i", "n", "d", "c"}); string(same) != string(out) {
			t.Fatalf("coerced again they differ:\n%s\n%s", out, same)
		}
	})
}

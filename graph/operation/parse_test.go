package operation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

func TestParseRefuses(t *testing.T) {
	for _, test := range []struct{ name, document, want string }{
		{"nothing", ``, `1:1 Syntax Error: Unexpected <EOF>, the document has no operation.`},
		{"only comments", "# { a }\n", `1:1 Syntax Error: Unexpected <EOF>, the document has no operation.`},
		{"open", `{ a`, `1:4 Syntax Error: Expected Name, found <EOF>`},
		{"a lexical error", "{\n  a(b: 01) }", `2:9 Syntax Error: Invalid number, unexpected digit after 0: "1".`},
		{"a lexical error is not hidden", "{ a ? }", `1:5 Syntax Error: Cannot parse the unexpected character "?".`},
		{"an open string", `{ a(b: "c) }`, `1:13 Syntax Error: Unterminated string.`},
		{"a type definition", `type A { b: Int }`, `1:1 Syntax Error: Unexpected Name "type"`},
		{"a variable in a constant", `query($a: Int = $b) { a }`, `1:17 Syntax Error: Unexpected $`},
		{"a variable in a constant directive", `query($a: Int @b(c: [$d])) { a }`, `1:22 Syntax Error: Unexpected variable "$d" in constant value.`},
		{"fragment variables", `{ ...F } fragment F($a: Int) on A { a }`, `1:21 Syntax Error: Expected "on", found a variable definition; fragments define no variables.`},
		{"an empty selection", `{ a { } }`, `1:7 Syntax Error: expected at least one definition, found }`},
		{"invalid UTF-8", "{ a(b: \"\xff\") }", `1:1 Syntax Error: the document is not valid UTF-8.`},
		{"nested selections", "{" + strings.Repeat("a{", 300), `1:501 Syntax Error: the document nests brackets deeper than 250.`},
		{"nested lists", "{a(b:" + strings.Repeat("[", 300), `1:254 Syntax Error: the document nests brackets deeper than 250.`},
		{"nested types", "query($a:" + strings.Repeat("[", 300), `1:259 Syntax Error: the document nests brackets deeper than 250.`},
		{"brackets behind a long run of quotes", `{ a(b: """c"""", d: ` + strings.Repeat("[", 300), `1:269 Syntax Error: the document nests brackets deeper than 250.`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, errs := Parse(test.document, ParseLimits{})
			if diff := cmp.Diff([]string{test.want}, messages(errs)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if len(errs) == 1 && errs[0].Code != gqlerr.ParseFailed {
				t.Errorf("code %q", errs[0].Code)
			}
		})
	}
}

func TestParseCountsTokens(t *testing.T) {
	// { a ( b : "x y" , c : -1.5e3 ) ... F @ skip ( if : $ v ) } and the comments leave 21 tokens.
	document := "{ a(b: \"x y\" # c, d, \"\n c: -1.5e3) ...F @skip(if: $v) } # end"
	if _, errs := Parse(document, ParseLimits{MaxTokens: 21}); errs != nil {
		t.Errorf("at the limit: %v", errs)
	}
	_, errs := Parse(document, ParseLimits{MaxTokens: 20})
	if len(errs) != 1 || errs[0].Code != gqlerr.MaxTokens || errs[0].Message != "The document has more than 20 tokens, which is the limit." {
		t.Errorf("one beyond the limit: %v", errs)
	}
}

func TestParseKeepsPlacesBesideComments(t *testing.T) {
	doc, errs := Parse("# one {\n{ # two \"\n  a # three\n  b(c: \"\"\"# no comment\"\"\") # four\n  d }", ParseLimits{})
	if errs != nil {
		t.Fatal(errs)
	}
	set := doc.Operations[0].SelectionSet
	if at := set[2].GetPosition(); at.Line != 5 || at.Column != 3 {
		t.Errorf("d is at %d:%d, want 5:3", at.Line, at.Column)
	}
	if got := PrintDocument(doc); !strings.Contains(got, `b(c: "# no comment")`) {
		t.Errorf("printed:\n%s", got)
	}
}

func TestParseErrorsAreShort(t *testing.T) {
	_, errs := Parse("{ a(b: "+strings.Repeat("x", 1<<20)+" "+strings.Repeat("y", 1<<20)+" ! ) }", ParseLimits{})
	if len(errs) != 1 || len(errs.Error()) > 500 {
		t.Errorf("the error has %d bytes", len(errs.Error()))
	}
}

func TestSelect(t *testing.T) {
	one, _ := Parse(`query A { a }`, ParseLimits{})
	two, _ := Parse(`query A { a } query B { b }`, ParseLimits{})
	none, _ := Parse(`fragment F on A { a }`, ParseLimits{})
	if op, failure := Select(one, ""); failure != nil || op.Name != "A" {
		t.Errorf("the only operation: %v, %v", op, failure)
	}
	if op, failure := Select(two, "B"); failure != nil || op.Name != "B" {
		t.Errorf("a named operation: %v, %v", op, failure)
	}
	var got []string
	for _, ask := range []func() (any, *gqlerr.Error){
		func() (any, *gqlerr.Error) { return Select(two, "") },
		func() (any, *gqlerr.Error) { return Select(one, "C") },
		func() (any, *gqlerr.Error) { return Select(none, "") },
	} {
		_, failure := ask()
		got = append(got, failure.Code+" "+failure.Message)
	}
	want := []string{
		"OPERATION_RESOLUTION_FAILURE Must provide operation name if query contains multiple operations.",
		`OPERATION_RESOLUTION_FAILURE Unknown operation named "C".`,
		"OPERATION_RESOLUTION_FAILURE The document has no operation, only fragments.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

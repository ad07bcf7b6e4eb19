package service

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/weftgraphql/weft/internal/fault"
)

// tower is fragments of which each spreads the next one twice: 2^levels fields.
func tower(levels int) string {
	var b strings.Builder
	b.WriteString("{ ...f0 }")
	for i := range levels {
		fmt.Fprintf(&b, " fragment f%d on Query { ...f%d ...f%d }", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment f%d on Query { a }", levels)
	return b.String()
}

func chain(length int) string {
	var b strings.Builder
	b.WriteString("{ ...f0 }")
	for i := range length {
		fmt.Fprintf(&b, " fragment f%d on Query { ...f%d }", i, i+1)
	}
	fmt.Fprintf(&b, " fragment f%d on Query { a }", length)
	return b.String()
}

func nested(open, inner, shut string, times int) string {
	return strings.Repeat(open, times) + inner + strings.Repeat(shut, times)
}

func numbered(format string, times int) string {
	var b strings.Builder
	for i := range times {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestCheckDocument(t *testing.T) {
	for name, test := range map[string]struct {
		query string
		want  fault.Code // "" passes
	}{
		"a field":                        {"{ a }", ""},
		"a usual entity query":           {"query($r: [_Any!]!) { _entities(representations: $r) { ... on A { b c } ... on D { b c } } }", ""},
		"as deep as may be":              {nested("{a", "{a}", "}", maxDepth-1), ""},
		"one deeper":                     {nested("{a", "{a}", "}", maxDepth), fault.TooDeep},
		"deep through a fragment":        {"{ a { ...f } } fragment f on A " + nested("{a", "{a}", "}", maxDepth-1), fault.TooDeep},
		"very deep":                      {nested("{a", "{a}", "}", 4000), fault.TooDeep},
		"very deep inline fragments":     {"{" + nested("...{", "a", "}", 3000) + "}", fault.TooDeep},
		"many fields":                    {"{" + numbered("a%d ", maxSelections) + "}", ""},
		"too many fields":                {"{" + numbered("a%d ", maxSelections+1) + "}", fault.TooComplex},
		"one field often":                {"{" + strings.Repeat("a ", 7000) + "}", fault.TooComplex},
		"one field fairly often":         {"{" + strings.Repeat("a ", 250) + "}", fault.TooComplex},
		"one field a few times":          {"{" + strings.Repeat("a ", 100) + "}", ""},
		"the same in levels":             {"{" + strings.Repeat("a{"+strings.Repeat("b{"+strings.Repeat("c ", 8)+"}", 8)+"}", 8) + "}", fault.TooComplex},
		"fragments that double":          {tower(40), fault.TooComplex},
		"a long chain of fragments":      {chain(4000), fault.ParseFailed}, // more tokens than may be
		"a chain of fragments":           {chain(400), fault.TooDeep},
		"too many fragments":             {chain(1500), fault.TooComplex},
		"100 by 100 inline fragments":    {"{" + strings.Repeat("...{"+strings.Repeat("...{a}", 100)+"}", 100) + "}", fault.ParseFailed},
		"30 by 30 inline fragments":      {"{" + strings.Repeat("...{"+strings.Repeat("...{a}", 30)+"}", 30) + "}", fault.TooComplex},
		"a ring of fragments":            {"{ ...f } fragment f on Query { ...g } fragment g on Query { a { ...f } }", fault.Invalid},
		"a ring that nothing spreads":    {"{ a } fragment f on Query { ...f }", fault.Invalid},
		"a tower that nothing spreads":   {"{ a } " + strings.TrimPrefix(tower(40), "{ ...f0 }"), fault.TooComplex},
		"a fragment that is not there":   {"{ ...f }", ""}, // validation tells it better
		"too many tokens":                {"{ a(b: [" + strings.Repeat("1 ", maxTokens) + "]) }", fault.ParseFailed},
		"no GraphQL":                     {"hello {", fault.ParseFailed},
		"an unclosed list that is deep":  {"{ a(b: " + strings.Repeat("[", 10_000), fault.ParseFailed},
		"an object that is deep":         {"{ a(b: " + nested("{c:", "1", "}", 2000) + ") }", ""},
		"many operations, one too heavy": {"query A { a } query B {" + strings.Repeat("a ", 7000) + "}", fault.TooComplex},
	} {
		t.Run(name, func(t *testing.T) {
			err := checkDocument(test.query)
			if got := faultCode(err); got != test.want {
				t.Errorf("%q: %v, want %q", got, err, test.want)
			}
		})
	}
}

func faultCode(err error) fault.Code {
	var (
		known   *fault.Error
		located *gqlerror.Error
	)
	switch {
	case errors.As(err, &known):
		return known.Code
	case errors.As(err, &located):
		return codeOf(located, "")
	}
	return ""
}

package supergraph

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// maxFieldSetTokens bounds one @key, @requires or @provides.
const maxFieldSetTokens = 20_000

// ParseFieldSet reads the selection of a @key, @requires or @provides, with or
// without its outer braces. Fragment spreads are refused.
func ParseFieldSet(text string) (FieldSet, error) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Name: "field set", Input: "{" + text + "}"}, maxFieldSetTokens)
	if err != nil {
		// With its own braces the text reads as `{{ ... }}`: try it as it is.
		var again error
		doc, again = parser.ParseQueryWithTokenLimit(&ast.Source{Name: "field set", Input: text}, maxFieldSetTokens)
		if again != nil {
			return FieldSet{}, fmt.Errorf("the field set %q does not parse: %w", text, err)
		}
	}
	if len(doc.Operations) != 1 || len(doc.Fragments) != 0 {
		return FieldSet{}, fmt.Errorf("the field set %q is not one selection", text)
	}
	selections := doc.Operations[0].SelectionSet
	if err := refuseSpreads(selections); err != nil {
		return FieldSet{}, fmt.Errorf("the field set %q %w", text, err)
	}
	return FieldSet{Text: text, Selections: selections}, nil
}

func refuseSpreads(selections ast.SelectionSet) error {
	for _, selection := range selections {
		var below ast.SelectionSet
		switch selection := selection.(type) {
		case *ast.FragmentSpread:
			return fmt.Errorf("spreads the fragment %q, which a field set cannot define", selection.Name)
		case *ast.Field:
			below = selection.SelectionSet
		case *ast.InlineFragment:
			below = selection.SelectionSet
		}
		if err := refuseSpreads(below); err != nil {
			return err
		}
	}
	return nil
}

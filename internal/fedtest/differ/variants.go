package differ

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/internal/fedtest/generate"
)

// variants are the requests whose answers follow from a case's: its selections in another order and, of a query, each
// selection of the root by itself. Mutations are left as they are.
func (c Case) variants(r generate.Random) []Case {
	doc, err := parser.ParseQuery(&ast.Source{Input: c.Request.Query})
	if err != nil || len(doc.Operations) != 1 || doc.Operations[0].Operation != ast.Query {
		return nil
	}
	var out []Case
	if roots := len(doc.Operations[0].SelectionSet); roots > 1 {
		for i := range roots {
			out = append(out, c.only(i))
		}
	}
	for _, op := range doc.Operations {
		shuffle(r, op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		shuffle(r, f.SelectionSet)
	}
	shuffled := c
	shuffled.Request.Query = printQuery(doc)
	return append(out, shuffled)
}

// only is the case with one selection of the root.
func (c Case) only(i int) Case {
	doc, err := parser.ParseQuery(&ast.Source{Input: c.Request.Query})
	if err != nil {
		return c
	}
	op := doc.Operations[0]
	op.SelectionSet = slices.Clone(op.SelectionSet[i : i+1])
	dropUnused(doc)
	c.Request = generate.Request{Query: printQuery(doc), Variables: usedVariables(doc, c.Request.Variables)}
	return c
}

func shuffle(r generate.Random, set ast.SelectionSet) {
	r.Shuffle(len(set), func(i, j int) { set[i], set[j] = set[j], set[i] })
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			shuffle(r, s.SelectionSet)
		case *ast.InlineFragment:
			shuffle(r, s.SelectionSet)
		}
	}
}

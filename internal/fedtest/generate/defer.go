package generate

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	normal "github.com/weftgraphql/weft/graph/operation"
)

// Defer puts @defer on fragments of a request here and there, and into fragments of their own what stood without: some
// nested, some selecting again what is selected outside. The request means the same to who ignores @defer. Root
// fields of mutations are left alone.
func Defer(r Random, schema *ast.Schema, request Request) (Request, error) {
	doc, err := parser.ParseQuery(&ast.Source{Input: request.Query})
	if err != nil {
		return request, err
	}
	d := &deferrer{Random: r, schema: schema}
	for _, op := range doc.Operations {
		root := schema.Query
		if op.Operation == ast.Mutation {
			root = schema.Mutation
		}
		op.SelectionSet = d.set(op.SelectionSet, root)
	}
	for _, f := range doc.Fragments {
		f.SelectionSet = d.set(f.SelectionSet, schema.Types[f.TypeCondition])
	}
	request.Query = normal.PrintDocument(doc)
	return request, nil
}

type deferrer struct {
	Random
	schema *ast.Schema
	labels int
}

// set defers parts of a selection set on a type, unless that is a mutation's root.
func (d *deferrer) set(set ast.SelectionSet, on *ast.Definition) ast.SelectionSet {
	root := on != nil && on == d.schema.Mutation
	var out ast.SelectionSet
	for _, selection := range set {
		switch node := selection.(type) {
		case *ast.Field:
			again, copied := node, *node
			if node = &copied; len(node.SelectionSet) > 0 {
				node.SelectionSet = d.set(node.SelectionSet, d.below(on, node.Name))
			}
			selection = node
			if !root && d.chance(15) {
				if d.chance(20) {
					out = append(out, again)
				}
				selection = &ast.InlineFragment{SelectionSet: ast.SelectionSet{node}, Directives: d.directive()}
			}
		case *ast.InlineFragment:
			copied := *node
			node = &copied
			selection = node
			inner := on
			if node.TypeCondition != "" {
				inner = d.schema.Types[node.TypeCondition]
			}
			node.SelectionSet = d.set(node.SelectionSet, inner)
			if !root && d.chance(50) {
				node.Directives = append(slices.Clip(node.Directives), d.directive()...)
			}
		case *ast.FragmentSpread:
			copied := *node
			node = &copied
			selection = node
			if !root && d.chance(50) {
				node.Directives = append(slices.Clip(node.Directives), d.directive()...)
			}
		}
		out = append(out, selection)
	}
	if root || !d.chance(15) {
		return out
	}
	return ast.SelectionSet{&ast.InlineFragment{SelectionSet: out, Directives: d.directive()}}
}

// below is the type of a field, nil for one of introspection.
func (d *deferrer) below(on *ast.Definition, field string) *ast.Definition {
	if on == nil {
		return nil
	}
	if def := on.Fields.ForName(field); def != nil {
		return d.schema.Types[def.Type.Name()]
	}
	return nil
}

func (d *deferrer) directive() ast.DirectiveList {
	made := &ast.Directive{Name: "defer"}
	if d.chance(30) {
		d.labels++
		made.Arguments = ast.ArgumentList{{Name: "label", Value: &ast.Value{Kind: ast.StringValue, Raw: "part " + strconv.Itoa(d.labels)}}}
	}
	return ast.DirectiveList{made}
}

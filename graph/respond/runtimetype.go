package respond

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// runtimeFields are the fields for what an object of an abstract static type is.
func (w *writer) runtimeFields(sel *selection, lo int) *objectFields {
	_, fields := w.runtimeType(sel, lo)
	return fields
}

// runtimeType is what the object says it is, with the fields for that; nil where it can't be known. An interface's name is what an
// @interfaceObject subgraph says; it decides nothing, and is good enough where it makes no difference.
func (w *writer) runtimeType(sel *selection, lo int) (*objectType, *objectFields) {
	for _, part := range w.stack.Refs[lo:] {
		x := w.tree.Doc(part.Doc)
		n := x.TypeName(part.Node)
		if n == 0 {
			continue
		}
		name, plain := x.PlainText(n)
		if !plain {
			name = []byte(x.Text(n))
		}
		if typ := sel.possible[string(name)]; typ != nil {
			if fields := sel.byType[string(name)]; fields != nil {
				return typ, fields
			}
			return typ, sel.others
		}
		if def := w.api.Types[string(name)]; def == nil || def.Kind != ast.Interface {
			return nil, nil
		}
	}
	for _, guard := range sel.typeMatters {
		if guard < 0 || w.active[guard] {
			return nil, nil
		}
	}
	if sel.anyType == nil {
		return nil, nil
	}
	return sel.anyType.typ, sel.anyType
}

// isOfType checks an object whose type is certain, where it says its type all the same.
func (w *writer) isOfType(typ *objectType, lo int) bool {
	for _, part := range w.stack.Refs[lo:] {
		x := w.tree.Doc(part.Doc)
		if n := x.TypeName(part.Node); n != 0 && x.Kind(n) != value.Null {
			return x.StringIs(n, typ.name)
		}
	}
	return true
}

package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
)

// part builds one field.
func (f *frame) part(p part, outer []operation.Condition) {
	f.budget.spend(1)
	if p.field.key == wish {
		return // see typed
	}
	if p.field.context {
		f.contextInput(p)
		return
	}
	f.plainPart(p, outer)
}

func (f *frame) plainPart(p part, outer []operation.Condition) {
	conditions := bothConditions(outer, p.field.conditions)
	h := f.hostOf(p.view, conditions)
	f.touch(h.node)
	if p.field.name == typename {
		// What the client wants of an object type's name is known without asking; a representation copies it.
		if p.field.key == "" || f.graph.Shape(p.view.as, p.view.subgraph) == querygraph.Abstract {
			h.set.typename()
		}
		return
	}
	key := p.field.key
	if key == "" {
		key = f.keys.key(f.position, p.field.name, p.field.argsText)
	}
	contexts := f.contextArguments(p)
	it := h.set.add(&outputItem{
		key: key, name: p.field.name, arguments: p.field.arguments, argsText: p.field.argsText + contextArgumentsText(contexts),
		contexts: contexts, conditions: conditions, typ: p.in.Type, forKey: f.forKey,
	})
	if p.child == nil {
		return
	}
	if it.sub == nil {
		it.sub = newOutput(p.in.Type.Name())
	}
	if f.isAbstract(p) {
		it.sub.typename()
	}
	telling, filter := f.telling, f.filter
	if p.field.anyType && p.view.keysOnly {
		// What is below goes by the object's type: one that is not known must not pass for any.
		h.set.typename()
		telling = append(slices.Clip(telling), f.hosts[0].node)
		if filter == nil {
			filter = f.types
		}
	}
	f.build(p.child, frame{
		path: under(f.path, filter, key, p.in.Type), position: below(f.position, key),
		hosts: []host{{h.node, it.sub}}, touched: f.touched, given: bothConditions(f.given, conditions),
		above: append(slices.Clip(f.above), place{f.position, f.types}), telling: telling, forKey: f.forKey,
	})
}

// isAbstract says whether a field's objects may be of several types for the
// client, and the subgraph can say of which, even if there it is always the same.
func (f *frame) isAbstract(p part) bool {
	def := f.graph.Definition(p.view.as, p.field.name)
	if def == nil || f.graph.Shape(p.in.Type.Name(), p.view.subgraph) == querygraph.InterfaceObject {
		return false
	}
	t := f.graph.Supergraph().Types[def.Type.Name()]
	return t != nil && (t.Def.Kind == ast.Interface || t.Def.Kind == ast.Union)
}

// under is the path to the objects below a key of those that another path and a filter lead to.
func under(path Path, filter []string, key string, typ *ast.Type) Path {
	path = slices.Clone(path)
	if filter != nil {
		path = append(path, Segment{Types: filter})
	}
	path = append(path, Segment{Key: key})
	for t := typ; t.Elem != nil; t = t.Elem {
		path = append(path, Segment{List: true})
	}
	return path
}

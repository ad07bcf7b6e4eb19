package execute

import (
	"encoding/binary"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/gqlerr"
)

// Arguments with @fromContext take values from objects further up, and one `_entities` call has but one value for each of
// its variables. So the objects of such a call are grouped by their values (here), and the call is repeated for each group
// (repeat.go).

// contextValue is a plan.ContextValue with what follows from it.
type contextValue struct {
	typ    *ast.Type
	up     int
	fields []representationField
}

// contextGroup are the objects of a call that have the same values.
type contextGroup struct {
	// values are JSON, one for each of the call's contexts.
	values [][]byte
	// from and to are the group's representations among callState.spans.
	from, to int
}

// grouping finds the groups of the objects of one call.
type grouping struct {
	groups []contextGroup
	index  map[string]uint32
	// most is how many groups there may be; tooMany says that there would be more.
	most    int
	tooMany bool
	// of is the group of each representation, in the order of callState.spans.
	of []uint32
	// refused are objects for which a context is null though the argument is not nullable.
	refused []target
}

// objectRange is where on a walker's stack the parts of an object are.
type objectRange struct{ lo, hi int }

// writeGrouped makes the object whose parts are stack.Refs[lo:] a target, as write does, of the group of its values.
func (r *representationWriter) writeGrouped(w *walker, lo int) {
	start := len(r.body)
	group, ok := r.group(w, lo)
	if !ok {
		r.body = r.body[:start]
		return
	}
	// Equal representations of different groups are different ones.
	r.body = binary.LittleEndian.AppendUint32(r.body[:start], group)
	if r.addTarget(w, lo, start, start) {
		r.grouping.of = append(r.grouping.of, group)
	}
}

// groupPrefix is how many bytes stand before a representation while it is being grouped.
const groupPrefix = 4

// group finds the values of an object's contexts, and the group of objects that have the same. It returns false when a value is not there.
func (r *representationWriter) group(w *walker, lo int) (group uint32, ok bool) {
	start := len(r.body)
	ends := make([]int, 0, 4)
	for i := range r.call.contexts {
		c := &r.call.contexts[i]
		at := objectRange{lo, len(w.stack.Refs)}
		if c.up > 0 {
			at = w.above[len(w.above)-c.up]
		}
		r.nullRefused = false
		if !r.contextOf(w, c.fields, at.lo, at.hi, c.typ) {
			if r.nullRefused {
				r.refuse(w, lo)
			}
			return 0, false
		}
		ends = append(ends, len(r.body))
		r.body = append(r.body, 0) // no JSON has it
	}
	g := r.grouping
	if known, ok := g.index[string(r.body[start:])]; ok {
		return known, true
	}
	if len(g.groups) >= g.most {
		g.tooMany = true
		return 0, false
	}
	key := string(r.body[start:])
	made := contextGroup{values: make([][]byte, len(ends))}
	for i, from := 0, 0; i < len(ends); i++ {
		made.values[i] = []byte(key[from : ends[i]-start])
		from = ends[i] - start + 1
	}
	g.index[key] = uint32(len(g.groups))
	g.groups = append(g.groups, made)
	return g.index[key], true
}

// contextOf appends the value that a selection on the object whose parts are stack.Refs[lo:hi] comes to. It returns false when it
// was not fetched, or is null and must not be.
func (r *representationWriter) contextOf(w *walker, fields []representationField, lo, hi int, typ *ast.Type) bool {
	for i := range fields {
		f := &fields[i]
		if len(f.types) > 0 {
			if own, said := runtimeType(w.tree, w.stack.Refs[lo:hi], f.types); said && own == nil {
				continue
			}
		}
		if len(f.fields) == 0 {
			leaf, found := w.tree.Leaf(w.stack.Refs[lo:hi], f.source)
			if !found {
				return false
			}
			if x := w.tree.Doc(leaf.Doc); x.Kind(leaf.Node) != value.Null {
				r.body = append(r.body, x.Raw(leaf.Node)...)
				return true
			}
			return r.contextNull(typ)
		}
		top := len(w.stack.Refs)
		var found bool
		w.stack.Refs, found = w.tree.Members(w.stack.Refs, w.stack.Refs[lo:hi], f.source)
		found = found && r.contextBelow(w, f, top, typ)
		w.stack.Refs = w.stack.Refs[:top]
		return found
	}
	return r.contextNull(typ)
}

func (r *representationWriter) contextNull(typ *ast.Type) bool {
	if typ.NonNull {
		r.nullRefused = true
		return false
	}
	r.body = append(r.body, "null"...)
	return true
}

// contextBelow goes on in the value whose parts are stack.Refs[lo:]; none means null.
func (r *representationWriter) contextBelow(w *walker, f *representationField, lo int, typ *ast.Type) bool {
	if len(w.stack.Refs) == lo {
		return r.contextNull(typ)
	}
	switch w.tree.Kind(w.stack.Refs[lo]) {
	case value.Object:
		return r.contextOf(w, f.fields, lo, len(w.stack.Refs), typ)
	case value.List:
		return r.contextList(w, f, lo, typ)
	}
	return false
}

// contextList appends what the elements of a list come to; nesting is bounded by the depth that an answer may have.
func (r *representationWriter) contextList(w *walker, f *representationField, lo int, typ *ast.Type) bool {
	if typ.Elem != nil {
		typ = typ.Elem
	}
	r.body = append(r.body, '[')
	lists, ok := w.stack.Open(w.tree, lo, len(w.stack.Refs))
	complete := true
	for n := 0; ok && complete; n++ {
		if lo, ok = w.stack.Next(w.tree, lists); ok {
			if n > 0 {
				r.body = append(r.body, ',')
			}
			complete = w.step() && r.contextBelow(w, f, lo, typ)
		}
	}
	w.stack.Close(lists)
	r.body = append(r.body, ']')
	return complete
}

func (r *representationWriter) refuse(w *walker, lo int) {
	r.grouping.refused = append(r.grouping.refused, target{base: w.stack.Refs[lo], path: r.path, indices: uint32(len(r.state.indices))})
	r.state.indices = append(r.state.indices, w.indices...)
}

// sort puts the representations of a group next to one another.
func (g *grouping) sort(state *callState) {
	for _, group := range g.of {
		g.groups[group].to++
	}
	from := 0
	for i := range g.groups {
		count := g.groups[i].to
		g.groups[i].from, g.groups[i].to = from, from
		from += count
	}
	spans, place := make([]span, len(state.spans)), make([]uint32, len(state.spans))
	for i, group := range g.of {
		at := &g.groups[group].to
		spans[*at], place[i] = state.spans[i], uint32(*at)
		*at++
	}
	copy(state.spans, spans)
	for i := range state.targets {
		state.targets[i].representation = place[state.targets[i].representation]
	}
}

// refusals notes an error for each object whose argument must not be null.
func (r *run) refusals(f *fetch, s *fetchState, callIndex int, g *grouping) {
	for i := range g.refused {
		r.addError(s, gqlerr.Error{
			Code: gqlerr.Internal,
			Message: fmt.Sprintf("The service %q was not asked for this object: an argument that is filled from its context must not be null.",
				f.Service),
		}, f.targetPath(callIndex, &s.calls[callIndex], &g.refused[i]))
	}
}

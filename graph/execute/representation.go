package execute

import (
	"github.com/weftgraphql/weft/graph/execute/value"
)

// representationWriter writes the representations of one entity call into the request's body, each
// different one once, and notes which object is represented by which.
type representationWriter struct {
	call  *call
	state *callState
	path  uint32
	body  []byte
	dedup dedupTable
	// sent is the object type that the representation names, nil when it names an interface or a type of the planner's choice.
	sent *typeName
	// grouping is set while the objects are grouped by their contexts; nullRefused where one of these is null and must not be.
	grouping    *grouping
	nullRefused bool
}

// write makes the object whose parts are stack.Refs[lo:] a target; one that lacks what it takes has no part in the call.
func (r *representationWriter) write(w *walker, lo int) {
	if r.call.whole {
		anchor := r.anchor(w)
		if last := len(r.state.spans) - 1; last < 0 || r.state.spans[last].anchor != anchor {
			r.state.spans = append(r.state.spans, span{anchor: anchor})
		}
		r.aim(w, lo, uint32(len(r.state.spans)-1))
		return
	}
	if r.grouping != nil {
		r.writeGrouped(w, lo)
		return
	}
	start := len(r.body)
	if len(r.state.spans) > 0 {
		r.body = append(r.body, ',')
	}
	r.addTarget(w, lo, start, len(r.body))
}

// addTarget writes the object's representation behind what stands in the body from begin on and is a part of it. Back to start is
// what goes when there is nothing to add. It says whether the representation is a new one.
func (r *representationWriter) addTarget(w *walker, lo, start, begin int) (added bool) {
	if !r.represent(w, lo) {
		r.body = r.body[:start]
		return false
	}
	number, known := r.dedup.add(r.body, begin, r.anchor(w), r.state)
	r.state.spans[number].sent = r.sent
	if known {
		r.body = r.body[:start]
	}
	r.aim(w, lo, number)
	return !known
}

func (r *representationWriter) aim(w *walker, lo int, number uint32) {
	r.state.targets = append(r.state.targets, target{
		base: w.stack.Refs[lo], representation: number, path: r.path, indices: uint32(len(r.state.indices)),
	})
	r.state.indices = append(r.state.indices, w.indices...)
}

func (r *representationWriter) represent(w *walker, lo int) bool {
	hi := len(w.stack.Refs)
	if r.call.byType != nil {
		if first, said := r.firstFor(w, lo, hi); said {
			if first < 0 {
				return false
			}
			_, whole := r.representAs(w, &r.call.representations[first], lo, hi)
			return whole
		}
	}
	for i := range r.call.representations {
		if fits, whole := r.representAs(w, &r.call.representations[i], lo, hi); fits {
			return whole
		}
	}
	return false
}

// firstFor is the number of the first representation for what the object whose parts are stack.Refs[lo:hi] says it is, -1 for none.
// said tells whether it says any type at all.
func (r *representationWriter) firstFor(w *walker, lo, hi int) (first int, said bool) {
	first = -1
	for _, part := range w.stack.Refs[lo:hi] {
		x := w.tree.Doc(part.Doc)
		n := x.TypeName(part.Node)
		if n == 0 {
			continue
		}
		said = true
		name, plain := x.PlainText(n)
		if !plain {
			name = []byte(x.Text(n))
		}
		if at, known := r.call.byType[string(name)]; known && (first < 0 || at < first) {
			first = at
		}
	}
	return first, said
}

// representAs writes one kind of representation of the object whose parts are stack.Refs[lo:hi], if it fits its type. It is not
// whole when the object lacks something.
func (r *representationWriter) representAs(w *walker, rep *representation, lo, hi int) (fits, whole bool) {
	own, said := runtimeType(w.tree, w.stack.Refs[lo:hi], rep.types)
	if own == nil && (said || !rep.anyType) {
		return false, false
	}
	r.sent = nil
	r.body = append(r.body, rep.prefix...)
	switch {
	case !rep.ownType:
	case own == nil:
		r.body = append(r.body, rep.fallback...)
	default:
		r.body = append(r.body, own.json...)
		if own.concrete {
			r.sent = own
		}
	}
	if !r.fields(w, rep.fields, lo, hi) {
		return true, false
	}
	r.body = append(r.body, '}')
	return true, true
}

// runtimeType is the object's type when it is one of these, an object type before an interface.
// said tells whether the object says any type at all.
func runtimeType(tree *value.Tree, parts []value.Ref, types []typeName) (own *typeName, said bool) {
	for _, part := range parts {
		x := tree.Doc(part.Doc)
		n := x.TypeName(part.Node)
		if n == 0 {
			continue
		}
		said = true
		for i := range types {
			if !x.StringIs(n, types[i].name) {
				continue
			}
			if types[i].concrete {
				return &types[i], true
			}
			own = &types[i]
		}
	}
	return own, said
}

// fields copies fields of the object whose parts are stack.Refs[lo:hi]; it returns false when the object lacks one that
// it must have. It is as deep as the fields are nested in the plan.
func (r *representationWriter) fields(w *walker, fields []representationField, lo, hi int) bool {
	for i := range fields {
		f := &fields[i]
		if len(f.types) > 0 {
			if own, said := runtimeType(w.tree, w.stack.Refs[lo:hi], f.types); said && own == nil {
				continue
			}
		}
		if len(f.fields) == 0 {
			if !r.leaf(w, f, lo, hi) {
				return false
			}
			continue
		}
		top := len(w.stack.Refs)
		var found bool
		w.stack.Refs, found = w.tree.Members(w.stack.Refs, w.stack.Refs[lo:hi], f.source)
		if found {
			r.begin(f)
			found = r.value(w, f, top)
		}
		w.stack.Refs = w.stack.Refs[:top]
		if !found {
			return false
		}
	}
	return true
}

func (r *representationWriter) begin(f *representationField) {
	if r.body[len(r.body)-1] != '{' {
		r.body = append(r.body, ',')
	}
	r.body = append(r.body, f.prefix...)
}

// leaf copies a scalar, or whatever a custom scalar consists of.
func (r *representationWriter) leaf(w *walker, f *representationField, lo, hi int) bool {
	leaf, found := w.tree.Leaf(w.stack.Refs[lo:hi], f.source)
	if !found {
		return false
	}
	x := w.tree.Doc(leaf.Doc)
	if f.Key && x.Kind(leaf.Node) == value.Null {
		return false
	}
	r.begin(f)
	r.body = append(r.body, x.Raw(leaf.Node)...)
	return true
}

// value copies the value of a field with fields whose parts are stack.Refs[lo:]; none means null.
func (r *representationWriter) value(w *walker, f *representationField, lo int) bool {
	if len(w.stack.Refs) == lo {
		r.body = append(r.body, "null"...)
		return !f.Key
	}
	switch w.tree.Kind(w.stack.Refs[lo]) {
	case value.Object:
		r.body = append(r.body, '{')
		if !r.fields(w, f.fields, lo, len(w.stack.Refs)) {
			return false
		}
		r.body = append(r.body, '}')
		return true
	case value.List:
		return r.list(w, f, lo)
	}
	return false
}

// list copies a list of objects; nesting is bounded by the depth that an answer may have.
func (r *representationWriter) list(w *walker, f *representationField, lo int) bool {
	r.body = append(r.body, '[')
	lists, ok := w.stack.Open(w.tree, lo, len(w.stack.Refs))
	complete := true
	for n := 0; ok && complete; n++ {
		if lo, ok = w.stack.Next(w.tree, lists); ok {
			if n > 0 {
				r.body = append(r.body, ',')
			}
			complete = w.step() && r.value(w, f, lo)
		}
	}
	w.stack.Close(lists)
	r.body = append(r.body, ']')
	return complete
}

package respond

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/gqlerr"
)

// writer is the pass over the answers: scratch memory that one request uses at a time.
type writer struct {
	out     []byte
	answers *execute.Answers
	tree    *value.Tree
	stack   value.Stack
	// cursors belong to the objects being written: where in each of their parts the next key is expected.
	cursors []uint32
	// places find what does not stand in order, of each part of an object.
	places [mappedParts]value.Places
	// path leads to the value being written.
	path []step
	// active has the truth of each guard.
	active []bool
	ready  map[string][]byte
	api    *ast.Schema
	limit  int
	// tooLarge: the answer went over its limit, and nothing of it counts any more.
	tooLarge bool
	// undone is how many bytes nulls have taken away.
	undone int

	// copies holds objects that were written and stand at more places, written says where. incidents counts
	// what went wrong so far.
	copies    []byte
	written   map[repeated]extent
	incidents int

	errors gqlerr.List
	// refusals is how many of the errors were there before: what was refused is null for that, and nothing else is.
	refusals int
	// cut are those of the errors whose paths went on to what the client did not ask for.
	cut       gqlerr.List
	errorRoom int
	explained *pathTree
	violation violation
	// parts is nil where the answer is written in one piece.
	parts *partsWriter
}

// step is a response key of an object of a type, or a position where field is nil.
type step struct {
	field *field
	of    *objectType
	index int
}

// frame is an object being written: its parts, their cursors, and the part in which a key was found last. Most
// objects have one part and few fields; the part is in x then, with its cursor here.
type frame struct {
	lo, hi, cursors, last int
	x                     *value.Index
	only                  value.Ref
	cursor                uint32
	// strays is how many members were not where they were expected.
	strays int
}

// wideObject is from how many fields on an object is looked at part by part even if it has but one, for its members may stray.
const wideObject = 64

// Bounds between going through an object's members for each that strays, and mapping them all.
const (
	manyStrays = 32
	// mappedParts is of how many parts of an object the members are mapped.
	mappedParts = 4
)

// stray looks for a key in a part of an object of which so many members strayed that they are mapped.
func (w *writer) stray(part int, x *value.Index, object uint32, key value.Key) uint32 {
	if part < mappedParts {
		return w.places[part].Find(x, object, key)
	}
	return x.Get(object, key)
}

// object is objectOf for fields that only one type has.
func (w *writer) object(fields *objectFields, lo int) bool { return w.objectOf(fields.typ, fields, lo) }

// objectOf writes the object whose parts are stack.Refs[lo:]. It returns false when it must be null.
func (w *writer) objectOf(typ *objectType, fields *objectFields, lo int) bool {
	fr := frame{lo: lo, hi: len(w.stack.Refs), cursors: len(w.cursors)}
	if fr.hi == lo+1 && len(fields.fields) < wideObject {
		fr.only = w.stack.Refs[lo]
		fr.x = w.tree.Doc(fr.only.Doc)
		fr.cursor, _ = fr.x.Children(fr.only.Node)
	} else {
		for _, part := range w.stack.Refs[lo:] {
			from, _ := w.tree.Doc(part.Doc).Children(part.Node)
			w.cursors = append(w.cursors, from)
		}
	}
	w.out = append(w.out, '{')
	if fields.parts != nil {
		w.note(fields.parts)
	}
	empty, ok := true, true
	for i := range fields.fields {
		f := &fields.fields[i]
		if (f.guard >= 0 || f.unless != nil) && !w.wanted(f) {
			continue
		}
		if !empty {
			w.out = append(w.out, ',')
		}
		empty = false
		w.out = append(w.out, f.prefix...)
		w.path = append(w.path, step{field: f, of: typ})
		ok = w.field(f, typ, &fr)
		w.path = w.path[:len(w.path)-1]
		if !ok {
			break
		}
	}
	w.cursors = w.cursors[:fr.cursors]
	w.out = append(w.out, '}')
	return ok
}

// wanted says whether this occurrence of a field is the one to write.
func (w *writer) wanted(f *field) bool {
	if f.guard >= 0 && !w.active[f.guard] {
		return false
	}
	for _, earlier := range f.unless {
		if earlier < 0 || w.active[earlier] {
			return false
		}
	}
	return true
}

// refuse answers a field that authorization refused. The refusal is among the errors already.
func (w *writer) refuse(f *field) bool {
	if f.nonNull[0] {
		w.violation = violation{}
		return false
	}
	w.out = append(w.out, "null"...)
	return true
}

func (w *writer) field(f *field, of *objectType, fr *frame) bool {
	if f.allowed != nil && !slices.ContainsFunc(f.allowed, func(guard int32) bool { return w.active[guard] }) {
		return w.refuse(f)
	}
	switch f.kind {
	case typeNameField:
		w.out = append(w.out, of.quoted...)
		return true
	case ready:
		if json := w.ready[f.response]; json != nil {
			w.out = append(w.out, json...)
			return true
		}
		return w.null(f.nonNull[0])
	case denied:
		return w.refuse(f)
	}
	mark, top := len(w.out), len(w.stack.Refs)
	if f.kind != composite && len(f.nonNull) == 1 {
		ref, ok := w.find(f.key, fr)
		if !ok {
			return w.nullOf(f.nonNull[0], ref)
		}
		return w.scalar(f, ref) || w.rest(f.nonNull[0], mark)
	}
	null := w.gather(f.key, fr)
	if len(w.stack.Refs) == top {
		return w.nullOf(f.nonNull[0], null)
	}
	ok := w.value(f, 0, top)
	w.stack.Refs = w.stack.Refs[:top]
	return ok
}

// find is the value of a leaf, the first that is not null in any part; ok is false for null, and for one that is missing, which
// has the zero Ref.
func (w *writer) find(key value.Key, fr *frame) (leaf value.Ref, ok bool) {
	if fr.x != nil {
		n := fr.x.Find(fr.only.Node, key, fr.cursor)
		if n == 0 {
			return value.Ref{}, false
		}
		fr.cursor = fr.x.Next(n)
		return value.Ref{Doc: fr.only.Doc, Node: n}, fr.x.Kind(n) != value.Null
	}
	if part := fr.lo + fr.last; part < fr.hi {
		// Fields that one fetch brought stand together, in the order they were asked for.
		ref := w.stack.Refs[part]
		x := w.tree.Doc(ref.Doc)
		if n := w.cursors[fr.cursors+fr.last]; x.IsAt(ref.Node, n, key) {
			w.cursors[fr.cursors+fr.last] = x.Next(n)
			if x.Kind(n) != value.Null {
				return value.Ref{Doc: ref.Doc, Node: n}, true
			}
		}
	}
	for i := range fr.hi - fr.lo {
		ref := w.stack.Refs[fr.lo+i]
		x := w.tree.Doc(ref.Doc)
		var n uint32
		expected := w.cursors[fr.cursors+i]
		if fr.strays >= manyStrays {
			n = w.stray(i, x, ref.Node, key)
		} else if n = x.Find(ref.Node, key, expected); n != expected {
			fr.strays++
		}
		if n == 0 {
			continue
		}
		w.cursors[fr.cursors+i], fr.last = x.Next(n), i
		leaf = value.Ref{Doc: ref.Doc, Node: n}
		if x.Kind(n) != value.Null {
			return leaf, true
		}
	}
	return leaf, false
}

// gather pushes the parts of an object or list: what all parts of its parent have of it. It returns where a null was that
// it pushed nothing for, the zero Ref for none.
func (w *writer) gather(key value.Key, fr *frame) (null value.Ref) {
	if fr.x != nil {
		n := fr.x.Find(fr.only.Node, key, fr.cursor)
		if n == 0 || !w.sees(fr.only.Doc) {
			return value.Ref{}
		}
		fr.cursor = fr.x.Next(n)
		return w.push(fr.x, value.Ref{Doc: fr.only.Doc, Node: n})
	}
	lo, seen := len(w.stack.Refs), w.parts == nil
	for i := range fr.hi - fr.lo {
		ref := w.stack.Refs[fr.lo+i]
		x := w.tree.Doc(ref.Doc)
		var n uint32
		expected := w.cursors[fr.cursors+i]
		if fr.strays >= manyStrays {
			n = w.stray(i, x, ref.Node, key)
		} else if n = x.Find(ref.Node, key, expected); n != expected {
			fr.strays++
		}
		if n == 0 {
			continue
		}
		w.cursors[fr.cursors+i], fr.last = x.Next(n), i
		switch at := w.push(x, value.Ref{Doc: ref.Doc, Node: n}); {
		case at.Node == 0:
			seen = seen || w.sees(ref.Doc)
		case w.sees(ref.Doc):
			null = at
		}
	}
	if !seen {
		// Only what other parts of the answer fetched has something here.
		w.stack.Refs = w.stack.Refs[:lo]
	}
	return null
}

// sees says whether what a document brought counts for what is written.
func (w *writer) sees(doc uint32) bool { return w.parts == nil || w.answers.Sees(doc) }

// push pushes what there is of a value: an object with its layers, and nothing for null, which it returns.
func (w *writer) push(x *value.Index, ref value.Ref) (null value.Ref) {
	switch x.Kind(ref.Node) {
	case value.Null:
		return ref
	case value.Object:
		w.stack.Refs = w.tree.Parts(w.stack.Refs, ref)
	default:
		w.stack.Refs = append(w.stack.Refs, ref)
	}
	return value.Ref{}
}

// value writes the value whose parts are stack.Refs[lo:], at a level of the field's lists. It returns false
// when the value must be null and must not be.
func (w *writer) value(f *field, level, lo int) bool {
	nonNull, mark := f.nonNull[level], len(w.out)
	var ok bool
	switch {
	case level+1 < len(f.nonNull):
		ok = w.list(f, level, lo)
	case f.kind == composite:
		ok = w.composite(f, lo)
	default:
		ok = w.scalar(f, w.stack.Refs[lo])
	}
	return ok || w.rest(nonNull, mark)
}

// rest lets a null rest where the value began, or rise when it must not be null here.
func (w *writer) rest(nonNull bool, mark int) bool {
	w.incidents++
	w.undone += len(w.out) - mark
	w.out = w.out[:mark]
	if w.parts != nil {
		w.parts.forget(mark)
	}
	if nonNull || w.tooLarge {
		return false
	}
	w.settle(len(w.path))
	w.out = append(w.out, "null"...)
	return true
}

// null writes null, or finds that it must not be.
func (w *writer) null(nonNull bool) bool {
	if nonNull {
		w.violate()
		return false
	}
	w.out = append(w.out, "null"...)
	return true
}

// nullOf is null for what a subgraph sent, or part of it: where it must not be null, that is the service's failure. The
// zero Ref is for what is missing.
func (w *writer) nullOf(nonNull bool, sent value.Ref) bool {
	ok := w.null(nonNull)
	if !ok && sent.Node != 0 {
		w.violation.service = w.answers.Service(sent.Doc)
	}
	return ok
}

func (w *writer) list(f *field, level, lo int) bool {
	sent := w.stack.Refs[lo]
	lists, ok := w.stack.Open(w.tree, lo, len(w.stack.Refs))
	if !ok {
		w.stack.Close(lists)
		return w.wrongShape(sent, "a list")
	}
	w.out = append(w.out, '[')
	w.path = append(w.path, step{})
	complete := true
	for i := 0; complete; i++ {
		if lo, ok = w.stack.Next(w.tree, lists); !ok {
			break
		}
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.path[len(w.path)-1].index = i
		if len(w.stack.Refs) == lo {
			complete = w.nullOf(f.nonNull[level+1], sent)
		} else {
			complete = w.value(f, level+1, lo)
		}
	}
	w.path = w.path[:len(w.path)-1]
	w.stack.Close(lists)
	w.out = append(w.out, ']')
	return complete
}

// composite writes an object, of the type that it says it has where the static type is abstract.
func (w *writer) composite(f *field, lo int) bool {
	if len(w.out) > w.limit || w.undone > undonePerLimit*w.limit {
		w.tooLarge = true
		return false
	}
	if !w.stack.KeepObjects(w.tree, lo) {
		return w.wrongShape(w.stack.Refs[lo], "an object")
	}
	fields := f.child.object
	var typ *objectType
	if fields == nil {
		if typ, fields = w.runtimeType(f.child, lo); fields == nil {
			return w.unknownType(f.child, lo)
		}
	} else if typ = fields.typ; !f.child.trusted && !w.isOfType(typ, lo) {
		return w.unknownType(f.child, lo)
	}
	if of, ok := w.repeats(typ, fields, lo); ok {
		return w.repeatedObject(of, lo)
	}
	return w.objectOf(typ, fields, lo)
}

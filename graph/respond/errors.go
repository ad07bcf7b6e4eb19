package respond

import (
	"fmt"
	"slices"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/gqlerr"
)

// violation is a null in a non-null position whose null has not come to rest yet.
type violation struct {
	at   step
	path []any
	// service is the subgraph that sent the null; "" where the value is missing.
	service string
}

// violate notes that the value at the path is null and must not be.
func (w *writer) violate() {
	if w.errorRoom <= 0 {
		w.violation = violation{}
		return
	}
	w.violation = violation{at: w.currentStep(), path: w.clientPath(len(w.path))}
}

// currentStep is the last step that is a field.
func (w *writer) currentStep() step {
	for _, s := range slices.Backward(w.path) {
		if s.field != nil {
			return s
		}
	}
	return step{}
}

// String names the field for messages, with the type that it is of.
func (s step) String() string { return s.of.name + "." + s.field.name }

// clientPath is the first steps of the path.
func (w *writer) clientPath(steps int) []any {
	path := make([]any, 0, steps)
	for _, s := range w.path[:steps] {
		if s.field != nil {
			path = append(path, s.field.response)
		} else {
			path = append(path, s.index)
		}
	}
	return path
}

// settle is called where a null came to rest, at the first steps of the path: when no error says why it is
// there, an error is added.
func (w *writer) settle(steps int) {
	v := w.violation
	w.violation = violation{}
	if v.at.field == nil || w.errorRoom <= 0 {
		return
	}
	if w.explained == nil {
		w.explained = newPathTree(w.errors[w.refusals:], w.cut)
	}
	if w.explained.explains(v.path, steps) {
		return
	}
	w.add(&gqlerr.Error{
		Message: fmt.Sprintf("Cannot return null for non-nullable field %s.", v.at),
		Path:    v.path,
		Code:    gqlerr.Internal,
		Service: v.service,
	})
}

// wrongShape notes that a subgraph's value is of the wrong kind.
func (w *writer) wrongShape(ref value.Ref, want string) bool {
	return w.fail(ref, gqlerr.SubrequestMalformed, "The service sent %v for %v, where %s should be.",
		w.tree.Kind(ref), w.currentStep(), want)
}

// unknownType notes that an object is of no type that clients may see there. The type is not named, as it may be inaccessible.
func (w *writer) unknownType(sel *selection, lo int) bool {
	return w.fail(w.stack.Refs[lo], gqlerr.Internal, "The object for %v does not have a type that %s may have.", w.currentStep(), sel.typeName)
}

func (w *writer) unknownEnumValue(ref value.Ref) bool {
	return w.fail(ref, gqlerr.Internal, "The value for %v is not one of its enum's.", w.currentStep())
}

// fail notes an error at the value being written. It returns false: the value is null.
func (w *writer) fail(ref value.Ref, code, format string, args ...any) bool {
	w.violation = violation{}
	if w.errorRoom > 0 {
		w.add(&gqlerr.Error{
			Message: fmt.Sprintf(format, args...),
			Path:    w.clientPath(len(w.path)),
			Code:    code,
			Service: w.answers.Service(ref.Doc),
		})
	}
	return false
}

func (w *writer) add(e *gqlerr.Error) {
	w.errorRoom--
	w.errors = append(w.errors, e)
}

// pathTree holds the paths of errors.
type pathTree struct {
	// next leads from a node, by a step, to another one; node 0 is the root.
	next map[pathStep]int
	// ends are the nodes at which an error's path ends, and how.
	ends []pathEnd
}

type pathEnd int

const (
	goesOn pathEnd = iota
	// endsCut: an error below the object there is about something that the client did not ask for.
	endsCut
	endsHere
)

type pathStep struct {
	from int
	step any
}

func newPathTree(errors, cut gqlerr.List) *pathTree {
	t := &pathTree{next: map[pathStep]int{}, ends: []pathEnd{goesOn}}
	for _, e := range errors {
		node := 0
		for _, s := range e.Path {
			step := pathStep{node, s}
			to, ok := t.next[step]
			if !ok {
				to = len(t.ends)
				t.next[step] = to
				t.ends = append(t.ends, goesOn)
			}
			node = to
		}
		if slices.Contains(cut, e) {
			t.ends[node] = max(t.ends[node], endsCut)
		} else {
			t.ends[node] = endsHere
		}
	}
	return t
}

// explains says whether an error accounts for a null at path that came to rest at its first steps: one on the way to the path,
// or any at or below the place of rest. An error without a path accounts only for the whole answer being null, one about
// an input of an object's fields only for what is missing of the object itself.
func (t *pathTree) explains(path []any, rest int) bool {
	if rest == 0 {
		return t.ends[0] != goesOn || len(t.next) > 0
	}
	node := 0
	for i, s := range path {
		to, ok := t.next[pathStep{node, s}]
		if !ok {
			return false
		}
		node = to
		if t.ends[node] == endsHere || t.ends[node] == endsCut && i+2 == len(path) || i+1 == rest {
			return true
		}
	}
	return false
}

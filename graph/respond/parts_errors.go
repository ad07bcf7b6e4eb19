package respond

import (
	"slices"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// sort gives the errors that belong to a part, in the client's terms: those of its own fetches, and those that earlier
// ones had about its fields. What is about later parts is held for them; all are those too.
func (x *Incremental) sort(w *writer, part int, errors gqlerr.List) (own, all gqlerr.List) {
	own = x.held[part]
	x.held[part] = nil
	all = slices.Clone(own)
	for _, e := range errors {
		copied := *e
		var parts []int
		copied.Path, parts = w.place(x.projection.root, e.Path)
		all = append(all, &copied)
		if len(copied.Path) < len(e.Path) {
			x.cut = append(x.cut, &copied)
		}
		// What its fetch says about a place in a part that it stands in is the reason why it has nothing there.
		if len(parts) == 0 || slices.ContainsFunc(parts, func(outer int) bool { return x.standsIn(part, outer) }) {
			own = append(own, &copied)
			continue
		}
		for _, later := range parts {
			if x.standsIn(later, part) {
				x.held[later] = append(x.held[later], &copied)
			}
		}
	}
	return own, all
}

// homeless takes out what is held for parts of which nothing is to come at the place of the error: then the error's null took
// the place away, and belongs to what is written already.
func (x *Incremental) homeless() gqlerr.List {
	var homeless gqlerr.List
	for part, errors := range x.held {
		if len(errors) == 0 {
			continue
		}
		tree, at := newErrorTree(errors), map[*gqlerr.Error]bool{}
		for _, in := range x.pending {
			if len(at) == len(errors) {
				break
			}
			if x.standsIn(part, in.part) {
				for _, e := range tree.about(in.Path) {
					at[e] = true
				}
			}
		}
		x.held[part] = nil
		for _, e := range errors {
			if at[e] {
				x.held[part] = append(x.held[part], e)
			} else {
				homeless = append(homeless, e)
			}
		}
	}
	return homeless
}

// standsIn says whether a part stands in another one.
func (x *Incremental) standsIn(part, outer int) bool {
	for part > 0 && part != outer {
		part = x.projection.defers[part-1].Parent
	}
	return part == outer
}

// placed is fields of an object that an error may be about, and the part that they belong to.
type placed struct {
	object *objectFields
	part   int
}

// place follows a path of keys of the tree, through all types that its objects may have and all parts. It gives the
// client's path, cut off where something begins that the client did not ask for, and the parts that have what is there.
func (w *writer) place(root *selection, path []any) (client []any, parts []int) {
	at, lists := objectsOf(nil, root, 0), 0
	here := []int{0}
	for _, s := range path {
		key, ok := s.(string)
		if !ok {
			if lists == 0 {
				break
			}
			lists--
			client = append(client, s)
			continue
		}
		if lists > 0 {
			break
		}
		var found *field
		var next []placed
		var in []int
		for _, p := range at {
			w.eachField(p, key, func(f *field, part int) {
				if found == nil {
					found = f
				}
				if !slices.Contains(in, part) {
					in = append(in, part)
				}
				if f.child != nil {
					next = objectsOf(next, f.child, part)
				}
			})
		}
		if found == nil {
			break
		}
		client = append(client, found.response)
		lists, at, here = len(found.nonNull)-1, next, in
	}
	return client, here
}

// eachField visits the fields under a key of the tree, of the part and of those deferred from it.
func (w *writer) eachField(p placed, key string, visit func(f *field, part int)) {
	for i := range p.object.fields {
		if f := &p.object.fields[i]; f.key.Text == key && f.kind != typeNameField && w.wanted(f) {
			visit(f, p.part)
		}
	}
	if p.object.parts == nil {
		return
	}
	for _, g := range p.object.parts.groups {
		if g.object != nil {
			w.eachField(placed{g.object, g.part}, key, visit)
		}
	}
}

// objectsOf appends the fields of each type that a value may have, once.
func objectsOf(list []placed, sel *selection, part int) []placed {
	add := func(object *objectFields) {
		if object != nil && !slices.Contains(list, placed{object, part}) {
			list = append(list, placed{object, part})
		}
	}
	add(sel.object)
	add(sel.anyType)
	add(sel.others)
	for _, object := range sel.byType {
		add(object)
	}
	return list
}

// errorTree finds errors by the place that they are about.
type errorTree struct {
	all  gqlerr.List
	root *errorNode
}

type errorNode struct {
	next map[any]*errorNode
	// here are indices of errorTree.all.
	here []int
}

func newErrorTree(errors gqlerr.List) *errorTree {
	t := &errorTree{all: errors, root: &errorNode{}}
	for i, e := range errors {
		at := t.root
		for _, s := range e.Path {
			if at.next[s] == nil {
				if at.next == nil {
					at.next = map[any]*errorNode{}
				}
				at.next[s] = &errorNode{}
			}
			at = at.next[s]
		}
		at.here = append(at.here, i)
	}
	return t
}

// about gives the errors on the way to a place, at it and below it.
func (t *errorTree) about(path []any) gqlerr.List {
	var found []int
	at := t.root
	for _, s := range path {
		found = append(found, at.here...)
		if at = at.next[s]; at == nil {
			break
		}
	}
	pending := []*errorNode{at}
	for len(pending) > 0 {
		at = pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if at == nil {
			continue
		}
		found = append(found, at.here...)
		for _, below := range at.next {
			pending = append(pending, below)
		}
	}
	slices.Sort(found)
	errors := make(gqlerr.List, len(found))
	for i, index := range found {
		errors[i] = t.all[index]
	}
	return errors
}

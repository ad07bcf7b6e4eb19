package respond

// partsWriter is what a writer knows of the deferred parts of an answer.
type partsWriter struct {
	// part is the one being written, 0 for the primary answer.
	part  int
	homes []int
	live  map[string]*instance
	// records are the objects that parts are still to come for.
	records []record
	key     []byte
	// left is how many objects the part is still to be written for, steps how many elements of lists may be passed on the way to
	// them: where entities are shared, the ways are many more than the answers' values.
	left, steps int
}

// record is an object that was written and that a part is to come for.
type record struct {
	part int
	// home is how many steps of the path lead to the object that the part's fragment stands in.
	home int
	path []any
	// offset is where the object began in the output: what is cut off there is not noted any more.
	offset int
}

// note notes the parts that are to come for the object that is being written.
func (w *writer) note(parts *objectParts) {
	if w.parts == nil {
		return
	}
	for _, home := range parts.homes {
		w.parts.homes[home] = len(w.path)
	}
	w.noteGroups(parts.groups)
}

func (w *writer) noteGroups(groups []deferredGroup) {
	for i := range groups {
		g := &groups[i]
		switch {
		case g.object == nil && g.guard >= 0 && !w.active[g.guard]:
		case g.object == nil || g.typed || w.writes(g.object):
			w.parts.records = append(w.parts.records, record{
				part: g.part, home: w.parts.homes[g.part], path: w.clientPath(len(w.path)), offset: len(w.out),
			})
		default:
			// Nothing of the part is wanted here: what stands in it doesn't wait for it.
			if g.object.parts != nil {
				w.noteGroups(g.object.parts.groups)
			}
			w.noteGroups(g.open)
		}
	}
}

// writes says whether anything is written of an object.
func (w *writer) writes(object *objectFields) bool {
	for i := range object.fields {
		if w.wanted(&object.fields[i]) {
			return true
		}
	}
	return false
}

// forget drops what was noted in output that is cut off.
func (p *partsWriter) forget(mark int) {
	for len(p.records) > 0 && p.records[len(p.records)-1].offset > mark {
		p.records = p.records[:len(p.records)-1]
	}
}

// stepsPerByte is how many elements of lists may be passed for each byte that the answer may have. Where no null took anything away
// there are fewer of them than bytes, in each part.
const stepsPerByte = 1

// seeks says whether there is anything left to seek, and it may be gone on for it.
func (w *writer) seeks() bool { return w.parts.left > 0 && !w.tooLarge }

// step counts an element that is passed.
func (w *writer) step() {
	if w.parts.steps--; w.parts.steps < 0 {
		w.tooLarge = true
	}
}

// seek goes through the object whose parts are stack.Refs[lo:] to those that the part is to be written for, and writes
// it. It is as deep as the operation.
func (w *writer) seek(fields *objectFields, lo int) {
	if fields.parts != nil {
		for _, home := range fields.parts.homes {
			w.parts.homes[home] = len(w.path)
		}
		for i := range fields.parts.groups {
			g := &fields.parts.groups[i]
			switch {
			case g.object == nil || g.part != w.parts.part && !g.object.leads.Has(w.parts.part):
				w.deliverOpen(g)
			case g.part == w.parts.part:
				w.deliver(g, lo)
				w.noteGroups(g.open)
			default:
				w.seek(g.object, lo)
			}
		}
	}
	hi := len(w.stack.Refs)
	for i := range fields.fields {
		f := &fields.fields[i]
		if f.child == nil || !f.child.leads.Has(w.parts.part) || !w.wanted(f) || !w.seeks() {
			continue
		}
		w.path = append(w.path, step{field: f})
		w.stack.Refs, _ = w.tree.Members(w.stack.Refs, w.stack.Refs[lo:hi], f.key)
		w.seekValue(f, 0, hi)
		w.stack.Refs = w.stack.Refs[:hi]
		w.path = w.path[:len(w.path)-1]
	}
}

// seekValue goes on from the value whose parts are stack.Refs[lo:], at a level of the field's lists.
func (w *writer) seekValue(f *field, level, lo int) {
	if len(w.stack.Refs) == lo {
		return
	}
	if level+1 == len(f.nonNull) {
		w.seekObject(f, lo)
		return
	}
	lists, ok := w.stack.Open(w.tree, lo, len(w.stack.Refs))
	w.path = append(w.path, step{})
	for i := 0; ok && w.seeks(); i++ {
		if lo, ok = w.stack.Next(w.tree, lists); ok {
			w.step()
			w.path[len(w.path)-1].index = i
			w.seekValue(f, level+1, lo)
		}
	}
	w.path = w.path[:len(w.path)-1]
	w.stack.Close(lists)
}

func (w *writer) seekObject(f *field, lo int) {
	if !w.stack.KeepObjects(w.tree, lo) {
		return
	}
	fields := f.child.object
	if fields == nil {
		fields = w.runtimeFields(f.child, lo)
	}
	if fields != nil {
		w.seek(fields, lo)
	}
}

// deliverOpen notes what stands in a part of an object whose type is still not known when the part is there.
func (w *writer) deliverOpen(g *deferredGroup) {
	if g.part != w.parts.part {
		for i := range g.open {
			w.deliverOpen(&g.open[i])
		}
		return
	}
	if in := w.take(g.part, w.clientPath(len(w.path))); in != nil {
		w.noteGroups(g.open)
	}
}

// take gives the instance that an object is announced for, once; nil for none.
func (w *writer) take(part int, path []any) *instance {
	w.parts.key = appendPath(append(w.parts.key[:0], byte(part)), path)
	in := w.parts.live[string(w.parts.key)]
	if in == nil || in.Failed || w.tooLarge {
		return nil
	}
	delete(w.parts.live, string(w.parts.key))
	w.parts.left--
	if in.begun < 0 {
		in.begun = len(w.parts.records)
	}
	return in
}

// deliver writes the fields of a part, if the object is one that they were announced for. A null that rises out of one object
// of a fragment takes all of the fragment along.
func (w *writer) deliver(g *deferredGroup, lo int) {
	path := w.clientPath(len(w.path))
	in := w.take(g.part, path)
	if in == nil {
		return
	}
	mark, errors := len(w.out), len(w.errors)
	if w.object(g.object, lo) {
		in.Pieces = append(in.Pieces, Piece{Path: path})
		in.from, in.to = append(in.from, mark), append(in.to, len(w.out))
	} else {
		w.settle(len(in.Path))
		w.out = w.out[:mark]
		w.parts.records = w.parts.records[:in.begun]
		in.Failed, in.Pieces, in.from, in.to = true, nil, nil, nil
	}
	in.Errors = append(in.Errors, w.errors[errors:]...)
}

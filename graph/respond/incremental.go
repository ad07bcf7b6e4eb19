package respond

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
)

// Incremental writes the answer to a deferred operation: the primary one first, then part by part. It belongs to one
// request.
//
// While objects are written, those that parts are still to come for are noted: where a null took an object away, nothing
// follows. A later part is written by going through the tree once more, to the objects noted for it.
type Incremental struct {
	projection *Projection
	input      Input
	// live has the objects that a part has something for, pending the fragments that they belong to.
	live, pending map[string]*instance
	// waiting counts the fragments of each part that are still to come, objects those that they have something for.
	waiting, objects []int
	// homes has for each part how long the path is to the object that its fragment stands in, on the way being gone.
	homes []int
	// held are errors of fetches made for an earlier part, about fields of a later one.
	held [][]*gqlerr.Error
	// cut are those of the errors whose paths went on to what the client did not ask for.
	cut gqlerr.List
	// room is how many bytes and errors may still be written, steps how many elements of lists may be passed to write parts.
	room, errorRoom, steps int
	nextID                 int
}

// Pending is a deferred fragment at one place of the answer, still to come.
type Pending struct {
	// ID is unique in the answer, counted from 0.
	ID int
	// Label is the client's, "" for none.
	Label string
	// Path leads to the object that the fragment stands in.
	Path []any
}

// Delivered is a deferred fragment at one place of the answer that is complete.
type Delivered struct {
	Pending
	// Pieces are its data, each an object to be merged into the one at its path. None of a fragment that failed.
	Pieces []Piece
	// Errors are about the fragment's fields, their paths from the root of the answer.
	Errors gqlerr.List
	// Failed: a null in it rose to its top, so that it has no data.
	Failed bool
}

// Piece is some fields of one object.
type Piece struct {
	// Path leads to the object, from the root of the answer.
	Path []any
	// Data is a JSON object. It may be kept.
	Data []byte
}

// instance is a Pending on its way.
type instance struct {
	Delivered
	part int
	// from and to are where the pieces are in the writer's output until it is copied.
	from, to []int
	// begun is the number of records when the first of its objects was written, -1 before.
	begun int
}

// Incremental begins an answer in parts. Of the input, Answers are given to each of the parts.
func (p *Projection) Incremental(in Input) *Incremental {
	x := &Incremental{
		projection: p, input: in, live: map[string]*instance{}, pending: map[string]*instance{},
		waiting: make([]int, len(p.defers)+1), objects: make([]int, len(p.defers)+1), homes: make([]int, len(p.defers)+1), held: make([][]*gqlerr.Error, len(p.defers)+1),
		room: in.MaxBytes, errorRoom: maxErrors,
	}
	if x.room <= 0 {
		x.room = DefaultMaxBytes
	}
	x.steps = stepsPerByte * x.room
	return x
}

// Waiting says how many fragments of a part are announced and not delivered.
func (x *Incremental) Waiting(part int) int { return x.waiting[part] }

// Overlap says whether fragments beside one another select the same field of an object, so that it comes with each of them.
func (x *Incremental) Overlap() bool { return x.projection.overlaps }

// Primary writes what is not deferred, and says what is to come. The response must be released.
func (x *Incremental) Primary(answers *execute.Answers) (*Response, []Pending) {
	w, errors, all := x.newWriter(0, answers)
	w.errors = append(slices.Clip(x.input.Errors), errors...)
	w.explained = newPathTree(all, x.cut)
	w.errorRoom = x.errorRoom - len(w.errors)
	response := x.projection.write(w)
	x.room -= response.dataEnd
	announced := x.announce(w.parts.records)
	w.parts = nil
	response.Errors = append(response.Errors, x.homeless()...)
	x.errorRoom -= len(response.Errors)
	return response, announced
}

// Part writes a deferred part for all fragments that are waiting for it, and says what else is to come then. The part that it
// stands in must have been written before.
func (x *Incremental) Part(part int, answers *execute.Answers) ([]Delivered, []Pending) {
	w, errors, all := x.newWriter(part, answers)
	w.explained = newPathTree(all, x.cut)
	w.errorRoom = x.errorRoom
	if w.tree != nil {
		w.stack.Refs = w.tree.Root(w.stack.Refs)
	}
	w.seek(x.projection.root.object, 0)
	x.room -= len(w.out)
	x.steps, x.objects[part] = w.parts.steps, w.parts.left
	announced := x.announce(w.parts.records)
	data := bytes.Clone(w.out)
	done := x.ofPart(part)
	byPlace := newErrorTree(append(errors, x.homeless()...))
	var delivered []Delivered
	for _, in := range done {
		d := in.Delivered
		d.Errors = append(x.within(byPlace.about(d.Path)), x.within(d.Errors)...)
		for i := range d.Pieces {
			d.Pieces[i].Data = data[in.from[i]:in.to[i]:in.to[i]]
		}
		// Whether there is something of it at all may depend on a type that could not be found out.
		d.Failed = d.Failed || len(d.Pieces) == 0 && len(d.Errors) > 0
		if w.tooLarge {
			d.fail("The answer is larger than it may be.", gqlerr.Internal)
		} else if d.Failed && len(d.Errors) == 0 {
			// Only a refusal leaves none here: it was told with the primary answer.
			d.fail("The fragment has a field that must not be null and may not be seen.", gqlerr.UnauthorizedFieldOrType)
		}
		delivered = append(delivered, d)
	}
	x.waiting[part] = 0
	x.release(w)
	return delivered, announced
}

// Skip takes notice of the errors of fetches made for a part of which nothing is wanted, since parts that stand in it may
// rely on them. It must come before those are written.
func (x *Incremental) Skip(part int, answers *execute.Answers) {
	w, own, _ := x.newWriter(part, answers)
	x.release(w)
	for _, d := range x.projection.defers {
		if d.Parent == part {
			x.held[d.ID] = append(x.held[d.ID], own...)
		}
	}
}

func (d *Delivered) fail(message, code string) {
	d.Failed, d.Pieces = true, nil
	d.Errors = append(d.Errors, &gqlerr.Error{Message: message, Path: d.Path, Code: code})
}

// within is as many of the errors as there is room for.
func (x *Incremental) within(errors gqlerr.List) gqlerr.List {
	errors = errors[:min(len(errors), max(x.errorRoom, 0))]
	x.errorRoom -= len(errors)
	return errors
}

// newWriter begins to write a part. It gives the errors that are about it, in the client's terms, and all that were found.
func (x *Incremental) newWriter(part int, answers *execute.Answers) (w *writer, own, all gqlerr.List) {
	in := x.input
	in.MaxBytes, in.Errors = max(x.room, 1), nil
	var errors gqlerr.List
	if answers != nil {
		without := *answers
		without.Errors = nil
		in.Answers, errors = &without, answers.Errors
	}
	w = x.projection.newWriter(in)
	w.out = w.out[:0]
	w.parts = &partsWriter{part: part, homes: x.homes, live: x.live, left: x.objects[part], steps: x.steps}
	own, all = x.sort(w, part, errors)
	return w, own, all
}

// announce makes instances of the fragments whose objects were noted.
func (x *Incremental) announce(records []record) []Pending {
	var announced []Pending
	for _, r := range records {
		home := appendPath([]byte{byte(r.part)}, r.path[:r.home])
		in := x.pending[string(home)]
		if in == nil {
			in = &instance{part: r.part, begun: -1}
			in.ID, in.Path = x.nextID, slices.Clip(r.path[:r.home])
			in.Label = x.projection.defers[r.part-1].Label
			x.nextID++
			x.pending[string(home)] = in
			x.waiting[r.part]++
			announced = append(announced, in.Pending)
		}
		object := string(appendPath([]byte{byte(r.part)}, r.path))
		if x.live[object] == nil {
			x.objects[r.part]++
		}
		x.live[object] = in
	}
	return announced
}

// ofPart takes the instances of a part out, in their order.
func (x *Incremental) ofPart(part int) []*instance {
	var out []*instance
	for home, in := range x.pending {
		if in.part == part {
			out = append(out, in)
			delete(x.pending, home)
		}
	}
	slices.SortFunc(out, func(a, b *instance) int { return a.ID - b.ID })
	return out
}

func (x *Incremental) release(w *writer) {
	out := w.out[:0]
	r := &Response{buffer: out, writer: w, projection: x.projection}
	r.Release()
}

// appendPath appends steps so that different paths differ.
func appendPath(text []byte, path []any) []byte {
	for _, s := range path {
		text = fmt.Appendf(text, "%#v/", s)
	}
	return text
}

package execute

import (
	"context"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// target is an object that an entity call is about.
type target struct {
	// base is the object's first part, on which the entity is laid.
	base value.Ref
	// representation is the number of the one sent for it.
	representation uint32
	// path is the number of the call's path, and indices where the positions in its lists begin in callState.indices.
	path    uint32
	indices uint32
}

// callState is what a request knows of one entity call.
type callState struct {
	targets []target
	indices []uint32
	spans   []span
	// noted: the targets were noted, each once; where they stand in the tree is not known. places tells, if it was asked.
	noted  bool
	places *callState
	// about are the paths of errors of the whole call, once it was looked for them.
	about  [][]any
	looked bool
	// sections are the fields of the request that ask for the call, where it is repeated.
	sections []section
	// entities are those of the representations, where later calls may reuse them; Node is 0 for none.
	entities []value.Ref
	// known are those that were reused, nil when none was. Then sent are the numbers of the representations that were sent, and
	// all is the text of all.
	known     []value.Ref
	knownRoom []value.Ref
	sent      []uint32
	all       []byte
}

func (c *callState) reset() {
	*c = callState{
		targets: c.targets[:0], indices: c.indices[:0], spans: c.spans[:0], entities: c.entities[:0],
		knownRoom: c.knownRoom[:0], sent: c.sent[:0], all: c.all[:0],
	}
}

func (c *callState) size() int {
	return cap(c.targets)*20 + cap(c.indices)*4 + cap(c.spans)*48 + (cap(c.entities)+cap(c.knownRoom))*8 + cap(c.sent)*4 + cap(c.all)
}

// walker finds the objects at the end of a call's paths and hands them to the writer of representations.
type walker struct {
	tree    *value.Tree
	stack   value.Stack
	indices []uint32
	// positions is how many objects may still be visited in this request, steps how many elements of lists on the way to
	// them: where entities are shared, the ways are many more than the answers' values.
	positions, steps int
	ctx              context.Context //nolint:containedctx // a walk is a part of one run
	writer           representationWriter
	// above are the objects on the way, from the top; kept only while tracks says so.
	above  []objectRange
	tracks bool
}

// size is the memory that a walker keeps, in bytes.
func (w *walker) size() int {
	return w.stack.Size() + cap(w.indices)*4 + cap(w.above)*16 + cap(w.writer.dedup.slots)*4
}

// walk visits the objects at the end of the path. It returns false when there are more than may be visited.
func (w *walker) walk(path route) bool {
	w.stack.Refs = w.tree.Root(w.stack.Refs[:0])
	w.indices, w.above = w.indices[:0], w.above[:0]
	return w.follow(path, 0)
}

// follow goes on from the value whose parts are stack.Refs[lo:]; it is as deep as the path is long.
func (w *walker) follow(path route, lo int) bool {
	hi := len(w.stack.Refs)
	for len(path) > 0 && len(path[0].types) > 0 {
		if !w.isOneOf(w.stack.Refs[lo:hi], path[0].types) {
			return true
		}
		path = path[1:]
	}
	if len(path) == 0 {
		return w.arrive(lo)
	}
	if path[0].list {
		return w.elements(path[1:], lo)
	}
	if w.tracks {
		w.above = append(w.above, objectRange{lo, hi})
	}
	w.stack.Refs, _ = w.tree.Members(w.stack.Refs, w.stack.Refs[lo:hi], path[0].key)
	ok := len(w.stack.Refs) == hi || w.follow(path[1:], hi)
	w.stack.Refs = w.stack.Refs[:hi]
	if w.tracks {
		w.above = w.above[:len(w.above)-1]
	}
	return ok
}

// arrive hands over an object, without parts of another kind that a malformed answer may have brought. It returns false when
// there are more than may be visited.
func (w *walker) arrive(lo int) bool {
	if !w.stack.KeepObjects(w.tree, lo) {
		return true
	}
	w.positions--
	if w.positions < 0 {
		return false
	}
	w.writer.write(w, lo)
	return w.steps > 0
}

func (w *walker) elements(path route, lo int) bool {
	lists, ok := w.stack.Open(w.tree, lo, len(w.stack.Refs))
	within := true
	for i := uint32(0); ok && within; i++ {
		if lo, ok = w.stack.Next(w.tree, lists); !ok {
			break
		}
		if within = w.step(); within && len(w.stack.Refs) > lo {
			w.indices = append(w.indices, i)
			within = w.follow(path, lo)
			w.indices = w.indices[:len(w.indices)-1]
		}
	}
	w.stack.Close(lists)
	return within
}

// Bounds of a walk beside the number of its objects.
const (
	// stepsPerPosition is how many elements may be passed for each object that may be visited.
	stepsPerPosition = 8
	// stepsPerLook is after how many of them it is looked whether the request is over.
	stepsPerLook = 1 << 13
)

// begin gives a walk its bounds.
func (w *walker) begin(ctx context.Context, tree *value.Tree, positions int) {
	w.ctx, w.tree, w.positions, w.steps = ctx, tree, positions, stepsPerPosition*positions
}

// step counts an element that is passed. It returns false when there were too many, or the request is over.
func (w *walker) step() bool {
	w.steps--
	if w.steps%stepsPerLook == 0 && w.ctx.Err() != nil {
		w.steps = 0
	}
	return w.steps > 0
}

// isOneOf says whether the object is of one of these types; one that doesn't say its type is.
func (w *walker) isOneOf(parts []value.Ref, types []string) bool {
	said := false
	for _, part := range parts {
		x := w.tree.Doc(part.Doc)
		n := x.TypeName(part.Node)
		if n == 0 {
			continue
		}
		said = true
		for _, name := range types {
			if x.StringIs(n, name) {
				return true
			}
		}
	}
	return !said
}

package respond

import "github.com/weftgraphql/weft/graph/execute/value"

// The same entity stands at many places of an answer, and is written the same way wherever its parts and its fields are the
// same. Objects that the tree knows to be repeated are written once and then copied.

// Bounds of what is kept to be copied.
const (
	maxRepeatedParts = 6
	maxRepeated      = 1 << 20
	// maxRepeatedObjects is how many are remembered, and keptRepeatedObjects of how many the memory is kept for other requests.
	maxRepeatedObjects  = 1 << 14
	keptRepeatedObjects = 1 << 10
)

// repeated is what an object was written from.
type repeated struct {
	parts  [maxRepeatedParts]value.Ref
	typ    *objectType
	fields *objectFields
}

// extent is where in writer.copies an object's bytes are.
type extent struct{ start, end int }

// repeats says whether the object whose parts are stack.Refs[lo:] is one that is worth keeping, and what of.
func (w *writer) repeats(typ *objectType, fields *objectFields, lo int) (of repeated, ok bool) {
	base := w.stack.Refs[lo]
	if !w.tree.Doc(base.Doc).HasTwins(base.Node) || fields.leads != 0 || len(w.stack.Refs)-lo > maxRepeatedParts {
		return of, false
	}
	copy(of.parts[:], w.stack.Refs[lo:])
	of.typ, of.fields = typ, fields
	return of, true
}

// repeatedObject is object for one that repeats. Where something was wrong with it, it is written each time, as errors say where.
func (w *writer) repeatedObject(of repeated, lo int) bool {
	if at, known := w.written[of]; known {
		w.out = append(w.out, w.copies[at.start:at.end]...)
		return true
	}
	mark, incidents := len(w.out), w.incidents
	if !w.objectOf(of.typ, of.fields, lo) {
		return false
	}
	if w.incidents == incidents && len(w.written) < maxRepeatedObjects && len(w.copies)+len(w.out)-mark <= maxRepeated {
		if w.written == nil {
			w.written = map[repeated]extent{}
		}
		start := len(w.copies)
		w.copies = append(w.copies, w.out[mark:]...)
		w.written[of] = extent{start, len(w.copies)}
	}
	return true
}

package value

// Stack is scratch memory for a walk over a tree: the parts of the values on the way, one value's after the other's.
// The zero value is ready; a walk brings it back to the length that it found.
type Stack struct {
	Refs []Ref
	ends []uint32
}

// Lists is a list of the tree being gone through: one of an answer, or several that are merged element by element.
type Lists struct{ base, ends int }

// Size is the memory that the stack keeps, in bytes.
func (s *Stack) Size() int { return cap(s.Refs)*8 + cap(s.ends)*4 }

// Open begins to go through the list whose parts are Refs[lo:hi]; parts that are no lists don't count. ok says whether
// there is any. Close must follow, when everything pushed since has been popped.
func (s *Stack) Open(t *Tree, lo, hi int) (l Lists, ok bool) {
	l = Lists{base: len(s.Refs), ends: len(s.ends)}
	for _, part := range s.Refs[lo:hi] {
		if t.Kind(part) == List {
			from, to := t.docs[part.Doc].Children(part.Node)
			s.Refs = append(s.Refs, Ref{part.Doc, from})
			s.ends = append(s.ends, to)
		}
	}
	return l, len(s.ends) > l.ends
}

// Next pushes the parts of the next element: Refs[lo:]; an element that is null has none. There are as many elements as
// the first of the merged lists has.
func (s *Stack) Next(t *Tree, l Lists) (lo int, ok bool) {
	if s.Refs[l.base].Node >= s.ends[l.ends] {
		return 0, false
	}
	lo = l.base + len(s.ends) - l.ends
	s.Refs = s.Refs[:lo]
	for i := l.base; i < lo; i++ {
		element := s.Refs[i]
		if element.Node >= s.ends[l.ends+i-l.base] {
			continue
		}
		x := t.docs[element.Doc]
		e := &x.nodes[element.Node]
		s.Refs[i].Node = e.next
		switch e.kind {
		case Null:
		case Object:
			s.Refs = t.Parts(s.Refs, element)
		default:
			s.Refs = append(s.Refs, element)
		}
	}
	return lo, true
}

// Close ends what Open began.
func (s *Stack) Close(l Lists) {
	s.Refs, s.ends = s.Refs[:l.base], s.ends[:l.ends]
}

// KeepObjects drops the parts of Refs[lo:] that are no objects, which only a malformed answer has beside objects. Where there
// are no objects it returns false and leaves them.
func (s *Stack) KeepObjects(t *Tree, lo int) bool {
	end := lo
	for _, part := range s.Refs[lo:] {
		if t.Kind(part) == Object {
			s.Refs[end] = part
			end++
		}
	}
	if end == lo {
		return false
	}
	s.Refs = s.Refs[:end]
	return true
}

package value

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// Limits bound what Parse accepts.
type Limits struct {
	// Nodes is how many values a document may hold; 0 means DefaultMaxNodes.
	Nodes int
}

func (l Limits) nodes() int {
	if l.Nodes <= 0 {
		return DefaultMaxNodes
	}
	return l.Nodes
}

// comparedKeys is up to how many members of one object are compared with each other for duplicates;
// with more, lookups take the slow way instead. This keeps Parse linear.
const comparedKeys = 32

// repeatedKeys is how many members more than its shape has an object may have: each lookup in it goes through all of them.
const repeatedKeys = 1000

// problem is what is wrong with a document; fine is nothing.
type problem uint8

const (
	fine problem = iota
	tooLarge
	tooDeep
	tooMany
	unexpectedEnd
	somethingAfter
	noValue
	noKey
	noColon
	noSeparator
	noEnd
	badUTF8
	badEscape
	controlCharacter
)

var problems = [...]string{
	tooLarge:         "document too large",
	tooDeep:          "nested too deep",
	tooMany:          "too many values",
	unexpectedEnd:    "unexpected end",
	somethingAfter:   "something after the document",
	noValue:          "expected a value",
	noKey:            "expected a key",
	noColon:          "expected a colon",
	noSeparator:      "expected a comma or the end of a list or object",
	noEnd:            "unterminated string",
	badUTF8:          "invalid UTF-8 in a string",
	badEscape:        "invalid escape in a string",
	controlCharacter: "control character in a string",
}

// parser is the state of one Parse. Open containers are on a stack that the index keeps.
type parser struct {
	b     []byte
	nodes []node
	max   int
	open  []openContainer
	depth int
	// shape is what is expected of the next value if it is an object, or a list of them.
	shape *Shape
	marks [][]uint32
	// sets are those of the open objects that have one, one after the other; keys is how many numbers there are.
	sets []uint64
	keys int
}

type openContainer struct {
	node  uint32
	keys  uint32 // how many members were read; with a shape, of those that may be repeated
	seen  uint64 // a bit per hash of a key that was read; with a shape, a bit per field
	array bool
	// next is the position of the key that is expected next, last the highest one read, plus one.
	next, last int
	shape      *Shape
	// unasked is the node of the last member read, if its key is not one of the shape's: it is dropped when it has been read.
	unasked uint32
	// set is 1 + where in sets the numbers of its members are, 0 for nowhere.
	set int
}

// Parse indexes a document, in time and memory linear in its size. After an error, a *SyntaxError, the index is empty.
func (x *Index) Parse(body []byte, limits Limits) error { return x.ParseAs(body, nil, limits) }

// ParseAs is Parse for a document of which something is known; layout may be nil.
func (x *Index) ParseAs(body []byte, layout *Layout, limits Limits) error {
	x.Reset()
	if uint64(len(body)) >= math.MaxUint32 {
		return &SyntaxError{Problem: problems[tooLarge]}
	}
	p := parser{b: body, nodes: x.nodes, open: x.open, max: limits.nodes()}
	if layout != nil {
		p.shape, x.keys = layout.Root, layout.Keys
		p.keys = len(layout.Keys.texts)
		p.marks = x.lists(layout.Marks)
	}
	offset, wrong := p.document()
	x.open = p.open
	if wrong != fine {
		x.nodes = p.nodes[:0]
		for i := range x.marks {
			x.marks[i] = x.marks[i][:0]
		}
		return &SyntaxError{Offset: offset, Problem: problems[wrong]}
	}
	x.body, x.nodes = body, p.nodes
	return nil
}

// document reads values until the top one is complete. It returns where it stopped, and why when it is an error.
func (p *parser) document() (i int, wrong problem) {
	i = space(p.b, 0)
	var of node // what is known of the next value: its key
	for {
		if i >= len(p.b) {
			return i, unexpectedEnd
		}
		if len(p.nodes) >= p.max {
			return i, tooMany
		}
		of.start = uint32(i)
		p.nodes = append(p.nodes, of)
		opened := false
		switch p.b[i] {
		case '"':
			i, wrong = p.text(i)
		case '{', '[':
			i, opened, wrong = p.container(i)
		default:
			i, wrong = p.plain(i)
		}
		if wrong != fine {
			return i, wrong
		}
		if !opened {
			last := &p.nodes[len(p.nodes)-1]
			last.end, last.next = uint32(i), uint32(len(p.nodes))
			var done bool
			if i, done, wrong = p.afterValue(i); done || wrong != fine {
				return i, wrong
			}
		}
		of = node{}
		top := &p.open[p.depth-1]
		switch {
		case top.array:
			p.shape = top.shape
		case top.shape != nil:
			i, wrong = p.askedKey(i, &of, top)
		default:
			p.shape = nil
			i, wrong = p.key(i, &of)
		}
		if wrong != fine {
			return i, wrong
		}
	}
}

// afterValue closes the containers that end here and goes past the comma before the next value or key.
func (p *parser) afterValue(i int) (next int, done bool, wrong problem) {
	for {
		i = space(p.b, i)
		if p.depth == 0 {
			if i < len(p.b) {
				return i, false, somethingAfter
			}
			return i, true, fine
		}
		if i >= len(p.b) {
			return i, false, unexpectedEnd
		}
		top := &p.open[p.depth-1]
		switch c := p.b[i]; {
		case c == ',':
			return space(p.b, i+1), false, fine
		case c == '}' && !top.array, c == ']' && top.array:
			i++
			if top.unasked != 0 {
				p.nodes = p.nodes[:top.unasked]
			}
			if top.set != 0 {
				p.sets = p.sets[:top.set-1]
			}
			container := &p.nodes[top.node]
			container.end, container.next = uint32(i), uint32(len(p.nodes))
			p.depth--
		default:
			return i, false, noSeparator
		}
	}
}

func space(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// text reads the string at i into the last node.
func (p *parser) text(i int) (int, problem) {
	n := &p.nodes[len(p.nodes)-1]
	n.kind = String
	end := special(p.b, i+1)
	if end < len(p.b) && p.b[end] == '"' {
		return end + 1, fine
	}
	end, escapes, wrong := endOfText(p.b, i+1, end)
	if wrong != fine {
		return end, wrong
	}
	if escapes {
		n.flags |= escaped
	}
	return end + 1, fine
}

// plain reads a number, true, false or null into the last node.
func (p *parser) plain(i int) (int, problem) {
	n := &p.nodes[len(p.nodes)-1]
	var word string
	switch p.b[i] {
	case 't':
		word, n.kind = "true", True
	case 'f':
		word, n.kind = "false", False
	case 'n':
		word, n.kind = "null", Null
	default:
		n.kind = Number
		end := number(p.b, i)
		if end == i {
			return i, noValue
		}
		return end, fine
	}
	if i+len(word) > len(p.b) || string(p.b[i:i+len(word)]) != word {
		return i, noValue
	}
	return i + len(word), fine
}

// container opens the list or object at i, which is the last node, unless it is empty.
func (p *parser) container(i int) (next int, opened bool, wrong problem) {
	if p.depth == MaxDepth {
		return i, false, tooDeep
	}
	self := uint32(len(p.nodes) - 1)
	array, closing := p.b[i] == '[', p.b[i]+2
	p.nodes[self].kind = Object
	if array {
		p.nodes[self].kind = List
	} else if p.shape != nil {
		p.nodes[self].flags |= asked
		for _, mark := range p.shape.marks {
			p.marks[mark] = append(p.marks[mark], self)
		}
	}
	i = space(p.b, i+1)
	if i < len(p.b) && p.b[i] == closing {
		return i + 1, false, fine
	}
	if p.depth == len(p.open) {
		p.open = append(p.open, openContainer{})
	}
	p.open[p.depth] = openContainer{node: self, array: array, shape: p.shape}
	p.depth++
	return i, true, fine
}

// key reads a key and its colon.
func (p *parser) key(i int, n *node) (int, problem) {
	if i >= len(p.b) || p.b[i] != '"' {
		return i, noKey
	}
	i++
	n.key = uint32(i)
	end, escapes, wrong := p.keyText(i)
	if wrong != fine {
		return end, wrong
	}
	length := end - i
	if escapes || length >= slowKey {
		n.keyLen, n.flags = slowKey, rawKey
	} else {
		n.keyLen = uint16(length)
	}
	p.watchDuplicates(n, length)
	return p.colon(end + 1)
}

// keyText finds the quote that ends the key whose text begins at i.
func (p *parser) keyText(i int) (end int, escapes bool, wrong problem) {
	if i+8 <= len(p.b) {
		// Most keys are shorter than a word.
		if m := marks(binary.LittleEndian.Uint64(p.b[i:])); m != 0 {
			end = i + bits.TrailingZeros64(m)/8
		}
	}
	if end == 0 {
		end = special(p.b, i)
	}
	if end < len(p.b) && p.b[end] == '"' {
		return end, false, fine
	}
	return endOfText(p.b, i, end)
}

func (p *parser) colon(i int) (int, problem) {
	if i >= len(p.b) || p.b[i] != ':' {
		if i = space(p.b, i); i >= len(p.b) || p.b[i] != ':' {
			return i, noColon
		}
	}
	return space(p.b, i+1), fine
}

// watchDuplicates marks the object whose keys may repeat. Keys are compared only where their hashes meet.
func (p *parser) watchDuplicates(n *node, length int) {
	top := &p.open[p.depth-1]
	top.keys++
	if length == len("__typename") && p.b[n.key] == '_' {
		p.nodes[top.node].flags |= saysType
	}
	hash := uint(length) * 7
	if length > 0 {
		hash += uint(p.b[n.key]) + uint(p.b[int(n.key)+length-1])*5 + uint(p.b[int(n.key)+length/2])*11
	}
	bit := uint64(1) << (hash & 63)
	if top.seen&bit == 0 && n.keyLen != slowKey && top.keys <= comparedKeys {
		top.seen |= bit
		return
	}
	p.compareKeys(top, n, length)
}

func (p *parser) compareKeys(top *openContainer, n *node, length int) {
	object := &p.nodes[top.node]
	if object.flags&scanAll != 0 {
		return
	}
	if n.keyLen == slowKey || top.keys > comparedKeys {
		object.flags |= scanAll
		return
	}
	text := p.b[n.key : n.key+uint32(length)]
	for j := top.node + 1; j < uint32(len(p.nodes)); j = p.nodes[j].next {
		other := &p.nodes[j]
		if int(other.keyLen) == length && string(p.b[other.key:other.key+uint32(length)]) == string(text) {
			object.flags |= scanAll
			return
		}
	}
}

// number is the end of the number at b[i], i when there is none. What follows it is the caller's business.
func number(b []byte, i int) int {
	start := i
	if i < len(b) && b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else {
		j := digits(b, i)
		if j == i {
			return start
		}
		i = j
	}
	if i < len(b) && b[i] == '.' {
		j := digits(b, i+1)
		if j == i+1 {
			return start
		}
		i = j
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		j := digits(b, i)
		if j == i {
			return start
		}
		i = j
	}
	return i
}

func digits(b []byte, i int) int {
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	return i
}

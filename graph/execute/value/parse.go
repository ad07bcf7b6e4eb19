package value

import "math"

// Limits bound what Parse accepts.
type Limits struct {
	// Nodes is how many values a document may hold; 0 means DefaultMaxNodes.
	Nodes int
}

// comparedKeys is up to how many members of one object are compared with each other for duplicates;
// with more, lookups take the slow way instead. This keeps Parse linear.
const comparedKeys = 32

// parser is the state of one Parse. Open containers are on a stack that the index keeps.
type parser struct {
	b        []byte
	nodes    []node
	maxNodes int
	depth    int
	open     []openContainer
}

type openContainer struct {
	node  uint32
	keys  uint32 // how many members were read
	seen  uint64 // a bit per hash of a key that was read
	array bool
}

// Parse indexes a document, in time and memory linear in its size. After an error, a *SyntaxError, the index is empty.
func (x *Index) Parse(body []byte, limits Limits) error {
	x.Reset()
	if uint64(len(body)) >= math.MaxUint32 {
		return &SyntaxError{Problem: "document too large"}
	}
	var p parser
	p.b, p.nodes, p.open, p.maxNodes = body, x.nodes, x.open, limits.Nodes
	if p.maxNodes <= 0 {
		p.maxNodes = DefaultMaxNodes
	}
	offset, problem := p.document()
	x.open = p.open
	if problem != "" {
		x.nodes = p.nodes[:0]
		return &SyntaxError{Offset: offset, Problem: problem}
	}
	x.body, x.nodes = body, p.nodes
	return nil
}

// document reads values until the top one is complete. It returns where it stopped, and why when it is an error.
func (p *parser) document() (int, string) {
	i, key := p.space(0), node{}
	for {
		var problem string
		opened := p.depth
		i, problem = p.value(i, key)
		if problem != "" {
			return i, problem
		}
		if p.depth > opened {
			// A container with something in it: its first key or element comes next.
			if !p.open[opened].array {
				if i, problem = p.key(i, &key); problem != "" {
					return i, problem
				}
			} else {
				key = node{}
			}
			continue
		}
		for {
			i = p.space(i)
			if p.depth == 0 {
				if i < len(p.b) {
					return i, "something after the document"
				}
				return i, ""
			}
			if i >= len(p.b) {
				return i, "unexpected end"
			}
			top := &p.open[p.depth-1]
			if p.b[i] == ',' {
				i = p.space(i + 1)
				if top.array {
					key = node{}
				} else if i, problem = p.key(i, &key); problem != "" {
					return i, problem
				}
				break
			}
			if p.b[i] != '}' && p.b[i] != ']' || (p.b[i] == ']') != top.array {
				return i, "expected a comma or the end of a list or object"
			}
			i++
			p.nodes[top.node].end, p.nodes[top.node].next = uint32(i), uint32(len(p.nodes))
			p.depth--
		}
	}
}

func (p *parser) space(i int) int {
	for i < len(p.b) && p.b[i] <= ' ' && (p.b[i] == ' ' || p.b[i] == '\n' || p.b[i] == '\t' || p.b[i] == '\r') {
		i++
	}
	return i
}

// value reads a scalar, an empty container, or the beginning of a container, which it leaves open.
func (p *parser) value(i int, n node) (int, string) {
	if i >= len(p.b) {
		return i, "unexpected end"
	}
	if len(p.nodes) >= p.maxNodes {
		return i, "too many values"
	}
	n.start = uint32(i)
	switch c := p.b[i]; c {
	case '"':
		end, escapes, problem := endOfText(p.b, i+1)
		if problem != "" {
			return end, problem
		}
		n.kind = String
		if escapes {
			n.flags |= escaped
		}
		return p.scalar(n, end+1), ""
	case '{', '[':
		return p.container(i, n, c == '[')
	case 't':
		return p.literal(i, n, "true", True)
	case 'f':
		return p.literal(i, n, "false", False)
	case 'n':
		return p.literal(i, n, "null", Null)
	}
	end := number(p.b, i)
	if end == i {
		return i, "expected a value"
	}
	n.kind = Number
	return p.scalar(n, end), ""
}

func (p *parser) scalar(n node, end int) int {
	n.end, n.next = uint32(end), uint32(len(p.nodes)+1)
	p.nodes = append(p.nodes, n)
	return end
}

func (p *parser) literal(i int, n node, word string, kind Kind) (int, string) {
	if i+len(word) > len(p.b) || string(p.b[i:i+len(word)]) != word {
		return i, "expected a value"
	}
	n.kind = kind
	return p.scalar(n, i+len(word)), ""
}

func (p *parser) container(i int, n node, array bool) (int, string) {
	if p.depth == MaxDepth {
		return i, "nested too deep"
	}
	n.kind = Object
	closing := byte('}')
	if array {
		n.kind, closing = List, ']'
	}
	self := uint32(len(p.nodes))
	i = p.space(i + 1)
	if i < len(p.b) && p.b[i] == closing {
		return p.scalar(n, i+1), ""
	}
	p.nodes = append(p.nodes, n)
	if p.depth == len(p.open) {
		p.open = append(p.open, openContainer{})
	}
	p.open[p.depth] = openContainer{node: self, array: array}
	p.depth++
	return i, ""
}

// key reads a key and its colon into a fresh node.
func (p *parser) key(i int, n *node) (int, string) {
	*n = node{}
	if i >= len(p.b) || p.b[i] != '"' {
		return i, "expected a key"
	}
	end, escapes, problem := endOfText(p.b, i+1)
	if problem != "" {
		return end, problem
	}
	n.key = uint32(i + 1)
	length := end - i - 1
	if escapes || length >= slowKey {
		n.keyLen, n.flags = slowKey, rawKey
	} else {
		n.keyLen = uint16(length)
	}
	p.watchDuplicates(n, length)
	i = p.space(end + 1)
	if i >= len(p.b) || p.b[i] != ':' {
		return i, "expected a colon"
	}
	return p.space(i + 1), ""
}

// watchDuplicates marks the object whose keys may repeat. Keys are compared only where their hashes meet.
func (p *parser) watchDuplicates(n *node, length int) {
	top := &p.open[p.depth-1]
	top.keys++
	object := &p.nodes[top.node]
	if object.flags&scanAll != 0 {
		return
	}
	if n.keyLen == slowKey || top.keys > comparedKeys {
		object.flags |= scanAll
		return
	}
	text := p.b[n.key : n.key+uint32(length)]
	hash := uint(length) * 7
	if length > 0 {
		hash += uint(text[0]) + uint(text[length-1])*5 + uint(text[length/2])*11
	}
	bit := uint64(1) << (hash & 63)
	if top.seen&bit == 0 {
		top.seen |= bit
		return
	}
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
	switch {
	case i < len(b) && b[i] == '0':
		i++
	default:
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

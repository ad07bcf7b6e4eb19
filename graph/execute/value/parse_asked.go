package value

import "math"

// askedKey reads a key of an object that has a shape, and its colon. Nearly always it is the one expected.
func (p *parser) askedKey(i int, n *node, top *openContainer) (int, problem) {
	if top.unasked != 0 {
		p.nodes, top.unasked = p.nodes[:top.unasked], 0
	}
	n.flags = numberedKey
	n.key = uint32(i + 1)
	if top.next < len(top.shape.fields) {
		if f := &top.shape.fields[top.next]; f.at(p.b, i) {
			p.asked(n, top, top.next)
			return space(p.b, i+len(f.pattern)), fine
		}
	}
	if i >= len(p.b) || p.b[i] != '"' {
		return i, noKey
	}
	end, escapes, wrong := p.keyText(i + 1)
	if wrong != fine {
		return end, wrong
	}
	text := p.b[i+1 : end]
	if escapes {
		text = unescape(nil, p.b[i+1:])
	}
	p.shape = nil
	if at := top.shape.find(text, top.next); at >= 0 {
		p.asked(n, top, at)
	} else {
		top.unasked = uint32(len(p.nodes))
	}
	return p.colon(end + 1)
}

// asked notes that a member is the field at this position of the object's shape.
func (p *parser) asked(n *node, top *openContainer, at int) {
	f := &top.shape.fields[at]
	n.keyLen = f.id
	p.shape = f.child
	if f.id == typeNameID {
		p.nodes[top.node].flags |= saysType
	}
	top.next = at + 1
	if at >= top.last {
		top.last = at + 1
		top.seen |= 1 << (at & 63)
		return
	}
	if top.seen&(1<<(at&63)) != 0 {
		if p.nodes[top.node].flags&scanAll == 0 && p.repeats(top, f.id) {
			p.nodes[top.node].flags |= scanAll
		}
		if top.keys++; top.keys > uint32(len(top.shape.fields)+repeatedKeys) {
			p.max = 0 // the value of this key is one too many
		}
	}
	top.seen |= 1 << (at & 63)
}

// repeats says whether an object with a shape has a member of this number already. Of an object where that is asked often,
// which has many members in another order than its shape, the numbers are kept in a set.
func (p *parser) repeats(top *openContainer, id uint16) bool {
	if top.set == 0 {
		if top.keys < comparedKeys {
			return p.has(top.node, id)
		}
		p.makeSet(top)
	}
	word, bit := &p.sets[top.set-1+int(id>>6)], uint64(1)<<(id&63)
	repeated := *word&bit != 0
	*word |= bit
	return repeated
}

// makeSet gives an object a set of the numbers of its members. From here on each of them has to go into it, and so each is
// taken for one that may be repeated.
func (p *parser) makeSet(top *openContainer) {
	top.set = len(p.sets) + 1
	p.sets = append(p.sets, make([]uint64, p.keys>>6+1)...)
	set := p.sets[top.set-1:]
	for i := top.node + 1; i < uint32(len(p.nodes)); i = p.nodes[i].next {
		set[p.nodes[i].keyLen>>6] |= 1 << (p.nodes[i].keyLen & 63)
	}
	top.last, top.seen = math.MaxInt, math.MaxUint64
}

// has says whether an object with a shape has a member of this number.
func (p *parser) has(object uint32, id uint16) bool {
	for i := object + 1; i < uint32(len(p.nodes)); i = p.nodes[i].next {
		if p.nodes[i].keyLen == id {
			return true
		}
	}
	return false
}

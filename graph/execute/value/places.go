package value

// Places is scratch memory for an object with many members that stand in another order than they are looked for: it goes
// through them once, where each Find would go through them again. The zero value is ready.
type Places struct {
	of     *Index
	object uint32
	round  uint32
	at     []place // by the number of the key
}

// place is where a key stands; of another round, it is another object's.
type place struct{ round, node uint32 }

// Find is the Find of an index, at its best for one object again and again.
func (p *Places) Find(x *Index, object uint32, key Key) uint32 {
	if x.nodes[object].flags&asked == 0 || key.id == notAsked {
		return x.Get(object, key)
	}
	if p.of != x || p.object != object {
		p.fill(x, object)
	}
	if int(key.id) >= len(p.at) || p.at[key.id].round != p.round {
		return 0
	}
	return p.at[key.id].node
}

func (p *Places) fill(x *Index, object uint32) {
	p.of, p.object = x, object
	if p.round++; p.round == 0 {
		clear(p.at)
		p.round = 1
	}
	if missing := len(x.keys.texts) - len(p.at); missing > 0 {
		p.at = append(p.at, make([]place, missing)...)
	}
	for i, to := x.Children(object); i < to; i = x.nodes[i].next {
		// Of a key that repeats the last counts. One that was renamed to a text has no number.
		if id := x.nodes[i].keyLen; int(id) < len(p.at) {
			p.at[id] = place{p.round, i}
		}
	}
}

// Forget lets go of the document, as one must before it is parsed into again.
func (p *Places) Forget() { p.of = nil }

// Size is the memory that the places keep, in bytes.
func (p *Places) Size() int { return cap(p.at) * 8 }

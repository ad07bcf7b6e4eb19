package execute

import (
	"slices"
	"strings"
)

// Some calls can't lay one object of their answer on all the objects that stand for the same entity, because what comes later goes
// to some of these only. That is found out for all calls together, in time that grows with the paths and how long
// they are: each path is looked up at each of its ends, not held against all others.

// separation is what is known of the calls with equal paths.
type separation struct {
	calls []*call
	// brought are the places of what each call brings, nil where nothing is known.
	brought []*place
	paths   int
	// uneven are the keys that begin what a later call enters below some of the paths and not, in the same way, below all;
	// "" for one that enters lists without a key.
	uneven []string
}

// separate marks the calls of a program of which later calls go through what they bring below some of their paths and not, in the same
// way, below all.
func (p *Program) separate() {
	sets, order := p.pathSets()
	byPath := map[string][]*separation{}
	for _, text := range order {
		if s := sets[text]; s.paths > 1 {
			for path := range strings.SplitSeq(text, "\n") {
				byPath[path] = append(byPath[path], s)
			}
		}
	}
	if len(byPath) == 0 {
		return
	}
	for _, text := range order {
		enterUnevenly(text, byPath)
	}
	for _, s := range sets {
		for i, c := range s.calls {
			c.separate = s.brought[i].bringsAny(s.uneven)
		}
	}
}

// pathSets are the program's calls by the text of all their paths, and these texts in order.
func (p *Program) pathSets() (sets map[string]*separation, order []string) {
	sets = map[string]*separation{}
	for i := range p.fetches {
		f := &p.fetches[i]
		for n := range f.calls {
			c := &f.calls[n]
			var text strings.Builder
			for k, path := range c.paths {
				if k > 0 {
					text.WriteByte('\n')
				}
				text.WriteString(path.text())
			}
			s := sets[text.String()]
			if s == nil {
				s = &separation{paths: len(c.paths)}
				sets[text.String()] = s
				order = append(order, text.String())
			}
			var brought *place
			if f.places != nil {
				brought = f.places[n]
			}
			s.calls, s.brought = append(s.calls, c), append(s.brought, brought)
		}
	}
	return sets, order
}

// enterUnevenly notes where calls with these paths enter below some paths of others only.
func enterUnevenly(text string, byPath map[string][]*separation) {
	type entrance struct {
		into *separation
		rest string
	}
	var counts map[entrance]int
	for path := range strings.SplitSeq(text, "\n") {
		for end := range beforeEnd(path) {
			for _, into := range byPath[path[:end]] {
				if counts == nil {
					counts = map[entrance]int{}
				}
				counts[entrance{into, path[end:]}]++
			}
		}
	}
	for e, count := range counts {
		if key := firstKey(e.rest); count != e.into.paths && !slices.Contains(e.into.uneven, key) {
			e.into.uneven = append(e.into.uneven, key)
		}
	}
}

// beforeEnd are the positions in a route's text behind its steps, but for the last.
func beforeEnd(text string) func(yield func(end int) bool) {
	return func(yield func(end int) bool) {
		for i := range len(text) - 1 {
			if (text[i] == '.' || text[i] == '@') && !yield(i+1) {
				return
			}
		}
	}
}

// firstKey is the first key in a route's text.
func firstKey(text string) string {
	key, _, _ := strings.Cut(strings.TrimLeft(text, "@"), ".")
	return key
}

// bringsAny says whether objects under one of these keys may be of this place's; nothing is known of what no place is known of.
func (p *place) bringsAny(keys []string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return p == nil || key == "" || p.fields[key] != nil })
}

// text is equal for routes that are equal but for their type conditions: each list is an "@", each key ends in a dot.
func (p route) text() string {
	var text []byte
	for _, step := range p {
		switch {
		case step.list:
			text = append(text, '@')
		case step.key.Text != "":
			text = append(append(text, step.key.Text...), '.')
		}
	}
	return string(text)
}

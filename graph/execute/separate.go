package execute

// needsSeparation says whether a later call goes through what a call brings below some of its paths and not, in the same
// way, below all.
func (p *Program) needsSeparation(f *fetch, number int) bool {
	paths := f.calls[number].paths
	if len(paths) < 2 {
		return false
	}
	var brought *place
	if f.places != nil {
		brought = f.places[number]
	}
	for i := range p.fetches {
		for c := range p.fetches[i].calls {
			if entersSome(p.fetches[i].calls[c].paths, paths, brought) {
				return true
			}
		}
	}
	return false
}

func entersSome(entered, paths []route, brought *place) bool {
	var below map[string]int
	for _, e := range entered {
		for _, prefix := range paths {
			if rest, ok := e.after(prefix); ok && brought.brings(rest) {
				if below == nil {
					below = map[string]int{}
				}
				below[rest.text()]++
			}
		}
	}
	for _, count := range below {
		if count != len(paths) {
			return true
		}
	}
	return false
}

// brings says whether the objects that a route leads to may be of this place's; nothing is known of what no place is known of.
func (p *place) brings(rest route) bool {
	for _, step := range rest {
		if step.key.Text != "" {
			return p == nil || p.fields[step.key.Text] != nil
		}
	}
	return true
}

// after is what follows a prefix, where some step does. Type conditions don't matter.
func (p route) after(prefix route) (rest route, ok bool) {
	p = p.skipTypes()
	for prefix = prefix.skipTypes(); len(prefix) > 0; prefix = prefix[1:].skipTypes() {
		if len(p) == 0 || p[0].key.Text != prefix[0].key.Text || p[0].list != prefix[0].list {
			return nil, false
		}
		p = p[1:].skipTypes()
	}
	return p, len(p) > 0
}

// text is equal for routes that are equal but for their type conditions.
func (p route) text() string {
	var text []byte
	for p = p.skipTypes(); len(p) > 0; p = p[1:].skipTypes() {
		if p[0].list {
			text = append(text, '@')
		}
		text = append(append(text, p[0].key.Text...), '.')
	}
	return string(text)
}

// skipTypes is a route from its first step on that is no type condition.
func (p route) skipTypes() route {
	for len(p) > 0 && len(p[0].types) > 0 {
		p = p[1:]
	}
	return p
}

package execute

// needsSeparation says whether a later call enters below some of these paths and not, in the same way, below all.
func (p *Program) needsSeparation(paths []route) bool {
	if len(paths) < 2 {
		return false
	}
	for i := range p.fetches {
		for c := range p.fetches[i].calls {
			if entersSome(p.fetches[i].calls[c].paths, paths) {
				return true
			}
		}
	}
	return false
}

func entersSome(entered, paths []route) bool {
	var below map[string]int
	for _, e := range entered {
		for _, prefix := range paths {
			if rest, ok := e.after(prefix); ok {
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

package generate

import "slices"

// tidy takes back what later steps made pointless: requiring or providing what the subgraph resolves by now, and
// external fields that no field set names.
func (c *cut) tidy() {
	for c.dropInterfaceFields() {
	}
	for _, s := range c.services {
		used := map[*fieldPart]bool{}
		for _, t := range s.order {
			for _, part := range s.types[t].fields {
				if part.external {
					continue
				}
				if slices.ContainsFunc(part.requires, func(f setField) bool { return !s.types[f.of].fields[f.field.name].external }) {
					part.requires = nil
				}
				if !allExternal(s, part.provides) {
					part.provides = nil
				}
				markUsed(s, part.requires, used)
				markUsed(s, part.provides, used)
				for _, from := range part.contexts {
					markUsed(s, from.sets, used)
				}
			}
		}
		for _, t := range s.order {
			p := s.types[t]
			p.order = slices.DeleteFunc(p.order, func(name string) bool {
				return p.fields[name].external && !used[p.fields[name]]
			})
		}
	}
}

func allExternal(s *service, set []setField) bool {
	return !slices.ContainsFunc(set, func(f setField) bool {
		return f.field != nil && !s.types[f.of].fields[f.field.name].external || !allExternal(s, f.inner)
	})
}

func markUsed(s *service, set []setField, used map[*fieldPart]bool) {
	for _, f := range set {
		if f.field != nil {
			used[s.types[f.of].fields[f.field.name]] = true
		}
		markUsed(s, f.inner, used)
	}
}

// dropInterfaceFields takes from interfaces what types that came to implement them later lack.
func (c *cut) dropInterfaceFields() bool {
	dropped := false
	for _, i := range c.interfaces {
		for _, s := range c.services {
			p := s.types[i]
			if p == nil {
				continue
			}
			p.order = slices.DeleteFunc(p.order, func(name string) bool {
				f := i.field(name)
				drop := f != i.fields[0] && !(c.inAll(s, i, f) && c.inSubs(i, f))
				if drop {
					delete(p.fields, name)
					dropped = true
				}
				return drop
			})
		}
	}
	return dropped
}

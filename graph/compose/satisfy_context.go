package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// The contexts that are set above a place are kept in one text, so that places can be told apart by it: the name of each context
// in the supergraph, and the name with each selection from it that cannot be answered where it was set. No subgraph's name has the
// separators.
const (
	contextSeparator = "\x00"
	cannotAnswer     = "\x01"
)

// setContexts adds the contexts that a type sets to those set above. The nearest type that sets a context holds.
func (s *search) setContexts(n *node) string {
	set := s.contextsOf(n.typ)
	if len(set) == 0 {
		return n.contexts
	}
	var all []string
	if n.contexts != "" {
		all = slices.DeleteFunc(strings.Split(n.contexts, contextSeparator), func(entry string) bool {
			name, _, _ := strings.Cut(entry, cannotAnswer)
			return slices.Contains(set, name)
		})
	}
	for _, name := range set {
		all = append(all, name)
		for _, selection := range s.readFrom(name) {
			if !s.answers(n.typ, n.at, s.selections(selection)) {
				all = append(all, name+cannotAnswer+selection)
			}
		}
	}
	slices.Sort(all)
	return strings.Join(all, contextSeparator)
}

// contextsOf lists the contexts that an object type sets, by itself or by what it is: an abstract type sets its contexts for whatever
// object type the value has.
func (s *search) contextsOf(typ string) []string {
	names, ok := s.setBy[typ]
	if ok {
		return names
	}
	setters := slices.Clone(s.m.sources[typ])
	for _, src := range s.m.sources[typ] {
		setters = append(setters, s.abstractOf(src)...)
	}
	for _, src := range setters {
		for _, a := range src.t.Directives {
			if src.sg.links.Meaning(a.Name) != spec.Context {
				continue
			}
			name, _ := stringArg(a.Directive, "name")
			names = append(names, contextName(src.sg, name))
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	s.setBy[typ] = names
	return names
}

// readFrom lists what fields select from a context, each selection once.
func (s *search) readFrom(context string) []string {
	if s.read == nil {
		s.read = map[string][]string{}
		for _, sg := range s.m.subgraphs {
			for _, t := range sg.schema.Types {
				for _, f := range t.Fields {
					for _, r := range readContexts(sg, f) {
						s.read[r.context] = append(s.read[r.context], r.selection)
					}
				}
			}
		}
		for name, selections := range s.read {
			slices.Sort(selections)
			s.read[name] = slices.Compact(selections)
		}
	}
	return s.read[context]
}

// contextRead is what an argument takes from a context of the supergraph; name is what the subgraph calls it.
type contextRead struct {
	name, context, selection string
}

func readContexts(sg *subgraph, f *sdl.Field) (out []contextRead) {
	for _, arg := range f.Arguments {
		if d := sg.links.First(arg.Directives, spec.FromContext); d != nil {
			text, _ := stringArg(d, "field")
			name, selection, _ := splitContext(text)
			out = append(out, contextRead{name, contextName(sg, name), selection})
		}
	}
	return out
}

// abstractOf lists the interfaces and unions of a type in its subgraph.
func (s *search) abstractOf(src typeSource) []typeSource {
	above, ok := s.above[src.sg]
	if !ok {
		above = abstractTypes(src.sg)
		s.above[src.sg] = above
	}
	return above[src.t.Name]
}

// abstractTypes lists the interfaces and unions of every type of a subgraph, in the order of its text.
func abstractTypes(sg *subgraph) map[string][]typeSource {
	out := map[string][]typeSource{}
	implementing := map[string][]string{}
	for _, t := range sg.schema.Types {
		for _, i := range t.Interfaces {
			implementing[i.Name] = append(implementing[i.Name], t.Name)
		}
	}
	for _, t := range sg.schema.Types {
		for _, name := range implementing[t.Name] {
			out[name] = append(out[name], typeSource{sg, t})
		}
		for _, m := range t.Members {
			out[m.Name] = append(out[m.Name], typeSource{sg, t})
		}
	}
	return out
}

// withoutContext says which value from a context a field of the subgraph cannot have at the place, and why, or "".
func (s *search) withoutContext(n *node, p position, f *sdl.Field) string {
	reads := readContexts(p.sg, f)
	if len(reads) == 0 {
		return ""
	}
	above := strings.Split(n.contexts, contextSeparator)
	for _, r := range reads {
		switch {
		case !slices.Contains(above, r.context):
			return fmt.Sprintf("no type above sets context %q", r.name)
		case slices.Contains(above, r.context+cannotAnswer+r.selection):
			setter := n.parent
			for !slices.Contains(s.contextsOf(setter.typ), r.context) {
				setter = setter.parent
			}
			return fmt.Sprintf("it takes %q from context %q, which cannot be answered for type %q that sets it%s",
				r.selection, r.name, setter.typ, s.movingNote(setter.typ, s.selections(r.selection)))
		}
	}
	return ""
}

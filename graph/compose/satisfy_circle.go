package compose

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// Values from contexts that go round in a circle: what one is made of depends on the field that takes it. Each pair of an
// argument and a type that may set its context is a node of a graph; an edge leads to what the value is made with. Nodes on a circle are
// found by taking away, again and again, those without a way on.

// contextReader is an argument that is filled from a context.
type contextReader struct {
	*contextSource
	field     *sdl.Field
	directive *ast.Directive
}

// contextSource is what readers of a subgraph take alike: a selection from a context.
type contextSource struct {
	sg        *subgraph
	context   string
	selection []*selection
	// setters are the object types that set the context.
	setters []string
	// ways lead from a setter to what the value is made with; those that lead nowhere are left out.
	ways map[string][]contextFrom
}

// contextFrom is a reader whose value comes from an object of a type.
type contextFrom struct {
	reader *contextReader
	setter string
}

// circles finds the readers of which a value is made with itself.
type circles struct {
	*search
	readers map[*sdl.Field][]*contextReader
	inOrder []*contextReader
	sources []*contextSource
}

// contextCircles reports the fields that take a value from a context for which they are needed.
func (s *search) contextCircles() {
	c := &circles{search: s, readers: map[*sdl.Field][]*contextReader{}}
	c.findReaders()
	for _, source := range c.sources {
		for _, setter := range source.setters {
			w := circleWalk{circles: c, seen: map[*sdl.Field]bool{}}
			w.fields([]string{setter}, source.selection)
			if len(w.ways) > 0 {
				source.ways[setter] = w.ways
			}
		}
	}
	for _, from := range c.circular() {
		at := from.reader.field.Coordinate()
		if s.reported[at] {
			continue
		}
		s.reported[at] = true
		s.errs = append(s.errs, diag.Finding{
			Code:    "SATISFIABILITY_ERROR",
			Message: fmt.Sprintf("field %q takes an argument from context %q, whose value from type %q is made with that field again", at, from.reader.context, from.setter),
			Spans:   []diag.Span{from.reader.sg.span(from.reader.directive.Position, "the context is read here")},
			Help:    "select something that can be answered without the field",
		})
	}
}

func (c *circles) findReaders() {
	for _, sg := range c.m.subgraphs {
		sources := map[string]*contextSource{}
		for _, t := range sg.schema.Types {
			for _, f := range t.Fields {
				for _, arg := range f.Arguments {
					d := sg.links.First(arg.Directives, spec.FromContext)
					if d == nil {
						continue
					}
					text, _ := stringArg(d, "field")
					source := sources[text]
					if source == nil {
						source = c.newSource(sg, text)
						sources[text] = source
						c.sources = append(c.sources, source)
					}
					r := &contextReader{contextSource: source, field: f, directive: d}
					c.inOrder = append(c.inOrder, r)
					c.readers[f] = append(c.readers[f], r)
				}
			}
		}
	}
}

func (c *circles) newSource(sg *subgraph, text string) *contextSource {
	name, selection, _ := splitContext(text)
	source := &contextSource{sg: sg, context: name, selection: c.selections(selection), ways: map[string][]contextFrom{}}
	known := map[string]bool{}
	for _, setter := range sg.contextTypes(name) {
		for _, object := range sg.possible(setter) {
			if !known[object.Name] {
				known[object.Name] = true
				source.setters = append(source.setters, object.Name)
			}
		}
	}
	return source
}

// circular are the nodes on circles, or between two of them.
func (c *circles) circular() []contextFrom {
	var nodes []contextFrom
	into := map[contextFrom][]contextFrom{}
	for _, r := range c.inOrder {
		if len(r.ways) == 0 {
			continue
		}
		for _, setter := range r.setters {
			from := contextFrom{r, setter}
			if len(from.ways()) > 0 {
				nodes = append(nodes, from)
			}
			for _, to := range from.ways() {
				into[to] = append(into[to], from)
			}
		}
	}
	before := func(n contextFrom) []contextFrom { return into[n] }
	leading := withoutEnds(nodes, contextFrom.ways, before)
	return withoutEnds(leading, before, contextFrom.ways)
}

// ways lead to what the value is made with.
func (n contextFrom) ways() []contextFrom { return n.reader.ways[n.setter] }

// withoutEnds are the nodes less those from which all ways end.
func withoutEnds(nodes []contextFrom, edges, back func(contextFrom) []contextFrom) []contextFrom {
	left := map[contextFrom]bool{}
	for _, n := range nodes {
		left[n] = true
	}
	degree := map[contextFrom]int{}
	var ends []contextFrom
	for _, n := range nodes {
		for _, to := range edges(n) {
			if left[to] {
				degree[n]++
			}
		}
		if degree[n] == 0 {
			ends = append(ends, n)
		}
	}
	for len(ends) > 0 {
		n := ends[len(ends)-1]
		ends = ends[:len(ends)-1]
		delete(left, n)
		for _, before := range back(n) {
			if degree[before]--; degree[before] == 0 && left[before] {
				ends = append(ends, before)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(n contextFrom) bool { return !left[n] })
}

// circleWalk follows what one value is made of.
type circleWalk struct {
	*circles
	ways []contextFrom
	// seen are the fields whose @requires was followed.
	seen map[*sdl.Field]bool
}

// fields follows what is selected of an object. way are the types of the objects from the one that sets the context down to
// it. It is as deep as selections are.
func (w *circleWalk) fields(way []string, sels []*selection) {
	typ := way[len(way)-1]
	for _, sel := range sels {
		if w.steps++; w.steps > w.maxSteps {
			return
		}
		if sel.fragment {
			if sel.on == "" || w.applies(sel.on, typ) {
				w.fields(way, sel.subs)
			}
			continue
		}
		w.field(way, sel.name)
		if len(sel.subs) == 0 {
			continue
		}
		if f := w.m.field(typ, sel.name); f != nil {
			for _, object := range w.objects(f.Type.Name()) {
				w.fields(append(slices.Clip(way), object), sel.subs)
			}
		}
	}
}

// field follows what a field of an object needs, if there is but one subgraph to ask.
func (w *circleWalk) field(way []string, name string) {
	copies := w.copies(way[len(way)-1], name)
	if len(copies) != 1 {
		return
	}
	sg, f := copies[0].sg, copies[0].t.Field(name)
	if d := sg.links.First(f.Directives, spec.Requires); d != nil && !w.seen[f] {
		w.seen[f] = true
		w.fields(way, w.solver.fields(d))
	}
	for _, r := range w.readers[f] {
		for _, setter := range r.nearest(way[:len(way)-1]) {
			w.ways = append(w.ways, contextFrom{r, setter})
		}
	}
}

// nearest is the last type on the way that sets the context; any may be further up.
func (s *contextSource) nearest(way []string) []string {
	for i, typ := range slices.Backward(way) {
		if slices.Contains(s.setters, typ) {
			return way[i : i+1]
		}
	}
	return s.setters
}

// copies are the places where a field of an object type is resolved.
func (w *circleWalk) copies(typ, name string) places {
	var out places
	add := func(sources []typeSource, isInterface bool) {
		for _, src := range sources {
			p := position{sg: src.sg, t: src.t}
			f := src.t.Field(name)
			if f != nil && (!isInterface || src.sg.isInterfaceObject(src.t)) && !src.sg.facts.external[f] && w.overriddenBy(p, f) == "" {
				out = append(out, p)
			}
		}
	}
	add(w.m.sources[typ], false)
	for i := range w.m.interfaces[typ] {
		add(w.m.sources[i], true)
	}
	return out
}

// objects are the object types that a value of a type may be.
func (w *circleWalk) objects(name string) []string {
	def := w.m.types[name]
	switch {
	case def == nil:
		return nil
	case def.Kind == ast.Interface:
		return w.m.implementing(name)
	case def.Kind == ast.Union:
		return sortedKeys(w.m.members[name])
	}
	return []string{name}
}

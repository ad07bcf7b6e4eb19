package plan_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// world gives every object type of a supergraph a few objects, and every field
// of each a value that depends on nothing but the object, the field and its
// arguments. So any subgraph can be played, and the whole graph as one: what
// the plan's fetches bring together must be what the whole says.
//
// It is also a strict judge of requests: a subgraph that is asked for what it
// does not resolve at that place is a fault, whatever its schema says.
type world struct {
	sg     *supergraph.Supergraph
	graph  *querygraph.Graph
	labels querygraph.Labels
	keys   map[string]bool // type.field within some key
	faults []string
}

const perType = 4

// being is one object.
type being struct {
	typ string
	n   int
}

func newWorld(sg *supergraph.Supergraph) *world {
	w := &world{sg: sg, graph: querygraph.New(sg), keys: map[string]bool{}}
	for _, t := range sg.Types {
		for _, in := range t.In {
			if in == nil {
				continue
			}
			for _, key := range in.Keys {
				w.markKeys(t.Name, key.Fields.Selections)
			}
		}
	}
	return w
}

func (w *world) markKeys(typeName string, set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.InlineFragment:
			w.markKeys(s.TypeCondition, s.SelectionSet)
		case *ast.Field:
			for _, object := range w.graph.PossibleTypes(typeName) {
				w.keys[object+"."+s.Name] = true
			}
			if def := w.graph.Definition(typeName, s.Name); def != nil {
				w.markKeys(def.Type.Name(), s.SelectionSet)
			}
		}
	}
}

func seedOf(parts ...any) uint32 {
	h := fnv.New32a()
	fmt.Fprint(h, parts...)
	return h.Sum32() >> 3
}

// value of a field: nil, a scalar, a being or a list.
func (w *world) value(o being, name, args string) any {
	def := w.graph.Definition(o.typ, name)
	if def == nil {
		return nil
	}
	if w.keys[o.typ+"."+name] {
		return w.keyValue(def.Type, o, name)
	}
	return w.typed(def.Type, o, name, seedOf(o, name, args), w.neverNull(o.typ, name))
}

// neverNull: some subgraph has the field as non-null.
func (w *world) neverNull(typeName, name string) bool {
	for i := range w.sg.Subgraphs {
		if in := w.graph.Known(typeName, name, i); in != nil && in.Type.NonNull {
			return true
		}
	}
	return strings.HasPrefix(name, "__")
}

func (w *world) keyValue(t *ast.Type, o being, name string) any {
	if t.Elem != nil {
		return []any{w.keyValue(t.Elem, o, name), w.keyValue(t.Elem, being{o.typ, (o.n + 1) % perType}, name)}
	}
	if types := w.agreed(o.typ, name, t.NamedType); w.isComposite(t.NamedType) {
		if len(types) == 0 {
			return nil
		}
		return being{types[0], o.n}
	}
	switch t.NamedType {
	case "Int":
		return float64(seedOf(o.typ, name)%1000*perType) + float64(o.n)
	case "Boolean":
		return o.n%2 == 0
	}
	return fmt.Sprintf("%s#%d#%s", o.typ, o.n, name)
}

func (w *world) typed(t *ast.Type, o being, name string, seed uint32, never bool) any {
	if !t.NonNull && !never && seed%7 == 0 {
		return nil
	}
	if t.Elem != nil {
		list := make([]any, 1+seed%2)
		for i := range list {
			list[i] = w.typed(t.Elem, o, name, seedOf(seed, i), true)
		}
		return list
	}
	if w.isComposite(t.NamedType) {
		types := w.agreed(o.typ, name, t.NamedType)
		if len(types) == 0 {
			return nil
		}
		object := being{types[seed%uint32(len(types))], int(seed/8) % perType}
		if object.typ == w.graph.Root(ast.Query) || object.typ == w.graph.Root(ast.Mutation) {
			object.n = 0 // there is only one
		}
		return object
	}
	switch t.NamedType {
	case "Int":
		return float64(seed % 1000)
	case "Float":
		return float64(seed%1000) + 0.5
	case "Boolean":
		return seed%2 == 0
	}
	if def := w.sg.API.Types[t.NamedType]; def != nil && def.Kind == ast.Enum {
		return def.EnumValues[seed%uint32(len(def.EnumValues))].Name
	}
	return fmt.Sprintf("%s-%d", name, seed)
}

func (w *world) isComposite(name string) bool {
	def := w.sg.Schema.Types[name]
	return def != nil && (def.Kind == ast.Object || def.Kind == ast.Interface || def.Kind == ast.Union)
}

// agreed are the types that every subgraph with the field could give.
func (w *world) agreed(typeName, field, result string) []string {
	types := slices.Clone(w.graph.PossibleTypes(result))
	t := w.sg.Types[typeName]
	owners := []*supergraph.Type{t}
	for _, iface := range t.Def.Interfaces {
		owners = append(owners, w.sg.Types[iface])
	}
	for _, owner := range owners {
		for i := range w.sg.Subgraphs {
			in := w.graph.Known(owner.Name, field, i)
			if in == nil || w.graph.Shape(in.Type.Name(), i) == querygraph.InterfaceObject {
				continue
			}
			known := w.graph.RuntimeTypes(in.Type.Name(), i)
			types = slices.DeleteFunc(types, func(name string) bool { return !slices.Contains(known, name) })
		}
	}
	return types
}

// request plays a subgraph.
func (w *world) request(service string, body []byte) ([]byte, error) {
	var in struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: in.Query})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Query, err)
	}
	p := &player{world: w, variables: in.Variables, fragments: doc.Fragments}
	for _, s := range w.sg.Subgraphs {
		if s.Name == service {
			p.subgraph = s.Index
		}
	}
	op := doc.Operations[0]
	data := map[string]any{}
	for _, selection := range op.SelectionSet {
		f, ok := selection.(*ast.Field)
		if !ok || f.Name != "_entities" {
			data, _ = p.object(w.graph.Root(op.Operation), being{w.graph.Root(op.Operation), 0}, op.SelectionSet, nil)
			break
		}
		list, _ := in.Variables[f.Arguments[0].Value.Raw].([]any)
		out := make([]any, len(list))
		for i, r := range list {
			out[i] = p.entity(r.(map[string]any), f.SelectionSet)
		}
		data[f.Alias] = out
	}
	return json.Marshal(map[string]any{"data": data})
}

// player is a world seen by one subgraph, for one request.
type player struct {
	*world
	subgraph  int
	variables map[string]any
	fragments ast.FragmentDefinitionList
	// sent is the representation at hand, of the object sentFor.
	sent    map[string]any
	sentFor being
}

func (p *player) fault(format string, args ...any) {
	p.faults = append(p.faults, p.sg.Subgraphs[p.subgraph].Name+": "+fmt.Sprintf(format, args...))
}

// entity finds the object that a representation means.
func (p *player) entity(r map[string]any, set ast.SelectionSet) any {
	name, _ := r["__typename"].(string)
	t := p.sg.Types[name]
	if t == nil || t.In[p.subgraph] == nil {
		p.fault("is sent a representation of %q, which it does not know", name)
		return nil
	}
	complete := false
	for _, key := range t.In[p.subgraph].Keys {
		if !key.Resolvable || !hasFields(r, key.Fields.Selections) {
			continue
		}
		complete = true
		for _, object := range p.graph.PossibleTypes(name) {
			for n := range perType {
				o := being{object, n}
				if p.matches(r, o, key.Fields.Selections) {
					as := name
					if p.graph.Shape(name, p.subgraph) == querygraph.Abstract {
						as = object
					}
					p.sent, p.sentFor = r, o
					out, _ := p.object(as, o, set, nil)
					p.sent = nil
					return out
				}
			}
		}
	}
	if !complete {
		p.fault("is sent a representation without a resolvable key: %v", r)
	} else {
		p.fault("is sent a representation of nothing: %v", r)
	}
	return nil
}

func hasFields(r map[string]any, set ast.SelectionSet) bool {
	for _, selection := range set {
		f, ok := selection.(*ast.Field)
		if !ok {
			continue
		}
		value, there := r[f.Name]
		if !there {
			return false
		}
		values, isList := value.([]any)
		if !isList {
			values = []any{value}
		}
		for _, v := range values {
			if below, ok := v.(map[string]any); ok && !hasFields(below, f.SelectionSet) {
				return false
			}
		}
	}
	return true
}

func (w *world) matches(r map[string]any, o being, set ast.SelectionSet) bool {
	for _, selection := range set {
		if f, ok := selection.(*ast.Field); ok && !w.matchesValue(r[f.Name], w.value(o, f.Name, ""), f.SelectionSet) {
			return false
		}
	}
	return true
}

func (w *world) matchesValue(given, value any, set ast.SelectionSet) bool {
	switch v := value.(type) {
	case being:
		below, ok := given.(map[string]any)
		return ok && w.matches(below, v, set)
	case []any:
		list, ok := given.([]any)
		if !ok || len(list) != len(v) {
			return false
		}
		for i := range v {
			if !w.matchesValue(list[i], v[i], set) {
				return false
			}
		}
		return true
	}
	return given == value
}

// object answers a selection set. provides are what may be asked although it is external.
func (p *player) object(as string, o being, set ast.SelectionSet, provides []ast.SelectionSet) (map[string]any, bool) {
	out := map[string]any{}
	for _, selection := range set {
		if spread, ok := selection.(*ast.FragmentSpread); ok {
			definition := p.fragments.ForName(spread.Name)
			selection = &ast.InlineFragment{TypeCondition: definition.TypeCondition, SelectionSet: definition.SelectionSet}
		}
		switch s := selection.(type) {
		case *ast.InlineFragment:
			if !p.included(s.Directives) {
				continue
			}
			if s.TypeCondition == "" || p.applies(s.TypeCondition, as) {
				below, _ := p.object(as, o, s.SelectionSet, provides)
				mergeObjects(out, below)
			} else if p.graph.Shape(s.TypeCondition, p.subgraph) == querygraph.Absent {
				p.fault("is asked about %s, which it does not know", s.TypeCondition)
			}
		case *ast.Field:
			if p.included(s.Directives) {
				mergeObjects(out, map[string]any{s.Alias: p.field(as, o, s, provides)})
			}
		}
	}
	return out, true
}

func (p *player) applies(condition, as string) bool {
	return condition == as || slices.Contains(p.graph.RuntimeTypes(condition, p.subgraph), as)
}

func (p *player) included(list ast.DirectiveList) bool {
	for _, d := range list {
		on, _ := p.variables[d.Arguments[0].Value.Raw].(bool)
		if on != (d.Name == "include") {
			return false
		}
	}
	return true
}

func (p *player) field(as string, o being, f *ast.Field, provides []ast.SelectionSet) any {
	if f.Name == "__typename" {
		return as
	}
	in := p.graph.Field(as, f.Name, p.subgraph, p.labels)
	below := p.provided(provides, as, f.Name)
	if in == nil && below != nil {
		if in = p.graph.Known(as, f.Name, p.subgraph); in == nil {
			in = &supergraph.FieldIn{Type: p.graph.Definition(as, f.Name).Type}
		}
	}
	if in == nil {
		p.fault("is asked for %s.%s, which it does not resolve there", as, f.Name)
		return nil
	}
	if !in.Requires.Empty() && (p.sent == nil || p.sentFor != o || !p.given(p.sent, o, in.Requires.Selections)) {
		p.fault("is asked for %s.%s and given %v, not %s", as, f.Name, p.sent, in.Requires.Text)
	}
	if !in.Provides.Empty() {
		below = append(below, in.Provides.Selections)
	}
	return p.complete(p.value(o, f.Name, argsOf(p.counted(o.typ, f), p.variables)), in.Type.Name(), f, below)
}

// given says whether a representation holds just what a set says of an object.
func (w *world) given(r map[string]any, o being, set ast.SelectionSet) bool {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.InlineFragment:
			if w.graph.Applies(s.TypeCondition, o.typ) && !w.given(r, o, s.SelectionSet) {
				return false
			}
		case *ast.Field:
			value, there := r[s.Name]
			if list, _ := w.contextArguments(o.typ, s.Name); there && len(list) > 0 {
				continue // a subgraph can't know where in the tree the object stands
			}
			if s.Name != "__typename" && (!there || !w.givenValue(value, w.value(o, s.Name, argsOf(s.Arguments, nil)), s.SelectionSet)) {
				return false
			}
		}
	}
	return true
}

func (w *world) givenValue(given, value any, set ast.SelectionSet) bool {
	switch v := value.(type) {
	case being:
		below, ok := given.(map[string]any)
		return ok && w.given(below, v, set)
	case []any:
		list, ok := given.([]any)
		if !ok || len(list) != len(v) {
			return false
		}
		for i := range v {
			if !w.givenValue(list[i], v[i], set) {
				return false
			}
		}
		return true
	}
	return given == value
}

func (p *player) provided(provides []ast.SelectionSet, as, name string) []ast.SelectionSet {
	var out []ast.SelectionSet
	for _, set := range provides {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.InlineFragment:
				if p.graph.Applies(s.TypeCondition, as) {
					out = append(out, p.provided([]ast.SelectionSet{s.SelectionSet}, as, name)...)
				}
			case *ast.Field:
				if s.Name == name {
					out = append(out, s.SelectionSet)
				}
			}
		}
	}
	return out
}

func (p *player) complete(value any, static string, f *ast.Field, provides []ast.SelectionSet) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = p.complete(v[i], static, f, provides)
		}
		return out
	case being:
		as := v.typ
		if p.graph.Shape(static, p.subgraph) == querygraph.InterfaceObject {
			as = static
		}
		out, _ := p.object(as, v, f.SelectionSet, provides)
		return out
	}
	return value
}

func argsOf(list ast.ArgumentList, variables map[string]any) string {
	return argsText(argValues(list, variables))
}

func argValues(list ast.ArgumentList, variables map[string]any) map[string]any {
	values := map[string]any{}
	for _, a := range list {
		values[a.Name], _ = a.Value.Value(variables)
	}
	return values
}

func argsText(values map[string]any) string {
	text, _ := json.Marshal(values)
	return string(text)
}

// whole answers an operation as one graph, as a tree with the engine's keys.
func (w *world) whole(n *naive, op *operation.Operation) map[string]any {
	var object func(above []being, o being, selections []operation.Selection) map[string]any
	var complete func(above []being, value any, selections []operation.Selection) any
	complete = func(above []being, value any, selections []operation.Selection) any {
		switch v := value.(type) {
		case []any:
			out := make([]any, len(v))
			for i := range v {
				out[i] = complete(above, v[i], selections)
			}
			return out
		case being:
			return object(above, v, selections)
		}
		return value
	}
	object = func(above []being, o being, selections []operation.Selection) map[string]any {
		out := map[string]any{"__typename": o.typ}
		fields := map[string][]*operation.Field{}
		n.collect(o.typ, selections, fields)
		for _, list := range fields {
			var below []operation.Selection
			for _, f := range list {
				below = append(below, f.Selections...)
			}
			if f := list[0]; f.Name != "__typename" {
				args := w.withContexts(above, o, f.Name, f.Arguments, n.variables)
				out[f.Key] = complete(append(slices.Clip(above), o), w.value(o, f.Name, args), below)
			}
		}
		return out
	}
	return object(nil, being{w.graph.Root(op.Kind), 0}, op.Selections)
}

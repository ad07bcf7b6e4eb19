package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// facts is what the federation directives of a subgraph come to for each of its fields.
type facts struct {
	// implementations lists the object types of each interface, directly or through another.
	implementations map[string][]*sdl.Type

	external map[*sdl.Field]bool // marked, and not merely as the key of an extension
	key      map[*sdl.Field]bool // selected by some @key
	provided map[*sdl.Field]bool // selected by some @provides
	used     map[*sdl.Field]bool // selected by any field set, or needed by an interface
	shared   map[*sdl.Field]bool // may be resolved by other subgraphs too
	// ofExtension are the fields of an extension's keys, nested ones too: the subgraph can tell them even
	// when another overrides them.
	ofExtension map[*sdl.Field]bool
	// contexts are the selections of @fromContext that were marked: many fields may read the same.
	contexts map[string]bool
}

func newFacts(sg *subgraph) *facts {
	f := &facts{
		implementations: implementations(sg.schema),
		external:        map[*sdl.Field]bool{},
		key:             map[*sdl.Field]bool{},
		provided:        map[*sdl.Field]bool{},
		used:            map[*sdl.Field]bool{},
		shared:          map[*sdl.Field]bool{},
		ofExtension:     map[*sdl.Field]bool{},
		contexts:        map[string]bool{},
	}
	f.markExternal(sg)
	for _, t := range sg.schema.Types {
		for _, k := range sg.keys(t) {
			f.markKey(sg, t, k)
		}
	}
	for _, t := range sg.schema.Types {
		for _, field := range t.Fields {
			f.markFieldSets(sg, t, field)
		}
	}
	for name, types := range f.implementations {
		f.markInterface(sg.schema.Type(name), types)
	}
	f.markShared(sg)
	return f
}

func implementations(s *sdl.Schema) map[string][]*sdl.Type {
	out := map[string][]*sdl.Type{}
	for _, t := range s.Types {
		if t.Kind != ast.Object {
			continue
		}
		for _, i := range t.Interfaces {
			out[i.Name] = append(out[i.Name], t)
		}
	}
	return out
}

// possible lists the object types a value of the type may have in this subgraph.
func (sg *subgraph) possible(t *sdl.Type) []*sdl.Type {
	switch t.Kind {
	case ast.Object:
		return []*sdl.Type{t}
	case ast.Interface:
		return sg.facts.implementations[t.Name]
	case ast.Union:
		out := make([]*sdl.Type, 0, len(t.Members))
		for _, m := range t.Members {
			if mt := sg.schema.Type(m.Name); mt != nil {
				out = append(out, mt)
			}
		}
		return out
	}
	return nil
}

func (f *facts) markExternal(sg *subgraph) {
	for _, t := range sg.schema.Types {
		if t.Kind != ast.Object && t.Kind != ast.Interface {
			continue
		}
		// On a type, @external is of federation 2 and holds for all its fields.
		whole := !sg.fed1 && sg.typeHas(t, spec.External)
		for _, field := range t.Fields {
			if whole || sg.has(field.Directives, spec.External) {
				f.external[field] = true
			}
		}
	}
}

// markKey marks the fields of a key. The fields of an extension's key, nested ones too, are not external however they are
// marked: that is how federation 1 writes them. Where a definition was made of the extension, only its own are left so.
func (f *facts) markKey(sg *subgraph, t *sdl.Type, k *sdl.Applied) {
	extension := k.Decl.Extension || sg.typeHas(t, spec.Extends)
	kept := keyOfExtension(sg, t, k)
	f.walkHolding(sg, t, k.Directive, func(field *sdl.Field, direct bool) bool {
		first := mark(f.key, field)
		f.used[field] = true
		if kept && direct {
			f.ofExtension[field] = true
		}
		if direct && (kept || extension && field.Parent == t) {
			delete(f.external, field)
		}
		return first
	})
}

// mark says whether the field was not marked before.
func mark(marked map[*sdl.Field]bool, field *sdl.Field) bool {
	if marked[field] {
		return false
	}
	marked[field] = true
	return true
}

func (f *facts) markFieldSets(sg *subgraph, t *sdl.Type, field *sdl.Field) {
	if d := sg.links.First(field.Directives, spec.Requires); d != nil {
		f.walkHolding(sg, t, d, func(r *sdl.Field, _ bool) bool { return mark(f.used, r) })
	}
	if d := sg.links.First(field.Directives, spec.Provides); d != nil {
		if target := sg.schema.Type(field.Type.Name()); target != nil {
			f.walkHolding(sg, target, d, func(p *sdl.Field, _ bool) bool {
				f.used[p] = true
				return mark(f.provided, p)
			})
		}
	}
	for _, arg := range field.Arguments {
		if d := sg.links.First(arg.Directives, spec.FromContext); d != nil {
			f.markContext(sg, d)
		}
	}
}

// markContext marks the fields that a @fromContext reads.
func (f *facts) markContext(sg *subgraph, d *ast.Directive) {
	text, _ := stringArg(d, "field")
	name, selection, ok := splitContext(text)
	if !ok || f.contexts[text] {
		return
	}
	f.contexts[text] = true
	sels, err := parseFieldSet(selection)
	if err != nil {
		return
	}
	for _, t := range sg.contextTypes(name) {
		f.walk(sg, t, sels, func(field *sdl.Field, _ bool) bool { return mark(f.used, field) })
	}
}

func (f *facts) markInterface(iface *sdl.Type, types []*sdl.Type) {
	if iface == nil {
		return
	}
	for _, field := range iface.Fields {
		for _, t := range types {
			if impl := t.Field(field.Name); impl != nil {
				f.used[impl] = true
			}
		}
	}
}

func (f *facts) markShared(sg *subgraph) {
	for _, t := range sg.schema.Types {
		if t.Kind != ast.Object {
			continue
		}
		whole := map[*sdl.TypeDecl]bool{}
		for _, a := range t.Directives {
			if sg.links.Meaning(a.Name) == spec.Shareable {
				whole[a.Decl] = true
			}
		}
		lifted := sg.fed1 && sg.schema.RootOf(t.Name) != ast.Subscription
		for _, field := range t.Fields {
			if lifted || whole[field.Decl] || f.key[field] || f.provided[field] && f.external[field] || sg.has(field.Directives, spec.Shareable) {
				f.shared[field] = true
			}
		}
	}
}

func fieldsOf(d *ast.Directive) []*selection {
	text, ok := stringArg(d, "fields")
	if !ok {
		return nil
	}
	sels, err := parseFieldSet(text)
	if err != nil {
		return nil
	}
	return sels
}

// walkHolding is walk over a fields argument up to where something in it is not known.
func (f *facts) walkHolding(sg *subgraph, t *sdl.Type, d *ast.Directive, visit visitor) {
	f.walkOn(sg, t, fieldsOf(d), visit, true)
}

// exists says whether every selected field does, and has selections where it needs them.
func (sg *subgraph) exists(t *sdl.Type, sels []*selection) bool {
	for _, s := range sels {
		switch {
		case s.fragment:
			on := t
			if s.on != "" {
				on = sg.schema.Type(s.on)
			}
			if on == nil || !sg.exists(on, s.subs) {
				return false
			}
		case s.name == "__typename":
		case t.Field(s.name) == nil:
			return false
		default:
			target := sg.schema.Type(t.Field(s.name).Type.Name())
			if composite := target != nil && target.IsComposite(); composite != (len(s.subs) > 0) {
				return false
			}
			if len(s.subs) > 0 && !sg.exists(target, s.subs) {
				return false
			}
		}
	}
	return true
}

// visitor is called for a field that is named (direct), and where it wants that, for the same field of the implementations of its
// interface: once is enough, however often a field is selected.
type visitor func(field *sdl.Field, direct bool) (implementations bool)

// walk visits every field that the selections reach from the type.
func (f *facts) walk(sg *subgraph, t *sdl.Type, sels []*selection, visit visitor) {
	f.walkOn(sg, t, sels, visit, false)
}

// walkOn says whether it came to the end: holding stops at what does not exist.
func (f *facts) walkOn(sg *subgraph, t *sdl.Type, sels []*selection, visit visitor, holding bool) bool {
	for _, s := range sels {
		missing := false
		switch field := t.Field(s.name); {
		case sg.unknownDirective(s):
			missing = true
		case s.fragment:
			on := t
			if s.on != "" {
				on = sg.schema.Type(s.on)
			}
			missing = on == nil || !f.walkOn(sg, on, s.subs, visit, holding)
		case s.name == "__typename":
		case field == nil:
			missing = true
		default:
			f.visit(t, field, visit)
			if target := sg.schema.Type(field.Type.Name()); target != nil {
				missing = !f.walkOn(sg, target, s.subs, visit, holding)
			}
		}
		if missing && holding {
			return false
		}
	}
	return true
}

// visit visits a field, and where it is an interface's, the same field of its implementations.
func (f *facts) visit(t *sdl.Type, field *sdl.Field, visit visitor) {
	if !visit(field, true) || t.Kind != ast.Interface {
		return
	}
	for _, impl := range f.implementations[t.Name] {
		if same := impl.Field(field.Name); same != nil {
			visit(same, false)
		}
	}
}

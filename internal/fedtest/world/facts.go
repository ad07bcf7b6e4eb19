package world

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// fieldInfo is what the value of a field on an object type depends on.
type fieldInfo struct {
	name string
	def  *ast.FieldDefinition // of the merged schema
	// strict is non-null wherever any subgraph says so: values must suit them all.
	strict *ast.Type
	// possible are the runtime types, for a composite field; values the enum's values.
	possible, values []string
	// key: part of a key, so it tells the object's id. sure: never fails in a non-null position.
	key, sure bool
	// steady: it never fails at all. An error of what only the router asks for at the root has no place in the client's answer.
	steady bool
	// mixed: subgraphs disagree on where null may be.
	mixed bool
	// home is the subgraph that alone resolves the field and may lack the object: then it is null. "" for most.
	home string
	// requires is a selection that the value depends on; nil for most.
	requires ast.SelectionSet
	// contexts are arguments that the value depends on and clients don't see.
	contexts []contextual
}

// gather computes the facts about all object types.
func (w *World) gather(m *merger) error {
	w.gatherGuards(m)
	for _, name := range m.names {
		parts := m.parts[name]
		def := w.full.Types[name]
		entity := slices.ContainsFunc(parts, func(p part) bool { return p.def.Directives.ForName("key") != nil })
		if entity && def.Kind == ast.Object {
			w.entities[name] = true
		}
		if def.Kind == ast.Interface && (entity || slices.ContainsFunc(parts, part.interfaceObject)) {
			if err := w.addFamily(name); err != nil {
				return err
			}
		}
	}
	for _, name := range m.names {
		if def := w.full.Types[name]; def.Kind == ast.Object {
			w.fields[name] = map[string]*fieldInfo{}
			for _, f := range def.Fields {
				if f.Type == nil {
					continue
				}
				info := w.fieldInfo(m, def, f)
				var err error
				if info.contexts, err = w.contextsOf(resolving(m.fieldParts(def, f.Name), f.Name), f.Name); err != nil {
					return err
				}
				w.fields[name][f.Name] = info
			}
		}
	}
	for _, fields := range w.fields {
		for _, info := range fields {
			if !info.mixed {
				continue
			}
			info.sure = true
			for _, child := range w.objectTypes(info.def.Type.Name()) {
				w.solidify(child)
			}
		}
	}
	if err := w.markSets(m); err != nil {
		return err
	}
	if err := w.markContexts(m); err != nil {
		return err
	}
	if w.faults {
		w.letLack(m)
	}
	return nil
}

// nullability is a type without its name.
func nullability(t *ast.Type) string { return strings.Replace(t.String(), t.Name(), "", 1) }

// addFamily makes the objects that implement an interface share their ids.
func (w *World) addFamily(iface string) error {
	for _, possible := range w.full.PossibleTypes[iface] {
		if possible.Kind != ast.Object {
			continue
		}
		if other := w.family[possible.Name]; other != "" {
			return fmt.Errorf("type %s implements two entity interfaces, %s and %s: not supported", possible.Name, other, iface)
		}
		w.family[possible.Name] = iface
		w.entities[possible.Name] = true
		w.members[iface] = append(w.members[iface], possible.Name)
	}
	sort.Strings(w.members[iface])
	return nil
}

func (w *World) fieldInfo(m *merger, def *ast.Definition, f *ast.FieldDefinition) *fieldInfo {
	info := &fieldInfo{name: f.Name, def: f, strict: f.Type}
	parts := m.fieldParts(def, f.Name)
	for i, p := range parts {
		own := p.def.Fields.ForName(f.Name)
		info.strict = combine(info.strict, own.Type, true)
		info.mixed = info.mixed || nullability(own.Type) != nullability(f.Type)
		possible, values := p.sub.outcomes(w.full, own.Type.Name())
		if i == 0 {
			info.possible, info.values = possible, values
		} else {
			info.possible = intersect(info.possible, possible)
			info.values = intersect(info.values, values)
		}
	}
	// An object known only as its entity interface is null where its own type is not known any more.
	if family := w.full.Types[w.family[def.Name]]; family != nil {
		shared := family.Fields.ForName(f.Name)
		info.mixed = info.mixed || shared != nil && nullability(shared.Type) != nullability(f.Type)
	}
	resolvers := resolving(parts, f.Name)
	for i, p := range resolvers {
		text := fieldSet(p.def.Fields.ForName(f.Name).Directives, "requires")
		if text == "" || i > 0 && fieldSet(resolvers[0].def.Fields.ForName(f.Name).Directives, "requires") != text {
			return info
		}
	}
	if len(resolvers) > 0 {
		info.requires, _ = parseSet(fieldSet(resolvers[0].def.Fields.ForName(f.Name).Directives, "requires"))
	}
	return info
}

func intersect(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return !slices.Contains(b, s) })
}

// fieldSet is the text of the directive's fields argument, "" without.
func fieldSet(directives ast.DirectiveList, name string) string {
	if d := directives.ForName(name); d != nil {
		return setText(d)
	}
	return ""
}

func setText(d *ast.Directive) string {
	arg := d.Arguments.ForName("fields")
	if arg == nil {
		return ""
	}
	if arg.Value.Kind == ast.ListValue && len(arg.Value.Children) > 0 { // federation 1 lets a list of strings pass
		var list []string
		for _, child := range arg.Value.Children {
			list = append(list, child.Value.Raw)
		}
		return strings.Join(list, " ")
	}
	return arg.Value.Raw
}

func parseSet(text string) (ast.SelectionSet, error) {
	doc, err := parser.ParseQuery(&ast.Source{Name: "field set", Input: "{" + text + "}"})
	if err != nil {
		return nil, fmt.Errorf("field set %q: %w", text, err)
	}
	if len(doc.Operations) != 1 {
		return nil, fmt.Errorf("field set %q", text)
	}
	return doc.Operations[0].SelectionSet, nil
}

// markSets looks at the keys and required sets of all subgraphs: their fields must not fail.
func (w *World) markSets(m *merger) error {
	for _, name := range m.names {
		for _, p := range m.parts[name] {
			for _, d := range p.def.Directives.ForNames("key") {
				if err := w.markSet(name, setText(d), true); err != nil {
					return err
				}
			}
			for _, f := range p.def.Fields {
				if text := fieldSet(f.Directives, "requires"); text != "" {
					if err := w.markSet(name, text, false); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (w *World) markSet(typeName, text string, key bool) error {
	set, err := parseSet(text)
	if err != nil {
		return err
	}
	return w.mark(typeName, set, key)
}

func (w *World) mark(typeName string, set ast.SelectionSet, key bool) error {
	for _, selection := range set {
		if fragment, ok := selection.(*ast.InlineFragment); ok {
			on := typeName
			if fragment.TypeCondition != "" {
				on = fragment.TypeCondition
			}
			if err := w.mark(on, fragment.SelectionSet, key); err != nil {
				return err
			}
			continue
		}
		field, ok := selection.(*ast.Field)
		if !ok {
			return fmt.Errorf("a field set on %s has a spread", typeName)
		}
		if field.Name == "__typename" {
			continue
		}
		for _, object := range w.objectTypes(typeName) {
			info := w.fields[object][field.Name]
			if info == nil {
				return fmt.Errorf("a field set names %s.%s, which is not there", typeName, field.Name)
			}
			info.key = info.key || key
			info.sure = true
			if len(field.SelectionSet) == 0 {
				continue
			}
			for _, child := range w.objectTypes(info.def.Type.Name()) {
				w.solidify(child)
			}
			if err := w.mark(info.def.Type.Name(), field.SelectionSet, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// solidify sees to it that no error rises through an object of the type: the client's selections are merged with the
// router's own, and a failing one would take them along.
func (w *World) solidify(typeName string) {
	if w.solid[typeName] {
		return
	}
	w.solid[typeName] = true
	for _, info := range w.fields[typeName] {
		if !info.strict.NonNull {
			continue
		}
		info.sure = true
		for _, child := range w.objectTypes(info.def.Type.Name()) {
			w.solidify(child)
		}
	}
}

// objectTypes is the object types a composite type stands for; none for a leaf.
func (w *World) objectTypes(name string) []string {
	def := w.full.Types[name]
	switch {
	case def == nil:
		return nil
	case def.Kind == ast.Object:
		return []string{name}
	}
	var out []string
	for _, possible := range w.full.PossibleTypes[name] {
		if possible.Kind == ast.Object {
			out = append(out, possible.Name)
		}
	}
	return out
}

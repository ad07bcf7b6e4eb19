package authz

import (
	"sort"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// reader gathers the requirements of a supergraph. Requirements are flat sets:
// what a field requires by itself, by its parent, by its type, by the objects
// behind an interface, and by what its subgraph must be given to resolve it.
type reader struct {
	sg     *supergraph.Supergraph
	rules  []rule
	number map[string]int

	// types is what a type requires, and own what a field's own directives do,
	// those of interfaces that the type implements included.
	types  map[string]ruleSet
	own    map[string]map[string]ruleSet
	fields map[string]map[string]ruleSet
	// contexts has the types that set a context (@context).
	contexts map[string][]*ast.Definition
}

func newReader(sg *supergraph.Supergraph) *reader {
	return &reader{
		sg: sg, number: map[string]int{}, types: map[string]ruleSet{}, contexts: map[string][]*ast.Definition{},
		own: map[string]map[string]ruleSet{}, fields: map[string]map[string]ruleSet{},
	}
}

func (r *reader) read() {
	names := make([]string, 0, len(r.sg.Schema.Types))
	for name := range r.sg.Schema.Types {
		names = append(names, name)
	}
	sort.Strings(names) // so that the numbers of rules are the same at every start
	for _, name := range names {
		r.readType(r.sg.Schema.Types[name])
	}
	if len(r.rules) == 0 {
		return
	}
	for _, name := range names {
		r.readFields(r.sg.Schema.Types[name])
	}
	for _, name := range names {
		r.abstractFields(r.sg.Schema.Types[name])
	}
}

func (r *reader) intern(rules []rule) ruleSet {
	var set ruleSet
	for _, rule := range rules {
		key := rule.key()
		number, known := r.number[key]
		if !known {
			number = len(r.rules)
			r.number[key] = number
			r.rules = append(r.rules, rule)
		}
		set = append(set, number)
	}
	return set.with()
}

// readType reads the directives on a type and its fields. What an interface
// requires its implementations require too, unless it follows from what they
// do: an owner who protects the interface means the data behind it.
func (r *reader) readType(def *ast.Definition) {
	set, own := r.intern(rulesOf(def.Directives)), map[string]ruleSet{}
	for _, field := range def.Fields {
		own[field.Name] = r.intern(rulesOf(field.Directives))
	}
	for _, name := range def.Interfaces {
		iface := r.sg.Schema.Types[name]
		if iface == nil {
			continue
		}
		if rules := rulesOf(iface.Directives); len(rules) > 0 && !r.derivedType(iface) {
			set = set.with(r.intern(rules))
		}
		for _, field := range iface.Fields {
			if rules := rulesOf(field.Directives); len(rules) > 0 && !r.derivedField(iface, field) {
				own[field.Name] = own[field.Name].with(r.intern(rules))
			}
		}
	}
	r.types[def.Name], r.own[def.Name] = set, own
	for _, directive := range def.Directives.ForNames("context") {
		if name := directive.Arguments.ForName("name"); name != nil {
			r.contexts[name.Value.Raw] = append(r.contexts[name.Value.Raw], def)
		}
	}
}

// readFields is what each field requires when its parent is just this type.
func (r *reader) readFields(def *ast.Definition) {
	if def.Kind != ast.Object && def.Kind != ast.Interface {
		return
	}
	sets := make(map[string]ruleSet, len(def.Fields))
	for _, field := range def.Fields {
		if set := r.field(def, field).with(r.needed(def, field)); len(set) > 0 {
			sets[field.Name] = set
		}
	}
	r.fields[def.Name] = sets
}

// field is what is required by the field itself, its parent and its type.
func (r *reader) field(parent *ast.Definition, field *ast.FieldDefinition) ruleSet {
	return r.own[parent.Name][field.Name].with(r.types[parent.Name], r.types[field.Type.Name()])
}

// needed is what the fields require that a subgraph must be given to resolve
// this one, by @requires and @fromContext. Composition sees to it that the
// field itself requires as much, but supergraphs come from other composers too.
func (r *reader) needed(parent *ast.Definition, field *ast.FieldDefinition) ruleSet {
	facts := r.sg.Types[parent.Name]
	if facts == nil || facts.Fields[field.Name] == nil {
		return nil
	}
	var set ruleSet
	for _, in := range facts.Fields[field.Name].Copies {
		set = set.with(r.selected(parent, in.Requires.Selections))
		for _, argument := range in.ContextArguments {
			set = set.with(r.fromContext(argument))
		}
	}
	return set
}

// fromContext is what a context's selection requires on each type that sets
// the context.
func (r *reader) fromContext(argument supergraph.ContextArgument) ruleSet {
	var set ruleSet
	for _, def := range r.contexts[argument.Context] {
		for _, object := range typesystem.Possible(r.sg.Schema, def) {
			set = set.with(r.selected(object, argument.Selection.Selections))
		}
	}
	return set
}

// selected is what the fields of a selection require. Selections come from the
// supergraph and are bounded by its parser.
func (r *reader) selected(parent *ast.Definition, selections ast.SelectionSet) ruleSet {
	var set ruleSet
	if parent == nil {
		return set
	}
	for _, selection := range selections {
		switch node := selection.(type) {
		case *ast.Field:
			if parent.Kind == ast.Union {
				continue
			}
			field := parent.Fields.ForName(node.Name)
			if field == nil {
				continue
			}
			for _, object := range r.behind(parent) {
				if own := object.Fields.ForName(node.Name); own != nil {
					set = set.with(r.field(object, own))
				}
			}
			set = set.with(r.selected(r.sg.Schema.Types[field.Type.Name()], node.SelectionSet))
		case *ast.InlineFragment:
			inner := parent
			if node.TypeCondition != "" {
				inner = r.sg.Schema.Types[node.TypeCondition]
			}
			set = set.with(r.selected(inner, node.SelectionSet))
		}
	}
	return set
}

// behind lists the type and, for an interface, the objects that can be behind it.
func (r *reader) behind(def *ast.Definition) []*ast.Definition {
	if def.Kind != ast.Interface {
		return []*ast.Definition{def}
	}
	return append([]*ast.Definition{def}, typesystem.Possible(r.sg.Schema, def)...)
}

// abstractFields adds to an interface's fields what the same fields of the
// objects behind it require.
func (r *reader) abstractFields(def *ast.Definition) {
	if def.Kind != ast.Interface {
		return
	}
	for _, field := range def.Fields {
		set := r.fields[def.Name][field.Name]
		for _, object := range typesystem.Possible(r.sg.Schema, def) {
			set = set.with(r.fields[object.Name][field.Name])
		}
		if len(set) > 0 {
			r.fields[def.Name][field.Name] = set
		}
	}
}

package supergraph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
)

// readType reads what the join directives say of one type.
func (r *reader) readType(def *ast.Definition) (*Type, error) {
	t := &Type{Name: def.Name, Def: def, In: make([]*TypeIn, len(r.subgraphs)), Fields: map[string]*Field{}}
	if err := r.readTypeDirectives(t); err != nil {
		return nil, err
	}
	if err := r.readEnumValues(t); err != nil {
		return nil, err
	}
	for _, field := range def.Fields {
		f, err := r.readField(t, field)
		if err != nil {
			return nil, err
		}
		t.Fields[field.Name] = f
	}
	if r.links.join.before(0, 2) {
		r.claimKeyFields(t)
	}
	return t, nil
}

func (r *reader) readTypeDirectives(t *Type) error {
	join := r.links.join
	mentioned := false
	for _, at := range t.Def.Directives.ForNames(join.element("type")) {
		g, err := r.graphOf(at)
		if err != nil {
			return err
		}
		mentioned = true
		in := t.in(g)
		extension := boolArg(at, "extension", false)
		in.Extension = in.Extension || extension
		if boolArg(at, "isInterfaceObject", false) {
			in.InterfaceObject, t.IsInterfaceObject = true, true
		}
		key, err := r.fieldSet(stringArg(at, "key"), at.Position)
		if err != nil {
			return err
		}
		if !key.Empty() {
			in.Keys = append(in.Keys, Key{Fields: key, Resolvable: boolArg(at, "resolvable", true), Extension: extension})
		}
	}
	if !mentioned {
		// The join specification: a type without @join__type is in every subgraph.
		for g := range t.In {
			t.in(g)
		}
	}
	for _, at := range t.Def.Directives.ForNames("context") {
		if name := stringArg(at, "name"); name != "" && !slices.Contains(t.Contexts, name) {
			t.Contexts = append(t.Contexts, name)
		}
	}
	for _, at := range t.Def.Directives.ForNames(join.element("implements")) {
		g, err := r.graphOf(at)
		if err != nil {
			return err
		}
		note(&t.in(g).Implements, stringArg(at, "interface"))
	}
	for _, at := range t.Def.Directives.ForNames(join.element("unionMember")) {
		g, err := r.graphOf(at)
		if err != nil {
			return err
		}
		note(&t.in(g).Members, stringArg(at, "member"))
	}
	return nil
}

func (r *reader) readEnumValues(t *Type) error {
	name := r.links.join.element("enumValue")
	for _, value := range t.Def.EnumValues {
		applied := value.Directives.ForNames(name)
		for _, at := range applied {
			g, err := r.graphOf(at)
			if err != nil {
				return err
			}
			note(&t.in(g).Values, value.Name)
		}
		if len(applied) > 0 {
			continue
		}
		for _, in := range t.In {
			if in != nil {
				note(&in.Values, value.Name)
			}
		}
	}
	return nil
}

func (r *reader) readField(t *Type, def *ast.FieldDefinition) (*Field, error) {
	f := &Field{Name: def.Name, Def: def}
	applied := def.Directives.ForNames(r.links.join.element("field"))
	inGraphs := 0
	for _, at := range applied {
		if at.Arguments.ForName("graph") == nil {
			continue
		}
		g, err := r.graphOf(at)
		if err != nil {
			return nil, err
		}
		inGraphs++
		in, err := r.readFieldIn(def, at)
		if err != nil {
			return nil, err
		}
		f.put(g, in)
	}
	switch owner := t.Def.Directives.ForName(r.links.join.element("owner")); {
	case inGraphs > 0:
	case len(applied) > 0:
		f.FromInterfaceObject = true
	case owner != nil:
		// Federation 1: what is not said to be elsewhere is the owner's.
		g, err := r.graphOf(owner)
		if err != nil {
			return nil, err
		}
		f.put(g, &FieldIn{Type: def.Type})
	default:
		for g, in := range t.In {
			if in != nil {
				f.put(g, &FieldIn{Type: def.Type})
			}
		}
	}
	return f, nil
}

func (r *reader) readFieldIn(def *ast.FieldDefinition, at *ast.Directive) (*FieldIn, error) {
	in := &FieldIn{
		Type:           def.Type,
		External:       boolArg(at, "external", false),
		UsedOverridden: boolArg(at, "usedOverridden", false),
		Override:       stringArg(at, "override"),
		OverrideLabel:  stringArg(at, "overrideLabel"),
	}
	if text := stringArg(at, "type"); text != "" {
		own, err := parseType(text)
		if err != nil {
			return nil, errorAt(at.Position, "@%s(type: %q) is no type", at.Name, text)
		}
		in.Type = own
	}
	var err error
	if in.Requires, err = r.fieldSet(stringArg(at, "requires"), at.Position); err != nil {
		return nil, err
	}
	if in.Provides, err = r.fieldSet(stringArg(at, "provides"), at.Position); err != nil {
		return nil, err
	}
	if arg := at.Arguments.ForName("contextArguments"); arg != nil && arg.Value != nil {
		for _, item := range arg.Value.Children {
			argument, err := r.contextArgument(item.Value, at)
			if err != nil {
				return nil, err
			}
			in.ContextArguments = append(in.ContextArguments, argument)
		}
	}
	return in, nil
}

func (r *reader) contextArgument(value *ast.Value, at *ast.Directive) (ContextArgument, error) {
	raw := map[string]string{}
	for _, child := range value.Children {
		raw[child.Name] = child.Value.Raw
	}
	c := ContextArgument{Context: raw["context"], Name: raw["name"]}
	if c.Context == "" || c.Name == "" {
		return c, errorAt(at.Position, "@%s(contextArguments:) lacks the name of an argument or of its context", at.Name)
	}
	var err error
	if c.Type, err = parseType(raw["type"]); err != nil {
		return c, errorAt(at.Position, "@%s(contextArguments:) says of %q that its type is %q, which is no type", at.Name, c.Name, raw["type"])
	}
	selection := strings.TrimSpace(raw["selection"])
	if strings.HasPrefix(selection, "$") {
		// As it is written in a subgraph, "$context { field }".
		if start := strings.IndexAny(selection, "{."); start >= 0 {
			selection = selection[start:]
		}
	}
	if c.Selection, err = r.fieldSet(selection, at.Position); err != nil {
		return c, err
	}
	if c.Selection.Empty() {
		return c, errorAt(at.Position, "@%s(contextArguments:) selects nothing for %q", at.Name, c.Name)
	}
	return c, nil
}

// claimKeyFields makes a federation 1 type's key fields resolvable wherever the
// key is: join v0.1 does not repeat them as fields of those subgraphs.
func (r *reader) claimKeyFields(t *Type) {
	for g, in := range t.In {
		if in == nil {
			continue
		}
		for _, key := range in.Keys {
			for _, selection := range key.Fields.Selections {
				field, ok := selection.(*ast.Field)
				if !ok {
					continue
				}
				if f := t.Fields[field.Name]; f != nil && f.In(g) == nil {
					f.put(g, &FieldIn{Type: f.Def.Type})
				}
			}
		}
	}
}

// fillMemberships gives supergraphs older than join v0.3 what those say by
// @join__implements and @join__unionMember: there, what the supergraph has
// holds in each subgraph that has both types.
func fillMemberships(sg *Supergraph) {
	for _, t := range sg.Types {
		for g, in := range t.In {
			if in == nil {
				continue
			}
			for _, iface := range t.Def.Interfaces {
				if other := sg.Types[iface]; other != nil && other.In[g] != nil {
					note(&in.Implements, iface)
				}
			}
			for _, member := range t.Def.Types {
				if other := sg.Types[member]; other != nil && other.In[g] != nil {
					note(&in.Members, member)
				}
			}
		}
	}
}

// in is the subgraph's part of the type, made on first use.
func (t *Type) in(g int) *TypeIn {
	if t.In[g] == nil {
		t.In[g] = &TypeIn{}
	}
	return t.In[g]
}

// note adds a name to a set, which is made for the first.
func note(set *map[string]bool, name string) {
	if *set == nil {
		*set = map[string]bool{}
	}
	(*set)[name] = true
}

func (r *reader) graphOf(at *ast.Directive) (int, error) {
	value := stringArg(at, "graph")
	g, ok := r.graphs[value]
	if !ok {
		return 0, errorAt(at.Position, "@%s names the graph %q, which %s does not list", at.Name, value, r.links.join.element("Graph"))
	}
	return g, nil
}

// parseType reads a type reference such as "[Product!]!".
func parseType(text string) (*ast.Type, error) {
	doc, errs := sdl.Parse("type", "type T { f: "+text+" }")
	if len(errs) > 0 {
		return nil, fmt.Errorf("%q is not a type: %s", text, errs[0].Message)
	}
	if len(doc.Types) != 1 || len(doc.Types[0].Fields) != 1 {
		return nil, fmt.Errorf("%q is not a type", text)
	}
	return doc.Types[0].Fields[0].Type, nil
}

// stripJoin takes the link and join directives off the schema once they are read.
func stripJoin(schema *ast.Schema, l *links) {
	strip := func(list ast.DirectiveList) ast.DirectiveList {
		var kept ast.DirectiveList
		for _, at := range list {
			if !l.isMachinery(at.Name) {
				kept = append(kept, at)
			}
		}
		return kept
	}
	schema.SchemaDirectives = strip(schema.SchemaDirectives)
	for _, def := range schema.Types {
		def.Directives = strip(def.Directives)
		for _, value := range def.EnumValues {
			value.Directives = strip(value.Directives)
		}
		for _, field := range def.Fields {
			field.Directives = strip(field.Directives)
		}
	}
}

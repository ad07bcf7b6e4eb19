package compose

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
)

// joinFacts reads a printed supergraph and says what its machinery says, in the form the
// corpus has: nothing in it depends on order or spelling.
func joinFacts(t *testing.T, text string) any {
	t.Helper()
	doc, errs := sdl.Parse("supergraph.graphql", text)
	if len(errs) > 0 {
		t.Fatalf("the supergraph does not parse: %v\n%s", errs, text)
	}
	x := &extractor{names: map[string]string{}, plain: map[string]string{}}
	out := map[string]any{"roots": map[string]any{}, "types": map[string]any{}}
	out["graphs"] = x.graphs(doc)
	for _, s := range doc.Schemas {
		x.links(s.Directives)
		for _, op := range s.OperationTypes {
			out["roots"].(map[string]any)[string(op.Operation)] = op.Type
		}
		if d := x.directives(s.Directives); len(d) > 0 {
			out["schemaDirectives"] = d
		}
	}
	for _, d := range doc.Types {
		if !x.machinery(d.Name) {
			out["types"].(map[string]any)[d.Name] = x.typ(d.Definition)
		}
	}
	var defs []any
	for _, d := range doc.Directives {
		if _, known := x.plain[d.Name]; !known && !x.machinery(d.Name) && d.Name != "link" {
			defs = append(defs, d.Name)
		}
	}
	if len(defs) > 0 {
		out["directiveDefinitions"] = defs
	}
	return out
}

type extractor struct {
	names map[string]string // join__Graph value -> subgraph
	plain map[string]string // directive name -> plain name
}

func (x *extractor) graphs(doc *sdl.Document) any {
	out := map[string]any{}
	for _, d := range doc.Types {
		if d.Name != "join__Graph" {
			continue
		}
		for _, v := range d.EnumValues {
			g := v.Directives.ForName("join__graph")
			name := g.Arguments.ForName("name").Value.Raw
			x.names[v.Name] = name
			out[name] = map[string]any{"url": g.Arguments.ForName("url").Value.Raw}
		}
	}
	return out
}

func (x *extractor) links(list ast.DirectiveList) {
	for _, d := range list {
		if d.Name != "link" {
			continue
		}
		url := d.Arguments.ForName("url").Value.Raw
		if !strings.HasPrefix(url, "https://specs.apollo.dev/") {
			x.custom(d)
			continue
		}
		feature := strings.Split(url, "/")[3]
		x.plain[feature] = feature
		if feature == "cost" {
			x.plain["cost__listSize"] = "listSize"
		}
		if feature == "context" {
			x.plain["context__fromContext"] = "fromContext"
		}
		if imports := d.Arguments.ForName("import"); imports != nil {
			for _, c := range imports.Value.Children {
				name, as := c.Value.Raw, c.Value.Raw
				if c.Value.Kind == ast.ObjectValue {
					name, as = c.Value.Children.ForName("name").Raw, c.Value.Children.ForName("as").Raw
				}
				x.plain[strings.TrimPrefix(as, "@")] = strings.TrimPrefix(name, "@")
			}
		}
	}
}

// custom notes the directives of a specification that is not Apollo's.
func (x *extractor) custom(d *ast.Directive) {
	parts := strings.Split(d.Arguments.ForName("url").Value.Raw, "/")
	name := parts[len(parts)-2]
	if as := d.Arguments.ForName("as"); as != nil {
		name = as.Value.Raw
	}
	x.plain[name] = name
	if imports := d.Arguments.ForName("import"); imports != nil {
		for _, c := range imports.Value.Children {
			as := c.Value.Raw
			if c.Value.Kind == ast.ObjectValue {
				as = c.Value.Children.ForName("as").Raw
			}
			as = strings.TrimPrefix(as, "@")
			x.plain[as] = as
		}
	}
}

func (x *extractor) machinery(name string) bool {
	prefix, _, ok := strings.Cut(name, "__")
	if !ok {
		return false
	}
	switch prefix {
	case "join", "link", "context", "requiresScopes", "policy", "cost", "federation":
		return true
	}
	return false
}

func (x *extractor) directives(list ast.DirectiveList) []any {
	var out []string
	for _, d := range list {
		if strings.HasPrefix(d.Name, "join__") && d.Name != "join__directive" || d.Name == "link" {
			continue
		}
		name := d.Name
		if plain, ok := x.plain[name]; ok {
			name = plain
		}
		args := map[string]string{}
		for _, a := range d.Arguments {
			args[a.Name] = valueKey(a.Value)
			if d.Name == "join__directive" && a.Name == "graphs" {
				var graphs []string
				for _, c := range a.Value.Children {
					graphs = append(graphs, x.names[c.Value.Raw])
				}
				slices.Sort(graphs)
				args[a.Name] = "[" + strings.Join(graphs, ", ") + "]"
			}
		}
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(args)) {
			parts = append(parts, k+": "+args[k])
		}
		text := "@" + name
		if len(parts) > 0 {
			text += "(" + strings.Join(parts, ", ") + ")"
		}
		out = append(out, text)
	}
	slices.Sort(out)
	var anys []any
	for _, o := range out {
		anys = append(anys, o)
	}
	return anys
}

func (x *extractor) typ(d *ast.Definition) any {
	kinds := map[ast.DefinitionKind]string{ast.Object: "object", ast.Interface: "interface", ast.Union: "union",
		ast.Enum: "enum", ast.InputObject: "input", ast.Scalar: "scalar"}
	out := map[string]any{"kind": kinds[d.Kind]}
	graphs := map[string]any{}
	implements, members := map[string]any{}, map[string]any{}
	for _, dir := range d.Directives {
		graph := x.graph(dir)
		switch dir.Name {
		case "join__type":
			x.joinType(graphs, graph, dir)
		case "join__implements":
			appendTo(implements, dir.Arguments.ForName("interface").Value.Raw, graph)
		case "join__unionMember":
			appendTo(members, dir.Arguments.ForName("member").Value.Raw, graph)
		}
	}
	out["graphs"] = graphs
	for name, v := range map[string]map[string]any{"implements": implements, "members": members} {
		if len(v) > 0 {
			out[name] = v
		}
	}
	if dirs := x.directives(d.Directives); len(dirs) > 0 {
		out["directives"] = dirs
	}
	if len(d.EnumValues) > 0 {
		out["values"] = x.values(d, graphs)
	}
	fields := map[string]any{}
	for _, f := range d.Fields {
		fields[f.Name] = x.field(f, graphs)
	}
	if len(fields) > 0 {
		out["fields"] = fields
	}
	return out
}

func (x *extractor) graph(d *ast.Directive) string {
	if a := d.Arguments.ForName("graph"); a != nil {
		return x.names[a.Value.Raw]
	}
	return ""
}

func appendTo(m map[string]any, key, item string) {
	list, _ := m[key].([]any)
	list = append(list, item)
	slices.SortFunc(list, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	m[key] = list
}

func (x *extractor) joinType(graphs map[string]any, graph string, d *ast.Directive) {
	entry, _ := graphs[graph].(map[string]any)
	if entry == nil {
		entry = map[string]any{}
		graphs[graph] = entry
	}
	if key := d.Arguments.ForName("key"); key != nil {
		keys, _ := entry["keys"].([]any)
		keys = append(keys, map[string]any{"fields": normalSet(key.Value.Raw), "resolvable": boolArg(d, "resolvable", true)})
		slices.SortFunc(keys, func(a, b any) int {
			return strings.Compare(a.(map[string]any)["fields"].(string), b.(map[string]any)["fields"].(string))
		})
		entry["keys"] = keys
	}
	for _, flag := range []string{"extension", "isInterfaceObject"} {
		if boolArg(d, flag, false) {
			entry[flag] = true
		}
	}
}

// normalSet sorts a field set.
func normalSet(text string) string {
	sels, err := parseFieldSet(text)
	if err != nil {
		return text
	}
	sortSet(sels)
	return printFieldSet(sels)
}

func sortSet(sels []*selection) {
	for _, s := range sels {
		sortSet(s.subs)
	}
	slices.SortStableFunc(sels, func(a, b *selection) int {
		return strings.Compare(printFieldSet([]*selection{a}), printFieldSet([]*selection{b}))
	})
}

func (x *extractor) values(d *ast.Definition, graphs map[string]any) any {
	out := map[string]any{}
	for _, v := range d.EnumValues {
		in := map[string]any{}
		for _, dir := range v.Directives {
			if dir.Name == "join__enumValue" {
				appendTo(in, "graphs", x.graph(dir))
			}
		}
		if len(in) == 0 {
			for g := range graphs {
				appendTo(in, "graphs", g)
			}
		}
		if dirs := x.directives(v.Directives); len(dirs) > 0 {
			in["directives"] = dirs
		}
		out[v.Name] = in
	}
	return out
}

func (x *extractor) field(f *ast.FieldDefinition, types map[string]any) any {
	out := map[string]any{"type": typeText(f.Type)}
	graphs := map[string]any{}
	joined := 0
	for _, d := range f.Directives {
		if d.Name != "join__field" {
			continue
		}
		joined++
		if graph := x.graph(d); graph != "" {
			graphs[graph] = x.joinField(d, typeText(f.Type))
		} else {
			out["fromInterfaceObject"] = true
		}
	}
	if joined == 0 {
		for g := range types {
			graphs[g] = map[string]any{}
		}
	}
	out["graphs"] = graphs
	if f.DefaultValue != nil {
		out["default"] = printValue(f.DefaultValue)
	}
	if dirs := x.directives(f.Directives); len(dirs) > 0 {
		out["directives"] = dirs
	}
	args := map[string]any{}
	for _, a := range f.Arguments {
		entry := map[string]any{"type": typeText(a.Type)}
		if a.DefaultValue != nil {
			entry["default"] = printValue(a.DefaultValue)
		}
		if dirs := x.directives(a.Directives); len(dirs) > 0 {
			entry["directives"] = dirs
		}
		args[a.Name] = entry
	}
	if len(args) > 0 {
		out["args"] = args
	}
	return out
}

func (x *extractor) joinField(d *ast.Directive, typ string) any {
	out := map[string]any{}
	for _, a := range d.Arguments {
		switch a.Name {
		case "requires", "provides":
			out[a.Name] = normalSet(a.Value.Raw)
		case "type":
			if a.Value.Raw != typ {
				out[a.Name] = a.Value.Raw
			}
		case "override", "overrideLabel":
			out[a.Name] = a.Value.Raw
		case "external", "usedOverridden":
			if a.Value.Raw == "true" {
				out[a.Name] = true
			}
		case "contextArguments":
			var list []any
			for _, c := range a.Value.Children {
				entry := map[string]any{}
				for _, part := range c.Value.Children {
					entry[part.Name] = strings.TrimSpace(part.Value.Raw)
				}
				list = append(list, entry)
			}
			out[a.Name] = list
		}
	}
	return out
}

// routingOnly leaves out of the facts what does not matter to a planner: directives that are
// not the machinery's.
func routingOnly(v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := map[string]any{}
	for k, v := range m {
		if k == "schemaDirectives" || k == "directiveDefinitions" {
			continue
		}
		if _, list := v.([]any); k == "directives" && list {
			continue
		}
		out[k] = routingOnly(v)
	}
	return out
}

// apiSchema prints what clients see, sorted by name.
func apiSchema(doc *ast.SchemaDocument) string {
	x := &extractor{plain: map[string]string{}}
	hidden := func(list ast.DirectiveList) bool {
		for _, d := range list {
			if x.plain[d.Name] == "inaccessible" {
				return true
			}
		}
		return false
	}
	api := &ast.SchemaDocument{}
	for _, s := range doc.Schema {
		x.links(s.Directives)
		api.Schema = append(api.Schema, &ast.SchemaDefinition{Description: s.Description, OperationTypes: s.OperationTypes})
	}
	for _, d := range doc.Directives {
		if slices.ContainsFunc(d.Locations, isExecutable) {
			api.Directives = append(api.Directives, &ast.DirectiveDefinition{Name: d.Name, Description: d.Description, Arguments: apiArgs(d.Arguments, hidden), Locations: d.Locations, IsRepeatable: d.IsRepeatable})
		}
	}
	gone := map[string]bool{}
	for _, d := range doc.Definitions {
		gone[d.Name] = hidden(d.Directives)
	}
	for _, d := range doc.Definitions {
		if x.machinery(d.Name) || gone[d.Name] {
			continue
		}
		out := &ast.Definition{Kind: d.Kind, Name: d.Name, Description: d.Description, Directives: apiDirectives(d.Directives)}
		for _, i := range d.Interfaces {
			if !gone[i] {
				out.Interfaces = append(out.Interfaces, i)
			}
		}
		for _, m := range d.Types {
			if !gone[m] {
				out.Types = append(out.Types, m)
			}
		}
		for _, v := range d.EnumValues {
			if !hidden(v.Directives) {
				out.EnumValues = append(out.EnumValues, &ast.EnumValueDefinition{Name: v.Name, Description: v.Description, Directives: apiDirectives(v.Directives)})
			}
		}
		for _, f := range d.Fields {
			if !hidden(f.Directives) {
				out.Fields = append(out.Fields, &ast.FieldDefinition{Name: f.Name, Description: f.Description, Type: f.Type, DefaultValue: f.DefaultValue,
					Arguments: apiArgs(f.Arguments, hidden), Directives: apiDirectives(f.Directives)})
			}
		}
		slices.Sort(out.Interfaces)
		slices.Sort(out.Types)
		slices.SortFunc(out.EnumValues, func(a, b *ast.EnumValueDefinition) int { return strings.Compare(a.Name, b.Name) })
		slices.SortFunc(out.Fields, func(a, b *ast.FieldDefinition) int { return strings.Compare(a.Name, b.Name) })
		api.Definitions = append(api.Definitions, out)
	}
	return printAPI(api)
}

func apiArgs(args ast.ArgumentDefinitionList, hidden func(ast.DirectiveList) bool) ast.ArgumentDefinitionList {
	var out ast.ArgumentDefinitionList
	for _, a := range args {
		if !hidden(a.Directives) {
			out = append(out, &ast.ArgumentDefinition{Name: a.Name, Description: a.Description, Type: a.Type, DefaultValue: a.DefaultValue, Directives: apiDirectives(a.Directives)})
		}
	}
	slices.SortFunc(out, func(a, b *ast.ArgumentDefinition) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func apiDirectives(list ast.DirectiveList) ast.DirectiveList {
	var out ast.DirectiveList
	for _, d := range list {
		if d.Name == "deprecated" || d.Name == "specifiedBy" || d.Name == "oneOf" {
			out = append(out, d)
		}
	}
	return out
}

var shortDescription = regexp.MustCompile(`"""\n *(.{1,69})\n *"""`)

// printAPI prints in the corpus's way: directives of a type on its line.
func printAPI(doc *ast.SchemaDocument) string {
	text := Print(doc)
	text = strings.ReplaceAll(text, "\n  @deprecated", " @deprecated")
	text = strings.ReplaceAll(text, "\n  @specifiedBy", " @specifiedBy")
	text = strings.ReplaceAll(text, "\n  @oneOf\n{", " @oneOf {")
	return shortDescription.ReplaceAllString(text, `"""$1"""`)
}

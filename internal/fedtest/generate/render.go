package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// Size bounds a graph: Subgraphs is how many there are, Types from 1 (small) to 3 (large).
type Size struct{ Subgraphs, Types int }

// Schema makes the subgraphs of a graph. The same source gives the same texts.
func Schema(r Random, size Size) []world.Subgraph {
	c := newCut(newWhole(r, size.Types), size.Subgraphs)
	out := make([]world.Subgraph, len(c.services))
	for i, s := range c.services {
		out[i] = world.Subgraph{Name: s.name, SDL: (&printer{cut: c, s: s}).print()}
	}
	return out
}

// printer writes one subgraph's SDL.
type printer struct {
	*cut
	s *service
	b strings.Builder
	// prefixed: most directives are not imported, but written with their full names.
	prefixed bool
}

func (p *printer) print() string {
	p.prefixed = !p.s.fed1 && p.chance(12)
	p.schema()
	header := p.b.String()
	p.b.Reset()
	for _, t := range p.s.order {
		p.typeDefinition(t)
	}
	body := p.b.String()
	if p.prefixed {
		for _, name := range []string{"shareable", "external", "provides", "override", "interfaceObject"} {
			body = strings.ReplaceAll(body, "@"+name, "@federation__"+name)
		}
	}
	return header + body
}

func (p *printer) schema() {
	var roots strings.Builder
	for i, t := range []*gType{p.query, p.mutation} {
		if t != nil && p.s.types[t] != nil && (p.s.roots[0] != "Query" || p.s.roots[1] != "Mutation") {
			fmt.Fprintf(&roots, " %s: %s", []string{"query", "mutation"}[i], p.s.roots[i])
		}
	}
	link := ""
	if !p.s.fed1 {
		version := pick(p.Random, []string{"v2.7", "v2.8", "v2.9"})
		if p.s.setsContexts() {
			version = pick(p.Random, []string{"v2.8", "v2.9"})
		}
		imports := `"@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy"`
		if p.prefixed {
			imports = `"@key", "@requires", "@inaccessible", "@authenticated", "@requiresScopes", "@policy"`
		}
		if p.s.setsContexts() {
			imports += `, "@context", "@fromContext"`
		}
		link = ` @link(url: "https://specs.apollo.dev/federation/` + version + `", import: [` + imports + `])`
	}
	switch {
	case roots.Len() > 0:
		fmt.Fprintf(&p.b, "schema%s {%s }\n\n", link, roots.String())
	case link != "":
		fmt.Fprintf(&p.b, "extend schema%s\n\n", link)
	}
}

func (p *printer) name(t *gType) string {
	switch t {
	case p.query:
		return p.s.roots[0]
	case p.mutation:
		return p.s.roots[1]
	default:
		return t.name
	}
}

func (p *printer) typeDefinition(t *gType) {
	part := p.s.types[t]
	hide := ""
	if t.inaccessible && p.hides(func(s *service) bool { return s.types[t] != nil }) {
		hide = " @inaccessible"
	}
	switch t.kind {
	case scalar:
		fmt.Fprintf(&p.b, "scalar %s%s\n\n", t.name, part.guard)
	case enum:
		p.enumDefinition(t, part)
	case input:
		p.inputDefinition(t)
	case unionKind:
		names := make([]string, len(part.members))
		for i, m := range part.members {
			names[i] = m.name
		}
		fmt.Fprintf(&p.b, "union %s%s = %s\n\n", t.name, hide, strings.Join(names, " | "))
	default:
		p.fieldsDefinition(t, part, hide)
	}
}

func (p *printer) enumDefinition(t *gType, part *typePart) {
	fmt.Fprintf(&p.b, "enum %s%s {", t.name, part.guard)
	for _, v := range t.enumValues {
		if !p.isInput(t) && v != t.enumValues[0] && v != t.hiddenValue && p.chance(12) {
			continue // what comes out need not be all that may
		}
		p.b.WriteString(" " + v)
		if v == t.hiddenValue && p.hides(func(s *service) bool { return s.types[t] != nil }) {
			p.b.WriteString(" @inaccessible")
		}
	}
	if p.isInput(t) && !p.isOutput(t) && p.definers(t) > 1 && p.chance(25) {
		p.b.WriteString(" ONLY") // what goes in must be known everywhere
	}
	p.b.WriteString(" }\n\n")
}

func (p *printer) inputDefinition(t *gType) {
	fmt.Fprintf(&p.b, "input %s {\n", t.name)
	for _, f := range t.fields {
		fmt.Fprintf(&p.b, "  %s: %s", f.name, f.t)
		if f.inaccessible && p.hides(func(s *service) bool { return s.types[t] != nil }) {
			p.b.WriteString(" @inaccessible")
		}
		p.b.WriteString("\n")
	}
	if p.chance(10) && p.definers(t) > 1 {
		fmt.Fprintf(&p.b, "  only%d: Int\n", p.IntN(3))
	}
	p.b.WriteString("}\n\n")
}

// definers is how many subgraphs have a type.
func (p *printer) definers(t *gType) int {
	n := 0
	for _, s := range p.services {
		if s.types[t] != nil {
			n++
		}
	}
	return n
}

// isInput says that an enum is the type of an argument or input field.
func (p *printer) isInput(t *gType) bool {
	for _, s := range p.services {
		for _, other := range s.order {
			for _, f := range other.fields {
				if other.kind == input && f.of == t || slices.ContainsFunc(f.args, func(a *gArg) bool { return a.of == t }) {
					return true
				}
			}
		}
	}
	return false
}

// isOutput says that an enum is the type of a field.
func (p *printer) isOutput(t *gType) bool {
	for _, s := range p.services {
		for _, other := range s.order {
			for _, f := range s.types[other].fields {
				if other.kind != input && f.field.of == t {
					return true
				}
			}
		}
	}
	return false
}

// hides says that this is the subgraph to say @inaccessible: the first of those that can.
func (p *printer) hides(able func(*service) bool) bool {
	for _, s := range p.services {
		if !s.fed1 && able(s) {
			return s == p.s
		}
	}
	return false
}

func (p *printer) fieldsDefinition(t *gType, part *typePart, hide string) {
	word, directives := "type", ""
	extension := p.s.fed1 && t.kind == entity && p.definedElsewhere(t) && len(t.name)%2 == 0 == (len(part.order)%2 == 0)
	switch {
	case t.kind == iface || t.kind == family && p.s.role == home:
		word = "interface"
	case t.kind == family:
		directives = " @interfaceObject"
	}
	if extension || t.kind == root && p.s.fed1 {
		word = "extend type"
	}
	var implements []string
	list := part.implements
	if t.kind == iface {
		list = t.implements
	}
	for _, i := range list {
		implements = append(implements, i.name)
	}
	fmt.Fprintf(&p.b, "%s %s", word, p.name(t))
	if len(implements) > 0 {
		fmt.Fprintf(&p.b, " implements %s", strings.Join(implements, " & "))
	}
	directives += part.directives()
	whole := t.kind == value && !p.s.fed1 && len(t.name)%2 == 0
	if whole {
		directives += " @shareable"
	}
	fmt.Fprintf(&p.b, "%s%s%s {\n", directives, hide, part.guard)
	for _, name := range part.order {
		p.field(t, part, part.fields[name], whole, extension)
	}
	p.b.WriteString("}\n\n")
}

// directives are a type's keys and contexts.
func (part *typePart) directives() string {
	var out strings.Builder
	for _, k := range part.keys {
		out.WriteString(" @key(fields: " + quote(k.key.text))
		if k.unresolvable {
			out.WriteString(", resolvable: false")
		}
		out.WriteString(")")
	}
	for _, name := range part.contexts {
		out.WriteString(" @context(name: " + quote(name) + ")")
	}
	return out.String()
}

// definedElsewhere says that another subgraph has the type as its own and not as an extension.
func (p *printer) definedElsewhere(t *gType) bool {
	return slices.ContainsFunc(p.services, func(s *service) bool { return !s.fed1 && s.types[t] != nil })
}

// ownedElsewhere says that a subgraph of federation 2 resolves the field.
func (p *printer) ownedElsewhere(t *gType, f *gField) bool {
	return slices.ContainsFunc(p.services, func(s *service) bool { return !s.fed1 && s.types[t] != nil && s.types[t].resolves(f.name) })
}

func (p *printer) field(t *gType, part *typePart, f *fieldPart, whole, extension bool) {
	fmt.Fprintf(&p.b, "  %s", f.field.name)
	p.arguments(t, f)
	fmt.Fprintf(&p.b, ": %s", p.fieldType(t, f))
	p.fieldDirectives(t, part, f, whole, extension)
	p.b.WriteString("\n")
}

// setsContexts says that some type of the subgraph does.
func (s *service) setsContexts() bool {
	return slices.ContainsFunc(s.order, func(t *gType) bool { return len(s.types[t].contexts) > 0 })
}

func (p *printer) arguments(t *gType, f *fieldPart) {
	if len(f.field.args)+len(f.contexts) > 0 {
		p.b.WriteString("(")
		separator := ""
		for _, a := range f.field.args {
			fmt.Fprintf(&p.b, "%s%s: %s", separator, a.name, a.t)
			if a.defaultValue != "" {
				fmt.Fprintf(&p.b, " = %s", a.defaultValue)
			}
			if a.inaccessible && p.hides(func(s *service) bool { return s.types[t] != nil && s.types[t].resolves(f.field.name) }) {
				p.b.WriteString(" @inaccessible")
			}
			separator = ", "
		}
		for _, a := range f.contexts {
			fmt.Fprintf(&p.b, "%s%s: %s @fromContext(field: %s)", separator, a.name, a.t, quote(a.text))
			separator = ", "
		}
		if len(f.field.args) > 0 && t.kind == entity && !f.external && !f.field.input && p.isShared(t, f) && p.chance(8) {
			p.b.WriteString(", more: Int") // only here, so clients don't see it
		}
		p.b.WriteString(")")
	}
}

func (p *printer) fieldDirectives(t *gType, part *typePart, f *fieldPart, whole, extension bool) {
	isKey := slices.ContainsFunc(part.keys, func(k *keyPart) bool { return slices.Contains(k.key.fields, f.field.name) })
	switch {
	case f.external || extension && isKey && p.ownedElsewhere(t, f.field):
		p.b.WriteString(" @external")
	case p.s.fed1 || whole || t.kind == iface || t.kind == family && p.s.role == home:
	case !isKey && p.isShared(t, f):
		p.b.WriteString(" @shareable")
	}
	if f.override != "" {
		fmt.Fprintf(&p.b, " @override(from: %s", quote(f.override))
		if f.label != "" {
			fmt.Fprintf(&p.b, ", label: %s", quote(f.label))
		}
		p.b.WriteString(")")
	}
	for i, set := range [][]setField{f.requires, f.provides} {
		if len(set) == 0 {
			continue
		}
		fmt.Fprintf(&p.b, " @%s(fields: %s)", []string{"requires", "provides"}[i], quote(joinSets(set)))
	}
	p.b.WriteString(f.guard)
	if f.field.inaccessible && p.hides(func(s *service) bool { return s.types[t] != nil && s.types[t].resolves(f.field.name) }) {
		p.b.WriteString(" @inaccessible")
	}
}

// fieldType is the field's type here. A subgraph may promise more than the others that share the field.
func (p *printer) fieldType(t *gType, f *fieldPart) *ast.Type {
	out := renamed(f.field.t, p.name(f.field.of))
	plain := !f.external && !f.field.input && !f.field.key && f.overridden == "" && f.override == "" && len(f.requires) == 0
	if plain && (t.kind == entity || t.kind == value) && p.isShared(t, f) && p.chance(10) {
		out.NonNull = true
	}
	return out
}

// isShared says that other subgraphs resolve the field too, or that it is provided somewhere.
func (p *printer) isShared(t *gType, f *fieldPart) bool {
	if f.field.provided {
		return true
	}
	owners := 0
	for _, s := range p.services {
		if part := s.types[t]; part != nil && part.resolves(f.field.name) && part.fields[f.field.name].overridden == "" {
			owners++
		}
	}
	return owners > 1
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

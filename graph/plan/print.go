package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
)

// printer writes one node as the document its subgraph gets, in compact form,
// and as the plan's Selected, in one pass each.
type printer struct {
	text      strings.Builder
	variables map[string]bool
	// budget bounds what fragments on many types can make of little; nil does not.
	budget *budget
	// contexts are the variables for the contexts of the call being printed, cuts where in the text they stand.
	contexts []ContextValue
	cuts     []cut
	// fragments are the sets that are written once; nil for none.
	fragments *fragments
	// headsOnly leaves out what is below fields.
	headsOnly bool
}

// cut is a place that takes a context's variable: text[from:to] is "$" and its name.
type cut struct{ context, from, to int }

// definitions writes the fragments.
func (p *printer) definitions() {
	if p.fragments == nil {
		return
	}
	for _, id := range p.fragments.order {
		shape := p.fragments.shapes[id]
		p.text.WriteString("fragment " + shape.name + " on " + shape.first.typeName)
		p.content(shape.first)
	}
}

// selections writes a set with its braces.
func (p *printer) selections(o *output) {
	if name := p.fragments.spread(o); name != "" {
		p.text.WriteString("{..." + name + "}")
		return
	}
	p.content(o)
}

func (p *printer) content(o *output) {
	p.text.WriteByte('{')
	first := true
	for _, it := range o.items {
		if len(it.on) == 0 {
			p.gap(&first)
			p.field(it)
			continue
		}
		for _, on := range it.on {
			if name := p.fragments.spread(it.sub); name != "" && on == it.sub.typeName && len(o.items) > 1 {
				p.gap(&first)
				p.text.WriteString("..." + name)
				continue
			}
			first = true
			p.text.WriteString("...on " + on)
			p.selections(it.sub)
		}
	}
	p.text.WriteByte('}')
}

func (p *printer) gap(first *bool) {
	if !*first {
		p.text.WriteByte(' ')
	}
	*first = false
}

// field writes a field under its conditions. A directive stands but once at a place, so that of
// several conditions of a kind all but the last become fragments around the field.
func (p *printer) field(it *outputItem) {
	if p.budget != nil {
		p.budget.spend(1)
	}
	if len(it.conditions) == 0 {
		p.plainField(it, nil)
		return
	}
	layers := conditionLayers(it.conditions)
	for len(layers) > 1 {
		p.text.WriteString("...")
		p.conditions(layers[0])
		p.text.WriteByte('{')
		defer p.text.WriteByte('}')
		layers = layers[1:]
	}
	p.plainField(it, slices.Concat(layers...))
}

// conditionLayers parts conditions into groups that have each kind at most once, and so can stand at one place.
func conditionLayers(conditions []operation.Condition) [][]operation.Condition {
	var layers [][]operation.Condition
	count := map[bool]int{}
	for _, c := range conditions {
		if count[c.Skip] == len(layers) {
			layers = append(layers, nil)
		}
		layers[count[c.Skip]] = append(layers[count[c.Skip]], c)
		count[c.Skip]++
	}
	return layers
}

func (p *printer) conditions(conditions []operation.Condition) {
	for _, c := range conditions {
		p.variables[c.Variable] = true
		name := "include"
		if c.Skip {
			name = "skip"
		}
		p.text.WriteString("@" + name + "(if:$" + c.Variable + ")")
	}
}

func (p *printer) plainField(it *outputItem, conditions []operation.Condition) {
	key := it.requestKey()
	if key != it.name {
		p.text.WriteString(key)
		p.text.WriteByte(':')
	}
	p.text.WriteString(it.name)
	p.arguments(it)
	p.conditions(conditions)
	if it.sub != nil && !p.headsOnly {
		p.selections(it.sub)
	}
}

func (p *printer) arguments(it *outputItem) {
	separator := "("
	for _, a := range it.arguments {
		p.text.WriteString(separator)
		p.text.WriteString(a.Name)
		p.text.WriteByte(':')
		p.text.WriteString(operation.PrintValue(a.Value))
		collectVariables(a.Value, p.variables)
		separator = ","
	}
	for _, a := range it.contexts {
		p.text.WriteString(separator + a.name + ":")
		from := p.text.Len()
		p.text.WriteString("$" + p.contextVariable(a.context))
		p.cuts = append(p.cuts, cut{a.context, from, p.text.Len()})
		separator = ","
	}
	if separator == "," {
		p.text.WriteByte(')')
	}
}

// contextVariable is the variable's name; sets are also printed before their calls have any, to be shown.
func (p *printer) contextVariable(context int) string {
	if context < len(p.contexts) {
		return p.contexts[context].Variable
	}
	return "context" + strconv.Itoa(context)
}

func collectVariables(v *ast.Value, into map[string]bool) {
	if v == nil {
		return
	}
	if v.Kind == ast.Variable {
		into[v.Raw] = true
	}
	for _, child := range v.Children {
		collectVariables(child.Value, into)
	}
}

// selected is the plan's own form of a set.
func selected(o *output) []Selected {
	out := make([]Selected, 0, len(o.items))
	for _, it := range o.items {
		if len(it.on) > 0 {
			below := selected(it.sub)
			for _, on := range it.on {
				out = append(out, Selected{On: on, Selections: below})
			}
			continue
		}
		s := Selected{Key: it.requestKey(), Name: it.name, Arguments: it.argsText, Conditions: it.conditions}
		for t := it.typ; t.Elem != nil; t = t.Elem {
			s.Lists++
		}
		if it.sub != nil {
			s.Selections = selected(it.sub)
		}
		out = append(out, s)
	}
	return out
}

// head is the document up to its selections: kind, name and variable definitions, the engine's own first.
func head(kind ast.Operation, name string, own []string, op *operation.Operation, used []string) string {
	var definitions []string
	definitions = append(definitions, own...)
	for _, d := range op.Variables {
		if slices.Contains(used, d.Variable) {
			definitions = append(definitions, clientDefinition(d))
		}
	}
	text := string(kind)
	if name != "" {
		text += " " + name
	}
	if len(definitions) > 0 {
		text += "(" + strings.Join(definitions, ",") + ")"
	}
	if text == string(ast.Query) {
		return ""
	}
	return text
}

// clientDefinition is the definition of one of the client's variables.
func clientDefinition(d *ast.VariableDefinition) string {
	text := definition(d.Variable, d.Type)
	if d.DefaultValue != nil {
		text += "=" + operation.PrintValue(d.DefaultValue)
	}
	return text
}

// operationName names a subgraph operation after the client's, the service and the fetch.
func operationName(op *operation.Operation, service string, id int) string {
	if op.Name == "" {
		return ""
	}
	var name strings.Builder
	name.WriteString(op.Name + "__")
	for _, r := range service {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			name.WriteRune(r)
		} else {
			name.WriteByte('_')
		}
	}
	return name.String() + "__" + strconv.Itoa(id)
}

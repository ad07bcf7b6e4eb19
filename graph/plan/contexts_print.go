package plan

import (
	"maps"
	"slices"

	"github.com/weftgraphql/weft/graph/operation"
)

// call writes the selections of an entity call, and notes the text in its parts.
func (p *printer) call(c *EntityCall, set *output) {
	all := p.variables
	p.variables, p.contexts, p.cuts = map[string]bool{}, c.Contexts, nil
	from := p.text.Len()
	p.selections(set)
	text := p.text.String()
	end := len(text)
	for _, cut := range slices.Backward(p.cuts) {
		c.Rest = append(c.Rest, ContextUse{Context: cut.context, Text: text[cut.to:end]})
		end = cut.from
	}
	slices.Reverse(c.Rest)
	c.Text = text[from:end]
	c.Variables = slices.Sorted(maps.Keys(p.variables))
	maps.Copy(all, p.variables)
	p.variables = all
}

// repeat says how a fetch's operation is written when calls are repeated.
func repeat(f *Fetch, op *operation.Operation) *Repeat {
	r := &Repeat{Head: string(f.Kind), Definitions: map[string]string{}}
	if f.OperationName != "" {
		r.Head += " " + f.OperationName
	}
	for _, d := range op.Variables {
		if slices.Contains(f.Variables, d.Variable) {
			r.Definitions[d.Variable] = clientDefinition(d)
		}
	}
	return r
}

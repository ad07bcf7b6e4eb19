package plan

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
)

// finish prints the fetches and puts them in order: the plan.
func (b *builder) finish(g *fetchGraph, op *operation.Operation) *Plan {
	g.setLevels()
	nodes := slices.Clone(g.nodes)
	slices.SortStableFunc(nodes, func(x, y *node) int {
		return cmp.Or(cmp.Compare(x.level, y.level), cmp.Compare(x.id, y.id))
	})
	ids := map[*node]int{}
	for i, n := range nodes {
		ids[n] = i
	}
	out := &Plan{Kind: op.Kind, Deferred: deferredParts(op)}
	if len(op.Defers) > 0 {
		out.operation = op
	}
	for i, n := range nodes {
		f := b.fetch(n, i, op)
		for _, dep := range n.deps {
			f.DependsOn = append(f.DependsOn, ids[dep])
		}
		slices.Sort(f.DependsOn)
		out.Fetches = append(out.Fetches, f)
	}
	return out
}

func (b *builder) fetch(n *node, id int, op *operation.Operation) *Fetch {
	service := b.graph.Supergraph().Subgraphs[n.subgraph].Name
	f := &Fetch{
		ID: id, Subgraph: n.subgraph, Service: service, Kind: n.kind, Paths: n.paths, Deferred: n.parts,
		OperationName: operationName(op, service, id),
	}
	leaf := func(name string) bool {
		return b.graph.Shape(name, n.subgraph) == querygraph.Leaf
	}
	if n.root != nil {
		f.Renames = renames(n.root, 0, leaf)
	}
	for i, call := range n.calls {
		f.Renames = append(f.Renames, renames(call.set, i, leaf)...)
	}
	p := &printer{variables: map[string]bool{}, budget: b.budget, fragments: b.repeated(n)}
	var own []string
	if n.root != nil {
		p.selections(n.root)
		f.Selections = selected(n.root)
		f.Conditions = n.demand.conditions()
	} else {
		own = b.entities(n, f, p, op)
	}
	p.definitions()
	f.Variables = slices.Sorted(maps.Keys(p.variables))
	f.Operation = head(n.kind, f.OperationName, own, op, f.Variables) + p.text.String()
	if n.takesContexts() {
		f.Repeat = repeat(f, op)
	}
	return f
}

// repeated are the fragments of a request. The root types have names of their own in each subgraph, which no
// type condition can say.
func (b *builder) repeated(n *node) *fragments {
	if n.takesContexts() {
		return nil // a fragment would be shared by calls of different variables
	}
	f := newFragments(func(name string) bool {
		return name != "" && !slices.Contains([]string{b.graph.Root(ast.Query), b.graph.Root(ast.Mutation), b.graph.Root(ast.Subscription)}, name)
	})
	f.find(n.outputs())
	return f
}

// entities writes the entity calls, and gives the definitions of their variables.
func (b *builder) entities(n *node, f *Fetch, p *printer, op *operation.Operation) []string {
	var own []string
	var all demand
	contexts := n.takesContexts()
	p.text.WriteByte('{')
	for i, call := range n.calls {
		c := EntityCall{Alias: "_entities", Variable: freeVariable(op, "representations"), Paths: call.paths}
		if len(n.calls) > 1 {
			c.Alias = "_e" + strconv.Itoa(i)
			c.Variable = freeVariable(op, "_r"+strconv.Itoa(i))
			if i > 0 {
				p.text.WriteByte(' ')
			}
			p.text.WriteString(c.Alias + ":")
		}
		p.text.WriteString("_entities(representations:$" + c.Variable + ")")
		own = append(own, definition(c.Variable, representationsType))
		for k, value := range call.contexts {
			value.Variable = freeVariable(op, "contextualArgument_"+strconv.Itoa(i)+"_"+strconv.Itoa(k))
			own = append(own, definition(value.Variable, value.Type))
			c.Contexts = append(c.Contexts, value)
		}
		if contexts {
			p.call(&c, call.set)
		} else {
			p.selections(call.set)
		}
		c.Representations = call.representations
		c.Selections = selected(call.set)
		c.Conditions = call.demand.conditions()
		all.join(call.demand)
		f.Entities = append(f.Entities, c)
	}
	p.text.WriteByte('}')
	f.Conditions = all.conditions()
	return own
}

var representationsType = ast.NonNullListType(ast.NonNullNamedType("_Any", nil), nil)

func (d demand) conditions() [][]operation.Condition {
	if d.always {
		return nil
	}
	return d.any
}

// freeVariable is a variable's name that the client does not use, neither as it is nor with "_" and more behind it.
func freeVariable(op *operation.Operation, name string) string {
	for slices.ContainsFunc(op.Variables, func(d *ast.VariableDefinition) bool {
		return d.Variable == name || strings.HasPrefix(d.Variable, name+"_")
	}) {
		name = "_" + name
	}
	return name
}

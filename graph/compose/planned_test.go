package compose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// Bounds on the operations that are planned for one set.
const (
	pathDepth  = 4
	pathsAtAll = 150
)

// TestEveryFieldCanBePlanned makes, for every set that composes, an operation for each path of
// fields up to a depth, and plans it: what composition promises, the planner has to keep.
func TestEveryFieldCanBePlanned(t *testing.T) {
	planned := 0
	for name, inputs := range inputSets(t) {
		r := Compose(t.Context(), inputs, Options{})
		if r.OK() {
			planned += planEverything(t, name, r.SDL)
		}
	}
	t.Logf("%d operations planned", planned)
	if planned < 50 {
		t.Errorf("only %d operations were planned: the goldens alone have more", planned)
	}
}

// planEverything plans an operation for each path of fields and returns their number.
func planEverything(t *testing.T, name, sdl string) int {
	t.Helper()
	sg, err := supergraph.Parse(name, sdl)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return 0
	}
	planner := plan.New(sg)
	queries := fieldPaths(sg)
	for _, query := range queries {
		op, err := normalized(sg, query)
		if err != nil {
			t.Errorf("%s: the query made is not valid: %v\n%s", name, err, query)
			continue
		}
		for _, on := range []bool{false, true} {
			if _, err := planner.Plan(t.Context(), op, plan.Options{Labels: func(string) bool { return on }}); err != nil {
				t.Errorf("%s, labels on: %v: no plan for %s\n%v", name, on, query, err)
			}
		}
	}
	return len(queries)
}

func normalized(sg *supergraph.Supergraph, query string) (*operation.Operation, error) {
	doc, errs := operation.Parse(query, operation.ParseLimits{})
	if len(errs) > 0 {
		return nil, errs
	}
	if errs := operation.Validate(sg.API, doc); len(errs) > 0 {
		return nil, errs
	}
	op, errs := operation.Normalize(sg.API, doc, doc.Operations[0], 0)
	if len(errs) > 0 {
		return nil, errs
	}
	return op, nil
}

// fieldPath is a way from a root into the schema.
type fieldPath struct {
	open, shut string // what stands before and after what is selected at its end
	variables  []string
	typ        *ast.Definition
	depth      int
}

// fieldPaths makes an operation for each path, breadth first: each selects one field to its end.
func fieldPaths(sg *supergraph.Supergraph) []string {
	api := sg.API
	var queue []fieldPath
	for _, root := range []struct {
		word string
		def  *ast.Definition
	}{{"query", api.Query}, {"mutation", api.Mutation}} {
		if root.def != nil {
			queue = append(queue, fieldPath{open: root.word + "%s { ", shut: "}", typ: root.def})
		}
	}
	var out []string
	for len(queue) > 0 && len(out) < pathsAtAll {
		p := queue[0]
		queue = queue[1:]
		for _, f := range p.typ.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			selected, variables := callField(f, p.variables)
			target := api.Types[f.Type.Name()]
			if !target.IsCompositeType() {
				out = append(out, withVariables(p.open, variables)+selected+" "+p.shut)
				continue
			}
			if p.depth+1 >= pathDepth {
				continue
			}
			if len(api.GetPossibleTypes(target)) == 0 {
				continue // there can be no such object
			}
			next := fieldPath{open: p.open + selected + " { ", shut: "} " + p.shut, variables: variables, typ: target, depth: p.depth + 1}
			if target.Kind != ast.Union {
				queue = append(queue, next)
			}
			if target.Kind != ast.Object {
				queue = append(queue, narrowed(api, next)...)
			}
		}
	}
	return out
}

// narrowed is the path with a fragment on each object type that the abstract type can have.
func narrowed(api *ast.Schema, p fieldPath) []fieldPath {
	var out []fieldPath
	for _, t := range api.GetPossibleTypes(p.typ) {
		n := p
		n.open += "... on " + t.Name + " { "
		n.shut = "} " + n.shut
		n.typ = t
		out = append(out, n)
	}
	return out
}

// callField selects a field, passing a variable for every argument it needs.
func callField(f *ast.FieldDefinition, before []string) (string, []string) {
	variables := append([]string{}, before...)
	var args []string
	for _, a := range f.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			name := fmt.Sprintf("$v%d", len(variables))
			variables = append(variables, name+": "+a.Type.String())
			args = append(args, a.Name+": "+name)
		}
	}
	if len(args) == 0 {
		return f.Name, variables
	}
	return f.Name + "(" + strings.Join(args, ", ") + ")", variables
}

func withVariables(open string, variables []string) string {
	list := ""
	if len(variables) > 0 {
		list = "(" + strings.Join(variables, ", ") + ")"
	}
	return strings.Replace(open, "%s", list, 1)
}

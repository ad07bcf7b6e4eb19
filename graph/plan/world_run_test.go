package plan_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/respond"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/internal/fedtest"
)

// generator writes random operations against a schema.
type generator struct {
	rand      *rand.Rand
	schema    *ast.Schema
	variables map[string]bool
	fields    int
}

func (g *generator) operation() string {
	g.variables = map[string]bool{}
	g.fields = 40
	kind, root := "query", g.schema.Query
	if g.schema.Mutation != nil && g.rand.IntN(8) == 0 {
		kind, root = "mutation", g.schema.Mutation
	}
	body := g.selections(root, 0)
	var head []string
	for name, on := range g.variables {
		head = append(head, fmt.Sprintf("$%s: Boolean! = %v", name, on))
	}
	slices.Sort(head)
	if len(head) > 0 {
		return kind + " Op(" + strings.Join(head, ", ") + ") " + body
	}
	return kind + " " + body
}

func (g *generator) selections(def *ast.Definition, depth int) string {
	var parts []string
	for range 1 + g.rand.IntN(5) {
		if part := g.selection(def, depth); part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "{ __typename }"
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (g *generator) selection(def *ast.Definition, depth int) string {
	if depth > 0 && depth < 7 && (def.IsAbstractType() && g.rand.IntN(2) == 0 || g.rand.IntN(12) == 0) {
		if on := g.condition(def); on != nil {
			return "... on " + on.Name + g.directive() + " " + g.selections(on, depth+1)
		}
	}
	if len(def.Fields) == 0 || g.rand.IntN(10) == 0 {
		return "__typename"
	}
	f := def.Fields[g.rand.IntN(len(def.Fields))]
	if strings.HasPrefix(f.Name, "__") {
		return "__typename"
	}
	g.fields--
	text := f.Name
	if g.rand.IntN(8) == 0 {
		text = fmt.Sprintf("x%d: %s", g.rand.IntN(3), f.Name)
	}
	var args []string
	for _, a := range f.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil || g.rand.IntN(2) == 0 {
			args = append(args, a.Name+": "+g.literal(a.Type, 0))
		}
	}
	if len(args) > 0 {
		text += "(" + strings.Join(args, ", ") + ")"
	}
	text += g.directive()
	result := g.schema.Types[f.Type.Name()]
	if result.IsLeafType() {
		return text
	}
	if depth > 5 || g.fields < 0 {
		return ""
	}
	return text + " " + g.selections(result, depth+1)
}

func (g *generator) condition(def *ast.Definition) *ast.Definition {
	var names []string
	for name, other := range g.schema.Types {
		if !other.IsCompositeType() || strings.HasPrefix(name, "__") || other == g.schema.Query || other == g.schema.Mutation {
			continue
		}
		for _, a := range g.schema.GetPossibleTypes(def) {
			if slices.Contains(g.schema.GetPossibleTypes(other), a) {
				names = append(names, name)
				break
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return g.schema.Types[names[g.rand.IntN(len(names))]]
}

func (g *generator) directive() string {
	if g.rand.IntN(8) != 0 {
		return ""
	}
	name := fmt.Sprintf("v%d", g.rand.IntN(3))
	if _, known := g.variables[name]; !known {
		g.variables[name] = g.rand.IntN(2) == 0
	}
	return fmt.Sprintf(" @%s(if: $%s)", []string{"include", "skip"}[g.rand.IntN(2)], name)
}

func (g *generator) literal(t *ast.Type, depth int) string {
	if t.Elem != nil {
		return "[" + g.literal(t.Elem, depth) + "]"
	}
	switch t.NamedType {
	case "Int", "Float":
		return fmt.Sprint(g.rand.IntN(3))
	case "Boolean":
		return "true"
	}
	def := g.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		return def.EnumValues[0].Name
	case ast.InputObject:
		var parts []string
		for _, f := range def.Fields {
			if f.Type.NonNull && f.DefaultValue == nil && depth < 5 {
				parts = append(parts, f.Name+": "+g.literal(f.Type, depth+1))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprintf(`"s%d"`, g.rand.IntN(3))
}

// TestPlansBringTheWholeGraphTogether holds random operations, over every
// supergraph there is, against a graph in one piece.
func TestPlansBringTheWholeGraphTogether(t *testing.T) {
	graphs := allSupergraphs(t)
	if os.Getenv(fedtest.PlanCorpusDirEnv) == "" {
		t.Log("WEFT_CONFORMANCE_DIR, WEFT_PLAN_CORPUS_DIR and WEFT_COMPOSITION_CORPUS_DIR add supergraphs; none is set")
	}
	count := 40
	if text := os.Getenv("WEFT_PLAN_OPERATIONS"); text != "" {
		if _, err := fmt.Sscan(text, &count); err != nil {
			t.Fatal(err)
		}
	}

	for _, name := range sortedNames(graphs) {
		t.Run(name, func(t *testing.T) {
			sg := graphs[name]
			w := newWorld(sg)
			planner := plan.New(sg)
			refused := map[string]bool{}
			for seed := range count {
				g := &generator{rand: rand.New(rand.NewPCG(uint64(seed), 7)), schema: sg.API}
				query := g.operation()
				labels := func(label string) bool { return seedOf(seed, label)%2 == 0 }
				why, refusal := w.try(planner, query, labels)
				if refusal != nil {
					refused[refusal.Error()] = true
				}
				if why != "" {
					t.Fatalf("seed %d\n%s\n%s", seed, query, why)
				}
			}
			for refusal := range refused {
				t.Log(refusal) // whether all is within reach is the composer's matter
			}
		})
	}
}

// try plans one operation and carries it out both ways. It says what is wrong,
// and why the planner refused; an operation that is not valid is passed over.
func (w *world) try(planner *plan.Planner, query string, labels func(string) bool) (wrong string, refusal error) {
	doc, errs := operation.Parse(query, operation.ParseLimits{})
	if len(errs) > 0 || len(operation.Validate(w.sg.API, doc)) > 0 {
		return "", nil
	}
	op, errs := operation.Normalize(w.sg.API, doc, doc.Operations[0], 0)
	if len(errs) > 0 {
		return "", nil
	}
	made, err := planner.Plan(context.Background(), op, plan.Options{Labels: labels})
	if err != nil {
		return "", err
	}
	variables := defaults(op.Variables)
	w.faults, w.labels = nil, labels
	parts := &naive{sg: w.sg, variables: variables, fetch: w.request}
	parts.execute(context.Background(), made)
	whole := &naive{sg: w.sg, variables: variables}
	whole.root = w.whole(whole, op)
	got, want := parts.respond(op), whole.respond(op)
	if len(w.faults) > 0 {
		return strings.Join(w.faults, "\n") + "\n" + made.Tree().Text(), nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return "differs from the whole (-whole +parts):\n" + diff + made.Tree().Text(), nil
	}
	if len(op.Variables) > 0 && w.hasInterfaceObjects() {
		// Whether a typeless object will do then depends on the variables; respond decides it without them.
		return "", nil
	}
	answered := w.engine(made, op)
	for _, response := range []map[string]any{want, answered} {
		if _, failed := response["errors"]; failed {
			response["errors"] = "some" // they say the same in other words
		}
	}
	if diff := cmp.Diff(want, answered); diff != "" {
		return "the executor differs from the whole (-whole +executor):\n" + diff + made.Tree().Text(), nil
	}
	return "", nil
}

func (w *world) hasInterfaceObjects() bool {
	for _, t := range w.sg.Types {
		if t.IsInterfaceObject {
			return true
		}
	}
	return false
}

// engine carries a plan out with the real executor.
func (w *world) engine(made *plan.Plan, op *operation.Operation) map[string]any {
	fail := func(err error) map[string]any { return map[string]any{"failed": err.Error()} }
	program, err := execute.Compile(made, w.sg.Schema, execute.Options{})
	if err != nil {
		return fail(err)
	}
	projection, err := respond.Compile(w.sg.API, op, program.Keys())
	if err != nil {
		return fail(err)
	}
	variables, errs := operation.CoerceVariables(w.sg.API, op.Variables, nil)
	if len(errs) > 0 {
		return fail(errs)
	}
	input := respond.Input{Variables: variables}
	if len(made.Fetches) > 0 {
		input.Answers = program.Execute(context.Background(), execute.Request{
			Variables: variables, Fetcher: w, Limits: execute.Limits{Parallel: 1, Repeats: 2},
		})
		defer input.Answers.Release()
	}
	response := projection.Write(input)
	defer response.Release()
	var out map[string]any
	if err := json.Unmarshal(response.Bytes(), &out); err != nil {
		return fail(err)
	}
	return out
}

// Fetch lets the executor ask the world.
func (w *world) Fetch(_ context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	body, err := w.request(req.Fetch.Service, req.Body)
	return execute.FetchResult{Body: body}, err
}

func sortedNames(graphs map[string]*supergraph.Supergraph) []string {
	var names []string
	for name := range graphs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func allSupergraphs(t *testing.T) map[string]*supergraph.Supergraph {
	out := map[string]*supergraph.Supergraph{}
	sdl, err := os.ReadFile("../../schema/supergraph.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if out["shop"], err = supergraph.Parse("supergraph.graphql", string(sdl)); err != nil {
		t.Fatal(err)
	}
	for i, subgraphs := range [][]string{shops, rates, places, things, chained, shared, hidden, inside, own, nodes, again, both, typed, made} {
		out[fmt.Sprintf("contexts-%d", i)] = composed(t, subgraphs...)
	}
	if dir := os.Getenv(fedtest.PlanCorpusDirEnv); dir != "" {
		pairs, err := fedtest.LoadPlanCorpus(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range pairs {
			if sg, err := supergraph.Parse(pair.SupergraphID, pair.SupergraphSDL); err == nil {
				out[pair.SupergraphID] = sg
			}
		}
	}
	if dir := os.Getenv(fedtest.ConformanceDirEnv); dir != "" {
		suites, err := fedtest.LoadSuites(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, suite := range suites {
			var inputs []compose.Subgraph
			for _, s := range suite.Subgraphs {
				inputs = append(inputs, compose.Subgraph{Name: s.Name, SDL: s.SDL})
			}
			made := compose.Compose(context.Background(), inputs, compose.Options{})
			if sg, err := supergraph.Parse(suite.Name, made.SDL); err == nil {
				out["suite-"+suite.Name] = sg
			}
		}
	}
	if dir := os.Getenv("WEFT_COMPOSITION_CORPUS_DIR"); dir != "" {
		addCorpus(t, dir, out)
	}
	return out
}

// addCorpus composes what composes of the composition corpus.
func addCorpus(t *testing.T, dir string, out map[string]*supergraph.Supergraph) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "subgraphs", "subgraphs.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		var in struct {
			Subgraphs []struct{ Name, File string }
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &in); err != nil {
			t.Fatal(err)
		}
		var inputs []compose.Subgraph
		for _, s := range in.Subgraphs {
			sdl, err := os.ReadFile(filepath.Join(filepath.Dir(file), s.File))
			if err != nil {
				t.Fatal(err)
			}
			inputs = append(inputs, compose.Subgraph{Name: s.Name, SDL: string(sdl)})
		}
		made := compose.Compose(context.Background(), inputs, compose.Options{})
		if !made.OK() {
			continue
		}
		if sg, err := supergraph.Parse(file, made.SDL); err == nil {
			out["corpus-"+filepath.Base(filepath.Dir(filepath.Dir(file)))] = sg
		}
	}
}

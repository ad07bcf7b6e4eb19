package respond

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/plan"
)

// A query for an object with so many fields, every fifth an object itself.

func wideObjectSchema(t testing.TB, fields int) *ast.Schema {
	var sdl strings.Builder
	sdl.WriteString("type Query { wide: Wide }\ntype Wide {\n")
	for i := range fields {
		fmt.Fprintf(&sdl, "f%d: %s\n", i, wideField(i, "In", "Int"))
	}
	return loadSchema(t, sdl.String()+"}\ntype In { a: Int b: Int }\n")
}

func wideField(i int, object, leaf string) string {
	if i%5 == 0 {
		return object
	}
	return leaf
}

func wideObjectQuery(fields int) string {
	var query strings.Builder
	for i := range fields {
		fmt.Fprintf(&query, " f%d%s", i, wideField(i, " { a b }", ""))
	}
	return "{ wide {" + query.String() + " } }"
}

// wideObjectPlan asks for all of the object in each of so many fetches.
func wideObjectPlan(fields, count int) *plan.Plan {
	asked := plan.Selected{Key: "wide", Name: "wide"}
	for i := range fields {
		f := plan.Selected{Key: fmt.Sprint("f", i), Name: fmt.Sprint("f", i)}
		if i%5 == 0 {
			f.Selections = []plan.Selected{{Key: "a", Name: "a"}, {Key: "b", Name: "b"}}
		}
		asked.Selections = append(asked.Selections, f)
	}
	var p plan.Plan
	for i := range count {
		p.Fetches = append(p.Fetches, &plan.Fetch{ID: i, Service: fmt.Sprint("s", i), Operation: "{...}", Selections: []plan.Selected{asked}})
	}
	return &p
}

// wideMembers is the object's members with these numbers, in this order.
func wideMembers(order []int) string {
	members := make([]string, len(order))
	for i, number := range order {
		members[i] = fmt.Sprintf(`"f%d":%s`, number, wideField(number, fmt.Sprintf(`{"a":%d,"b":null}`, number), fmt.Sprint(number)))
	}
	return "{" + strings.Join(members, ",") + "}"
}

func wideOrder(fields int) []int {
	order := make([]int, fields)
	for i := range order {
		order[i] = i
	}
	return order
}

// TestWideObjectsInAnyOrder writes objects whose members come in any order, from one service or several: as asked for.
func TestWideObjectsInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, fields := range []int{20, 63, 64, 65, 300} {
		schema := wideObjectSchema(t, fields)
		op := normalize(t, schema, wideObjectQuery(fields))
		want := `{"wide":` + wideMembers(wideOrder(fields)) + `}`
		for services := 1; services <= 6; services++ {
			program, err := execute.Compile(wideObjectPlan(fields, services), schema, execute.Options{})
			if err != nil {
				t.Fatal(err)
			}
			projection, err := Compile(schema, op, program.Keys())
			if err != nil {
				t.Fatal(err)
			}
			for range 5 {
				order := wideOrder(fields)
				random.Shuffle(fields, func(i, j int) { order[i], order[j] = order[j], order[i] })
				bodies := make(answer, services)
				for i := range bodies {
					from, to := fields*i/services, fields*(i+1)/services
					bodies[i] = `{"data":{"wide":` + wideMembers(order[from:to]) + `}}`
				}
				answers := program.Execute(t.Context(), execute.Request{Fetcher: bodies})
				response := projection.Write(Input{Answers: answers})
				if diff := cmp.Diff(want, string(response.Data())); diff != "" || len(response.Errors) > 0 {
					t.Fatalf("%d fields of %d services (-want +got):\n%s%v", fields, services, diff, response.Errors)
				}
				answers.Release()
				response.Release()
			}
		}
	}
}

// BenchmarkWriteWide writes an object whose members come as asked for, or in reverse.
func BenchmarkWriteWide(b *testing.B) {
	for _, fields := range []int{50, 500, 5000} {
		schema := wideObjectSchema(b, fields)
		op := normalize(b, schema, wideObjectQuery(fields))
		program, err := execute.Compile(wideObjectPlan(fields, 1), schema, execute.Options{})
		if err != nil {
			b.Fatal(err)
		}
		projection, err := Compile(schema, op, program.Keys())
		if err != nil {
			b.Fatal(err)
		}
		reversed := wideOrder(fields)
		for i := range reversed {
			reversed[i] = fields - 1 - i
		}
		for name, order := range map[string][]int{"in_order": wideOrder(fields), "reversed": reversed} {
			b.Run(fmt.Sprintf("%d/%s", fields, name), func(b *testing.B) {
				answers := program.Execute(b.Context(), execute.Request{Fetcher: answer{`{"data":{"wide":` + wideMembers(order) + `}}`}})
				defer answers.Release()
				for b.Loop() {
					response := projection.Write(Input{Answers: answers})
					response.Release()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*fields), "ns/field")
			})
		}
	}
}

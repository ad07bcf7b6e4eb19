package respond

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

// The executor and the writer of answers against a naive implementation over
// maps (reference_test.go), for random operations, plans and answers, with
// answers that lack things, have nulls, wrong shapes and wrong types.

const differentialSchema = `
type Query { thing: Thing must: Thing! things: [Thing] exact: [Thing!] grid: [[Thing!]] node: Node nodes: [Node!] media: Media }
interface Node { id: ID! label: String thing: Thing }
type Thing implements Node { id: ID! label: String! n: Int thing: Thing must: Thing! things: [Thing!]! node: Node tags: [String!] any: JSON }
type Other implements Node { id: ID! label: String o: Float color: Color thing: Thing nodes: [Node] }
union Media = Thing | Other
enum Color { RED GREEN }
scalar JSON
`

// drawQuery draws an operation; the conditions $yes and $no have the values of their names.
func drawQuery(t *rapid.T, schema *ast.Schema) string {
	var selection func(def *ast.Definition, depth int) string
	selection = func(def *ast.Definition, depth int) string {
		parts := []string{"__typename"}
		for i := range rapid.IntRange(1, 4).Draw(t, "selections") {
			condition := rapid.SampledFrom([]string{"", "", "", " @include(if: $yes)", " @include(if: $no)", " @skip(if: $no)"}).Draw(t, "condition")
			if rapid.IntRange(0, 3).Draw(t, "fragment") == 0 && depth > 0 && def.Kind != ast.Object {
				on := schema.Types[rapid.SampledFrom([]string{"Thing", "Other", "Node"}).Draw(t, "on")]
				parts = append(parts, "... on "+on.Name+condition+" "+selection(on, depth-1))
				continue
			}
			if len(def.Fields) == 0 {
				continue
			}
			var fields []*ast.FieldDefinition
			for _, f := range def.Fields {
				if !strings.HasPrefix(f.Name, "__") && (depth > 0 || schema.Types[f.Type.Name()].IsLeafType()) {
					fields = append(fields, f)
				}
			}
			if len(fields) == 0 {
				continue
			}
			f := rapid.SampledFrom(fields).Draw(t, "field")
			// Types that may meet in a fragment have differing shapes, so that keys are distinct per type where names collide.
			alias := def.Name + "_" + f.Name
			if rapid.IntRange(0, 4).Draw(t, "alias") == 0 {
				alias = fmt.Sprintf("%s_%d", alias, i)
			}
			field := alias + ": " + f.Name + condition
			if !schema.Types[f.Type.Name()].IsLeafType() {
				field += " " + selection(schema.Types[f.Type.Name()], depth-1)
			}
			parts = append(parts, field)
		}
		return "{" + strings.Join(parts, " ") + "}"
	}
	return "query($yes: Boolean!, $no: Boolean!) " + selection(schema.Query, 4) + " "
}

// usesAll mentions both variables, so that the operation is valid.
const usesAll = `fragment all on Query { a1: __typename @include(if: $yes) a2: __typename @include(if: $no) }`

// drawPaths draws paths to composite fields of the operation.
func drawPaths(t *rapid.T, op *operation.Operation) []plan.Path {
	var all []plan.Path
	var walk func(selections []operation.Selection, path plan.Path)
	walk = func(selections []operation.Selection, path plan.Path) {
		for _, sel := range selections {
			switch sel := sel.(type) {
			case *operation.Fragment:
				walk(sel.Selections, path)
			case *operation.Field:
				if sel.Selections == nil || sel.Definition == nil {
					continue
				}
				below := append(slices.Clone(path), plan.Segment{Key: sel.Key})
				for typ := sel.Definition.Type; typ.Elem != nil; typ = typ.Elem {
					below = append(below, plan.Segment{List: true})
				}
				all = append(all, below)
				walk(sel.Selections, below)
			}
		}
	}
	walk(op.Selections, nil)
	if len(all) == 0 {
		return nil
	}
	drawn := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, min(3, len(all)), func(p plan.Path) string { return fmt.Sprint(p) }).Draw(t, "paths")
	return drawn
}

// randomServices answers as a function of seed, fetch and representation. Objects are the same everywhere but for
// what an answer lacks.
type randomServices struct {
	schema *ast.Schema
	op     *operation.Operation
	seed   int
	// damage is how many of a thousand values are not as they should be.
	damage uint32
	// selections are what is asked at the paths of a fetch.
	selections map[int][]operation.Selection
}

func (s *randomServices) dice(of uint32, about ...any) uint32 {
	h := fnv.New32a()
	fmt.Fprint(h, s.seed, about)
	return h.Sum32() >> 3 % of
}

func (s *randomServices) Fetch(_ context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	return execute.FetchResult{Body: s.answer(req.Fetch, req.Variables)}, nil
}

func (s *randomServices) answer(f *plan.Fetch, variables []byte) []byte {
	if s.dice(1000, "whole", f.ID) < s.damage/4 {
		return []byte([]string{`{"data":null,"errors":[{"message":"m"}]}`, `<html>`, `{"data":[]}`, `{"data":{"_entities":[{},{},{},{}]}}`}[s.dice(4, "which", f.ID)])
	}
	var b bytes.Buffer
	b.WriteString(`{"data":`)
	if len(f.Entities) == 0 {
		s.object(&b, f.ID, "Query", "root", s.op.Selections)
	} else {
		var given struct {
			Representations []struct{ Typename, ID string }
		}
		text := strings.ReplaceAll(string(variables), "__typename", "typename")
		if err := json.Unmarshal([]byte(text), &given); err != nil {
			panic(err)
		}
		b.WriteString(`{"_entities":[`)
		for i, rep := range given.Representations {
			if i > 0 {
				b.WriteByte(',')
			}
			if s.dice(1000, "entity", f.ID, rep.ID) < s.damage {
				b.WriteString("null")
			} else {
				s.object(&b, f.ID, rep.Typename, rep.ID, s.selections[f.ID])
			}
		}
		b.WriteString(`]}`)
	}
	b.WriteString(`}`)
	return b.Bytes()
}

func (s *randomServices) object(b *bytes.Buffer, fetch int, typeName, id string, selections []operation.Selection) {
	def := s.schema.Types[typeName]
	order, groups := collectAll(s.schema, def, selections)
	members := []string{fmt.Sprintf(`"_id":%q`, id)}
	if s.dice(1000, "typename", fetch, id) >= s.damage/4 {
		members = append(members, fmt.Sprintf(`"__typename":%q`, typeName))
	}
	for _, key := range order {
		field := groups[key][0]
		// The selections of several paths are answered together; some are of other types.
		if field.Definition == nil || def.Fields.ForName(field.Name) == nil || s.dice(1000, "leave", fetch, id, key) < s.damage*2 {
			continue
		}
		var value bytes.Buffer
		var below []operation.Selection
		for _, f := range groups[key] {
			below = append(below, f.Selections...)
		}
		s.value(&value, fetch, def.Fields.ForName(field.Name).Type, id+"/"+field.Name, below)
		members = append(members, fmt.Sprintf("%q:%s", key, value.String()))
	}
	// Subgraphs answer in any order, and what nobody asked for.
	for i := range members {
		if s.dice(4, "order", fetch, id, i) == 0 {
			j := s.dice(uint32(len(members)), "with", fetch, id, i)
			members[i], members[j] = members[j], members[i]
		}
	}
	b.WriteString("{" + strings.Join(members, " , ") + "}")
}

func (s *randomServices) value(b *bytes.Buffer, fetch int, typ *ast.Type, id string, below []operation.Selection) {
	if s.dice(1000, "lost", fetch, id) < s.damage {
		b.WriteString("null")
		return
	}
	// Which of two answers of different shapes counts depends on the type, which the reference doesn't know when it merges.
	if s.dice(1000, "damage", id) < s.damage {
		b.WriteString([]string{"[]", "{}", `"x"`, "1.5", "[[null]]", "true", `{"__typename":"Query"}`}[s.dice(7, "how", id)])
		return
	}
	if s.dice(1000, "null", id) < 30 && !typ.NonNull {
		b.WriteString("null")
		return
	}
	def := s.schema.Types[typ.Name()]
	switch {
	case typ.Elem != nil:
		b.WriteByte('[')
		for i := range s.dice(3, "length", id) {
			if i > 0 {
				b.WriteByte(',')
			}
			s.value(b, fetch, typ.Elem, fmt.Sprint(id, "/", i), below)
		}
		b.WriteByte(']')
	case def.IsAbstractType():
		s.object(b, fetch, []string{"Thing", "Other"}[s.dice(2, "type", id)], s.entity(id), below)
	case def.Kind == ast.Object:
		s.object(b, fetch, def.Name, s.entity(id), below)
	default:
		b.WriteString(map[string]string{
			"ID": `"i"`, "String": `"s\u00e9\n"`, "Int": "7", "Float": "1.25e2", "Color": `"RED"`, "JSON": `{"a":[1,null]}`,
		}[def.Name])
	}
}

// entity makes some objects stand at several places.
func (s *randomServices) entity(id string) string {
	if s.dice(3, "shared", id) == 0 {
		return fmt.Sprint("e", s.dice(3, "which", id))
	}
	return id
}

func TestAgreesWithTheReference(t *testing.T) {
	schema := loadSchema(t, differentialSchema)
	rapid.Check(t, func(t *rapid.T) { checkAgainstReference(t, schema) })
}

func checkAgainstReference(t *rapid.T, schema *ast.Schema) {
	query := drawQuery(t, schema)
	query = strings.TrimSuffix(strings.TrimSpace(query), "}") + " ...all} " + usesAll
	doc, errs := operation.Parse(query, operation.ParseLimits{})
	if errs != nil {
		t.Fatal(query, errs)
	}
	if errs := operation.Validate(schema, doc); errs != nil {
		t.Skip("fields that can't be merged")
	}
	op, errs := operation.Normalize(schema, doc, doc.Operations[0], 0)
	if errs != nil {
		t.Fatal(errs)
	}
	services := &randomServices{
		schema: schema, op: op, selections: map[int][]operation.Selection{},
		seed: rapid.IntRange(0, 1<<30).Draw(t, "seed"), damage: uint32(rapid.SampledFrom([]int{0, 10, 60, 200}).Draw(t, "damage")),
	}
	p := drawPlan(t, op, services)
	variables := execute.VariableMap{"yes": []byte("true"), "no": []byte("false")}

	program, err := execute.Compile(p, schema, execute.Options{})
	if err != nil {
		t.Fatal(err)
	}
	projection, err := Compile(schema, op, program.Keys())
	if err != nil {
		t.Fatal(err)
	}
	answers := program.Execute(context.Background(), execute.Request{Fetcher: services, Variables: variables})
	response := projection.Write(Input{Answers: answers, Variables: variables})
	got, errors := bytes.Clone(response.Bytes()), response.Errors
	data := string(response.Data())
	answers.Release()
	response.Release()

	reference := &reference{schema: schema, op: op, services: services}
	want := reference.data(p)
	if diff := cmp.Diff(want, data); diff != "" {
		t.Fatalf("%s\n%s", operation.Print(op), diff)
	}
	if !json.Valid(got) {
		t.Fatalf("not JSON: %s", got)
	}
	if data == "null" && len(errors) == 0 {
		t.Fatal("null without an error")
	}
	for _, e := range errors {
		if !leadsToNull(data, e.Path) {
			t.Fatalf("the path %v of %q leads to no null in %s", e.Path, e.Message, data)
		}
	}
	if services.damage == 0 && len(errors) > 0 {
		t.Fatal(errors)
	}
}

// leadsToNull follows a path to a null, or to what several errors have in common.
func leadsToNull(data string, path []any) bool {
	var at any
	if err := json.Unmarshal([]byte(data), &at); err != nil {
		return false
	}
	for _, step := range path {
		switch v := at.(type) {
		case nil:
			return true
		case map[string]any:
			next, ok := v[fmt.Sprint(step)]
			if !ok {
				return false
			}
			at = next
		case []any:
			i, ok := step.(int)
			if !ok || i >= len(v) {
				return false
			}
			at = v[i]
		default:
			return false
		}
	}
	return true
}

// drawPlan makes one or two root fetches and up to two entity fetches, all of which bring parts of the same objects.
func drawPlan(t *rapid.T, op *operation.Operation, services *randomServices) *plan.Plan {
	p := &plan.Plan{}
	add := func(f *plan.Fetch) {
		// What services answer of the same entity differs, so each is asked.
		f.ID, f.Subgraph = len(p.Fetches), len(p.Fetches)
		for i := range p.Fetches {
			f.DependsOn = append(f.DependsOn, i)
		}
		p.Fetches = append(p.Fetches, f)
	}
	// A plan that says what it selects is carried out by other ways than one that doesn't.
	says := rapid.Bool().Draw(t, "says what it selects")
	selected := func(selections []operation.Selection) []plan.Selected {
		if !says {
			return nil
		}
		return selectedBy(selections)
	}
	for range rapid.IntRange(1, 2).Draw(t, "roots") {
		add(&plan.Fetch{Service: "root", Operation: "{...}", Selections: selected(op.Selections)})
		p.Fetches[len(p.Fetches)-1].DependsOn = nil
	}
	for range rapid.IntRange(0, 3).Draw(t, "entities") {
		paths := drawPaths(t, op)
		if paths == nil {
			break
		}
		// What is selected at different paths differs, and so do keys; each fetch brings that of all.
		id := len(p.Fetches)
		for _, path := range paths {
			services.selections[id] = append(services.selections[id], selectionsAt(op.Selections, path)...)
		}
		var reps []plan.Representation
		for _, name := range []string{"Thing", "Other"} {
			reps = append(reps, plan.Representation{
				Types: []string{name}, On: name, Fields: []plan.RepresentationField{{Name: "id", Source: "_id", Key: true}},
			})
		}
		add(&plan.Fetch{Service: "entities", Operation: "{...}", Entities: []plan.EntityCall{{
			Alias: "_entities", Variable: "representations", Paths: paths, Representations: reps,
			Selections: selected(services.selections[id]),
		}}})
	}
	return p
}

// selectedBy is what the services answer to selections, as a plan says it.
func selectedBy(selections []operation.Selection) []plan.Selected {
	made := []plan.Selected{{Key: "_id", Name: "id"}, {Key: "__typename", Name: "__typename"}}
	for _, sel := range selections {
		switch sel := sel.(type) {
		case *operation.Fragment:
			made = append(made, plan.Selected{On: sel.On.Name, Selections: selectedBy(sel.Selections)})
		case *operation.Field:
			s := plan.Selected{Key: sel.Key, Name: sel.Name}
			if len(sel.Selections) > 0 {
				s.Selections = selectedBy(sel.Selections)
			}
			made = append(made, s)
		}
	}
	return made
}

// selectionsAt are the selections below all fields that a path may mean.
func selectionsAt(selections []operation.Selection, path plan.Path) []operation.Selection {
	for len(path) > 0 && path[0].List {
		path = path[1:]
	}
	if len(path) == 0 {
		return selections
	}
	var below []operation.Selection
	for _, sel := range selections {
		switch sel := sel.(type) {
		case *operation.Fragment:
			below = append(below, selectionsAt(sel.Selections, path)...)
		case *operation.Field:
			if sel.Key == path[0].Key {
				below = append(below, selectionsAt(sel.Selections, path[1:])...)
			}
		}
	}
	return below
}

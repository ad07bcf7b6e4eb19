package execute

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

// Program is a plan made ready to be carried out any number of times, by any number of goroutines.
type Program struct {
	plan    *plan.Plan
	fetches []fetch
	// pool keeps scratch memory, of the size that this plan's requests need.
	pool sync.Pool
}

// fetch is a plan.Fetch with what follows from it.
type fetch struct {
	*plan.Fetch
	id           uint32
	dependencies int
	dependents   []uint32
	// head is the request's body up to the variables.
	head      []byte
	variables []variable
	literals  []literal
	calls     []call
}

// variable is one of the client's, with `"name":` as JSON.
type variable struct {
	name   string
	prefix []byte
}

// literal is a variable that the planner made; json is nil where its value holds variables.
type literal struct {
	prefix []byte
	json   []byte
	value  *ast.Value
}

// call is a plan.EntityCall with what follows from it.
type call struct {
	alias string
	// prefix is `"variable":[`.
	prefix          []byte
	paths           []plan.Path
	representations []representation
	conditions      [][]operation.Condition
	// whole: it is no entity call; the data of the root fetch is what is laid on the objects.
	whole bool
	// separate: what comes later goes to some of the paths only, so that they can't share the answer's objects.
	separate bool
}

// representation is a plan.Representation with `{"__typename":` in front of it.
type representation struct {
	types []typeName
	// prefix is `{"__typename":"T"`, or `{"__typename":` where the object says its type itself.
	prefix  []byte
	ownType bool
	// anyType: it fits objects that don't say their type, since an interface stands for whatever they are.
	anyType bool
	// fallback is the name for an object that doesn't say its type.
	fallback []byte
	fields   []representationField
}

type representationField struct {
	*plan.RepresentationField
	// prefix is `"name":`.
	prefix []byte
	types  []typeName
	fields []representationField
}

// typeName is the name of a runtime type. An interface's, which only an @interfaceObject subgraph gives
// as one, counts less than an object's.
type typeName struct {
	name     string
	json     []byte
	concrete bool
}

// Compile makes a plan ready. The schema is the whole supergraph's, inaccessible types included;
// it tells object types from interfaces and may be nil where there are no interface objects.
func Compile(p *plan.Plan, schema *ast.Schema) (*Program, error) {
	program := &Program{plan: p, fetches: make([]fetch, len(p.Fetches))}
	for i, planned := range p.Fetches {
		f, err := compileFetch(i, planned, schema)
		if err != nil {
			return nil, err
		}
		program.fetches[i] = f
	}
	for i := range program.fetches {
		f := &program.fetches[i]
		dependsOn := slices.Compact(slices.Sorted(slices.Values(f.DependsOn)))
		f.dependencies = len(dependsOn)
		for _, id := range dependsOn {
			if id < 0 || id >= i {
				return nil, fmt.Errorf("plan: fetch %d depends on fetch %d, which does not come before it", i, id)
			}
			program.fetches[id].dependents = append(program.fetches[id].dependents, uint32(i))
		}
		for c := range f.calls {
			f.calls[c].separate = needsSeparation(p, f.calls[c].paths)
		}
	}
	return program, nil
}

// Plan is the plan that the program was made from.
func (p *Program) Plan() *plan.Plan { return p.plan }

func compileFetch(id int, planned *plan.Fetch, schema *ast.Schema) (fetch, error) {
	f := fetch{Fetch: planned, id: uint32(id)}
	if planned.ID != id {
		return f, fmt.Errorf("plan: fetch %d has the ID %d", id, planned.ID)
	}
	f.head = value.AppendQuoted([]byte(`{"query":`), planned.Operation)
	if planned.OperationName != "" {
		f.head = value.AppendQuoted(append(f.head, `,"operationName":`...), planned.OperationName)
	}
	for _, name := range planned.Variables {
		f.variables = append(f.variables, variable{name: name, prefix: keyPrefix(name)})
	}
	for _, name := range slices.Sorted(maps.Keys(planned.Literals)) {
		l := literal{prefix: keyPrefix(name), value: planned.Literals[name]}
		if !holdsVariables(l.value) {
			l.json = appendValue(nil, l.value, nil)
		}
		f.literals = append(f.literals, l)
	}
	if len(planned.Paths) > 0 {
		f.calls = append(f.calls, call{whole: true, paths: planned.Paths})
		return f, nil
	}
	for i := range planned.Entities {
		f.calls = append(f.calls, compileCall(&planned.Entities[i], schema))
	}
	return f, nil
}

func keyPrefix(name string) []byte { return append(value.AppendQuoted(nil, name), ':') }

func compileCall(planned *plan.EntityCall, schema *ast.Schema) call {
	c := call{
		alias:      planned.Alias,
		prefix:     append(keyPrefix(planned.Variable), '['),
		paths:      planned.Paths,
		conditions: planned.Conditions,
	}
	for i := range planned.Representations {
		c.representations = append(c.representations, compileRepresentation(&planned.Representations[i], schema))
	}
	return c
}

func compileRepresentation(planned *plan.Representation, schema *ast.Schema) representation {
	r := representation{types: typeNames(planned.Types, schema), prefix: []byte(`{"__typename":`)}
	r.fields = compileFields(planned.Fields, schema)
	r.anyType = slices.ContainsFunc(r.types, func(t typeName) bool { return !t.concrete })
	if planned.TypeName != "" {
		r.prefix = value.AppendQuoted(r.prefix, planned.TypeName)
		return r
	}
	r.ownType = true
	fallback := planned.On
	if len(planned.Types) == 1 {
		fallback = planned.Types[0]
	}
	r.fallback = value.AppendQuoted(nil, fallback)
	return r
}

func compileFields(planned []plan.RepresentationField, schema *ast.Schema) []representationField {
	fields := make([]representationField, len(planned))
	for i := range planned {
		fields[i] = representationField{
			RepresentationField: &planned[i],
			prefix:              keyPrefix(planned[i].Name),
			types:               typeNames(planned[i].Types, schema),
			fields:              compileFields(planned[i].Fields, schema),
		}
	}
	return fields
}

func typeNames(names []string, schema *ast.Schema) []typeName {
	types := make([]typeName, len(names))
	for i, name := range names {
		types[i] = typeName{name: name, json: value.AppendQuoted(nil, name), concrete: true}
		if schema == nil {
			continue
		}
		if def := schema.Types[name]; def != nil && def.Kind != ast.Object {
			types[i].concrete = false
		}
	}
	return types
}

// needsSeparation says whether a later call enters below some of these paths and not, in the same way, below all.
func needsSeparation(p *plan.Plan, paths []plan.Path) bool {
	if len(paths) < 2 {
		return false
	}
	for _, f := range p.Fetches {
		if entersSome(f.Paths, paths) {
			return true
		}
		for i := range f.Entities {
			if entersSome(f.Entities[i].Paths, paths) {
				return true
			}
		}
	}
	return false
}

func entersSome(entered, paths []plan.Path) bool {
	var below map[string]int
	for _, e := range entered {
		for _, path := range paths {
			if rest, ok := cutPath(e, path); ok {
				if below == nil {
					below = map[string]int{}
				}
				below[stepsText(rest)]++
			}
		}
	}
	for _, count := range below {
		if count != len(paths) {
			return true
		}
	}
	return false
}

// cutPath is what follows a prefix, where some step does. Type conditions don't matter.
func cutPath(path, prefix plan.Path) (rest plan.Path, ok bool) {
	path = skipTypes(path)
	for prefix = skipTypes(prefix); len(prefix) > 0; prefix = skipTypes(prefix[1:]) {
		if len(path) == 0 || path[0].Key != prefix[0].Key || path[0].List != prefix[0].List {
			return nil, false
		}
		path = skipTypes(path[1:])
	}
	return path, len(path) > 0
}

// stepsText is equal for paths that are equal but for their type conditions.
func stepsText(path plan.Path) string {
	var text []byte
	for path = skipTypes(path); len(path) > 0; path = skipTypes(path[1:]) {
		if path[0].List {
			text = append(text, '@')
		}
		text = append(append(text, path[0].Key...), '.')
	}
	return string(text)
}

// skipTypes is a path from its first step on that is no type condition.
func skipTypes(path plan.Path) plan.Path {
	for len(path) > 0 && len(path[0].Types) > 0 {
		path = path[1:]
	}
	return path
}

// holds says whether one of the conjunctions holds; none at all always does.
func holds(conditions [][]operation.Condition, variables Variables) bool {
	if len(conditions) == 0 {
		return true
	}
	return slices.ContainsFunc(conditions, func(all []operation.Condition) bool { return Hold(all, variables) })
}

// Hold says whether all conditions hold. A variable without a value counts as false.
func Hold(conditions []operation.Condition, variables Variables) bool {
	for _, c := range conditions {
		truth := false
		if variables != nil {
			json, _ := variables.JSON(c.Variable)
			truth = string(json) == "true"
		}
		if truth == c.Skip {
			return false
		}
	}
	return true
}

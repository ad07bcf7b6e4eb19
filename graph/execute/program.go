package execute

import (
	"fmt"
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
	keys    *value.Keys
	fetches []fetch
	// holdUp are the parts of the answer that each fetch holds up.
	holdUp []Parts
	// madeFor are the parts that each fetch is made for.
	madeFor []Parts
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
	renames   []renaming
	// layout is what is expected of the answer, nil where nothing is known.
	layout *value.Layout
	// places are those of the answer, until the program is complete.
	places []*place
	// marks tells of each mark of the layout whether equal objects under it are the same to all that follows.
	marks []bool
	// waitsFor are fetches that it may reuse something of, beside those it depends on.
	waitsFor []int
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
	alias value.Key
	// prefix is `"variable":[`.
	prefix          []byte
	paths           []route
	representations []representation
	// byType has the first representation for objects of a type, where there are too many to look at each.
	byType     map[string]int
	conditions [][]operation.Condition
	// sources are where its objects are noted; none where the tree must be walked along paths.
	sources  []source
	contexts []contextValue
	// reuses are where its entities may be known from; reused: they may be known to later calls.
	reuses []reuse
	reused bool
	// whole: it is no entity call; the data of the root fetch is what is laid on the objects.
	whole bool
	// separate: what comes later goes to some of the paths only, so that they can't share the answer's objects.
	separate bool
	// apart is how many keys from the root, on each path, the object is that objects must have in common to share an answer;
	// 0 is any, nil is 0 for all paths.
	apart []int
}

// route is a plan.Path, and segment one step of it.
type route []segment

type segment struct {
	key   value.Key
	list  bool
	types []string
}

// renaming is a plan.Rename.
type renaming struct {
	call     int
	path     route
	from, to value.Key
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
	source value.Key
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

// Options are choices about how plans are carried out.
type Options struct {
	// AskAgain: entities that are known from an earlier answer of the request are asked for all the same.
	AskAgain bool
}

// Compile makes a plan ready. The schema is the whole supergraph's, inaccessible types included;
// it tells object types from interfaces and may be nil where there are no interface objects.
func Compile(p *plan.Plan, schema *ast.Schema, options Options) (*Program, error) {
	program := &Program{plan: p, keys: value.NewKeys(), fetches: make([]fetch, len(p.Fetches)), holdUp: heldUpBy(p)}
	for _, f := range p.Fetches {
		program.madeFor = append(program.madeFor, partsOf(f))
	}
	c := &compiler{keys: program.keys, schema: schema}
	for i, planned := range p.Fetches {
		f, err := c.fetch(i, planned)
		if err != nil {
			return nil, err
		}
		for _, id := range planned.DependsOn {
			if id < 0 || id >= i {
				return nil, fmt.Errorf("plan: fetch %d depends on fetch %d, which does not come before it", i, id)
			}
		}
		program.fetches[i] = f
	}
	program.separate()
	program.keepApart()
	program.findSources()
	if !options.AskAgain {
		program.findReuse(c)
	}
	program.order()
	return program, nil
}

// order says which fetches wait for which.
func (p *Program) order() {
	for i := range p.fetches {
		f := &p.fetches[i]
		f.places = nil
		waitsFor := slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.DependsOn, f.waitsFor))))
		f.dependencies = len(waitsFor)
		for _, id := range waitsFor {
			p.fetches[id].dependents = append(p.fetches[id].dependents, uint32(i))
		}
	}
}

// Plan is the plan that the program was made from.
func (p *Program) Plan() *plan.Plan { return p.plan }

// Keys number the keys of the tree of answers.
func (p *Program) Keys() *value.Keys { return p.keys }

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

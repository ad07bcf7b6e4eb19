package respond

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/operation"
)

// Bounds of a Projection.
const (
	maxFields = 400_000
	maxDepth  = 500
)

// compiler collects fields by the specification (6.3.2), for each possible runtime type and all variable values at once.
type compiler struct {
	api        *ast.Schema
	keys       *value.Keys
	projection *Projection
	guardIDs   map[string]int32
	possible   map[string]*possibleTypes
	covering   map[[2]string]bool
	varying    map[[2]string]map[string]string
	selections map[objectKey]*selection
	objects    map[objectKey]*objectFields
	sourceIDs  map[sourceKey]int
	enums      map[string]map[string]bool
	fields     int
	depth      int
	// here is the part of the answer whose fields are collected, homes the parts that the last object collected begins.
	here  int
	homes []int
	// defers are the operation's.
	defers []*operation.Defer
}

// source is a selection set that a value's fields come from, with the conditions on it that the value itself does
// not stand under already.
type source struct {
	selections []operation.Selection
	conditions []operation.Condition
	// part is the deferred part of the answer that it stands in, 0 for the primary one.
	part int
}

// occurrence is one field of the document under all the conditions it stands under below its parent.
type occurrence struct {
	field      *operation.Field
	conditions []operation.Condition
	part       int
}

// selection gives what is written of a value that is an object; the same sources give the same selection, so they are kept.
func (c *compiler) selection(def *ast.Definition, sources []source) (*selection, error) {
	identity := objectKey{def, c.identity(sources), c.here}
	if sel, ok := c.selections[identity]; ok {
		return sel, nil
	}
	sel, err := c.newSelection(def, sources)
	if err != nil {
		return nil, err
	}
	if len(c.defers) > 0 {
		sel.setLeads()
	}
	c.selections[identity] = sel
	return sel, nil
}

func (c *compiler) newSelection(def *ast.Definition, sources []source) (*selection, error) {
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > maxDepth {
		return nil, fmt.Errorf("respond: the operation is nested deeper than %d", maxDepth)
	}
	sel := &selection{typeName: def.Name, trusted: c.isRoot(def)}
	if def.Kind == ast.Object {
		object, err := c.object(def, sources)
		sel.object = object
		return sel, err
	}
	if err := c.byType(sel, def, sources); err != nil {
		return nil, err
	}
	for _, s := range sources {
		if s.part != c.here {
			continue // it is not written before its part, when the type is known
		}
		sel.typeMatters = c.typeMatters(sel.typeMatters, def, s.selections, s.conditions, false)
	}
	if slices.Contains(sel.typeMatters, -1) {
		return sel, nil
	}
	object, err := c.object(def, sources)
	sel.anyType = object
	if err == nil && len(c.defers) > 0 {
		sel.anyType = c.withOpenParts(object, def, sources)
	}
	return sel, err
}

func (c *compiler) isRoot(def *ast.Definition) bool {
	return def == c.api.Query || def == c.api.Mutation || def == c.api.Subscription
}

// typeMatters adds the guards of the fields that objects of some types only have, or have with different values.
func (c *compiler) typeMatters(guards []int32, def *ast.Definition, selections []operation.Selection, conditions []operation.Condition, some bool) []int32 {
	for _, sel := range selections {
		switch sel := sel.(type) {
		case *operation.Field:
			guard := c.guard(and(conditions, sel.Conditions))
			if (some || sel.Definition == nil || def.Fields.ForName(sel.Name) == nil) && !slices.Contains(guards, guard) {
				guards = append(guards, guard)
			}
		case *operation.Fragment:
			if sel.Defer != nil {
				continue
			}
			guards = c.typeMatters(guards, def, sel.Selections, and(conditions, sel.Conditions), some || !c.coversAll(def, sel.On))
		}
	}
	return guards
}

// object gives the fields for one type; the same sources give the same fields, so they are kept.
func (c *compiler) object(def *ast.Definition, sources []source) (*objectFields, error) {
	identity := objectKey{def, c.identity(sources), c.here}
	if object, ok := c.objects[identity]; ok {
		return object, nil
	}
	var order []occurrence
	c.homes = nil
	for _, s := range sources {
		order = c.collect(order, def, s.selections, s.conditions, s.part)
	}
	homes := c.homes
	object, err := c.fieldsOf(def, order, nil)
	if err == nil && len(c.defers) > 0 {
		err = c.deferParts(object, def, order, homes, nil)
	}
	if err != nil {
		return nil, err
	}
	c.objects[identity] = object
	return object, nil
}

// fieldsOf makes the entries of what belongs to the part at hand, and to none that comes before it.
func (c *compiler) fieldsOf(def *ast.Definition, order []occurrence, before covering) (*objectFields, error) {
	object := &objectFields{typ: c.typeOf(def), fields: make([]field, 0, len(order))}
	groups, of := group(order)
	for i, o := range order {
		g := &groups[of[i]]
		if g.settled || o.part != c.here {
			continue
		}
		if !g.made {
			g.made, g.guards = true, before.guards(o.field.ResponseKey)
			first, err := c.field(def, c.ownFirst(g.occurrences))
			if err != nil {
				return nil, err
			}
			g.first = len(object.fields)
			object.fields = append(object.fields, first)
		} else {
			object.fields = append(object.fields, object.fields[g.first])
		}
		entry := &object.fields[len(object.fields)-1]
		entry.guard, entry.unless = c.guard(o.conditions), slices.Clone(g.guards)
		if g.settled = entry.guard < 0; !g.settled {
			g.guards = append(g.guards, entry.guard)
		}
		if err := c.count(1); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// count counts fields, or what takes as much.
func (c *compiler) count(more int) error {
	if c.fields += more; c.fields > maxFields {
		return TooLargeError{}
	}
	return nil
}

// objectKey names what an object's fields follow from.
type objectKey struct {
	def           *ast.Definition
	sources, here int
}

// sourceKey names a list of sources by its last and the number of the list before it.
type sourceKey struct {
	before int
	first  *operation.Selection
	length int
	guard  int32
	part   int
}

// identity numbers lists of sources.
func (c *compiler) identity(sources []source) int {
	number := 0
	for _, s := range sources {
		key := sourceKey{before: number, length: len(s.selections), guard: c.guard(s.conditions), part: s.part}
		if len(s.selections) > 0 {
			key.first = &s.selections[0]
		}
		known, ok := c.sourceIDs[key]
		if !ok {
			known = len(c.sourceIDs) + 1
			c.sourceIDs[key] = known
		}
		number = known
	}
	return number
}

// responseGroup is what has one response key. Which of its occurrences is the first that counts, and so where the field is
// written, depends on the variables: each has an entry, up to one without conditions.
type responseGroup struct {
	occurrences []occurrence
	// guards are those of the entries so far (made says that there are any), of which first is the first's index;
	// settled is that one of them has none.
	guards        []int32
	first         int
	made, settled bool
}

// group puts occurrences of one response key together, and says in which group each is.
func group(order []occurrence) (groups []responseGroup, of []int) {
	groups, of = make([]responseGroup, 0, len(order)), make([]int, len(order))
	var index map[string]int
	if len(order) > fewFields {
		index = make(map[string]int, len(order))
	}
	for i, o := range order {
		response := o.field.ResponseKey
		at, known := index[response]
		if index == nil {
			at, known = find(groups, response)
		}
		if known {
			groups[at].occurrences = append(groups[at].occurrences, o)
			of[i] = at
			continue
		}
		of[i] = len(groups)
		if index != nil {
			index[response] = len(groups)
		}
		// Nearly all stand alone: their list is a part of the order, and clipped.
		groups = append(groups, responseGroup{occurrences: order[i : i+1 : i+1]})
	}
	return groups, of
}

func find(groups []responseGroup, response string) (at int, ok bool) {
	for at := range groups {
		if groups[at].occurrences[0].field.ResponseKey == response {
			return at, true
		}
	}
	return 0, false
}

// fewFields is up to how many fields are searched one after the other.
const fewFields = 12

// collect appends the fields that apply to a type, in order; for an abstract type, those that apply to all it stands for.
func (c *compiler) collect(order []occurrence, def *ast.Definition, selections []operation.Selection, conditions []operation.Condition, part int) []occurrence {
	for _, sel := range selections {
		switch sel := sel.(type) {
		case *operation.Field:
			order = append(order, occurrence{sel, and(conditions, sel.Conditions), part})
		case *operation.Fragment:
			if !c.coversAll(def, sel.On) {
				continue
			}
			within := part
			if sel.Defer != nil {
				within = sel.Defer.ID
				c.homes = append(c.homes, within)
			}
			order = c.collect(order, def, sel.Selections, and(conditions, sel.Conditions), within)
		}
	}
	return order
}

// and joins conjunctions without repeating conditions.
func and(a, b []operation.Condition) []operation.Condition {
	all := a
	for _, condition := range b {
		if !slices.Contains(all, condition) {
			all = append(slices.Clip(all), condition)
		}
	}
	return all
}

// guard numbers a conjunction, -1 when it is empty.
func (c *compiler) guard(conditions []operation.Condition) int32 {
	if len(conditions) == 0 {
		return -1
	}
	names := make([]string, len(conditions))
	for i, condition := range conditions {
		names[i] = fmt.Sprint(condition.Variable, condition.Skip)
	}
	slices.Sort(names)
	key := strings.Join(names, " ")
	number, ok := c.guardIDs[key]
	if !ok {
		number = int32(len(c.projection.guards))
		c.guardIDs[key] = number
		c.projection.guards = append(c.projection.guards, conditions)
	}
	return number
}

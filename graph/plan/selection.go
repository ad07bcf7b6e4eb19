package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
)

// typename is the meta field every composite type has.
const typename = "__typename"

// wish is the key of a __typename that only the planner wants, to learn the type of an interface's object.
const wish = "?"

// wanted is a set of selections that someone wants of an object: the client,
// or an entry that needs its inputs. Equal sets are one pointer (see interner),
// which is what makes answers about them memorable.
type wanted struct {
	id    int
	items []item
	// leaves counts the leaf fields; a field with nothing below counts as one.
	leaves int
}

// item is a field, or a fragment when field is nil.
type item struct {
	field *field
	// on is the type condition of a fragment, "" without.
	on         string
	conditions []operation.Condition
	sub        *wanted
}

// field is a wanted field.
type field struct {
	name string
	// key is the client's key in the tree of answers, "" for what only the engine needs.
	key        string
	arguments  ast.ArgumentList
	argsText   string
	conditions []operation.Condition
	sub        *wanted // nil for leaves
	position   *ast.Position
	// context: it is wanted for an argument, below, that is filled from a context.
	context bool
	// anyType: it is wanted of an interface's objects whatever their type, which decides only what is asked below.
	anyType bool
	// denied: authorization refused it where it stands; see collector.allow.
	denied bool
}

func (w *wanted) empty() bool { return w == nil || len(w.items) == 0 }

// interner makes sets of selections, one pointer for each distinct content.
type interner struct {
	graph            *querygraph.Graph
	budget           *budget
	sets             map[string]*wanted
	collected, lifts map[collectKey]*wanted
	// text is scratch memory: the content that is looked up, printed.
	text []byte
	// inParts: there are deferred fragments.
	inParts bool
	// defers has the deferred fragments that something is wanted in, and whether they stand at the root of queries.
	defers map[int]bool
}

type collectKey struct {
	set      *wanted
	typeName string
}

func newInterner(graph *querygraph.Graph, b *budget) *interner {
	return &interner{graph: graph, budget: b, sets: map[string]*wanted{}, collected: map[collectKey]*wanted{}, lifts: map[collectKey]*wanted{}, defers: map[int]bool{}}
}

// set interns items.
func (in *interner) set(items []item) *wanted {
	text := in.text[:0]
	for _, it := range items {
		if f := it.field; f != nil {
			text = appendConditions(appendField(append(text, "f "...), f), f.conditions)
			text = appendSetID(text, f.sub)
			continue
		}
		text = append(append(text, "on "...), it.on...)
		text = appendSetID(appendConditions(text, it.conditions), it.sub)
	}
	in.text = text
	if known := in.sets[string(text)]; known != nil {
		return known
	}
	made := &wanted{id: len(in.sets) + 1, items: items}
	for _, it := range items {
		switch {
		case it.field == nil:
			made.leaves += leaves(it.sub)
		case it.field.sub == nil:
			made.leaves++
		default:
			made.leaves += max(1, leaves(it.field.sub))
		}
	}
	in.sets[string(text)] = made
	return made
}

// appendField appends what a field is, but for its conditions and what is below.
func appendField(text []byte, f *field) []byte {
	if f.context {
		text = append(text, "$ "...)
	}
	if f.anyType {
		text = append(text, "* "...)
	}
	if f.denied {
		text = append(text, "- "...)
	}
	text = append(append(text, f.key...), ' ')
	return append(append(text, f.name...), f.argsText...)
}

func appendSetID(text []byte, set *wanted) []byte {
	text = append(text, '{')
	if set != nil {
		text = strconv.AppendInt(text, int64(set.id), 10)
	}
	return append(text, '}')
}

func appendConditions(text []byte, conditions []operation.Condition) []byte {
	for _, c := range conditions {
		if c.Skip {
			text = append(text, " !"...)
		} else {
			text = append(text, " ?"...)
		}
		text = append(text, c.Variable...)
	}
	return text
}

// standing is where selections stand.
type standing struct {
	// typeName is the type of the position; narrowed: they are for some of its objects only.
	typeName string
	narrowed bool
	// deferred: they are in a deferred part.
	deferred bool
}

// fromOperation turns the client's selections into a set. What authorization denied is not wanted; but where it was
// selected for objects of some types only, whether it is in the answer depends on an object's type. So does, within a
// deferred part, whether there is another part for an object: the one that announces it must know the type.
func (in *interner) fromOperation(selections []operation.Selection, at standing) *wanted {
	if selections == nil {
		return nil
	}
	typeWish := func(conditions []operation.Condition) item {
		return item{field: &field{name: typename, key: wish, conditions: conditions}}
	}
	items := make([]item, 0, len(selections))
	for _, selection := range selections {
		switch s := selection.(type) {
		case *operation.Field:
			if s.Denied {
				if at.narrowed {
					items = append(items, typeWish(s.Conditions))
				}
				if in.inParts {
					items = append(items, item{field: &field{
						name: s.Name, key: s.Key, arguments: s.Arguments, argsText: argumentsText(s.Arguments), conditions: s.Conditions, denied: true,
					}})
				}
				continue
			}
			below := standing{deferred: at.deferred}
			if s.Definition != nil {
				below.typeName = s.Definition.Type.Name()
			}
			items = append(items, item{field: &field{
				name: s.Name, key: s.Key, arguments: s.Arguments, argsText: argumentsText(s.Arguments),
				conditions: s.Conditions, sub: in.fromOperation(s.Selections, below), position: s.Position,
			}})
		case *operation.Fragment:
			conditions, inside := s.Conditions, at
			inside.narrowed = at.narrowed || s.On.Name != at.typeName
			if s.Defer != nil {
				in.defers[s.Defer.ID] = at.typeName == in.graph.Root(queryKind)
				if at.deferred && inside.narrowed {
					items = append(items, typeWish(conditions))
				}
				inside.deferred = true
				conditions = bothConditions(conditions, []operation.Condition{deferCondition(s.Defer.ID)})
			}
			items = append(items, item{on: s.On.Name, conditions: conditions, sub: in.fromOperation(s.Selections, inside)})
		}
	}
	return in.set(items)
}

// fromFieldSet turns a @key, @requires or @provides into a set.
func (in *interner) fromFieldSet(selections ast.SelectionSet) *wanted {
	if len(selections) == 0 {
		return nil
	}
	items := make([]item, 0, len(selections))
	for _, selection := range selections {
		switch s := selection.(type) {
		case *ast.Field:
			items = append(items, item{field: &field{
				name: s.Name, arguments: s.Arguments, argsText: argumentsText(s.Arguments),
				sub: in.fromFieldSet(s.SelectionSet),
			}})
		case *ast.InlineFragment:
			items = append(items, item{on: s.TypeCondition, sub: in.fromFieldSet(s.SelectionSet)})
		}
	}
	return in.set(items)
}

// collect is what a set wants of an object of one type: fields only, the
// fragments that apply dissolved, the others dropped, equal fields merged.
func (in *interner) collect(set *wanted, typeName string) *wanted {
	if set == nil {
		return nil
	}
	key := collectKey{set, typeName}
	if known, ok := in.collected[key]; ok {
		return known
	}
	c := collector{in: in, typeName: typeName}
	c.walk(set, nil)
	c.allow()
	c.fold()
	made := in.set(c.finish())
	in.collected[key] = made
	return made
}

// collector merges equal fields. Nearly always there are none: then each keeps its own conditions and set, and is not copied.
type collector struct {
	in       *interner
	typeName string
	fields   []collected
	// index has the fields by content, once they are more than few.
	index map[string]int
	// conditional: some of the fields are wanted under conditions only.
	conditional bool
}

// collected is a field under all its conditions, with what is wanted below it by all equal ones; nil: what the field says itself.
type collected struct {
	field      *field
	conditions []operation.Condition
	subs       []item
}

// few is up to how many things are searched one after the other.
const few = 12

func (c *collector) walk(set *wanted, conditions []operation.Condition) {
	for _, it := range set.items {
		if it.field == nil {
			if it.sub != nil && (it.on == "" || c.in.graph.Applies(it.on, c.typeName)) {
				c.walk(it.sub, bothConditions(conditions, it.conditions))
			}
			continue
		}
		c.add(it.field, conditions)
	}
}

func (c *collector) add(f *field, outer []operation.Condition) {
	c.in.budget.spend(1)
	conditions := bothConditions(outer, f.conditions)
	if at := c.find(f, conditions); at >= 0 {
		known := &c.fields[at]
		if f.sub != nil {
			if known.subs == nil && known.field.sub != nil {
				known.subs = slices.Clone(known.field.sub.items)
			}
			known.subs = append(known.subs, f.sub.items...)
		}
		return
	}
	c.conditional = c.conditional || len(conditions) > 0
	c.fields = append(c.fields, collected{field: f, conditions: conditions})
	switch {
	case c.index != nil:
		c.index[string(c.contentOf(f, conditions))] = len(c.fields) - 1
	case len(c.fields) > few:
		c.index = make(map[string]int, 2*few)
		for i, known := range c.fields {
			c.index[string(c.contentOf(known.field, known.conditions))] = i
		}
	}
}

// find is the index of an equal field, -1 when there is none.
func (c *collector) find(f *field, conditions []operation.Condition) int {
	if c.index != nil {
		if at, ok := c.index[string(c.contentOf(f, conditions))]; ok {
			return at
		}
		return -1
	}
	for i := range c.fields {
		known := c.fields[i].field
		if known.key == f.key && known.name == f.name && known.argsText == f.argsText && known.context == f.context && known.anyType == f.anyType && known.denied == f.denied &&
			equalConditions(c.fields[i].conditions, conditions) {
			return i
		}
	}
	return -1
}

func (c *collector) contentOf(f *field, conditions []operation.Condition) []byte {
	c.in.text = appendConditions(appendField(c.in.text[:0], f), conditions)
	return c.in.text
}

func (c *collector) finish() []item {
	items := make([]item, len(c.fields))
	for i, known := range c.fields {
		f := known.field
		if len(known.subs) > 0 || !equalConditions(known.conditions, f.conditions) {
			own := *f
			own.conditions = known.conditions
			if f.sub != nil && len(known.subs) > len(f.sub.items) {
				own.sub = c.in.set(known.subs)
			}
			f = &own
		}
		items[i] = item{field: f}
	}
	return items
}

// union of two sets; nil is empty.
func (in *interner) union(a, b *wanted) *wanted {
	switch {
	case a.empty():
		return b
	case b.empty() || a == b:
		return a
	}
	return in.set(append(slices.Clone(a.items), b.items...))
}

// bothConditions is the conjunction of two, without repetition, in a fixed order.
func bothConditions(a, b []operation.Condition) []operation.Condition {
	if len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return b
	}
	out := slices.Clone(a)
	for _, c := range b {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(x, y operation.Condition) int {
		if n := strings.Compare(x.Variable, y.Variable); n != 0 {
			return n
		}
		if x.Skip == y.Skip {
			return 0
		}
		if y.Skip {
			return -1
		}
		return 1
	})
	return out
}

// argumentsText is a canonical print, with parentheses; "" without arguments.
func argumentsText(arguments ast.ArgumentList) string {
	if len(arguments) == 0 {
		return ""
	}
	parts := make([]string, len(arguments))
	for i, a := range arguments {
		parts[i] = a.Name + ":" + a.Value.String()
	}
	return "(" + strings.Join(parts, ",") + ")"
}

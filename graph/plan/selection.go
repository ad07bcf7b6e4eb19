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
}

func (w *wanted) empty() bool { return w == nil || len(w.items) == 0 }

// interner makes sets of selections, one pointer for each distinct content.
type interner struct {
	graph     *querygraph.Graph
	budget    *budget
	sets      map[string]*wanted
	collected map[collectKey]*wanted
}

type collectKey struct {
	set      *wanted
	typeName string
}

func newInterner(graph *querygraph.Graph, b *budget) *interner {
	return &interner{graph: graph, budget: b, sets: map[string]*wanted{}, collected: map[collectKey]*wanted{}}
}

// set interns items.
func (in *interner) set(items []item) *wanted {
	var text strings.Builder
	for _, it := range items {
		if f := it.field; f != nil {
			text.WriteString("f ")
			text.WriteString(f.key)
			text.WriteByte(' ')
			text.WriteString(f.name)
			text.WriteString(f.argsText)
			writeConditions(&text, f.conditions)
			writeSetID(&text, f.sub)
			continue
		}
		text.WriteString("on ")
		text.WriteString(it.on)
		writeConditions(&text, it.conditions)
		writeSetID(&text, it.sub)
	}
	if known := in.sets[text.String()]; known != nil {
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
	in.sets[text.String()] = made
	return made
}

func writeSetID(text *strings.Builder, set *wanted) {
	text.WriteByte('{')
	if set != nil {
		text.WriteString(strconv.Itoa(set.id))
	}
	text.WriteByte('}')
}

func writeConditions(text *strings.Builder, conditions []operation.Condition) {
	for _, c := range conditions {
		if c.Skip {
			text.WriteString(" !")
		} else {
			text.WriteString(" ?")
		}
		text.WriteString(c.Variable)
	}
}

// fromOperation turns the client's selections into a set.
func (in *interner) fromOperation(selections []operation.Selection) *wanted {
	if selections == nil {
		return nil
	}
	items := make([]item, 0, len(selections))
	for _, selection := range selections {
		switch s := selection.(type) {
		case *operation.Field:
			if s.Denied {
				continue
			}
			items = append(items, item{field: &field{
				name: s.Name, key: s.Key, arguments: s.Arguments, argsText: argumentsText(s.Arguments),
				conditions: s.Conditions, sub: in.fromOperation(s.Selections), position: s.Position,
			}})
		case *operation.Fragment:
			items = append(items, item{on: s.On.Name, conditions: s.Conditions, sub: in.fromOperation(s.Selections)})
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
	c := collector{in: in, typeName: typeName, index: map[string]int{}}
	c.walk(set, nil)
	made := in.set(c.finish())
	in.collected[key] = made
	return made
}

type collector struct {
	in       *interner
	typeName string
	fields   []*field
	subs     [][]item // of each field, merged
	index    map[string]int
}

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
	base := f.key + " " + f.name + f.argsText
	var text strings.Builder
	text.WriteString(base)
	writeConditions(&text, conditions)
	if i, ok := c.index[text.String()]; ok {
		if f.sub != nil {
			c.subs[i] = append(c.subs[i], f.sub.items...)
		}
		return
	}
	if f.sub == nil && len(conditions) > 0 {
		if _, always := c.index[base]; always {
			return
		}
	}
	made := *f
	made.conditions = conditions
	c.index[text.String()] = len(c.fields)
	c.fields = append(c.fields, &made)
	var sub []item
	if f.sub != nil {
		sub = slices.Clone(f.sub.items)
	}
	c.subs = append(c.subs, sub)
}

func (c *collector) finish() []item {
	items := make([]item, len(c.fields))
	for i, f := range c.fields {
		if f.sub != nil && len(c.subs[i]) > len(f.sub.items) {
			f.sub = c.in.set(c.subs[i])
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

package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// ids is how many objects there are of each type with a key.
const ids = 6

// One in so many nullable values is null, one in so many fails, one in so many non-null ones fails. One in so many is of
// another type than it should be, or left out; and one in so many objects is missing in a subgraph that may lack it.
const (
	nullOdds, errorOdds, breakOdds, faultOdds, absentOdds = 8, 20, 24, 24, 4
)

// In a calm world one in so many lists of a root is this long. Further down the answer would grow with the depth: no list is
// long where a root is.
const longOdds, longList = 2, 12

var errFailed = errors.New("this field fails")

// wrong is a value of another type than the field's. A server that checks its values answers an error instead.
type wrong struct{ json any }

// Error makes *wrong an error.
func (*wrong) Error() string { return "a value of another type" }

// leftOut is a value that a subgraph leaves out of its answer. A server that checks its values answers null.
type leftOut struct{}

// object is an object of the data: a concrete type and an id.
type object struct {
	typeName string
	id       uint64
	// representation is what the router sent, for an object that came through _entities.
	representation map[string]any
	// provided are the external fields that the field it came from provides.
	provided []ast.SelectionSet
	// above is the object that it comes from, nil at the root and where that is not known.
	above *object
}

// identity is the name that an object's type has in hashes: one for all types that share ids.
func (w *World) identity(typeName string) string {
	if family := w.family[typeName]; family != "" {
		return family
	}
	return typeName
}

// entity is the object of a type with keys that has the ordinal n.
func (w *World) entity(typeName string, n uint64) *object {
	members := w.members[w.family[typeName]]
	if len(members) == 0 {
		return &object{typeName: typeName, id: n % ids}
	}
	return &object{typeName: typeName, id: n%ids*uint64(len(members)) + uint64(slices.Index(members, typeName))}
}

func (w *World) ordinal(o *object) uint64 {
	if members := w.members[w.family[o.typeName]]; len(members) > 0 {
		return o.id / uint64(len(members))
	}
	return o.id
}

// value is the value of a field of an object. Args and required are texts that say the same in the same way.
func (w *World) value(o *object, info *fieldInfo, args, required string) any {
	if w.isAbsent(o, info.home) {
		return nil
	}
	h := w.hash(w.identity(o.typeName), strconv.FormatUint(o.id, 10), info.name, args, required)
	if w.faults && !info.key && !info.sure && mix(h+7)%faultOdds == 0 {
		return leftOut{}
	}
	return w.build(o, info, info.strict, h)
}

// isAbsent says that a subgraph which may lack objects of the type lacks this one.
func (w *World) isAbsent(o *object, subgraph string) bool {
	return subgraph != "" && w.hash("absent", subgraph, w.identity(o.typeName), strconv.FormatUint(o.id, 10))%absentOdds == 0
}

func (w *World) hash(parts ...string) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d", w.seed)
	for _, p := range parts {
		fmt.Fprintf(h, "\x00%s", p)
	}
	return mix(h.Sum64())
}

// mix spreads a hash over all its bits.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func (w *World) build(o *object, info *fieldInfo, t *ast.Type, h uint64) any {
	if none, is := w.none(info, t, h); is {
		return none
	}
	if t.Elem != nil {
		return w.list(o, info, t, h)
	}
	if def := w.full.Types[t.Name()]; def.IsCompositeType() {
		return w.child(o, info, h)
	}
	if info.key {
		return w.keyLeaf(t.Name(), info, o.id)
	}
	return w.leaf(t.Name(), info, mix(h+4))
}

// none is what stands for no value, a null or a failure, and whether it is to.
func (w *World) none(info *fieldInfo, t *ast.Type, h uint64) (any, bool) {
	chance := mix(h + 1)
	switch {
	case info.key:
	case w.calm:
		return nil, !t.NonNull && chance%nullOdds == 0
	case !t.NonNull && chance%nullOdds == 0:
		return nil, true
	case !t.NonNull && chance%errorOdds == 1 && !info.steady:
		return errFailed, true
	case t.NonNull && !info.sure && chance%breakOdds == 0:
		return nil, true
	case t.NonNull && !info.sure && chance%breakOdds == 1:
		return errFailed, true
	case w.faults && !info.sure && mix(h+8)%faultOdds == 0:
		if faulty := w.faulty(t, mix(h+9)); faulty != nil {
			return faulty, true
		}
	}
	return nil, false
}

func (w *World) list(o *object, info *fieldInfo, t *ast.Type, h uint64) any {
	n := int(mix(h+2) % 4)
	if w.long && isRoot(o.typeName) && mix(h+10)%longOdds == 0 {
		n = longList
	}
	if info.key {
		n = 2
	}
	list := make([]any, n)
	for i := range list {
		if info.key {
			list[i] = w.keyElement(o, info, t.Elem, uint64(i))
		} else {
			list[i] = w.build(o, info, t.Elem, mix(h+3+uint64(i)))
		}
	}
	return list
}

// keyElement makes the elements of a list in a key differ from one another and from those of other objects' lists.
func (w *World) keyElement(o *object, info *fieldInfo, t *ast.Type, i uint64) any {
	neighbour := *o
	if w.entities[o.typeName] {
		neighbour.id = w.entity(o.typeName, w.ordinal(o)+i).id
	} else {
		neighbour.id += i
	}
	return w.build(&neighbour, info, t, 0)
}

// child is the object in a field of composite type; nil where no type is possible.
func (w *World) child(o *object, info *fieldInfo, h uint64) any {
	if len(info.possible) == 0 {
		return nil
	}
	name := info.possible[mix(h+5)%uint64(len(info.possible))]
	n := mix(h + 6)
	if info.key {
		name, n = info.possible[0], o.id
		if w.entities[o.typeName] {
			n = w.ordinal(o)
		}
	}
	switch {
	case w.entities[name]:
		return w.entity(name, n)
	case isRoot(name):
		return &object{typeName: name}
	default:
		return &object{typeName: name, id: n}
	}
}

// keyLeaf tells the id in any type that has enough values.
func (w *World) keyLeaf(typeName string, info *fieldInfo, id uint64) any {
	switch typeName {
	case "Int":
		return int64(id*3+1) & math.MaxInt32
	case "Float":
		return float64(id) + 0.5
	case "Boolean":
		return id%2 == 0
	case "ID", "String":
		return fmt.Sprintf("%s-%d", info.name, id)
	}
	if len(info.values) > 0 {
		return info.values[id%uint64(len(info.values))]
	}
	return fmt.Sprintf("%s-%d", info.name, id)
}

var texts = []string{"", "é", "say \"hi\"", "line\nbreak", "back\\slash", "😀", "</script>", "null", "\u2028", "tab\t"}

func (w *World) leaf(typeName string, info *fieldInfo, h uint64) any {
	switch typeName {
	case "Int":
		return int64(h%2000) - 1000
	case "Float":
		return float64(int64(h%4000)-2000) / 4
	case "Boolean":
		return h%2 == 0
	case "ID":
		return fmt.Sprintf("%x", h>>40)
	case "String":
		if h%8 == 0 {
			return texts[mix(h)%uint64(len(texts))] + strconv.FormatUint(h>>50, 36)
		}
		return strconv.FormatUint(h>>34, 36)
	}
	if len(info.values) > 0 {
		return info.values[h%uint64(len(info.values))]
	}
	if w.full.Types[typeName].Kind == ast.Enum {
		return nil // no value that all subgraphs have
	}
	switch h % 5 {
	case 0:
		return map[string]any{"b": int64(h >> 50), "a": []any{nil, true}}
	case 1:
		return []any{int64(h >> 50), "x"}
	case 2:
		return json.Number(strconv.FormatUint(h>>8, 10))
	case 3:
		return h%2 == 0
	default:
		return strconv.FormatUint(h, 36)
	}
}

// faulty is a value that no rule of coercion makes one of the type; nil where there is none.
func (w *World) faulty(t *ast.Type, h uint64) any {
	choose := func(values ...any) any { return &wrong{values[h%uint64(len(values))]} }
	object, list := map[string]any{"a": int64(1)}, []any{"a"}
	def := w.full.Types[t.Name()]
	switch {
	case t.Elem != nil:
		return choose("text", int64(7), true, object)
	case def.IsAbstractType() && len(w.members[def.Name]) > 0:
		return choose("text", int64(7), list) // where it is an object type, no one looks at __typename
	case def.IsAbstractType():
		return choose("text", list, map[string]any{"__typename": "Nowhere"})
	case def.Kind == ast.Object:
		return choose("text", int64(7), list, false)
	case def.Kind == ast.Enum:
		return choose("NO_VALUE", int64(0), list, object)
	}
	switch t.Name() {
	case "Int":
		return choose("text", 1.5, int64(1)<<40, list, object)
	case "Float":
		return choose("text", list, object)
	case "Boolean":
		return choose("text", list, object)
	case "ID", "String":
		return choose(list, object)
	}
	return nil // custom scalars take anything
}

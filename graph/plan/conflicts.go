package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// renames finds keys that a request cannot use as they are, since the subgraph's
// schema gives different shapes to fields of one response key, gives them
// an alias, and says how to name them back.
//
// Where fields stand under different object types they may differ in name and
// arguments, but their types must agree in lists, nullability and leaf type.
func renames(set *output, call int, leaf func(typeName string) bool) []Rename {
	r := &renamer{call: call, leaf: leaf}
	r.walk([]*output{set}, nil)
	return r.out
}

type renamer struct {
	call int
	leaf func(typeName string) bool
	out  []Rename
	next int
}

// trail leads to the objects whose fields are looked at, from the last step to the first; nil: the call's own.
type trail struct {
	above *trail
	key   string
	typ   *ast.Type
}

func (t *trail) path() Path {
	var path Path
	for ; t != nil; t = t.above {
		for wrapped := t.typ; wrapped.Elem != nil; wrapped = wrapped.Elem {
			path = append(path, Segment{List: true})
		}
		path = append(path, Segment{Key: t.key})
	}
	slices.Reverse(path)
	return path
}

// walk looks at sets whose fields end up in one object of the answer.
func (r *renamer) walk(sets []*output, at *trail) {
	if len(sets) == 1 && sets[0].plain() {
		for _, it := range sets[0].items {
			if it.sub != nil {
				r.walk([]*output{it.sub}, &trail{at, it.key, it.typ})
			}
		}
		return
	}
	var order []string
	byKey := map[string][]*outputItem{}
	var gather func(o *output)
	gather = func(o *output) {
		for _, it := range o.items {
			if len(it.on) > 0 {
				gather(it.sub)
				continue
			}
			if byKey[it.key] == nil {
				order = append(order, it.key)
			}
			byKey[it.key] = append(byKey[it.key], it)
		}
	}
	for _, o := range sets {
		gather(o)
	}
	for _, key := range order {
		r.key(key, byKey[key], at)
	}
}

// plain says that a set is a few fields with a key each: nothing in it can be in conflict.
func (o *output) plain() bool {
	if len(o.items) > few {
		return false
	}
	for i, it := range o.items {
		if len(it.on) > 0 || slices.ContainsFunc(o.items[:i], func(other *outputItem) bool { return other.key == it.key }) {
			return false
		}
	}
	return true
}

func (r *renamer) key(key string, items []*outputItem, at *trail) {
	var shapes []string
	groups := map[string][]*outputItem{}
	for _, it := range items {
		shape := r.shape(it)
		if groups[shape] == nil {
			shapes = append(shapes, shape)
		}
		groups[shape] = append(groups[shape], it)
	}
	for i, shape := range shapes {
		group := groups[shape]
		if i > 0 {
			name := "_" + strconv.Itoa(r.next) + "_" + key
			r.next++
			for _, it := range group {
				it.alias = name
			}
			r.out = append(r.out, Rename{Call: r.call, Path: at.path(), From: name, To: key})
		}
		var subs []*output
		for _, it := range group {
			if it.sub != nil {
				subs = append(subs, it.sub)
			}
		}
		if len(subs) > 0 {
			r.walk(subs, &trail{at, key, group[0].typ})
		}
	}
}

// shape is what must agree: the wrapping of the type, and for leaves the type itself.
func (r *renamer) shape(it *outputItem) string {
	var text strings.Builder
	t := it.typ
	for ; t.Elem != nil; t = t.Elem {
		text.WriteByte('[')
		if t.NonNull {
			text.WriteByte('!')
		}
	}
	if t.NonNull {
		text.WriteByte('!')
	}
	if r.leaf(t.NamedType) {
		return text.String() + t.NamedType
	}
	return text.String() + "{}"
}

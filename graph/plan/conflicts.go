package plan

import (
	"slices"
	"strconv"
	"strings"
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

// walk looks at sets whose fields end up in one object of the answer.
func (r *renamer) walk(sets []*output, path Path) {
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
		r.key(key, byKey[key], path)
	}
}

func (r *renamer) key(key string, items []*outputItem, path Path) {
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
			r.out = append(r.out, Rename{Call: r.call, Path: slices.Clone(path), From: name, To: key})
		}
		var subs []*output
		for _, it := range group {
			if it.sub != nil {
				subs = append(subs, it.sub)
			}
		}
		if len(subs) == 0 {
			continue
		}
		under := append(slices.Clone(path), Segment{Key: key})
		for t := group[0].typ; t.Elem != nil; t = t.Elem {
			under = append(under, Segment{List: true})
		}
		r.walk(subs, under)
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

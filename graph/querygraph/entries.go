package querygraph

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/supergraph"
)

// Entry is a way into a subgraph for an object that another one brought.
type Entry struct {
	Subgraph int
	// As is the type that the entity is in the subgraph, and the type condition to select on.
	As string
	// TypeName is what a representation says as __typename; "" is the object's own.
	TypeName string
	// Key is what the representation must hold.
	Key supergraph.FieldSet
}

// Entries are the ways an object of the named type can be entered in a
// subgraph: by its resolvable keys there, and by those of its interfaces that
// the subgraph has as objects. For an interface whose object's type is not
// known yet, by the keys of the interface, be it an object or an interface there.
// Not to be changed.
func (g *Graph) Entries(typeName string, subgraph int) []Entry {
	return g.entries[subgraph][typeName]
}

func entries(sg *supergraph.Supergraph) []map[string][]Entry {
	out := bySubgraph[[]Entry](sg)
	// A type's own keys come before those of its interfaces.
	for name, t := range sg.Types {
		if t.Def.Kind != ast.Object && t.Def.Kind != ast.Interface {
			continue
		}
		static := ""
		if t.Def.Kind == ast.Interface {
			static = name
		}
		for subgraph, in := range t.In {
			if in != nil {
				enter(out[subgraph], name, in.Keys, Entry{Subgraph: subgraph, As: name, TypeName: static})
			}
		}
		if t.Def.Kind == ast.Interface {
			continue
		}
		for _, iface := range slices.Sorted(slices.Values(t.Def.Interfaces)) {
			other := sg.Types[iface]
			if other == nil || !other.IsInterfaceObject {
				continue
			}
			for subgraph, in := range other.In {
				if in != nil && in.InterfaceObject {
					enter(out[subgraph], name, in.Keys, Entry{Subgraph: subgraph, As: iface, TypeName: iface})
				}
			}
		}
	}
	return out
}

// enter adds an entry for each key that is resolvable.
func enter(entries map[string][]Entry, name string, keys []supergraph.Key, entry Entry) {
	list := entries[name]
	seen := len(list)
	for _, key := range keys {
		known := slices.ContainsFunc(list[seen:], func(e Entry) bool { return e.Key.Text == key.Fields.Text })
		if key.Resolvable && !known {
			entry.Key = key.Fields
			list = append(list, entry)
		}
	}
	if len(list) > 0 {
		entries[name] = list
	}
}

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

// Ways are the entries of one subgraph, at least one.
type Ways struct {
	Subgraph int
	Entries  []Entry
}

// Entries are the ways an object of the named type can be entered in a
// subgraph: by its resolvable keys there, and by those of its interfaces that
// the subgraph has as objects. For an interface whose object's type is not
// known yet, by the keys of the interface, be it an object or an interface there.
// Not to be changed.
func (g *Graph) Entries(typeName string, subgraph int) []Entry {
	return EntriesOf(g.ways[typeName], subgraph)
}

// Ways are the Entries of all subgraphs that have any, in order of subgraph. Not to be changed.
func (g *Graph) Ways(typeName string) []Ways { return g.ways[typeName] }

// EntriesOf are those of one subgraph among ways in order.
func EntriesOf(ways []Ways, subgraph int) []Entry {
	at, found := findWays(ways, subgraph)
	if !found {
		return nil
	}
	return ways[at].Entries
}

func findWays(ways []Ways, subgraph int) (at int, found bool) {
	return slices.BinarySearchFunc(ways, subgraph, func(w Ways, subgraph int) int { return w.Subgraph - subgraph })
}

func waysIn(sg *supergraph.Supergraph) map[string][]Ways {
	out := make(map[string][]Ways, len(sg.Types))
	for name, t := range sg.Types {
		if t.Def.Kind != ast.Object && t.Def.Kind != ast.Interface {
			continue
		}
		static := ""
		if t.Def.Kind == ast.Interface {
			static = name
		}
		var ways []Ways
		for subgraph, in := range t.In {
			if in != nil {
				ways = enter(ways, in.Keys, Entry{Subgraph: subgraph, As: name, TypeName: static})
			}
		}
		if t.Def.Kind == ast.Object {
			ways = enterInterfaces(sg, ways, t)
		}
		if len(ways) > 0 {
			out[name] = ways
		}
	}
	return out
}

// enterInterfaces adds the entries by the keys of a type's interfaces, where subgraphs have these as objects, after its own.
func enterInterfaces(sg *supergraph.Supergraph, ways []Ways, t *supergraph.Type) []Ways {
	for _, iface := range slices.Sorted(slices.Values(t.Def.Interfaces)) {
		other := sg.Types[iface]
		if other == nil || !other.IsInterfaceObject {
			continue
		}
		for subgraph, in := range other.In {
			if in != nil && in.InterfaceObject {
				ways = enter(ways, in.Keys, Entry{Subgraph: subgraph, As: iface, TypeName: iface})
			}
		}
	}
	return ways
}

// enter adds an entry for each key that is resolvable.
func enter(ways []Ways, keys []supergraph.Key, entry Entry) []Ways {
	at, found := findWays(ways, entry.Subgraph)
	var list []Entry
	if found {
		list = ways[at].Entries
	}
	before := len(list)
	for _, key := range keys {
		known := slices.ContainsFunc(list[before:], func(e Entry) bool { return e.Key.Text == key.Fields.Text })
		if key.Resolvable && !known {
			entry.Key = key.Fields
			list = append(list, entry)
		}
	}
	switch {
	case len(list) == before:
	case found:
		ways[at].Entries = list
	default:
		ways = slices.Insert(ways, at, Ways{entry.Subgraph, list})
	}
	return ways
}

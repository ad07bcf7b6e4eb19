package querygraph

import (
	"sort"

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

func entries(sg *supergraph.Supergraph, subgraph int) map[string][]Entry {
	out := map[string][]Entry{}
	for name, t := range sg.Types {
		if t.Def.Kind != ast.Object && t.Def.Kind != ast.Interface {
			continue
		}
		var list []Entry
		if in := t.In[subgraph]; in != nil {
			static := ""
			if t.Def.Kind == ast.Interface {
				static = name
			}
			list = appendKeys(list, in.Keys, Entry{Subgraph: subgraph, As: name, TypeName: static})
		}
		if t.Def.Kind == ast.Object {
			interfaces := append([]string(nil), t.Def.Interfaces...)
			sort.Strings(interfaces)
			for _, iface := range interfaces {
				other := sg.Types[iface]
				if other == nil || other.In[subgraph] == nil || !other.In[subgraph].InterfaceObject {
					continue
				}
				list = appendKeys(list, other.In[subgraph].Keys, Entry{Subgraph: subgraph, As: iface, TypeName: iface})
			}
		}
		if len(list) > 0 {
			out[name] = list
		}
	}
	return out
}

func appendKeys(list []Entry, keys []supergraph.Key, entry Entry) []Entry {
	seen := map[string]bool{}
	for _, key := range keys {
		if !key.Resolvable || seen[key.Fields.Text] {
			continue
		}
		seen[key.Fields.Text] = true
		entry.Key = key.Fields
		list = append(list, entry)
	}
	return list
}

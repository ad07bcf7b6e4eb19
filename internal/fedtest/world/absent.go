package world

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// letLack finds the subgraphs that may lack objects of a type with a key, so that they answer null for them. What
// follows from that has to be the same whatever way a router takes: the subgraph has one key, which wherever the
// type is can be told, and what else it resolves no other subgraph knows, so that no way leads through it, and what it
// brings is null where it lacks the object and nowhere else.
func (w *World) letLack(m *merger) {
	for _, name := range m.names {
		for _, p := range m.parts[name] {
			var fields []string
			switch {
			case w.entities[name] && w.family[name] == "" && len(m.parts[name]) > 1:
				fields = w.ownFields(p, m.parts[name])
			case p.interfaceObject():
				fields = w.ownFields(p, m.partsOfFamily(w, name))
			}
			if len(fields) == 0 {
				continue
			}
			if p.sub.lacks == nil {
				p.sub.lacks = map[string]bool{}
			}
			p.sub.lacks[name] = true
			for _, object := range w.objectTypes(name) {
				for _, field := range fields {
					w.fields[object][field].home = p.sub.name
				}
			}
		}
	}
}

// partsOfFamily is the definitions of an interface and of what implements it.
func (m *merger) partsOfFamily(w *World, iface string) []part {
	out := slices.Clone(m.parts[iface])
	for _, member := range w.members[iface] {
		out = append(out, m.parts[member]...)
	}
	return out
}

// ownFields are the fields that only this definition of a type has; none unless it may lack objects.
func (w *World) ownFields(p part, all []part) []string {
	keys := p.def.Directives.ForNames("key")
	if len(keys) != 1 || strings.Contains(setText(keys[0]), "{") {
		return nil
	}
	key := strings.Fields(setText(keys[0]))
	var out []string
	for _, f := range p.def.Fields {
		having := slices.DeleteFunc(slices.Clone(all), func(o part) bool { return o.def.Fields.ForName(f.Name) == nil })
		switch {
		case strings.HasPrefix(f.Name, "__"):
		case slices.Contains(key, f.Name):
			if slices.ContainsFunc(all, func(o part) bool { return !o.tells(f.Name) }) {
				return nil
			}
		case isExternal(p.def, f):
		case len(having) > 1 || f.Directives.ForName("override") != nil:
			return nil
		default:
			if !w.mayBeNull(p.def.Name, f.Name) {
				return nil
			}
			out = append(out, f.Name)
		}
	}
	return out
}

// tells says that a field can be had of any object that the subgraph brings.
func (p part) tells(name string) bool {
	f := p.def.Fields.ForName(name)
	if f == nil || p.def.Kind == ast.Interface {
		return f != nil
	}
	inKey := slices.ContainsFunc(p.def.Directives.ForNames("key"), func(d *ast.Directive) bool {
		return slices.Contains(strings.Fields(setText(d)), name)
	})
	return inKey || !isExternal(p.def, f)
}

// mayBeNull says that no field set rests on a field, and no null of it takes along what a router needs.
func (w *World) mayBeNull(typeName, field string) bool {
	return !slices.ContainsFunc(w.objectTypes(typeName), func(object string) bool {
		info := w.fields[object][field]
		return info == nil || info.key || info.sure
	})
}

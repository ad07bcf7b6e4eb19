package contract

import "github.com/vektah/gqlparser/v2/ast"

// reach says how much of a type is in reach.
type reach int

const (
	// named: a definition in reach names the type, so that it has to be there.
	named reach = iota + 1
	// returned: a value of the type can come out of (or go into) an operation.
	returned
)

// reacher walks from the roots over what is visible.
type reacher struct {
	graph   *graph
	reached map[string]reach
	todo    []*ast.Definition
}

// hideUnreachable hides the types that no operation can come to.
func (m *marker) hideUnreachable() {
	if isHidden(m.schema.Query.Directives) {
		return // The contract is impossible, and the reason should not drown.
	}
	r := &reacher{graph: m.graph, reached: map[string]reach{}}
	for _, root := range m.roots() {
		r.want(root.Name, returned)
	}
	for _, def := range m.directives {
		// Of linked specifications too: routers hold their definitions to be visible.
		r.arguments(def.Arguments)
	}
	for len(r.todo) > 0 {
		last := len(r.todo) - 1
		def := r.todo[last]
		r.todo = r.todo[:last]
		r.definition(def)
	}
	for _, name := range m.names {
		if r.reached[name] == 0 {
			def := m.types[name]
			m.hide(name, placeOfKind[def.Kind], &def.Directives, "cannot be reached from the root types")
		}
	}
}

func (r *reacher) want(name string, how reach) {
	def := r.graph.types[name]
	if def == nil || isHidden(def.Directives) || r.reached[name] >= how {
		return
	}
	r.reached[name] = how
	r.todo = append(r.todo, def)
}

func (r *reacher) definition(def *ast.Definition) {
	for _, name := range def.Interfaces {
		r.want(name, named)
	}
	for _, field := range def.Fields {
		if !isHidden(field.Directives) {
			r.want(field.Type.Name(), returned)
			r.arguments(field.Arguments)
		}
	}
	for _, name := range def.Types {
		r.want(name, returned)
	}
	if def.Kind == ast.Interface && r.reached[def.Name] == returned {
		for _, possible := range r.graph.schema.PossibleTypes[def.Name] {
			r.want(possible.Name, returned)
		}
	}
}

func (r *reacher) arguments(list ast.ArgumentDefinitionList) {
	for _, arg := range list {
		if !isHidden(arg.Directives) {
			r.want(arg.Type.Name(), returned)
		}
	}
}

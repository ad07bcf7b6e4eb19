package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// subgraph is one input through the stages: its text parsed and folded, its links resolved,
// and what its federation directives say of its fields.
type subgraph struct {
	Subgraph
	// index is the place among the subgraphs, sorted by name; enum is its join__Graph value.
	index int
	enum  string

	schema *sdl.Schema
	links  *sdl.Links
	// fed1 says that the subgraph does not link federation 2 and was lifted.
	fed1  bool
	facts *facts
	// applied holds a first application of each federation directive, once asked for.
	applied map[spec.Directive]*ast.Directive
}

func (sg *subgraph) span(pos *ast.Position, label string) diag.Span {
	s := diag.Span{Subgraph: sg.Name, File: sg.File, Label: label}
	if pos != nil {
		s.Line, s.Column = pos.Line, pos.Column
		if pos.End > pos.Start {
			s.EndLine, s.EndColumn = pos.Line, pos.Column+(pos.End-pos.Start)
		}
	}
	return s
}

// has says whether the list has the federation directive.
func (sg *subgraph) has(list ast.DirectiveList, d spec.Directive) bool {
	return sg.links.First(list, d) != nil
}

func (sg *subgraph) typeHas(t *sdl.Type, d spec.Directive) bool {
	return sg.typeDirective(t, d) != nil
}

func (sg *subgraph) typeDirective(t *sdl.Type, d spec.Directive) *sdl.Applied {
	for _, a := range t.Directives {
		if sg.links.Meaning(a.Name) == d {
			return a
		}
	}
	return nil
}

// keys are the @key applications of a type.
func (sg *subgraph) keys(t *sdl.Type) []*sdl.Applied {
	var out []*sdl.Applied
	for _, a := range t.Directives {
		if sg.links.Meaning(a.Name) == spec.Key {
			out = append(out, a)
		}
	}
	return out
}

func (sg *subgraph) isInterfaceObject(t *sdl.Type) bool {
	return t.Kind == ast.Object && sg.typeHas(t, spec.InterfaceObject)
}

// kind is the kind the type has in the supergraph.
func (sg *subgraph) kind(t *sdl.Type) ast.DefinitionKind {
	if sg.isInterfaceObject(t) {
		return ast.Interface
	}
	return t.Kind
}

// written is the name the directive has in the subgraph's text, with its "@".
func (sg *subgraph) written(d spec.Directive) string {
	if name, ok := sg.links.Name(d); ok {
		return "@" + name
	}
	return "@" + string(d)
}

func stringArg(d *ast.Directive, name string) (string, bool) {
	arg := d.Arguments.ForName(name)
	if arg == nil || arg.Value == nil || arg.Value.Kind != ast.StringValue && arg.Value.Kind != ast.BlockValue {
		return "", false
	}
	return arg.Value.Raw, true
}

// boolArg is the value of a Boolean argument, or the default when it is absent.
func boolArg(d *ast.Directive, name string, def bool) bool {
	arg := d.Arguments.ForName(name)
	if arg == nil || arg.Value == nil || arg.Value.Kind != ast.BooleanValue {
		return def
	}
	return arg.Value.Raw == "true"
}

package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

func applied(name string, args ...*ast.Argument) *ast.Directive {
	return &ast.Directive{Name: name, Arguments: args}
}

// joinTypes says that a subgraph has a type: one @join__type for each key, or one without.
func (m *merger) joinTypes(s typeSource) []*ast.Directive {
	graph := arg("graph", enumValue(s.sg.enum))
	isObject := s.sg.isInterfaceObject(s.t)
	with := func(args ...*ast.Argument) *ast.Directive {
		args = append([]*ast.Argument{graph}, args...)
		if isObject {
			args = append(args, arg("isInterfaceObject", boolValue(true)))
		}
		return applied("join__type", args...)
	}
	keys := s.sg.keys(s.t)
	if len(keys) == 0 {
		return []*ast.Directive{with()}
	}
	out := make([]*ast.Directive, 0, len(keys))
	for _, k := range keys {
		args := []*ast.Argument{arg("key", stringValue(printFieldSet(fieldsOf(k.Directive))))}
		if keyOfExtension(s.sg, s.t, k) {
			args = append(args, arg("extension", boolValue(true)))
		}
		if !boolArg(k.Directive, "resolvable", true) {
			args = append(args, arg("resolvable", boolValue(false)))
		}
		out = append(out, with(args...))
	}
	return out
}

// keyOfExtension says whether a key stands on an extension. A federation 1 type that is
// nothing but an extension was lifted to a definition.
func keyOfExtension(sg *subgraph, t *sdl.Type, k *sdl.Applied) bool {
	if sg.typeHas(t, spec.Extends) {
		return true
	}
	return k.Decl.Extension && (!sg.fed1 || t.Defined)
}

// joinField is what one @join__field says.
type joinField struct {
	graph            string
	requires         string
	provides         string
	typ              string
	external         bool
	override         string
	usedOverridden   bool
	label            string
	contextArguments *ast.Value
}

func (j joinField) directive() *ast.Directive {
	d := applied("join__field", arg("graph", enumValue(j.graph)))
	text := func(name, v string) {
		if v != "" {
			d.Arguments = append(d.Arguments, arg(name, stringValue(v)))
		}
	}
	flag := func(name string, v bool) {
		if v {
			d.Arguments = append(d.Arguments, arg(name, boolValue(true)))
		}
	}
	text("requires", j.requires)
	text("provides", j.provides)
	text("type", j.typ)
	flag("external", j.external)
	text("override", j.override)
	flag("usedOverridden", j.usedOverridden)
	text("overrideLabel", j.label)
	if j.contextArguments != nil {
		d.Arguments = append(d.Arguments, arg("contextArguments", j.contextArguments))
	}
	return d
}

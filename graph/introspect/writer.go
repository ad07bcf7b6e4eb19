package introspect

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// writer writes values as JSON until its budget is spent. How deep it recurses
// is bounded by the operation's normal form.
type writer struct {
	schema    *ast.Schema
	variables *operation.Variables
	out       []byte
	budget    int
}

// object is a value with fields: resolve returns nil, string, bool, object,
// or a list of strings or objects.
type object interface {
	resolve(w *writer, f *field) any
}

func (w *writer) root(f *field) any {
	if f.Name == typesystem.SchemaField {
		return schemaObject{}
	}
	name, _ := w.text(f, "name")
	if def := w.schema.Types[name]; def != nil {
		return namedType(def)
	}
	return nil
}

// value writes what a field resolved to, with what is selected below it.
func (w *writer) value(value any, f *field) {
	start := len(w.out)
	switch value := value.(type) {
	case nil:
		w.out = append(w.out, "null"...)
	case string:
		w.out = quote(w.out, value)
	case bool:
		w.out = fmt.Appendf(w.out, "%t", value)
	case []string:
		w.out = append(w.out, '[')
		for i, item := range value {
			w.separate(i)
			w.out = quote(w.out, item)
		}
		w.out = append(w.out, ']')
	case []object:
		w.out = append(w.out, '[')
		for i, item := range value {
			if w.separate(i); w.budget < 0 {
				return
			}
			w.object(item, f)
		}
		w.out = append(w.out, ']')
		return
	case object:
		w.object(value, f)
		return
	}
	w.budget -= len(w.out) - start
}

func (w *writer) separate(i int) {
	if i > 0 {
		w.out = append(w.out, ',')
	}
}

func (w *writer) object(value object, f *field) {
	w.budget -= valueCost
	w.out = append(w.out, '{')
	for i, below := range f.below {
		w.separate(i)
		w.out = append(w.out, below.quoted...)
		if w.budget -= len(below.quoted) + valueCost; w.budget < 0 {
			return
		}
		if below.Name == typesystem.Typename {
			w.value(below.Parent.Name, below)
			continue
		}
		w.value(value.resolve(w, below), below)
	}
	w.out = append(w.out, '}')
}

// text is a string argument, "" and false without one.
func (w *writer) text(f *field, name string) (string, bool) {
	argument := f.Arguments.ForName(name)
	if argument == nil {
		return "", false
	}
	switch argument.Value.Kind {
	case ast.StringValue, ast.BlockValue:
		return argument.Value.Raw, true
	case ast.Variable:
		if value, ok := w.variables.JSON(argument.Value.Raw); ok && len(value) > 0 && value[0] == '"' {
			return unquote(value), true
		}
	}
	return "", false
}

// includeDeprecated reads the argument of that name.
func (w *writer) includeDeprecated(f *field) bool {
	argument := f.Arguments.ForName("includeDeprecated")
	if argument == nil {
		return false
	}
	if argument.Value.Kind == ast.Variable {
		return w.variables.True(argument.Value.Raw)
	}
	return argument.Value.Raw == "true"
}

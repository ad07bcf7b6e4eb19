package respond

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// field makes the entry for one response key out of all its occurrences.
func (c *compiler) field(def *ast.Definition, occurrences []occurrence) (field, error) {
	occurrences, refused := withoutDenied(occurrences)
	first := occurrences[0].field
	f := field{
		key: c.keys.Key(first.Key), response: first.ResponseKey,
		prefix: append(value.AppendQuoted(nil, first.ResponseKey), ':'),
		name:   first.Name,
	}
	if first.Definition == nil || first.Name == "__typename" {
		f.kind, f.nonNull = typeNameField, plainNonNull
		return f, nil
	}
	// The object type's own field may say more of its type than the interface's.
	fieldType := first.Definition.Type
	if own := def.Fields.ForName(first.Name); own != nil {
		fieldType = own.Type
	}
	f.nonNull = nonNull(fieldType)
	switch {
	case first.Denied:
		f.kind = denied
		return f, nil
	case refused:
		f.allowed = c.allowed(occurrences)
	}
	switch {
	case c.isRoot(def) && (first.Name == "__schema" || first.Name == "__type"):
		f.kind = ready
		return f, nil
	}
	return f, c.value(&f, def, fieldType.Name(), occurrences)
}

// withoutDenied leaves out the occurrences that authorization refused, if there are others, and says whether it did.
func withoutDenied(occurrences []occurrence) ([]occurrence, bool) {
	isDenied := func(o occurrence) bool { return o.field.Denied }
	if !slices.ContainsFunc(occurrences, isDenied) {
		return occurrences, false
	}
	if allowed := slices.DeleteFunc(slices.Clone(occurrences), isDenied); len(allowed) > 0 {
		return allowed, true
	}
	return occurrences, false
}

// allowed are the guards of occurrences; nil if one of them always counts.
func (c *compiler) allowed(occurrences []occurrence) []int32 {
	var guards []int32
	for _, o := range occurrences {
		guard := c.guard(o.conditions)
		if guard < 0 {
			return nil
		}
		guards = append(guards, guard)
	}
	return guards
}

// plainNonNull and plainNullable are field.nonNull of types without lists, which most are.
var plainNonNull, plainNullable = []bool{true}, []bool{false}

// nonNull is field.nonNull of a type.
func nonNull(t *ast.Type) []bool {
	if t.Elem == nil && t.NonNull {
		return plainNonNull
	}
	if t.Elem == nil {
		return plainNullable
	}
	var levels []bool
	for ; t != nil; t = t.Elem {
		levels = append(levels, t.NonNull)
	}
	return levels
}

// value decides how the field's innermost value is written.
func (c *compiler) value(f *field, parent *ast.Definition, typeName string, occurrences []occurrence) error {
	def := c.api.Types[typeName]
	if def == nil {
		return fmt.Errorf("respond: the type %s of %s.%s is not in the API schema", typeName, parent.Name, f.name)
	}
	switch def.Kind {
	case ast.Scalar:
		f.kind = scalarKind(typeName)
		return nil
	case ast.Enum:
		f.kind, f.enum = enum, c.enumValues(def)
		return nil
	}
	f.kind = composite
	var sources []source
	for _, o := range occurrences {
		s := source{selections: o.field.Selections, part: o.part}
		if len(occurrences) > 1 {
			s.conditions = o.conditions
		}
		sources = append(sources, s)
	}
	var err error
	f.child, err = c.selection(def, sources)
	return err
}

func scalarKind(name string) kind {
	switch name {
	case "Int":
		return integer
	case "Float":
		return float
	case "String":
		return text
	case "Boolean":
		return boolean
	case "ID":
		return id
	}
	return custom
}

func (c *compiler) enumValues(def *ast.Definition) map[string]bool {
	values, ok := c.enums[def.Name]
	if !ok {
		values = map[string]bool{}
		for _, v := range def.EnumValues {
			values[v.Name] = true
		}
		c.enums[def.Name] = values
	}
	return values
}

package typesystem

import "github.com/vektah/gqlparser/v2/ast"

// Defers says whether a schema's @defer is the one of the proposal for incremental delivery, not another directive of that name.
func Defers(schema *ast.Schema) bool {
	def := schema.Directives["defer"]
	if def == nil || len(def.Arguments) != 2 {
		return false
	}
	label, condition := def.Arguments.ForName("label"), def.Arguments.ForName("if")
	return label != nil && label.Type.NamedType == "String" && condition != nil && condition.Type.NamedType == "Boolean"
}

package differ

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// schemaChanges each change one place of the subgraphs' documents and report false if there is none with that
// number. Large changes come first.
var schemaChanges = []func([]*ast.SchemaDocument, *place) bool{
	removeTypeEverywhere, removeFieldEverywhere, removeType, removeField, removeInterface, removeMember,
	removeEnumValue, removeArgument, removeTypeDirective, removeFieldDirective, loosenField,
}

func definitions(doc *ast.SchemaDocument) []*ast.Definition {
	return slices.Concat(doc.Definitions, doc.Extensions)
}

func names(docs []*ast.SchemaDocument) []string {
	var out []string
	for _, doc := range docs {
		for _, def := range definitions(doc) {
			if !slices.Contains(out, def.Name) {
				out = append(out, def.Name)
			}
		}
	}
	return out
}

// dropType removes a type and whatever mentions it.
func dropType(doc *ast.SchemaDocument, name string) {
	named := func(def *ast.Definition) bool { return def.Name == name }
	doc.Definitions = slices.DeleteFunc(doc.Definitions, named)
	doc.Extensions = slices.DeleteFunc(doc.Extensions, named)
	isName := func(s string) bool { return s == name }
	for _, def := range definitions(doc) {
		def.Interfaces = slices.DeleteFunc(def.Interfaces, isName)
		def.Types = slices.DeleteFunc(def.Types, isName)
		def.Fields = slices.DeleteFunc(def.Fields, func(f *ast.FieldDefinition) bool { return f.Type.Name() == name })
		for _, f := range def.Fields {
			f.Arguments = slices.DeleteFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.Name() == name })
		}
	}
	dropEmpty(doc)
}

// dropEmpty removes types that have lost all fields or members.
func dropEmpty(doc *ast.SchemaDocument) {
	for _, def := range definitions(doc) {
		empty := def.Kind == ast.Union && len(def.Types) == 0 || def.Kind == ast.Enum && len(def.EnumValues) == 0 ||
			(def.Kind == ast.Object || def.Kind == ast.Interface || def.Kind == ast.InputObject) && len(def.Fields) == 0
		if empty {
			dropType(doc, def.Name)
			return
		}
	}
}

func removeTypeEverywhere(docs []*ast.SchemaDocument, at *place) bool {
	for _, name := range names(docs) {
		if at.here() {
			for _, doc := range docs {
				dropType(doc, name)
			}
			return true
		}
	}
	return false
}

func removeType(docs []*ast.SchemaDocument, at *place) bool {
	for _, doc := range docs {
		for _, def := range definitions(doc) {
			if at.here() {
				dropType(doc, def.Name)
				return true
			}
		}
	}
	return false
}

func removeFieldEverywhere(docs []*ast.SchemaDocument, at *place) bool {
	seen := map[string]bool{}
	for _, doc := range docs {
		for _, def := range definitions(doc) {
			for _, f := range def.Fields {
				if key := def.Name + "." + f.Name; seen[key] || !at.here() {
					seen[key] = true
					continue
				}
				for _, other := range docs {
					dropField(other, def.Name, f.Name)
				}
				return true
			}
		}
	}
	return false
}

func removeField(docs []*ast.SchemaDocument, at *place) bool {
	for _, doc := range docs {
		for _, def := range definitions(doc) {
			for _, f := range def.Fields {
				if at.here() {
					dropField(doc, def.Name, f.Name)
					return true
				}
			}
		}
	}
	return false
}

func dropField(doc *ast.SchemaDocument, typeName, field string) {
	for _, def := range definitions(doc) {
		if def.Name == typeName {
			def.Fields = slices.DeleteFunc(def.Fields, func(f *ast.FieldDefinition) bool { return f.Name == field })
		}
	}
	dropEmpty(doc)
}

// eachDefinition calls change for the definitions that have something to remove at the place.
func eachDefinition(docs []*ast.SchemaDocument, change func(*ast.Definition) bool) bool {
	for _, doc := range docs {
		if slices.ContainsFunc(definitions(doc), change) {
			return true
		}
	}
	return false
}

// removeAt removes the element at the place, if it is in the list.
func removeAt[T any](list *[]T, at *place) bool {
	for i := range *list {
		if at.here() {
			*list = slices.Delete(slices.Clone(*list), i, i+1)
			return true
		}
	}
	return false
}

func removeInterface(docs []*ast.SchemaDocument, at *place) bool {
	return eachDefinition(docs, func(def *ast.Definition) bool { return removeAt(&def.Interfaces, at) })
}

func removeMember(docs []*ast.SchemaDocument, at *place) bool {
	return eachDefinition(docs, func(def *ast.Definition) bool { return removeAt(&def.Types, at) })
}

// removeEnumValue removes a value from all subgraphs.
func removeEnumValue(docs []*ast.SchemaDocument, at *place) bool {
	return eachDefinition(docs, func(def *ast.Definition) bool {
		for _, v := range def.EnumValues {
			if !at.here() {
				continue
			}
			dropValue(docs, def.Name, v.Name)
			return true
		}
		return false
	})
}

func dropValue(docs []*ast.SchemaDocument, enum, value string) {
	eachDefinition(docs, func(def *ast.Definition) bool {
		if def.Name == enum {
			def.EnumValues = slices.DeleteFunc(slices.Clone(def.EnumValues), func(v *ast.EnumValueDefinition) bool { return v.Name == value })
		}
		return false
	})
}

// removeArgument removes an argument from all fields of that name.
func removeArgument(docs []*ast.SchemaDocument, at *place) bool {
	return eachDefinition(docs, func(def *ast.Definition) bool {
		for _, f := range def.Fields {
			for _, a := range f.Arguments {
				if at.here() {
					dropArgument(docs, f.Name, a.Name)
					return true
				}
			}
		}
		return false
	})
}

func dropArgument(docs []*ast.SchemaDocument, field, argument string) {
	eachDefinition(docs, func(def *ast.Definition) bool {
		if f := def.Fields.ForName(field); f != nil {
			f.Arguments = slices.DeleteFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Name == argument })
		}
		return false
	})
}

func removeTypeDirective(docs []*ast.SchemaDocument, at *place) bool {
	return eachDefinition(docs, func(def *ast.Definition) bool {
		return removeAt((*[]*ast.Directive)(&def.Directives), at)
	})
}

func removeFieldDirective(docs []*ast.SchemaDocument, at *place) bool {
	return eachDefinition(docs, func(def *ast.Definition) bool {
		for _, f := range def.Fields {
			if removeAt((*[]*ast.Directive)(&f.Directives), at) {
				return true
			}
		}
		return false
	})
}

// loosenField makes a field's type simpler in all subgraphs: without its outermost list.
func loosenField(docs []*ast.SchemaDocument, at *place) bool {
	return eachDefinition(docs, func(def *ast.Definition) bool {
		for _, f := range def.Fields {
			if f.Type.Elem == nil || !at.here() {
				continue
			}
			eachDefinition(docs, func(other *ast.Definition) bool {
				if same := other.Fields.ForName(f.Name); same != nil && same != f && same.Type.Elem != nil {
					same.Type = same.Type.Elem
				}
				return false
			})
			f.Type = f.Type.Elem
			return true
		}
		return false
	})
}

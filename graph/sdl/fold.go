package sdl

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Problem is something in a schema that GraphQL or the link specification does not allow.
type Problem struct {
	Code    string
	Message string
	Pos     []*ast.Position
	Help    string
	// Final says that nothing else can be told of the schema: what it links is not known.
	Final bool
}

// CodeInvalidGraphQL is the code of what the GraphQL specification itself forbids.
const CodeInvalidGraphQL = "INVALID_GRAPHQL"

type folder struct {
	schema   *Schema
	problems []Problem
}

func (f *folder) report(pos []*ast.Position, format string, args ...any) {
	f.problems = append(f.problems, Problem{Code: CodeInvalidGraphQL, Message: fmt.Sprintf(format, args...), Pos: pos})
}

// Fold joins the declarations of a document into a schema. Of what is declared twice the
// first is kept and the second reported.
func Fold(doc *Document) (*Schema, []Problem) {
	f := &folder{schema: &Schema{
		Source:     doc.Source,
		Roots:      map[ast.Operation]Ref{},
		types:      make(map[string]*Type, len(doc.Types)),
		directives: make(map[string]*ast.DirectiveDefinition, len(doc.Directives)),
	}}
	for _, d := range doc.Directives {
		f.directive(d)
	}
	// Definitions first: an extension may stand before what it extends.
	order := make(map[string]bool, len(doc.Types))
	for _, d := range doc.Types {
		if !order[d.Name] {
			order[d.Name] = true
			t := &Type{Kind: d.Kind, Name: d.Name, Pos: d.Position}
			f.schema.types[d.Name] = t
			f.schema.Types = append(f.schema.Types, t)
		}
	}
	for _, extension := range []bool{false, true} {
		for _, d := range doc.Types {
			if d.Extension == extension {
				f.typeDecl(d)
			}
		}
	}
	f.schemaDecls(doc)
	return f.schema, f.problems
}

func (f *folder) directive(d *ast.DirectiveDefinition) {
	if old := f.schema.directives[d.Name]; old != nil {
		f.report([]*ast.Position{d.Position, old.Position}, "there can be only one directive named \"@%s\"", d.Name)
		return
	}
	f.schema.directives[d.Name] = d
	f.schema.Directives = append(f.schema.Directives, d)
	seen := map[string]bool{}
	for _, a := range d.Arguments {
		if seen[a.Name] {
			f.report([]*ast.Position{a.Position}, "argument \"@%s(%s:)\" can only be defined once", d.Name, a.Name)
		}
		seen[a.Name] = true
	}
}

func (f *folder) typeDecl(d *TypeDecl) {
	t := f.schema.types[d.Name]
	switch {
	case !d.Extension && t.Defined:
		f.report([]*ast.Position{d.Position, t.Pos}, "there can be only one type named %q", d.Name)
		return
	case t.Kind != d.Kind && !t.Defined && !t.Extended:
		t.Kind = d.Kind
	case t.Kind != d.Kind:
		f.report([]*ast.Position{d.Position, t.Pos}, "cannot extend %s %q as %s", KindWord(t.Kind), d.Name, KindWord(d.Kind))
		return
	}
	if d.Extension {
		t.Extended = true
	} else {
		t.Defined = true
		t.Pos = d.Position
		t.Description = d.Description
	}
	for _, dir := range d.Directives {
		t.Directives = append(t.Directives, &Applied{dir, d})
	}
	f.interfaces(t, d)
	f.fields(t, d)
	f.members(t, d)
	f.values(t, d)
}

func (f *folder) interfaces(t *Type, d *TypeDecl) {
	seen := make(map[string]bool, len(t.Interfaces)+len(d.Interfaces))
	for _, i := range t.Interfaces {
		seen[i.Name] = true
	}
	for i, name := range d.Interfaces {
		if seen[name] {
			f.report([]*ast.Position{d.InterfacePos[i]}, "type %q can only implement %q once", t.Name, name)
			continue
		}
		seen[name] = true
		t.Interfaces = append(t.Interfaces, Ref{name, d.InterfacePos[i]})
	}
}

func (f *folder) fields(t *Type, d *TypeDecl) {
	if t.fields == nil {
		t.fields = make(map[string]*Field, len(d.Fields))
	}
	for _, def := range d.Fields {
		if old := t.fields[def.Name]; old != nil {
			f.report([]*ast.Position{def.Position, old.Position}, "field \"%s.%s\" can only be defined once", t.Name, def.Name)
			continue
		}
		field := &Field{FieldDefinition: def, Parent: t, Decl: d}
		t.fields[def.Name] = field
		t.Fields = append(t.Fields, field)
		if len(def.Arguments) < 2 {
			continue
		}
		seen := make(map[string]bool, len(def.Arguments))
		for _, a := range def.Arguments {
			if seen[a.Name] {
				f.report([]*ast.Position{a.Position}, "argument \"%s\" can only be defined once", field.ArgCoordinate(a.Name))
			}
			seen[a.Name] = true
		}
	}
}

func (f *folder) members(t *Type, d *TypeDecl) {
	seen := make(map[string]bool, len(t.Members)+len(d.Types))
	for _, m := range t.Members {
		seen[m.Name] = true
	}
	for i, name := range d.Types {
		if seen[name] {
			f.report([]*ast.Position{d.TypePositions[i]}, "union %q can only include type %q once", t.Name, name)
			continue
		}
		seen[name] = true
		t.Members = append(t.Members, Ref{name, d.TypePositions[i]})
	}
}

func (f *folder) values(t *Type, d *TypeDecl) {
	seen := make(map[string]bool, len(t.Values)+len(d.EnumValues))
	for _, v := range t.Values {
		seen[v.Name] = true
	}
	for _, v := range d.EnumValues {
		if seen[v.Name] {
			f.report([]*ast.Position{v.Position}, "enum value \"%s.%s\" can only be defined once", t.Name, v.Name)
			continue
		}
		seen[v.Name] = true
		t.Values = append(t.Values, v)
	}
}

func (f *folder) schemaDecls(doc *Document) {
	s := f.schema
	defined := false
	for _, d := range doc.Schemas {
		if !d.Extension {
			if defined {
				f.report([]*ast.Position{d.Position}, "there can be only one schema definition")
			}
			defined = true
			s.Description = d.Description
		}
		s.Applied = append(s.Applied, d.Directives...)
		for _, op := range d.OperationTypes {
			if _, ok := s.Roots[op.Operation]; ok {
				f.report([]*ast.Position{op.Position}, "there can be only one %s type in the schema", op.Operation)
				continue
			}
			s.Roots[op.Operation] = Ref{op.Type, op.Position}
		}
	}
	if defined {
		return
	}
	for op, name := range DefaultRoots {
		if _, ok := s.Roots[op]; ok {
			continue
		}
		if t := s.types[name]; t != nil && t.Kind == ast.Object {
			s.Roots[op] = Ref{name, t.Pos}
		}
	}
}

// DefaultRoots are the names that root types have when a schema does not say otherwise.
var DefaultRoots = map[ast.Operation]string{
	ast.Query: "Query", ast.Mutation: "Mutation", ast.Subscription: "Subscription",
}

// KindWord names a kind as a message does.
func KindWord(kind ast.DefinitionKind) string {
	switch kind {
	case ast.Scalar:
		return "scalar"
	case ast.Object:
		return "object type"
	case ast.Interface:
		return "interface"
	case ast.Union:
		return "union"
	case ast.Enum:
		return "enum"
	default:
		return "input object"
	}
}

// OneOfKind is KindWord with its article.
func OneOfKind(kind ast.DefinitionKind) string {
	word := KindWord(kind)
	if strings.ContainsRune("aeiou", rune(word[0])) && kind != ast.Union {
		return "an " + word
	}
	return "a " + word
}

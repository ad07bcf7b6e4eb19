package sdl

import "github.com/vektah/gqlparser/v2/ast"

// Schema is the schema of one subgraph with every type joined with its extensions. Names are
// as the text writes them.
type Schema struct {
	Source      *ast.Source
	Description string
	// Types in the order in which the text first names them.
	Types      []*Type
	Directives []*ast.DirectiveDefinition
	// Applied holds the directives on the schema definition and its extensions.
	Applied ast.DirectiveList
	// Roots names the root types, by operation.
	Roots map[ast.Operation]Ref

	types      map[string]*Type
	directives map[string]*ast.DirectiveDefinition
}

// Type returns the type of that name, or nil.
func (s *Schema) Type(name string) *Type { return s.types[name] }

// Directive returns the definition of the directive of that name, or nil.
func (s *Schema) Directive(name string) *ast.DirectiveDefinition { return s.directives[name] }

// RootOf says which operation the type is the root of, or "".
func (s *Schema) RootOf(name string) ast.Operation {
	for op, ref := range s.Roots {
		if ref.Name == name {
			return op
		}
	}
	return ""
}

// Ref is a name where it stands.
type Ref struct {
	Name string
	Pos  *ast.Position
}

// Type is one named type. A field, value, member or directive that came by an extension is
// marked as such.
type Type struct {
	Kind        ast.DefinitionKind
	Name        string
	Description string
	Pos         *ast.Position
	Directives  []*Applied
	Interfaces  []Ref
	Fields      []*Field
	Members     []Ref
	Values      []*ast.EnumValueDefinition

	// Defined and Extended say whether there is a definition and whether there are extensions.
	Defined, Extended bool

	fields map[string]*Field
}

// Applied is a directive on a type.
type Applied struct {
	*ast.Directive
	Decl *TypeDecl // the definition or extension it stands on
}

// Field is a field of an object, interface or input object.
type Field struct {
	*ast.FieldDefinition
	Parent *Type
	Decl   *TypeDecl
}

// Coordinate is the schema coordinate of the field: T.f.
func (f *Field) Coordinate() string { return f.Parent.Name + "." + f.Name }

// ArgCoordinate is the schema coordinate of an argument of the field: T.f(a:).
func (f *Field) ArgCoordinate(arg string) string { return f.Coordinate() + "(" + arg + ":)" }

// Field returns the field of that name, or nil.
func (t *Type) Field(name string) *Field { return t.fields[name] }

// Implements says whether the type names the interface.
func (t *Type) Implements(name string) bool {
	for _, i := range t.Interfaces {
		if i.Name == name {
			return true
		}
	}
	return false
}

// HasMember says whether the union names the type.
func (t *Type) HasMember(name string) bool {
	for _, m := range t.Members {
		if m.Name == name {
			return true
		}
	}
	return false
}

// Value returns the enum value of that name, or nil.
func (t *Type) Value(name string) *ast.EnumValueDefinition {
	for _, v := range t.Values {
		if v.Name == name {
			return v
		}
	}
	return nil
}

// List returns the directives without where they stand.
func (t *Type) List() ast.DirectiveList {
	out := make(ast.DirectiveList, len(t.Directives))
	for i, d := range t.Directives {
		out[i] = d.Directive
	}
	return out
}

// IsComposite says whether the type has a selection set.
func (t *Type) IsComposite() bool {
	return t.Kind == ast.Object || t.Kind == ast.Interface || t.Kind == ast.Union
}

// RemoveFields takes out the fields for which drop says so.
func (t *Type) RemoveFields(drop func(*Field) bool) {
	kept := t.Fields[:0]
	for _, f := range t.Fields {
		if drop(f) {
			delete(t.fields, f.Name)
			continue
		}
		kept = append(kept, f)
	}
	t.Fields = kept
}

// RemoveType takes out a type.
func (s *Schema) RemoveType(name string) {
	delete(s.types, name)
	kept := s.Types[:0]
	for _, t := range s.Types {
		if t.Name != name {
			kept = append(kept, t)
		}
	}
	s.Types = kept
}

// RemoveTypes takes out every type for which drop says so.
func (s *Schema) RemoveTypes(drop func(*Type) bool) {
	kept := s.Types[:0]
	for _, t := range s.Types {
		if drop(t) {
			delete(s.types, t.Name)
			continue
		}
		kept = append(kept, t)
	}
	s.Types = kept
}

// RemoveDirectives takes definitions of directives out of the schema.
func (s *Schema) RemoveDirectives(drop func(*ast.DirectiveDefinition) bool) {
	kept := s.Directives[:0:0]
	for _, d := range s.Directives {
		if drop(d) {
			delete(s.directives, d.Name)
		} else {
			kept = append(kept, d)
		}
	}
	s.Directives = kept
}

// RenameType gives a type another name, wherever the schema refers to it. The new name must
// be free.
func (s *Schema) RenameType(from, to string) {
	t := s.types[from]
	if t == nil || from == to {
		return
	}
	delete(s.types, from)
	t.Name = to
	s.types[to] = t
	for op, ref := range s.Roots {
		if ref.Name == from {
			s.Roots[op] = Ref{to, ref.Pos}
		}
	}
	for _, t := range s.Types {
		renameRefs(t.Interfaces, from, to)
		renameRefs(t.Members, from, to)
		for _, f := range t.Fields {
			renameType(f.Type, from, to)
			for _, a := range f.Arguments {
				renameType(a.Type, from, to)
			}
		}
	}
}

func renameRefs(refs []Ref, from, to string) {
	for i := range refs {
		if refs[i].Name == from {
			refs[i].Name = to
		}
	}
}

func renameType(t *ast.Type, from, to string) {
	for t.Elem != nil {
		t = t.Elem
	}
	if t.NamedType == from {
		t.NamedType = to
	}
}

// AddType puts in an empty type, unless there is one of that name.
func (s *Schema) AddType(kind ast.DefinitionKind, name string) *Type {
	if t := s.types[name]; t != nil {
		return t
	}
	t := &Type{Kind: kind, Name: name, Defined: true, fields: map[string]*Field{}}
	s.types[name] = t
	s.Types = append(s.Types, t)
	return t
}

package supergraph

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/weftgraphql/weft/graph/sdl"
)

// Error says what in a supergraph's SDL cannot be read, and where.
type Error struct {
	File         string
	Line, Column int
	Message      string
}

// Error prints `file:line:column: message`, leaving out what is not known.
func (e *Error) Error() string {
	switch {
	case e.Line > 0:
		return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	case e.File != "":
		return e.File + ": " + e.Message
	}
	return e.Message
}

// Parse reads supergraph SDL. The name stands for the text in errors, as a
// file name does. Errors are *Error.
func Parse(name, text string) (*Supergraph, error) {
	doc, errs := sdl.Parse(name, text)
	if len(errs) > 0 {
		failure := errorAt(errs[0].Pos, "%s", errs[0].Message)
		failure.File = name
		return nil, failure
	}
	return FromDocument(doc.SchemaDocument())
}

// FromDocument reads a supergraph from its parsed SDL. The document's
// definitions become the model's own: the caller gives them up. Errors are *Error.
func FromDocument(doc *ast.SchemaDocument) (*Supergraph, error) {
	links, err := readLinks(doc)
	if err != nil {
		return nil, err
	}
	if len(doc.Extensions) > 0 {
		return nil, errorAt(doc.Extensions[0].Position, "a supergraph does not extend types, but this one extends %q; is it a subgraph's schema?", doc.Extensions[0].Name)
	}
	r := &reader{doc: doc, links: links, graphs: map[string]int{}, fieldSets: map[string]FieldSet{}}
	if err := r.readGraphs(); err != nil {
		return nil, err
	}
	r.renameDirectives()
	if r.schema, err = r.buildSchema(); err != nil {
		return nil, err
	}
	sg := &Supergraph{Schema: r.schema, Subgraphs: r.subgraphs, Types: map[string]*Type{}}
	for _, def := range doc.Definitions {
		if r.links.isMachinery(def.Name) {
			continue
		}
		if sg.Types[def.Name], err = r.readType(def); err != nil {
			return nil, err
		}
	}
	if links.join.before(0, 3) {
		fillMemberships(sg)
	}
	stripJoin(r.schema, links)
	sg.API = apiSchema(r.schema, links)
	if sg.API.Query == nil {
		return nil, &Error{File: sourceName(doc), Message: "the supergraph has no query root that clients may see"}
	}
	return sg, nil
}

// reader holds what the reading of one document shares between its steps.
type reader struct {
	doc       *ast.SchemaDocument
	links     *links
	schema    *ast.Schema
	subgraphs []*Subgraph
	graphs    map[string]int // join__Graph value -> index
	fieldSets map[string]FieldSet
}

func (r *reader) readGraphs() error {
	enum := r.doc.Definitions.ForName(r.links.join.element("Graph"))
	if enum == nil {
		return &Error{File: sourceName(r.doc), Message: fmt.Sprintf("there is no enum %s, which lists a supergraph's subgraphs; is this a subgraph's schema? `weft compose` makes supergraphs", r.links.join.element("Graph"))}
	}
	for i, value := range enum.EnumValues {
		at := value.Directives.ForName(r.links.join.element("graph"))
		if at == nil {
			return errorAt(value.Position, "%s.%s has no @%s to say its name and URL", enum.Name, value.Name, r.links.join.element("graph"))
		}
		r.graphs[value.Name] = i
		r.subgraphs = append(r.subgraphs, &Subgraph{
			Index: i, Name: stringArg(at, "name"), EnumValue: value.Name, URL: stringArg(at, "url"),
		})
	}
	return nil
}

// buildSchema gathers the definitions into a schema, with the built-in types
// and directives that every schema has.
func (r *reader) buildSchema() (*ast.Schema, error) {
	builtin, err := parser.ParseSchema(validator.Prelude)
	if err != nil {
		return nil, &Error{Message: "the built-in types do not parse: " + err.Error()}
	}
	schema := &ast.Schema{
		Types: map[string]*ast.Definition{}, Directives: map[string]*ast.DirectiveDefinition{},
		PossibleTypes: map[string][]*ast.Definition{}, Implements: map[string][]*ast.Definition{},
	}
	for _, def := range builtin.Definitions {
		schema.Types[def.Name] = def
	}
	for _, def := range builtin.Directives {
		// The parser's @defer is not quite the proposal's; see deferDirective.
		if def.Name != "defer" {
			schema.Directives[def.Name] = def
		}
	}
	for _, def := range r.doc.Definitions {
		if r.links.isMachinery(def.Name) {
			continue
		}
		if before := schema.Types[def.Name]; before != nil && !before.BuiltIn {
			return nil, errorAt(def.Position, "the type %q is defined twice", def.Name)
		}
		schema.Types[def.Name] = def
	}
	for _, def := range r.doc.Directives {
		if !r.links.isMachinery(def.Name) && schema.Directives[def.Name] == nil {
			schema.Directives[def.Name] = def
		}
	}
	for _, def := range r.doc.Schema {
		schema.Description = def.Description
		schema.SchemaDirectives = append(schema.SchemaDirectives, def.Directives...)
	}
	return schema, r.finishSchema(schema)
}

func (r *reader) finishSchema(schema *ast.Schema) error {
	roots := map[ast.Operation]string{ast.Query: "Query", ast.Mutation: "Mutation", ast.Subscription: "Subscription"}
	explicit := false
	for _, def := range append(r.doc.Schema, r.doc.SchemaExtension...) {
		for _, root := range def.OperationTypes {
			if !explicit {
				explicit, roots = true, map[ast.Operation]string{}
			}
			roots[root.Operation] = root.Type
			if schema.Types[root.Type] == nil {
				return errorAt(root.Position, "the %s root type %q is not defined", root.Operation, root.Type)
			}
		}
	}
	schema.Query = schema.Types[roots[ast.Query]]
	schema.Mutation = schema.Types[roots[ast.Mutation]]
	schema.Subscription = schema.Types[roots[ast.Subscription]]
	for _, def := range r.doc.Definitions {
		if r.links.isMachinery(def.Name) {
			continue
		}
		if err := checkReferences(schema, def); err != nil {
			return err
		}
	}
	linkAbstractTypes(schema)
	return nil
}

// checkReferences refuses types that name types which are not there.
func checkReferences(schema *ast.Schema, def *ast.Definition) error {
	for _, field := range def.Fields {
		if schema.Types[field.Type.Name()] == nil {
			return errorAt(field.Position, "%s.%s has the type %q, which is not defined", def.Name, field.Name, field.Type.Name())
		}
		for _, arg := range field.Arguments {
			if schema.Types[arg.Type.Name()] == nil {
				return errorAt(arg.Position, "%s.%s(%s:) has the type %q, which is not defined", def.Name, field.Name, arg.Name, arg.Type.Name())
			}
		}
	}
	for _, name := range def.Types {
		if member := schema.Types[name]; member == nil || member.Kind != ast.Object {
			return errorAt(def.Position, "the union %s has the member %q, which is no object type", def.Name, name)
		}
	}
	for _, name := range def.Interfaces {
		if iface := schema.Types[name]; iface == nil || iface.Kind != ast.Interface {
			return errorAt(def.Position, "%s implements %q, which is no interface", def.Name, name)
		}
	}
	return nil
}

// linkAbstractTypes fills PossibleTypes and Implements, in order of name.
func linkAbstractTypes(schema *ast.Schema) {
	for _, name := range sortedKeys(schema.Types) {
		def := schema.Types[name]
		switch def.Kind {
		case ast.Object:
			schema.AddPossibleType(def.Name, def)
			for _, iface := range def.Interfaces {
				schema.AddPossibleType(iface, def)
				schema.AddImplements(def.Name, schema.Types[iface])
			}
		case ast.Interface:
			for _, iface := range def.Interfaces {
				schema.AddImplements(def.Name, schema.Types[iface])
			}
		case ast.Union:
			for _, member := range def.Types {
				schema.AddPossibleType(def.Name, schema.Types[member])
				schema.AddImplements(member, def)
			}
		}
	}
}

func (r *reader) fieldSet(text string, at *ast.Position) (FieldSet, error) {
	if strings.TrimSpace(text) == "" {
		return FieldSet{}, nil
	}
	if set, ok := r.fieldSets[text]; ok {
		return set, nil
	}
	set, err := ParseFieldSet(text)
	if err != nil {
		return FieldSet{}, errorAt(at, "%s", err)
	}
	r.fieldSets[text] = set
	return set, nil
}

func sourceName(doc *ast.SchemaDocument) string {
	if doc.Position != nil && doc.Position.Src != nil {
		return doc.Position.Src.Name
	}
	for _, def := range doc.Definitions {
		if def.Position != nil && def.Position.Src != nil {
			return def.Position.Src.Name
		}
	}
	return "supergraph"
}

func errorAt(at *ast.Position, format string, args ...any) *Error {
	failure := &Error{Message: fmt.Sprintf(format, args...)}
	if at != nil {
		failure.Line, failure.Column = at.Line, at.Column
		if at.Src != nil {
			failure.File = at.Src.Name
		}
	}
	return failure
}

package sdl

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

func (p *parser) definition() {
	description := p.description()
	if !p.is(lexer.Name) || !startsDefinition(p.tok.Value) {
		p.unexpected("a definition (schema, scalar, type, interface, union, enum, input, directive or extend)")
		return
	}
	extension := p.tok.Value == "extend"
	if extension {
		if description != nil {
			p.unexpected("no description before an extension")
			return
		}
		p.next()
	}
	switch {
	case p.isWord("schema"):
		p.schema(description, extension)
	case p.isWord("directive") && !extension:
		p.directiveDefinition(description)
	default:
		p.typeDecl(description, extension)
	}
}

func (p *parser) description() *string {
	if !p.is(lexer.String) && !p.is(lexer.BlockString) {
		return nil
	}
	text := p.tok.Value
	p.next()
	return &text
}

func text(description *string) string {
	if description == nil {
		return ""
	}
	return *description
}

func (p *parser) schema(description *string, extension bool) {
	def := &ast.SchemaDefinition{Description: text(description), Position: p.pos()}
	p.word("schema")
	def.Directives = p.directives()
	p.block(lexer.BraceL, lexer.BraceR, func() {
		op := &ast.OperationTypeDefinition{Position: p.pos()}
		word, pos := p.name()
		switch word {
		case "query", "mutation", "subscription":
			op.Operation = ast.Operation(word)
		default:
			p.failAt(pos, "expected query, mutation or subscription, found %q", word)
		}
		p.expect(lexer.Colon)
		op.Type, op.Position = p.name()
		def.OperationTypes = append(def.OperationTypes, op)
	})
	if len(def.Directives)+len(def.OperationTypes) == 0 {
		p.unexpected("directives or operation types")
	}
	if !p.failed {
		p.doc.Schemas = append(p.doc.Schemas, &SchemaDecl{def, extension})
	}
}

var kinds = map[string]ast.DefinitionKind{
	"scalar": ast.Scalar, "type": ast.Object, "interface": ast.Interface,
	"union": ast.Union, "enum": ast.Enum, "input": ast.InputObject,
}

func (p *parser) typeDecl(description *string, extension bool) {
	kind, ok := kinds[p.tok.Value]
	if !p.is(lexer.Name) || !ok {
		p.unexpected("a kind of type")
		return
	}
	p.next()
	def := &ast.Definition{Kind: kind, Description: text(description)}
	decl := &TypeDecl{Definition: def, Extension: extension}
	def.Name, def.Position = p.name()
	if kind == ast.Object || kind == ast.Interface {
		p.implements(decl)
	}
	def.Directives = p.directives()
	switch kind {
	case ast.Object, ast.Interface:
		p.block(lexer.BraceL, lexer.BraceR, func() { def.Fields = append(def.Fields, p.field()) })
	case ast.InputObject:
		p.block(lexer.BraceL, lexer.BraceR, func() { def.Fields = append(def.Fields, p.inputField()) })
	case ast.Enum:
		p.block(lexer.BraceL, lexer.BraceR, func() { def.EnumValues = append(def.EnumValues, p.enumValue()) })
	case ast.Union:
		p.members(def)
	}
	empty := len(def.Interfaces)+len(def.Directives)+len(def.Fields)+len(def.EnumValues)+len(def.Types) == 0
	if extension && empty {
		p.unexpected("something that the extension adds")
	}
	if !p.failed {
		p.doc.Types = append(p.doc.Types, decl)
	}
}

func (p *parser) implements(decl *TypeDecl) {
	if !p.isWord("implements") {
		return
	}
	p.next()
	p.skip(lexer.Amp)
	for {
		name, pos := p.name()
		decl.Interfaces = append(decl.Interfaces, name)
		decl.InterfacePos = append(decl.InterfacePos, pos)
		if !p.skip(lexer.Amp) {
			return
		}
	}
}

func (p *parser) members(def *ast.Definition) {
	if !p.skip(lexer.Equals) {
		return
	}
	p.skip(lexer.Pipe)
	for {
		name, pos := p.name()
		def.Types = append(def.Types, name)
		def.TypePositions = append(def.TypePositions, pos)
		if !p.skip(lexer.Pipe) {
			return
		}
	}
}

func (p *parser) field() *ast.FieldDefinition {
	def := &ast.FieldDefinition{Description: text(p.description())}
	def.Name, def.Position = p.name()
	def.Arguments = p.arguments()
	p.expect(lexer.Colon)
	def.Type = p.typeRef()
	def.Directives = p.directives()
	return def
}

func (p *parser) arguments() ast.ArgumentDefinitionList {
	var args ast.ArgumentDefinitionList
	p.block(lexer.ParenL, lexer.ParenR, func() {
		f := p.inputField()
		args = append(args, &ast.ArgumentDefinition{
			Description: f.Description, Name: f.Name, DefaultValue: f.DefaultValue,
			Type: f.Type, Directives: f.Directives, Position: f.Position,
		})
	})
	return args
}

func (p *parser) inputField() *ast.FieldDefinition {
	def := &ast.FieldDefinition{Description: text(p.description())}
	def.Name, def.Position = p.name()
	p.expect(lexer.Colon)
	def.Type = p.typeRef()
	if p.skip(lexer.Equals) {
		def.DefaultValue = p.value()
	}
	def.Directives = p.directives()
	return def
}

func (p *parser) enumValue() *ast.EnumValueDefinition {
	def := &ast.EnumValueDefinition{Description: text(p.description())}
	def.Name, def.Position = p.name()
	switch def.Name {
	case "true", "false", "null":
		p.failAt(def.Position, "%s is reserved and cannot be an enum value", def.Name)
	}
	def.Directives = p.directives()
	return def
}

func (p *parser) directiveDefinition(description *string) {
	def := &ast.DirectiveDefinition{Description: text(description)}
	p.word("directive")
	p.expect(lexer.At)
	def.Name, def.Position = p.name()
	def.Arguments = p.arguments()
	if p.isWord("repeatable") {
		p.next()
		def.IsRepeatable = true
	}
	p.word("on")
	p.skip(lexer.Pipe)
	for {
		name, pos := p.name()
		if !directiveLocations[name] {
			p.failAt(pos, "%q is not a place where a directive can stand", name)
		}
		def.Locations = append(def.Locations, ast.DirectiveLocation(name))
		if !p.skip(lexer.Pipe) {
			break
		}
	}
	if !p.failed {
		p.doc.Directives = append(p.doc.Directives, def)
	}
}

var directiveLocations = map[string]bool{
	"QUERY": true, "MUTATION": true, "SUBSCRIPTION": true, "FIELD": true,
	"FRAGMENT_DEFINITION": true, "FRAGMENT_SPREAD": true, "INLINE_FRAGMENT": true, "VARIABLE_DEFINITION": true,
	"SCHEMA": true, "SCALAR": true, "OBJECT": true, "FIELD_DEFINITION": true, "ARGUMENT_DEFINITION": true,
	"INTERFACE": true, "UNION": true, "ENUM": true, "ENUM_VALUE": true, "INPUT_OBJECT": true, "INPUT_FIELD_DEFINITION": true,
}

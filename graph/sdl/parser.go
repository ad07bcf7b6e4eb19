package sdl

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
)

// Bounds on the text of one subgraph.
const (
	MaxBytes   = 64 << 20 // bytes of SDL
	MaxNesting = 250      // levels of a list type or of a literal
	maxErrors  = 20       // syntax errors reported for one file
)

// TypeDecl is one definition or extension of a named type as it stands in the text.
type TypeDecl struct {
	*ast.Definition
	Extension    bool
	InterfacePos []*ast.Position // parallel to Interfaces
}

// SchemaDecl is one schema definition or extension.
type SchemaDecl struct {
	*ast.SchemaDefinition
	Extension bool
}

// Document is the parsed text of one subgraph, in the order of the text.
type Document struct {
	Source     *ast.Source
	Schemas    []*SchemaDecl
	Types      []*TypeDecl
	Directives []*ast.DirectiveDefinition
}

// SchemaDocument is the document in the form that gqlparser gives it.
func (d *Document) SchemaDocument() *ast.SchemaDocument {
	out := &ast.SchemaDocument{Directives: d.Directives, Position: &ast.Position{Src: d.Source}}
	for _, s := range d.Schemas {
		if s.Extension {
			out.SchemaExtension = append(out.SchemaExtension, s.SchemaDefinition)
		} else {
			out.Schema = append(out.Schema, s.SchemaDefinition)
		}
	}
	for _, t := range d.Types {
		if t.Extension {
			out.Extensions = append(out.Extensions, t.Definition)
		} else {
			out.Definitions = append(out.Definitions, t.Definition)
		}
	}
	return out
}

// SyntaxError is a place where the text is not GraphQL.
type SyntaxError struct {
	Message string
	Pos     *ast.Position
}

// Parse reads SDL. It goes on after an error with the next definition that starts a line, so
// that one mistake does not hide the others; the document then lacks what could not be read.
func Parse(name, text string) (*Document, []SyntaxError) {
	src := &ast.Source{Name: name, Input: text}
	doc := &Document{Source: src}
	if len(text) > MaxBytes {
		return doc, []SyntaxError{{fmt.Sprintf("the schema has %d bytes, more than the %d that are read", len(text), MaxBytes), nil}}
	}
	if at := invalidUTF8(text); at >= 0 {
		return doc, []SyntaxError{{"the schema is not valid UTF-8", byteOffset(src, at)}}
	}
	p := &parser{lex: lexer.New(src), doc: doc}
	p.next()
	for p.tok.Kind != lexer.EOF && len(p.errs) < maxErrors {
		p.definition()
		if p.failed {
			p.recover()
		}
	}
	if len(p.errs) == 0 && len(doc.Types)+len(doc.Schemas)+len(doc.Directives) == 0 {
		p.errs = append(p.errs, SyntaxError{"the schema is empty: expected at least one definition", &ast.Position{Line: 1, Column: 1, Src: src}})
	}
	return doc, p.errs
}

func invalidUTF8(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return -1
}

func byteOffset(src *ast.Source, at int) *ast.Position {
	before := src.Input[:at]
	line := 1 + strings.Count(before, "\n")
	column := 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	return &ast.Position{Line: line, Column: column, Src: src}
}

type parser struct {
	lex    lexer.Lexer
	doc    *Document
	tok    lexer.Token
	prev   lexer.Token
	depth  int
	failed bool
	errs   []SyntaxError
}

// next reads one token, skipping comments. A lexical error becomes a syntax error and the
// parser fails until it recovers.
func (p *parser) next() {
	p.prev = p.tok
	for {
		tok, err := p.lex.ReadToken()
		if err != nil {
			p.lexical(tok, err)
			return
		}
		p.tok = tok
		if tok.Kind == lexer.String {
			// The lexer's column is that of the first character inside the quotes.
			p.tok.Pos.Column--
		}
		if tok.Kind != lexer.Comment {
			return
		}
	}
}

func (p *parser) lexical(tok lexer.Token, err error) {
	message := err.Error()
	pos := tok.Pos
	if ge, ok := errors.AsType[*gqlerror.Error](err); ok {
		message = ge.Message
		if len(ge.Locations) > 0 {
			pos.Line, pos.Column = ge.Locations[0].Line, ge.Locations[0].Column
		}
	}
	p.tok = tok
	p.tok.Kind = lexer.Invalid
	p.failAt(&pos, "%s", message)
}

func (p *parser) failAt(pos *ast.Position, format string, args ...any) {
	if p.failed {
		return
	}
	p.failed = true
	p.errs = append(p.errs, SyntaxError{fmt.Sprintf(format, args...), pos})
}

func (p *parser) unexpected(wanted string) {
	found := p.tok.String()
	if p.tok.Kind == lexer.EOF {
		found = "the end of the schema"
	}
	p.failAt(p.pos(), "expected %s, found %s", wanted, found)
}

func (p *parser) pos() *ast.Position {
	pos := p.tok.Pos
	return &pos
}

// recover skips to the next keyword of a definition that starts a line.
func (p *parser) recover() {
	p.depth = 0
	for p.tok.Kind != lexer.EOF {
		start := p.tok.Pos.Column == 1 && (p.tok.Kind == lexer.String || p.tok.Kind == lexer.BlockString ||
			p.tok.Kind == lexer.Name && startsDefinition(p.tok.Value))
		if start && p.tok.Pos.Start > p.errorStart() {
			break
		}
		before := p.lex
		p.failed = true
		p.next()
		if p.tok.Kind == lexer.Invalid && sameOffset(before, p.lex) {
			// The lexer does not get past what it cannot read.
			p.tok.Kind = lexer.EOF
		}
	}
	p.failed = false
}

func sameOffset(a, b lexer.Lexer) bool { return a == b }

func (p *parser) errorStart() int {
	if pos := p.errs[len(p.errs)-1].Pos; pos != nil {
		return pos.Start
	}
	return 0
}

func startsDefinition(word string) bool {
	switch word {
	case "schema", "scalar", "type", "interface", "union", "enum", "input", "directive", "extend":
		return true
	}
	return false
}

func (p *parser) is(kind lexer.Type) bool { return !p.failed && p.tok.Kind == kind }

func (p *parser) isWord(word string) bool { return p.is(lexer.Name) && p.tok.Value == word }

func (p *parser) skip(kind lexer.Type) bool {
	if !p.is(kind) {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(kind lexer.Type) {
	if p.failed {
		return
	}
	if p.tok.Kind != kind {
		p.unexpected(kind.String())
		return
	}
	p.next()
}

func (p *parser) word(word string) {
	if p.isWord(word) {
		p.next()
		return
	}
	p.unexpected(word)
}

// name reads a name and says where it stands.
func (p *parser) name() (string, *ast.Position) {
	if p.failed {
		return "", nil
	}
	if p.tok.Kind != lexer.Name {
		p.unexpected("a name")
		return "", p.pos()
	}
	value, pos := p.tok.Value, p.pos()
	p.next()
	return value, pos
}

// block reads one or more items between two tokens; the block itself may be absent.
func (p *parser) block(open, closing lexer.Type, item func()) {
	if !p.skip(open) {
		return
	}
	if p.is(closing) {
		p.unexpected("at least one item")
		return
	}
	for !p.failed && p.tok.Kind != closing {
		item()
	}
	p.expect(closing)
}

func (p *parser) nest() bool {
	p.depth++
	if p.depth > MaxNesting {
		p.failAt(p.pos(), "nested more than %d levels deep", MaxNesting)
		return false
	}
	return true
}

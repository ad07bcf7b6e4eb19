package compose

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

// Bounds on one field set.
const (
	maxFieldSetDepth  = 64
	maxFieldSetTokens = 20_000
)

// selection is one field or inline fragment of a field set. The text of a field set stands
// in a string, so its places are offsets into that string.
type selection struct {
	name       string // of the field; empty for a fragment
	on         string // type condition of a fragment; may be empty
	fragment   bool
	alias      string
	args       string // as written, normalised
	directives []string
	subs       []*selection
	offset     int // characters from the start of the text
}

type fieldSetError struct {
	message string
	offset  int
}

func (e *fieldSetError) Error() string { return e.message }

// parseFieldSet reads the text of a fields argument, with or without its outer braces.
func parseFieldSet(text string) ([]*selection, *fieldSetError) {
	p := &fieldSetParser{lex: lexer.New(&ast.Source{Input: text})}
	if err := p.next(); err != nil {
		return nil, err
	}
	braces := p.tok.Kind == lexer.BraceL
	var sels []*selection
	var err *fieldSetError
	if braces {
		sels, err = p.set(0)
	} else {
		sels, err = p.items(0, lexer.EOF)
	}
	if err != nil {
		return nil, err
	}
	if p.tok.Kind != lexer.EOF {
		return nil, p.fail("unexpected %s", tokenText(p.tok))
	}
	return sels, nil
}

type fieldSetParser struct {
	lex   lexer.Lexer
	tok   lexer.Token
	count int
}

func (p *fieldSetParser) fail(format string, args ...any) *fieldSetError {
	return &fieldSetError{fmt.Sprintf(format, args...), p.tok.Pos.Start}
}

func (p *fieldSetParser) next() *fieldSetError {
	for {
		tok, err := p.lex.ReadToken()
		if err != nil {
			return &fieldSetError{strings.TrimPrefix(err.Error(), "input:"), tok.Pos.Start}
		}
		p.tok = tok
		if p.count++; p.count > maxFieldSetTokens {
			return p.fail("the field set is longer than %d tokens", maxFieldSetTokens)
		}
		if tok.Kind != lexer.Comment {
			return nil
		}
	}
}

func (p *fieldSetParser) set(depth int) ([]*selection, *fieldSetError) {
	if depth > maxFieldSetDepth {
		return nil, p.fail("the field set is nested more than %d levels deep", maxFieldSetDepth)
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	sels, err := p.items(depth, lexer.BraceR)
	if err != nil {
		return nil, err
	}
	return sels, p.next()
}

func (p *fieldSetParser) items(depth int, closing lexer.Type) ([]*selection, *fieldSetError) {
	var out []*selection
	for p.tok.Kind != closing {
		s, err := p.item(depth)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, p.fail("expected at least one field")
	}
	return out, nil
}

func (p *fieldSetParser) item(depth int) (*selection, *fieldSetError) {
	s := &selection{offset: p.tok.Pos.Start}
	var err *fieldSetError
	switch p.tok.Kind {
	case lexer.Spread:
		err = p.fragment(s)
	case lexer.Name:
		err = p.field(s)
	default:
		err = p.fail("expected a field, found %s", tokenText(p.tok))
	}
	if err == nil {
		err = p.directives(s)
	}
	if err == nil && p.tok.Kind == lexer.BraceL {
		s.subs, err = p.set(depth + 1)
	} else if err == nil && s.fragment {
		err = p.fail("expected the fields of the fragment")
	}
	return s, err
}

func (p *fieldSetParser) fragment(s *selection) *fieldSetError {
	s.fragment = true
	if err := p.next(); err != nil || p.tok.Kind != lexer.Name {
		return err
	}
	if p.tok.Value != "on" {
		return p.fail("fragment spreads are not allowed, write \"... on Type { }\"")
	}
	if err := p.next(); err != nil {
		return err
	}
	if p.tok.Kind != lexer.Name {
		return p.fail("expected a type name, found %s", tokenText(p.tok))
	}
	s.on = p.tok.Value
	return p.next()
}

func (p *fieldSetParser) field(s *selection) *fieldSetError {
	s.name = p.tok.Value
	if err := p.next(); err != nil {
		return err
	}
	if p.tok.Kind == lexer.Colon {
		s.alias = s.name
		if err := p.next(); err != nil {
			return err
		}
		if p.tok.Kind != lexer.Name {
			return p.fail("expected a field, found %s", tokenText(p.tok))
		}
		s.name = p.tok.Value
		if err := p.next(); err != nil {
			return err
		}
	}
	if p.tok.Kind != lexer.ParenL {
		return nil
	}
	args, err := p.group(lexer.ParenL, lexer.ParenR)
	s.args = args
	return err
}

func (p *fieldSetParser) directives(s *selection) *fieldSetError {
	for p.tok.Kind == lexer.At {
		if err := p.next(); err != nil {
			return err
		}
		s.directives = append(s.directives, p.tok.Value)
		if err := p.next(); err != nil {
			return err
		}
		if p.tok.Kind == lexer.ParenL {
			if _, err := p.group(lexer.ParenL, lexer.ParenR); err != nil {
				return err
			}
		}
	}
	return nil
}

// group reads the tokens of one pair of parentheses and prints them in one spelling.
func (p *fieldSetParser) group(open, closing lexer.Type) (string, *fieldSetError) {
	var b strings.Builder
	depth := 0
	for {
		switch p.tok.Kind {
		case lexer.EOF:
			return "", p.fail("the arguments are not closed")
		case open:
			depth++
		case closing:
			depth--
		}
		writeToken(&b, p.tok)
		done := depth == 0
		if err := p.next(); err != nil {
			return "", err
		}
		if done {
			return b.String(), nil
		}
	}
}

func writeToken(b *strings.Builder, tok lexer.Token) {
	text := tok.Kind.String()
	switch tok.Kind {
	case lexer.Name, lexer.Int, lexer.Float:
		text = tok.Value
	case lexer.String, lexer.BlockString:
		text = quote(tok.Value)
	}
	if last, size := utf8.DecodeLastRuneInString(b.String()); size > 0 && !strings.ContainsRune("([{", last) && !strings.Contains(")]}:", text) {
		if last == ':' || tok.Kind != lexer.ParenL {
			b.WriteByte(' ')
		}
	}
	b.WriteString(text)
}

// printFieldSet writes a field set in one spelling.
func printFieldSet(sels []*selection) string {
	var b strings.Builder
	writeFieldSet(&b, sels)
	return b.String()
}

func writeFieldSet(b *strings.Builder, sels []*selection) {
	for i, s := range sels {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch {
		case s.fragment && s.on != "":
			b.WriteString("... on " + s.on)
		case s.fragment:
			b.WriteString("...")
		default:
			b.WriteString(s.name + s.args)
		}
		if len(s.subs) > 0 {
			b.WriteString(" { ")
			writeFieldSet(b, s.subs)
			b.WriteString(" }")
		}
	}
}

// fieldSetPos is the place of a selection in the source: inside the string where the string is
// a plain one, else the string itself.
func fieldSetPos(v *ast.Value, s *selection) *ast.Position {
	if v == nil || v.Position == nil {
		return nil
	}
	pos := *v.Position
	plain := v.Kind == ast.StringValue && pos.End-pos.Start == utf8.RuneCountInString(v.Raw)+2
	if s == nil || !plain {
		return &pos
	}
	length := utf8.RuneCountInString(s.name)
	if s.fragment {
		length = 3
	}
	pos.Start += 1 + s.offset
	pos.Column += 1 + s.offset
	pos.End = pos.Start + length
	return &pos
}

// keyText is a field set in one spelling and order, so that two that select the same are equal.
func keyText(sels []*selection) string {
	texts := make([]string, len(sels))
	for i, s := range sels {
		texts[i] = printFieldSet([]*selection{{name: s.name, args: s.args, fragment: s.fragment, on: s.on}})
		if len(s.subs) > 0 {
			texts[i] += " { " + keyText(s.subs) + " }"
		}
	}
	slices.Sort(texts)
	return strings.Join(slices.Compact(texts), " ")
}

func tokenText(tok lexer.Token) string {
	if tok.Kind == lexer.EOF {
		return "its end"
	}
	return tok.String()
}

package sdl

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

func (p *parser) directives() ast.DirectiveList {
	var out ast.DirectiveList
	for p.is(lexer.At) {
		pos := p.pos()
		p.next()
		d := &ast.Directive{Position: pos}
		var at *ast.Position
		d.Name, at = p.name()
		if at != nil {
			pos.End = at.End
		}
		p.block(lexer.ParenL, lexer.ParenR, func() {
			arg := &ast.Argument{}
			arg.Name, arg.Position = p.name()
			p.expect(lexer.Colon)
			arg.Value = p.value()
			// Of one given twice the last counts, as in the reference.
			d.Arguments = append(slices.DeleteFunc(d.Arguments, func(a *ast.Argument) bool { return a.Name == arg.Name }), arg)
		})
		out = append(out, d)
	}
	return out
}

func (p *parser) typeRef() *ast.Type {
	t := &ast.Type{Position: p.pos()}
	if p.skip(lexer.BracketL) {
		if p.nest() {
			t.Elem = p.typeRef()
		}
		p.depth--
		p.expect(lexer.BracketR)
	} else {
		t.NamedType, _ = p.name()
	}
	if p.skip(lexer.Bang) {
		t.NonNull = true
	}
	return t
}

// value reads a constant literal.
func (p *parser) value() *ast.Value {
	v := &ast.Value{Position: p.pos(), Raw: p.tok.Value}
	switch {
	case p.is(lexer.Int):
		v.Kind = ast.IntValue
	case p.is(lexer.Float):
		v.Kind = ast.FloatValue
	case p.is(lexer.String):
		v.Kind = ast.StringValue
	case p.is(lexer.BlockString):
		// The lexer gives the line where a block string ends: what stands before it is nearer.
		pos := p.prev.Pos
		v.Kind, v.Position = ast.BlockValue, &pos
	case p.is(lexer.Name):
		v.Kind = wordKind(p.tok.Value)
	case p.is(lexer.BracketL):
		v.Kind, v.Raw = ast.ListValue, ""
		p.children(v, lexer.BracketR, func() *ast.ChildValue {
			return &ast.ChildValue{Position: p.pos(), Value: p.value()}
		})
		return v
	case p.is(lexer.BraceL):
		v.Kind, v.Raw = ast.ObjectValue, ""
		p.children(v, lexer.BraceR, func() *ast.ChildValue {
			c := &ast.ChildValue{}
			c.Name, c.Position = p.name()
			p.expect(lexer.Colon)
			c.Value = p.value()
			return c
		})
		return v
	default:
		p.unexpected("a value")
		return v
	}
	p.next()
	return v
}

func wordKind(word string) ast.ValueKind {
	switch word {
	case "true", "false":
		return ast.BooleanValue
	case "null":
		return ast.NullValue
	}
	return ast.EnumValue
}

func (p *parser) children(v *ast.Value, closing lexer.Type, item func() *ast.ChildValue) {
	p.next()
	if p.nest() {
		for !p.failed && p.tok.Kind != closing {
			v.Children = append(v.Children, item())
		}
		p.expect(closing)
	}
	p.depth--
}

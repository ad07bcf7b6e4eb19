package compose

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Print writes a schema document as SDL, in the order of the document.
func Print(doc *ast.SchemaDocument) string {
	p := &printer{}
	for _, s := range doc.Schema {
		p.schema(s)
	}
	for _, d := range doc.Directives {
		p.directiveDefinition(d)
	}
	for _, d := range doc.Definitions {
		p.definition(d)
	}
	return p.b.String()
}

type printer struct{ b strings.Builder }

func (p *printer) sep() {
	if p.b.Len() > 0 {
		p.b.WriteByte('\n')
	}
}

func (p *printer) schema(s *ast.SchemaDefinition) {
	p.sep()
	p.description(s.Description, "")
	p.b.WriteString("schema")
	p.directiveLines(s.Directives)
	if len(s.Directives) > 0 {
		p.b.WriteString("\n{\n")
	} else {
		p.b.WriteString(" {\n")
	}
	for _, op := range s.OperationTypes {
		p.b.WriteString("  " + string(op.Operation) + ": " + op.Type + "\n")
	}
	p.b.WriteString("}\n")
}

func (p *printer) directiveDefinition(d *ast.DirectiveDefinition) {
	p.sep()
	p.description(d.Description, "")
	p.b.WriteString("directive @" + d.Name)
	p.arguments(d.Arguments, "")
	if d.IsRepeatable {
		p.b.WriteString(" repeatable")
	}
	p.b.WriteString(" on ")
	for i, l := range d.Locations {
		if i > 0 {
			p.b.WriteString(" | ")
		}
		p.b.WriteString(string(l))
	}
	p.b.WriteByte('\n')
}

var keywords = map[ast.DefinitionKind]string{
	ast.Scalar: "scalar", ast.Object: "type", ast.Interface: "interface",
	ast.Union: "union", ast.Enum: "enum", ast.InputObject: "input",
}

func (p *printer) definition(d *ast.Definition) {
	p.sep()
	p.description(d.Description, "")
	p.b.WriteString(keywords[d.Kind] + " " + d.Name)
	if len(d.Interfaces) > 0 {
		p.b.WriteString(" implements " + strings.Join(d.Interfaces, " & "))
	}
	p.directiveLines(d.Directives)
	open := " {\n"
	if len(d.Directives) > 0 {
		open = "\n{\n"
	}
	switch d.Kind {
	case ast.Union:
		if len(d.Types) > 0 {
			if len(d.Directives) > 0 {
				p.b.WriteString("\n =")
			} else {
				p.b.WriteString(" =")
			}
			p.b.WriteString(" " + strings.Join(d.Types, " | "))
		}
	case ast.Enum:
		p.b.WriteString(open)
		for i, v := range d.EnumValues {
			p.member(i, v.Description)
			p.b.WriteString("  " + v.Name)
			p.directives(v.Directives)
			p.b.WriteByte('\n')
		}
		p.b.WriteByte('}')
	case ast.Object, ast.Interface, ast.InputObject:
		if len(d.Fields) == 0 {
			break
		}
		p.b.WriteString(open)
		for i, f := range d.Fields {
			p.member(i, f.Description)
			p.field(f)
		}
		p.b.WriteByte('}')
	}
	p.b.WriteByte('\n')
}

func (p *printer) member(i int, description string) {
	if i > 0 && description != "" {
		p.b.WriteByte('\n')
	}
	p.description(description, "  ")
}

func (p *printer) field(f *ast.FieldDefinition) {
	p.b.WriteString("  " + f.Name)
	p.arguments(f.Arguments, "  ")
	p.b.WriteString(": ")
	writeType(&p.b, f.Type)
	if f.DefaultValue != nil {
		p.b.WriteString(" = ")
		writeValue(&p.b, f.DefaultValue, false)
	}
	p.directives(f.Directives)
	p.b.WriteByte('\n')
}

func (p *printer) arguments(args ast.ArgumentDefinitionList, indent string) {
	if len(args) == 0 {
		return
	}
	described := false
	for _, a := range args {
		described = described || a.Description != ""
	}
	p.b.WriteByte('(')
	for i, a := range args {
		switch {
		case described:
			p.b.WriteByte('\n')
			p.description(a.Description, indent+"  ")
			p.b.WriteString(indent + "  ")
		case i > 0:
			p.b.WriteString(", ")
		}
		p.b.WriteString(a.Name + ": ")
		writeType(&p.b, a.Type)
		if a.DefaultValue != nil {
			p.b.WriteString(" = ")
			writeValue(&p.b, a.DefaultValue, false)
		}
		p.directives(a.Directives)
	}
	if described {
		p.b.WriteString("\n" + indent)
	}
	p.b.WriteByte(')')
}

func (p *printer) directiveLines(list ast.DirectiveList) {
	for _, d := range list {
		p.b.WriteString("\n  ")
		p.directive(d)
	}
}

func (p *printer) directives(list ast.DirectiveList) {
	for _, d := range list {
		p.b.WriteByte(' ')
		p.directive(d)
	}
}

func (p *printer) directive(d *ast.Directive) {
	p.b.WriteString("@" + d.Name)
	for i, a := range d.Arguments {
		if i == 0 {
			p.b.WriteByte('(')
		} else {
			p.b.WriteString(", ")
		}
		p.b.WriteString(a.Name + ": ")
		writeValue(&p.b, a.Value, false)
	}
	if len(d.Arguments) > 0 {
		p.b.WriteByte(')')
	}
}

// description prints a block string where that can carry the text unchanged, else a quoted one.
func (p *printer) description(text, indent string) {
	if text == "" {
		return
	}
	if !blockable(text) {
		p.b.WriteString(indent + quote(text) + "\n")
		return
	}
	p.b.WriteString(indent + `"""` + "\n")
	for line := range strings.SplitSeq(strings.ReplaceAll(text, `"""`, `\"""`), "\n") {
		if line != "" {
			p.b.WriteString(indent + line)
		}
		p.b.WriteByte('\n')
	}
	p.b.WriteString(indent + `"""` + "\n")
}

// blockable says whether a block string gives the text back: no control characters, no blank
// first or last line, and some line that is not indented.
func blockable(text string) bool {
	for _, r := range text {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0x7f {
			return false
		}
	}
	lines := strings.Split(text, "\n")
	if strings.TrimSpace(lines[0]) == "" || strings.TrimSpace(lines[len(lines)-1]) == "" {
		return false
	}
	for _, line := range lines {
		if line != "" && line[0] != ' ' && line[0] != '\t' {
			return true
		}
	}
	return false
}

func typeText(t *ast.Type) string {
	var b strings.Builder
	writeType(&b, t)
	return b.String()
}

func writeType(b *strings.Builder, t *ast.Type) {
	if t.Elem != nil {
		b.WriteByte('[')
		writeType(b, t.Elem)
		b.WriteByte(']')
	} else {
		b.WriteString(t.NamedType)
	}
	if t.NonNull {
		b.WriteByte('!')
	}
}

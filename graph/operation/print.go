package operation

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Print writes an operation in normal form as a document that means the same,
// two spaces a level. Equal operations print alike.
func Print(op *Operation) string {
	p := &printer{}
	p.head(op.Kind, op.Name, op.Variables, nil)
	p.b.WriteByte(' ')
	p.block(op.Selections)
	p.b.WriteByte('\n')
	return p.b.String()
}

// PrintDocument writes a parsed document, two spaces a level.
func PrintDocument(doc *ast.QueryDocument) string {
	p := &printer{}
	for i, operation := range doc.Operations {
		if i > 0 {
			p.b.WriteByte('\n')
		}
		p.head(operation.Operation, operation.Name, operation.VariableDefinitions, operation.Directives)
		p.b.WriteByte(' ')
		p.set(operation.SelectionSet)
		p.b.WriteByte('\n')
	}
	for i, fragment := range doc.Fragments {
		if i > 0 || len(doc.Operations) > 0 {
			p.b.WriteByte('\n')
		}
		p.b.WriteString("fragment " + fragment.Name + " on " + fragment.TypeCondition)
		p.directives(fragment.Directives)
		p.b.WriteByte(' ')
		p.set(fragment.SelectionSet)
		p.b.WriteByte('\n')
	}
	return p.b.String()
}

type printer struct {
	b      strings.Builder
	indent int
	// flat writes spaces in place of new lines.
	flat bool
}

func (p *printer) head(kind ast.Operation, name string, variables ast.VariableDefinitionList, directives ast.DirectiveList) {
	p.b.WriteString(string(kind))
	if name != "" {
		p.b.WriteString(" " + name)
	}
	if len(variables) > 0 {
		p.b.WriteByte('(')
		for i, variable := range variables {
			if i > 0 {
				p.b.WriteString(", ")
			}
			p.b.WriteString("$" + variable.Variable + ": " + variable.Type.String())
			if variable.DefaultValue != nil {
				p.b.WriteString(" = ")
				writeValue(&p.b, variable.DefaultValue)
			}
			p.directives(variable.Directives)
		}
		p.b.WriteByte(')')
	}
	p.directives(directives)
}

func (p *printer) line() {
	if p.flat {
		p.b.WriteByte(' ')
		return
	}
	p.b.WriteByte('\n')
	for range p.indent {
		p.b.WriteString("  ")
	}
}

func (p *printer) open() {
	p.b.WriteByte('{')
	p.indent++
}

func (p *printer) close() {
	p.indent--
	p.line()
	p.b.WriteByte('}')
}

// block prints selections in normal form. None are left where conditions on
// literals took them all: a selection that never holds stands for that.
func (p *printer) block(selections []Selection) {
	p.open()
	if len(selections) == 0 {
		p.line()
		p.b.WriteString("__typename @skip(if: true)")
	}
	for _, selection := range selections {
		p.line()
		switch node := selection.(type) {
		case *Field:
			p.fieldHead(node.ResponseKey, node.Name, node.Arguments)
			p.conditions(node.Conditions)
			if node.Selections != nil {
				p.b.WriteByte(' ')
				p.block(node.Selections)
			}
		case *Fragment:
			p.b.WriteString("... on " + node.On.Name)
			p.conditions(node.Conditions)
			p.deferred(node.Defer)
			p.b.WriteByte(' ')
			p.block(node.Selections)
		}
	}
	p.close()
}

func (p *printer) conditions(conditions []Condition) {
	for _, condition := range conditions {
		if condition.Skip {
			p.b.WriteString(" @skip(if: $" + condition.Variable + ")")
		} else {
			p.b.WriteString(" @include(if: $" + condition.Variable + ")")
		}
	}
}

func (p *printer) fieldHead(alias, name string, arguments ast.ArgumentList) {
	if alias != name {
		p.b.WriteString(alias + ": ")
	}
	p.b.WriteString(name)
	p.arguments(arguments)
}

func (p *printer) arguments(list ast.ArgumentList) {
	if len(list) == 0 {
		return
	}
	p.b.WriteByte('(')
	for i, argument := range list {
		if i > 0 {
			p.b.WriteString(", ")
		}
		p.b.WriteString(argument.Name + ": ")
		writeValue(&p.b, argument.Value)
	}
	p.b.WriteByte(')')
}

func (p *printer) directives(list ast.DirectiveList) {
	for _, directive := range list {
		p.b.WriteString(" @" + directive.Name)
		p.arguments(directive.Arguments)
	}
}

func (p *printer) set(set ast.SelectionSet) {
	p.open()
	for _, selection := range set {
		p.line()
		switch node := selection.(type) {
		case *ast.Field:
			p.fieldHead(node.Alias, node.Name, node.Arguments)
			p.directives(node.Directives)
			if len(node.SelectionSet) > 0 {
				p.b.WriteByte(' ')
				p.set(node.SelectionSet)
			}
		case *ast.FragmentSpread:
			p.b.WriteString("..." + node.Name)
			p.directives(node.Directives)
		case *ast.InlineFragment:
			p.b.WriteString("...")
			if node.TypeCondition != "" {
				p.b.WriteString(" on " + node.TypeCondition)
			}
			p.directives(node.Directives)
			p.b.WriteByte(' ')
			p.set(node.SelectionSet)
		}
	}
	p.close()
}

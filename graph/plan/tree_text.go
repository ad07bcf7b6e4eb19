package plan

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/graph/operation"
)

// Text writes the tree to be read, two spaces a level.
func (t *Tree) Text() string {
	w := &textWriter{}
	if t.Node == nil {
		return "QueryPlan {}\n"
	}
	w.line("QueryPlan {")
	w.nested(func() { w.node(t.Node) })
	w.line("}")
	return w.text.String()
}

type textWriter struct {
	text   strings.Builder
	indent int
}

func (w *textWriter) line(s string) {
	w.text.WriteString(strings.Repeat("  ", w.indent) + s + "\n")
}

func (w *textWriter) nested(write func()) {
	w.indent++
	write()
	w.indent--
}

func (w *textWriter) block(s string) {
	for line := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		w.line(line)
	}
}

func (w *textWriter) node(n *Node) {
	switch n.Kind {
	case "Sequence", "Parallel":
		w.line(n.Kind + " {")
		w.nested(func() {
			for _, child := range n.Nodes {
				w.node(child)
			}
		})
		w.line("}")
	case "Flatten":
		w.line("Flatten(path: " + strconv.Quote(strings.Join(n.Path, ".")) + ") {")
		w.nested(func() { w.node(n.Nodes[0]) })
		w.line("}")
	case "Condition":
		w.condition(n)
	case "Defer":
		w.deferNode(n.Defer)
	default:
		w.fetch(n)
	}
}

func (w *textWriter) condition(n *Node) {
	name, child := "Include", n.If
	if child == nil {
		name, child = "Skip", n.Else
	}
	w.line(name + "(if: $" + n.Condition + ") {")
	w.nested(func() { w.node(child) })
	w.line("}")
}

func (w *textWriter) fetch(n *Node) {
	f := n.Fetch
	head := n.Kind + "(service: " + strconv.Quote(f.Service)
	if n.ID != "" {
		head += ", id: " + n.ID
	}
	w.line(head + ") {")
	w.nested(func() {
		doc, err := parser.ParseQuery(&ast.Source{Name: "plan", Input: f.Operation})
		switch {
		case err != nil || len(doc.Operations) == 0:
			w.line(f.Operation)
		case n.Call != nil:
			w.call(*n.Call, doc, n.Call.Alias)
		case len(f.Entities) > 0:
			for _, call := range f.Entities {
				w.line(call.Alias + "(" + strings.Join(texts(call.Paths), ", ") + ") {")
				w.nested(func() { w.call(call, doc, call.Alias) })
				w.line("}")
			}
		default:
			if len(f.Paths) > 1 {
				w.line("paths: " + strings.Join(texts(f.Paths), ", "))
			}
			w.selections(doc, doc.Operations[0].SelectionSet)
		}
		for _, r := range f.Renames {
			w.line("rename " + strings.TrimPrefix(r.Path.String()+"."+r.From, ".") + " to " + r.To)
		}
	})
	w.line("}")
}

func texts(paths []Path) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = strconv.Quote(p.String())
	}
	return out
}

func entitySelections(doc *ast.QueryDocument, alias string) ast.SelectionSet {
	for _, selection := range doc.Operations[0].SelectionSet {
		if field, ok := selection.(*ast.Field); ok && field.Alias == alias {
			return field.SelectionSet
		}
	}
	return nil
}

func (w *textWriter) call(call EntityCall, doc *ast.QueryDocument, alias string) {
	w.line("{")
	w.nested(func() { w.required(requires(call.Representations)) })
	w.line("} =>")
	w.contexts(call.Contexts)
	w.selections(doc, entitySelections(doc, alias))
}

// expanded is a set with what is spread in place of the spreads.
func expanded(doc *ast.QueryDocument, set ast.SelectionSet) ast.SelectionSet {
	out := make(ast.SelectionSet, 0, len(set))
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			field := *s
			field.SelectionSet = expanded(doc, s.SelectionSet)
			out = append(out, &field)
		case *ast.InlineFragment:
			fragment := *s
			fragment.SelectionSet = expanded(doc, s.SelectionSet)
			out = append(out, &fragment)
		case *ast.FragmentSpread:
			definition := doc.Fragments.ForName(s.Name)
			inner := expanded(doc, definition.SelectionSet)
			if len(set) == 1 {
				return inner // the type in scope is the fragment's
			}
			out = append(out, &ast.InlineFragment{TypeCondition: definition.TypeCondition, SelectionSet: inner})
		}
	}
	return out
}

func (w *textWriter) required(list []requireJSON) {
	for _, item := range list {
		head := item.Name
		switch {
		case item.TypeCondition != "":
			head = "... on " + item.TypeCondition
		case item.Alias != "":
			head = item.Alias + ": " + item.Name
		}
		if len(item.Selections) == 0 {
			w.line(head)
			continue
		}
		w.line(head + " {")
		w.nested(func() { w.required(item.Selections) })
		w.line("}")
	}
}

// selections prints a set as a document without its head, with the fragments where they are spread.
func (w *textWriter) selections(doc *ast.QueryDocument, set ast.SelectionSet) {
	set = expanded(doc, set)
	text := operation.PrintDocument(&ast.QueryDocument{Operations: ast.OperationList{{Operation: ast.Query, SelectionSet: set}}})
	w.block(strings.TrimPrefix(text, "query "))
}

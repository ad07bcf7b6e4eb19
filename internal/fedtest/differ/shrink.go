package differ

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/internal/fedtest/generate"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// Shrink makes a failing case smaller as long as it fails in the same way: first the operation, then the graph. It
// tries at most so many smaller cases, and returns the last that failed with its failure.
func Shrink(ctx context.Context, c Case, failure *Failure, tries int) (Case, *Failure) {
	s := &shrinker{ctx: ctx, best: c, failure: failure, want: signature(failure), tries: tries}
	for again := true; again && s.tries > 0; {
		again = s.operation()
		again = s.graph() || again
	}
	return s.best, s.failure
}

// signature is what must stay the same: the kind, and for refusals and panics their first words.
func signature(f *Failure) string {
	switch f.Kind {
	case KindCompose:
		code, _, _ := strings.Cut(f.Detail, ":")
		return f.Kind + code
	case KindPanic:
		line, _, _ := strings.Cut(f.Detail, "\n")
		return f.Kind + line
	case KindInvalid:
		_, message, _ := strings.Cut(f.Detail, ": ")
		words := strings.Fields(message)
		return f.Kind + strings.Join(words[:min(3, len(words))], " ")
	case KindData:
		order := strings.Contains(f.Detail, "in the order")
		return fmt.Sprint(f.Kind, order)
	default:
		return f.Kind
	}
}

type shrinker struct {
	ctx     context.Context
	best    Case
	failure *Failure
	want    string
	tries   int
}

// try takes a smaller case if it fails in the same way.
func (s *shrinker) try(c Case) bool {
	if s.tries <= 0 || s.ctx.Err() != nil {
		return false
	}
	s.tries--
	f := c.Run(s.ctx)
	if f == nil || signature(f) != s.want {
		return false
	}
	s.best, s.failure = c, f
	return true
}

// operation tries each change at each place of the operation.
func (s *shrinker) operation() bool {
	shrunk := false
	for _, change := range operationChanges {
		for i := 0; ; {
			doc, err := parser.ParseQuery(&ast.Source{Input: s.best.Request.Query})
			if err != nil {
				return shrunk
			}
			at := &place{left: i}
			if !change(doc, at) {
				break // no such place
			}
			c := s.best
			dropUnused(doc)
			c.Request.Query = printQuery(doc)
			c.Request.Variables = usedVariables(doc, c.Request.Variables)
			if c.Request.Query != s.best.Request.Query && s.try(c) {
				shrunk = true
				continue // the places moved up
			}
			i++
			if s.tries <= 0 {
				return shrunk
			}
		}
	}
	return shrunk
}

// place counts down to the place that is to be changed.
type place struct{ left int }

func (p *place) here() bool {
	p.left--
	return p.left == -1
}

// operationChanges each change one place of a document and report false if there is none with that number.
var operationChanges = []func(*ast.QueryDocument, *place) bool{
	func(doc *ast.QueryDocument, at *place) bool { return eachSelection(doc, at, removeSelection) },
	func(doc *ast.QueryDocument, at *place) bool {
		return eachSelection(doc, at, func(set ast.SelectionSet, i int) ast.SelectionSet { return unwrapFragment(doc, set, i) })
	},
	func(doc *ast.QueryDocument, at *place) bool { return eachSelection(doc, at, removeDirectives) },
	func(doc *ast.QueryDocument, at *place) bool { return eachSelection(doc, at, removeAlias) },
	func(doc *ast.QueryDocument, at *place) bool { return eachSelection(doc, at, removeArguments) },
}

func eachSelection(doc *ast.QueryDocument, at *place, change func(ast.SelectionSet, int) ast.SelectionSet) bool {
	for _, op := range doc.Operations {
		if changeSet(&op.SelectionSet, at, change) {
			return true
		}
	}
	for _, f := range doc.Fragments {
		if changeSet(&f.SelectionSet, at, change) {
			return true
		}
	}
	return false
}

func changeSet(set *ast.SelectionSet, at *place, change func(ast.SelectionSet, int) ast.SelectionSet) bool {
	for i, selection := range *set {
		if at.here() {
			*set = change(*set, i)
			return true
		}
		var inner *ast.SelectionSet
		switch s := selection.(type) {
		case *ast.Field:
			inner = &s.SelectionSet
		case *ast.InlineFragment:
			inner = &s.SelectionSet
		default:
			continue
		}
		if changeSet(inner, at, change) {
			return true
		}
	}
	return false
}

func removeSelection(set ast.SelectionSet, i int) ast.SelectionSet {
	if len(set) == 1 {
		return set
	}
	return slices.Delete(set, i, i+1)
}

// unwrapFragment puts an inline fragment's selections in its place, and a fragment's in place of a spread.
func unwrapFragment(doc *ast.QueryDocument, set ast.SelectionSet, i int) ast.SelectionSet {
	switch f := set[i].(type) {
	case *ast.InlineFragment:
		return slices.Insert(slices.Delete(slices.Clone(set), i, i+1), i, f.SelectionSet...)
	case *ast.FragmentSpread:
		if def := doc.Fragments.ForName(f.Name); def != nil {
			set[i] = &ast.InlineFragment{TypeCondition: def.TypeCondition, Directives: f.Directives, SelectionSet: def.SelectionSet}
		}
	}
	return set
}

func removeDirectives(set ast.SelectionSet, i int) ast.SelectionSet {
	switch s := set[i].(type) {
	case *ast.Field:
		s.Directives = nil
	case *ast.InlineFragment:
		s.Directives = nil
	case *ast.FragmentSpread:
		s.Directives = nil
	}
	return set
}

func removeAlias(set ast.SelectionSet, i int) ast.SelectionSet {
	if f, ok := set[i].(*ast.Field); ok {
		f.Alias = f.Name
	}
	return set
}

func removeArguments(set ast.SelectionSet, i int) ast.SelectionSet {
	if f, ok := set[i].(*ast.Field); ok {
		f.Arguments = nil
	}
	return set
}

// dropUnused removes fragments and variables that nothing uses any more.
func dropUnused(doc *ast.QueryDocument) {
	for again := true; again; {
		text := printQuery(doc)
		before := len(doc.Fragments)
		doc.Fragments = slices.DeleteFunc(doc.Fragments, func(f *ast.FragmentDefinition) bool {
			return !containsWord(text, "..."+f.Name) && !containsWord(text, "... "+f.Name)
		})
		again = len(doc.Fragments) < before
	}
	for _, op := range doc.Operations {
		definitions := op.VariableDefinitions
		op.VariableDefinitions = nil
		text := printQuery(doc)
		op.VariableDefinitions = slices.DeleteFunc(definitions, func(d *ast.VariableDefinition) bool {
			return !containsWord(text, "$"+d.Variable)
		})
	}
}

func containsWord(text, word string) bool {
	for rest := text; ; {
		at := strings.Index(rest, word)
		if at < 0 {
			return false
		}
		rest = rest[at+len(word):]
		if rest == "" || !isNameByte(rest[0]) {
			return true
		}
	}
}

func isNameByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func usedVariables(doc *ast.QueryDocument, given map[string]any) map[string]any {
	used := maps.Clone(given)
	maps.DeleteFunc(used, func(name string, _ any) bool { return doc.Operations[0].VariableDefinitions.ForName(name) == nil })
	return used
}

// withoutUnused is a request whose text may declare variables that it does not use, as the normal form does.
func withoutUnused(query string, variables map[string]any) (generate.Request, bool) {
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil || len(doc.Operations) != 1 || len(doc.Operations[0].SelectionSet) == 0 {
		return generate.Request{}, false
	}
	dropUnused(doc)
	return generate.Request{Query: printQuery(doc), Variables: usedVariables(doc, variables)}, true
}

func printQuery(doc *ast.QueryDocument) string {
	var b bytes.Buffer
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatQueryDocument(doc)
	return b.String()
}

// graph tries each change at each place of the subgraphs' schemas.
func (s *shrinker) graph() bool {
	shrunk := false
	for i := 0; i < len(s.best.Subgraphs); {
		c := s.best
		c.Subgraphs = slices.Delete(slices.Clone(c.Subgraphs), i, i+1)
		if len(c.Subgraphs) > 0 && s.try(c) {
			shrunk = true
		} else {
			i++
		}
	}
	for _, change := range schemaChanges {
		for i := 0; s.tries > 0; {
			docs := parseAll(s.best.Subgraphs)
			if docs == nil || !change(docs, &place{left: i}) {
				break
			}
			c := s.best
			c.Subgraphs = printAll(s.best.Subgraphs, docs)
			if !slices.Equal(c.Subgraphs, s.best.Subgraphs) && s.try(c) {
				shrunk = true
			} else {
				i++
			}
		}
	}
	return shrunk
}

func parseAll(subgraphs []world.Subgraph) []*ast.SchemaDocument {
	docs := make([]*ast.SchemaDocument, len(subgraphs))
	for i, s := range subgraphs {
		doc, err := parser.ParseSchema(&ast.Source{Name: s.Name, Input: s.SDL})
		if err != nil {
			return nil
		}
		docs[i] = doc
	}
	return docs
}

func printAll(subgraphs []world.Subgraph, docs []*ast.SchemaDocument) []world.Subgraph {
	out := make([]world.Subgraph, len(docs))
	for i, doc := range docs {
		var b bytes.Buffer
		formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchemaDocument(doc)
		out[i] = world.Subgraph{Name: subgraphs[i].Name, SDL: b.String()}
	}
	return out
}

package compose

import (
	"cmp"
	"context"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/explain"
)

// Subgraph is one input: its name, the URL it is served at, and its schema. File is the name
// shown in findings and may be empty.
type Subgraph struct {
	Name, URL, File, SDL string
}

// Options say how to compose.
type Options struct {
	// FederationVersion is the federation_version of a supergraph.yaml, such as "2", "=2.9.0"
	// or "2.9"; empty for the newest. A subgraph that links a newer version is refused.
	FederationVersion string
	// MaxSteps bounds the search for queries that cannot be answered; 0 stands for a bound that
	// no graph of people's making is known to reach.
	MaxSteps int
}

// Result is a supergraph, or the errors for which there is none. Hints may come with either.
type Result struct {
	SDL      string
	Document *ast.SchemaDocument
	Errors   []diag.Finding
	Hints    []diag.Finding
}

// OK says whether the subgraphs compose.
func (r *Result) OK() bool { return len(r.Errors) == 0 }

// Compose makes one supergraph out of subgraphs. The result does not depend on the order in
// which they are given. Each stage runs only when those before it found no error, and collects
// everything it finds.
func Compose(ctx context.Context, inputs []Subgraph, opts Options) *Result {
	r := compose(ctx, inputs, opts)
	diag.Sort(r.Errors)
	diag.Sort(r.Hints)
	r.Errors = unique(r.Errors)
	r.Hints = unique(r.Hints)
	for i := range r.Errors {
		if f := &r.Errors[i]; f.Help == "" {
			f.Help = explain.Mend(f.Code)
		}
	}
	return r
}

func compose(ctx context.Context, inputs []Subgraph, opts Options) *Result {
	inputs = slices.Clone(inputs)
	slices.SortStableFunc(inputs, func(a, b Subgraph) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.SDL, b.SDL))
	})
	documents, errs := parse(inputs)
	if len(errs) > 0 {
		return &Result{Errors: errs}
	}
	subgraphs, errs := load(inputs, documents, opts)
	if len(errs) > 0 {
		return &Result{Errors: errs}
	}
	subgraphs, errs = lift(subgraphs)
	if len(errs) > 0 {
		return &Result{Errors: errs}
	}
	nameGraphs(subgraphs)
	m := newMerger(subgraphs)
	m.merge()
	if len(m.errors) > 0 {
		return &Result{Errors: m.errors, Hints: m.hints}
	}
	document := m.document()
	if errs := m.checkMerged(document); len(errs) > 0 {
		return &Result{Errors: errs, Hints: m.hints}
	}
	errs, hints := m.checkSatisfiable(ctx, opts.MaxSteps)
	m.hints = append(m.hints, hints...)
	if len(errs) > 0 {
		return &Result{Errors: errs, Hints: m.hints}
	}
	return &Result{SDL: Print(document), Document: document, Hints: m.hints}
}

// unique drops findings that say the same of the same place.
func unique(findings []diag.Finding) []diag.Finding {
	return slices.CompactFunc(findings, func(a, b diag.Finding) bool {
		return a.Code == b.Code && a.Message == b.Message && slices.Equal(a.Spans, b.Spans)
	})
}

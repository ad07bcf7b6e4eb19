package service

import (
	"errors"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/internal/fault"
)

// Limits of a document. They stand before gqlparser's validation, whose rules take quadratic time and worse in the
// number of fragments and of fields with one name; within them it takes well under a second.
const (
	maxTokens     = 15_000
	maxDepth      = 30     // of fields; the introspection query of tools is 15 deep
	maxNesting    = 60     // of fields and fragments
	maxSelections = 5000   // fields and fragments, with every spread counted as if it were written out
	maxFragments  = 500    // inline fragments and spreads, counted likewise
	maxSameNames  = 20_000 // pairs of fields with one response name in one place
)

// checkDocument refuses a document that would take long to validate.
func checkDocument(query string) error {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxTokens)
	if err != nil {
		located, ok := errors.AsType[*gqlerror.Error](err)
		if !ok {
			return fault.New(fault.ParseFailed, "%v", err)
		}
		return tell(located, located.Message, fault.ParseFailed)
	}
	m := measurer{fragments: make(map[string]*ast.FragmentDefinition), known: make(map[string]size)}
	if len(doc.Fragments) > maxFragments {
		return fault.New(fault.TooComplex, "the document has more than %d fragments", maxFragments)
	}
	for _, fragment := range doc.Fragments {
		m.fragments[fragment.Name] = fragment
	}
	total := size{}
	for _, op := range doc.Operations {
		of, err := m.measure(op.SelectionSet, 0)
		if err != nil {
			return err
		}
		total = total.plus(of)
	}
	// Fragments that nothing spreads are validated too.
	for _, fragment := range doc.Fragments {
		of, err := m.fragment(fragment.Name, 0)
		if err != nil {
			return err
		}
		total = total.plus(of)
	}
	if err := total.check(); err != nil {
		return err
	}
	pairs := 0
	for _, op := range doc.Operations {
		pairs += m.sameNames([]ast.SelectionSet{op.SelectionSet}, 0)
	}
	if pairs > maxSameNames {
		return fault.New(fault.TooComplex, "the document selects the same fields too often")
	}
	return nil
}

// size is how large a selection set is when its fragments are written out.
type size struct{ depth, selections, fragments int }

func (a size) plus(b size) size {
	// Saturated, so that no tower of fragments overflows it.
	return size{
		depth:      max(a.depth, b.depth),
		selections: min(a.selections+b.selections, maxSelections+1),
		fragments:  min(a.fragments+b.fragments, maxFragments+1),
	}
}

func (a size) check() error {
	switch {
	case a.depth > maxDepth:
		return fault.New(fault.TooDeep, "the document is more than %d fields deep", maxDepth)
	case a.selections > maxSelections:
		return fault.New(fault.TooComplex, "the document selects more than %d fields and fragments", maxSelections)
	case a.fragments > maxFragments:
		return fault.New(fault.TooComplex, "the document spreads more than %d fragments", maxFragments)
	}
	return nil
}

// measurer measures each fragment once, without writing it out.
type measurer struct {
	fragments map[string]*ast.FragmentDefinition
	known     map[string]size
	visiting  []string
}

// measure returns the size of a selection set below a nesting of selection sets, fields and fragments alike.
func (m *measurer) measure(set ast.SelectionSet, nesting int) (size, error) {
	if nesting > maxNesting {
		return size{}, fault.New(fault.TooDeep, "the document is nested more than %d times", maxNesting)
	}
	total := size{}
	for _, selection := range set {
		var (
			of  size
			err error
		)
		switch s := selection.(type) {
		case *ast.Field:
			of, err = m.measure(s.SelectionSet, nesting+1)
			of.depth++
		case *ast.InlineFragment:
			of, err = m.measure(s.SelectionSet, nesting+1)
			of.fragments++
		case *ast.FragmentSpread:
			of, err = m.fragment(s.Name, nesting+1)
			of.fragments++
		}
		if err != nil {
			return size{}, err
		}
		of.selections++
		total = total.plus(of)
	}
	return total, nil
}

func (m *measurer) fragment(name string, nesting int) (size, error) {
	if of, ok := m.known[name]; ok {
		return of, nil
	}
	fragment, ok := m.fragments[name]
	if !ok {
		return size{}, nil // validation says so
	}
	if slices.Contains(m.visiting, name) {
		return size{}, fault.New(fault.Invalid, "fragment %q spreads itself", name)
	}
	m.visiting = append(m.visiting, name)
	of, err := m.measure(fragment.SelectionSet, nesting)
	m.visiting = m.visiting[:len(m.visiting)-1]
	if err != nil {
		return size{}, err
	}
	m.known[name] = of
	return of, nil
}

// sameNames counts the pairs of fields that share a response name, level by level. The document's size has been
// checked, so that writing its fragments out is affordable.
func (m *measurer) sameNames(sets []ast.SelectionSet, pairs int) int {
	children := make(map[string][]ast.SelectionSet)
	var collect func(set ast.SelectionSet)
	collect = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				pairs += len(children[s.Alias])
				children[s.Alias] = append(children[s.Alias], s.SelectionSet)
			case *ast.InlineFragment:
				collect(s.SelectionSet)
			case *ast.FragmentSpread:
				if fragment, ok := m.fragments[s.Name]; ok {
					collect(fragment.SelectionSet)
				}
			}
		}
	}
	for _, set := range sets {
		collect(set)
	}
	for _, below := range children {
		if pairs > maxSameNames {
			return pairs
		}
		pairs = m.sameNames(below, pairs)
	}
	return pairs
}

package graph

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// labelIndex knows the labels of progressive overrides by the names of the
// fields they move. Names are enough: an operation that selects the field of
// another type only has its plan kept once more than it needs.
type labelIndex struct {
	byField map[string][]string
	// always are labels of fields that key, @requires or @provides of some type use: any plan may
	// depend on them.
	always []string
}

func indexLabels(sg *supergraph.Supergraph) labelIndex {
	index := labelIndex{byField: map[string][]string{}}
	used := map[string]bool{}
	for _, t := range sg.Types {
		for _, in := range t.In {
			if in == nil {
				continue
			}
			for _, key := range in.Keys {
				fieldNames(key.Fields.Selections, used)
			}
		}
		for _, field := range t.Fields {
			for _, in := range field.Copies {
				fieldNames(in.Requires.Selections, used)
				fieldNames(in.Provides.Selections, used)
				if in.OverrideLabel != "" {
					index.byField[field.Name] = append(index.byField[field.Name], in.OverrideLabel)
				}
			}
		}
	}
	for name, labels := range index.byField {
		slices.Sort(labels)
		index.byField[name] = slices.Compact(labels)
		if used[name] {
			index.always = append(index.always, labels...)
		}
	}
	return index
}

func fieldNames(selections ast.SelectionSet, into map[string]bool) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			into[selection.Name] = true
			fieldNames(selection.SelectionSet, into)
		case *ast.InlineFragment:
			fieldNames(selection.SelectionSet, into)
		}
	}
}

// of lists the labels that an operation's plan may depend on, sorted.
func (l labelIndex) of(op *operation.Operation) []string {
	if len(l.byField) == 0 {
		return nil
	}
	found := map[string]bool{}
	for _, label := range l.always {
		found[label] = true
	}
	l.collect(op.Selections, found)
	if len(found) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(found))
}

func (l labelIndex) collect(selections []operation.Selection, found map[string]bool) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *operation.Field:
			for _, label := range l.byField[selection.Name] {
				found[label] = true
			}
			l.collect(selection.Selections, found)
		case *operation.Fragment:
			l.collect(selection.Selections, found)
		}
	}
}

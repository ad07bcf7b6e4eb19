package graph

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

// What parts of operations and plans come to in memory, in bytes, with all that was made for them. Measured: the tests hold
// the sums against the heap.
const (
	bytesPerOperation = 500
	bytesPerSelection = 205
	bytesPerValue     = 300
	bytesPerVariable  = 400
	// parsedPerByte is what a document comes to that is kept as it was parsed, for each byte of its text.
	parsedPerByte = 5

	bytesPerPlan = 1000
	// A field of the answer has its place in the projection, one that a subgraph is asked for in the plan and in the
	// shape that is expected of its answer.
	bytesPerAnswered    = 100
	bytesPerFetch       = 1000
	bytesPerSelected    = 450
	bytesPerRepresented = 400
	bytesPerSegment     = 120
	// The text of a request is kept as it is, as JSON, and in parts.
	copiesOfText = 3
)

// Size estimates how much memory the operation takes, in bytes, the document's text included.
func (p *Prepared) Size() int {
	size := bytesPerOperation + p.document + operationSize(p.Operation)
	if p.defers != nil {
		size += parsedPerByte * p.document
	}
	return size
}

// Size estimates how much memory the operation takes beyond the Prepared that it was made from, in bytes.
func (a *Authorized) Size() int {
	if a.Decision.Operation == a.Prepared.Operation {
		return 0
	}
	return operationSize(a.Decision.Operation)
}

// operationSize counts what an operation has of its own: a trimmed one has selections, and the values of the one it was made from.
func operationSize(op *operation.Operation) int {
	size := bytesPerVariable*len(op.Variables) + selectionsSize(op.Selections)
	for _, variable := range op.Variables {
		size += valueSize(variable.DefaultValue)
	}
	return size
}

func selectionsSize(selections []operation.Selection) int {
	size := bytesPerSelection * len(selections)
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *operation.Field:
			size += selectionsSize(selection.Selections)
			for _, argument := range selection.Arguments {
				size += valueSize(argument.Value)
			}
		case *operation.Fragment:
			size += selectionsSize(selection.Selections)
		}
	}
	return size
}

func valueSize(value *ast.Value) int {
	if value == nil {
		return 0
	}
	size := bytesPerValue + len(value.Raw)
	for _, child := range value.Children {
		size += valueSize(child.Value)
	}
	return size
}

// Size estimates how much memory the plan takes, in bytes, with its program and its projection. What it shares with the
// operation, and scratch memory between requests, are not counted.
func (p *Planned) Size() int {
	size := bytesPerPlan + bytesPerAnswered*p.projection.Fields()
	for _, fetch := range p.Plan.Fetches {
		size += bytesPerFetch + copiesOfText*len(fetch.Operation) + selectedSize(fetch.Selections) + pathsSize(fetch.Paths)
		for _, call := range fetch.Entities {
			size += selectedSize(call.Selections) + pathsSize(call.Paths)
			for _, representation := range call.Representations {
				size += bytesPerRepresented + representedSize(representation.Fields)
			}
			// A call with contexts has its text in parts of its own.
			size += len(call.Text)
			for _, context := range call.Contexts {
				size += bytesPerRepresented + representedSize(context.Fields)
			}
			for _, use := range call.Rest {
				size += len(use.Text)
			}
		}
	}
	return size
}

func selectedSize(selected []plan.Selected) int {
	size := bytesPerSelected * len(selected)
	for i, s := range selected {
		// Type conditions on several types have one list of selections.
		if i > 0 && s.On != "" && same(s.Selections, selected[i-1].Selections) {
			continue
		}
		size += selectedSize(s.Selections)
	}
	return size
}

func same(a, b []plan.Selected) bool {
	return len(a) > 0 && len(a) == len(b) && &a[0] == &b[0]
}

func representedSize(fields []plan.RepresentationField) int {
	size := bytesPerRepresented * len(fields)
	for _, field := range fields {
		size += representedSize(field.Fields)
	}
	return size
}

func pathsSize(paths []plan.Path) int {
	size := 0
	for _, path := range paths {
		size += bytesPerSegment * len(path)
	}
	return size
}

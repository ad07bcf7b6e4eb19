// Package validate checks an executable document against a schema by the
// rules of the GraphQL specification, section 5 (September 2025), one rule a
// file.
//
// A document is walked once to collect its facts (fields, spreads,
// directives, values, uses of variables, each with its type in the schema);
// the rules are loops over those facts. No rule expands fragments in memory
// or compares pairs of fields; what remains super-linear by nature (one
// fragment used by many operations, fields overlapping in many combinations)
// is counted against a budget of steps, and a document beyond it is refused.
package validate

import (
	"fmt"
	"sort"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// Options bound a validation. The zero value has the defaults.
type Options struct {
	// MaxErrors is after how many errors the validation stops; 0 means 100.
	MaxErrors int
	// MaxSteps bounds the work of the rules that are not linear in the document's size; 0 means 1,000,000.
	MaxSteps int
	// HideSuggestions leaves out "Did you mean": for graphs that don't show their schema.
	HideSuggestions bool
}

const (
	defaultMaxErrors = 100
	defaultMaxSteps  = 1_000_000
)

// rules in the order of the specification, with their sections.
var rules = []func(*document){
	operationTypeExistence,           // 5.2.1.1
	operationNameUniqueness,          // 5.2.2.1
	loneAnonymousOperation,           // 5.2.3.1
	singleRootField,                  // 5.2.4.1
	fieldSelections,                  // 5.3.1
	leafFieldSelections,              // 5.3.3
	argumentNames,                    // 5.4.1
	argumentUniqueness,               // 5.4.2
	requiredArguments,                // 5.4.3
	fragmentNameUniqueness,           // 5.5.1.1
	fragmentSpreadTypeExistence,      // 5.5.1.2
	fragmentsOnCompositeTypes,        // 5.5.1.3
	fragmentsMustBeUsed,              // 5.5.1.4
	fragmentSpreadTargetDefined,      // 5.5.2.1
	fragmentSpreadsMustNotFormCycles, // 5.5.2.2
	fragmentSpreadIsPossible,         // 5.5.2.3
	valuesOfCorrectType,              // 5.6
	directivesAreDefined,             // 5.7.1
	directivesAreInValidLocations,    // 5.7.2
	directivesAreUniquePerLocation,   // 5.7.3
	deferOnRootField,                 // incremental delivery
	deferInSubscription,              // incremental delivery
	deferLabels,                      // incremental delivery
	variableUniqueness,               // 5.8.1
	variablesAreInputTypes,           // 5.8.2
	allVariableUsesDefined,           // 5.8.3
	allVariablesUsed,                 // 5.8.4
	allVariableUsagesAreAllowed,      // 5.8.5
	// Last, since it relies on fragments without cycles.
	fieldSelectionMerging, // 5.3.2
}

// Document checks doc against the schema of an index. The errors are in the order of their
// first location, each with GRAPHQL_VALIDATION_FAILED; none means that the
// document is valid. The document must come from a parser that bounds its
// nesting.
func Document(types *typesystem.Index, doc *ast.QueryDocument, opts Options) gqlerr.List {
	if opts.MaxErrors <= 0 {
		opts.MaxErrors = defaultMaxErrors
	}
	if opts.MaxSteps <= 0 {
		opts.MaxSteps = defaultMaxSteps
	}
	d := collect(types, doc, opts)
	for _, rule := range rules {
		rule(d)
		if d.full() {
			break
		}
	}
	return d.sorted()
}

// reporter gathers errors up to a bound.
type reporter struct {
	options Options
	errors  gqlerr.List
	dropped bool
	steps   int
	spent   bool
}

func (r *reporter) full() bool { return r.dropped || r.spent }

// report adds an error at those places of the document.
func (r *reporter) report(at []*ast.Position, format string, args ...any) {
	if len(r.errors) >= r.options.MaxErrors {
		r.dropped = true
		return
	}
	locations := make([]gqlerr.Location, 0, len(at))
	for _, position := range at {
		if position != nil {
			locations = append(locations, gqlerr.Location{Line: position.Line, Column: position.Column})
		}
	}
	r.errors = append(r.errors, &gqlerr.Error{
		Message: fmt.Sprintf(format, args...), Locations: locations, Code: gqlerr.ValidationFailed,
	})
}

func at(positions ...*ast.Position) []*ast.Position { return positions }

// spend takes n steps from the budget and says whether there were enough.
func (r *reporter) spend(n int) bool {
	if r.spent {
		return false
	}
	if r.steps += n; r.steps > r.options.MaxSteps {
		r.spent = true
		return false
	}
	return true
}

func (r *reporter) sorted() gqlerr.List {
	sort.SliceStable(r.errors, func(i, j int) bool {
		return before(r.errors[i].Locations, r.errors[j].Locations)
	})
	if r.dropped {
		r.errors = append(r.errors, &gqlerr.Error{
			Message: "Too many validation errors, error limit reached. Validation aborted.", Code: gqlerr.ValidationFailed,
		})
	}
	if r.spent {
		r.errors = append(r.errors, &gqlerr.Error{
			Message: fmt.Sprintf("The document takes more than %d steps to validate: "+
				"its fields or fragments overlap in too many combinations. Send fewer operations or fragments at a time.", r.options.MaxSteps),
			Code: gqlerr.ValidationFailed,
		})
	}
	return r.errors
}

func before(a, b []gqlerr.Location) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) > len(b)
	}
	if a[0].Line != b[0].Line {
		return a[0].Line < b[0].Line
	}
	return a[0].Column < b[0].Column
}

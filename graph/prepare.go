package graph

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/introspect"
	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/operation"
)

// Prepared is a document's operation: valid, within the limits, in normal
// form. It is immutable and depends on the text and the operation's name only.
type Prepared struct {
	Operation *operation.Operation
	// Introspects: the operation asks for __schema or __type.
	Introspects bool
	// Labels are the progressive override labels that its plan may depend on, sorted.
	Labels []string

	requirements authz.Requirements
	// document is the length of the text, which the operation's names are parts of.
	document int
	// defers is nil for an operation without @defer.
	defers *deferrable
}

// Prepare parses, validates, limits and normalises. The errors say what is
// wrong with the document; none of them comes from a subgraph.
func (e *Engine) Prepare(query, operationName string) (*Prepared, gqlerr.List) {
	doc, errs := operation.Parse(query, e.options.Parse)
	if len(errs) > 0 {
		return nil, errs
	}
	definition, failure := operation.Select(doc, operationName)
	if failure != nil {
		return nil, gqlerr.List{failure}
	}
	// Limits come before validation: they are cheaper, and need no valid document.
	if errs := limit.Check(doc, definition, e.limits); len(errs) > 0 {
		return nil, errs
	}
	var options []operation.ValidateOption
	if !e.options.Introspection {
		options = append(options, operation.WithoutSuggestions())
	}
	if errs := e.schema.Validate(doc, options...); len(errs) > 0 {
		return nil, errs
	}
	if definition.Operation == ast.Subscription {
		return nil, gqlerr.List{{
			Message: "Subscriptions are not served by this router.",
			Code:    gqlerr.BadRequest,
		}}
	}
	op, errs := e.schema.Normalize(doc, definition, e.options.MaxSelections)
	if len(errs) > 0 {
		return nil, errs
	}
	prepared := &Prepared{
		Operation: op, Introspects: introspect.Asked(op), Labels: e.labels.of(op), requirements: e.authorizer.RequirementsOf(op), document: len(query),
	}
	if variables, can := operation.DeferVariables(e.supergraph.API, doc, definition); can {
		prepared.defers = &deferrable{doc: doc, definition: definition, variables: variables}
	}
	if prepared.Introspects && !e.options.Introspection {
		return nil, gqlerr.List{{
			Message: "Introspection is switched off: __schema and __type are not answered.",
			Code:    gqlerr.IntrospectionDisabled,
		}}
	}
	return prepared, nil
}

// Variables gives the operation's variables their values from the request's
// `variables`: a JSON object, null, or nothing.
func (e *Engine) Variables(p *Prepared, raw []byte) (*operation.Variables, gqlerr.List) {
	return operation.CoerceVariables(e.supergraph.API, p.Operation.Variables, raw)
}

// Authorized is an operation without what its caller may not see.
type Authorized struct {
	Prepared *Prepared
	// Decision holds the operation with denied fields marked, and an error for each.
	Decision authz.Decision
}

// Key tells this operation, trimmed as it is, from all others of the
// supergraph: plans may be kept by it, the Labels that are on, and nothing else.
func (a *Authorized) Key() string {
	return a.Decision.Operation.Hash + " " + a.Decision.Variant
}

// AppendOutcome appends what decides of the claims: those who have the same here get the same from Authorize.
func (e *Engine) AppendOutcome(to []byte, p *Prepared, claims authz.Claims) []byte {
	return e.authorizer.AppendOutcome(to, p.requirements, claims)
}

// Authorize takes out of the operation what the caller may not see.
func (e *Engine) Authorize(p *Prepared, claims authz.Claims) *Authorized {
	if e.authorizer.Empty() {
		return &Authorized{Prepared: p, Decision: authz.Decision{Operation: p.Operation}}
	}
	return &Authorized{Prepared: p, Decision: e.authorizer.Authorize(p.Operation, claims)}
}

// Package authz takes out of an operation what its caller may not see, before
// anything is planned: @authenticated, @requiresScopes and @policy of the
// supergraph, on fields and on types.
//
// It works on the normalised operation, which every transport passes, so there
// is no other way to a field. Where what is asked depends on the object met at
// run time (a field of an interface), the field is denied unless every
// possible object's field is allowed: a selection on the object type itself
// still gets what that type allows.
package authz

import (
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// Claims are what is known of the caller. The zero value is nobody.
type Claims struct {
	// Authenticated: the caller has shown a valid token.
	Authenticated bool
	// Scopes the token carries.
	Scopes []string
	// Policies that were found to hold for the caller.
	Policies []string
}

// Authorizer decides for one supergraph. It is immutable and safe for
// concurrent use.
type Authorizer struct {
	// rules are all different requirements of the supergraph; the sets below number them.
	rules []rule
	// fields has, per type and field, what selecting the field requires; types what being given the type does.
	fields map[string]map[string]ruleSet
	types  map[string]ruleSet
}

// Decision is what remains of an operation for a caller.
type Decision struct {
	// Operation is the operation with denied fields marked; the very one given when nothing is denied.
	// Its Hash is unchanged: what tells it from others is Hash and Variant together.
	Operation *operation.Operation
	// Errors has one UNAUTHORIZED_FIELD_OR_TYPE for each place with a denied field, up to MaxErrors, with its
	// path in response keys; "@" stands for the elements of a list. Empty: everything is allowed.
	Errors gqlerr.List
	// conditions of Errors, one by one: those under which the denied field is asked for at all.
	conditions [][]operation.Condition
	// Variant says which of the requirements that the operation has are met: callers of one variant get the
	// same Operation. "" when it has none.
	Variant string
}

// ErrorsFor are the Errors of fields that the request asks for, going by the
// values of its variables: what @skip and @include leave out is not missed, and a
// field that is asked for under several conditions, or of several types, is missed once.
func (d Decision) ErrorsFor(variables *operation.Variables) gqlerr.List {
	var errors gqlerr.List
	missed := map[string]bool{}
	for i, failure := range d.Errors {
		if !variables.Hold(d.conditions[i]) {
			continue
		}
		if at := fmt.Sprintf("%q", failure.Path); !missed[at] {
			missed[at] = true
			errors = append(errors, failure)
		}
	}
	return errors
}

// MaxErrors is for how many denied fields a Decision has errors.
const MaxErrors = 100

// New reads the requirements of a supergraph.
func New(sg *supergraph.Supergraph) *Authorizer {
	r := newReader(sg)
	r.read()
	return &Authorizer{rules: r.rules, fields: r.fields, types: r.types}
}

// Empty says that the supergraph requires nothing of anybody.
func (a *Authorizer) Empty() bool { return len(a.rules) == 0 }

// Authorize marks the fields of op that the caller may not see. It does not
// change op.
func (a *Authorizer) Authorize(op *operation.Operation, claims Claims) Decision {
	if a.Empty() {
		return Decision{Operation: op}
	}
	t := &trimmer{Authorizer: a, met: a.evaluate(claims), used: make([]bool, len(a.rules)), denied: map[string]bool{}}
	selections, changed := t.selections(op.Selections, place{})
	decision := Decision{Operation: op, Errors: t.errors, conditions: t.conditions, Variant: t.variant()}
	if changed {
		trimmed := *op
		trimmed.Selections = selections
		decision.Operation = &trimmed
	}
	return decision
}

// Requirements are those of an operation, whoever asks for it.
type Requirements ruleSet

// RequirementsOf finds all that a Decision about op may depend on.
func (a *Authorizer) RequirementsOf(op *operation.Operation) Requirements {
	if a.Empty() {
		return nil
	}
	asked := make([]bool, len(a.rules))
	a.ask(op.Selections, asked)
	var all Requirements
	for rule, asked := range asked {
		if asked {
			all = append(all, rule)
		}
	}
	return all
}

// ask notes what the selections ask for. Its depth is bounded by the normal form's.
func (a *Authorizer) ask(selections []operation.Selection, asked []bool) {
	for _, selection := range selections {
		switch node := selection.(type) {
		case *operation.Field:
			if node.Definition == nil {
				continue
			}
			for _, rule := range a.fields[node.Parent.Name][node.Name] {
				asked[rule] = true
			}
			a.ask(node.Selections, asked)
		case *operation.Fragment:
			a.ask(node.Selections, asked)
		}
	}
}

// AppendOutcome appends which of an operation's requirements a caller meets, a bit for each: Decisions about the operation
// differ only where this does.
func (a *Authorizer) AppendOutcome(to []byte, requirements Requirements, claims Claims) []byte {
	for i, rule := range requirements {
		if i%8 == 0 {
			to = append(to, 0)
		}
		if a.rules[rule].met(claims) {
			to[len(to)-1] |= 1 << (i % 8)
		}
	}
	return to
}

func (a *Authorizer) evaluate(claims Claims) []bool {
	met := make([]bool, len(a.rules))
	for i, rule := range a.rules {
		met[i] = rule.met(claims)
	}
	return met
}

// trimmer walks one operation. Its depth is bounded by the normal form's.
type trimmer struct {
	*Authorizer
	met, used  []bool
	errors     gqlerr.List
	conditions [][]operation.Condition
	// denied has the places and conditions that errors are made for.
	denied map[string]bool
}

// place is where a selection stands in the answer, and under which conditions.
type place struct {
	path       []any
	conditions []operation.Condition
}

// under is the place with more conditions; the place given is not changed.
func (p place) under(conditions []operation.Condition) place {
	if len(conditions) > 0 {
		p.conditions = append(slices.Clip(p.conditions), conditions...)
	}
	return p
}

func (p place) at(step any) place {
	p.path = append(slices.Clip(p.path), step)
	return p
}

// allowed notes that the operation asks for these requirements.
func (t *trimmer) allowed(rules ruleSet) bool {
	allowed := true
	for _, rule := range rules {
		t.used[rule] = true
		allowed = allowed && t.met[rule]
	}
	return allowed
}

func (t *trimmer) selections(selections []operation.Selection, in place) (kept []operation.Selection, changed bool) {
	for i, selection := range selections {
		after := t.selection(selection, in)
		if after == selection && !changed {
			continue
		}
		if !changed {
			changed = true
			kept = append(make([]operation.Selection, 0, len(selections)), selections[:i]...)
		}
		kept = append(kept, after)
	}
	if !changed {
		return selections, false
	}
	return kept, true
}

func (t *trimmer) selection(selection operation.Selection, in place) operation.Selection {
	switch node := selection.(type) {
	case *operation.Field:
		return t.field(node, in.under(node.Conditions))
	case *operation.Fragment:
		below, changed := t.selections(node.Selections, in.under(node.Conditions))
		if !changed {
			return node
		}
		trimmed := *node
		trimmed.Selections = below
		return &trimmed
	}
	return selection
}

func (t *trimmer) field(field *operation.Field, in place) operation.Selection {
	if field.Definition == nil {
		return field
	}
	here := in.at(field.ResponseKey)
	rules, known := t.fields[field.Parent.Name][field.Name]
	if known && !t.allowed(rules) {
		t.deny(field, here)
		denied := *field
		denied.Denied, denied.Selections = true, nil
		return &denied
	}
	for elem := field.Definition.Type.Elem; elem != nil; elem = elem.Elem {
		here = here.at("@")
	}
	below, changed := t.selections(field.Selections, here)
	if !changed {
		return field
	}
	trimmed := *field
	trimmed.Selections = below
	return &trimmed
}

func (t *trimmer) deny(field *operation.Field, in place) {
	key := fmt.Sprint(in.path, in.conditions)
	if len(t.errors) >= MaxErrors || t.denied[key] {
		return
	}
	t.denied[key] = true
	failure := &gqlerr.Error{
		Message: fmt.Sprintf("Not authorized to see the field %q of %q.", field.Name, field.Parent.Name),
		Path:    slices.Clone(in.path), Code: gqlerr.UnauthorizedFieldOrType,
	}
	if field.Position != nil {
		failure.Locations = []gqlerr.Location{{Line: field.Position.Line, Column: field.Position.Column}}
	}
	t.errors = append(t.errors, failure)
	t.conditions = append(t.conditions, in.conditions)
}

// variant has two bits for each requirement: whether the operation asks for
// it, and whether it is met.
func (t *trimmer) variant() string {
	bits := make([]byte, (len(t.rules)+3)/4)
	any := false
	for i, used := range t.used {
		if !used {
			continue
		}
		any = true
		bits[i/4] |= 1 << (i % 4 * 2)
		if t.met[i] {
			bits[i/4] |= 2 << (i % 4 * 2)
		}
	}
	if !any {
		return ""
	}
	return hex.EncodeToString(bits)
}

package service

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/internal/token"
)

// requirement is what @authenticated and @requiresScopes ask of a caller. The router asks the same before it sends
// anything; a subgraph that trusted it to do so would be open to whoever reaches it another way.
type requirement struct {
	authenticated bool
	// scopes must all hold; each is met by any one of its sets of scopes.
	scopes [][][]string
}

// requirementOf adds up the directives of a field, of the type it is on and of the type it returns.
func requirementOf(lists ...ast.DirectiveList) requirement {
	var r requirement
	for _, list := range lists {
		r.authenticated = r.authenticated || list.ForName("authenticated") != nil
		for _, directive := range list.ForNames("requiresScopes") {
			r.scopes = append(r.scopes, scopeSets(directive))
		}
	}
	return r
}

func scopeSets(directive *ast.Directive) [][]string {
	var sets [][]string
	for _, outer := range directive.Arguments.ForName("scopes").Value.Children {
		var set []string
		for _, inner := range outer.Value.Children {
			set = append(set, inner.Value.Raw)
		}
		sets = append(sets, set)
	}
	return sets
}

// met returns nil when the caller, who may be nobody (nil), fulfils the requirement, and otherwise what is missing.
func (r requirement) met(caller *token.Caller) error {
	if !r.authenticated && len(r.scopes) == 0 {
		return nil
	}
	if caller == nil {
		return fault.New(fault.Unauthenticated, "the field needs a bearer token")
	}
	for _, sets := range r.scopes {
		if !anyHeld(caller, sets) {
			return fault.New(fault.Forbidden, "the field needs a scope that the token does not hold")
		}
	}
	return nil
}

func anyHeld(caller *token.Caller, sets [][]string) bool {
	for _, set := range sets {
		held := true
		for _, scope := range set {
			held = held && caller.Has(scope)
		}
		if held {
			return true
		}
	}
	return false
}

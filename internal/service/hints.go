package service

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

const noStore = "no-store"

// hint is what a @cacheControl directive says. The meaning is Apollo Server's.
type hint struct {
	maxAge   int // seconds
	limited  bool
	private  bool
	inherits bool
	scoped   bool // a scope is given
}

// hintOf reads the @cacheControl directive of a list, if there is one.
func hintOf(directives ast.DirectiveList) hint {
	directive := directives.ForName("cacheControl")
	if directive == nil {
		return hint{}
	}
	h := hint{}
	if age := directive.Arguments.ForName("maxAge"); age != nil && age.Value.Kind == ast.IntValue {
		h.maxAge, _ = strconv.Atoi(age.Value.Raw) // the schema was validated
		h.limited = true
	}
	if scope := directive.Arguments.ForName("scope"); scope != nil {
		h.private, h.scoped = scope.Value.Raw == "PRIVATE", true
	}
	if inherits := directive.Arguments.ForName("inheritMaxAge"); inherits != nil {
		h.inherits = inherits.Value.Raw == "true"
	}
	return h
}

// fieldHint returns how resolving a field restricts the answer's policy: the field's own hint before that of the
// type it returns; without either, nothing for a scalar and zero seconds for an object or a root field.
func fieldHint(root bool, field *ast.FieldDefinition, result *ast.Definition) hint {
	var (
		own       = hintOf(field.Directives)
		effective hint
		composite = result.IsCompositeType()
	)
	if composite {
		effective = hintOf(result.Directives)
	}
	if own.inherits && !effective.limited {
		effective.inherits = true
	} else if own.limited {
		effective.maxAge, effective.limited = own.maxAge, true
	}
	if own.scoped {
		effective.private = own.private
	}
	if !effective.limited && (root || (composite && !effective.inherits)) {
		effective.maxAge, effective.limited = 0, true
	}
	return effective
}

// policy is how the answer of one request may be cached: the most restrictive of its fields' hints.
type policy struct {
	mu      sync.Mutex
	limited bool
	maxAge  int
	private bool
}

type policyKey struct{}

func withPolicy(ctx context.Context) (context.Context, *policy) {
	p := &policy{}
	return context.WithValue(ctx, policyKey{}, p), p
}

func policyFrom(ctx context.Context) *policy { return ctx.Value(policyKey{}).(*policy) }

func (p *policy) restrict(h hint) {
	if !h.limited && !h.private {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if h.limited && (!p.limited || h.maxAge < p.maxAge) {
		p.limited, p.maxAge = true, h.maxAge
	}
	p.private = p.private || h.private
}

// header returns the value of the Cache-Control header. Nothing with an error and no mutation is kept.
func (p *policy) header(operation ast.Operation, errs gqlerror.List) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if operation != ast.Query || len(errs) > 0 || p.maxAge == 0 {
		return noStore
	}
	if p.private {
		return fmt.Sprintf("max-age=%d, private", p.maxAge)
	}
	return fmt.Sprintf("max-age=%d, public", p.maxAge)
}

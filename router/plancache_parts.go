package router

import (
	"context"
	"slices"

	"github.com/weftgraphql/weft/graph/operation"
)

// deferredAs is an operation as it is answered in parts, for some values of the variables that decide about @defer.
type deferredAs struct {
	key      string
	prepared *prepared
}

// maxDeferredAs bounds how many are kept of an operation; the oldest makes room.
const maxDeferredAs = 8

// deferred is an operation in the way that the variables want it answered in parts: itself, when they want none.
func (c *planCache) deferred(ctx context.Context, p *prepared, variables *operation.Variables) (*prepared, error) {
	key := p.DeferKey(variables)
	if known := p.deferredAs(key); known != nil {
		return known, nil
	}
	return once(ctx, &c.preparing, planKey{query: p.key.query, operationName: p.key.operationName, variant: "deferred " + key}, func(context.Context) (*prepared, error) {
		if known := p.deferredAs(key); known != nil {
			return known, nil
		}
		made, errs := c.engine.Deferred(p.Prepared, variables)
		if len(errs) > 0 {
			return nil, &operationError{errs}
		}
		way := p
		if made != p.Prepared {
			way = &prepared{Prepared: made, key: p.key, of: p}
		}
		p.addDeferred(deferredAs{key, way})
		c.keep(p)
		return way, nil
	})
}

func (p *prepared) deferredAs(key string) *prepared {
	if known := p.deferred.Load(); known != nil {
		for i := range *known {
			if (*known)[i].key == key {
				return (*known)[i].prepared
			}
		}
	}
	return nil
}

func (p *prepared) addDeferred(way deferredAs) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var known []deferredAs
	if list := p.deferred.Load(); list != nil {
		known = *list
	}
	grown := append(slices.Clone(known[max(len(known)-maxDeferredAs+1, 0):]), way)
	p.deferred.Store(&grown)
}

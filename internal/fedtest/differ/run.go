package differ

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/weftgraphql/weft/internal/fedtest/generate"
	"github.com/weftgraphql/weft/internal/fedtest/refexec"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// The kinds of failure, in the order they are looked for.
const (
	KindGenerator    = "the generator's graph has no data"
	KindCompose      = "composition refuses"
	KindPanic        = "panic"
	KindTimeout      = "timeout"
	KindInvalid      = "a subgraph got an invalid request"
	KindViolation    = "a subgraph was asked what it must not be"
	KindMalformed    = "malformed answer"
	KindRefusal      = "an invalid request is answered"
	KindRefused      = "refused"
	KindData         = "data differs"
	KindMissingError = "an error is missing"
	KindExtraError   = "an error too many"
	KindMutations    = "mutations differ"
	KindOrder        = "the order of subgraphs matters"
	KindWhole        = "a graph of one subgraph differs"
	KindScopes       = "more scopes give less"
	KindNormal       = "the normalised operation differs"
)

// Failure is how a case went wrong.
type Failure struct {
	Kind, Detail string
	// Expected and Got are the answers, Plan the plan's text, as far as it came to them.
	Expected, Got, Plan string
	Requests            []world.Request
}

// caseTimeout bounds one case.
const caseTimeout = 20 * time.Second

// Run composes a case's graph and tries the case. Nil means that the answers agree.
func (c Case) Run(ctx context.Context) *Failure {
	w, err := c.world()
	if err != nil {
		return &Failure{Kind: KindGenerator, Detail: err.Error()}
	}
	e, failure := build(ctx, c.Subgraphs)
	if failure != nil {
		return failure
	}
	return c.try(ctx, w, e)
}

func build(ctx context.Context, subgraphs []world.Subgraph) (e *engine, failure *Failure) {
	defer func() {
		if p := recover(); p != nil {
			failure = &Failure{Kind: KindPanic, Detail: fmt.Sprintf("composing: %v\n%s", p, debug.Stack())}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, caseTimeout)
	defer cancel()
	e, err := newEngine(ctx, subgraphs)
	if err != nil {
		return nil, &Failure{Kind: KindCompose, Detail: err.Error()}
	}
	return e, nil
}

// try answers the case's request both ways.
func (c Case) try(ctx context.Context, w *world.World, e *engine) (failure *Failure) {
	ctx, cancel := context.WithTimeout(ctx, caseTimeout)
	defer cancel()
	alone, session := &world.Session{Caller: c.Caller}, c.session()
	want := w.Monolith(ctx, alone, refexec.Request{Query: c.Request.Query, Variables: c.Request.Variables})
	expected, err := want.MarshalJSON()
	if err != nil {
		return &Failure{Kind: KindGenerator, Detail: err.Error()}
	}
	f := &Failure{Expected: string(expected)}
	defer func() {
		if p := recover(); p != nil {
			f.Kind, f.Detail = KindPanic, fmt.Sprintf("%v\n%s", p, debug.Stack())
			f.Requests = session.Requests()
			failure = f
		}
	}()
	serve := func(session *world.Session) fetch {
		return func(ctx context.Context, subgraph string, body []byte) ([]byte, error) {
			return w.Serve(ctx, session, subgraph, body)
		}
	}
	got, plan, normal := e.answer(ctx, c, serve(session))
	f.Got, f.Plan, f.Requests = string(got), plan, session.Requests()
	if ctx.Err() != nil {
		f.Kind, f.Detail = KindTimeout, "more than "+caseTimeout.String()
		return f
	}
	if f.Kind, f.Detail = checkRequests(session); f.Kind == "" {
		f.Kind, f.Detail = judge(want, got)
	}
	if f.Kind == "" {
		if w.LeadsToMutation() {
			f.Kind, f.Detail = checkSomeMutations(alone.Mutations(), session.Mutations(), len(want.Errors) > 0, want.Data == nil)
		} else {
			f.Kind, f.Detail = checkMutations(alone.Mutations(), session.Mutations(), want.Data == nil)
		}
	}
	if again, ok := withoutUnused(normal, c.Request.Variables); ok && f.Kind == "" && !conflicts(w, again) {
		other := c
		other.Request = again
		got, _, _ := e.answer(ctx, other, serve(c.session()))
		if _, detail := judge(want, got); detail != "" {
			f.Kind, f.Detail, f.Got = KindNormal, detail+"\n"+normal, string(got)
		}
	}
	if f.Kind == "" && w.Guarded() {
		f.Kind, f.Detail = c.checkScopes(ctx, w, e, got)
	}
	if f.Kind == "" {
		return nil
	}
	return f
}

// checkScopes wants a caller who may see everything to get at least what the case's caller got.
func (c Case) checkScopes(ctx context.Context, w *world.World, e *engine, got []byte) (kind, detail string) {
	c.Caller = w.Everything()
	session := c.session()
	all, _, _ := e.answer(ctx, c, func(ctx context.Context, subgraph string, body []byte) ([]byte, error) {
		return w.Serve(ctx, session, subgraph, body)
	})
	if kind, detail := checkRequests(session); kind != "" {
		return kind, "with everything allowed: " + detail
	}
	if less := lost(got, all); less != "" {
		return KindScopes, less
	}
	return "", ""
}

// CheckGraph composes a graph's subgraphs in another order, and the whole graph as one subgraph, and answers the cases
// with that, and variants of the cases. It returns the case that failed.
func CheckGraph(ctx context.Context, w *world.World, e *engine, cases []Case) (Case, *Failure) {
	reversed := slices.Clone(cases[0].Subgraphs)
	slices.Reverse(reversed)
	other, failure := build(ctx, reversed)
	if failure != nil {
		return cases[0], failure
	}
	if other.sdl != e.sdl {
		return cases[0], &Failure{Kind: KindOrder, Detail: "the supergraphs differ:\n" + e.sdl + "\n" + other.sdl}
	}
	whole, failure := build(ctx, []world.Subgraph{{Name: "whole", SDL: w.SDL()}})
	if failure != nil {
		failure.Detail = "the whole graph as one: " + failure.Detail
		return cases[0], failure
	}
	for i, c := range cases {
		if kind, detail := c.tryWhole(ctx, w, whole); kind != "" {
			return c, &Failure{Kind: kind, Detail: detail}
		}
		for _, v := range c.variants(generate.NewRandom(c.Seed, variantStream+uint64(i))) {
			if failure := v.try(ctx, w, e); failure != nil {
				return v, failure
			}
		}
	}
	return cases[0], nil
}

// tryWhole answers the case's request by an engine whose only subgraph is the monolith itself.
func (c Case) tryWhole(ctx context.Context, w *world.World, e *engine) (kind, detail string) {
	ctx, cancel := context.WithTimeout(ctx, caseTimeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			kind, detail = KindPanic, fmt.Sprintf("whole: %v\n%s", p, debug.Stack())
		}
	}()
	c.Labels, c.Caller = nil, w.Everything()
	want := w.Monolith(ctx, c.session(), refexec.Request{Query: c.Request.Query, Variables: c.Request.Variables})
	invalid := ""
	got, _, _ := e.answer(ctx, c, func(ctx context.Context, _ string, body []byte) ([]byte, error) {
		var in struct {
			Query     string
			Variables map[string]any
		}
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.UseNumber()
		if err := dec.Decode(&in); err != nil {
			return nil, err
		}
		response := w.Monolith(ctx, c.session(), refexec.Request{Query: in.Query, Variables: in.Variables})
		if !response.Executed {
			invalid = response.Errors[0].Message + "\n" + string(body)
		}
		return response.MarshalJSON()
	})
	if invalid != "" {
		return KindInvalid, "whole: " + invalid
	}
	if _, detail := judge(want, got); detail != "" {
		return KindWhole, detail
	}
	return "", ""
}

// conflicts says that an operation is not valid only because fields of one response key differ in shape: the normal form
// may select a field on the object type that the client selected on an interface, where its type is nullable.
func conflicts(w *world.World, request generate.Request) bool {
	_, errs := refexec.Parse(w.API(), request.Query)
	return len(errs) == 1 && strings.Contains(errs[0].Message, "conflict")
}

func checkRequests(s *world.Session) (kind, detail string) {
	for _, r := range s.Requests() {
		if r.Invalid != "" {
			return KindInvalid, r.Subgraph + ": " + r.Invalid + "\n" + r.Body
		}
	}
	if list := s.Violations(); len(list) > 0 {
		return KindViolation, strings.Join(list, "\n")
	}
	return "", ""
}

// checkMutations wants the same root fields in the same order. After an error that rises to the root the rest may run or not.
func checkMutations(want, got []string, failed bool) (kind, detail string) {
	if failed && len(got) > len(want) {
		got = got[:len(want)]
	}
	if !slices.Equal(want, got) {
		return KindMutations, fmt.Sprintf("want %q, got %q", want, got)
	}
	return "", ""
}

// checkSomeMutations wants no root field more often than the monolith ran it, and each unless there were errors: where a
// field gives the root of mutations again the order is free, all elements of a list may share one execution, and below
// what is null there is none. After an error that rises to the root the rest may run or not.
func checkSomeMutations(want, got []string, failed, stopped bool) (kind, detail string) {
	count := map[string]int{}
	for _, m := range want {
		count[m]++
	}
	for _, m := range got {
		if count[m]--; count[m] < 0 && !stopped {
			return KindMutations, fmt.Sprintf("%s ran once too often: want %q, got %q", m, want, got)
		}
	}
	for _, m := range want {
		if !failed && !slices.Contains(got, m) {
			return KindMutations, fmt.Sprintf("%s did not run: want %q, got %q", m, want, got)
		}
	}
	return "", ""
}

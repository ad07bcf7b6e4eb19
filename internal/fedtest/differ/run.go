package differ

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

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
	w, err := world.New(c.Seed, c.Subgraphs)
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
	alone, session := &world.Session{}, &world.Session{Labels: c.labels()}
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
	got, plan, _ := e.answer(ctx, c.Request, c.labels(), func(ctx context.Context, subgraph string, body []byte) ([]byte, error) {
		return w.Serve(ctx, session, subgraph, body)
	})
	f.Got, f.Plan, f.Requests = string(got), plan, session.Requests()
	if ctx.Err() != nil {
		f.Kind, f.Detail = KindTimeout, "more than "+caseTimeout.String()
		return f
	}
	if f.Kind, f.Detail = checkRequests(session); f.Kind == "" {
		f.Kind, f.Detail = judge(want, got)
	}
	if f.Kind == "" {
		f.Kind, f.Detail = checkMutations(alone.Mutations(), session.Mutations(), want.Data == nil)
	}
	if f.Kind == "" {
		return nil
	}
	return f
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

package differ

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/respond"
	"github.com/weftgraphql/weft/internal/fedtest/generate"
	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
	"github.com/weftgraphql/weft/internal/fedtest/refexec"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// KindParts is an answer in parts that doesn't come to the answer in one piece.
const KindParts = "the parts differ from the whole"

// Deferred is the case with @defer put into its request; which fragments get it follows from the seed.
func (c Case) Deferred(stream uint64) (Case, error) {
	w, err := c.world()
	if err != nil {
		return c, fmt.Errorf("generated graph: %w", err)
	}
	request, err := generate.Defer(generate.NewRandom(c.Seed, stream), w.API(), c.Request)
	if err != nil {
		return c, fmt.Errorf("deferring %q: %w", c.Request.Query, err)
	}
	c.Request = request
	return c, nil
}

// tryInParts takes the answer to the case's request in parts, and compares what they come to with the monolith's, which
// knows no @defer. parts is how many deferred fragments were delivered.
func (c Case) tryInParts(ctx context.Context, w *world.World, e *engine, plain generate.Request) (parts int, failure *Failure) {
	ctx, cancel := context.WithTimeout(ctx, caseTimeout)
	defer cancel()
	session := c.session()
	want := w.Monolith(ctx, c.session(), refexec.Request{Query: plain.Query, Variables: plain.Variables})
	expected, err := want.MarshalJSON()
	if err != nil {
		return 0, &Failure{Kind: KindGenerator, Detail: err.Error()}
	}
	f := &Failure{Expected: string(expected)}
	defer func() {
		if p := recover(); p != nil {
			f.Kind, f.Detail = KindPanic, fmt.Sprintf("in parts: %v\n%s", p, debug.Stack())
			f.Requests = session.Requests()
			failure = f
		}
	}()
	got := e.answerInParts(ctx, c, func(ctx context.Context, subgraph string, body []byte) ([]byte, error) {
		return w.Serve(ctx, session, subgraph, body)
	})
	f.Got, f.Plan, f.Requests = got.text.String(), got.plan, session.Requests()
	if f.Kind, f.Detail = checkRequests(session); f.Kind == "" {
		f.Kind, f.Detail = got.judge(want, expected)
	}
	if f.Kind == "" {
		return got.delivered, nil
	}
	return got.delivered, f
}

// inParts is an answer that came in parts.
type inParts struct {
	text      strings.Builder // what came, to be shown
	plan      string
	refused   []byte
	data      any
	errors    [][]any
	denials   [][]any // paths of authorization errors
	failed    [][]any // paths of the fragments that failed
	denied    [][]any // and of those of them that have a field which may not be seen
	torn      [][]any // paths of what is null for one fragment only
	delivered int
	problem   string
}

// answerInParts runs a request and puts its parts together.
func (e *engine) answerInParts(ctx context.Context, c Case, f fetch) *inParts {
	got, req, labels := &inParts{}, c.Request, c.labels()
	refuse := func(errs gqlerr.List) *inParts {
		got.refused = bytes.Clone(respond.Refuse(errs).Bytes())
		return got
	}
	prepared, errs := e.Prepare(req.Query, "")
	if len(errs) > 0 {
		return refuse(errs)
	}
	variables, errs := e.Variables(prepared, req.JSON())
	if len(errs) > 0 {
		return refuse(errs)
	}
	if prepared, errs = e.Deferred(prepared, variables); len(errs) > 0 {
		return refuse(errs)
	}
	planned, failure := e.Plan(ctx, e.Authorize(prepared, c.claims()), func(label string) bool { return labels[label] })
	if failure != nil {
		return refuse(gqlerr.List{failure})
	}
	got.plan = planned.Plan.Tree().Text()
	request := graph.Request{Variables: variables, Fetcher: f}
	if !planned.InParts() {
		response := e.Execute(ctx, planned, request)
		defer response.Release()
		got.primary(response)
		return got
	}
	parts := e.ExecuteInParts(ctx, planned, request)
	defer parts.Close()
	response, pending := parts.Primary()
	got.primary(response)
	response.Release()
	open := map[int]bool{}
	got.announce(open, pending)
	for parts.More() && got.problem == "" {
		delivered, announced := parts.Next()
		if len(delivered) == 0 {
			got.problem = "nothing came, although there was more to come"
		}
		got.announce(open, announced)
		for _, d := range delivered {
			if !open[d.ID] {
				got.problem = fmt.Sprintf("the fragment %d was not announced, or came twice", d.ID)
			}
			delete(open, d.ID)
			got.add(d)
		}
	}
	if len(open) > 0 && got.problem == "" {
		got.problem = fmt.Sprintf("these never came: %v", open)
	}
	return got
}

func (a *inParts) announce(open map[int]bool, pending []respond.Pending) {
	for _, p := range pending {
		fmt.Fprintf(&a.text, "pending %d at %s\n", p.ID, show(p.Path))
		open[p.ID] = true
	}
}

func (a *inParts) primary(r *respond.Response) {
	fmt.Fprintf(&a.text, "%s\n", r.Bytes())
	value, err := jsonvalue.Parse(r.Data())
	if err != nil {
		a.problem = fmt.Sprintf("the primary answer is no JSON: %v", err)
		return
	}
	a.data = value
	a.addErrors(r.Errors)
}

// addErrors adds those of one part. A field that several fragments select fails in each of them, and counts once.
func (a *inParts) addErrors(errors gqlerr.List) {
	before := len(a.errors)
	for _, e := range errors {
		if e.Code == gqlerr.UnauthorizedFieldOrType {
			a.denials = append(a.denials, e.Path)
			continue
		}
		if !slices.ContainsFunc(a.errors[:before], func(p []any) bool { return show(p) == show(e.Path) }) {
			a.errors = append(a.errors, e.Path)
		}
	}
}

// add merges a fragment's pieces.
func (a *inParts) add(d respond.Delivered) {
	a.delivered++
	errors, _ := jsonvalue.Marshal(d.Errors)
	fmt.Fprintf(&a.text, "%d at %s failed=%v errors=%s\n", d.ID, show(d.Path), d.Failed, errors)
	if d.Failed {
		a.failed = append(a.failed, d.Path)
		if slices.ContainsFunc(d.Errors, func(e *gqlerr.Error) bool { return e.Code == gqlerr.UnauthorizedFieldOrType }) {
			a.denied = append(a.denied, d.Path)
		}
		if len(d.Errors) == 0 || len(d.Pieces) > 0 {
			a.problem = "a fragment that failed has no errors, or data"
		}
	}
	a.addErrors(d.Errors)
	for _, piece := range d.Pieces {
		fmt.Fprintf(&a.text, "  %s: %s\n", show(piece.Path), piece.Data)
		value, err := jsonvalue.Parse(piece.Data)
		from, ok := value.(*jsonvalue.Object)
		if err != nil || !ok {
			a.problem = fmt.Sprintf("a piece is no JSON object: %v: %s", err, piece.Data)
			return
		}
		into := a.data
		for _, s := range piece.Path {
			into, _ = step(into, asJSON(s))
		}
		object, ok := into.(*jsonvalue.Object)
		switch {
		case a.isTorn(piece.Path):
		case !ok || object == nil:
			a.problem = "a piece for " + show(piece.Path) + ", where no object is"
		default:
			a.mergeInto(object, from, piece.Path)
		}
	}
}

// isTorn says whether a place is in an object that is null for another fragment.
func (a *inParts) isTorn(path []any) bool {
	return slices.ContainsFunc(a.torn, func(t []any) bool { return len(t) <= len(path) && show(t) == show(path[:len(t)]) })
}

// asJSON is a step of a path as parsed JSON has it.
func asJSON(step any) any {
	if n, ok := step.(int); ok {
		return int64(n)
	}
	return step
}

// mergeInto merges as clients do. What two fragments both bring must be the same, but for a null that rose in one of them
// only: each is answered by itself. The whole answer has that null.
func (a *inParts) mergeInto(into, from *jsonvalue.Object, at []any) {
	for _, member := range from.Members {
		below := append(slices.Clip(at), any(member.Name))
		i := slices.IndexFunc(into.Members, func(known jsonvalue.Member) bool { return known.Name == member.Name })
		if i < 0 {
			into.Add(member.Name, member.Value)
		} else {
			into.Members[i].Value = a.merged(into.Members[i].Value, member.Value, below)
		}
	}
}

func (a *inParts) merged(known, more any, at []any) any {
	switch k := known.(type) {
	case *jsonvalue.Object:
		if m, ok := more.(*jsonvalue.Object); ok {
			a.mergeInto(k, m, at)
			return known
		}
	case []any:
		if m, ok := more.([]any); ok && len(m) == len(k) {
			for i := range k {
				k[i] = a.merged(k[i], m[i], append(slices.Clip(at), any(i)))
			}
			return known
		}
	}
	switch {
	case (known == nil) != (more == nil):
		a.torn = append(a.torn, at)
		return nil
	case !jsonvalue.Equal(known, more):
		a.problem = fmt.Sprintf("%s came as %s and as %s", show(at), jsonvalue.Show(known), jsonvalue.Show(more))
	}
	return known
}

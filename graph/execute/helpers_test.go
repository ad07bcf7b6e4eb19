package execute

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

// fakeSubgraphs answers each fetch of a plan with a body, and keeps what was sent.
type fakeSubgraphs struct {
	answer func(ctx context.Context, req *FetchRequest) (string, error)

	mu       sync.Mutex
	sent     map[int]string
	released int
}

func (s *fakeSubgraphs) Fetch(ctx context.Context, req *FetchRequest) (FetchResult, error) {
	s.mu.Lock()
	if s.sent == nil {
		s.sent = map[int]string{}
	}
	s.sent[req.Fetch.ID] += string(req.Variables)
	s.mu.Unlock()
	body, err := s.answer(ctx, req)
	return FetchResult{Body: []byte(body), Release: func() { s.mu.Lock(); s.released++; s.mu.Unlock() }}, err
}

// bodies answers by the fetch's ID.
func bodies(byID ...string) *fakeSubgraphs {
	return &fakeSubgraphs{answer: func(_ context.Context, req *FetchRequest) (string, error) {
		return byID[req.Fetch.ID], nil
	}}
}

// path reads "users.@.product" or "media.@.|Book|Movie".
func path(text string) plan.Path {
	var p plan.Path
	for step := range strings.SplitSeq(text, ".") {
		switch {
		case step == "@":
			p = append(p, plan.Segment{List: true})
		case strings.HasPrefix(step, "|"):
			p = append(p, plan.Segment{Types: strings.Split(step[1:], "|")})
		default:
			p = append(p, plan.Segment{Key: step})
		}
	}
	return p
}

func rootFetch(id int, service string, keys ...string) *plan.Fetch {
	f := &plan.Fetch{ID: id, Service: service, Operation: "{" + strings.Join(keys, " ") + "}"}
	for _, key := range keys {
		f.Selections = append(f.Selections, plan.Selected{Key: key, Name: key})
	}
	return f
}

func key(names ...string) []plan.RepresentationField {
	var fields []plan.RepresentationField
	for _, name := range names {
		fields = append(fields, plan.RepresentationField{Name: name, Source: name, Key: true})
	}
	return fields
}

// entity is a call for one type by simple keys.
func entity(typeName string, fields []plan.RepresentationField, paths ...string) plan.EntityCall {
	c := plan.EntityCall{
		Alias: "_entities", Variable: "representations",
		Representations: []plan.Representation{{Types: []string{typeName}, On: typeName, Fields: fields}},
	}
	for _, p := range paths {
		c.Paths = append(c.Paths, path(p))
	}
	return c
}

func entityFetch(id int, service string, dependsOn []int, calls ...plan.EntityCall) *plan.Fetch {
	for i := range calls {
		if len(calls) > 1 {
			calls[i].Alias, calls[i].Variable = fmt.Sprintf("_e%d", i), fmt.Sprintf("r%d", i)
		}
	}
	return &plan.Fetch{ID: id, Service: service, Operation: "query{...}", DependsOn: dependsOn, Entities: calls}
}

func compile(t testing.TB, fetches ...*plan.Fetch) *Program {
	t.Helper()
	program, err := Compile(&plan.Plan{Fetches: fetches}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// execute runs a plan and gives the whole tree, merged, as plain values, and the errors as text.
func execute(t *testing.T, s *fakeSubgraphs, request Request, fetches ...*plan.Fetch) (tree any, errors []string) {
	t.Helper()
	request.Fetcher = s
	answers := compile(t, fetches...).Execute(t.Context(), request)
	defer answers.Release()
	for _, e := range answers.Errors {
		errors = append(errors, fmt.Sprintf("%s %s %v: %s", e.Code, e.Service, e.Path, e.Message))
	}
	return plain(answers.Tree, answers.Tree.Root(nil)), errors
}

// plain merges the parts of a value into maps and lists; scalars are their bytes.
func plain(tree *value.Tree, parts []value.Ref) any {
	if len(parts) == 0 {
		return nil
	}
	stack := value.Stack{Refs: append([]value.Ref(nil), parts...)}
	switch tree.Kind(parts[0]) {
	case value.List:
		result := []any{}
		lists, _ := stack.Open(tree, 0, len(parts))
		for {
			lo, ok := stack.Next(tree, lists)
			if !ok {
				return result
			}
			result = append(result, plain(tree, append([]value.Ref(nil), stack.Refs[lo:]...)))
		}
	case value.Object:
		result := map[string]any{}
		for _, part := range parts {
			x := tree.Doc(part.Doc)
			for n, to := x.Children(part.Node); n < to; n = x.Next(n) {
				key := x.Key(n)
				if _, ok := result[key]; !ok && key != "" { // nobody asked for one without a name
					members, _ := tree.Members(nil, parts, value.Key{Text: key})
					result[key] = plain(tree, members)
				}
			}
		}
		return result
	}
	return string(tree.Doc(parts[0].Doc).Raw(parts[0].Node))
}

// Short names for what tests compare with.
type (
	object = map[string]any
	list   = []any
)

func when(variable string) []operation.Condition {
	return []operation.Condition{{Variable: variable}}
}

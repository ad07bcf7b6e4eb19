package execute

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/plan"
)

// TestWaysToObjectsAreBounded: shared entities are passed at each place that they have, and that counts even where the ways lead to
// no object, or only to parts of one that is represented.
func TestWaysToObjectsAreBounded(t *testing.T) {
	level := func(child string) string {
		return `{"data":{"_entities":[{"list":[` + strings.TrimSuffix(strings.Repeat(child+",", 100), ",") + `]}]}}`
	}
	const user = `{"__typename":"User","id":"1","boss":null}`
	levels := func() []*plan.Fetch {
		return []*plan.Fetch{
			rootFetch(0, "a", "users"),
			entityFetch(1, "b", []int{0}, entity("User", key("id"), "users.@")),
			entityFetch(2, "c", []int{1}, entity("User", key("id"), "users.@.list.@")),
		}
	}
	below := entity("User", key("id"), "users.@")
	below.Representations[0].Fields = append(below.Representations[0].Fields, plan.RepresentationField{
		Name: "list", Source: "list", Fields: []plan.RepresentationField{{Name: "list", Source: "list", Fields: key("id")}},
	})
	tests := map[string]plan.EntityCall{
		"nothing there":           entity("User", key("id"), "users.@.list.@.list.@.boss"),
		"another type":            entity("User", key("id"), "users.@.list.@.list.@.|Admin"),
		"parts of representation": below,
	}
	for name, last := range tests {
		t.Run(name, func(t *testing.T) {
			s := bodies(`{"data":{"users":[`+user+`]}}`, level(user), level(user), `{"data":{"_entities":[{}]}}`)
			_, errs := execute(t, s, Request{Limits: Limits{Positions: 200}}, append(levels(), entityFetch(3, "d", []int{2}, last))...)
			p := "users"
			if diff := cmp.Diff([]string{"INTERNAL_SERVER_ERROR d [" + p + `]: The answer has more objects than the service "d" may be asked about.`}, errs); diff != "" {
				t.Error(diff)
			}
			if _, asked := s.sent[3]; asked {
				t.Error("it was asked all the same")
			}
		})
	}
}

// TestLookingForObjectsEndsWithTheRequest: whoever looks for objects at a great many places stops when the request is over.
func TestLookingForObjectsEndsWithTheRequest(t *testing.T) {
	const elements = 3 * stepsPerLook
	ctx, cancel := context.WithCancel(t.Context())
	s := &fakeSubgraphs{answer: func(context.Context, *FetchRequest) (string, error) {
		return `{"data":{"users":[{"boss":null}` + strings.Repeat(`,{"boss":null}`, elements-1) + `]}}`, nil
	}}
	done := &doneLater{Context: ctx, cancel: cancel, looks: 2}
	answers := compile(t, rootFetch(0, "a", "users"), entityFetch(1, "b", []int{0}, entity("User", key("id"), "users.@.boss"))).
		Execute(done, Request{Fetcher: s})
	defer answers.Release()
	if steps := stepsPerPosition*1_000_000 - answers.run.placesSteps; steps != 0 {
		t.Errorf("%d steps to find where errors belong", steps)
	}
	if done.looks >= 0 {
		t.Errorf("%d more looks were expected", done.looks)
	}
	if reported := s.sent; len(reported) != 1 {
		t.Errorf("sent %v", reported)
	}
	if passed := stepsPerPosition*1_000_000 - answers.run.walker.steps; answers.run.walker.steps != 0 {
		t.Errorf("it went on to %d of %d elements", passed, elements)
	}
}

// doneLater is a context that is over when it was looked at so many times.
type doneLater struct {
	context.Context //nolint:containedctx // it stands for one
	cancel          context.CancelFunc
	looks           int
}

func (d *doneLater) Err() error {
	if d.looks--; d.looks < 0 {
		d.cancel()
	}
	return d.Context.Err()
}

package graph_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph"
)

// TestPartsAreSoughtWithinBounds: what a null took out of the answer can hold any number of ways, which are not gone without bound for the objects that are
// in it.
func TestPartsAreSoughtWithinBounds(t *testing.T) {
	t.Parallel()
	one := `{"__typename":"Good","id":"2"}`
	many := strings.TrimSuffix(strings.Repeat(one+",", 1000), ",")
	gone, there := `{"__typename":"Good","id":"1","name":null}`, `{"__typename":"Good","id":"3","name":"saw"}`
	for _, test := range []struct {
		name, goods, related, want string
		limit                      int
	}{
		{
			name: "no more than the answer may have bytes", limit: 500,
			goods: gone + "," + there, related: `{"related":[` + many + `]},{"related":[` + one + `]}`, want: `
				pending 0 at ["goods",1,"related",0]
				0 at ["goods",1,"related",0] failed
				  The answer is larger than it may be. at ["goods",1,"related",0]`,
		},
		{
			name: "as many", limit: 1001,
			goods: gone + "," + there, related: `{"related":[` + many + `]},{"related":[` + one + `]}`, want: `
				pending 0 at ["goods",1,"related",0]
				0 at ["goods",1,"related",0] failed
				  The answer is larger than it may be. at ["goods",1,"related",0]`,
		},
		{
			name: "and that is enough", limit: 1100,
			goods: gone + "," + there, related: `{"related":[` + many + `]},{"related":[` + one + `]}`, want: `
				pending 0 at ["goods",1,"related",0]
				0 at ["goods",1,"related",0]: {"price":5}`,
		},
		{
			name: "nothing is sought when all is found", limit: 500,
			goods: there + "," + gone, related: `{"related":[` + one + `]},{"related":[` + many + `]}`, want: `
				pending 0 at ["goods",0,"related",0]
				0 at ["goods",0,"related",0]: {"price":5}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			engine, planned, request := planPartsWith(t, graph.Options{MaxAnswer: test.limit}, `{ goods { name related { id ... @defer { price } } } }`, "")
			request.Fetcher = answers{
				"a root": `{"data":{"goods":[` + test.goods + `]}}`,
				"c":      `{"data":{"_entities":[` + test.related + `]}}`,
				"b":      `{"data":{"_entities":[{"price":5}]}}`,
			}
			parts := engine.ExecuteInParts(t.Context(), planned, request)
			defer parts.Close()
			primary, pending := parts.Primary()
			primary.Release()
			var text strings.Builder
			tell(&text, pending, nil)
			for parts.More() {
				delivered, pending := parts.Next()
				tell(&text, pending, delivered)
			}
			want := strings.Split(strings.TrimSpace(strings.ReplaceAll(test.want, "\n\t\t\t\t", "\n")), "\n")
			if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(text.String()), "\n")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

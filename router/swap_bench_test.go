package router

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/config"
)

// BenchmarkReplace is from a new supergraph's text to its being served, where another one is: it is read, and the operations used most are
// planned for it first.
func BenchmarkReplace(b *testing.B) {
	data := filepath.Join("..", "bench", "data")
	text, err := os.ReadFile(filepath.Join(data, "supergraph.graphql"))
	if err != nil {
		b.Fatal(err)
	}
	heavy, err := os.ReadFile(filepath.Join(data, "ops", "heavy.graphql"))
	if err != nil {
		b.Fatal(err)
	}
	for _, operations := range []int{0, 1, 50} {
		b.Run(fmt.Sprintf("operations=%d", operations), func(b *testing.B) {
			r, err := New(config.Default(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(r.Close)
			serve := func(id string) {
				sg, err := supergraph.Parse("supergraph.graphql", string(text))
				if err != nil {
					b.Fatal(err)
				}
				r.Serve(sg, id)
			}
			serve("first")
			plans := r.served.Load().plans
			for i := range operations {
				// No two are the same operation: each has an alias of its own.
				query := strings.Replace(string(heavy), "query TestQuery {", fmt.Sprintf("query TestQuery {\n  alias%d: __typename", i), 1)
				p, err := plans.prepared(b.Context(), query, "")
				if err != nil {
					b.Fatal(err)
				}
				if _, err := plans.planned(b.Context(), p, plans.authorized(p, authz.Claims{}), planUse{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				serve(fmt.Sprint(i))
			}
			if warm := r.served.Load().plans.hottest(operations, 1<<30, time.Now()); len(warm) != operations {
				b.Errorf("%d operations are ready, of %d", len(warm), operations)
			}
		})
	}
}

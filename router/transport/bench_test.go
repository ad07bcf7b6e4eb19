package transport_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/internal/barehttp"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/transport"
)

// BenchmarkFetch is one call of a subgraph, by fifty at a time, no two calls equal. The subgraph is in this process too,
// and does as little as one can.
func BenchmarkFetch(b *testing.B) {
	for _, size := range []int{200, 80_000} {
		b.Run(fmt.Sprintf("answer=%dB", size), func(b *testing.B) {
			address := barehttp.Serve(b, `{"data":{"x":"`+strings.Repeat("x", size-len(`{"data":{"x":""}}`))+`"}}`)
			cfg := config.Default()
			cfg.Headers.All.Request = []config.HeaderRule{{Propagate: &config.PropagateHeader{Named: "x-user"}}}
			client := transport.NewClient(cfg, slog.New(slog.DiscardHandler))
			b.Cleanup(client.Close)
			targets := client.Targets([]*supergraph.Subgraph{{Name: "a", URL: "http://" + address + "/graphql"}})
			request := &execute.FetchRequest{
				Fetch: &plan.Fetch{Service: "a", Kind: ast.Query}, Body: []byte(`{"query":"query($r:[_Any!]!){_entities(representations:$r){...on A{b}}}"}`),
			}
			var users atomic.Int64
			b.SetBytes(int64(size))
			b.ReportAllocs()
			b.SetParallelism(25)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					incoming := http.Header{"X-User": {fmt.Sprint(users.Add(1))}}
					result, err := targets.Session(incoming, "").Fetch(b.Context(), request)
					if err != nil || len(result.Body) != size {
						b.Errorf("%d bytes, %v", len(result.Body), err)
						return
					}
				}
			})
		})
	}
}

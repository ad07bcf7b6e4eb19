package transport_test

import (
	"bufio"
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/transport"
)

// BenchmarkFetch is one call of a subgraph, by fifty at a time, no two calls equal. The subgraph is in this process too,
// and does as little as one can.
func BenchmarkFetch(b *testing.B) {
	for _, size := range []int{200, 80_000} {
		b.Run(fmt.Sprintf("answer=%dB", size), func(b *testing.B) {
			address := bareSubgraph(b, size)
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

// bareSubgraph answers every request on a connection with the same bytes.
func bareSubgraph(b *testing.B, size int) string {
	b.Helper()
	l, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	body := `{"data":{"x":"` + strings.Repeat("x", size-len(`{"data":{"x":""}}`)) + `"}}`
	answer := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				for in := bufio.NewReader(conn); skipRequest(in) == nil; {
					if _, err := conn.Write(answer); err != nil {
						return
					}
				}
			}()
		}
	}()
	b.Cleanup(func() { _ = l.Close(); <-ended })
	return l.Addr().String()
}

// skipRequest reads a request that has a Content-Length.
func skipRequest(in *bufio.Reader) error {
	length := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= len("\r\n") {
			_, err = in.Discard(length)
			return err
		}
		if value, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
}

package router

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/internal/barehttp"
	"github.com/weftgraphql/weft/router/config"
)

const (
	shelfSDL  = federation + `type Query { top: [Book] } type Book @key(fields: "id") { id: ID! title: String }`
	reviewSDL = federation + `type Book @key(fields: "id") { id: ID! rating: Int note: String }`
)

// BenchmarkServe is a request from the client's socket back to it: net/http's server, the pipeline with a cached plan, and a
// call, or two of which the second asks for entities. Client and subgraphs are in this process too; they do as little as one
// can, and allocate nothing.
func BenchmarkServe(b *testing.B) {
	for _, size := range []int{10, 1000} {
		for name, query := range map[string]string{"one-call": "{top{id title}}", "entities": "{top{id title rating note}}"} {
			b.Run(fmt.Sprintf("%s/books=%d", name, size), func(b *testing.B) {
				c := newBareClient(b, size, query)
				b.ReportAllocs()
				for b.Loop() {
					if err := c.exchange(); err != nil {
						b.Fatal(err)
					}
				}
				b.SetBytes(int64(len(c.answer)))
			})
		}
	}
}

// TestAllocationsOfARequest: what a request with a cached plan allocates, all of net/http's server included, is bounded, and does not
// grow with the answer.
func TestAllocationsOfARequest(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector empties pools")
	}
	for name, query := range map[string]string{"one call": "{top{id title}}", "entities": "{top{id title rating note}}"} {
		few, many := newBareClient(t, 10, query).allocations(t), newBareClient(t, 1000, query).allocations(t)
		t.Logf("%s: %.1f allocations with 10 books, %.1f with 1000", name, few, many)
		if few >= 40 || many >= 40 {
			t.Errorf("%s: %.1f and %.1f allocations for a request", name, few, many)
		}
	}
}

// bareClient sends the same request over one connection.
type bareClient struct {
	conn            net.Conn
	request, answer []byte
}

func newBareClient(tb testing.TB, books int, query string) *bareClient {
	tb.Helper()
	shelf, reviews := &bytes.Buffer{}, &bytes.Buffer{}
	for i := range books {
		if i > 0 {
			shelf.WriteByte(',')
			reviews.WriteByte(',')
		}
		fmt.Fprintf(shelf, `{"__typename":"Book","id":"%d","title":"the title of book %d"}`, i, i)
		fmt.Fprintf(reviews, `{"rating":%d,"note":"what somebody said of book %d"}`, i%5, i)
	}
	composed := compose.Compose(context.Background(), []compose.Subgraph{
		{Name: "shelf", URL: "http://" + barehttp.Serve(tb, `{"data":{"top":[`+shelf.String()+`]}}`), SDL: shelfSDL},
		{Name: "reviews", URL: "http://" + barehttp.Serve(tb, `{"data":{"_entities":[`+reviews.String()+`]}}`), SDL: reviewSDL},
	}, compose.Options{})
	if !composed.OK() {
		tb.Fatalf("%+v", composed.Errors)
	}
	sg, err := supergraph.Parse("supergraph.graphql", composed.SDL)
	if err != nil {
		tb.Fatal(err)
	}
	cfg := config.Default()
	cfg.Supergraph.Listen, cfg.Admin.Listen = "127.0.0.1:0", "off"
	cfg.Headers.All.Request = []config.HeaderRule{{Propagate: &config.PropagateHeader{Named: "x-user"}}}
	r, err := New(cfg, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(r.Close)
	r.Serve(sg, "one")
	server, err := r.Listen()
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	tb.Cleanup(func() { cancel(); <-ended })
	return dialBare(tb, server.Addr().String(), query, books)
}

// dialBare makes the first exchange, whose answer it checks: it makes the plan.
func dialBare(tb testing.TB, address, query string, books int) *bareClient {
	tb.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	body := `{"query":"` + query + `"}`
	c := &bareClient{conn: conn, request: fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"+
		"Accept: application/json\r\nX-User: someone\r\nContent-Length: %d\r\n\r\n%s", address, len(body), body)}
	if _, err := conn.Write(c.request); err != nil {
		tb.Fatal(err)
	}
	var read bytes.Buffer
	response, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &read)), nil)
	if err != nil {
		tb.Fatal(err)
	}
	content, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil || strings.Count(string(content), `"title"`) != books || bytes.Contains(content, []byte("errors")) {
		tb.Fatalf("%v, %.300s", err, content)
	}
	c.answer = bytes.Clone(read.Bytes())
	return c
}

// exchange is one request and its answer, which has the first one's length.
func (c *bareClient) exchange() error {
	if _, err := c.conn.Write(c.request); err != nil {
		return err
	}
	_, err := io.ReadFull(c.conn, c.answer)
	return err
}

func (c *bareClient) allocations(t *testing.T) float64 {
	t.Helper()
	for range 200 {
		if err := c.exchange(); err != nil {
			t.Fatal(err)
		}
	}
	return testing.AllocsPerRun(500, func() {
		if err := c.exchange(); err != nil {
			t.Fatal(err)
		}
	})
}

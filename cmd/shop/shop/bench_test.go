package shop_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/cmd/shop/shop"
)

// BenchmarkPage is a catalogue page of 20 products with their categories, over SQLite in memory.
func BenchmarkPage(b *testing.B) {
	s, err := shop.New(b.Context(), shop.Config{Only: []string{"products"}})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	handler := s.Subgraph("products")
	body := query(`{ products(first: 20) { nodes { id name price { amount currency } category { title } } } }`)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
			request.Header.Set("Content-Type", "application/json")
			recorder := httptest.NewRecorder()
			handler.ServeHTTP(recorder, request)
			if recorder.Code != http.StatusOK {
				b.Fatal(recorder.Body)
			}
		}
	})
}

package differ

import (
	"context"
	"strings"
	"testing"
)

// What subgraphs do wrong comes up often enough: objects they lack, values of other types, a type nobody knows.
func TestFaultsComeUp(t *testing.T) {
	count := map[string]int{}
	words := []string{`"_entities":[null`, `,null,{`, `"NO_VALUE"`, `"Nowhere"`, `"text"`}
	for seed := range uint64(300) {
		cases, w, err := Cases(seed)
		if err != nil {
			t.Fatal(err)
		}
		e, failure := build(t.Context(), cases[0].Subgraphs)
		if failure != nil {
			t.Fatal(failure.Detail)
		}
		for _, c := range cases {
			session := c.session()
			e.answer(t.Context(), c, func(ctx context.Context, subgraph string, body []byte) ([]byte, error) {
				return w.Serve(ctx, session, subgraph, body)
			})
			for _, r := range session.Requests() {
				for _, word := range words {
					if strings.Contains(r.Response, word) {
						count[word]++
					}
				}
			}
		}
	}
	for _, word := range words {
		if count[word] == 0 {
			t.Errorf("%s is in no answer", word)
		}
	}
}

package compose

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// generated makes n subgraphs with types entities between them, each entity known to three
// neighbouring subgraphs, with value types, enums and inputs of the usual kinds.
func generated(n, types int) []Subgraph {
	texts := make([]strings.Builder, n)
	for i := range texts {
		fmt.Fprintf(&texts[i], "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [\"@key\", \"@shareable\", \"@external\", \"@requires\", \"@tag\"])\n")
		fmt.Fprintf(&texts[i], "type Query {\n  root%d(filter: Filter%d): [Entity%d!]\n}\n", i, i, i%max(types, 1))
		fmt.Fprintf(&texts[i], "input Filter%d {\n  state: State%d = OPEN\n  text: String\n}\nenum State%d { OPEN CLOSED }\n", i, i, i)
		fmt.Fprintf(&texts[i], "type Money @shareable {\n  amount: Int!\n  currency: String!\n}\n")
	}
	for t := range types {
		home := t % n
		next := (t + 1) % types
		fmt.Fprintf(&texts[home], "\"\"\"\nThe entity number %d\n\"\"\"\ntype Entity%d @key(fields: \"id\") {\n  id: ID!\n  name: String! @tag(name: \"t%d\")\n  price: Money\n  next: Entity%d\n}\n", t, t, t%7, next)
		if home != next%n {
			fmt.Fprintf(&texts[home], "type Entity%d @key(fields: \"id\", resolvable: false) {\n  id: ID!\n}\n", next)
		}
		for d := 2; d <= 3 && d < n; d++ {
			fmt.Fprintf(&texts[(home+d)%n], "type Entity%d @key(fields: \"id\") {\n  id: ID!\n  name: String! @external\n  extra%d: [Int!] @requires(fields: \"name\")\n}\n", t, d)
		}
	}
	out := make([]Subgraph, n)
	for i := range out {
		out[i] = Subgraph{Name: fmt.Sprintf("sub-%03d", i), URL: fmt.Sprintf("http://sub-%03d.test/graphql", i), File: fmt.Sprintf("sub-%03d.graphql", i), SDL: texts[i].String()}
	}
	return out
}

func BenchmarkCompose(b *testing.B) {
	for _, size := range []struct{ subgraphs, types int }{{10, 200}, {100, 2000}, {1000, 5000}, {1, 10_000}} {
		b.Run(fmt.Sprintf("subgraphs=%d/types=%d", size.subgraphs, size.types), func(b *testing.B) {
			inputs := generated(size.subgraphs, size.types)
			bytes := 0
			for _, in := range inputs {
				bytes += len(in.SDL)
			}
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			for b.Loop() {
				if r := Compose(context.Background(), inputs, Options{}); !r.OK() {
					b.Fatalf("%d errors, the first: %s: %s", len(r.Errors), r.Errors[0].Code, r.Errors[0].Message)
				}
			}
		})
	}
}

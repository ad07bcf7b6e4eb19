package execute

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/plan"
)

// separateByPairs is separate by its definition: each call held against each other.
func separateByPairs(fetches []*plan.Fetch, of *plan.EntityCall) bool {
	var prefixes []string
	for _, p := range of.Paths {
		prefixes = append(prefixes, textOf(p))
	}
	if len(prefixes) < 2 {
		return false
	}
	for _, f := range fetches {
		for i := range f.Entities {
			below := map[string]int{}
			for _, p := range f.Entities[i].Paths {
				for _, prefix := range prefixes {
					if rest, ok := strings.CutPrefix(textOf(p), prefix); ok && rest != "" && brings(of.Selections, rest) {
						below[rest]++
					}
				}
			}
			for _, count := range below {
				if count != len(prefixes) {
					return true
				}
			}
		}
	}
	return false
}

func textOf(p plan.Path) string {
	var text strings.Builder
	for _, s := range p {
		if s.List {
			text.WriteString("@.")
		} else if s.Key != "" {
			text.WriteString(s.Key + ".")
		}
	}
	return text.String()
}

func brings(selections []plan.Selected, rest string) bool {
	for step := range strings.SplitSeq(rest, ".") {
		if step != "@" {
			return step == "" || slices.ContainsFunc(selections[0].Selections, func(s plan.Selected) bool { return s.Key == step })
		}
	}
	return true
}

// TestSeparateIsByDefinition holds what is found by looking paths up against each call held against each other, for random plans.
func TestSeparateIsByDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	steps := []string{"a", "b", "@", "|T", "c"}
	separate := 0
	for round := range 3000 {
		fetches := []*plan.Fetch{{ID: 0, Operation: "{...}", Selections: selects("a { id }")}}
		for id := 1; id < 2+r.IntN(5); id++ {
			var paths []string
			for range 1 + r.IntN(4) {
				p := []string{"a"}
				for range r.IntN(4) {
					p = append(p, steps[r.IntN(len(steps))])
				}
				paths = append(paths, strings.Join(p, "."))
			}
			f := entityFetch(id, "s", []int{0}, entity("T", key("id"), paths...))
			f.Entities[0].Selections = selects([]string{"|T { a { id } }", "|T { b { id } c { id } }", "|T { x }"}[r.IntN(3)])
			fetches = append(fetches, f)
		}
		program := compile(t, fetches...)
		for i, f := range fetches[1:] {
			got, want := program.fetches[i+1].calls[0].separate, separateByPairs(fetches, &f.Entities[0])
			if got != want {
				t.Fatalf("round %d, fetch %d: separate is %t, want %t", round, i+1, got, want)
			}
			if want {
				separate++
			}
		}
	}
	if separate < 100 {
		t.Errorf("only %d calls were to be separate", separate)
	}
}

// manyFetches is a plan of fetches that all enter the same paths, each depending on one before.
func manyFetches(count, paths int) *plan.Plan {
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}"}
	var at []string
	for i := range paths {
		root.Selections = append(root.Selections, selects(fmt.Sprintf("r%d { __typename id in { __typename id } }", i))...)
		at = append(at, fmt.Sprintf("r%d.@", i))
	}
	p := &plan.Plan{Kind: ast.Query, Fetches: []*plan.Fetch{root}}
	for i := 1; i < count; i++ {
		f := entityFetch(i, fmt.Sprint(i%7), []int{i / 2}, entity("T", key("id"), at...))
		f.Subgraph = i % 7
		f.Entities[0].Selections = selects(fmt.Sprintf("|T { f%d g%d { __typename id h } }", i, i))
		p.Fetches = append(p.Fetches, f)
	}
	return p
}

// nestedFetches is a plan of fetches each of which enters what the one before brings.
func nestedFetches(count, paths int) *plan.Plan {
	p := manyFetches(1, paths)
	var at []string
	for i := range paths {
		at = append(at, fmt.Sprintf("r%d.@", i))
	}
	for i := 1; i < count; i++ {
		f := entityFetch(i, fmt.Sprint(i%7), []int{i - 1}, entity("T", key("id"), at...))
		f.Subgraph = i % 7
		f.Entities[0].Selections = selects(fmt.Sprintf("|T { n%d { __typename id h } }", i))
		p.Fetches = append(p.Fetches, f)
		for k := range at {
			at[k] += fmt.Sprintf(".n%d", i)
		}
	}
	return p
}

func BenchmarkCompile(b *testing.B) {
	for name, p := range map[string]*plan.Plan{
		"10 fetches": manyFetches(10, 30), "100 fetches": manyFetches(100, 30), "300 fetches": manyFetches(300, 30),
		"40 levels": nestedFetches(40, 30),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compile(p, nil, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

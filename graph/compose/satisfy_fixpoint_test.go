package compose

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// reachable asks by a fixpoint where one can go in a graph: the answers grow along its edges.
type reachable struct {
	fixpoint
	edges     [][]int
	questions []question
	answers   []map[int]bool
	looks     int
}

func newReachable(edges [][]int) *reachable {
	r := &reachable{edges: edges, questions: make([]question, len(edges)), answers: make([]map[int]bool, len(edges))}
	r.ended, r.maxSteps = func() error { return nil }, 1<<30
	for i := range edges {
		r.answers[i] = map[int]bool{i: true}
	}
	return r
}

func (r *reachable) from(i int) map[int]bool {
	r.settle(&r.questions[i], func() bool {
		r.looks++
		before := len(r.answers[i])
		for _, next := range r.edges[i] {
			for at := range r.from(next) {
				r.answers[i][at] = true
			}
		}
		return len(r.answers[i]) > before
	})
	return r.answers[i]
}

// walk is the same by a plain search.
func walk(edges [][]int, from int) map[int]bool {
	seen, queue := map[int]bool{from: true}, []int{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, next := range edges[at] {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return seen
}

// TestFixpointIsComplete holds the answers of random questions that hang on each other against a plain search, whatever is asked first.
func TestFixpointIsComplete(t *testing.T) {
	for seed := range uint64(400) {
		random := rand.New(rand.NewPCG(seed, 1))
		edges := make([][]int, 2+random.IntN(12))
		for range random.IntN(3 * len(edges)) {
			i := random.IntN(len(edges))
			edges[i] = append(edges[i], random.IntN(len(edges)))
		}
		r := newReachable(edges)
		for _, i := range random.Perm(len(edges)) {
			if got, want := fmt.Sprint(r.from(i)), fmt.Sprint(walk(edges, i)); got != want {
				t.Fatalf("seed %d: from %d of %v: %s, want %s", seed, i, edges, got, want)
			}
			if !r.questions[i].final {
				t.Fatalf("seed %d: the answer to %d stays open", seed, i)
			}
		}
	}
}

// TestFixpointLooksOncePerRound asks in a graph in which everything leads to everything: as many ways as there are orders.
func TestFixpointLooksOncePerRound(t *testing.T) {
	edges := make([][]int, 40)
	for i := range edges {
		for j := range edges {
			edges[i] = append(edges[i], j)
		}
	}
	r := newReachable(edges)
	r.from(0)
	if r.looks > 4*len(edges) {
		t.Errorf("%d looks at %d questions", r.looks, len(edges))
	}
	for i := range edges {
		r.from(i)
	}
	if got := r.looks; got > 4*len(edges) {
		t.Errorf("%d looks after all were asked: final answers are looked at again", got)
	}
}

// TestFixpointEnds stops where the budget or the time is spent, and calls nothing final then.
func TestFixpointEnds(t *testing.T) {
	ring := [][]int{{1}, {2}, {3}, {0}}
	r := newReachable(ring)
	r.maxSteps = 2
	r.from(0)
	if !r.spent() || r.questions[0].final {
		t.Errorf("after %d steps of %d: final %t", r.steps, r.maxSteps, r.questions[0].final)
	}
	r = newReachable(ring)
	r.ended = func() error { return errors.New("ended") }
	r.from(0)
	if r.looks != 0 || r.questions[0].final {
		t.Errorf("%d looks after the end", r.looks)
	}
}

// TestKeysInCircles is types whose keys lead through one another in every order. With no way in from outside nothing answers them;
// one type that can be entered answers all. Either takes a number of steps that grows with the types, not with their orders.
func TestKeysInCircles(t *testing.T) {
	const types = 16
	graph := func(first string) []string {
		a, b := "type Query { t: T1 }\n", ""
		for i := range types {
			keys, links := "", ""
			for j := range types {
				if j != i {
					keys += fmt.Sprintf(` @key(fields: "l%d { id }")`, j)
					links += fmt.Sprintf(" l%d: T%d @shareable", j, j)
				}
			}
			own := ""
			if i == 0 {
				own = first
			}
			a += fmt.Sprintf("type T%d { %s %s }\n", i, links, own)
			b += fmt.Sprintf("type T%d%s { id: ID! @shareable %s }\n", i, keys, links)
		}
		return []string{a, b}
	}
	for _, test := range []struct {
		name, first string
		code        string // "" composes
	}{
		{"no way in", "x: Int", "SATISFIABILITY_ERROR"},
		{"one way in", "id: ID! @shareable", ""},
	} {
		r := Compose(context.Background(), set(graph(test.first)...), Options{MaxSteps: 100_000})
		if got := strings.Join(codesOf(r), " "); got != test.code && !(test.code != "" && strings.HasPrefix(got, test.code)) {
			t.Errorf("%s: %s\n%.2000v", test.name, got, messages(r))
		}
	}
}

// TestRequirementBelowAnAbstractType is a key that is made of what objects below a union can tell, which are of the key's own type:
// what they can tell at first is not all.
func TestRequirementBelowAnAbstractType(t *testing.T) {
	r := Compose(t.Context(), set(
		`type Query { t: T } union U = T type T @key(fields: "id") { id: ID! u: U }`,
		`union U = T type T @key(fields: "id") { id: ID! h: Int @external u: U @external k: ID @shareable @requires(fields: "u { ... on T { h } }") }`,
		`type T @key(fields: "k") { k: ID @shareable c: Int }`,
		`type T @key(fields: "id") { id: ID! h: Int }`,
	), Options{})
	if !r.OK() {
		t.Errorf("%v", messages(r))
	}
}

package generate

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/fedtest/refexec"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

func sized(seed uint64) Size { return Size{Subgraphs: 1 + int(seed%6), Types: 1 + int(seed%3)} }

// Every cut parses, completes and has data; every operation is valid and within its variables.
func TestGraphsAndOperationsAreValid(t *testing.T) {
	for seed := range uint64(300) {
		subgraphs := Schema(NewRandom(seed, 1), sized(seed))
		w, err := world.New(seed, subgraphs)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for stream := range uint64(5) {
			request := Operation(NewRandom(seed, 2+stream), w.API(), 40)
			response := w.Monolith(t.Context(), &world.Session{}, refexec.Request{Query: request.Query, Variables: request.Variables})
			if !response.Executed {
				t.Errorf("seed %d.%d: %s\n%s\n%s", seed, stream, response.Errors[0].Message, request.Query, request.JSON())
			}
		}
	}
}

// The same seed makes the same texts, on which all replaying rests.
func TestSchemaIsDeterministic(t *testing.T) {
	for seed := range uint64(50) {
		if diff := cmp.Diff(Schema(NewRandom(seed, 1), sized(seed)), Schema(NewRandom(seed, 1), sized(seed))); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		subgraphs := Schema(NewRandom(seed, 1), sized(seed))
		a, errA := world.New(seed, subgraphs)
		b, errB := world.New(seed, subgraphs)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if diff := cmp.Diff(Operation(NewRandom(seed, 2), a.API(), 40), Operation(NewRandom(seed, 2), b.API(), 40)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// Everything that the planner and the composer must know comes up often enough.
func TestEveryFeatureComesUp(t *testing.T) {
	features := map[string]func(text string) bool{}
	has := func(words ...string) {
		features[strings.Join(words, " ")] = func(text string) bool {
			for _, w := range words {
				if !strings.Contains(text, w) {
					return false
				}
			}
			return true
		}
	}
	for _, w := range []string{
		"@key", "resolvable: false", "ref { id }", "ref { sub id }", "@shareable", "@external", "@requires(", "@provides", "@override", "label:",
		"@interfaceObject", "@inaccessible", "federation__", "RootQuery", "Mut {", "extend type E", "interface Node @key", "interface I", "implements I0 & I1",
		"union", "enum", "input", "scalar", "[[", " = ", "... on", "@shareable {", "piece", "@authenticated", "@requiresScopes", "@policy",
		"ONLY", ": Mutation", "@inaccessible)", "@fromContext", "... on Query {",
	} {
		has(w)
	}
	has("@requires(", "@interfaceObject")
	setter := regexp.MustCompile(`type N\d [^{]*@(federation__)?context`)
	features["a context set by some of the family, which an interface object hides"] = func(text string) bool {
		return strings.Contains(text, "@interfaceObject") && setter.MatchString(text)
	}
	count := map[string]int{}
	const graphs = 300
	for seed := range uint64(graphs) {
		text := ""
		for _, s := range Schema(NewRandom(seed, 1), sized(seed)) {
			text += s.SDL
		}
		for name, test := range features {
			if test(text) {
				count[name]++
			}
		}
	}
	for name := range features {
		if count[name] < graphs/50 {
			t.Errorf("%q is in %d of %d graphs only", name, count[name], graphs)
		}
	}
}

// The same for operations.
func TestEveryOperationFeatureComesUp(t *testing.T) {
	words := []string{
		"query", "mutation", "fragment Frag1", "... on", "... {", "@skip(if: $", "@include(if: $", "@skip(if: true)", "@include(if: false)",
		": Boolean! =", ": Boolean =", "__typename", "__t", "_entities:", "_k:", "[$", ": {", "null",
	}
	count := map[string]int{}
	total := 0
	for seed := range uint64(200) {
		w, err := world.New(seed, Schema(NewRandom(seed, 1), sized(seed)))
		if err != nil {
			t.Fatal(err)
		}
		for stream := range uint64(5) {
			query := Operation(NewRandom(seed, 2+stream), w.API(), 40).Query
			total++
			for _, word := range words {
				if strings.Contains(query, word) {
					count[word]++
				}
			}
		}
	}
	for _, word := range words {
		if count[word] < total/100 {
			t.Errorf("%q is in %d of %d operations only", word, count[word], total)
		}
	}
}

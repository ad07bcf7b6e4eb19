package generate

import (
	"testing"

	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// Every cut parses, completes and has data.
func TestSchemasHaveAWorld(t *testing.T) {
	for seed := range uint64(300) {
		subgraphs := Schema(NewRandom(seed, 1), Size{Subgraphs: 1 + int(seed%6), Types: 1 + int(seed%3)})
		if _, err := world.New(seed, subgraphs); err != nil {
			t.Errorf("seed %d: %v", seed, err)
			for _, s := range subgraphs {
				t.Logf("--- %s\n%s", s.Name, s.SDL)
			}
			return
		}
	}
}

package execute

import (
	"fmt"
	"testing"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// TestDedupTableAfterALargeRequest: representations are told apart and found as before, and what is cleared for the next request is small.
func TestDedupTableAfterALargeRequest(t *testing.T) {
	var table dedupTable
	for _, count := range []int{1, 5000, 3, 300, 5000} {
		table.reset()
		if len(table.slots) != fewSlots {
			t.Fatalf("%d slots are cleared", len(table.slots))
		}
		var state callState
		var body []byte
		for i := range count {
			for again := range 2 {
				start := len(body)
				body = fmt.Appendf(body, `{"id":%d}`, i)
				number, known := table.add(body, start, value.Ref{}, &state)
				if int(number) != i || known != (again == 1) {
					t.Fatalf("of %d: %d is number %d, known %t", count, i, number, known)
				}
				if known {
					body = body[:start]
				}
			}
		}
		if number, known := table.find(body, fmt.Appendf(nil, `{"id":%d}`, count-1), &state); !known || int(number) != count-1 {
			t.Errorf("of %d the last is not found", count)
		}
		if _, known := table.find(body, []byte(`{"id":-1}`), &state); known {
			t.Error("what was not added is found")
		}
	}
}

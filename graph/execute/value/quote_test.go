package value_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// TestAppendQuoted reads what was written with another reader.
func TestAppendQuoted(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", "plain", `"`, `\`, "a\"b\\c", "line\nline\n", "\x00\x1f\x7f", "é ü ßøж 😀", "�", "a�b",
		"\xff", "a\xffb", "\xe6\xbc", "é\xffé\"", strings.Repeat("ab\tcd", 50),
	}
	for _, text := range texts {
		got := value.AppendQuoted([]byte("before"), text)
		if !strings.HasPrefix(string(got), `before"`) {
			t.Errorf("%q is written as %s", text, got)
			continue
		}
		var read string
		if err := json.Unmarshal(got[len("before"):], &read); err != nil {
			t.Errorf("%q is written as %s: %v", text, got, err)
			continue
		}
		if want := string([]rune(text)); read != want {
			t.Errorf("%q is read back as %q", text, read)
		}
	}
}

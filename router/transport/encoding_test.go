package transport

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/router/config"
)

// TestContentEncodings: compressed answers are read, and bounded by what they hold; what was not asked for is refused.
func TestContentEncodings(t *testing.T) { overBoth(t, testContentEncodings) }

func testContentEncodings(t *testing.T, over client) {
	const answer = `{"data":{"x":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}}`
	zip := func(text string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		return b.String()
	}
	const malformed = "SUBREQUEST_MALFORMED_RESPONSE "
	const notGzip = malformed + "The service's answer is not gzip, as it says."
	large := `{"data":{"x":"` + strings.Repeat("y", 2000) + `"}}`
	tests := []struct {
		name, encoding, body, want string
	}{
		{"none", "", answer, answer},
		{"identity", "identity", answer, answer},
		{"gzip", "gzip", zip(answer), answer},
		{"gzip in capitals", "GZIP", zip(answer), answer},
		{"gzip by its old name", "x-gzip", zip(answer), answer},
		{"gzip in two parts", "gzip", zip(answer[:10]) + zip(answer[10:]), answer},
		{"empty gzip", "gzip", zip(""), ""},
		{"as large as may be", "gzip", zip(large[:1000]), large[:1000]},
		{"larger than may be", "gzip", zip(large), malformed + "The service's answer is too large."},
		{"another one", "br", answer, malformed + "The service's answer has a content encoding that was not asked for."},
		{"two of them", "gzip, gzip", zip(zip(answer)), malformed + "The service's answer has a content encoding that was not asked for."},
		{"not gzip", "gzip", answer, notGzip},
		{"cut gzip", "gzip", zip(answer)[:20], notGzip},
		{"nothing", "gzip", "", notGzip},
	}
	cfg := config.Default()
	cfg.Limits.SubgraphMaxBytes = 1000
	for _, test := range tests {
		ts := targetsOver(t, over, cfg, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") != "gzip" {
				t.Errorf("asked for %q", r.Header.Get("Accept-Encoding"))
			}
			jsonAnswer(test.body, "Content-Encoding", test.encoding)(w, r)
		}))
		result, err := ts.Session(nil, "").Fetch(t.Context(), fetchOf("a", ast.Query))
		got := string(result.Body)
		if err != nil {
			got = failure(err)
		} else {
			result.Release()
		}
		if got != test.want {
			t.Errorf("%s: got %.200q, want %.200q", test.name, got, test.want)
		}
	}
}

package router

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/weftgraphql/weft/router/config"
)

const thingsQuery = `{ all: things { id n: name p: price s: stock m: makers { c: country } } free }`

var things = map[string]string{
	"a": `type Query { things: [Thing] free: String } type Thing @key(fields: "id") { id: ID! name: String }`,
	"b": `type Thing @key(fields: "id") { id: ID! price: Int stock: Int! makers: [Maker!] } type Maker { country: String }`,
}

const thingsAnswer = `{"data":{"all":[{"__typename":"Thing","id":"1","n":"N"},null,{"__typename":"Thing","id":"2","n":"M"},{"__typename":"Thing","id":"1","n":"N"}],"free":"F"}}`

// hostileAnswers are what a subgraph may answer to `_entities` about two things, of which the first stands at two places.
func hostileAnswers(t *testing.T) map[string]hostileAnswer {
	const (
		one   = `{"id":"1","n":"N","p":1,"s":1,"m":[{"c":"x"}]}`
		two   = `{"id":"2","n":"M","p":2,"s":2,"m":null}`
		none  = `{"all":[null,null,null,null],"free":"F"}`
		whole = `{"all":[` + one + `,null,` + two + `,` + one + `],"free":"F"}`
		first = `{"p":1,"s":1,"m":[{"c":"x"}]}`
	)
	entities := func(texts ...string) string { return `{"data":{"_entities":[` + strings.Join(texts, ",") + `]}` }
	second := `{"p":2,"s":2,"m":null}`
	good := entities(first, second)
	malformed := func(answer http.HandlerFunc) hostileAnswer {
		return hostileAnswer{answer, none, []string{"SUBREQUEST_MALFORMED_RESPONSE b [all]"}}
	}
	refused := func(answer http.HandlerFunc) hostileAnswer {
		return hostileAnswer{answer, none, []string{"SUBREQUEST_HTTP_ERROR b [all]"}}
	}
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	_, _ = zip.Write(make([]byte, 4<<20))
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	encoded := func(text []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(text)
		}
	}
	withErrors := func(data string, errors ...string) http.HandlerFunc {
		return body(data + `,"errors":[` + strings.Join(errors, ",") + `]}`)
	}
	report := func(path string) string {
		return `{"message":"` + internals + `","path":` + path + `,"extensions":{"code":"SECRET","at":"` + internals + `"}}`
	}
	return map[string]hostileAnswer{
		"whole": {body(good + "}"), whole, nil},
		// What is no GraphQL answer.
		"nothing":             malformed(body("")),
		"no content":          malformed(typed(204, "application/json", "")),
		"a page":              malformed(typed(200, "text/html", "<html>"+internals)),
		"a page as JSON":      malformed(body("<html>" + internals)),
		"a redirect":          refused(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, internals, http.StatusFound) }),
		"unauthorized":        refused(typed(401, "application/json", `{"hint":"`+internals+`"}`)),
		"status 500, JSON":    refused(typed(500, "application/json", `{"errors":[{"message":"`+internals+`"}]}`)),
		"cut off":             malformed(body(good[:len(good)-30])),
		"bytes behind":        malformed(body(good + "} " + internals)),
		"a byte order mark":   malformed(body("\xef\xbb\xbf" + good + "}")),
		"not UTF-8":           malformed(body(entities(`{"p":1,"s":1,"m":[{"c":"`+"\xff"+`"}]}`, second) + "}")),
		"100,000 lists":       malformed(body(`{"data":{"_entities":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}}")),
		"larger than allowed": malformed(body(good + strings.Repeat(" ", 2<<20) + "}")),
		"a gzip bomb":         malformed(encoded(bomb.Bytes())),
		"no gzip":             malformed(encoded([]byte(good + "}"))),
		"a list":              malformed(body("[" + good + "}]")),
		"nulls":               malformed(body(`{"data":null}`)),
		"errors a text":       malformed(body(good + `,"errors":"` + internals + `"}`)),
		"errors of texts":     malformed(body(good + `,"errors":["` + internals + `"]}`)),
		"ended early": malformed(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, good)
		}),
		"drips": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, " ")
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(10 * time.Millisecond):
				}
			}
		}, none, []string{"GATEWAY_TIMEOUT b [all]"}},
		// Entities that are not those asked for.
		"too few":     malformed(body(entities(first) + "}")),
		"too many":    malformed(body(entities(first, second, second) + "}")),
		"an object":   malformed(body(`{"data":{"_entities":{"0":` + first + `}}}`)),
		"one a text":  malformed(body(entities(first, `"`+internals+`"`) + "}")),
		"null":        malformed(body(`{"data":{"_entities":null}}`)),
		"one is null": {body(entities(first, "null") + "}"), `{"all":[` + one + `,null,null,` + one + `],"free":"F"}`, []string{"INTERNAL_SERVER_ERROR  [all 2 s]"}},
		"keys nobody asked for": {
			body(entities(`{"x":{"y":[[]]},"p":1,"__typename":"Thing","s":1,"stock":7,"m":[{"q":1,"c":"x"}]}`, second) + `,"extensions":{"at":"` + internals + `"}}`), whole, nil},
		"keys twice": {body(entities(`{"p":7,"s":1,"p":1,"m":[{"c":"y","c":"x"}]}`, second) + "}"), whole, nil},
		// Values that are not of their types.
		"a null that must not be": {body(entities(`{"p":1,"s":null,"m":[]}`, second) + "}"), `{"all":[null,null,` + two + `,null],"free":"F"}`,
			[]string{"INTERNAL_SERVER_ERROR b [all 0 s]", "INTERNAL_SERVER_ERROR b [all 3 s]"}},
		"a text for a number": {body(entities(first, `{"p":"2","s":2,"m":null}`) + "}"),
			`{"all":[` + one + `,null,` + strings.Replace(two, `"p":2`, `"p":null`, 1) + `,` + one + `],"free":"F"}`, []string{"SUBREQUEST_MALFORMED_RESPONSE b [all 2 p]"}},
		"objects and lists for values": {body(entities(first, `{"p":[2],"s":2,"m":{"c":"x"}}`) + "}"),
			`{"all":[` + one + `,null,` + strings.Replace(two, `"p":2`, `"p":null`, 1) + `,` + one + `],"free":"F"}`,
			[]string{"SUBREQUEST_MALFORMED_RESPONSE b [all 2 p]", "SUBREQUEST_MALFORMED_RESPONSE b [all 2 m]"}},
		"a null in a list": {body(entities(first, `{"p":2,"s":2,"m":[{"c":"x"},null]}`) + "}"), whole, []string{"INTERNAL_SERVER_ERROR b [all 2 m 1]"}},
		// Errors, with paths that lead somewhere, or nowhere.
		"an error of a value": {withErrors(entities(first, `{"p":null,"s":2,"m":null}`), report(`["_entities",1,"p"]`)),
			`{"all":[` + one + `,null,` + strings.Replace(two, `"p":2`, `"p":null`, 1) + `,` + one + `],"free":"F"}`, []string{"DOWNSTREAM_SERVICE_ERROR b [all 2 p]"}},
		"an error of a value at two places": {withErrors(entities(`{"p":1,"s":1,"m":[{"c":"x"},{"c":null}]}`, second), report(`["_entities",0,"m",1,"c"]`)),
			`{"all":[` + strings.Replace(one, `}]`, `},{"c":null}]`, 1) + `,null,` + two + `,` + strings.Replace(one, `}]`, `},{"c":null}]`, 1) + `],"free":"F"}`,
			[]string{"DOWNSTREAM_SERVICE_ERROR b [all 0 m 1 c]", "DOWNSTREAM_SERVICE_ERROR b [all 3 m 1 c]"}},
		"errors that lead nowhere": {withErrors(good, report(`["_entities",1,"nope"]`), report(`["_entities",9]`), report(`["x"]`), report(`"p"`), report(`[{}]`)), whole,
			[]string{"DOWNSTREAM_SERVICE_ERROR b [all 2]", "DOWNSTREAM_SERVICE_ERROR b [all]"}},
		"no data, and errors": {withErrors(`{"data":null`, report("null")), none, []string{"DOWNSTREAM_SERVICE_ERROR b [all]"}},
	}
}

// hostileAnswer is an answer, and what the client gets.
type hostileAnswer struct {
	answer http.HandlerFunc
	data   string
	errors []string
}

// TestPromise14OverHTTP: whatever one subgraph answers over HTTP, the others' fields stand, nulls are where the schema lets them, each
// error has the client's path and the service, and nothing internal shows.
func TestPromise14OverHTTP(t *testing.T) {
	f := newFaulty(t, func(cfg *config.Config) {
		cfg.TrafficShaping.All.Timeout = config.Duration(2 * time.Second)
		cfg.Limits.SubgraphMaxBytes = 1 << 20
	}, things)
	f.set("a", body(thingsAnswer))
	for name, hostile := range hostileAnswers(t) {
		t.Run(name, func(t *testing.T) {
			f.set("b", hostile.answer)
			f.post(thingsQuery).check(t, hostile.data, hostile.errors)
			if f.askedOf("b") != 1 {
				t.Errorf("asked %d times", f.askedOf("b"))
			}
		})
	}
}

// TestErrorsWithoutEnd: of very many errors, or very long ones, a client gets some.
func TestErrorsWithoutEnd(t *testing.T) {
	f := newFaulty(t, func(cfg *config.Config) { cfg.IncludeSubgraphErrors.All = true }, things)
	f.set("a", body(thingsAnswer))
	long := strings.Repeat("é", 100_000)
	tests := map[string]string{
		"many": strings.Repeat(`{"message":"m","path":["_entities",0,"p"],"extensions":{"n":[1,2,3]}},`, 10_000) + `{"message":"last"}`,
		"long": strings.Repeat(`{"message":"`+long+`","path":["_entities",0,"`+long+`"],"extensions":{"`+long+`":1,"code":"`+long+`"}},`, 20) + `{"message":"last"}`,
		"deep": `{"message":"m","extensions":{"d":` + strings.Repeat("[", 400) + strings.Repeat("]", 400) + `}}`,
	}
	for name, errors := range tests {
		t.Run(name, func(t *testing.T) {
			f.set("b", body(`{"data":{"_entities":[{"p":null,"s":1,"m":null},null]},"errors":[`+errors+`]}`))
			got := f.post(thingsQuery)
			if want := `{"all":[{"id":"1","n":"N","p":null,"s":1,"m":null},null,null,{"id":"1","n":"N","p":null,"s":1,"m":null}],"free":"F"}`; got.dataOf(t) != want {
				t.Errorf("got %s", got.dataOf(t))
			}
			if reported := got.errorsOf(t); len(reported) == 0 || len(got.body) > 256<<10 {
				t.Errorf("%d errors in %d bytes", len(reported), len(got.body))
			}
		})
	}
}

package request

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

func TestNegotiate(t *testing.T) {
	tests := []struct {
		accept string
		media  Media
		ok     bool
	}{
		{"", JSON, true},
		{"*/*", JSON, true},
		{"application/*", JSON, true},
		{"application/json", JSON, true},
		{"application/graphql-response+json", GraphQLResponse, true},
		{"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", GraphQLResponse, true},
		{"application/json, application/graphql-response+json", JSON, true},
		{"application/json;q=0.5, application/graphql-response+json", GraphQLResponse, true},
		{"application/json, application/graphql-response+json;q=0.9", JSON, true},
		{"application/json;q=0, */*", GraphQLResponse, true},
		{"application/graphql-response+json, */*;q=0.1", GraphQLResponse, true},
		{"text/html, */*;q=0.1", JSON, true},
		{"APPLICATION/JSON", JSON, true},
		{"text/html", JSON, false},
		{"application/json;q=0", JSON, false},
		{"application/json;charset=utf-16", JSON, false},
		{"application/xml, text/*", JSON, false},
		{"application/json;q=nan", JSON, false},
		{";;;,,,", JSON, false},
		{strings.Repeat("text/a,", 5000) + "application/json", JSON, false},
	}
	for _, test := range tests {
		var headers []string
		if test.accept != "" {
			headers = []string{test.accept}
		}
		media, ok := Negotiate(headers)
		if media != test.media || ok != test.ok {
			t.Errorf("%.60q: got %v %v", test.accept, media, ok)
		}
	}
}

func post(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

func TestDecodePost(t *testing.T) {
	tests := []struct {
		name, body string
		want       Request
		status     int
		message    string
	}{
		{name: "whole", body: `{"query":"{a}","operationName":"A","variables":{"x":[1]},"extensions":{"e":1},"other":[]}`,
			want: Request{Query: "{a}", OperationName: "A", Variables: json.RawMessage(`{"x":[1]}`), Extensions: json.RawMessage(`{"e":1}`)}},
		{name: "nulls", body: `{"query":"{a}","operationName":null,"variables":null,"extensions":null}`, want: Request{Query: "{a}"}},
		{name: "empty operation name", body: `{"query":"{a}","operationName":""}`, want: Request{Query: "{a}"}},
		{name: "key in another case", body: `{"Query":"{a}"}`, status: 400, message: `The request has no "query".`},
		{name: "no query", body: `{}`, status: 400, message: `The request has no "query".`},
		{name: "null query", body: `{"query":null}`, status: 400, message: `The request has no "query".`},
		{name: "query of another type", body: `{"query":{"a":1}}`, status: 400, message: `"query" must be a string.`},
		{name: "operation name of another type", body: `{"query":"{a}","operationName":1}`, status: 400, message: `"operationName" must be a string.`},
		{name: "variables a list", body: `{"query":"{a}","variables":[1]}`, status: 400, message: `"variables" must be a JSON object.`},
		{name: "extensions a string", body: `{"query":"{a}","extensions":"x"}`, status: 400, message: `"extensions" must be a JSON object.`},
		{name: "twice", body: `{"query":"{a}","query":"{b}"}`, status: 400, message: `The key "query" is given more than once.`},
		{name: "batch", body: `[{"query":"{a}"}]`, status: 400, message: "Batches are not served: send one request at a time, as a JSON object."},
		{name: "a string", body: `"{a}"`, status: 400, message: `The request's body must be a JSON object with "query".`},
		{name: "cut", body: `{"query":"{a}`, status: 400, message: "The request's body is not JSON: unexpected end of JSON input, at byte 13."},
		{name: "two values", body: `{"query":"{a}"}{}`, status: 400, message: "The request's body is not JSON: invalid character '{' after top-level value, at byte 16."},
		{name: "empty", body: ``, status: 400, message: `The request has no body: a JSON object with "query" is expected.`},
		{name: "not UTF-8", body: "{\"query\":\"\xff\"}", status: 400, message: "The request's body is not UTF-8."},
		{name: "deep", body: `{"query":"{a}","variables":{"a":` + strings.Repeat("[", 100000) + strings.Repeat("]", 100000) + `}}`, status: 400,
			message: "The request's body is nested deeper than 64 levels."},
		{name: "brackets in a string", body: `{"query":"{a}","variables":{"a":"` + strings.Repeat(`[\"`, 100) + `"}}`,
			want: Request{Query: "{a}", Variables: json.RawMessage(`{"a":"` + strings.Repeat(`[\"`, 100) + `"}`)}},
		{name: "persisted", body: `{"extensions":{"persistedQuery":{"version":1}}}`, status: 400, message: "PersistedQueryNotSupported"},
		{name: "large", body: `{"query":"` + strings.Repeat("a", 300000) + `"}`, status: 413, message: "The request's body is larger than 250000 bytes."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, failure := Decode(post(test.body), Limits{Bytes: 250_000})
			check(t, got, failure, test.want, test.status, test.message)
		})
	}
}

func check(t *testing.T, got Request, failure *Failure, want Request, status int, message string) {
	t.Helper()
	if status == 0 {
		if failure != nil {
			t.Fatalf("refused: %v", failure)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		return
	}
	if failure == nil {
		t.Fatalf("not refused: %+v", got)
	}
	if failure.Status != status || failure.Text() != message {
		t.Errorf("got %d %q, want %d %q", failure.Status, failure.Text(), status, message)
	}
}

func TestDecodeGet(t *testing.T) {
	escape := url.QueryEscape
	tests := []struct {
		name, query string
		want        Request
		status      int
		message     string
	}{
		{name: "whole", query: "query=" + escape("{a}") + "&operationName=A&variables=" + escape(`{"x":1}`) + "&extensions=" + escape(`{}`),
			want: Request{Query: "{a}", OperationName: "A", Variables: json.RawMessage(`{"x":1}`), Extensions: json.RawMessage(`{}`)}},
		{name: "null and empty", query: "query=" + escape("{a}") + "&operationName=&variables=null&extensions=", want: Request{Query: "{a}"}},
		{name: "none", query: "", status: 400, message: `The request has no "query".`},
		{name: "twice", query: "query=a&query=b", status: 400, message: `The parameter "query" is given more than once.`},
		{name: "variables no JSON", query: "query=a&variables=x", status: 400,
			message: `The parameter "variables" is not JSON: invalid character 'x' looking for beginning of value, at byte 1.`},
		{name: "variables a list", query: "query=a&variables=[]", status: 400, message: `"variables" must be a JSON object.`},
		{name: "bad escape", query: "query=%zz", status: 400,
			message: "The query string cannot be read: a percent sign must be followed by two hexadecimal digits, and parameters are separated by '&'."},
		{name: "not UTF-8", query: "query=%ff", status: 400, message: `The parameter "query" is not UTF-8.`},
		{name: "long", query: "query=" + strings.Repeat("a", 2000), status: 414, message: "The query string is too long."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/graphql", nil)
			r.URL.RawQuery = test.query
			got, failure := Decode(r, Limits{Bytes: 1000})
			check(t, got, failure, test.want, test.status, test.message)
		})
	}
}

func TestMethodsAndTypes(t *testing.T) {
	for _, method := range []string{"PUT", "DELETE", "PATCH", "HEAD", "BREW"} {
		_, failure := Decode(httptest.NewRequest(method, "/graphql", nil), Limits{Bytes: 10})
		if failure == nil || failure.Status != 405 || failure.Header.Get("Allow") != "GET, POST" {
			t.Errorf("%s: %+v", method, failure)
		}
	}
	for _, contentType := range []string{"", "text/plain", "application/xml", "application/json; charset=latin1", "application/graphql", "application/json, application/json", "multipart/form-data; boundary=x"} {
		r := post(`{"query":"{a}"}`)
		r.Header.Set("Content-Type", contentType)
		if _, failure := Decode(r, Limits{Bytes: 1000}); failure == nil || failure.Status != 415 {
			t.Errorf("%q: %+v", contentType, failure)
		}
	}
	for _, contentType := range []string{"application/json", "application/json;charset=UTF-8", `Application/JSON; charset="utf-8"`} {
		r := post(`{"query":"{a}"}`)
		r.Header.Set("Content-Type", contentType)
		if _, failure := Decode(r, Limits{Bytes: 1000}); failure != nil {
			t.Errorf("%q: %v", contentType, failure)
		}
	}
}

func zipped(t *testing.T, text io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.Copy(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// spaces never end.
type spaces struct{}

var manySpaces = bytes.Repeat([]byte{' '}, 64<<10)

func (spaces) Read(p []byte) (int, error) { return copy(p, manySpaces), nil }

func TestCompressedBodies(t *testing.T) {
	send := func(body io.Reader, encoding string) (Request, *Failure) {
		r := httptest.NewRequest(http.MethodPost, "/graphql", body)
		r.ContentLength = -1
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Content-Encoding", encoding)
		return Decode(r, Limits{Bytes: 2_000_000})
	}
	got, failure := send(bytes.NewReader(zipped(t, strings.NewReader(`{"query":"{a}"}`))), "gzip")
	check(t, got, failure, Request{Query: "{a}"}, 0, "")
	got, failure = send(strings.NewReader("not gzip at all"), "gzip")
	check(t, got, failure, Request{}, 400, "The request's body is not gzip, as its content encoding says.")
	got, failure = send(strings.NewReader("x"), "br")
	check(t, got, failure, Request{}, 415, "The body's content encoding must be gzip, or none.")

	bomb := zipped(t, io.LimitReader(spaces{}, 64<<20))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, failure = send(bytes.NewReader(bomb), "gzip")
	runtime.ReadMemStats(&after)
	if failure == nil || failure.Status != 413 {
		t.Errorf("a gzip bomb: %+v", failure)
	}
	if held := after.TotalAlloc - before.TotalAlloc; held > 16<<20 {
		t.Errorf("a gzip bomb made %d bytes be allocated", held)
	}
	if _, failure = send(spaces{}, ""); failure == nil || failure.Status != 413 {
		t.Errorf("an endless body: %+v", failure)
	}
}

func TestErrorsAreBounded(t *testing.T) {
	var many gqlerr.List
	for range 5000 {
		many = append(many, &gqlerr.Error{Message: strings.Repeat("é", 5000), Code: gqlerr.ValidationFailed})
	}
	body := EncodeErrors(many)
	if len(body) > 256<<10 || !json.Valid(body) {
		t.Errorf("%d bytes", len(body))
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"query":"{a}"}`, "query=a")
	f.Add(`{"variables":{"a":[[["\u0000"]]]}}`, "variables=%7B%7D")
	f.Fuzz(func(t *testing.T, body, query string) {
		for _, r := range []*http.Request{post(body), {Method: http.MethodGet, URL: &url.URL{RawQuery: query}}} {
			got, failure := Decode(r, Limits{Bytes: 10_000})
			if (got.Query == "") == (failure == nil) {
				t.Fatal("neither or both of request and failure")
			}
			if failure != nil && (failure.Status < 400 || failure.Status > 499 || !json.Valid(EncodeErrors(failure.Errors))) {
				t.Fatalf("%+v", failure)
			}
			if got.Variables != nil && !json.Valid(got.Variables) {
				t.Fatalf("%q", got.Variables)
			}
		}
	})
}

// slowly is decodeBody without scan.
func slowly(body []byte, limits Limits) (Request, *Failure) {
	if failure := checkJSON(body, limits, "The request's body"); failure != nil {
		return Request{}, failure
	}
	return decodeObject(body)
}

// scanned are bodies with what scan makes of them: it takes what clients send, and nothing that encoding/json refuses.
var scanned = []struct {
	body  string
	taken bool
}{
	{`{"query":"{a}"}`, true},
	{` { "query" : "{a}" , "operationName" : "A" , "variables" : { "a" : [ 1 , -2.5e+3 , true , false , null , "x" , [ ] , { } ] } , "extensions" : {} } `, true},
	{`{"query":"query A {\n\ta(x: \"y\\\\\") }\n","operationName":null,"variables":null,"extensions":null}`, true},
	{`{"query":"{a(x:\"\u00e9\ud83d\ude00\ud83d\")}","variables":{"\u0061\/":"\b\f\n\r\t\"\\"}}`, true},
	{`{"other":[[{"a":[0,1.0,-0,1E5]}],"é"],"query":"{a}"}`, true},
	{`{"query":"é"}`, true},
	{`{"variables":{"a":1},"query":""}`, true},
	{`{"query":"{a}"} x`, false}, {`{"query":"{a}"`, false}, {`{"query":"{a}",}`, false}, {`{,"query":"{a}"}`, false}, {``, false}, {`[]`, false}, {`"a"`, false},
	{`{"query":"{a}","query":"{b}"}`, false}, {`{"query":"{a}","\u0071uery":"{b}"}`, false}, {`{"query":1}`, false}, {`{"query":{"a":1}}`, false}, {`{"query"}`, false}, {`{"query":}`, false},
	{`{"query":nul}`, false}, {`{"query":"a` + "\n" + `"}`, false}, {`{"query":"a` + "\xff" + `"}`, false}, {`{"query":"\x"}`, false}, {`{"query":"\u12"}`, false}, {`{"query":"\`, false},
	{`{"variables":[]}`, false}, {`{"variables":1}`, false}, {`{"variables":{"a":01}}`, false}, {`{"variables":{"a":+1}}`, false}, {`{"variables":{"a":1.}}`, false}, {`{"variables":{"a":1e}}`, false},
	{`{"variables":{"a":.5}}`, false}, {`{"variables":{"a":tru}}`, false}, {`{"variables":{"a":"\u00zz"}}`, false}, {`{"variables":{"a":"\x"}}`, false}, {`{"variables":{"a":[1,]}}`, false},
	{`{"variables":{"a":[1}}`, false}, {`{"variables":{"a":{]}}`, false}, {`{"variables":{"a":[}}`, false}, {`{"variables":{a:1}}`, false}, {`{"variables":{"a" 1}}`, false}, {`{"variables":{"a":1,}}`, false},
	{`{"variables":{"a":` + strings.Repeat("[", 62) + strings.Repeat("]", 62) + `}}`, true},
	{`{"variables":{"a":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + `}}`, false},
	{`{"variables":{"a":"` + strings.Repeat("[", 100) + `"}}`, true},
}

func TestScan(t *testing.T) {
	for _, test := range scanned {
		sameAsSlowly(t, []byte(test.body))
		if _, ok := scan([]byte(test.body), DefaultDepth); ok != test.taken {
			t.Errorf("%.100q: taken %v", test.body, ok)
		}
	}
}

// sameAsSlowly compares scan with encoding/json, where it takes a body.
func sameAsSlowly(t *testing.T, body []byte) {
	t.Helper()
	got, ok := scan(body, DefaultDepth)
	if !ok {
		return
	}
	want, wantFailure := slowly(body, Limits{Depth: DefaultDepth})
	got, gotFailure := got.complete()
	if diff := cmp.Diff(want, got); diff != "" || (wantFailure == nil) != (gotFailure == nil) || (wantFailure != nil && wantFailure.Text() != gotFailure.Text()) {
		t.Fatalf("%.200q: %s\n%v %v", body, diff, wantFailure, gotFailure)
	}
}

func FuzzScan(f *testing.F) {
	for _, test := range scanned {
		f.Add([]byte(test.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		sameAsSlowly(t, body)
		// Whatever decodeObject takes with plain keys, scan takes too.
		if _, failure := slowly(body, Limits{Depth: DefaultDepth}); failure == nil && !bytes.Contains(body, []byte{'\\'}) {
			if _, ok := scan(body, DefaultDepth); !ok {
				t.Fatalf("%q is left to the slow way", body)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	body := []byte(`{"query":"query Products($first: Int!) {\n  products(first: $first) {\n    nodes { id name price { amount currency } }\n  }\n}","variables":{"first":10}}`)
	b.Run("scan", func(b *testing.B) {
		for b.Loop() {
			if _, ok := scan(body, DefaultDepth); !ok {
				b.Fatal("not taken")
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		for b.Loop() {
			if _, failure := slowly(body, Limits{Depth: DefaultDepth}); failure != nil {
				b.Fatal("not taken")
			}
		}
	})
}

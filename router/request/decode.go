package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// Limits bound what is read.
type Limits struct {
	// Bytes of the body, also after decompression.
	Bytes int64
	// Depth of the JSON; 0 is DefaultDepth.
	Depth int
}

// DefaultDepth is how deep lists and objects of the body may be nested.
const DefaultDepth = 64

// Decode reads a request from GET's query string or POST's body.
func Decode(r *http.Request, limits Limits) (Request, *Failure) {
	if limits.Depth == 0 {
		limits.Depth = DefaultDepth
	}
	switch r.Method {
	case http.MethodGet:
		return decodeQuery(r.URL.RawQuery, limits)
	case http.MethodPost:
		return decodeBody(r, limits)
	}
	failure := Refuse(http.StatusMethodNotAllowed, gqlerr.BadRequest, "GraphQL is served over GET and POST.")
	failure.Header = http.Header{"Allow": {"GET, POST"}}
	return Request{}, failure
}

func bad(format string, args ...any) *Failure {
	return Refuse(http.StatusBadRequest, gqlerr.BadRequest, fmt.Sprintf(format, args...))
}

func decodeQuery(raw string, limits Limits) (Request, *Failure) {
	if int64(len(raw)) > limits.Bytes {
		return Request{}, Refuse(http.StatusRequestURITooLong, gqlerr.BadRequest, "The query string is too long.")
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return Request{}, bad("The query string cannot be read: a percent sign must be followed by two hexadecimal digits, and parameters are separated by '&'.")
	}
	request := Request{}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		given := values[name]
		if len(given) == 0 {
			continue
		}
		if len(given) > 1 {
			return Request{}, bad("The parameter %q is given more than once.", name)
		}
		if !utf8.ValidString(given[0]) {
			return Request{}, bad("The parameter %q is not UTF-8.", name)
		}
		if failure := request.setParameter(name, given[0], limits); failure != nil {
			return Request{}, failure
		}
	}
	return request.complete()
}

func (r *Request) setParameter(name, value string, limits Limits) *Failure {
	switch name {
	case "query":
		r.Query = value
		return nil
	case "operationName":
		r.OperationName = value
		return nil
	}
	if value == "" {
		return nil
	}
	if failure := checkJSON([]byte(value), limits, fmt.Sprintf("The parameter %q", name)); failure != nil {
		return failure
	}
	return r.set(name, json.RawMessage(value))
}

func decodeBody(r *http.Request, limits Limits) (Request, *Failure) {
	if types := r.Header.Values("Content-Type"); len(types) != 1 || !contentTypeIsJSON(types[0]) {
		return Request{}, Refuse(http.StatusUnsupportedMediaType, gqlerr.BadRequest,
			"The request's content type must be application/json (in UTF-8).")
	}
	body, failure := readBody(r, limits.Bytes)
	if failure != nil {
		return Request{}, failure
	}
	if request, ok := scan(body, limits.Depth); ok {
		return request.complete()
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return Request{}, bad("The request has no body: a JSON object with \"query\" is expected.")
	}
	if failure := checkJSON(body, limits, "The request's body"); failure != nil {
		return Request{}, failure
	}
	return decodeObject(body)
}

// checkJSON refuses what is not UTF-8, not JSON, or nested too deep, before anything is built from it.
func checkJSON(text []byte, limits Limits, what string) *Failure {
	if !utf8.Valid(text) {
		return bad("%s is not UTF-8.", what)
	}
	if tooDeep(text, limits.Depth) {
		return bad("%s is nested deeper than %d levels.", what, limits.Depth)
	}
	if json.Valid(text) {
		return nil
	}
	var discard json.RawMessage
	err := json.Unmarshal(text, &discard)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return bad("%s is not JSON: %s, at byte %d.", what, syntax.Error(), syntax.Offset)
	}
	return bad("%s is not JSON.", what)
}

// tooDeep counts brackets outside strings.
func tooDeep(text []byte, limit int) bool {
	depth, inString := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > limit {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// decodeObject takes apart valid JSON. encoding/json into a struct would take
// "Query" for "query" and the last of two equal keys.
func decodeObject(body []byte) (Request, *Failure) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	first, err := decoder.Token()
	if err != nil {
		return Request{}, bad("The request's body is not JSON.")
	}
	if first == json.Delim('[') {
		return Request{}, bad("Batches are not served: send one request at a time, as a JSON object.")
	}
	if first != json.Delim('{') {
		return Request{}, bad("The request's body must be a JSON object with \"query\".")
	}
	request, seen := Request{}, map[string]bool{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return Request{}, bad("The request's body is not JSON.")
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return Request{}, bad("The request's body is not JSON.")
		}
		name, _ := key.(string)
		switch name {
		case "query", "operationName", "variables", "extensions":
			if seen[name] {
				return Request{}, bad("The key %q is given more than once.", name)
			}
			seen[name] = true
			if failure := request.set(name, value); failure != nil {
				return Request{}, failure
			}
		}
	}
	return request.complete()
}

func (r *Request) set(name string, value json.RawMessage) *Failure {
	isNull := string(value) == "null"
	switch name {
	case "query", "operationName":
		if isNull {
			return nil
		}
		var text string
		if json.Unmarshal(value, &text) != nil {
			return bad("%q must be a string.", name)
		}
		if name == "query" {
			r.Query = text
		} else {
			r.OperationName = text
		}
	default:
		if isNull {
			return nil
		}
		if trimmed := bytes.TrimSpace(value); trimmed[0] != '{' {
			return bad("%q must be a JSON object.", name)
		}
		if name == "variables" {
			r.Variables = value
		} else {
			r.Extensions = value
		}
	}
	return nil
}

func (r Request) complete() (Request, *Failure) {
	if r.Query != "" && strings.TrimSpace(r.Query) != "" {
		return r, nil
	}
	var extensions struct {
		PersistedQuery json.RawMessage `json:"persistedQuery"`
	}
	if json.Unmarshal(r.Extensions, &extensions) == nil && extensions.PersistedQuery != nil {
		return Request{}, Refuse(http.StatusBadRequest, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
	}
	return Request{}, bad("The request has no \"query\".")
}

package request

import (
	"mime"
	"strconv"
	"strings"
)

// Media is the media type of an answer.
type Media int

const (
	// JSON is application/json: 200 for whatever is a GraphQL request, even one that is refused.
	JSON Media = iota
	// GraphQLResponse is application/graphql-response+json: the status says whether the request was executed.
	GraphQLResponse
)

// ContentType is the header's value.
func (m Media) ContentType() string {
	if m == GraphQLResponse {
		return "application/graphql-response+json; charset=utf-8"
	}
	return "application/json; charset=utf-8"
}

// Status is how a request that did not run is answered: with what HTTP's
// semantics ask for, but where the media type is application/json and the request
// is a GraphQL request whose document or variables are at fault, with 200.
func (m Media) Status(status int, wellFormed bool) int {
	if m == JSON && wellFormed && status == 400 {
		return 200
	}
	return status
}

// maxAccept bounds the media ranges looked at.
const maxAccept = 100

// Negotiate chooses the media type by the Accept headers. It is JSON when there are none and where a
// client takes both equally by a wildcard; ok is false when the client takes neither.
func Negotiate(accept []string) (media Media, ok bool) {
	if len(accept) == 1 { // what most clients send
		switch accept[0] {
		case "application/json", "*/*":
			return JSON, true
		case "application/graphql-response+json":
			return GraphQLResponse, true
		}
	}
	ranges := strings.Split(strings.Join(accept, ","), ",")
	if len(accept) == 0 || strings.TrimSpace(strings.Join(accept, "")) == "" {
		return JSON, true
	}
	if len(ranges) > maxAccept {
		ranges = ranges[:maxAccept]
	}
	var json, response preference
	for position, text := range ranges {
		r, valid := parseRange(text, position)
		if !valid {
			continue
		}
		json.consider(r, "application", "json")
		response.consider(r, "application", "graphql-response+json")
	}
	switch {
	case json.quality <= 0 && response.quality <= 0:
		return JSON, false
	case response.beats(&json):
		return GraphQLResponse, true
	default:
		return JSON, true
	}
}

type mediaRange struct {
	kind, subtype string
	quality       float64
	position      int
}

func parseRange(text string, position int) (mediaRange, bool) {
	name, parameters, err := mime.ParseMediaType(strings.TrimSpace(text))
	if err != nil {
		return mediaRange{}, false
	}
	return rangeOf(name, parameters, position)
}

func rangeOf(name string, parameters map[string]string, position int) (mediaRange, bool) {
	kind, subtype, both := strings.Cut(name, "/")
	if charset, set := parameters["charset"]; !both || (set && !isUTF8(charset)) {
		return mediaRange{}, false
	}
	r := mediaRange{kind: kind, subtype: subtype, quality: 1, position: position}
	if q, set := parameters["q"]; set {
		var err error
		if r.quality, err = strconv.ParseFloat(q, 64); err != nil || !(r.quality >= 0 && r.quality <= 1) {
			return mediaRange{}, false
		}
	}
	return r, true
}

// preference is what a client says of one media type: the most specific range holds.
type preference struct {
	specificity int
	quality     float64
	position    int
}

func (p *preference) consider(r mediaRange, kind, subtype string) {
	var specificity int
	switch {
	case r.kind == kind && r.subtype == subtype:
		specificity = 3
	case r.kind == kind && r.subtype == "*":
		specificity = 2
	case r.kind == "*" && r.subtype == "*":
		specificity = 1
	default:
		return
	}
	if specificity > p.specificity {
		*p = preference{specificity, r.quality, r.position}
	}
}

// beats compares by quality, then by how plainly the type was named, then by order.
func (p *preference) beats(other *preference) bool {
	if p.quality != other.quality {
		return p.quality > other.quality
	}
	if p.specificity != other.specificity {
		return p.specificity > other.specificity
	}
	return p.specificity == 3 && p.position < other.position
}

func isUTF8(charset string) bool {
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// contentType says whether a body's media type is application/json in UTF-8.
func contentTypeIsJSON(header string) bool {
	if header == "application/json" {
		return true
	}
	name, parameters, err := mime.ParseMediaType(header)
	if err != nil || name != "application/json" {
		return false
	}
	charset, set := parameters["charset"]
	return !set || isUTF8(charset)
}

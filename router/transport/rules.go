package transport

import (
	"net/http"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"github.com/weftgraphql/weft/router/config"
)

// reserved are headers that belong to one connection or one body, so that passing them on would be wrong.
var reserved = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Proxy-Authenticate": true, "Proxy-Authorization": true, "Proxy-Connection": true,
	"Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true, "Http2-Settings": true,
	"Content-Length": true, "Content-Type": true, "Content-Encoding": true, "Content-Range": true,
	"Host": true, "Expect": true, "Accept": true, "Accept-Encoding": true, "Accept-Ranges": true, "Date": true,
}

// responseReserved are headers of the answer that the router itself decides.
var responseReserved = map[string]bool{
	"Cache-Control": true, "Age": true, "Expires": true, "Vary": true, "Etag": true, "Last-Modified": true,
}

// rule is a compiled config.HeaderRule.
type rule struct {
	kind     ruleKind
	name     string // canonical; "" when pattern is set
	pattern  *regexp.Regexp
	target   string
	value    string
	hasValue bool
}

type ruleKind int

const (
	propagate ruleKind = iota
	insert
	remove
)

// compile makes rules of those for all subgraphs and those for one. Expressions were checked with the configuration.
func compile(lists ...[]config.HeaderRule) []rule {
	var rules []rule
	for _, r := range slices.Concat(lists...) {
		switch {
		case r.Propagate != nil:
			p := r.Propagate
			compiled := rule{kind: propagate, value: p.Default, hasValue: p.Default != ""}
			compiled.name, compiled.pattern = selector(p.Named, p.Matching)
			compiled.target = compiled.name
			if p.Rename != "" {
				compiled.target = textproto.CanonicalMIMEHeaderKey(p.Rename)
			}
			rules = append(rules, compiled)
		case r.Insert != nil:
			rules = append(rules, rule{kind: insert, target: textproto.CanonicalMIMEHeaderKey(r.Insert.Name), value: r.Insert.Value})
		case r.Remove != nil:
			compiled := rule{kind: remove}
			compiled.name, compiled.pattern = selector(r.Remove.Named, r.Remove.Matching)
			rules = append(rules, compiled)
		}
	}
	return rules
}

func selector(named, matching string) (string, *regexp.Regexp) {
	if matching == "" {
		return textproto.CanonicalMIMEHeaderKey(named), nil
	}
	// RE2 takes time linear in the header's name; names are matched in lower case, as a whole.
	return "", regexp.MustCompile(`^(?:` + matching + `)$`)
}

// apply makes the headers that rules let through from in. Several values of a header stay several. The lists of values are
// in's own: who adds to them clips them first.
func apply(rules []rule, in http.Header, refuse func(name string) bool) http.Header {
	return applyOver(http.Header{}, rules, in, refuse)
}

// applyOver is apply onto headers that are there whatever the rules say, unless they remove them.
func applyOver(out http.Header, rules []rule, in http.Header, refuse func(name string) bool) http.Header {
	if out == nil {
		out = http.Header{}
	}
	connection := connectionOptions(in)
	blocked := func(name string) bool { return reserved[name] || connection[name] || (refuse != nil && refuse(name)) }
	for _, r := range rules {
		switch r.kind {
		case propagate:
			r.propagate(in, out, blocked)
		case insert:
			if !blocked(r.target) {
				out[r.target] = []string{r.value}
			}
		case remove:
			if r.pattern == nil {
				delete(out, r.name)
				continue
			}
			for name := range out {
				if r.pattern.MatchString(strings.ToLower(name)) {
					delete(out, name)
				}
			}
		}
	}
	return out
}

func (r rule) propagate(in, out http.Header, blocked func(string) bool) {
	if r.pattern != nil {
		for name, values := range in {
			if !blocked(name) && r.pattern.MatchString(strings.ToLower(name)) {
				out[name] = values
			}
		}
		return
	}
	if blocked(r.name) || blocked(r.target) {
		return
	}
	if values := in[r.name]; len(values) > 0 {
		out[r.target] = values
	} else if r.hasValue {
		out[r.target] = []string{r.value}
	}
}

// connectionOptions are the headers that the sender says are for this connection only.
func connectionOptions(in http.Header) map[string]bool {
	var options map[string]bool
	for _, line := range in["Connection"] {
		for option := range strings.SplitSeq(line, ",") {
			if options == nil {
				options = map[string]bool{}
			}
			options[textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(option))] = true
		}
	}
	return options
}

package config

import "strings"

// Headers are the rules for headers to and from subgraphs. Rules of a subgraph
// are applied after those for all.
type Headers struct {
	All       HeaderRules            `yaml:"all,omitempty"`
	Subgraphs map[string]HeaderRules `yaml:"subgraphs,omitempty"`
}

// HeaderRules are applied in order.
type HeaderRules struct {
	Request  []HeaderRule `jsonschema_description:"For requests to subgraphs."               yaml:"request,omitempty"`
	Response []HeaderRule `jsonschema_description:"From subgraphs' answers to the client's." yaml:"response,omitempty"`
}

// HeaderRule is one of propagate, insert and remove.
type HeaderRule struct {
	Propagate *PropagateHeader `jsonschema_description:"Pass a header on."                                   yaml:"propagate,omitempty"`
	Insert    *InsertHeader    `jsonschema_description:"Set a header."                                       yaml:"insert,omitempty"`
	Remove    *RemoveHeader    `jsonschema_description:"Take a header away that a rule before this one set." yaml:"remove,omitempty"`
}

// PropagateHeader passes on one header (Named) or all that an expression matches (Matching).
type PropagateHeader struct {
	Named    string `yaml:"named,omitempty"`
	Matching string `jsonschema_description:"RE2, over the whole name, in lower case."       yaml:"matching,omitempty"`
	Rename   string `jsonschema_description:"The name it gets; only with named."             yaml:"rename,omitempty"`
	Default  string `jsonschema_description:"The value when there is none; only with named." yaml:"default,omitempty"`
}

// InsertHeader sets a header to a fixed value.
type InsertHeader struct {
	Name  string `jsonschema:"required" yaml:"name"`
	Value string `jsonschema:"required" yaml:"value"`
}

// RemoveHeader takes away one header (Named) or all that an expression matches (Matching).
type RemoveHeader struct {
	Named    string `yaml:"named,omitempty"`
	Matching string `jsonschema_description:"RE2, over the whole name, in lower case." yaml:"matching,omitempty"`
}

// ValidHeaderName says whether a text is a token as RFC 9110 has it.
func ValidHeaderName(name string) bool {
	for _, c := range []byte(name) {
		letter, digit := 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9'
		if !letter && !digit && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return name != ""
}

// ValidHeaderValue says whether a text may stand in a header: no control characters but the tab.
func ValidHeaderValue(value string) bool {
	for _, c := range []byte(value) {
		if (c < ' ' && c != '\t') || c == 0x7f {
			return false
		}
	}
	return true
}

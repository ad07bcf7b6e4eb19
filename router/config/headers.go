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
	Request  []HeaderRule `yaml:"request,omitempty" jsonschema_description:"For requests to subgraphs."`
	Response []HeaderRule `yaml:"response,omitempty" jsonschema_description:"From subgraphs' answers to the client's."`
}

// HeaderRule is one of propagate, insert and remove.
type HeaderRule struct {
	Propagate *PropagateHeader `yaml:"propagate,omitempty" jsonschema_description:"Pass a header on."`
	Insert    *InsertHeader    `yaml:"insert,omitempty" jsonschema_description:"Set a header."`
	Remove    *RemoveHeader    `yaml:"remove,omitempty" jsonschema_description:"Take a header away that a rule before this one set."`
}

// PropagateHeader passes on one header (Named) or all that an expression matches (Matching).
type PropagateHeader struct {
	Named    string `yaml:"named,omitempty"`
	Matching string `yaml:"matching,omitempty" jsonschema_description:"RE2, over the whole name, in lower case."`
	Rename   string `yaml:"rename,omitempty" jsonschema_description:"The name it gets; only with named."`
	Default  string `yaml:"default,omitempty" jsonschema_description:"The value when there is none; only with named."`
}

// InsertHeader sets a header to a fixed value.
type InsertHeader struct {
	Name  string `yaml:"name" jsonschema:"required"`
	Value string `yaml:"value" jsonschema:"required"`
}

// RemoveHeader takes away one header (Named) or all that an expression matches (Matching).
type RemoveHeader struct {
	Named    string `yaml:"named,omitempty"`
	Matching string `yaml:"matching,omitempty" jsonschema_description:"RE2, over the whole name, in lower case."`
}

// ValidHeaderName says whether a text is a token as RFC 9110 has it.
func ValidHeaderName(name string) bool {
	for _, c := range []byte(name) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && !('0' <= c && c <= '9') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
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

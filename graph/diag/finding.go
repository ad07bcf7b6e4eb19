// Package diag is what a check reports: findings with a code, a message and the places in the
// sources they are about, and the ways to show them to people and to programs.
package diag

import (
	"cmp"
	"slices"
	"strings"
)

// Severity says how grave a finding is.
type Severity int

// The severities. An error stops what found it; a hint does not.
const (
	Error Severity = iota
	Hint
)

// String is the word that is shown.
func (s Severity) String() string {
	if s == Hint {
		return "hint"
	}
	return "error"
}

// Span is a place in a source. Lines and columns count from 1, columns in characters; a line
// of 0 means that the place is not known. The end is exclusive and may be absent (0).
type Span struct {
	Subgraph  string
	File      string
	Line      int
	Column    int
	EndLine   int
	EndColumn int
	// Label says what is to be seen at the place, in a few words; may be empty.
	Label string
}

// Finding is one thing found. The first span is the place it is mainly about.
type Finding struct {
	Code     string
	Severity Severity
	Message  string
	Spans    []Span
	Notes    []string
	Help     string
}

// Text is the message with the notes and the suggested mend, as plain text.
func (f Finding) Text() string {
	var b strings.Builder
	b.WriteString(f.Message)
	for _, n := range f.Notes {
		b.WriteString("\nnote: " + n)
	}
	if f.Help != "" {
		b.WriteString("\nhelp: " + f.Help)
	}
	return b.String()
}

// Sort orders findings so that the same set is always listed the same way: by place, then
// code, then message.
func Sort(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			compareSpans(a.first(), b.first()),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

func (f Finding) first() Span {
	if len(f.Spans) == 0 {
		return Span{}
	}
	return f.Spans[0]
}

func compareSpans(a, b Span) int {
	return cmp.Or(
		cmp.Compare(a.Subgraph, b.Subgraph),
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
	)
}

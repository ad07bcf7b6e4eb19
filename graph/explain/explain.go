// Package explain says what the codes of findings mean: for each a sentence, the reason behind
// the rule, an example that triggers it and how to mend it. The table is the only place where
// this is written; the command line and the documentation are made from it, and the tests
// compose every example.
package explain

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/weftgraphql/weft/graph/diag"
)

// Entry is what there is to say of one code.
type Entry struct {
	Code     string
	Severity diag.Severity
	// Title is one sentence without a full stop at its end.
	Title string
	// Why says why there is the rule, or what the finding leads to.
	Why string
	// Mend says what to do.
	Mend string
	// Example holds subgraph schemas that trigger the code.
	Example []File
	// Tags are what a contract was asked to include, for codes of contracts.
	Tags []string
	// Paths bounds how many steps the search for unanswerable queries may take in the example,
	// for the code of the bound itself; 0 is the bound that composition has.
	Paths int
}

// File is a subgraph schema of an example.
type File struct{ Name, SDL string }

// entry is an Entry as it is written in the table: the example is a text in which "-- name --"
// starts a subgraph and a line "fed2.9 @key ..." stands for a @link to that version of
// federation with those imports.
type entry struct {
	code, title, why, mend, example string
	tags                            []string
	paths                           int
}

// All returns the table, errors before hints, each sorted by code.
func All() []Entry {
	var out []Entry
	for _, e := range slices.Concat(schemaErrors, linkErrors, fieldSetErrors, directiveErrors, contextErrors, mergeErrors, overrideErrors, wholeErrors) {
		out = append(out, e.entry(diag.Error))
	}
	for _, e := range hints {
		out = append(out, e.entry(diag.Hint))
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// Find returns the entry of a code, in whatever case it is written.
func Find(code string) (Entry, bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	for _, e := range All() {
		if e.Code == code {
			return e, true
		}
	}
	return Entry{}, false
}

// mends are what to do about each code, as the help of a finding says it.
var mends = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, e := range All() {
		text := strings.TrimSuffix(e.Mend, ".")
		if first, rest, ok := strings.Cut(text, " "); ok && strings.ToLower(first[1:]) == first[1:] {
			text = strings.ToLower(first) + " " + rest
		}
		out[e.Code] = text
	}
	return out
})

// Mend is what to do about a finding of the code, as a help that follows it: without a capital
// and a full stop. It is empty for codes that stand for too many things.
func Mend(code string) string {
	if code == "INVALID_GRAPHQL" {
		return ""
	}
	return mends()[code]
}

func (e entry) entry(severity diag.Severity) Entry {
	return Entry{
		Code: e.code, Severity: severity, Title: e.title, Why: e.why, Mend: e.mend,
		Example: files(e.example), Tags: e.tags, Paths: e.paths,
	}
}

func files(text string) []File {
	var out []File
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if name, ok := strings.CutPrefix(line, "-- "); ok {
			out = append(out, File{Name: strings.TrimSuffix(name, " --")})
			continue
		}
		last := &out[len(out)-1]
		if version, ok := strings.CutPrefix(line, "fed"); ok {
			line = link(version)
		}
		last.SDL += line + "\n"
	}
	return out
}

// link writes out "2.9 @key @tag".
func link(text string) string {
	words := strings.Fields(text)
	out := `extend schema @link(url: "https://specs.apollo.dev/federation/v` + words[0] + `"`
	if len(words) > 1 {
		out += `, import: ["` + strings.Join(words[1:], `", "`) + `"]`
	}
	return out + ")"
}

package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/diag"
)

// Filter says what a contract leaves in and what it leaves out. The zero filter hides nothing.
type Filter struct {
	// Include and Exclude are names of tags. An empty Include includes everything.
	Include, Exclude []string
	// HideUnreachable hides the types, too, that no operation can come to.
	HideUnreachable bool
}

// Longest name of a tag.
const maxTagName = 128

// Validate returns an error for a filter that cannot be meant: a name no tag can have, or a tag
// that is both included and excluded.
func (f Filter) Validate() error {
	for _, tag := range slices.Concat(f.Include, f.Exclude) {
		if !isTagName(tag) {
			return fmt.Errorf("%q is no name of a tag: those begin with a letter or _, go on with letters, digits, _, - and /, and have at most %d characters", tag, maxTagName)
		}
	}
	for _, tag := range f.Include {
		if slices.Contains(f.Exclude, tag) {
			return fmt.Errorf("the contract both includes and excludes the tag %q; name it once", tag)
		}
	}
	return nil
}

func isTagName(name string) bool {
	for i, r := range name {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789-/", r)) {
			return false
		}
	}
	return name != "" && len(name) <= maxTagName
}

// Element is an element of the schema that a contract hides.
type Element struct {
	// Coordinate is "T", "T.f", "T.f(a:)", "E.V" or "@d(a:)".
	Coordinate string
	// Why says in a few words what hid it.
	Why string
}

// Result is a contract's supergraph, or the errors for which there is none. Hints may come with
// either.
type Result struct {
	// SDL is the supergraph, "" when there are errors.
	SDL string
	// Hidden are the elements that the contract made @inaccessible, in the order of the rules
	// that did (tags, nothing left, not reached), then of type name. What goes with a hidden
	// element without being hidden itself is not listed.
	Hidden []Element
	Errors []diag.Finding
	Hints  []diag.Finding
}

// OK says whether the contract is possible.
func (r *Result) OK() bool { return len(r.Errors) == 0 }

// Apply makes the contract of a supergraph's SDL. The file's name stands for the text in
// findings. It returns an error when the filter is not valid or the text is no supergraph
// (*supergraph.Error, joined where there are several); what makes the contract impossible is in
// the result.
func Apply(file, sdl string, filter Filter) (*Result, error) {
	if err := filter.Validate(); err != nil {
		return nil, err
	}
	g, err := read(file, sdl)
	if err != nil {
		return nil, err
	}
	before := g.visibility(nil).Check()
	m := newMarker(g)
	m.filter(newTagSet(filter.Include), newTagSet(filter.Exclude))
	m.hideEmptied()
	if filter.HideUnreachable {
		m.hideUnreachable()
	}
	result := &Result{Hidden: m.elements, Hints: unknownTags(g, filter)}
	if len(m.elements) == 0 {
		result.SDL = sdl
		return result, nil
	}
	if result.Errors = newFindings(before, g.visibility(m).Check(), filter); len(result.Errors) > 0 {
		return result, nil
	}
	document, err := parse(file, sdl)
	if err != nil {
		return nil, err
	}
	result.SDL = compose.Print(withHidden(document, m))
	return result, nil
}

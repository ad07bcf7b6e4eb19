// Package limit refuses operations that ask for too much, before they are
// normalised or planned. Fragments are counted through, never expanded: a
// fragment's counts are made once and used wherever it is spread, so the time
// is linear in the document's size for all counts but the height, which has a
// budget.
package limit

import (
	"fmt"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// Limits are the most an operation may have. 0 means no limit.
type Limits struct {
	// Depth: a root field is 1, each level of fields below adds 1, a leaf counts, fragments add nothing,
	// a field under @skip or @include counts as if it were selected.
	Depth int
	// Height: distinct fields of the answer after fragments are expanded. Fields of one response key at one place are one.
	Height int
	// Aliases: fields with an alias, expanded.
	Aliases int
	// RootFields: fields at the root, expanded.
	RootFields int
	// IntrospectionDepth is the depth of what is below __schema and __type, these included. It does not count as Depth.
	IntrospectionDepth int
}

// Default are limits that protect a graph and let ordinary applications
// through; GraphiQL's introspection query is 15 deep.
func Default() Limits {
	return Limits{Depth: 15, Height: 1_000, Aliases: 100, RootFields: 50, IntrospectionDepth: 20}
}

// Counts are what Limits are compared with. They saturate at MaxCount.
type Counts struct {
	Depth, Height, Aliases, RootFields, IntrospectionDepth int
}

// MaxCount is what counts beyond it are counted as.
const MaxCount = 1 << 40

// Check counts one operation of a parsed document and refuses it for each
// limit it exceeds; none means that it may go on. The document need not be
// valid: unknown fragments count nothing, a fragment that spreads itself is
// counted once.
func Check(doc *ast.QueryDocument, op *ast.OperationDefinition, limits Limits) gqlerr.List {
	counts := Count(doc, op, limits.Height)
	var errors gqlerr.List
	for _, check := range []struct {
		what, code string
		got, most  int
	}{
		{"depth", gqlerr.MaxDepth, counts.Depth, limits.Depth},
		{"introspection depth", gqlerr.MaxDepth, counts.IntrospectionDepth, limits.IntrospectionDepth},
		{"height", gqlerr.MaxHeight, counts.Height, limits.Height},
		{"number of aliases", gqlerr.MaxAliases, counts.Aliases, limits.Aliases},
		{"number of root fields", gqlerr.MaxRootFields, counts.RootFields, limits.RootFields},
	} {
		if check.most > 0 && check.got > check.most {
			count := strconv.Itoa(check.got)
			switch {
			case check.code == gqlerr.MaxHeight: // counted no further than that it is exceeded
				count = "more than " + strconv.Itoa(check.most)
			case check.got >= MaxCount:
				count = "far too many"
			}
			errors = append(errors, refusal(op, check.what, check.code, count, check.most))
		}
	}
	return errors
}

func refusal(op *ast.OperationDefinition, what, code, count string, most int) *gqlerr.Error {
	failure := &gqlerr.Error{
		Message: fmt.Sprintf("The operation's %s is %s, which exceeds the limit of %d.", what, count, most), Code: code,
	}
	if op.Position != nil {
		failure.Locations = []gqlerr.Location{{Line: op.Position.Line, Column: op.Position.Column}}
	}
	return failure
}

// Count counts one operation. The height is counted no further than
// heightLimit+1, or not at all when that is 0.
func Count(doc *ast.QueryDocument, op *ast.OperationDefinition, heightLimit int) Counts {
	c := &counter{fragments: map[string]*fragment{}}
	for _, definition := range doc.Fragments {
		if c.fragments[definition.Name] == nil {
			c.fragments[definition.Name] = &fragment{definition: definition}
		}
	}
	c.countFragments(op.SelectionSet)
	below := c.set(op.SelectionSet)
	root := c.root(op.SelectionSet)
	counts := Counts{
		Depth: root.depth, IntrospectionDepth: root.introspection, RootFields: root.fields, Aliases: below.aliases,
	}
	if heightLimit > 0 {
		counts.Height = c.height(op.SelectionSet, heightLimit)
	}
	return counts
}

// counter has the document's fragments, each with its counts once made.
type counter struct {
	fragments map[string]*fragment
}

type fragment struct {
	definition *ast.FragmentDefinition
	state      state
	counts     below
	atRoot     *rootCounts
}

type state byte

const (
	unseen state = iota
	open
	done
)

// below is what a selection set has, spread anywhere: aliases with
// multiplicity, and the levels of fields.
type below struct{ depth, aliases int }

func add(a, b int) int { return min(a+b, MaxCount) }

// countFragments counts every fragment that the set reaches, those spread by
// others first: with a stack of its own, for the client chooses how deep they
// spread each other.
func (c *counter) countFragments(set ast.SelectionSet) {
	pending := c.spreads(set, nil)
	for len(pending) > 0 {
		top := pending[len(pending)-1]
		switch top.state {
		case unseen:
			top.state = open
			pending = c.spreads(top.definition.SelectionSet, pending)
		case open:
			top.counts = c.set(top.definition.SelectionSet)
			top.state = done
			pending = pending[:len(pending)-1]
		case done:
			pending = pending[:len(pending)-1]
		}
	}
}

// spreads appends the fragments that a set spreads and that are not seen yet.
func (c *counter) spreads(set ast.SelectionSet, onto []*fragment) []*fragment {
	for _, selection := range set {
		switch node := selection.(type) {
		case *ast.Field:
			onto = c.spreads(node.SelectionSet, onto)
		case *ast.InlineFragment:
			onto = c.spreads(node.SelectionSet, onto)
		case *ast.FragmentSpread:
			if target := c.fragments[node.Name]; target != nil && target.state == unseen {
				onto = append(onto, target)
			}
		}
	}
	return onto
}

// set counts a selection set whose fragments are counted.
func (c *counter) set(set ast.SelectionSet) below {
	var total below
	for _, selection := range set {
		var one below
		switch node := selection.(type) {
		case *ast.Field:
			one = c.set(node.SelectionSet)
			one.depth = add(one.depth, 1)
			if node.Alias != node.Name {
				one.aliases = add(one.aliases, 1)
			}
		case *ast.InlineFragment:
			one = c.set(node.SelectionSet)
		case *ast.FragmentSpread:
			if target := c.fragments[node.Name]; target != nil {
				one = target.counts
			}
		}
		total.depth = max(total.depth, one.depth)
		total.aliases = add(total.aliases, one.aliases)
	}
	return total
}

// rootCounts is what a selection set has when it stands at the root.
type rootCounts struct{ depth, introspection, fields int }

func (c *counter) root(set ast.SelectionSet) rootCounts {
	c.rootFragments(set)
	return c.rootSet(set)
}

// rootFragments is countFragments for the fragments spread at the root.
func (c *counter) rootFragments(set ast.SelectionSet) {
	pending := c.rootSpreads(set, nil)
	opened := map[*fragment]bool{}
	for len(pending) > 0 {
		top := pending[len(pending)-1]
		switch {
		case top.atRoot != nil:
			pending = pending[:len(pending)-1]
		case opened[top]:
			counts := c.rootSet(top.definition.SelectionSet)
			top.atRoot = &counts
			pending = pending[:len(pending)-1]
		default:
			opened[top] = true
			for _, target := range c.rootSpreads(top.definition.SelectionSet, nil) {
				if !opened[target] {
					pending = append(pending, target)
				}
			}
		}
	}
}

func (c *counter) rootSpreads(set ast.SelectionSet, onto []*fragment) []*fragment {
	for _, selection := range set {
		switch node := selection.(type) {
		case *ast.InlineFragment:
			onto = c.rootSpreads(node.SelectionSet, onto)
		case *ast.FragmentSpread:
			if target := c.fragments[node.Name]; target != nil && target.atRoot == nil {
				onto = append(onto, target)
			}
		}
	}
	return onto
}

func (c *counter) rootSet(set ast.SelectionSet) rootCounts {
	var total rootCounts
	for _, selection := range set {
		var one rootCounts
		switch node := selection.(type) {
		case *ast.Field:
			depth := add(c.set(node.SelectionSet).depth, 1)
			if node.Name == "__schema" || node.Name == "__type" {
				one = rootCounts{introspection: depth, fields: 1}
			} else {
				one = rootCounts{depth: depth, fields: 1}
			}
		case *ast.InlineFragment:
			one = c.rootSet(node.SelectionSet)
		case *ast.FragmentSpread:
			if target := c.fragments[node.Name]; target != nil && target.atRoot != nil {
				one = *target.atRoot
			}
		}
		total.depth = max(total.depth, one.depth)
		total.introspection = max(total.introspection, one.introspection)
		total.fields = add(total.fields, one.fields)
	}
	return total
}

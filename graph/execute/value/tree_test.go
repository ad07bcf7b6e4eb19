package value

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// add parses a document into a tree and gives the reference of its top value.
func add(t *testing.T, tree *Tree, body string) Ref {
	t.Helper()
	id, x := tree.NewDoc()
	if err := x.Parse([]byte(body), Limits{}); err != nil {
		t.Fatal(err)
	}
	return Ref{Doc: id, Node: Root}
}

func raws(tree *Tree, refs []Ref) []string {
	var raws []string
	for _, ref := range refs {
		raws = append(raws, string(tree.Doc(ref.Doc).Raw(ref.Node)))
	}
	return raws
}

func TestLayersAreOrderedByRankAndAttachedOnce(t *testing.T) {
	var tree Tree
	base := add(t, &tree, `{"a":1}`)
	third, first, second := add(t, &tree, `{"c":3}`), add(t, &tree, `{"c":1}`), add(t, &tree, `{"c":2}`)
	onSecond := add(t, &tree, `{"d":4}`)
	for range 2 {
		tree.Attach(base, third, 7)
		tree.Attach(base, first, 1)
		tree.Attach(base, second, 3)
		tree.Attach(second, onSecond, 9)
	}
	want := []string{`{"a":1}`, `{"c":1}`, `{"c":2}`, `{"c":3}`, `{"d":4}`}
	if diff := cmp.Diff(want, raws(&tree, tree.Parts(nil, base))); diff != "" {
		t.Error(diff)
	}
}

func TestMembers(t *testing.T) {
	var tree Tree
	a := add(t, &tree, `{"both":{"x":1},"null":null,"value":null,"list":[1]}`)
	b := add(t, &tree, `{"both":{"y":2},"value":5,"list":[2]}`)
	tree.AddRoot(b, 2)
	tree.AddRoot(a, 1)
	roots := tree.Root(nil)
	tests := []struct {
		key   string
		want  []string
		found bool
	}{
		{"both", []string{`{"x":1}`, `{"y":2}`}, true},
		{"null", nil, true},
		{"value", []string{`5`}, true},
		{"list", []string{`[1]`, `[2]`}, true},
		{"missing", nil, false},
	}
	for _, test := range tests {
		got, found := tree.Members(nil, roots, Key{Text: test.key})
		if diff := cmp.Diff(test.want, raws(&tree, got)); diff != "" || found != test.found {
			t.Errorf("%s: found %v %s", test.key, found, diff)
		}
	}
}

func TestResetKeepsNothing(t *testing.T) {
	var tree Tree
	base := add(t, &tree, `{"a":1}`)
	tree.Attach(base, add(t, &tree, `{"b":2}`), 1)
	tree.AddRoot(base, 0)
	tree.Reset()
	base = add(t, &tree, `{"a":1}`)
	if got := raws(&tree, tree.Parts(nil, base)); len(got) != 1 || len(tree.Root(nil)) != 0 {
		t.Errorf("something is left: %v", got)
	}
}

func TestCopyHasLayersOfItsOwn(t *testing.T) {
	var tree Tree
	base := add(t, &tree, `{"a":1}`)
	id, x := tree.NewDoc()
	x.CopyFrom(tree.Doc(base.Doc))
	tree.Attach(Ref{id, Root}, add(t, &tree, `{"b":2}`), 1)
	if got := raws(&tree, tree.Parts(nil, base)); len(got) != 1 {
		t.Errorf("the original was given the copy's layer: %v", got)
	}
}

package value

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// indexOf is what there is to an index after parsing.
func indexOf(x *Index, marks int) any {
	return []any{string(x.body), x.nodes, x.keys, x.marks[:marks]}
}

var comparingIndexes = []cmp.Option{cmp.AllowUnexported(node{}), cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *Keys) bool { return a == b })}

// TestParseShared: whoever comes later has what the first one had before anything was laid on it, and its twins, and reads and
// compares nothing for it.
func TestParseShared(t *testing.T) {
	const body = `{"a":[{"b":{"c":1}},{"b":{"c":"\u0041"}},{"b":{"c":1}}],"unasked":[1,2]}`
	layout := twinLayout(t)
	for name, test := range map[string]struct {
		layout *Layout
		marks  int
	}{"with a layout": {layout, 2}, "without": {nil, 0}} {
		t.Run(name, func(t *testing.T) {
			var memo Memo
			var fresh, first, later Index
			if err := errors.Join(fresh.ParseAs([]byte(body), test.layout, Limits{}),
				first.ParseShared([]byte(body), test.layout, Limits{}, &memo)); err != nil {
				t.Fatal(err)
			}
			want := indexOf(&fresh, test.marks)
			if diff := cmp.Diff(want, indexOf(&first, test.marks), comparingIndexes...); diff != "" {
				t.Errorf("the first: %s", diff)
			}
			var table TwinTable
			marks := []bool{true, true}[:test.marks]
			first.TwinsShared(test.layout, marks, &table, &memo)
			first.Rename(first.Lookup(Root, "a"), Key{Text: "other"})
			// An index that was used before, and a document that is none: it is not read.
			if err := later.ParseAs([]byte(`{"a":{"b":{"c":[1,2,3]}}}`), layout, Limits{}); err != nil {
				t.Fatal(err)
			}
			unread := strings.Repeat("x", len(body))
			if err := later.ParseShared([]byte(unread), test.layout, Limits{}, &memo); err != nil {
				t.Fatal(err)
			}
			later.body = []byte(body)
			if diff := cmp.Diff(want, indexOf(&later, test.marks), comparingIndexes...); diff != "" {
				t.Errorf("a later one: %s", diff)
			}
			fresh.Twins(marks, &table)
			later.TwinsShared(test.layout, marks, nil, &memo)
			if diff := cmp.Diff(indexOf(&fresh, test.marks), indexOf(&later, test.marks), comparingIndexes...); diff != "" {
				t.Errorf("the twins of a later one: %s", diff)
			}
			for mark, marked := range later.marks[test.marks:] {
				if len(marked) > 0 {
					t.Errorf("%d objects have the mark %d", len(marked), test.marks+mark)
				}
			}
		})
	}
}

// TestParseSharedByItself: what the first one found is not taken for another layout, nor where there is too much of it.
func TestParseSharedByItself(t *testing.T) {
	const body = `{"a":[{"b":{"c":1}},{"b":{"c":1}}]}`
	layout, other := twinLayout(t), twinLayout(t)
	var memo Memo
	var x, want Index
	if err := x.ParseShared([]byte(body), layout, Limits{}, &memo); err != nil {
		t.Fatal(err)
	}
	var table TwinTable
	x.TwinsShared(layout, []bool{false, false}, &table, &memo)
	if err := errors.Join(x.ParseShared([]byte(body), other, Limits{}, &memo), want.ParseAs([]byte(body), other, Limits{})); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(indexOf(&want, 2), indexOf(&x, 2), comparingIndexes...); diff != "" {
		t.Error(diff)
	}
	want.Twins([]bool{false, true}, &table)
	x.TwinsShared(other, []bool{false, true}, &table, &memo)
	if diff := cmp.Diff(indexOf(&want, 2), indexOf(&x, 2), comparingIndexes...); diff != "" {
		t.Errorf("twins: %s", diff)
	}
	if err := x.ParseShared([]byte(body), layout, Limits{Nodes: 3}, &memo); err == nil {
		t.Error("more values than there may be")
	}
	if x.Len() != 0 {
		t.Errorf("%d values after an error", x.Len())
	}
}

// TestNothingToShare: a document that is none is none for each, and a large one is not kept.
func TestNothingToShare(t *testing.T) {
	for name, body := range map[string]string{"malformed": `{"a":[}`, "large": "[" + strings.Repeat("1,", memoNodes) + "1]"} {
		t.Run(name, func(t *testing.T) {
			var memo Memo
			var x, want Index
			for range 2 {
				got, wanted := x.ParseShared([]byte(body), nil, Limits{}, &memo), want.Parse([]byte(body), Limits{})
				if (got == nil) != (wanted == nil) || (got != nil && got.Error() != wanted.Error()) {
					t.Errorf("%v, want %v", got, wanted)
				}
				if x.Len() != want.Len() {
					t.Errorf("%d values, want %d", x.Len(), want.Len())
				}
			}
			if memo.first.Load() != nil {
				t.Error("it was kept")
			}
		})
	}
}

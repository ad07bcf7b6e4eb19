package value

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// twinLayout marks the objects under "a", 0, and those under "b" in them, 1.
func twinLayout(t *testing.T) *Layout {
	t.Helper()
	keys, root := NewKeys(), NewShape()
	a, ok := root.Add(keys.Key("a"), false)
	b, also := a.Add(keys.Key("b"), false)
	_, leaf := b.Add(keys.Key("c"), true)
	if !ok || !also || !leaf {
		t.Fatal("no shape")
	}
	a.Mark(0)
	b.Mark(1)
	return &Layout{Root: root, Keys: keys, Marks: 2}
}

func TestTwins(t *testing.T) {
	var table TwinTable
	for name, test := range map[string]struct {
		body  string
		marks []bool
		// raw are the marked objects that are left, by mark.
		raw [2][]string
	}{
		"equal ones, and what is in them": {
			`{"a":[{"b":[{"c":1},{"c":2}]},{"b":[{"c":1},{"c":2}]},{"b":[{"c":1}]}]}`, []bool{true, true},
			[2][]string{{`{"b":[{"c":1},{"c":2}]}`, `{"b":[{"c":1}]}`}, {`{"c":1}`, `{"c":2}`}},
		},
		"only inside": {
			`{"a":[{"b":[{"c":1},{"c":2}]},{"b":[{"c":1},{"c":2}]}]}`, []bool{false, true},
			[2][]string{{`{"b":[{"c":1},{"c":2}]}`, `{"b":[{"c":1},{"c":2}]}`}, {`{"c":1}`, `{"c":2}`}},
		},
		"equal bytes under another mark": {
			`{"a":[{"b":{}},{}]}`, []bool{true, true}, [2][]string{{`{"b":{}}`, `{}`}, {`{}`}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var x Index
			if err := x.ParseAs([]byte(test.body), twinLayout(t), Limits{}); err != nil {
				t.Fatal(err)
			}
			x.Twins(test.marks, &table)
			var got [2][]string
			for mark := range got {
				for _, n := range x.Marked(mark) {
					got[mark] = append(got[mark], string(x.Raw(n)))
				}
			}
			if diff := cmp.Diff(test.raw, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTwinsStandForEachOther: what is laid on one, or on an object in it, shows on all of them.
func TestTwinsStandForEachOther(t *testing.T) {
	var tree Tree
	doc, x := tree.NewDoc()
	if err := x.ParseAs([]byte(`{"a":[{"b":{"c":1}},{"b":{"c":2}},{"b":{"c":1}}]}`), twinLayout(t), Limits{}); err != nil {
		t.Fatal(err)
	}
	laid, y := tree.NewDoc()
	if err := y.Parse([]byte(`{"d":3}`), Limits{}); err != nil {
		t.Fatal(err)
	}
	var table TwinTable
	x.Twins([]bool{true, true}, &table)
	list := x.Lookup(Root, "a")
	first, to := x.Children(list)
	var d []bool
	tree.Attach(Ref{doc, x.Lookup(x.Next(x.Next(first)), "b")}, Ref{laid, Root}, 1)
	tree.Attach(Ref{doc, x.Next(x.Next(first))}, Ref{laid, Root}, 1)
	for n := first; n < to; n = x.Next(n) {
		parts := tree.Parts(nil, Ref{doc, n})
		_, found := tree.Leaf(parts, Key{Text: "d"})
		b, _ := tree.Members(nil, parts, Key{Text: "b"})
		_, below := tree.Leaf(b, Key{Text: "d"})
		d = append(d, found, below)
	}
	// The third is left to the first, and what was laid in it, where nobody looks, was laid on no one.
	if diff := cmp.Diff([]bool{true, false, false, false, true, false}, d); diff != "" {
		t.Error(diff)
	}
	if !x.HasTwins(first) || x.HasTwins(x.Next(first)) {
		t.Error("the wrong objects have twins")
	}
}

// TestManyDifferentObjectsAreNotCompared: after some that were no twins, large objects are left alone, in one pass.
func TestManyDifferentObjectsAreNotCompared(t *testing.T) {
	var body strings.Builder
	body.WriteString(`{"a":[`)
	large := strings.Repeat(`{"c":1},`, smallTwin)
	for i := range 2 * triedTwins {
		fmt.Fprintf(&body, `{"b":[%s{"c":%d}]},`, large, i)
	}
	fmt.Fprintf(&body, `{"b":[%s{"c":0}]}]}`, large)
	var x Index
	if err := x.ParseAs([]byte(body.String()), twinLayout(t), Limits{}); err != nil {
		t.Fatal(err)
	}
	var table TwinTable
	x.Twins([]bool{true, false}, &table)
	if got := len(x.Marked(0)); got != 2*triedTwins+1 {
		t.Errorf("%d objects are left", got)
	}
}

// TestObjectsThatOnlySeemAlike: of objects that differ in the middle alone, few are compared with each other, and the twins among
// those few are found.
func TestObjectsThatOnlySeemAlike(t *testing.T) {
	side := strings.Repeat(" ", hashedEnd)
	for name, test := range map[string]struct{ different, left int }{
		"a few":    {unlikeTwins, unlikeTwins},
		"too many": {unlikeTwins + 1, unlikeTwins + 2},
	} {
		t.Run(name, func(t *testing.T) {
			var body strings.Builder
			body.WriteString(`{"a":[`)
			for i := range test.different {
				fmt.Fprintf(&body, `{%s"b":{"c":"%02d"}%s},`, side, i, side)
			}
			fmt.Fprintf(&body, `{%s"b":{"c":"%02d"}%s}]}`, side, test.different-1, side)
			var x Index
			if err := x.ParseAs([]byte(body.String()), twinLayout(t), Limits{}); err != nil {
				t.Fatal(err)
			}
			var table TwinTable
			x.Twins([]bool{true, false}, &table)
			if got := len(x.Marked(0)); got != test.left {
				t.Errorf("%d objects are left of %d, want %d", got, test.different+1, test.left)
			}
		})
	}
}

// BenchmarkTwins is a document with objects under so many marks.
func BenchmarkTwins(b *testing.B) {
	for _, marks := range []int{1, 4, 16, 64, 256} {
		b.Run(fmt.Sprintf("marks=%d", marks), func(b *testing.B) {
			keys, top := NewKeys(), NewShape()
			twins := make([]bool, marks)
			var object []string
			for m := range marks {
				child, _ := top.Add(keys.Key(fmt.Sprint("k", m)), false)
				child.Mark(m)
				child.Add(keys.Key("id"), true)
				twins[m] = true
				object = append(object, fmt.Sprintf(`"k%d":[%s]`, m, strings.TrimSuffix(strings.Repeat(`{"id":1},{"id":2},{"id":3},`, 20000/marks), ",")))
			}
			body := []byte("{" + strings.Join(object, ",") + "}")
			var x Index
			var table TwinTable
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				if err := x.ParseAs(body, &Layout{Root: top, Keys: keys, Marks: marks}, Limits{}); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				x.Twins(twins, &table)
			}
		})
	}
}

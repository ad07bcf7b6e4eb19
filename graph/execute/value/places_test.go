package value

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// wideLayout asks for as many keys, each of an object with a few of the same keys.
func wideLayout(n int) *Layout {
	layout := &Layout{Root: NewShape(), Keys: NewKeys()}
	for i := range n {
		child, _ := layout.Root.Add(layout.Keys.Key(fmt.Sprint("k", i)), false)
		child.Add(layout.Keys.Key("k0"), true)
	}
	return layout
}

// wideObject has members of these numbers; the value of each is its position.
func wideObject(order []int) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, number := range order {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"k%d":{"k0":%d}`, number, i)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// TestWideObjectsInAnyOrder reads objects with many members in another order than they were asked for, some of them
// twice: the last counts, and each is found, however it is looked for.
func TestWideObjectsInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	reversed := func(order []int) {
		for i := range order {
			order[i] = len(order) - 1 - i
		}
	}
	shuffled := func(order []int) {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	for _, width := range []int{1, 40, 64, 65, 130, 500} {
		layout := wideLayout(width)
		key0 := layout.Keys.Key("k0")
		var x Index
		var places Places
		for name, disorder := range map[string]func([]int){"in order": func([]int) {}, "reversed": reversed, "shuffled": shuffled} {
			for _, repeats := range []int{0, 1, 5} {
				order := make([]int, width)
				for i := range order {
					order[i] = i
				}
				disorder(order)
				for range repeats {
					at := random.IntN(len(order) + 1)
					order = append(order[:at:at], append([]int{random.IntN(width)}, order[at:]...)...)
				}
				want := map[int]string{}
				for i, number := range order {
					want[number] = fmt.Sprint(i)
				}
				if err := x.ParseAs(wideObject(order), layout, Limits{}); err != nil {
					t.Fatal(err)
				}
				places.Forget()
				cursor := uint32(Root + 1)
				for number, position := range want {
					key := layout.Keys.Key(fmt.Sprint("k", number))
					found := x.Find(Root, key, cursor)
					if found == 0 || string(x.Raw(x.Get(found, key0))) != position {
						t.Fatalf("%d keys %s, %d repeated: k%d is %s, want %s", width, name, repeats, number, x.Raw(found), position)
					}
					if placed := places.Find(&x, Root, key); placed != found {
						t.Fatalf("%d keys %s, %d repeated: k%d is placed at %d, found at %d", width, name, repeats, number, placed, found)
					}
					if below := places.Find(&x, found, key0); below != found+1 {
						t.Fatalf("in k%d, k0 is at %d, want %d", number, below, found+1)
					}
					cursor = x.Next(found)
				}
			}
		}
		if placed := places.Find(&x, Root, layout.Keys.Key("no such key")); placed != 0 {
			t.Errorf("found what is not there, at %d", placed)
		}
	}
}

// TestRepeatedKeysOfWideObjects repeats each key of an object of which the first half is in reverse, so that by the second
// half its keys are kept in a set.
func TestRepeatedKeysOfWideObjects(t *testing.T) {
	const width = 200
	layout := wideLayout(width)
	var x Index
	for repeated := range width {
		order := make([]int, width, width+1)
		for i := range order {
			order[i] = i
			if i < width/2 {
				order[i] = width/2 - 1 - i
			}
		}
		if err := x.ParseAs(wideObject(append(order, repeated)), layout, Limits{}); err != nil {
			t.Fatal(err)
		}
		found := x.Get(Root, layout.Keys.Key(fmt.Sprint("k", repeated)))
		if got := string(x.Raw(found)); got != fmt.Sprintf(`{"k0":%d}`, width) {
			t.Errorf("k%d is %s, want the last", repeated, got)
		}
	}
}

// TestPlacesOutlastTheirRounds is that what was noted of an object is not taken for another's when the count starts anew.
func TestPlacesOutlastTheirRounds(t *testing.T) {
	layout := wideLayout(3)
	var full, empty, other Index
	var places Places
	if err := full.ParseAs([]byte(`{"k0":{},"k1":{}}`), layout, Limits{}); err != nil {
		t.Fatal(err)
	}
	for _, x := range []*Index{&empty, &other} {
		if err := x.ParseAs([]byte(`{"k2":{}}`), layout, Limits{}); err != nil {
			t.Fatal(err)
		}
	}
	key := layout.Keys.Key("k1")
	if places.Find(&full, Root, key) != 2 || places.at[key.id].round != 1 {
		t.Fatal("not found in the first round")
	}
	places.round = ^uint32(0)
	if a, b := places.Find(&empty, Root, key), places.Find(&other, Root, key); a != 0 || b != 0 {
		t.Errorf("found in objects that do not have it, at %d and %d: it is from the round of the same number before", a, b)
	}
	if got := places.Find(&full, Root, key); got != 2 {
		t.Errorf("found at %d, want 2", got)
	}
	if got := places.Find(&empty, Root, key); got != 0 {
		t.Errorf("found in an object that does not have it, at %d", got)
	}
}

// BenchmarkParseWide is an object whose members are in the order asked for, or reversed.
func BenchmarkParseWide(b *testing.B) {
	for _, width := range []int{50, 500, 5000} {
		layout := wideLayout(width)
		order, back := make([]int, width), make([]int, width)
		for i := range order {
			order[i], back[i] = i, width-1-i
		}
		for name, body := range map[string][]byte{"in_order": wideObject(order), "reversed": wideObject(back)} {
			b.Run(fmt.Sprintf("%d/%s", width, name), func(b *testing.B) {
				var x Index
				for b.Loop() {
					if err := x.ParseAs(body, layout, Limits{}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*width), "ns/member")
			})
		}
	}
}

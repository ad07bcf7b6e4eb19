package value

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// shapeOf is a shape for the objects of a parsed document at one place: some of their keys, in some order. Every shape marks,
// with a number of its own.
func shapeOf(x *Index, objects []uint32, keys *Keys, random *rand.Rand, marks *int) *Shape {
	shape := NewShape()
	shape.Mark(*marks)
	*marks++
	below := map[string][]uint32{}
	var order []string
	for _, object := range objects {
		for i, to := x.Children(object); i < to; i = x.Next(i) {
			key := x.Key(i)
			if !slices.Contains(order, key) {
				order = append(order, key)
			}
			below[key] = append(below[key], objectsIn(x, i)...)
		}
	}
	if random.IntN(2) == 0 {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	for _, key := range order {
		if random.IntN(4) == 0 || *marks > 200 {
			continue
		}
		leaf := len(below[key]) == 0 || random.IntN(4) == 0
		child, ok := shape.Add(keys.Key(key), leaf)
		if ok && !leaf {
			*child = *shapeOf(x, below[key], keys, random, marks)
		}
	}
	return shape
}

// objectsIn are the objects that a value is or that its lists hold.
func objectsIn(x *Index, n uint32) (objects []uint32) {
	switch x.Kind(n) {
	case Object:
		return []uint32{n}
	case List:
		for i, to := x.Children(n); i < to; i = x.Next(i) {
			objects = append(objects, objectsIn(x, i)...)
		}
	}
	return objects
}

// checkShaped compares a document that was parsed with a shape, which fits some of it, with the same without.
func checkShaped(t *testing.T, body []byte, seed uint64) {
	t.Helper()
	var plain, shaped Index
	plainErr := plain.Parse(body, Limits{})
	if plainErr != nil {
		layout := &Layout{Root: NewShape(), Keys: NewKeys()}
		if err := shaped.ParseAs(body, layout, Limits{}); err == nil || err.Error() != plainErr.Error() {
			t.Fatalf("%q: with a shape %v, without %v", body, err, plainErr)
		}
		return
	}
	marks := 0
	layout := &Layout{Keys: NewKeys()}
	layout.Root = shapeOf(&plain, objectsIn(&plain, Root), layout.Keys, rand.New(rand.NewPCG(seed, 1)), &marks)
	layout.Marks = marks
	if plain.Kind(Root) != Object {
		layout.Root = nil
	}
	if err := shaped.ParseAs(body, layout, Limits{}); err != nil {
		t.Fatalf("%q: with a shape %v", body, err)
	}
	if plain.Len() < shaped.Len() || layout.Root == nil && plain.Len() > shaped.Len() {
		t.Fatalf("%q: %d values with a shape, %d without", body, shaped.Len(), plain.Len())
	}
	if layout.Root == nil {
		return
	}
	checkShape(t, &plain, &shaped, layout, layout.Root, []uint32{Root})
}

// checkShape compares the objects of one shape, and those below. Objects are those of the plain document.
func checkShape(t *testing.T, plain, shaped *Index, layout *Layout, shape *Shape, objects []uint32) {
	t.Helper()
	same := func(a, b uint32) bool {
		return plain.nodes[a].start == shaped.nodes[b].start && plain.nodes[a].end == shaped.nodes[b].end
	}
	if got := shaped.Marked(shape.marks[0]); !slices.EqualFunc(objects, got, same) {
		t.Fatalf("marked %v, want %v", got, objects)
	}
	var places Places
	for number, object := range objects {
		own := shaped.Marked(shape.marks[0])[number]
		var members []uint32
		for i, to := shaped.Children(own); i < to; i = shaped.Next(i) {
			members = append(members, i)
			if shape.find([]byte(shaped.Key(i)), 0) < 0 {
				t.Fatalf("the object has a key that nobody asked for, %q", shaped.Key(i))
			}
		}
		for i, to := plain.Children(object); i < to; i = plain.Next(i) {
			text := plain.Key(i)
			want, asked := plain.Lookup(object, text), shape.find([]byte(text), 0) >= 0
			key := layout.Keys.Key(text)
			for _, expected := range append(members, own+1, shaped.Next(own)) {
				for _, key := range []Key{key, {Text: text}} {
					if got := shaped.Find(own, key, expected); asked != (got != 0) || asked && !same(want, got) {
						t.Fatalf("key %q: %d, want %d", text, got, want)
					}
				}
			}
			for _, key := range []Key{key, {Text: text}} {
				if got := places.Find(shaped, own, key); asked != (got != 0) || asked && !same(want, got) {
					t.Fatalf("key %q is placed at %d, want %d", text, got, want)
				}
			}
			if got := shaped.Lookup(own, text); asked && shaped.Key(got) != text {
				t.Fatalf("key %q is called %q", text, shaped.Key(got))
			}
		}
		if n := shaped.TypeName(own); n != 0 && !same(plain.TypeName(object), n) {
			t.Fatalf("the type's name is at %d, want %d", n, plain.TypeName(object))
		}
	}
	for i := range shape.fields {
		f := &shape.fields[i]
		if f.child == nil {
			continue
		}
		var below []uint32
		for _, object := range objects {
			for i, to := plain.Children(object); i < to; i = plain.Next(i) {
				if plain.Key(i) == f.text {
					below = append(below, objectsIn(plain, i)...)
				}
			}
		}
		checkShape(t, plain, shaped, layout, f.child, below)
	}
}

func TestShapes(t *testing.T) {
	many := `{"a0":{"b":1}`
	for i := range 100 {
		many += `,"key` + strings.Repeat("x", i%11) + string(rune('a'+i%26)) + `":{"id":` + strings.Repeat("1", i+1) + `}`
	}
	for _, document := range append(slices.Clone(documents),
		many+`}`,
		`{"a":1,"b":2,"a":{"c":3},"d":{"c":4,"c":5}}`,
		`{"data":{"list":[[{"id":1,"name":"n"},null,{"name":"m","id":2}],[],[{"id":3}]],"__typename":"Query"}}`,
		`{"\u0061":{"b":{"c":1}},"a ":2,"long key, longer than a word":{"long key, longer than a word":3}}`,
		`{ "a" : { "b" : [ { "c" : 1 } , { "d" : 2 } ] } , "b" : null }`,
	) {
		for seed := range uint64(50) {
			checkShaped(t, []byte(document), seed)
		}
	}
}

func TestWhatNobodyAskedForIsNotFound(t *testing.T) {
	layout := &Layout{Root: NewShape(), Keys: NewKeys()}
	layout.Root.Add(layout.Keys.Key("a"), true)
	var x Index
	if err := x.ParseAs([]byte(`{"b":1,"a":2,"__typename":"T"}`), layout, Limits{}); err != nil {
		t.Fatal(err)
	}
	if x.Lookup(Root, "b") != 0 || x.TypeName(Root) != 0 {
		t.Error("found what nobody asked for")
	}
	if got := string(x.Raw(x.Lookup(Root, "a"))); got != "2" {
		t.Errorf("a is %q", got)
	}
	x.Rename(x.Lookup(Root, "a"), layout.Keys.Key("b"))
	if x.Lookup(Root, "a") != 0 || string(x.Raw(x.Get(Root, layout.Keys.Key("b")))) != "2" {
		t.Error("the new name is not found, or the old one is")
	}
}

func TestKeysBeyondTheTable(t *testing.T) {
	keys := NewKeys()
	for range maxKeys {
		keys.Key(strings.Repeat("k", len(keys.texts)%300) + string(rune(0x4e00+len(keys.texts)%20000)) + string(rune('a'+len(keys.texts)/20000)))
	}
	late := keys.Key("late")
	if late.id != notAsked {
		t.Fatalf("%d keys are numbered", len(keys.texts))
	}
	if _, ok := NewShape().Add(late, true); ok {
		t.Error("a shape took a key without a number")
	}
}

// TestLargeObjectsAreLookedUpInBounds: an object has no more members than were asked for, and no key very often, so that
// nothing that is looked up in it takes as long as a service likes.
func TestLargeObjectsAreLookedUpInBounds(t *testing.T) {
	layout := &Layout{Root: NewShape(), Keys: NewKeys()}
	for i := range 100 {
		layout.Root.Add(layout.Keys.Key(fmt.Sprint("k", i)), true)
	}
	unasked := strings.Repeat(`"j":{"k0":[1,{}]},`, 10_000)
	var x Index
	if err := x.ParseAs([]byte("{"+unasked+`"k99":1,`+unasked+`"k0":2,`+unasked+`"j":3}`), layout, Limits{}); err != nil {
		t.Fatal(err)
	}
	if got := string(x.Raw(x.Lookup(Root, "k99"))) + string(x.Raw(x.Lookup(Root, "k0"))); x.Len() != 3 || got != "12" {
		t.Errorf("%d values, %s", x.Len(), got)
	}
	for _, key := range []string{`"k0":`, `"k0":1,"k70":`, `"k99":2,"k98":`} {
		for count, want := range map[int]string{500: "", 2500: problems[tooMany]} {
			err := x.ParseAs([]byte("{"+strings.Repeat(key+"7,", count)+key+"8}"), layout, Limits{})
			if err == nil && want == "" {
				last := strings.Trim(key[strings.LastIndex(key, ",")+1:], `":`)
				if got := string(x.Raw(x.Lookup(Root, last))); got != "8" {
					t.Errorf("%s is %q", last, got)
				}
				continue
			}
			if err == nil || want == "" || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%d times %s: %v", count, key, err)
			}
		}
	}
}

package router

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/respond"
)

// TestFieldsAreSentOnce has what remains of a second fragment, when a first one went out.
func TestFieldsAreSentOnce(t *testing.T) {
	at := func(path ...any) []any { return path }
	for _, test := range []struct {
		name          string
		first, second string
		errors        gqlerr.List
		want          []string
	}{
		{name: "nothing in common", first: `{"a":1}`, second: `{"b":2}`, want: []string{`[p]: {"b":2}`}},
		{name: "a field of both", first: `{"a":1,"b":[1,2]}`, second: `{"b":[1,2],"c":3}`, want: []string{`[p]: {"c":3}`}},
		{name: "all of it", first: `{"a":1,"b":{"x":null}}`, second: `{"b":{"x":null}}`},
		{name: "all of it, but errors", first: `{"b":null}`, second: `{"b":null}`, errors: gqlerr.List{{Message: "no"}}, want: []string{`[p]: {}`}},
		{name: "more of an object", first: `{"o":{"x":1}}`, second: `{"z":0,"o":{"x":1,"y":{"u":"é\n"}}}`, want: []string{`[p]: {"z":0}`, `[p o]: {"y":{"u":"é\n"}}`}},
		{name: "more of a list's objects", first: `{"l":[{"x":1},null,[{"x":2}]]}`, second: `{"l":[{"y":3},null,[{"x":2,"y":4}]]}`,
			want: []string{`[p l 0]: {"y":3}`, `[p l 2 0]: {"y":4}`}},
		{name: "another list", first: `{"l":[{"x":1}]}`, second: `{"l":[{"x":1},{"x":2}]}`, want: []string{`[p]: {"l":[{"x":1},{"x":2}]}`}},
		{name: "null for one of them", first: `{"o":null,"l":[{"x":1},null]}`, second: `{"o":{"x":1},"l":[{"y":1},{"x":1}]}`,
			want: []string{`[p]: {"o":{"x":1},"l":[{"x":1,"y":1},{"x":1}]}`}},
		{name: "null for one of them, further down", first: `{"l":[[{"o":{"x":1,"n":null}}],[null]]}`, second: `{"l":[[{"o":{"x":1,"n":{"z":2}}}],[{"o":null}]]}`,
			want: []string{`[p]: {"l":[[{"o":{"x":1,"n":{"z":2}}}],[{"o":null}]]}`}},
		{name: "an empty object", first: `{"o":{}}`, second: `{"o":{},"e":{}}`, want: []string{`[p]: {"e":{}}`}},
	} {
		sent := &sentFields{}
		whole := sent.rest(&respond.Delivered{Pieces: []respond.Piece{{Path: at("p"), Data: []byte(test.first)}}})
		if len(whole) != 1 || string(whole[0].Data) != test.first {
			t.Errorf("%s: of the first fragment remains %s", test.name, whole)
		}
		second := respond.Delivered{Pending: respond.Pending{Path: at("p")}, Pieces: []respond.Piece{{Path: at("p"), Data: []byte(test.second)}}, Errors: test.errors}
		var got []string
		for _, piece := range sent.rest(&second) {
			got = append(got, fmt.Sprintf("%v: %s", piece.Path, piece.Data))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

// TestErrorsComeWithTheirPiece: an error goes out with the fields that it is about.
func TestErrorsComeWithTheirPiece(t *testing.T) {
	d := &respond.Delivered{Pending: respond.Pending{Path: []any{"p"}}, Pieces: []respond.Piece{{Path: []any{"p"}}, {Path: []any{"p", "l", 0}}, {Path: []any{"p", "l", 1}}}}
	for _, path := range [][]any{{"p", "l", 1, "x", 0}, {"p", "l"}, {}, {"p", "l", 0}, {"p", "l", 2, "x"}, {"p", "l", 1}} {
		d.Errors = append(d.Errors, &gqlerr.Error{Path: path})
	}
	var got [][][]any
	for _, errs := range errorsOfPieces(d) {
		var paths [][]any
		for _, e := range errs {
			paths = append(paths, e.Path)
		}
		got = append(got, paths)
	}
	want := [][][]any{
		{{"p", "l"}, {}, {"p", "l", 2, "x"}},
		{{"p", "l", 0}},
		{{"p", "l", 1, "x", 0}, {"p", "l", 1}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestNothingSentIsTakenBack: a fragment with a null where another one sent more has failed, and one without has not.
func TestNothingSentIsTakenBack(t *testing.T) {
	why := gqlerr.List{{Message: "no"}}
	for _, test := range []struct {
		name          string
		first, second string
		errors        gqlerr.List
		failed        bool
	}{
		{name: "an object", first: `{"o":{"x":1}}`, second: `{"n":1,"o":null}`, errors: why, failed: true},
		{name: "below an object, in a list of lists", first: `{"o":{"l":[[],[{"x":1}]]}}`, second: `{"o":{"l":[[],[null]]}}`, errors: why, failed: true},
		{name: "null for both", first: `{"o":{"l":[null,{"x":1}],"n":null}}`, second: `{"o":{"l":[null,{"y":1}],"n":null,"m":null}}`, errors: why},
		{name: "null for the first only", first: `{"o":null,"l":[null]}`, second: `{"o":{"x":null},"l":[{"x":null}]}`, errors: why},
		{name: "null, without an error", first: `{"o":{"x":1}}`, second: `{"o":null}`},
	} {
		sent := &sentFields{}
		pieces := func(text string) []respond.Piece { return []respond.Piece{{Path: []any{"p"}, Data: []byte(text)}} }
		sent.rest(&respond.Delivered{Pieces: pieces(test.first)})
		second := respond.Delivered{Pending: respond.Pending{Path: []any{"p"}}, Pieces: pieces(test.second), Errors: test.errors}
		sent.refuse(&second)
		if second.Failed != test.failed || (len(second.Pieces) == 0) != test.failed {
			t.Errorf("%s: failed is %v, with %d pieces; want %v", test.name, second.Failed, len(second.Pieces), test.failed)
		}
	}
}

// TestOverlappingFragments: what two fragments select comes once in the proposal's form, and with each in Apollo's.
func TestOverlappingFragments(t *testing.T) {
	w := newWorld(t, nil)
	query := `{ hello ... @defer(label: "a") { stock price broken } ... @defer(label: "b") { stock broken } }`
	for accept, want := range map[string]int{newParts: 1, apolloParts: 2} {
		got := w.post(query, "Accept", accept)
		if n := strings.Count(got.body, `"stock":7`); n != want {
			t.Errorf("with %q it came %d times, want %d: %s", accept, n, want, got.body)
		}
		if n := strings.Count(got.body, `"path":["broken"]`); n != want {
			t.Errorf("with %q its error came %d times, want %d: %s", accept, n, want, got.body)
		}
		if strings.Contains(accept, "v0.2") {
			completed := map[string]bool{}
			for _, text := range partsOf(t, got.header.Get("Content-Type"), strings.NewReader(got.body)) {
				var part struct{ Completed []struct{ ID string } }
				if err := json.Unmarshal([]byte(text), &part); err != nil {
					t.Fatal(err)
				}
				for _, c := range part.Completed {
					completed[c.ID] = true
				}
			}
			if diff := cmp.Diff(map[string]bool{"0": true, "1": true}, completed); diff != "" {
				t.Errorf("completed (-want +got)\n%s\n%s", diff, got.body)
			}
		}
	}
}

package execute

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/plan"
)

// deals is a plan of which one fetch takes values from contexts, and the others don't: they go into the same objects, into objects in
// these, and into objects that another one brought and of which the first answer knows enough.
func deals() []*plan.Fetch {
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects(
		"shops { currency goods { __typename id maker { __typename id country } } }")}
	prices := priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@")
	prices.Subgraph, prices.Entities[0].Selections = 1, selects("|Good { price }")
	stock := entityFetch(2, "b", []int{0}, entity("Good", key("id"), "shops.@.goods.@"))
	stock.Subgraph, stock.Entities[0].Selections = 2, selects("|Good { stock rival { __typename id } }")
	makers := entityFetch(3, "c", []int{0}, entity("Maker", key("id"), "shops.@.goods.@.maker"))
	makers.Subgraph, makers.Entities[0].Selections = 3, selects("|Maker { title }")
	rivals := entityFetch(4, "a", []int{2}, entity("Maker", key("id"), "shops.@.goods.@.rival"))
	rivals.Entities[0].Selections = selects("|Maker { country }")
	return []*plan.Fetch{root, prices, stock, makers, rivals}
}

// What no context reaches is found, shared and known again as in other plans; what one does is not shared.
func TestWhatNoContextReachesIsShared(t *testing.T) {
	const goods = `"goods":[{"__typename":"Good","id":1,"maker":{"__typename":"Maker","id":9,"country":"X"}}]`
	p := &prices{
		first: `{"data":{"shops":[{"currency":"EUR",` + goods + `},{"currency":"USD",` + goods + `},{"currency":"EUR",` + goods + `}]}}`,
		instead: func(query string, _ map[string]any) (string, error) {
			switch query {
			case "2":
				return `{"data":{"_entities":[{"stock":5,"rival":{"__typename":"Maker","id":9}}]}}`, nil
			case "3":
				return `{"data":{"_entities":[{"title":"M"}]}}`, nil
			}
			return "", nil
		},
	}
	fetches := deals()
	fetches[2].Operation, fetches[3].Operation, fetches[4].Operation = "2", "3", "4"
	tree, failures, reports := runPriced(t, p, Limits{}, fetches...)
	deal := func(price string) object {
		return object{
			"__typename": `"Good"`, "id": "1", "price": `"` + price + `"`, "stock": "5",
			"maker": object{"__typename": `"Maker"`, "id": "9", "country": `"X"`, "title": `"M"`},
			"rival": object{"__typename": `"Maker"`, "id": "9", "country": `"X"`},
		}
	}
	shop := func(currency string) object {
		return object{"currency": `"` + currency + `"`, "goods": list{deal("1 in " + currency)}}
	}
	if diff := cmp.Diff(object{"shops": list{shop("EUR"), shop("USD"), shop("EUR")}}, tree); diff != "" || failures != nil {
		t.Error(failures, diff)
	}
	type figures struct{ Objects, Representations, Reused int }
	got := map[int]figures{}
	for _, r := range reports {
		got[r.Fetch.ID] = figures{r.Objects, r.Representations, r.Reused}
	}
	want := map[int]figures{
		0: {},
		1: {3, 2, 0}, // a good of each shop, of two currencies
		2: {3, 1, 0}, // the same objects, which are represented alike
		3: {1, 1, 0}, // one object: makers are below nothing that a context is read at
		4: {1, 0, 1}, // one that the first answer knows
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(p.requests) != 3 {
		t.Errorf("%d requests: %v", len(p.requests), p.requests)
	}
}

// Where a context is read further down, objects are looked for where they stand.
func TestWhatIsAboveAContextsReaderIsLookedForInTheTree(t *testing.T) {
	owners := entityFetch(1, "b", []int{0}, entity("Owner", key("id"), "shops.@.keepers.@"))
	owners.Subgraph, owners.Entities[0].Selections = 2, selects("|Owner { favourite { __typename id maker { __typename id } } }")
	last := priced(2, []int{0, 1}, "String", 2, taking("currency"), "shops.@.keepers.@.favourite")
	last.Subgraph, last.Entities[0].Selections = 1, selects("|Good { price }")
	makers := entityFetch(3, "c", []int{1}, entity("Maker", key("id"), "shops.@.keepers.@.favourite.maker"))
	makers.Subgraph, makers.Entities[0].Selections = 3, selects("|Maker { title }")
	ofPrice := entityFetch(4, "d", []int{2}, entity("Note", key("id"), "shops.@.keepers.@.favourite.note"))
	ofPrice.Subgraph, ofPrice.Entities[0].Selections = 4, selects("|Note { text }")
	last.Entities[0].Selections = selects("|Good { price note { __typename id } }")
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects("shops { currency keepers { __typename id } }")}
	program, err := Compile(&plan.Plan{Kind: ast.Query, Fetches: []*plan.Fetch{root, owners, last, makers, ofPrice}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var noted []bool
	for i := range program.fetches[1:] {
		noted = append(noted, len(program.fetches[i+1].calls[0].sources) > 0)
	}
	// What goes into the answer that takes values from contexts does not find its objects noted: there may be several answers.
	if diff := cmp.Diff([]bool{false, false, true, false}, noted); diff != "" {
		t.Error(diff)
	}
}

// An entity that an earlier answer has is asked for all the same where what is read below it goes by what stands above: it must
// not be one object.
func TestWhatIsKeptApartIsAskedForAgain(t *testing.T) {
	const owner = `{"__typename":"Owner","id":7}`
	p := &prices{
		first: `{"data":{"best":{"__typename":"Owner","id":7,"favourite":{"__typename":"Good","id":1}},` +
			`"shops":[{"currency":"EUR","keepers":[` + owner + `,` + owner + `]},{"currency":"USD","keepers":[` + owner + `]}]}}`,
		instead: func(query string, _ map[string]any) (string, error) {
			if query != "owners" {
				return "", nil
			}
			const favourite = `{"favourite":{"__typename":"Good","id":1}}`
			return `{"data":{"_entities":[` + favourite + `,` + favourite + `]}}`, nil
		},
	}
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects(
		"best { __typename id favourite { __typename id } } shops { currency keepers { __typename id } }")}
	owners := entityFetch(1, "a", []int{0}, entity("Owner", key("id"), "shops.@.keepers.@"))
	owners.Operation, owners.Entities[0].Selections = "owners", selects("|Owner { favourite { __typename id } }")
	last := priced(2, []int{0, 1}, "String", 2, taking("currency"), "shops.@.keepers.@.favourite")
	last.Subgraph, last.Entities[0].Selections = 1, selects("|Good { price }")
	tree, failures, _ := runPriced(t, p, Limits{}, root, owners, last)
	keeper := func(price string) object {
		return object{"__typename": `"Owner"`, "id": "7", "favourite": good(1, price)}
	}
	want := object{
		"best": object{"__typename": `"Owner"`, "id": "7", "favourite": good(1, "")},
		"shops": list{
			object{"currency": `"EUR"`, "keepers": list{keeper("1 in EUR"), keeper("1 in EUR")}},
			object{"currency": `"USD"`, "keepers": list{keeper("1 in USD")}},
		},
	}
	if diff := cmp.Diff(want, tree); diff != "" || failures != nil {
		t.Error(failures, diff)
	}
	program := compile(t, root, owners, last)
	if n := len(program.fetches[1].calls[0].reuses); n > 0 {
		t.Errorf("entities may be taken from %d answers", n)
	}
}

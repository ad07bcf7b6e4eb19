package execute

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

// selects reads "a b(x:1) { c } |T { d ?v }": |T is a type condition, ?v puts the field before it under a variable.
func selects(text string) []plan.Selected {
	open := [][]plan.Selected{nil}
	for word := range strings.FieldsSeq(text) {
		top := len(open) - 1
		switch {
		case word == "{":
			open = append(open, nil)
		case word == "}":
			parent := open[top-1]
			parent[len(parent)-1].Selections = open[top]
			open = open[:top]
		case word[0] == '|':
			open[top] = append(open[top], plan.Selected{On: word[1:]})
		case word[0] == '?':
			open[top][len(open[top])-1].Conditions = when(word[1:])
		default:
			key, arguments, _ := strings.Cut(word, "(")
			key, name, aliased := strings.Cut(key, ":")
			if !aliased {
				name = key
			}
			s := plan.Selected{Key: key, Name: name}
			if arguments != "" {
				s.Arguments = "(" + arguments
			}
			open[top] = append(open[top], s)
		}
	}
	return open[0]
}

// shop is a plan of three fetches: products from a, what is bought with them from b, and those products' details from a again.
func shop(root, again string) []*plan.Fetch {
	first := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects(root)}
	bought := entityFetch(1, "b", []int{0}, entity("Product", key("upc"), "products.@"))
	bought.Subgraph = 1
	bought.Entities[0].Selections = selects("|Product { bought { __typename upc } }")
	details := entityFetch(2, "a", []int{1}, entity("Product", key("upc"), "products.@.bought.@"))
	details.Entities[0].Selections = selects("|Product { " + again + " }")
	return []*plan.Fetch{first, bought, details}
}

const (
	shopProducts = `{"data":{"products":[{"__typename":"Product","upc":"1","name":"Table","n":"Tisch","dims":{"w":1,"h":2,"d":3},"tags":[["x"],null]},` +
		`{"__typename":"Product","upc":"2","name":"Chair","n":"Stuhl","dims":null,"tags":[]}]}}`
	shopBought = `{"data":{"_entities":[{"bought":[{"__typename":"Product","upc":"2"},{"__typename":"Product","upc":"1"}]},` +
		`{"bought":[{"__typename":"Product","upc":"1"},{"__typename":"Product","upc":"%s"}]}]}}`
)

func TestKnownEntitiesAreNotAskedForAgain(t *testing.T) {
	variables := VariableMap{"yes": []byte("true"), "no": []byte("false")}
	for name, test := range map[string]struct {
		root, again string
		// third is the product of which no earlier answer may know.
		third string
		// answer is that of the last fetch, asked what it is asked about; empty when it is not to be made.
		answer, asked string
		options       Options
		want          any
		errors        []string
	}{
		"all are known": {
			root: "products { __typename upc name }", again: "name", third: "2",
			want: object{"name": `"Table"`, "upc": `"1"`, "__typename": `"Product"`},
		},
		"under another key, with equal arguments": {
			root: `products { __typename upc n:name(lang:"de") name }`, again: `x:name(lang:"de")`, third: "2",
			want: object{"x": `"Tisch"`, "upc": `"1"`, "__typename": `"Product"`},
		},
		"objects and lists, no more of them than is asked for": {
			root: "products { __typename upc dims { w h d } tags }", again: "dims { h } tags", third: "2",
			want: object{"dims": object{"h": "2"}, "tags": list{list{`"x"`}, nil}, "upc": `"1"`, "__typename": `"Product"`},
		},
		"one is not known": {
			root: "products { __typename upc name }", again: "name", third: "3",
			asked: `[{"__typename":"Product","upc":"3"}]`, answer: `{"data":{"_entities":[{"name":"Lamp"}]}}`,
			want: object{"name": `"Table"`, "upc": `"1"`, "__typename": `"Product"`},
		},
		"one is not known, and fails": {
			root: "products { __typename upc name }", again: "name", third: "3",
			asked: `[{"__typename":"Product","upc":"3"}]`, answer: `{"data":{"_entities":[{"name":null}]},"errors":[{"message":"no","path":["_entities",0,"name"]}]}`,
			want:   object{"name": `"Table"`, "upc": `"1"`, "__typename": `"Product"`},
			errors: []string{"DOWNSTREAM_SERVICE_ERROR a [products 1 bought 1 name]: no"},
		},
		"one is not known, and the service fails": {
			root: "products { __typename upc name }", again: "name", third: "3",
			asked: `[{"__typename":"Product","upc":"3"}]`, answer: `no JSON`,
			want:   object{"name": `"Table"`, "upc": `"1"`, "__typename": `"Product"`},
			errors: []string{`SUBREQUEST_MALFORMED_RESPONSE a [products 1 bought 1]: The answer of the service "a" is not valid JSON: expected a value at byte 0.`},
		},
		"other arguments": {
			root: `products { __typename upc n:name(lang:"de") }`, again: `n:name(lang:"fr")`, third: "2",
			asked: `[{"__typename":"Product","upc":"2"},{"__typename":"Product","upc":"1"}]`, answer: `{"data":{"_entities":[{"n":"chaise"},{"n":"table"}]}}`,
			want: object{"n": `"table"`, "upc": `"1"`, "__typename": `"Product"`},
		},
		"a field more": {
			root: "products { __typename upc name }", again: "name price", third: "2",
			asked: `[{"__typename":"Product","upc":"2"},{"__typename":"Product","upc":"1"}]`, answer: `{"data":{"_entities":[{"name":"C","price":1},{"name":"T","price":2}]}}`,
			want: object{"name": `"T"`, "price": "2", "upc": `"1"`, "__typename": `"Product"`},
		},
		"no key to know them by": {
			root: "products { __typename upc:id name }", again: "name", third: "2",
			asked: `[{"__typename":"Product","upc":"2"},{"__typename":"Product","upc":"1"}]`, answer: `{"data":{"_entities":[{"name":"C"},{"name":"T"}]}}`,
			want: object{"name": `"T"`, "upc": `"1"`, "__typename": `"Product"`},
		},
		"a field that is left out this time": {
			root: "products { __typename upc name ?no }", again: "name missing ?no", third: "2",
			asked: `[{"__typename":"Product","upc":"2"},{"__typename":"Product","upc":"1"}]`, answer: `{"data":{"_entities":[{"name":"C"},{"name":"T"}]}}`,
			want: object{"name": `"T"`, "upc": `"1"`, "__typename": `"Product"`},
		},
		"a field that nobody wants this time": {
			root: "products { __typename upc name missing ?yes }", again: "name missing ?no", third: "2",
			want: object{"name": `"Table"`, "upc": `"1"`, "__typename": `"Product"`},
		},
		"switched off": {
			root: "products { __typename upc name }", again: "name", third: "2", options: Options{AskAgain: true},
			asked: `[{"__typename":"Product","upc":"2"},{"__typename":"Product","upc":"1"}]`, answer: `{"data":{"_entities":[{"name":"C"},{"name":"T"}]}}`,
			want: object{"name": `"T"`, "upc": `"1"`, "__typename": `"Product"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			program, err := Compile(&plan.Plan{Kind: ast.Query, Fetches: shop(test.root, test.again)}, nil, test.options)
			if err != nil {
				t.Fatal(err)
			}
			// A field that is not selected is not answered; the root's answer has all of them, which must not matter.
			s := bodies(shopProducts, fmt.Sprintf(shopBought, test.third), test.answer)
			if strings.Contains(test.root, "?no") {
				s = bodies(strings.ReplaceAll(shopProducts, `"name"`, `"not asked"`), fmt.Sprintf(shopBought, test.third), test.answer)
			}
			answers := program.Execute(t.Context(), Request{Fetcher: s, Variables: variables})
			defer answers.Release()
			asked := strings.TrimSuffix(strings.TrimPrefix(s.sent[2], `{"representations":`), "}")
			if asked != test.asked {
				t.Errorf("asked about %s, want %s", asked, test.asked)
			}
			tree := plain(answers.Tree, answers.Tree.Root(nil)).(object)
			products := tree["products"].(list)
			if diff := cmp.Diff(test.want, products[1].(object)["bought"].(list)[0]); diff != "" {
				t.Error(diff)
			}
			// What is known of products in one place does not show in another.
			if _, shows := products[0].(object)["bought"].(list)[1].(object)["bought"]; shows {
				t.Error("the product that was bought has what the product itself has")
			}
			var errors []string
			for _, e := range answers.Errors {
				errors = append(errors, fmt.Sprintf("%s %s %v: %s", e.Code, e.Service, e.Path, e.Message))
			}
			if diff := cmp.Diff(test.errors, errors); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatAnAnswerWithErrorsHasIsAskedForAgain(t *testing.T) {
	program, err := Compile(&plan.Plan{Kind: ast.Query, Fetches: shop("products { __typename upc name }", "name")}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := bodies(strings.Replace(shopProducts, `{"data"`, `{"errors":[{"message":"e","path":["products",0,"name"]}],"data"`, 1),
		fmt.Sprintf(shopBought, "2"), `{"data":{"_entities":[{"name":"C"},{"name":"T"}]}}`)
	answers := program.Execute(t.Context(), Request{Fetcher: s})
	defer answers.Release()
	if want := `{"representations":[{"__typename":"Product","upc":"2"},{"__typename":"Product","upc":"1"}]}`; s.sent[2] != want {
		t.Errorf("asked about %s, want %s", s.sent[2], want)
	}
}

func TestMutationsAskForEntitiesAgain(t *testing.T) {
	program, err := Compile(&plan.Plan{Kind: ast.Mutation, Fetches: shop("products { __typename upc name }", "name")}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := bodies(shopProducts, fmt.Sprintf(shopBought, "2"), `{"data":{"_entities":[{"name":"C"},{"name":"T"}]}}`)
	program.Execute(t.Context(), Request{Fetcher: s}).Release()
	if s.sent[2] == "" {
		t.Error("not asked")
	}
}

// TestKnownFromAnEntityCall: the same entities, with the same inputs for @requires, at two places; the plan's later call waits for
// the one that is under way.
func TestKnownFromAnEntityCall(t *testing.T) {
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects("products { __typename upc weight }")}
	fields := append(key("upc"), plan.RepresentationField{Name: "weight", Source: "weight"})
	stock := entityFetch(1, "stock", []int{0}, entity("Product", fields, "products.@"))
	bought := entityFetch(2, "b", []int{0}, entity("Product", key("upc"), "products.@"))
	weight := entityFetch(3, "a", []int{2}, entity("Product", key("upc"), "products.@.bought.@"))
	again := entityFetch(4, "stock", []int{3}, entity("Product", fields, "products.@.bought.@"))
	for f, selected := range map[*plan.Fetch]string{
		stock: "|Product { shipping in }", bought: "|Product { bought { __typename upc } }", weight: "|Product { weight }", again: "|Product { in shipping }",
	} {
		f.Entities[0].Selections = selects(selected)
		f.Subgraph = map[string]int{"stock": 1, "b": 2}[f.Service]
	}
	program, err := Compile(&plan.Plan{Kind: ast.Query, Fetches: []*plan.Fetch{root, stock, bought, weight, again}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	boughtAnswered := make(chan struct{})
	s := &fakeSubgraphs{answer: func(ctx context.Context, req *FetchRequest) (string, error) {
		switch req.Fetch.ID {
		case 0:
			return `{"data":{"products":[{"__typename":"Product","upc":"1","weight":5},{"__typename":"Product","upc":"2","weight":6}]}}`, nil
		case 1:
			// The other branch has long come back when this does.
			select {
			case <-boughtAnswered:
			case <-ctx.Done():
			}
			return `{"data":{"_entities":[{"shipping":50,"in":true},{"shipping":60,"in":false}]}}`, nil
		case 2:
			defer close(boughtAnswered)
			return fmt.Sprintf(shopBought, "1"), nil
		}
		return "", fmt.Errorf("fetch %d is not needed", req.Fetch.ID)
	}}
	answers := program.Execute(t.Context(), Request{Fetcher: s})
	defer answers.Release()
	if len(answers.Errors) > 0 {
		t.Fatal(answers.Errors[0])
	}
	tree := plain(answers.Tree, answers.Tree.Root(nil)).(object)
	want := object{"__typename": `"Product"`, "upc": `"2"`, "weight": "6", "in": "false", "shipping": "60"}
	if diff := cmp.Diff(want, tree["products"].(list)[0].(object)["bought"].(list)[0]); diff != "" {
		t.Error(diff)
	}
}

// TestReuseWaitsForNoLaterPart: a fetch waits for another one of which it may reuse something only where that is made for an answer
// that is no later than its own, and comes earlier in the plan's order.
func TestReuseWaitsForNoLaterPart(t *testing.T) {
	for name, test := range map[string]struct {
		source, user []int
		waits        bool
	}{
		"both primary":              {nil, nil, true},
		"a part, of the primary":    {nil, []int{1}, true},
		"both of one part":          {[]int{1}, []int{1}, true},
		"the primary, of a part":    {[]int{1}, nil, false},
		"a part, of another":        {[]int{2}, []int{1}, false},
		"a part, of one for others": {[]int{1, 2}, []int{1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			fetches := shop("products { __typename upc }", "name")
			known := entityFetch(1, "a", []int{0}, entity("Product", key("upc"), "products.@"))
			known.Entities[0].Selections = selects("|Product { name }")
			known.Deferred = test.source
			fetches[1].ID, fetches[2].ID = 2, 3
			fetches[2].DependsOn, fetches[2].Deferred = []int{2}, test.user
			p := &plan.Plan{Kind: ast.Query, Fetches: []*plan.Fetch{fetches[0], known, fetches[1], fetches[2]}}
			for id := range 2 {
				p.Deferred = append(p.Deferred, plan.Deferred{ID: id + 1})
			}
			program, err := Compile(p, nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := []uint32(nil)
			if test.waits {
				want = []uint32{3}
			}
			if diff := cmp.Diff(want, program.fetches[1].dependents); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestWhatAFailedFetchWouldHaveBroughtIsAskedFor: a fetch goes on after one that it waited for to reuse something of, however that went.
func TestWhatAFailedFetchWouldHaveBroughtIsAskedFor(t *testing.T) {
	for name, answer := range map[string]string{
		"no answer":      "",
		"malformed":      `{"data":{"_entities":[{"name":"Table"}]}}`,
		"null":           `{"data":null,"errors":[{"message":"e"}]}`,
		"one is missing": `{"data":{"_entities":[null,{"name":"Chair"}]}}`,
		"of other types": `{"data":{"_entities":[{"__typename":"Lamp","name":"Table"},{"__typename":"Product","name":"Chair"}]}}`,
		"skipped":        "skipped",
	} {
		t.Run(name, func(t *testing.T) {
			fetches := shop("products { __typename upc }", "name")
			known := entityFetch(1, "a", []int{0}, entity("Product", key("upc"), "products.@"))
			known.Entities[0].Selections = selects("|Product { name __typename }")
			if answer == "skipped" {
				known.Conditions = [][]operation.Condition{when("no")}
			}
			fetches[1].ID, fetches[2].ID, fetches[2].DependsOn = 2, 3, []int{2}
			p := &plan.Plan{Kind: ast.Query, Fetches: []*plan.Fetch{fetches[0], known, fetches[1], fetches[2]}}
			program, err := Compile(p, nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			s := bodies(shopProducts, answer, fmt.Sprintf(shopBought, "2"), "")
			all := s.answer
			s.answer = func(ctx context.Context, req *FetchRequest) (string, error) {
				if req.Fetch.ID < 3 {
					return all(ctx, req)
				}
				names := []string{}
				for _, upc := range []string{"1", "2"} {
					if at := strings.Index(string(req.Variables), `"upc":"`+upc); at >= 0 {
						names = append(names, fmt.Sprintf(`%08d{"name":"asked %s"}`, at, upc))
					}
				}
				slices.Sort(names)
				for i := range names {
					names[i] = names[i][8:]
				}
				return `{"data":{"_entities":[` + strings.Join(names, ",") + `]}}`, nil
			}
			answers := program.Execute(t.Context(), Request{Fetcher: s})
			defer answers.Release()
			tree := plain(answers.Tree, answers.Tree.Root(nil)).(object)
			var got []any
			for _, bought := range tree["products"].(list)[0].(object)["bought"].(list) {
				got = append(got, bought.(object)["name"])
			}
			want := []any{`"asked 2"`, `"asked 1"`}
			switch name {
			case "one is missing":
				want[0] = `"Chair"`
			case "of other types":
				want[0] = `"Chair"`
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

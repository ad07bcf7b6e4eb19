package plan_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// deferring is an operation's normal form with @defer, where every variable is true.
func deferring(sg *supergraph.Supergraph, query string) (*operation.Operation, error) {
	doc, errs := operation.Parse(query, operation.ParseLimits{})
	if len(errs) == 0 {
		errs = operation.Validate(sg.API, doc)
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("the document: %w", errs)
	}
	op, errs := operation.NormalizeDeferred(sg.API, doc, doc.Operations[0], 0, func(string) bool { return true })
	if len(errs) > 0 {
		return nil, fmt.Errorf("normalize: %w", errs)
	}
	return op, nil
}

// TestPlansWithDefer has the plans of deferred operations: for each fetch, which parts of the answer it is made for.
func TestPlansWithDefer(t *testing.T) {
	t.Parallel()
	for _, test := range slices.Concat(deferTests, apartTests) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sg := composed(t, test.subgraphs...)
			op, err := deferring(sg, test.query)
			if err != nil {
				t.Fatal(err)
			}
			made, err := plan.New(sg).Plan(context.Background(), op, plan.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := strings.TrimSpace(strings.ReplaceAll(test.want, "\n\t\t\t", "\n"))
			if diff := cmp.Diff(want, strings.TrimSpace(brief(made))); diff != "" {
				t.Errorf("(-want +got)\n%s\n%s", diff, brief(made))
			}
		})
	}
}

var deferTests = []planTest{
	{name: "a value from a context that only a deferred fragment needs is deferred with it", subgraphs: rates,
		query: `{ shop { goods { name ... @defer { price } } } }`, want: `
			0 a
			  {shop{__typename goods{__typename name id} id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Shop{key}}}
			  at shop
			  Shop as own type {id!}
			2 c after 1 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Shop{owner{rate}}}}
			  at shop
			  Shop as own type {key!}
			3 d after 2 deferred in 1
			  query($representations:[_Any!]!,$contextualArgument_0_0:Float){_entities(representations:$representations){...on Good{price(at:$contextualArgument_0_0)}}}
			  at shop.goods.@
			  $contextualArgument_0_0 from 1 up {owner {rate}}
			  Good as own type {id!}`},
	{name: "what the same fetch brings is not fetched twice", subgraphs: bookAndNames,
		query: `{ book { title ... @defer { id } } }`, want: `
			0 a
			  {book{title id}}`},
	{name: "the key of a deferred fetch comes with the primary answer", subgraphs: bookAndNames,
		query: `{ book { title ... @defer { pages } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{pages}}}
			  at book
			  Book as own type {id!}`},
	{name: "a chain of keys is deferred with what it leads to", subgraphs: bookAndNames,
		query: `{ book { title ... @defer { author { name } } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{isbn}}}
			  at book
			  Book as own type {id!}
			2 c after 1 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{name}}}}
			  at book
			  Book as own type {isbn!}`},
	{name: "what the primary answer needs too is its own", subgraphs: bookAndNames,
		query: `{ book { pages ... @defer { pages author { name } } } }`, want: `
			0 a
			  {book{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{pages isbn}}}
			  at book
			  Book as own type {id!}
			2 c after 1 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{name}}}}
			  at book
			  Book as own type {isbn!}`},
	{name: "inputs of @requires are deferred", subgraphs: prices,
		query: `{ goods { name ... @defer { dollars } } }`, want: `
			0 a
			  {goods{__typename name id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{price(in:"USD") weight}}}
			  at goods.@
			  Good as own type {id!}
			2 c after 1 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{dollars}}}
			  at goods.@
			  Good as own type {id! price weight}`},
	{name: "no primary fetch waits for a deferred one of its subgraph", subgraphs: prices,
		query: `{ goods { stock ... @defer { dollars } } }`, want: `
			0 a
			  {goods{__typename id}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{stock}}}
			  at goods.@
			  Good as own type {id!}
			2 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{price(in:"USD") weight}}}
			  at goods.@
			  Good as own type {id!}
			3 c after 2 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{dollars}}}
			  at goods.@
			  Good as own type {id! price weight}`},
	{name: "parts in parts", subgraphs: bookAndNames,
		query: `{ book { title ... @defer { pages ... @defer { author { name } } } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{pages isbn}}}
			  at book
			  Book as own type {id!}
			2 c after 1 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{name}}}}
			  at book
			  Book as own type {isbn!}`},
	{name: "a fetch of two parts", subgraphs: bookAndNames,
		query: `{ book { title ... @defer(label: "x") { pages } ... @defer(label: "y") { pages author { name } } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 b after 0 deferred in 1 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{pages isbn}}}
			  at book
			  Book as own type {id!}
			2 c after 1 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{name}}}}
			  at book
			  Book as own type {isbn!}`},
	{name: "an object selected in both", subgraphs: bookAndNames,
		query: `{ book { id } ... @defer { book { id author { name } } } }`, want: `
			0 a
			  {book{__typename id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{isbn}}}
			  at book
			  Book as own type {id!}
			2 c after 1 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{name}}}}
			  at book
			  Book as own type {isbn!}`},
	{name: "conditions stay", subgraphs: bookAndNames,
		query: `query ($v: Boolean!) { book { title ... @include(if: $v) @defer { pages } } }`, want: `
			0 a
			  query($v:Boolean!){book{__typename title id@include(if:$v)}}
			1 b after 0 deferred in 1 if v
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{pages}}}
			  at book
			  Book as own type {id!}`},
	{name: "types of an interface", subgraphs: media,
		query: `{ media { title ... on Film @defer { stars } } }`, want: `
			0 a
			  {media{__typename title...on Film{id}}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Film{stars}}}
			  at media.@
			  Film as own type {id!}`},
	{name: "nothing but deferred", subgraphs: bookAndNames,
		query: `{ ... @defer { book { title pages } } }`, want: `
			0 a deferred in 1
			  {book{__typename title id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{pages}}}
			  at book
			  Book as own type {id!}`},
}

// TestDeferTree shows a plan with parts in parts, in each form.
func TestDeferTree(t *testing.T) {
	t.Parallel()
	sg := composed(t, bookAndNames...)
	op, err := deferring(sg, `{ book { title ... @defer(label: "more") { pages ... @defer { author { name } } } } }`)
	if err != nil {
		t.Fatal(err)
	}
	made, err := plan.New(sg).Plan(context.Background(), op, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	json, err := made.Tree().JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []struct{ name, got, want string }{
		{"text", made.Tree().Text(), deferTreeText},
		{"json", string(json), deferTreeJSON},
		{"mermaid", made.Tree().Mermaid(), deferTreeMermaid},
	} {
		if diff := cmp.Diff(strings.TrimSpace(form.want), strings.TrimSpace(form.got)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", form.name, diff)
		}
	}
}

const (
	deferTreeText = `
QueryPlan {
  Defer {
    Primary {
      { book { title } }
      Fetch(service: "a", id: 0) {
        {
          book {
            __typename
            title
            id
          }
        }
      }
    }
    Deferred(depends: [0], path: "book", label: "more") {
      { pages }
      Defer {
        Primary {
          { pages }
          Flatten(path: "book") {
            Fetch(service: "b", id: 1) {
              {
                ... on Book {
                  __typename
                  id
                }
              } =>
              {
                ... on Book {
                  pages
                  isbn
                }
              }
            }
          }
        }
        Deferred(depends: [1], path: "book") {
          { author { name } }
          Flatten(path: "book") {
            Fetch(service: "c") {
              {
                ... on Book {
                  __typename
                  isbn
                }
              } =>
              {
                ... on Book {
                  author {
                    name
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}`
	deferTreeJSON    = `{"kind":"QueryPlan","node":{"kind":"Defer","primary":{"subselection":"{ book { title } }","node":{"kind":"Fetch","serviceName":"a","operationKind":"query","operation":"{book{__typename title id}}","id":"0"}},"deferred":[{"depends":[{"id":"0"}],"label":"more","path":["book"],"subselection":"{ pages }","node":{"kind":"Defer","primary":{"subselection":"{ pages }","node":{"kind":"Flatten","path":["book"],"node":{"kind":"Fetch","serviceName":"b","operationKind":"query","operation":"query($representations:[_Any!]!){_entities(representations:$representations){...on Book{pages isbn}}}","requires":[{"kind":"InlineFragment","typeCondition":"Book","selections":[{"kind":"Field","name":"__typename"},{"kind":"Field","name":"id"}]}],"id":"1"}}},"deferred":[{"depends":[{"id":"1"}],"path":["book"],"subselection":"{ author { name } }","node":{"kind":"Flatten","path":["book"],"node":{"kind":"Fetch","serviceName":"c","operationKind":"query","operation":"query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{name}}}}","requires":[{"kind":"InlineFragment","typeCondition":"Book","selections":[{"kind":"Field","name":"__typename"},{"kind":"Field","name":"isbn"}]}]}}}]}}]}}`
	deferTreeMermaid = `
flowchart TD
  f0["<b>a</b><br/>book"]
  subgraph d1["defer more at book"]
    f1["<b>b</b><br/>book<br/>pages, isbn"]
  end
  subgraph d2["defer at book"]
    f2["<b>c</b><br/>book<br/>author"]
  end
  f0 --> f1
  f1 --> f2`
)

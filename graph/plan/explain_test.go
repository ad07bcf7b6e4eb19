package plan_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/plan"
)

// TestExplain: the choices, the keys, and what @requires makes wait.
func TestExplain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, query, want string
		subgraphs         []string
	}{
		{name: "keys", subgraphs: bookAndNames, query: `{ book { title author { name } } }`, want: `
			At the root (Query):
			  a, in request step 1, answers
			    book
			At book (Book):
			  a, which brought the object, answers
			    title
			  b, entered as Book by @key(id) in request step 1, gives what others need
			      the key: id from a
			      instead of @key(isbn), for which isbn is not to be had
			  c, entered as Book by @key(isbn) in request step 2, answers
			      the key: isbn from b (request step 1)
			    author`},
		{name: "requires", subgraphs: prices, query: `{ goods { name dollars } }`, want: `
			At the root (Query):
			  a, in request step 1, answers
			    goods
			At goods.@ (Good):
			  a, which brought the object, answers
			    name
			  b, entered as Good by @key(id) in request step 1, gives what others need
			      the key: id from a
			  c, entered as Good by @key(id) in request step 2, answers
			      the key: id from a
			      entered for @requires(price(in: "USD") weight)
			      the inputs: price(in:"USD") from b (request step 1), weight from b (request step 1)
			    dollars`},
		{name: "choices", subgraphs: []string{
			"a", `type Query { user: User } type User @key(fields: "id") { id: ID! }`,
			"b", `type User @key(fields: "id") @key(fields: "mail") { id: ID! mail: ID! name: String @shareable old: Int @shareable zip: Int @shareable }`,
			"c", `type User @key(fields: "mail") @key(fields: "id") { id: ID! mail: ID! name: String @shareable age: Int old: Int @override(from: "b", label: "new") }`},
			query: `{ mine: user { name age old } }`, want: `
			At the root (Query):
			  a, in request step 1, answers
			    mine: user
			At mine (User):
			  b, entered as User by @key(id) in request step 1, answers
			      the key: id from a
			      instead of @key(mail), for which mail is not to be had
			    name
			      not c: no better, ready after request step 1
			    old
			      not c: the label new is off
			  c, entered as User by @key(id) in request step 1, answers
			      the key: id from a
			      instead of @key(mail), in request step 2
			    age`},
		{name: "more choices", subgraphs: []string{
			"a", `type Query { user: User } type User @key(fields: "id") { id: ID! }`,
			"b", `type User @key(fields: "id") { id: ID! x: Int @shareable y: Int @shareable }`,
			"c", `type User @key(fields: "id") { id: ID! y: Int @shareable z: Int @shareable }`,
			"d", `type User @key(fields: "id") { id: ID! z: Int @shareable x: Int @shareable y: Int @shareable }`},
			query: `{ user { x y z } }`, want: `
			At the root (Query):
			  a, in request step 1, answers
			    user
			At user (User):
			  choices looked at:
			    ask b, c: 2 requests, 1 deep
			    ask d: 1 request, 1 deep, taken
			    ask b, d: 2 requests, 1 deep
			  d, entered as User by @key(id) in request step 1, answers
			      the key: id from a
			    x
			      not b: leaving it out costs less
			    y
			      not c: no better, ready after request step 1
			      not b: leaving it out costs less
			    z
			      not c: no better, ready after request step 1`},
		{name: "an object's type", subgraphs: accounts, query: `{ accounts { active ... on Admin { level } } }`, want: `
			At the root (Query):
			  b, in request step 1, answers
			    accounts
			At accounts.@ (Account):
			  b, which brought the object, answers
			    active
			  a, entered as Account by @key(id) in request step 1, answers
			      the key: id from b
			    __typename, to learn what the object is`},
		{name: "the same at several places", subgraphs: bookAndNames, query: `{ book { pages } again: book { pages } }`, want: `
			At the root (Query):
			  a, in request step 1, answers
			    book
			    again: book
			At book (Book):
			  b, entered as Book by @key(id) in request step 1, answers
			      the key: id from a
			      instead of @key(isbn), for which isbn is not to be had
			    pages
			At again (Book): as at book.`},
		{name: "nothing", subgraphs: bookAndNames, query: `{ __typename }`, want: `
			Nothing is asked of a subgraph.`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sg := composed(t, test.subgraphs...)
			op, err := normal(sg, test.query, "")
			if err != nil {
				t.Fatal(err)
			}
			stages, err := plan.New(sg).Stages(context.Background(), op, plan.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := stages.Explain()
			want := strings.TrimPrefix(strings.ReplaceAll(test.want, "\n\t\t\t", "\n"), "\n")
			if diff := cmp.Diff(want, strings.TrimSuffix(got, "\n")); diff != "" {
				t.Errorf("(-want +got)\n%s\n%s", diff, got)
			}
		})
	}
}

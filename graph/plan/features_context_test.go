package plan_test

import (
	"context"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/plan"
)

var contextTests = []planTest{
	{name: "an argument from a context is filled in a request of its own", subgraphs: shops,
		query: `{ shop { goods { name price } } }`, want: `
			0 a
			  {shop{currency goods{__typename name id}}}
			1 a after 0
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Good{price(in:$contextualArgument_0_0)}}}
			  at shop.goods.@
			  $contextualArgument_0_0 from 1 up {currency}
			  Good as own type {id!}`},
	{name: "the nearest object counts, through lists and what does not set the context", subgraphs: shops,
		query: `{ mall { best { price } shops { goods { price like { price stock } } } } }`, want: `
			0 a
			  {mall{currency best{__typename id} shops{currency goods{__typename id}}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{like{__typename id stock}}}}
			  at mall.shops.@.goods.@
			  Good as own type {id!}
			2 a after 1
			  query($_r0:[_Any!]!,$contextualArgument_0_0:String,$_r1:[_Any!]!,$contextualArgument_1_0:String){_e0:_entities(representations:$_r0){...on Good{price(in:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Good{price(in:$contextualArgument_1_0)}}}
			  at mall.best
			  at mall.shops.@.goods.@
			  $contextualArgument_0_0 from 1 up {currency}
			  Good as own type {id!}
			  at mall.shops.@.goods.@.like
			  $contextualArgument_1_0 from 2 up {currency}
			  Good as own type {id!}`},
	{name: "a key that the client uses otherwise, another argument, conditions", subgraphs: shops,
		query: `query ($x: Boolean!, $n: Int) { shop { currency: id goods @include(if: $x) { price(of: $n) p: price } } }`, want: `
			0 a
			  query($x:Boolean!){shop{_currency_0:currency@include(if:$x) currency:id goods@include(if:$x){__typename id}}}
			1 a after 0 if x
			  query($representations:[_Any!]!,$contextualArgument_0_0:String,$n:Int){_entities(representations:$representations){...on Good{price(of:$n,in:$contextualArgument_0_0) p:price(in:$contextualArgument_0_0)}}}
			  at shop.goods.@
			  $contextualArgument_0_0 from 1 up {currency:_currency_0}
			  Good as own type {id!}`},
	{name: "the value has hops of its own", subgraphs: rates,
		query: `{ shop { goods { name price weight } } }`, want: `
			0 a
			  {shop{__typename id goods{__typename name id}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Shop{key}}}
			  at shop
			  Shop as own type {id!}
			2 c after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Shop{owner{rate}}}}
			  at shop
			  Shop as own type {key!}
			3 d after 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Float,$_r1:[_Any!]!){_e0:_entities(representations:$_r0){...on Good{price(at:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Good{weight}}}
			  at shop.goods.@
			  $contextualArgument_0_0 from 1 up {owner {rate}}
			  Good as own type {id!}
			  at shop.goods.@
			  Good as own type {id!}`},
	{name: "an interface sets the context; a type without the value gives null", subgraphs: places,
		query: `{ places { city { name water trees } } }`, want: `
			0 a
			  {places{__typename city{__typename name id}...on Beach{water}...on Park{trees{kind{__typename age}}}}}
			1 a after 0
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:[Int]){_e0:_entities(representations:$_r0){...on City{water(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on City{trees(of:$contextualArgument_1_0)}}}
			  at places.@.city
			  $contextualArgument_0_0 from 1 up {water on Beach}
			  City as own type {id!}
			  at places.@.city
			  $contextualArgument_1_0 from 1 up {trees on Park {kind {age on Elm age on Oak}}}
			  City as own type {id!}`},
	{name: "types that set a context beside types that do not", subgraphs: things,
		query: `{ things { ... on Book { author { name } } ... on Film { author { name } } } }`, want: `
			0 a
			  {note things{__typename...on Book{note author{__typename id}}...on Film{author{__typename id}}}}
			1 a after 0
			  query($_r0:[_Any!]!,$contextualArgument_0_0:String,$_r1:[_Any!]!,$contextualArgument_1_0:String){_e0:_entities(representations:$_r0){...on Author{name(with:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Author{name(with:$contextualArgument_1_0)}}}
			  at things.@|[Book].author
			  $contextualArgument_0_0 from 1 up {note}
			  Author as own type {id!}
			  at things.@|[Film].author
			  $contextualArgument_1_0 from 2 up {note}
			  Author as own type {id!}`},
	{name: "a value from a context that another value from a context is made with, for a field that is required", subgraphs: chained,
		query: `{ root { node { leaf { double } } } }`, want: `
			0 a
			  {root{zone node{__typename id leaf{__typename id}}}}
			1 a after 0
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Node{unit(in:$contextualArgument_0_0)}}}
			  at root.node
			  $contextualArgument_0_0 from 1 up {zone}
			  Node as own type {id!}
			2 a after 1
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Leaf{value(of:$contextualArgument_0_0)}}}
			  at root.node.leaf
			  $contextualArgument_0_0 from 1 up {unit}
			  Leaf as own type {id!}
			3 b after 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Leaf{double}}}
			  at root.node.leaf
			  Leaf as own type {id! value}`},
	{name: "what another subgraph answers without the context is not read for it", subgraphs: shared,
		query: `{ shop { good { stock price } } }`, want: `
			0 a
			  {shop{good{__typename id}}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{stock price}}}
			  at shop.good
			  Good as own type {id!}`},
	{name: "the object itself sets the context: the one above it counts", subgraphs: own,
		query: `{ node { value next { value } } }`, want: `
			0 b
			  {unit}
			1 a
			  {node{__typename id next{__typename id}}}
			2 b after 0 1
			  query($_r0:[_Any!]!,$_r1:[_Any!]!,$contextualArgument_1_0:String){_e0:_entities(representations:$_r0){...on Node{unit}} _e1:_entities(representations:$_r1){...on Node{value(in:$contextualArgument_1_0)}}}
			  at node
			  Node as own type {id!}
			  at node
			  $contextualArgument_1_0 from 1 up {unit}
			  Node as own type {id!}
			3 b after 2
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Node{value(in:$contextualArgument_0_0)}}}
			  at node.next
			  $contextualArgument_0_0 from 1 up {unit}
			  Node as own type {id!}`},
	{name: "an interface object hides whether the object above sets the context: its type is asked for first", subgraphs: hidden, query: `{ top { label { nick name } } }`, want: `
			0 a
			  {rate}
			1 b
			  {top{__typename id label{__typename nick id}}}
			2 a after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on Book{price}}}}
			  at top.@
			  Node|Book|Pen as Node {id!}
			3 a after 0 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:Int){_e0:_entities(representations:$_r0){...on Owner{name(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Owner{name(of:$contextualArgument_1_0)}}}
			  at top.@|[Book].label
			  $contextualArgument_0_0 from 1 up {price}
			  Owner as own type {id!}
			  at top.@|[Pen].label
			  $contextualArgument_1_0 from 2 up {rate}
			  Owner as own type {id!}`},
	{name: "interface objects below interface objects", subgraphs: hidden, query: `{ top { id twin { label { name } } } }`, want: `
			0 a
			  {rate}
			1 b
			  {top{__typename id twin{__typename id label{__typename id}}}}
			2 a after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on Book{price}}}}
			  at top.@
			  Node|Book|Pen as Node {id!}
			3 a after 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on Book{price}}}}
			  at top.@|[Book].twin
			  at top.@|[Pen].twin
			  Node|Book|Pen as Node {id!}
			4 a after 0 3
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:Int,$_r2:[_Any!]!,$contextualArgument_2_0:Int){_e0:_entities(representations:$_r0){...on Owner{name(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Owner{name(of:$contextualArgument_1_0)}} _e2:_entities(representations:$_r2){...on Owner{name(of:$contextualArgument_2_0)}}}
			  at top.@|[Book].twin|[Book].label
			  at top.@|[Pen].twin|[Book].label
			  $contextualArgument_0_0 from 1 up {price}
			  Owner as own type {id!}
			  at top.@|[Book].twin|[Pen].label
			  $contextualArgument_1_0 from 2 up {price}
			  Owner as own type {id!}
			  at top.@|[Pen].twin|[Pen].label
			  $contextualArgument_2_0 from 3 up {rate}
			  Owner as own type {id!}`},
	{name: "what a subgraph that knows the types brings is asked with them", subgraphs: hidden, query: `{ top { owner { name } } }`, want: `
			0 a
			  {rate}
			1 b
			  {top{id}}
			2 a after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename owner{__typename id}...on Book{price}}}}
			  at top.@
			  Node|Book|Pen as Node {id!}
			3 a after 0 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:Int){_e0:_entities(representations:$_r0){...on Owner{name(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Owner{name(of:$contextualArgument_1_0)}}}
			  at top.@|[Book].owner
			  $contextualArgument_0_0 from 1 up {price}
			  Owner as own type {id!}
			  at top.@|[Pen].owner
			  $contextualArgument_1_0 from 2 up {rate}
			  Owner as own type {id!}`},
	{name: "a field that requires what reads a context by the type above", subgraphs: hidden, query: `{ top { id tag } }`, want: `
			0 a
			  {rate}
			1 b
			  {top{id}}
			2 a after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename id owner{__typename id}...on Book{price}}}}
			  at top.@
			  Node|Book|Pen as Node {id!}
			3 a after 0 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:Int){_e0:_entities(representations:$_r0){...on Owner{name(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Owner{name(of:$contextualArgument_1_0)}}}
			  at top.@|[Book].owner
			  $contextualArgument_0_0 from 1 up {price}
			  Owner as own type {id!}
			  at top.@|[Pen].owner
			  $contextualArgument_1_0 from 2 up {rate}
			  Owner as own type {id!}
			4 b after 3
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{tag}}}
			  at top.@
			  Book as Node {id! owner {name}}
			  Pen as Node {id! owner {name}}`},
	{name: "an interface sets the context, and the value goes by the type that an interface object hides", subgraphs: inside, query: `{ top { label { name } } }`, want: `
			0 b
			  {top{__typename id label{__typename id}}}
			1 a after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on Book{price}...on Pen{ink}}}}
			  at top
			  Node|Book|Pen as Node {id!}
			2 a after 1
			  query($representations:[_Any!]!,$contextualArgument_0_0:Int){_entities(representations:$representations){...on Owner{name(of:$contextualArgument_0_0)}}}
			  at top|[Book,Pen].label
			  $contextualArgument_0_0 from 1 up {price on Book ink on Pen}
			  Owner as own type {id!}`},
	{name: "what the root of mutations has to give is carried out first, and by itself", subgraphs: made,
		query: `mutation ($c: Boolean!) { rate(of: 3) make { x @include(if: $c) } other { x } }`, want: `
			0 a
			  mutation($c:Boolean!){_rate_0:rate(of:3) rate(of:3) make{__typename id@include(if:$c)}}
			1 a after 0 if c
			  query($representations:[_Any!]!,$contextualArgument_0_0:Int){_entities(representations:$representations){...on T{x(a:$contextualArgument_0_0)}}}
			  at make
			  $contextualArgument_0_0 from 1 up {rate:_rate_0}
			  T as own type {id!}
			2 b after 1
			  mutation{other{__typename id}}
			3 a after 2
			  query($representations:[_Any!]!,$contextualArgument_0_0:Int){_entities(representations:$representations){...on T{x(a:$contextualArgument_0_0)}}}
			  at other
			  $contextualArgument_0_0 from 1 up {rate:_rate_0}
			  T as own type {id!}`},
	{name: "a value from the root of mutations with hops of its own", subgraphs: made, query: `mutation { make { x y } two { id y } }`, want: `
			0 a
			  mutation{_rate_0:rate(of:3) _session_0:session{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Session{code}}}
			  at _session_0
			  Session as own type {id!}
			2 a after 1
			  mutation{make{__typename id}}
			3 a after 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:String){_e0:_entities(representations:$_r0){...on T{x(a:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on T{y(a:$contextualArgument_1_0)}}}
			  at make
			  $contextualArgument_0_0 from 1 up {rate:_rate_0}
			  T as own type {id!}
			  at make
			  $contextualArgument_1_0 from 1 up {session:_session_0 {code}}
			  T as own type {id!}
			4 a after 3
			  mutation{two{__typename id}}
			5 a after 4
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on T{y(a:$contextualArgument_0_0)}}}
			  at two
			  $contextualArgument_0_0 from 1 up {session:_session_0 {code}}
			  T as own type {id!}`},
	{name: "the name of the root of mutations is no mutation", subgraphs: made, query: `mutation { make { id z } }`, want: `
			0 a
			  mutation{__typename make{__typename id}}
			1 a after 0
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on T{z(a:$contextualArgument_0_0)}}}
			  at make
			  $contextualArgument_0_0 from 1 up {__typename}
			  T as own type {id!}`},
	{name: "the root of mutations below a field sets contexts, too", subgraphs: made, query: `{ act { mutation { rate(of: 3) make { x } } } }`, want: `
			0 a
			  {act{mutation{_rate_0:rate(of:3) rate(of:3) make{__typename id}}}}
			1 a after 0
			  query($representations:[_Any!]!,$contextualArgument_0_0:Int){_entities(representations:$representations){...on T{x(a:$contextualArgument_0_0)}}}
			  at act.mutation.make
			  $contextualArgument_0_0 from 1 up {rate:_rate_0}
			  T as own type {id!}`},
	{name: "the name of a type, a field with arguments", subgraphs: typed,
		query: `{ cat { toy { maker of } } pets { ... on Dog { size(in: 1) toy { of } } } }`, want: `
			0 a
			  {cat{__typename toy{__typename id}} pets{__typename...on Dog{_size_0:size(in:3) size(in:1) toy{__typename id}}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Toy{maker}}}
			  at cat.toy
			  Toy as own type {id!}
			2 a after 0
			  query($_r0:[_Any!]!,$contextualArgument_0_0:String,$contextualArgument_0_1:Int,$_r1:[_Any!]!,$contextualArgument_1_0:String,$contextualArgument_1_1:Int){_e0:_entities(representations:$_r0){...on Toy{of(pet:$contextualArgument_0_0,for:$contextualArgument_0_1)}} _e1:_entities(representations:$_r1){...on Toy{of(pet:$contextualArgument_1_0,for:$contextualArgument_1_1)}}}
			  at cat.toy
			  $contextualArgument_0_0 from 1 up {__typename}
			  $contextualArgument_0_1 from 1 up {}
			  Toy as own type {id!}
			  at pets.@|[Dog].toy
			  $contextualArgument_1_0 from 1 up {__typename}
			  $contextualArgument_1_1 from 1 up {size:_size_0}
			  Toy as own type {id!}`},
}

// What composition refuses may come from other composers.
func TestAValueThatDependsOnWhatItIsFor(t *testing.T) {
	t.Parallel()
	sg := edited(t, strings.NewReplacer("{ other }", "{ prop }"), circular...)
	op, err := normal(sg, `{ t { u { field } } }`, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = plan.New(sg).Plan(context.Background(), op, plan.Options{})
	const want = "no plan answers the operation: a field of U takes an argument from a context whose value depends on that field"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

package authz

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// library has its directives and its query root renamed, an interface in front
// of protected fields, a protected type, and fields that need protected ones.
const library = `schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "member", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)
{ query: Start mutation: Change }
directive @member on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @context(name: String!) repeatable on OBJECT | INTERFACE | UNION
enum join__Graph { A @join__graph(name: "a", url: "http://a") B @join__graph(name: "b", url: "http://b") }
scalar join__FieldSet
scalar requiresScopes__Scope
scalar policy__Policy

type Start @join__type(graph: A) {
  me: Account
  open: Open
  items: [[Item!]!]!
  hits: [Hit!]!
  vault: Vault
  stamp: Stamp
  level: Level
}
type Change @join__type(graph: A) {
  wipe: Boolean @requiresScopes(scopes: [["admin"]])
  note(text: String): Boolean
}
type Account @join__type(graph: A) @join__type(graph: B, key: "id") @context(name: "a__account") {
  id: ID!
  email: String @member @join__field(graph: A)
  salary: Int @requiresScopes(scopes: [["hr", "read"], ["admin"]]) @join__field(graph: A) @join__field(graph: B, external: true)
  bonus: Int @join__field(graph: B, requires: "salary")
  score: Int @policy(policies: [["senior"]])
  open: Open
}
type Open @join__type(graph: A) {
  free: String
  greeting(who: String): String @join__field(graph: A, contextArguments: [{context: "a__account", name: "who", type: "String", selection: " { email }"}])
}
interface Item @join__type(graph: A) { id: ID! title: String price: Int }
type Book implements Item @join__implements(graph: A, interface: "Item") @join__type(graph: A) { id: ID! title: String price: Int pages: Int }
type Film implements Item @join__implements(graph: A, interface: "Item") @join__type(graph: A) { id: ID! title: String price: Int @member length: Int }
union Hit @join__type(graph: A) @join__unionMember(graph: A, member: "Book") @join__unionMember(graph: A, member: "Vault") = Book | Vault
type Vault @join__type(graph: A) @member { gold: Int }
scalar Stamp @join__type(graph: A) @requiresScopes(scopes: [["stamps"]])
enum Level @join__type(graph: A) @policy(policies: [["senior"], ["trusted"]]) { LOW HIGH }
`

func load(t *testing.T) *supergraph.Supergraph {
	t.Helper()
	sg, err := supergraph.Parse("library.graphql", library)
	if err != nil {
		t.Fatal(err)
	}
	return sg
}

func prepare(t *testing.T, sg *supergraph.Supergraph, document string) *operation.Operation {
	t.Helper()
	doc, errs := operation.Parse(document, operation.ParseLimits{})
	if errs == nil {
		errs = operation.Validate(sg.API, doc)
	}
	if errs != nil {
		t.Fatal(errs)
	}
	op, errs := operation.Normalize(sg.API, doc, doc.Operations[0], 0)
	if errs != nil {
		t.Fatal(errs)
	}
	return op
}

// shape prints an operation on one line, denied fields with a "!" before them.
func shape(selections []operation.Selection) string {
	var words []string
	for _, selection := range selections {
		switch node := selection.(type) {
		case *operation.Field:
			word := node.ResponseKey
			if node.Denied {
				word = "!" + word
			}
			if len(node.Selections) > 0 {
				word += " { " + shape(node.Selections) + " }"
			}
			words = append(words, word)
		case *operation.Fragment:
			words = append(words, "... on "+node.On.Name+" { "+shape(node.Selections)+" }")
		}
	}
	return strings.Join(words, " ")
}

func TestAuthorize(t *testing.T) {
	sg := load(t)
	authorizer := New(sg)
	user := Claims{Authenticated: true}
	for _, test := range []struct {
		name, document string
		claims         Claims
		want           string
		paths          []string
	}{
		{"a field, under an alias too", `{ me { id email mail: email } }`, Claims{}, "me { id !email !mail }", []string{"me/email", "me/mail"}},
		{"a field, allowed", `{ me { email } }`, user, "me { email }", nil},
		{"scopes: all of one group", `{ me { salary } }`, Claims{Authenticated: true, Scopes: []string{"hr"}}, "me { !salary }", []string{"me/salary"}},
		{"scopes: one group met", `{ me { salary } }`, Claims{Authenticated: true, Scopes: []string{"read", "x", "hr"}}, "me { salary }", nil},
		{"scopes: another group met", `{ me { salary } }`, Claims{Scopes: []string{"admin"}}, "me { salary }", nil},
		{"policy", `{ me { score } level }`, Claims{Policies: []string{"trusted"}}, "me { !score } level", []string{"me/score"}},
		{"an open field that requires a protected one", `{ me { bonus } }`, user, "me { !bonus }", []string{"me/bonus"}},
		{"an open field that takes a protected one from its context", `{ open { free greeting } }`, Claims{}, "open { free !greeting }", []string{"open/greeting"}},
		{"an interface's field of which one object's is protected", `{ items { id price ... on Book { price } ... on Film { price } } }`, Claims{},
			"items { id !price ... on Book { price } ... on Film { !price } }", []string{"items/@/@/price"}},
		{"a protected type", `{ vault { gold } hits { __typename ... on Vault { gold } ... on Book { pages } } }`, Claims{},
			"!vault hits { __typename ... on Vault { !gold } ... on Book { pages } }", []string{"vault", "hits/@/gold"}},
		{"a protected scalar", `{ stamp }`, user, "!stamp", []string{"stamp"}},
		{"a protected enum", `{ level }`, user, "!level", []string{"level"}},
		{"a mutation", `mutation { note wipe }`, user, "note !wipe", []string{"wipe"}},
		{"introspection and typename", `{ __typename __schema { queryType { name } } }`, Claims{}, "__typename __schema { queryType { name } }", nil},
		{"through fragments", `{ ...R } fragment R on Start { me { ...A } } fragment A on Account { ... @include(if: true) { email } }`, Claims{}, "me { !email }", []string{"me/email"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			op := prepare(t, sg, test.document)
			before := operation.Print(op)
			decision := authorizer.Authorize(op, test.claims)
			if diff := cmp.Diff(test.want, shape(decision.Operation.Selections)); diff != "" {
				t.Errorf("operation (-want +got):\n%s", diff)
			}
			var paths []string
			for _, failure := range decision.Errors {
				if failure.Code != "UNAUTHORIZED_FIELD_OR_TYPE" {
					t.Errorf("code %s", failure.Code)
				}
				var words []string
				for _, step := range failure.Path {
					words = append(words, fmt.Sprint(step))
				}
				paths = append(paths, strings.Join(words, "/"))
			}
			if diff := cmp.Diff(test.paths, paths); diff != "" {
				t.Errorf("error paths (-want +got):\n%s", diff)
			}
			if operation.Print(op) != before {
				t.Error("the operation given was changed")
			}
			if len(paths) == 0 && decision.Operation != op {
				t.Error("nothing was denied, but the operation is another")
			}
		})
	}
}

func TestVariantTellsWhatIsMet(t *testing.T) {
	sg := load(t)
	authorizer := New(sg)
	op := prepare(t, sg, `{ me { id email salary } }`)
	variant := func(claims Claims) string { return authorizer.Authorize(op, claims).Variant }
	nobody, user, hr := variant(Claims{}), variant(Claims{Authenticated: true}), variant(Claims{Authenticated: true, Scopes: []string{"hr", "read"}})
	if nobody == user || user == hr || nobody == hr {
		t.Errorf("variants %q, %q and %q should differ", nobody, user, hr)
	}
	if other := variant(Claims{Authenticated: true, Scopes: []string{"other"}, Policies: []string{"senior"}}); other != user {
		t.Errorf("what the operation does not ask for changes the variant: %q and %q", other, user)
	}
	open := prepare(t, sg, `{ me { id } }`)
	if got := authorizer.Authorize(open, Claims{}).Variant; got != "" {
		t.Errorf("an operation without requirements has the variant %q", got)
	}
}

func TestMoreClaimsNeverGiveLess(t *testing.T) {
	sg := load(t)
	authorizer := New(sg)
	op := prepare(t, sg, `{ me { id email salary bonus score open { greeting } } items { price } vault { gold } stamp level }`)
	all := []func(*Claims){
		func(c *Claims) { c.Authenticated = true },
		func(c *Claims) { c.Scopes = append(c.Scopes, "hr", "read") },
		func(c *Claims) { c.Scopes = append(c.Scopes, "stamps") },
		func(c *Claims) { c.Policies = append(c.Policies, "senior") },
	}
	denied := map[int]int{}
	for mask := range 1 << len(all) {
		var claims Claims
		for i, add := range all {
			if mask>>i&1 == 1 {
				add(&claims)
			}
		}
		denied[mask] = len(authorizer.Authorize(op, claims).Errors)
		for i := range all {
			if without := mask &^ (1 << i); denied[without] < denied[mask] {
				t.Errorf("claims %b are denied %d fields, %b only %d", mask, denied[mask], without, denied[without])
			}
		}
	}
	if denied[0] != 9 || denied[len(denied)-1] != 0 {
		t.Errorf("nobody is denied %d fields, want 9; all claims %d, want 0", denied[0], denied[len(denied)-1])
	}
}

// TestOutcomesTellDecisions: callers with one outcome get one decision, whatever else their claims say, and what an operation does not
// ask for makes no other outcome.
func TestOutcomesTellDecisions(t *testing.T) {
	sg := load(t)
	authorizer := New(sg)
	all := []func(*Claims){
		func(c *Claims) { c.Authenticated = true },
		func(c *Claims) { c.Scopes = append(c.Scopes, "hr", "read") },
		func(c *Claims) { c.Scopes = append(c.Scopes, "admin") },
		func(c *Claims) { c.Scopes = append(c.Scopes, "stamps", "other") },
		func(c *Claims) { c.Policies = append(c.Policies, "senior") },
		func(c *Claims) { c.Policies = append(c.Policies, "trusted") },
	}
	for document, outcomes := range map[string]int{
		`{ open { free } me { id } __typename }`:                            1,
		`{ me { email } }`:                                                  2,
		`{ me { salary } }`:                                                 2,
		`{ vault { gold } stamp }`:                                          4,
		`{ items { id price ... on Film { price } } level }`:                4,
		`{ me { ... on Account { email open { greeting } } score } level }`: 6, // without "trusted" as with it where "senior" is
		`mutation { wipe }`:                                                 2,
	} {
		op := prepare(t, sg, document)
		requirements := authorizer.RequirementsOf(op)
		decisions := map[string]string{}
		for mask := range 1 << len(all) {
			var claims Claims
			for i, add := range all {
				if mask>>i&1 == 1 {
					add(&claims)
				}
			}
			outcome := string(authorizer.AppendOutcome(nil, requirements, claims))
			decision := authorizer.Authorize(op, claims)
			made := fmt.Sprint(decision.Variant, shape(decision.Operation.Selections), decision.Errors)
			if before, known := decisions[outcome]; known && before != made {
				t.Errorf("%s: one outcome has two decisions:\n%s\n%s", document, before, made)
			}
			decisions[outcome] = made
		}
		if len(decisions) != outcomes {
			t.Errorf("%s: %d outcomes, not %d", document, len(decisions), outcomes)
		}
	}
}

func TestErrorsOfFieldsThatAreSkipped(t *testing.T) {
	sg := load(t)
	op := prepare(t, sg, `query($a: Boolean!, $b: Boolean = false) { me { ... @include(if: $a) { open { greeting } email @skip(if: $b) } salary email @include(if: $a) @skip(if: $b) salary @include(if: $a) } }`)
	decision := New(sg).Authorize(op, Claims{})
	for raw, want := range map[string][]string{
		`{"a": true}`:            {"greeting", "email", "salary"},
		`{"a": true, "b": true}`: {"greeting", "salary"},
		`{"a": false}`:           {"salary"},
	} {
		variables, errs := operation.CoerceVariables(sg.API, op.Variables, []byte(raw))
		if errs != nil {
			t.Fatal(errs)
		}
		var got []string
		for _, failure := range decision.ErrorsFor(variables) {
			got = append(got, failure.Path[len(failure.Path)-1].(string))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: denied (-want +got):\n%s", raw, diff)
		}
	}
}

// TestDeniedOnceWhateverTheType: a field that is asked for on an interface and on one of its types, under different conditions, is
// one field of the answer.
func TestDeniedOnceWhateverTheType(t *testing.T) {
	sg := load(t)
	op := prepare(t, sg, `query($a: Boolean!, $b: Boolean!) { items { price @include(if: $a) ... on Film @include(if: $b) { price } } }`)
	decision := New(sg).Authorize(op, Claims{})
	for raw, want := range map[string]int{
		`{"a": true, "b": true}`: 1, `{"a": true, "b": false}`: 1, `{"a": false, "b": true}`: 1, `{"a": false, "b": false}`: 0,
	} {
		variables, errs := operation.CoerceVariables(sg.API, op.Variables, []byte(raw))
		if errs != nil {
			t.Fatal(errs)
		}
		if got := decision.ErrorsFor(variables); len(got) != want {
			t.Errorf("%s: %d errors, want %d: %v", raw, len(got), want, got)
		}
	}
}

// TestInterfaceRequirements: what an interface demands because its types do says nothing of a type that does not; what its
// owner wrote does.
func TestInterfaceRequirements(t *testing.T) {
	for _, test := range []struct{ name, iface, field, a, fieldA, b, fieldB, want string }{
		{name: "a field, from one type", field: "@authenticated", fieldA: "@authenticated", want: "items { !f ... on A { !f } ... on B { f } }"},
		{name: "a field, from both", field: `@requiresScopes(scopes: [["x", "y"]])`, fieldA: `@requiresScopes(scopes: [["x"]])`, fieldB: `@requiresScopes(scopes: [["y"], ["y", "z"]])`,
			want: "items { !f ... on A { !f } ... on B { !f } }"},
		{name: "a type, from one type", iface: `@policy(policies: [["p"]])`, b: `@policy(policies: [["p"]])`, want: "!items"},
		{name: "a field, by its owner", field: "@authenticated", want: "items { !f ... on A { !f } ... on B { !f } }"},
		{name: "a field, more than its types", field: `@requiresScopes(scopes: [["x", "y"]])`, fieldA: `@requiresScopes(scopes: [["x"]])`, want: "items { !f ... on A { !f } ... on B { !f } }"},
		{name: "a type, by its owner", iface: "@authenticated", want: "!items"},
	} {
		sg, err := supergraph.Parse("supergraph", fmt.Sprintf(`schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY) @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY) { query: Query }
enum join__Graph { A @join__graph(name: "a", url: "http://a") }
type Query @join__type(graph: A) { items: [I] }
interface I @join__type(graph: A) %s { f: Int %s }
type A implements I @join__implements(graph: A, interface: "I") @join__type(graph: A) %s { f: Int %s }
type B implements I @join__implements(graph: A, interface: "I") @join__type(graph: A) %s { f: Int %s }`, test.iface, test.field, test.a, test.fieldA, test.b, test.fieldB))
		if err != nil {
			t.Fatal(err)
		}
		decision := New(sg).Authorize(prepare(t, sg, `{ items { f ... on A { f } ... on B { f } } }`), Claims{})
		if got := shape(decision.Operation.Selections); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

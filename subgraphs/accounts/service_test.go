package accounts_test

import (
	"testing"

	"github.com/weftgraphql/weft/internal/service/servicetest"
	"github.com/weftgraphql/weft/subgraphs/accounts"
)

// TestSubgraph runs what only reads before what writes: they share one subgraph, because filling one takes time.
func TestSubgraph(t *testing.T) {
	s := servicetest.Start(t, accounts.New)
	t.Run("Queries", func(t *testing.T) { testQueries(t, s.In(t)) })
	t.Run("WhoMaySeeWhat", func(t *testing.T) { testWhoMaySeeWhat(t, s.In(t)) })
	t.Run("Entities", func(t *testing.T) { testEntities(t, s.In(t)) })
	t.Run("Mutations", func(t *testing.T) { testMutations(t, s.In(t)) })
}

const entities = `query($r: [_Any!]!) { _entities(representations: $r) {
	__typename ... on User { id displayName addresses { id } } ... on Address { id city country } } }`

func reps(list ...map[string]any) map[string]any { return map[string]any{"r": list} }

func user(id string) map[string]any { return map[string]any{"__typename": "User", "id": id} }

func testQueries(t *testing.T, s *servicetest.Subgraph) {
	s.Want(servicetest.Request{Query: `{ user(id: "u_0001") { id displayName avatarUrl } none: user(id: "u_9999") { id } }`},
		`{"user": {"id": "u_0001", "displayName": "Mara Patel", "avatarUrl": "https://images.example.com/avatars/u_0001.png"}, "none": null}`)
	s.Want(servicetest.Request{Query: `{ me { id email addresses { id line1 city postalCode country } } }`, Bearer: s.Token("u_0001", "user:email")},
		`{"me": {"id": "u_0001", "email": "mara.patel.1@example.com", "addresses": [
			{"id": "a_0001_1", "line1": "Mönckebergstraße 154", "city": "Hamburg", "postalCode": "20095", "country": "DE"},
			{"id": "a_0001_2", "line1": "21 rue Oberkampf", "city": "Paris", "postalCode": "75011", "country": "FR"}]}}`)
	s.Want(servicetest.Request{Query: `{ me { id } }`, Bearer: s.Token("u_9999")}, `{"me": null}`)
}

func testWhoMaySeeWhat(t *testing.T, s *servicetest.Subgraph) {
	email := `{ user(id: "u_0002") { id email } }`
	s.WantCodes(servicetest.Request{Query: `{ me { id } }`}, `{"me": null}`, "UNAUTHENTICATED")
	s.WantCodes(servicetest.Request{Query: email}, `{"user": {"id": "u_0002", "email": null}}`, "UNAUTHENTICATED")
	s.WantCodes(servicetest.Request{Query: email, Bearer: s.Token("u_0002")}, `{"user": {"id": "u_0002", "email": null}}`, "FORBIDDEN")
	s.Want(servicetest.Request{Query: email, Bearer: s.Token("u_0001", "admin")}, `{"user": {"id": "u_0002", "email": "yara.tanaka.2@example.com"}}`)

	addresses := `{ user(id: "u_0001") { addresses { id } } }`
	s.WantCodes(servicetest.Request{Query: addresses}, `{"user": {"addresses": null}}`, "UNAUTHENTICATED")
	s.Want(servicetest.Request{Query: addresses, Bearer: s.Token("u_0002")}, `{"user": {"addresses": null}}`)
	s.Want(servicetest.Request{Query: addresses, Bearer: s.Token("u_0002", "admin")}, `{"user": {"addresses": [{"id": "a_0001_1"}, {"id": "a_0001_2"}]}}`)
	s.WantCodes(servicetest.Request{Query: `mutation { rename(displayName: "x") { id } }`}, `{"rename": null}`, "UNAUTHENTICATED")
}

func testEntities(t *testing.T, s *servicetest.Subgraph) {
	address := map[string]any{"__typename": "Address", "id": "a_0001_1"}
	own := s.Token("u_0001")
	s.Want(servicetest.Request{Query: entities, Variables: reps(user("u_0002"), address, user("u_9999"), user("u_0001")), Bearer: own}, `{"_entities": [
		{"__typename": "User", "id": "u_0002", "displayName": "Yara Tanaka", "addresses": null},
		{"__typename": "Address", "id": "a_0001_1", "city": "Hamburg", "country": "DE"},
		null,
		{"__typename": "User", "id": "u_0001", "displayName": "Mara Patel", "addresses": [{"id": "a_0001_1"}, {"id": "a_0001_2"}]}]}`)
	s.Want(servicetest.Request{Query: entities, Variables: reps(address), Bearer: s.Token("u_0002")}, `{"_entities": [null]}`)
	s.Want(servicetest.Request{Query: entities, Variables: reps(address)}, `{"_entities": [null]}`)
	s.Want(servicetest.Request{
		Query:     `query($r: [_Any!]!) { _entities(representations: $r) { ... on User { id } } }`,
		Variables: reps(map[string]any{"__typename": "User", "email": "mara.patel.1@example.com"}),
	}, `{"_entities": [{"id": "u_0001"}]}`)
	s.WantCodes(servicetest.Request{Query: entities, Variables: reps(map[string]any{"__typename": "User"})}, `null`, "BAD_USER_INPUT")
	s.WantCodes(servicetest.Request{Query: entities, Variables: map[string]any{"r": []any{"User", 1}}}, `null`, "BAD_USER_INPUT")
	s.WantCodes(servicetest.Request{Query: entities, Variables: reps(user("\x00"))}, `{"_entities": [null]}`, "BAD_USER_INPUT")
}

func testMutations(t *testing.T, s *servicetest.Subgraph) {
	bearer := s.Token("u_0003")
	s.Want(servicetest.Request{Query: `mutation { rename(displayName: " Ann ") { id displayName } }`, Bearer: bearer},
		`{"rename": {"id": "u_0003", "displayName": "Ann"}}`)
	s.Want(servicetest.Request{Query: `{ user(id: "u_0003") { displayName } }`}, `{"user": {"displayName": "Ann"}}`)
	s.WantCodes(servicetest.Request{Query: `mutation { rename(displayName: "  ") { id } }`, Bearer: bearer}, `{"rename": null}`, "BAD_USER_INPUT")
	s.Want(servicetest.Request{
		Query:  `mutation { addAddress(input: {line1: "1 High St", city: "Leeds", postalCode: "LS1", country: GB}) { id city country } }`,
		Bearer: bearer,
	}, `{"addAddress": {"id": "a_new_1", "city": "Leeds", "country": "GB"}}`)
	s.WantCodes(servicetest.Request{
		Query:  `mutation { addAddress(input: {line1: "1 High St", city: "", postalCode: "LS1", country: GB}) { id } }`,
		Bearer: bearer,
	}, `{"addAddress": null}`, "BAD_USER_INPUT")
	s.WantCodes(servicetest.Request{Query: `mutation { addAddress(input: {line1: "x", city: "y", postalCode: "z", country: XX}) { id } }`, Bearer: bearer},
		``, "GRAPHQL_VALIDATION_FAILED")
}

package reviews_test

import (
	"strings"
	"testing"

	"github.com/weftgraphql/weft/internal/service/servicetest"
	"github.com/weftgraphql/weft/subgraphs/reviews"
)

// TestSubgraph runs what only reads before what writes: they share one subgraph, because filling one takes time.
func TestSubgraph(t *testing.T) {
	s := servicetest.Start(t, reviews.New)
	t.Run("Entities", func(t *testing.T) { testEntities(t, s.In(t)) })
	t.Run("LatestReviews", func(t *testing.T) { testLatestReviews(t, s.In(t)) })
	t.Run("AddReview", func(t *testing.T) { testAddReview(t, s.In(t)) })
}

func testEntities(t *testing.T, s *servicetest.Subgraph) {
	s.Want(servicetest.Request{
		Query: `query($r: [_Any!]!) { _entities(representations: $r) { __typename
			... on Product { id averageStars reviewCount reviews(first: 1) { edges { node { id stars body writtenAt author { id displayName } } } pageInfo { hasNextPage endCursor } } }
			... on User { mine: reviews(first: 2) { id product { id } } } ... on Review { id stars } } }`,
		Variables: map[string]any{"r": []map[string]any{
			{"__typename": "Product", "id": "p_0001"}, {"__typename": "Product", "id": "p_9999"},
			{"__typename": "User", "id": "u_0001"}, {"__typename": "Review", "id": "r_00001"}, {"__typename": "Review", "id": "none"},
		}},
	}, `{"_entities": [
		{"__typename": "Product", "id": "p_0001", "averageStars": 4, "reviewCount": 18, "reviews": {
			"edges": [{"node": {"id": "r_09248", "stars": 5, "body": "Better than I expected.", "writtenAt": "2026-05-09T19:40:00Z",
				"author": {"id": "u_0056", "displayName": "Ines Patel"}}}],
			"pageInfo": {"hasNextPage": true, "endCursor": "MR8xNzc4MzU1NjAwH3JfMDkyNDg"}}},
		{"__typename": "Product", "id": "p_9999", "averageStars": null, "reviewCount": 0, "reviews": {"edges": [], "pageInfo": {"hasNextPage": false, "endCursor": null}}},
		{"__typename": "User", "mine": [{"id": "r_09986", "product": {"id": "p_0171"}}, {"id": "r_09863", "product": {"id": "p_0235"}}]},
		{"__typename": "Review", "id": "r_00001", "stars": 5},
		null]}`)
}

func testLatestReviews(t *testing.T, s *servicetest.Subgraph) {
	s.Want(servicetest.Request{Query: `{ latestReviews(first: 2) { id author { displayName } } }`},
		`{"latestReviews": [{"id": "r_10000", "author": {"displayName": "Tessa Dubois"}}, {"id": "r_09999", "author": {"displayName": "Willem Cohen"}}]}`)
	s.WantCodes(servicetest.Request{Query: `{ latestReviews(first: 101) { id } }`}, `null`, "BAD_USER_INPUT")
}

func testAddReview(t *testing.T, s *servicetest.Subgraph) {
	bearer := s.Token("u_0001")
	s.Want(servicetest.Request{
		Query:  `mutation { addReview(productId: "p_0001", stars: 2, body: " Wobbles. ") { id stars body writtenAt author { id displayName } product { reviewCount averageStars } } }`,
		Bearer: bearer,
	}, `{"addReview": {"id": "r_10001", "stars": 2, "body": "Wobbles.", "writtenAt": "2026-07-01T12:00:00Z",
		"author": {"id": "u_0001", "displayName": "Mara Patel"}, "product": {"reviewCount": 19, "averageStars": 3.89}}}`)
	for arguments, code := range map[string]string{
		`productId: "p_0001", stars: 0`:                                            "BAD_USER_INPUT",
		`productId: "p_0001", stars: 6`:                                            "BAD_USER_INPUT",
		`productId: "p_9999", stars: 3`:                                            "BAD_USER_INPUT",
		`productId: "p_0001", stars: 3, body: "` + strings.Repeat("x", 5001) + `"`: "BAD_USER_INPUT",
	} {
		s.WantCodes(servicetest.Request{Query: `mutation { addReview(` + arguments + `) { id } }`, Bearer: bearer}, `{"addReview": null}`, code)
	}
	s.WantCodes(servicetest.Request{Query: `mutation { addReview(productId: "p_0001", stars: 3) { id } }`}, `{"addReview": null}`, "UNAUTHENTICATED")
	s.WantCodes(servicetest.Request{Query: `mutation { addReview(productId: "p_0001", stars: 3) { id } }`, Bearer: s.Token("robot")}, `{"addReview": null}`, "FORBIDDEN")
}

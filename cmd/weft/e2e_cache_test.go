package main

import (
	"strings"
	"testing"
)

// TestStorefrontTwiceCallsNoSubgraphTheSecondTime: the page is public, so its answer is kept.
func TestStorefrontTwiceCallsNoSubgraphTheSecondTime(t *testing.T) {
	s := startStack(t, "")
	op := operationNamed(t, "storefront")
	first := s.send(t, op, nil)
	asked := s.calls.Load()
	if asked == 0 || first.status != 200 {
		t.Fatalf("the first request asked %d subgraphs: %+v", asked, first)
	}
	second := s.send(t, op, nil)
	if again := s.calls.Load() - asked; again != 0 {
		t.Errorf("the second request called subgraphs %d times", again)
	}
	if second.body != first.body {
		t.Errorf("the answers differ:\n%s\n%s", first.body, second.body)
	}
	if control := first.header.Get("Cache-Control"); !strings.Contains(control, "max-age=60") || !strings.Contains(control, "public") {
		t.Errorf("Cache-Control is %q; the most restrictive of the subgraphs is public for 60 s", control)
	}
}

// TestUsersNeverShare: what is private is kept for one user only, and for that one it is kept.
func TestUsersNeverShare(t *testing.T) {
	s := startStack(t, "")
	op := operationNamed(t, "my-orders")
	ask := func(token string) string {
		t.Helper()
		got := s.send(t, op, map[string]string{"Authorization": "Bearer " + token})
		if got.status != 200 || strings.Contains(got.body, `"errors"`) {
			t.Fatalf("%+v", got)
		}
		if control := got.header.Get("Cache-Control"); !strings.Contains(control, "private") {
			t.Errorf("Cache-Control is %q for private data", control)
		}
		return got.body
	}
	one, two := s.sign(t, "--sub", "u_0001"), s.sign(t, "--sub", "u_0002")
	first := ask(one)
	if other := ask(two); other == first {
		t.Errorf("two users got one answer: %s", other)
	}
	before := s.calls.Load()
	if again := ask(one); again != first || s.calls.Load() != before {
		t.Errorf("the first user's own answer was not kept: %d calls", s.calls.Load()-before)
	}
	if anonymous := s.send(t, op, map[string]string{"Authorization": ""}); strings.Contains(anonymous.body, `"displayName"`) {
		t.Errorf("an anonymous caller sees %s", anonymous.body)
	}
}

// TestDeniedFieldsAreNotFetched: what a token does not allow is null with an error, and no subgraph is asked for it.
func TestDeniedFieldsAreNotFetched(t *testing.T) {
	s := startStack(t, "")
	op := operationNamed(t, "my-orders")
	op.Headers = nil
	got := s.send(t, op, nil)
	if got.status != 200 || !strings.Contains(got.body, `"data":{"me":null}`) || !strings.Contains(got.body, "UNAUTHORIZED_FIELD_OR_TYPE") {
		t.Errorf("%+v", got)
	}
	if calls := s.calls.Load(); calls != 0 {
		t.Errorf("%d subgraph calls for a denied field", calls)
	}
	if control := got.header.Get("Cache-Control"); control != "no-store" {
		t.Errorf("Cache-Control is %q for an answer with errors", control)
	}
}

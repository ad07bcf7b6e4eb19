package load

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// target records what it is asked, and answers by answer.
type target struct {
	lock        sync.Mutex
	bodies      []string
	users       []string
	connections map[string]bool
}

func serve(t *testing.T, answer http.HandlerFunc) (*target, string) {
	t.Helper()
	seen := &target{connections: map[string]bool{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen.lock.Lock()
		seen.bodies = append(seen.bodies, string(body))
		seen.users = append(seen.users, r.Header.Get(UserHeader))
		seen.connections[r.RemoteAddr] = true
		seen.lock.Unlock()
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return seen, server.URL + "/graphql"
}

func run(t *testing.T, url string, unique bool) Result {
	t.Helper()
	r, err := Run(t.Context(), Options{
		URL: url, Query: "{ a b }", Expected: []byte(`{"data":{"a":1,"b":2}}`), Connections: 3, Duration: 100 * time.Millisecond, Unique: unique,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func distinct(values []string) int {
	set := map[string]bool{}
	for _, v := range values {
		set[v] = true
	}
	return len(set)
}

func TestEqualRequests(t *testing.T) {
	seen, url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/graphql" || r.Header.Get("Content-Type") != "application/json" {
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = io.WriteString(w, `{"data":{"b":2,"a":1}}`) // in another order
	})
	r := run(t, url, false)
	if r.Failed != 0 || r.Wrong != 0 || r.Requests == 0 || r.Requests != len(seen.bodies) || r.P50 <= 0 || r.P99 < r.P50 {
		t.Errorf("%+v for %d requests", r, len(seen.bodies))
	}
	if len(seen.connections) != 3 {
		t.Errorf("%d connections", len(seen.connections))
	}
	if distinct(seen.bodies) != 1 || seen.bodies[0] != `{"query":"{ a b }"}` || distinct(seen.users) != 1 || seen.users[0] != "" {
		t.Errorf("sent %q by %q", seen.bodies[0], seen.users[0])
	}
}

func TestUniqueRequests(t *testing.T) {
	seen, url := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"data":{"a":1,"b":2}}`) })
	r := run(t, url, true)
	if r.Requests != len(seen.bodies) || distinct(seen.bodies) != r.Requests || distinct(seen.users) != r.Requests {
		t.Errorf("%d requests, %d bodies, %d users", r.Requests, distinct(seen.bodies), distinct(seen.users))
	}
	if !strings.HasPrefix(seen.bodies[0], `{"query":"{ a b }","extensions":{"benchId":`) || !strings.HasSuffix(seen.bodies[0], "}}") {
		t.Error(seen.bodies[0])
	}
}

func TestWrongAnswers(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"another answer": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"data":{"a":1,"b":3}}`) },
		"no JSON":        func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `oh`) },
		"status 500":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
	} {
		_, url := serve(t, answer)
		if r := run(t, url, false); r.Wrong == 0 || r.Wrong != r.Requests || r.FirstError == "" {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestNoAnswers(t *testing.T) {
	_, url := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if r := run(t, url, false); r.Requests != 0 || r.Failed == 0 || r.FirstError == "" || r.Failed > maxFailures+3 {
		t.Errorf("%+v", r)
	}
}

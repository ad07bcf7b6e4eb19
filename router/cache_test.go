package router

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/weftgraphql/weft/router/config"
)

// calls is how many requests both subgraphs have had.
func (w *world) calls() int64 { return w.catalog.calls.Load() + w.stock.calls.Load() }

// expectCalls runs requests and checks how many calls they made.
func (w *world) expectCalls(t *testing.T, what string, want int64, requests func()) {
	t.Helper()
	before := w.calls()
	requests()
	if got := w.calls() - before; got != want {
		t.Errorf("%s: %d calls, want %d", what, got, want)
	}
}

// forwarding passes on the headers that subgraphs answer by.
func forwarding(names ...string) func(*config.Config) {
	return func(cfg *config.Config) {
		for _, name := range names {
			cfg.Headers.All.Request = append(cfg.Headers.All.Request, config.HeaderRule{Propagate: &config.PropagateHeader{Named: name}})
		}
	}
}

func TestAskedTwiceNoSubgraphIsCalledTheSecondTime(t *testing.T) {
	w := newWorld(t, nil)
	first := w.post(`query Front { hello price stock }`)
	w.expectCalls(t, "the second time", 0, func() {
		second := w.post(`query Front { hello price stock }`)
		if second.body != first.body || second.header.Get("Cache-Control") != "max-age=30, public" {
			t.Errorf("got %s %v", second.body, second.header)
		}
		// The same operation in other words, by GET and in the other media type.
		if got := w.post("query Front {\n hello, price ...F }\nfragment F on Query { stock }", "Accept", responseJSON); got.body != first.body {
			t.Errorf("got %s", got.body)
		}
	})
	for what, request := range map[string]*http.Request{
		"another operation": newRequest(`query Front { price hello stock }`),
		"a client's demand": newRequest(`query Front { hello price stock }`, "Cache-Control", "no-cache"),
	} {
		w.expectCalls(t, what, 2, func() { w.do(request) })
	}
}

func TestWhatIsNeverKept(t *testing.T) {
	w := newWorld(t, nil)
	for what, query := range map[string]string{
		"an answer without Cache-Control": `{ open }`, "an answer with errors": `{ price broken }`,
		"a mutation": `mutation { bump }`, "a denied field": `{ price guarded }`,
	} {
		w.expectCalls(t, what, 2, func() { w.post(query); w.post(query) })
	}
	w.expectCalls(t, "one of two subgraphs without Cache-Control", 4, func() { w.post(`{ stock open }`); w.post(`{ stock open }`) })
}

func TestVariablesAreInTheKey(t *testing.T) {
	w := newWorld(t, nil)
	send := func(variables string) reply {
		r := newRequest("")
		r.Body = http.NoBody
		return w.do(withBody(r, `{"query":"query($n: String){hello(name:$n)}","variables":`+variables+`}`))
	}
	w.expectCalls(t, "three different ones", 3, func() { send(`{"n":"a"}`); send(`{"n":"b"}`); send(`{"n":null}`) })
	w.expectCalls(t, "the same in another form", 0, func() { send(`{ "n" : "a" }`) })
	w.expectCalls(t, "left out is not null", 1, func() { send(`{}`) })
}

func TestUsersNeverShare(t *testing.T) {
	const users, rounds = 20, 10
	for name, change := range map[string]func(*config.Config){
		"response cache": forwarding("authorization", "x-caller"),
		"shared requests": func(cfg *config.Config) {
			forwarding("authorization", "x-caller")(cfg)
			cfg.TrafficShaping.Router.DeduplicateRequests = true
		},
		"shared, no cache": func(cfg *config.Config) {
			forwarding("x-caller")(cfg)
			cfg.TrafficShaping.Router.DeduplicateRequests = true
			cfg.Cache.Response.Enabled = false
		},
		"private data, not forwarded": forwarding("x-caller"),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, change)
			var wait sync.WaitGroup
			for user := range users {
				caller := fmt.Sprint("user-", user)
				bearer := "Bearer " + token(caller, "")
				wait.Go(func() {
					for range rounds {
						for _, query := range []string{`{ me }`, `{ who }`, `{ me who price }`} {
							got := w.post(query, "Authorization", bearer, "X-Caller", caller)
							if strings.Contains(query, "me") && !strings.Contains(got.body, `"me":"for `+caller) ||
								strings.Contains(query, "who") && !strings.Contains(got.body, `"who":"`+caller+`"`) {
								t.Errorf("%s asked %s and got %s", caller, query, got.body)
								return
							}
						}
					}
				})
			}
			wait.Wait()
		})
	}
}

func TestPrivateAnswersAreKeptPerUser(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := "Bearer "+token("ann", ""), "Bearer "+token("bob", "")
	w.expectCalls(t, "ann twice", 1, func() {
		for range 2 {
			if got := w.post(`{ me }`, "Authorization", ann); got.header.Get("Cache-Control") != "max-age=60, private" {
				t.Errorf("got %v", got.header)
			}
		}
	})
	w.expectCalls(t, "ann with another token", 0, func() { w.post(`{ me }`, "Authorization", "Bearer "+token("ann", "more")) })
	w.expectCalls(t, "bob twice", 1, func() { w.post(`{ me }`, "Authorization", bob); w.post(`{ me }`, "Authorization", bob) })
	w.expectCalls(t, "nobody twice", 2, func() { w.post(`{ me }`); w.post(`{ me }`) })
}

func TestForwardedHeadersAreInTheKey(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		forwarding("x-caller", "x-noise")(cfg)
		cfg.Cache.Response.IgnoreHeaders = []string{"x-noise"}
	})
	w.expectCalls(t, "two values, a third header that is not forwarded, and one that is ignored", 2, func() {
		for _, headers := range [][]string{
			{"X-Caller", "ann"}, {"X-Caller", "bob"}, {"X-Caller", "ann", "X-Other", "1"}, {"X-Caller", "ann", "X-Noise", "1"}, {"X-Caller", "bob", "X-Noise", "2"},
		} {
			got := w.post(`{ who }`, headers...)
			if got.body != `{"data":{"who":"`+headers[1]+`"}}` {
				t.Errorf("%v got %s", headers, got.body)
			}
			if got.header.Get("Cache-Control") != "max-age=60, private" {
				t.Errorf("a cache on the way does not know the headers: %v", got.header)
			}
		}
	})
}

func TestOneFetchForConcurrentMisses(t *testing.T) {
	w := newWorld(t, nil)
	arrived, gate := make(chan struct{}, 1), make(chan struct{})
	w.catalog.fields["price"] = func(rw http.ResponseWriter, r *http.Request) any {
		rw.Header().Set("Cache-Control", "max-age=60")
		arrived <- struct{}{}
		select {
		case <-gate:
		case <-r.Context().Done():
		}
		return 5
	}
	leader, leave := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() { w.do(newRequest(`{ price }`).WithContext(leader)) })
	<-arrived
	for range 1000 {
		wait.Go(func() {
			if got := w.post(`{ price }`); got.body != `{"data":{"price":5}}` {
				t.Errorf("got %d %s", got.status, got.body)
			}
		})
	}
	waitFor(t, func() bool { return w.inFlight.Waiting() > 900 })
	leave() // who began it fails nobody
	close(gate)
	wait.Wait()
	if got := w.catalog.calls.Load(); got != 1 {
		t.Errorf("%d fetches", got)
	}
}

func waitFor(t *testing.T, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("did not happen within 10 s")
		}
	}
}

func TestClientLeavingFreesItsWork(t *testing.T) {
	for name, change := range map[string]func(*config.Config){
		"alone":  func(cfg *config.Config) { cfg.Cache.Response.Enabled = false },
		"shared": nil,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, change)
			arrived, ended := make(chan struct{}), make(chan struct{})
			w.catalog.fields["price"] = func(_ http.ResponseWriter, r *http.Request) any {
				close(arrived)
				<-r.Context().Done()
				close(ended)
				return 5
			}
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-arrived; cancel() }()
			w.do(newRequest(`{ price }`).WithContext(ctx))
			<-ended
		})
	}
}

func TestSwapForgetsAnswersAndPlans(t *testing.T) {
	w := newWorld(t, nil)
	w.post(`{ price }`)
	sg := w.served.Load().engine.Supergraph()
	w.Serve(sg, "two")
	w.expectCalls(t, "another supergraph", 1, func() { w.post(`{ price }`) })
	w.Serve(sg, "one")
	w.expectCalls(t, "the first one again", 0, func() { w.post(`{ price }`) })
}

func TestResponseHeadersAreKeptToo(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		cfg.Headers.All.Response = []config.HeaderRule{{Propagate: &config.PropagateHeader{Named: "x-version"}}, {Propagate: &config.PropagateHeader{Named: "set-cookie"}}}
	})
	price := w.catalog.fields["price"]
	w.catalog.fields["price"] = func(rw http.ResponseWriter, r *http.Request) any {
		rw.Header().Set("X-Version", "3")
		return price(rw, r)
	}
	w.expectCalls(t, "twice", 1, func() {
		for range 2 {
			if got := w.post(`{ price }`); got.header.Get("X-Version") != "3" {
				t.Errorf("got %v", got.header)
			}
		}
	})
	hello := w.catalog.fields["hello"]
	w.catalog.fields["hello"] = func(rw http.ResponseWriter, r *http.Request) any {
		rw.Header().Set("Set-Cookie", "s=1")
		return hello(rw, r)
	}
	w.expectCalls(t, "a cookie is for one client", 2, func() { w.post(`{ hello }`); w.post(`{ hello }`) })
}

func TestRedisBehindTwoRouters(t *testing.T) {
	url := redisURL(t)
	prefix := fmt.Sprintf("weft-test:%d:", time.Now().UnixNano())
	change := func(cfg *config.Config) {
		cfg.Cache.Response.Redis.URLs, cfg.Cache.Response.Redis.Prefix = []string{url}, prefix
		cfg.Cache.Response.Redis.Timeout = config.Duration(time.Second)
	}
	one, other := newWorld(t, change), newWorld(t, change)
	want := one.post(`{ price }`).body
	waitFor(t, func() bool {
		before := other.calls()
		got := other.post(`{ price }`)
		if got.body != want {
			t.Fatalf("got %s", got.body)
		}
		hit := other.calls() == before
		if !hit {
			other.Serve(other.served.Load().engine.Supergraph(), "one")
			other.responses.Forget()
		}
		return hit
	})
}

func TestCachesOnTheWayAreTold(t *testing.T) {
	named := newWorld(t, forwarding("x-caller"))
	matching := newWorld(t, func(cfg *config.Config) {
		cfg.Headers.All.Request = []config.HeaderRule{{Propagate: &config.PropagateHeader{Matching: "x-.*"}}}
	})
	for name, test := range map[string]struct {
		w             *world
		query, caller string
		policy, vary  string
	}{
		"no header sent":     {named, `{ price }`, "", "max-age=60, public", "Accept, Authorization, X-Caller"},
		"a header sent":      {named, `{ price }`, "ann", "max-age=60, private", "Accept, Authorization, X-Caller"},
		"any header":         {matching, `{ price }`, "", "max-age=60, private", "Accept, Authorization"},
		"nothing is fetched": {named, `{ __typename }`, "", "no-store", "Accept, Authorization"},
	} {
		for range 2 { // fetched, then kept
			var headers []string
			if test.caller != "" {
				headers = []string{"X-Caller", test.caller}
			}
			got := test.w.post(test.query, headers...)
			if got.header.Get("Cache-Control") != test.policy || strings.Join(got.header.Values("Vary"), ", ") != test.vary {
				t.Errorf("%s: %v", name, got.header)
			}
		}
	}
}

func TestIdenticalRequestsShareOneExecution(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		cfg.TrafficShaping.Router.DeduplicateRequests, cfg.Cache.Response.Enabled = true, false
	})
	gate := make(chan struct{})
	w.catalog.fields["open"] = func(http.ResponseWriter, *http.Request) any { <-gate; return "open" }
	w.catalog.fields["bump"] = func(http.ResponseWriter, *http.Request) any { <-gate; return 1 }
	ann, bob := "Bearer "+token("ann", ""), "Bearer "+token("bob", "")
	var wait sync.WaitGroup
	for range 50 {
		for _, bearer := range []string{ann, bob} {
			wait.Go(func() {
				if got := w.post(`{ open }`, "Authorization", bearer); got.body != `{"data":{"open":"open"}}` {
					t.Errorf("got %s", got.body)
				}
			})
		}
	}
	waitFor(t, func() bool { return w.inFlight.Waiting() == 100 })
	for range 3 {
		wait.Go(func() { w.post(`mutation { bump }`, "Authorization", ann) })
	}
	// The subgraph call of both callers is the same, so it is one as well; mutations are never shared.
	waitFor(t, func() bool { return w.catalog.calls.Load() == 4 })
	close(gate)
	wait.Wait()
	if got := w.catalog.calls.Load(); got != 4 {
		t.Errorf("%d calls", got)
	}
}

// A field can give the root of mutations again: then a query has effects, and its answer is neither kept nor shared.
func TestAQueryWithEffectsIsNotKept(t *testing.T) {
	for _, share := range []bool{false, true} {
		w := newWorld(t, func(cfg *config.Config) {
			cfg.TrafficShaping.Router.DeduplicateRequests, cfg.Cache.Response.Enabled = share, true
		})
		for range 2 {
			got := w.post(`{ back { mutation { bump } } }`)
			if got.body != `{"data":{"back":{"mutation":{"bump":1}}}}` || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("got %s, %v", got.body, got.header)
			}
		}
		if got := w.catalog.calls.Load(); got != 2 {
			t.Errorf("%d mutations sent, want 2", got)
		}
	}
}

func TestSwapsUnderLoadDropNothing(t *testing.T) {
	w := newWorld(t, nil)
	sg := w.served.Load().engine.Supergraph()
	stop := make(chan struct{})
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if got := w.post(`{ hello stock }`); got.body != `{"data":{"hello":"hello","stock":7}}` {
					t.Errorf("got %d %s", got.status, got.body)
					return
				}
			}
		})
	}
	for i := range 50 {
		w.Serve(sg, fmt.Sprint("swap ", i))
		w.post(`{ hello stock }`)
	}
	close(stop)
	wait.Wait()
}

func TestCookiesAreNeverShared(t *testing.T) {
	no := false
	for name, change := range map[string]func(*config.Config){
		"subgraph calls in flight": func(cfg *config.Config) { cfg.Cache.Response.Enabled = false },
		"waiting for the cache":    func(*config.Config) {},
		"whole requests": func(cfg *config.Config) {
			cfg.TrafficShaping.Router.DeduplicateRequests, cfg.TrafficShaping.All.DeduplicateQuery = true, &no
		},
		"everything": func(cfg *config.Config) { cfg.TrafficShaping.Router.DeduplicateRequests = true },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(cfg *config.Config) {
				change(cfg)
				cfg.Headers.All.Response = []config.HeaderRule{{Propagate: &config.PropagateHeader{Named: "set-cookie"}}}
			})
			const clients = 20
			gate := make(chan struct{})
			var sessions atomic.Int64
			w.catalog.fields["price"] = func(rw http.ResponseWriter, _ *http.Request) any {
				<-gate
				rw.Header().Set("Cache-Control", "max-age=60")
				rw.Header().Set("Set-Cookie", fmt.Sprint("session=", sessions.Add(1)))
				return 5
			}
			var wait sync.WaitGroup
			var seen sync.Map
			for range clients {
				wait.Go(func() {
					got := w.post(`{ price }`)
					if cookie := got.header.Get("Set-Cookie"); cookie == "" {
						t.Error("no cookie")
					} else if _, taken := seen.LoadOrStore(cookie, true); taken {
						t.Errorf("two clients have the cookie %q", cookie)
					}
					if policy := got.header.Get("Cache-Control"); policy != "no-store" {
						t.Errorf("a cache on the way may keep the cookie: %q", policy)
					}
				})
			}
			waitFor(t, func() bool {
				return w.inFlight.Waiting()+w.served.Load().targets.Waiting() >= clients || w.catalog.calls.Load() >= clients
			})
			close(gate)
			wait.Wait()
		})
	}
}

func TestNothingIsSaidToLiveLongerThanItIsKept(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) { cfg.Cache.Response.MaxTTL = config.Duration(10 * time.Second) })
	for _, when := range []string{"first", "kept"} {
		if got := w.post(`{ price }`).header.Get("Cache-Control"); got != "max-age=10, public" {
			t.Errorf("%s: %q", when, got)
		}
	}
}

// TestAnswersThatBeginToLiveAreKept: of a plan whose answers could never be kept the cache is not asked, until one can.
func TestAnswersThatBeginToLiveAreKept(t *testing.T) {
	w := newWorld(t, nil)
	var policy atomic.Value
	policy.Store("")
	w.catalog.fields["open"] = func(rw http.ResponseWriter, _ *http.Request) any {
		if policy := policy.Load().(string); policy != "" {
			rw.Header().Set("Cache-Control", policy)
		}
		return "open"
	}
	w.expectCalls(t, "not kept", 3, func() { w.post(`{ open }`); w.post(`{ open }`); w.post(`{ open }`) })
	policy.Store("max-age=60")
	w.expectCalls(t, "kept from now on", 1, func() { w.post(`{ open }`); w.post(`{ open }`); w.post(`{ open }`) })
}

// TestAnswersInPooledMemoryStayWhole: what is written, kept and shared is never another request's.
func TestAnswersInPooledMemoryStayWhole(t *testing.T) {
	for name, change := range map[string]func(*config.Config){
		"plain":  func(cfg *config.Config) { cfg.Cache.Response.Enabled = false },
		"cached": func(*config.Config) {},
		"shared": func(cfg *config.Config) { cfg.TrafficShaping.Router.DeduplicateRequests = true },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(cfg *config.Config) { forwarding("x-caller")(cfg); change(cfg) })
			w.catalog.fields["open"] = func(_ http.ResponseWriter, r *http.Request) any {
				return strings.Repeat(r.Header.Get("X-Caller")+" ", 2000)
			}
			w.catalog.fields["hello"] = func(rw http.ResponseWriter, r *http.Request) any {
				rw.Header().Set("Cache-Control", "max-age=60")
				return strings.Repeat(r.Header.Get("X-Caller")+" ", 1000)
			}
			var wait sync.WaitGroup
			for i := range 16 {
				wait.Go(func() {
					for n := range 20 {
						caller := fmt.Sprint("caller", i%8)
						query, want := `{ open }`, `{"data":{"open":"`+strings.Repeat(caller+" ", 2000)+`"}}`
						if n%2 == 1 {
							query, want = `{ hello stock }`, `{"data":{"hello":"`+strings.Repeat(caller+" ", 1000)+`","stock":7}}`
						}
						if got := w.post(query, "X-Caller", caller); got.body != want {
							t.Errorf("%s got %.60s", caller, got.body)
							return
						}
					}
				})
			}
			wait.Wait()
		})
	}
}

package cache

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/weftgraphql/weft/router/config"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

type testClock struct{ nanos atomic.Int64 }

func (c *testClock) now() time.Time          { return start.Add(time.Duration(c.nanos.Load())) }
func (c *testClock) advance(d time.Duration) { c.nanos.Add(int64(d)) }

func responses(t *testing.T) (*Responses, *testClock) {
	clock := &testClock{}
	c := NewResponses(Options{Memory: NewMemory(1 << 20), MaxEntryBytes: 10_000, MaxTTL: time.Hour, Now: clock.now})
	t.Cleanup(c.Close)
	return c, clock
}

func answerOf(clock *testClock, body string, policy Policy) *Entry {
	return &Entry{Body: []byte(body), Policy: policy, Stored: clock.now()}
}

var anyAge = Demand{MaxAge: -1}

func body(f Found) string {
	if f.Entry == nil {
		return ""
	}
	return string(f.Entry.Body)
}

func TestPublicAnswersAreForAll(t *testing.T) {
	c, clock := responses(t)
	key := NewKey("t").Key()
	c.Store(key, "ann", answerOf(clock, "public", Policy{Lifetime: time.Minute}))
	for _, caller := range []string{"ann", "bob", ""} {
		if got := body(c.Lookup(t.Context(), key, caller, anyAge)); got != "public" {
			t.Errorf("%q: got %q", caller, got)
		}
	}
	clock.advance(time.Minute - time.Nanosecond)
	if got := body(c.Lookup(t.Context(), key, "", anyAge)); got != "public" {
		t.Errorf("just fresh: got %q", got)
	}
	clock.advance(time.Nanosecond)
	if got := c.Lookup(t.Context(), key, "", anyAge); got.Entry != nil {
		t.Error("past its right")
	}
}

func TestPrivateAnswersAreForTheirCaller(t *testing.T) {
	c, clock := responses(t)
	key := NewKey("t").Key()
	private := Policy{Lifetime: time.Minute, Private: true}
	c.Store(key, "ann", answerOf(clock, "ann's", private))
	if got := c.Lookup(t.Context(), key, "bob", anyAge); got.Entry != nil || !got.PerCaller {
		t.Errorf("bob got %+v", got)
	}
	if got := c.Lookup(t.Context(), key, "", anyAge); got.Entry != nil {
		t.Errorf("nobody got %+v", got)
	}
	c.Store(key, "bob", answerOf(clock, "bob's", private))
	c.Store(key, "", answerOf(clock, "nobody's", private))
	for caller, want := range map[string]string{"ann": "ann's", "bob": "bob's", "": ""} {
		if got := body(c.Lookup(t.Context(), key, caller, anyAge)); got != want {
			t.Errorf("%q got %q", caller, got)
		}
	}
}

func TestWhatIsNotKept(t *testing.T) {
	c, clock := responses(t)
	for name, entry := range map[string]*Entry{
		"no policy":  answerOf(clock, "x", Policy{}),
		"too large":  answerOf(clock, strings.Repeat("x", 20_000), Policy{Lifetime: time.Minute}),
		"set-cookie": {Body: []byte("x"), Policy: Policy{Lifetime: time.Minute}, Header: http.Header{"Set-Cookie": {"a=b"}}, Stored: clock.now()},
	} {
		key := NewKey("t").Text(name).Key()
		c.Store(key, "ann", entry)
		if got := c.Lookup(t.Context(), key, "ann", anyAge); got.Entry != nil || !got.Uncacheable {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	key := NewKey("long").Key()
	c.Store(key, "", answerOf(clock, "x", Policy{Lifetime: 24 * time.Hour}))
	clock.advance(time.Hour)
	if got := c.Lookup(t.Context(), key, "", anyAge); got.Entry != nil {
		t.Error("longer than the longest")
	}
}

func TestDemandsOfClients(t *testing.T) {
	c, clock := responses(t)
	key := NewKey("t").Key()
	c.Store(key, "", answerOf(clock, "x", Policy{Lifetime: time.Minute}))
	clock.advance(10 * time.Second)
	for _, test := range []struct {
		demand Demand
		hit    bool
	}{
		{anyAge, true}, {Demand{NoCache: true, MaxAge: -1}, false}, {Demand{NoStore: true, MaxAge: -1}, false},
		{Demand{MaxAge: 10 * time.Second}, true}, {Demand{MaxAge: 9 * time.Second}, false}, {Demand{}, false},
	} {
		if got := c.Lookup(t.Context(), key, "", test.demand).Entry != nil; got != test.hit {
			t.Errorf("%+v: %v", test.demand, got)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	m := NewMemory(100_000)
	defer m.Close()
	for i := range 10_000 {
		m.Put(NewKey("t").Text(fmt.Sprint(i)).Key(), &Entry{Body: make([]byte, 1000), Policy: Policy{Lifetime: time.Minute}, Stored: time.Now()})
	}
	m.entries.CleanUp()
	if got := m.entries.WeightedSize(); got > 110_000 {
		t.Errorf("%d bytes are kept", got)
	}
}

func TestStoredForm(t *testing.T) {
	key, other := NewKey("a").Key(), NewKey("b").Key()
	want := &Entry{
		Body: []byte(`{"data":{}}`), Header: http.Header{"X-A": {"1", "2"}}, Stored: time.UnixMilli(start.UnixMilli()),
		Policy: Policy{Lifetime: 90 * time.Second, Private: true},
	}
	raw, err := encodeEntry(key, want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeEntry(key, raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := decodeEntry(other, raw); err == nil {
		t.Error("a value is taken under another key")
	}
	for i := range raw {
		changed := bytes.Clone(raw)
		changed[i] ^= 1
		if _, err := decodeEntry(key, changed); err == nil {
			t.Fatalf("byte %d was changed and the value taken", i)
		}
		if _, err := decodeEntry(key, raw[:i]); err == nil {
			t.Fatalf("the value was cut at %d and taken", i)
		}
	}
}

func redisAt(t *testing.T, url string) *Redis {
	t.Helper()
	random := make([]byte, 8)
	_, _ = rand.Read(random)
	r, err := NewRedis(config.Redis{URLs: []string{url}, Timeout: config.Duration(20 * time.Millisecond), Prefix: "weft-test:" + hex.EncodeToString(random) + ":"}, 10_000, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if condition() {
			return
		}
	}
	t.Fatalf("did not happen within 5 s: %s", what)
}

func TestRealRedis(t *testing.T) {
	url := os.Getenv("WEFT_TEST_REDIS")
	if url == "" {
		t.Skip("WEFT_TEST_REDIS is not set (host:port of a Redis for tests): skipped")
	}
	if !strings.Contains(url, "://") {
		url = "redis://" + url
	}
	r := redisAt(t, url)
	key := NewKey("t").Key()
	entry := &Entry{Body: []byte("x"), Policy: Policy{Lifetime: time.Minute}, Stored: time.Now().Truncate(time.Millisecond)}
	get := func() *Entry { e, _ := r.Get(t.Context(), key); return e }
	eventually(t, "an entry is found again", func() bool { r.Put(key, entry); return get() != nil })
	if diff := cmp.Diff(entry, get()); diff != "" {
		t.Error(diff)
	}
	if ttl := r.client.TTL(t.Context(), r.name(key)).Val(); ttl <= 0 || ttl > time.Minute {
		t.Errorf("it stays for %v", ttl)
	}
	raw := r.client.Get(t.Context(), r.name(key)).Val()
	for name, poison := range map[string]any{
		"other bytes": "{}", "cut": raw[:len(raw)-1], "longer": raw + "x", "huge": strings.Repeat("x", 5<<20), "empty": "",
	} {
		if err := r.client.Set(t.Context(), r.name(key), poison, time.Minute).Err(); err != nil {
			t.Fatal(err)
		}
		if got := get(); got != nil {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	r.client.Del(t.Context(), r.name(key))
	r.client.RPush(t.Context(), r.name(key), "a list")
	if got := get(); got != nil {
		t.Errorf("a list: got %+v", got)
	}
	r.client.Del(t.Context(), r.name(key))

	// Two routers share what one has fetched.
	other := NewResponses(Options{Memory: NewMemory(1 << 20), Redis: r, MaxEntryBytes: 10_000, MaxTTL: time.Hour})
	defer other.memory.Close()
	r.Put(key, entry)
	eventually(t, "another router finds it", func() bool { return other.Lookup(t.Context(), key, "", anyAge).Entry != nil })
}

func TestRedisIsNeverOnTheCriticalPath(t *testing.T) {
	accept := func(handle func(net.Conn)) string {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		var open []net.Conn
		wait.Go(func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				mu.Lock()
				open = append(open, conn)
				mu.Unlock()
				wait.Go(func() { handle(conn) })
			}
		})
		t.Cleanup(func() {
			_ = listener.Close()
			mu.Lock()
			for _, conn := range open {
				_ = conn.Close()
			}
			mu.Unlock()
			wait.Wait()
		})
		return "redis://" + listener.Addr().String()
	}
	drain := func(conn net.Conn) { _, _ = bytes.NewBuffer(nil).ReadFrom(conn) }
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for name, url := range map[string]string{
		"down":           "redis://" + closed.Addr().String(),
		"never answers":  accept(drain),
		"resets":         accept(func(conn net.Conn) { _ = conn.Close() }),
		"talks nonsense": accept(func(conn net.Conn) { _, _ = conn.Write(bytes.Repeat([]byte("$5\r\nhello\r\n"), 100)); drain(conn) }),
	} {
		t.Run(name, func(t *testing.T) {
			r := redisAt(t, url)
			c := NewResponses(Options{Memory: NewMemory(1 << 20), Redis: r, MaxEntryBytes: 10_000, MaxTTL: time.Hour})
			defer c.memory.Close()
			begin := time.Now()
			for i := range 200 {
				key := NewKey("t").Text(fmt.Sprint(i)).Key()
				if got := c.Lookup(t.Context(), key, "ann", anyAge); got.Entry != nil {
					t.Fatalf("got %q", got.Entry.Body)
				}
				c.Store(key, "ann", &Entry{Body: []byte("x"), Policy: Policy{Lifetime: time.Minute}, Stored: time.Now()})
				if got := c.Lookup(t.Context(), key, "ann", anyAge); got.Entry == nil {
					t.Fatal("the memory of this process must do without Redis")
				}
			}
			// A generous ceiling: without the breaker it would be 200 timeouts of 20 ms at the least.
			if took := time.Since(begin); took > 3*time.Second {
				t.Errorf("200 requests waited %v for Redis", took)
			}
		})
	}
}

func TestBreaker(t *testing.T) {
	r := &Redis{logger: slog.New(slog.DiscardHandler)}
	for range failuresToOpen {
		if !r.allowed() {
			t.Fatal("closed too early")
		}
		r.failed("read", context.DeadlineExceeded)
	}
	if r.allowed() {
		t.Error("asked although it fails")
	}
	r.openUntil.Store(time.Now().Add(-time.Second).UnixNano())
	if first, second := r.allowed(), r.allowed(); !first || second {
		t.Error("exactly one command must try again")
	}
	r.succeeded()
	if first, second := r.allowed(), r.allowed(); !first || !second {
		t.Error("not asked although it is back")
	}
}

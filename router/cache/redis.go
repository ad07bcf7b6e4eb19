package cache

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/weftgraphql/weft/router/config"
)

const (
	// After so many failures in a row Redis is left alone for the pause; then one command tries it again.
	failuresToOpen = 5
	breakerPause   = time.Second
	// Writes wait in a queue of this length, and are dropped when it is full: a cache may forget.
	writeQueue   = 256
	writers      = 2
	writeTimeout = 250 * time.Millisecond
)

// Redis shares entries between routers. No request waits for it longer than its timeout, or at all while it is
// failing; its values are checked before they are used.
type Redis struct {
	client   redis.UniversalClient
	prefix   string
	timeout  time.Duration
	maxBytes int64
	logger   *slog.Logger

	failures  atomic.Int64
	openUntil atomic.Int64 // Unix nanoseconds

	queue chan write
	stop  context.CancelFunc
	wait  sync.WaitGroup
}

type write struct {
	key   Key
	entry *Entry
}

// clientLog takes what the client writes about its connections: the failing commands are reported here already.
type clientLog struct{}

func (clientLog) Printf(ctx context.Context, format string, args ...any) {
	slog.DebugContext(ctx, fmt.Sprintf(format, args...))
}

// The client's log is one for the process, so it is set once.
var setClientLog = sync.OnceFunc(func() { redis.SetLogger(clientLog{}) })

// NewRedis makes a Redis by configuration. It does not wait for a connection. Close ends its work.
func NewRedis(cfg config.Redis, maxEntryBytes int64, logger *slog.Logger) (*Redis, error) {
	setClientLog()
	options, err := redisOptions(cfg)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	r := &Redis{
		client: redis.NewUniversalClient(options), prefix: cfg.Prefix, timeout: cfg.Timeout.Value(),
		maxBytes: maxEntryBytes, logger: logger, queue: make(chan write, writeQueue), stop: stop,
	}
	for range writers {
		r.wait.Go(func() { r.writeLoop(ctx) })
	}
	return r, nil
}

func redisOptions(cfg config.Redis) (*redis.UniversalOptions, error) {
	options := &redis.UniversalOptions{
		// A cache that needs a second try is slower than asking the subgraphs.
		MaxRetries: -1, DialTimeout: time.Second, ReadTimeout: cfg.Timeout.Value(), WriteTimeout: writeTimeout,
		PoolTimeout: cfg.Timeout.Value(), ContextTimeoutEnabled: true,
		// Connections are made ahead, since dialling does not fit into a command's timeout.
		MinIdleConns: 2, DialerRetries: 1,
	}
	for i, address := range cfg.URLs {
		one, err := redis.ParseURL(address)
		if err != nil {
			return nil, fmt.Errorf("cache.response.redis.urls[%d]: %w", i, errors.New("it is no Redis URL"))
		}
		options.Addrs = append(options.Addrs, one.Addr)
		options.Username, options.Password, options.DB, options.TLSConfig = one.Username, one.Password, one.DB, one.TLSConfig
	}
	return options, nil
}

// Close drops what waits to be written and closes the connections.
func (r *Redis) Close() {
	r.stop()
	r.wait.Wait()
	_ = r.client.Close()
}

func (r *Redis) name(key Key) string { return r.prefix + hex.EncodeToString(key[:]) }

// Get returns what is kept under key; nothing when Redis fails, is slow, or holds a value that is not intact.
func (r *Redis) Get(ctx context.Context, key Key) (*Entry, bool) {
	if !r.allowed() {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	// The length first, in the same round trip, would still send the value; GETRANGE bounds what is read.
	raw, err := r.client.GetRange(ctx, r.name(key), 0, r.maxStored()).Bytes()
	if err != nil && !errors.Is(err, redis.Nil) {
		if !errors.Is(ctx.Err(), context.Canceled) {
			r.failed("read", err)
		}
		return nil, false
	}
	r.succeeded()
	if len(raw) == 0 {
		return nil, false
	}
	entry, err := decodeEntry(key, raw)
	if err != nil {
		r.logger.Warn("a value in Redis is not used", "error", err)
		return nil, false
	}
	return entry, true
}

// maxStored is the last byte read: one more than any value that was stored.
func (r *Redis) maxStored() int64 { return r.maxBytes + 64<<10 }

// Put queues an entry to be written, and drops it when the queue is full.
func (r *Redis) Put(key Key, e *Entry) {
	if !r.allowed() || int64(e.size()) > r.maxBytes {
		return
	}
	select {
	case r.queue <- write{key, e}:
	default:
	}
}

func (r *Redis) writeLoop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case w := <-r.queue:
			r.write(ctx, w)
		}
	}
}

func (r *Redis) write(ctx context.Context, w write) {
	remaining := w.entry.Policy.Lifetime - w.entry.Age(time.Now())
	raw, err := encodeEntry(w.key, w.entry)
	if err != nil || remaining < time.Millisecond {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	if err := r.client.Set(ctx, r.name(w.key), raw, remaining).Err(); err != nil {
		if ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded) {
			r.failed("write", err)
		}
		return
	}
	r.succeeded()
}

// allowed says whether Redis is asked now. When the pause is over, one command goes ahead and the pause begins
// anew, until that command has succeeded.
func (r *Redis) allowed() bool {
	if r.failures.Load() < failuresToOpen {
		return true
	}
	until, now := r.openUntil.Load(), time.Now().UnixNano()
	return now >= until && r.openUntil.CompareAndSwap(until, now+int64(breakerPause))
}

func (r *Redis) failed(what string, err error) {
	if r.failures.Add(1) == failuresToOpen {
		r.openUntil.Store(time.Now().Add(breakerPause).UnixNano())
		r.logger.Warn("Redis fails; answers are kept in this process only until it is back", "command", what, "error", err)
	}
}

func (r *Redis) succeeded() {
	if r.failures.Load() == 0 {
		return
	}
	if r.failures.Swap(0) >= failuresToOpen {
		r.logger.Info("Redis is back")
	}
}

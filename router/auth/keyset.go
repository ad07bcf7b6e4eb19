package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/weftgraphql/weft/router/config"
)

const (
	maxDocument  = 1 << 20
	fetchTimeout = 5 * time.Second
	// A token with an unknown key may mean that keys were rotated: the set is read again, but
	// whoever invents key ids cannot make that happen more often than this.
	refreshBurst    = 3
	refreshInterval = 2 * time.Second
	firstRetry      = time.Second
)

// keySet is one JWKS: read at once, then every so often, then when a token names an unknown key.
// While it cannot be read the keys known last go on.
type keySet struct {
	name     string
	fetch    func(context.Context) ([]byte, error)
	interval time.Duration
	logger   *slog.Logger

	keys atomic.Pointer[[]publicKey] // nil until the set was read once

	mu       sync.Mutex
	running  *refreshRun
	allowed  float64 // what is left of refreshBurst
	allowedT time.Time
	closed   bool
	wait     sync.WaitGroup
	stop     context.Context //nolint:containedctx // the life of the set, not of a call
}

// refreshRun is one reading that several callers may wait for.
type refreshRun struct{ done chan struct{} }

func newKeySet(stop context.Context, cfg config.JWKS, client *http.Client, logger *slog.Logger) (*keySet, error) {
	interval := cfg.PollInterval.Value()
	if interval <= 0 {
		interval = config.DefaultPollInterval.Value()
	}
	s := &keySet{name: redactURL(cfg.URL), interval: interval, logger: logger, allowed: refreshBurst, stop: stop}
	location, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("authentication.router.jwt.jwks: %s is no URL", s.name)
	}
	if location.Scheme == "file" {
		s.fetch = func(context.Context) ([]byte, error) { return readFile(location.Path) }
		// A file that is missing is a mistake of who configured it, and found at start; a server may come later.
		if err := s.read(stop); err != nil {
			return nil, fmt.Errorf("authentication.router.jwt.jwks: %s: %w", s.name, err)
		}
	} else {
		s.fetch = func(ctx context.Context) ([]byte, error) { return getDocument(ctx, client, cfg) }
	}
	s.wait.Go(s.poll)
	return s, nil
}

// poll reads the set every interval, and sooner after a failure.
func (s *keySet) poll() {
	pause := firstRetry
	for {
		next := s.interval
		if err := s.await(s.stop, s.start()); err != nil || s.keys.Load() == nil {
			next, pause = min(pause, s.interval), min(2*pause, s.interval)
		} else {
			pause = firstRetry
		}
		timer := time.NewTimer(next)
		select {
		case <-s.stop.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// refresh reads the set again because of an unknown key, if that is allowed now, and waits for the end of it.
func (s *keySet) refresh(ctx context.Context, now time.Time) {
	s.mu.Lock()
	run := s.running
	if run == nil {
		s.allowed = min(refreshBurst, s.allowed+now.Sub(s.allowedT).Seconds()/refreshInterval.Seconds())
		s.allowedT = now
		if s.allowed < 1 {
			s.mu.Unlock()
			return
		}
		s.allowed--
	}
	s.mu.Unlock()
	if run == nil {
		run = s.start() //nolint:contextcheck // it serves all who wait, not only this caller
	}
	_ = s.await(ctx, run)
}

// start begins a reading, or joins the one that runs. It is not bound to the request that caused it.
func (s *keySet) start() *refreshRun {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil {
		return s.running
	}
	run := &refreshRun{done: make(chan struct{})}
	if s.closed || s.stop.Err() != nil {
		close(run.done)
		return run
	}
	s.running = run
	s.wait.Go(func() {
		ctx, cancel := context.WithTimeout(s.stop, fetchTimeout)
		err := s.read(ctx)
		cancel()
		if err != nil && s.stop.Err() == nil {
			s.logger.Warn("the key set could not be read; keys known before go on", "jwks", s.name, "error", err)
		}
		s.mu.Lock()
		s.running = nil
		s.mu.Unlock()
		close(run.done)
	})
	return run
}

func (s *keySet) await(ctx context.Context, run *refreshRun) error {
	select {
	case <-run.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *keySet) read(ctx context.Context) error {
	document, err := s.fetch(ctx)
	if err != nil {
		return err
	}
	keys, err := parseKeySet(document) //nolint:contextcheck // it parses, and waits for nothing
	if err != nil {
		return err
	}
	s.keys.Store(&keys)
	return nil
}

// close ends the polling, once stop is done, and waits for it.
func (s *keySet) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wait.Wait()
}

// fitting are the keys of a set that may verify a token with this algorithm and key id ("" when it has none).
func fitting(set *[]publicKey, algorithm, id string) []any {
	if set == nil {
		return nil
	}
	var fitting []any
	for _, key := range *set {
		if (id == "" || key.id == id) && key.fits(algorithm) {
			fitting = append(fitting, key.key)
		}
	}
	return fitting
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return readBounded(file)
}

func readBounded(source io.Reader) ([]byte, error) {
	document, err := io.ReadAll(io.LimitReader(source, maxDocument+1))
	if err == nil && len(document) > maxDocument {
		err = errors.New("the key set is larger than 1 MiB")
	}
	return document, err
}

func getDocument(ctx context.Context, client *http.Client, cfg config.JWKS) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, cfg.URL, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/jwk-set+json, application/json")
	for _, header := range cfg.Headers {
		r.Header.Set(header.Name, header.Value)
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %d", response.StatusCode)
	}
	return readBounded(response.Body)
}

// redactURL is a URL for logs, without what may be secret in it.
func redactURL(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return "(no URL)"
	}
	u.User, u.RawQuery = nil, ""
	return u.String()
}

package router

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// redisURL is a real Redis for tests, or the test is skipped.
func redisURL(t *testing.T) string {
	t.Helper()
	address := os.Getenv("WEFT_TEST_REDIS")
	if address == "" {
		t.Skip("WEFT_TEST_REDIS is not set (host:port of a Redis for tests): skipped")
	}
	if !strings.Contains(address, "://") {
		address = "redis://" + address
	}
	return address
}

func withBody(r *http.Request, body string) *http.Request {
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return r
}

package fedtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"time"
)

// caseTimeout bounds one operation of a suite, and the making of one router.
const caseTimeout = 30 * time.Second

// maxResponse bounds what is read of a response over HTTP, in bytes.
const maxResponse = 64 << 20

// Router is what is tested: it answers an operation, given without variables, with a JSON response. A Router that
// is an io.Closer is closed after its suite.
type Router interface {
	Execute(ctx context.Context, query string) ([]byte, error)
}

// RouterFunc lets a function be a Router.
type RouterFunc func(ctx context.Context, query string) ([]byte, error)

// Execute calls the function.
func (f RouterFunc) Execute(ctx context.Context, query string) ([]byte, error) { return f(ctx, query) }

// NewRouter makes the router for one suite, whose subgraphs are running. The context ends with the suite.
type NewRouter func(ctx context.Context, suite Suite, running *Running) (Router, error)

// Run runs suites, one after the other, each against fresh mocks and a router of its own. Errors and panics of the
// router fail their case; an error in making the router fails all cases of the suite.
func Run(ctx context.Context, suites []Suite, newRouter NewRouter) *Report {
	report := &Report{}
	for _, suite := range suites {
		report.Suites = append(report.Suites, RunSuite(ctx, suite, newRouter))
	}
	return report
}

// RunSuite runs one suite.
func RunSuite(ctx context.Context, suite Suite, newRouter NewRouter) (out SuiteReport) {
	out.Name = suite.Name
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	running, err := suite.Start()
	var router Router
	if err == nil {
		defer running.Close()
		router, err = makeRouter(ctx, suite, running, newRouter)
	}
	if closer, ok := router.(io.Closer); ok && err == nil {
		defer func() { out.Err = errors.Join(out.Err, closer.Close()) }()
	}
	out.Err = err
	for i, test := range suite.Tests {
		c := CaseReport{Index: i, Query: test.Query, Err: err}
		if err == nil {
			running.ResetRequests()
			c.Response, c.Err = execute(ctx, router, test)
			c.Requests = running.Requests()
		}
		out.Cases = append(out.Cases, c)
	}
	return out
}

func makeRouter(ctx context.Context, suite Suite, running *Running, newRouter NewRouter) (router Router, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("making the router panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return newRouter(ctx, suite, running)
}

func execute(ctx context.Context, router Router, test Test) (response []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the router panicked: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, caseTimeout)
	defer cancel()
	response, err = router.Execute(ctx, test.Query)
	if err != nil {
		return response, fmt.Errorf("the router failed: %w", err)
	}
	return response, test.Check(response)
}

// HTTPRouter is a Router that asks a GraphQL endpoint by POST. Whatever the status, the body counts.
func HTTPRouter(url string, client *http.Client) Router {
	return RouterFunc(func(ctx context.Context, query string) ([]byte, error) {
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			return nil, err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", "application/graphql-response+json, application/json")
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		return io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	})
}

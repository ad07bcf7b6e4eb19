// Package fedtest runs federation conformance suites against a router: it loads the suites, serves their subgraphs
// by mocks, asks the router the suites' operations and judges the answers. It also loads a corpus of query plans
// of other planners to compare with. Only tests may import it.
//
// The router under test is anything with an Execute method, made anew for each suite:
//
//	suites, err := fedtest.LoadSuites(dir)
//	report := fedtest.Run(ctx, suites, func(ctx context.Context, s fedtest.Suite, r *fedtest.Running) (fedtest.Router, error) {
//		// compose s.Subgraphs, fetch by r.Do(ctx, subgraph, body) or over HTTP from r.URLs()
//	})
//	t.Log(report)
package fedtest

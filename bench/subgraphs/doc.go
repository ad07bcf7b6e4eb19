// Package subgraphs serves the benchmark's four subgraphs (accounts, inventory, products and reviews) from one
// process. Every new request is executed for real; its answer is remembered by the request's body, since the data never
// change. Under load a call is one map look-up, so that the gateway before it stays the bottleneck.
package subgraphs

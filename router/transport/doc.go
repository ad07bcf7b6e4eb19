// Package transport sends the engine's requests to the subgraphs over HTTP: with
// the headers that rules let through, within deadlines and bounds, each
// identical query in flight sent once. What comes back is checked to be
// GraphQL over HTTP before the engine sees it, and every failure is put in words
// that clients may read.
//
// A Client lives as long as the router; Targets are made for each supergraph; a
// Session belongs to one client's request, is the engine's Fetcher, and gathers what
// the subgraphs' answers say about caching and headers.
package transport

package config

import "net"

// Enabled says whether tokens are read at all.
func (j JWT) Enabled() bool { return len(j.JWKS)+len(j.Secrets) > 0 }

// Private says that nobody but this machine can connect, or that this is development:
// where the graph may show its insides.
func (c *Config) Private() bool { return c.Dev || isLoopback(c.Supergraph.Listen) }

// Introspection says whether __schema and __type answer.
func (c *Config) Introspection() bool { return orDefault(c.Supergraph.Introspection, c.Private()) }

// ExposeQueryPlan says whether a client may ask for the plan.
func (c *Config) ExposeQueryPlan() bool { return orDefault(c.Supergraph.ExposeQueryPlan, c.Private()) }

// PlaygroundEnabled says whether a browser gets the playground.
func (c *Config) PlaygroundEnabled() bool { return orDefault(c.Playground.Enabled, c.Private()) }

// IncludeErrorsOf says whether clients may read a subgraph's error text.
func (c *Config) IncludeErrorsOf(subgraph string) bool {
	if include, set := c.IncludeSubgraphErrors.Subgraphs[subgraph]; set {
		return include
	}
	return c.IncludeSubgraphErrors.All || c.Dev
}

// PlanCache is what bounds the operations and plans that are kept.
func (c *Config) PlanCache() PlanCache {
	bounds := c.Cache.Plan
	if limit := c.Supergraph.QueryPlanning.Cache.InMemory.Limit; limit > 0 {
		bounds.MaxEntries = limit
	}
	return bounds
}

// Traffic is what holds for requests to a subgraph.
func (c *Config) Traffic(subgraph string) SubgraphTraffic {
	traffic, own := c.TrafficShaping.All, c.TrafficShaping.Subgraphs[subgraph]
	if own.Timeout > 0 {
		traffic.Timeout = own.Timeout
	}
	if own.DeduplicateQuery != nil {
		traffic.DeduplicateQuery = own.DeduplicateQuery
	}
	return traffic
}

func orDefault(setting *bool, fallback bool) bool {
	if setting != nil {
		return *setting
	}
	return fallback
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

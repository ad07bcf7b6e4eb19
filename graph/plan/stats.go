package plan

import "slices"

// Stats is how much a plan costs.
type Stats struct {
	// Fetches is the number of requests, EntityCalls the same with each call of a batch counted by itself.
	Fetches, EntityCalls int
	// Depth is the longest chain of requests that wait for one another.
	Depth int
	// Services are the names of the subgraphs asked, sorted.
	Services []string
}

// Stats counts the plan's requests.
func (p *Plan) Stats() Stats {
	out := Stats{Fetches: len(p.Fetches)}
	depth := make([]int, len(p.Fetches))
	for i, f := range p.Fetches {
		out.EntityCalls += max(1, len(f.Entities))
		for _, dep := range f.DependsOn {
			depth[i] = max(depth[i], depth[dep])
		}
		depth[i]++
		out.Depth = max(out.Depth, depth[i])
		if !slices.Contains(out.Services, f.Service) {
			out.Services = append(out.Services, f.Service)
		}
	}
	slices.Sort(out.Services)
	return out
}

package fedtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// PlanPair is a supergraph and an operation, with what the plans of other planners cost.
type PlanPair struct {
	ID            string
	Source        string // where the pair comes from
	SupergraphID  string // file name without extension; pairs share supergraphs
	SupergraphSDL string // join-spec SDL
	Operation     string // a document
	OperationName string // empty if the document has one operation
	Hive, Apollo  PlanCost
	Provenance    map[string]string
}

// PlanCost is how expensive a plan is. Either Error is set or the rest.
type PlanCost struct {
	Fetches     int      `json:"fetches"`     // requests; a batched entity fetch is one, both branches of a condition count
	Depth       int      `json:"depth"`       // longest chain of requests that wait for one another
	EntityCalls int      `json:"entityCalls"` // fetches, with a batched one counted once per part
	Services    []string `json:"services"`    // in plan order
	Error       string   `json:"error"`       // why the planner had no plan
}

// LoadPlanCorpus reads all pairs of a corpus directory, sorted by ID.
func LoadPlanCorpus(dir string) ([]PlanPair, error) {
	var index struct {
		Pairs []struct {
			ID         string `json:"id"`
			Source     string `json:"source"`
			Supergraph string `json:"supergraph"`
		} `json:"pairs"`
	}
	if err := readJSON(filepath.Join(dir, "index.json"), &index); err != nil {
		return nil, err
	}
	sdls := map[string]string{} // one string for all pairs that share a supergraph
	pairs := make([]PlanPair, 0, len(index.Pairs))
	for _, entry := range index.Pairs {
		var in struct {
			Operation     string            `json:"operation"`
			OperationName string            `json:"operationName"`
			Hive          PlanCost          `json:"hive"`
			Apollo        PlanCost          `json:"apollo"`
			Provenance    map[string]string `json:"provenance"`
		}
		if err := readJSON(filepath.Join(dir, "pairs", entry.ID+".json"), &in); err != nil {
			return nil, err
		}
		if _, ok := sdls[entry.Supergraph]; !ok {
			sdl, err := os.ReadFile(filepath.Join(dir, "supergraphs", entry.Supergraph+".graphql"))
			if err != nil {
				return nil, err
			}
			sdls[entry.Supergraph] = string(sdl)
		}
		pairs = append(pairs, PlanPair{
			ID: entry.ID, Source: entry.Source,
			SupergraphID: entry.Supergraph, SupergraphSDL: sdls[entry.Supergraph],
			Operation: in.Operation, OperationName: in.OperationName,
			Hive: in.Hive, Apollo: in.Apollo, Provenance: in.Provenance,
		})
	}
	sort.Slice(pairs, func(i, j int) bool { return pairs[i].ID < pairs[j].ID })
	return pairs, nil
}

func readJSON(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// PlanComparison is one plan of ours beside those of the other planners.
type PlanComparison struct {
	Pair           PlanPair
	Fetches, Depth int
	Err            error // we had no plan
}

// ComparePlan sets a plan of ours beside those of the other planners.
func ComparePlan(pair PlanPair, fetches, depth int) PlanComparison {
	return PlanComparison{Pair: pair, Fetches: fetches, Depth: depth}
}

// PlanFailed is the comparison for a pair we have no plan for.
func PlanFailed(pair PlanPair, err error) PlanComparison {
	return PlanComparison{Pair: pair, Err: err}
}

// Against compares our plan with another planner's: below 0 ours is cheaper, 0 equal, above 0 dearer. Fewer fetches
// count first, then less depth; a plan is cheaper than none.
func (c PlanComparison) Against(other PlanCost) int {
	switch {
	case c.Err != nil && other.Error != "":
		return 0
	case c.Err != nil:
		return 1
	case other.Error != "":
		return -1
	case c.Fetches != other.Fetches:
		return c.Fetches - other.Fetches
	default:
		return c.Depth - other.Depth
	}
}

// WorseThanBest tells whether one of the others has a cheaper plan.
func (c PlanComparison) WorseThanBest() bool {
	return c.Against(c.Pair.Hive) > 0 || c.Against(c.Pair.Apollo) > 0
}

// String is one line: fetches/depth of ours, Hive's and Apollo's.
func (c PlanComparison) String() string {
	ours := PlanCost{Fetches: c.Fetches, Depth: c.Depth}
	if c.Err != nil {
		ours.Error = c.Err.Error()
	}
	mark := "="
	switch h, a := c.Against(c.Pair.Hive), c.Against(c.Pair.Apollo); {
	case h > 0 || a > 0:
		mark = "-"
	case h < 0 || a < 0:
		mark = "+"
	}
	line := fmt.Sprintf("%s %-60s ours %-6s hive %-6s apollo %-6s", mark, c.Pair.ID, ours, c.Pair.Hive, c.Pair.Apollo)
	if c.Err != nil {
		return line + "  " + cut(strings.ReplaceAll(c.Err.Error(), "\n", " "))
	}
	return strings.TrimRight(line, " ")
}

// String is "fetches/depth", or "none".
func (c PlanCost) String() string {
	if c.Error != "" {
		return "none"
	}
	return fmt.Sprintf("%d/%d", c.Fetches, c.Depth)
}

// PlanReport is the comparisons over a corpus.
type PlanReport []PlanComparison

// Worse are the comparisons where one of the others has a cheaper plan, or we have none.
func (r PlanReport) Worse() PlanReport {
	var out PlanReport
	for _, c := range r {
		if c.Err != nil || c.WorseThanBest() {
			out = append(out, c)
		}
	}
	return out
}

// String is a line a pair ("+" better than one and worse than none, "=" equal, "-" worse than one) and the counts.
func (r PlanReport) String() string {
	var b strings.Builder
	for _, c := range r {
		fmt.Fprintln(&b, c)
	}
	b.WriteString(r.Summary())
	return b.String()
}

// Summary counts, for each of the other planners, the pairs where ours is cheaper, equal and dearer.
func (r PlanReport) Summary() string {
	var hive, apollo [3]int
	planned, fetches := 0, [3]int{}
	for _, c := range r {
		hive[sign(c.Against(c.Pair.Hive))+1]++
		apollo[sign(c.Against(c.Pair.Apollo))+1]++
		if c.Err != nil {
			continue
		}
		planned++
		if c.Pair.Hive.Error == "" && c.Pair.Apollo.Error == "" {
			fetches[0] += c.Fetches
			fetches[1] += c.Pair.Hive.Fetches
			fetches[2] += c.Pair.Apollo.Fetches
		}
	}
	return fmt.Sprintf("%d of %d pairs planned\nagainst hive:   %d cheaper, %d equal, %d dearer\nagainst apollo: %d cheaper, %d equal, %d dearer\n"+
		"fetches where all have a plan: ours %d, hive %d, apollo %d\n",
		planned, len(r), hive[0], hive[1], hive[2], apollo[0], apollo[1], apollo[2], fetches[0], fetches[1], fetches[2])
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	default:
		return 0
	}
}

package differ

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// The names of a fixture's files. Subgraphs are subgraphs/NAME.graphql, in the order they were given.
const (
	seedFile      = "seed"
	labelsFile    = "labels"
	faultsFile    = "faults"
	calmFile      = "calm"
	callerFile    = "caller.json"
	operationFile = "operation.graphql"
	variablesFile = "variables.json"
	expectedFile  = "expected.json"
	gotFile       = "got.json"
	planFile      = "plan"
	subgraphsDir  = "subgraphs/"
)

// Format writes a case as a txtar archive. The comment says what it is about; the answers and the plan of the failure
// are for people, but expected.json, which a replay compares with.
func (c Case) Format(comment string, failure *Failure) []byte {
	a := &txtar.Archive{Comment: []byte(strings.TrimSpace(comment) + "\n\n")}
	add := func(name, text string) {
		if text = strings.TrimRight(text, "\n"); text != "" {
			a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text + "\n")})
		}
	}
	add(seedFile, strconv.FormatUint(c.Seed, 10))
	add(labelsFile, strings.Join(c.Labels, "\n"))
	if caller, err := json.Marshal(c.Caller); err == nil && !reflect.ValueOf(c.Caller).IsZero() {
		add(callerFile, string(caller))
	}
	if c.Faults {
		add(faultsFile, "yes")
	}
	if c.Calm {
		add(calmFile, "yes")
	}
	add(operationFile, c.Request.Query)
	if len(c.Request.Variables) > 0 {
		add(variablesFile, string(c.Request.JSON()))
	}
	if failure != nil {
		add(expectedFile, failure.Expected)
		add(gotFile, failure.Got)
		add(planFile, failure.Plan)
	}
	for _, s := range c.Subgraphs {
		add(subgraphsDir+s.Name+".graphql", s.SDL)
	}
	return txtar.Format(a)
}

// ParseFixture reads what Format wrote, and the expected answer.
func ParseFixture(text []byte) (c Case, expected []byte, err error) {
	for _, f := range txtar.Parse(text).Files {
		switch f.Name {
		case seedFile:
			c.Seed, err = strconv.ParseUint(strings.TrimSpace(string(f.Data)), 10, 64)
		case labelsFile:
			c.Labels = strings.Fields(string(f.Data))
		case callerFile:
			err = json.Unmarshal(f.Data, &c.Caller)
		case faultsFile:
			c.Faults = true
		case calmFile:
			c.Calm = true
		case operationFile:
			c.Request.Query = string(f.Data)
		case variablesFile:
			dec := json.NewDecoder(bytes.NewReader(f.Data))
			dec.UseNumber()
			err = dec.Decode(&c.Request.Variables)
		case expectedFile:
			expected = bytes.TrimSpace(f.Data)
		case gotFile, planFile:
		default:
			name, isSubgraph := strings.CutPrefix(f.Name, subgraphsDir)
			if !isSubgraph {
				return c, nil, fmt.Errorf("fixture: unknown file %s", f.Name)
			}
			c.Subgraphs = append(c.Subgraphs, world.Subgraph{Name: strings.TrimSuffix(name, ".graphql"), SDL: string(f.Data)})
		}
		if err != nil {
			return c, nil, fmt.Errorf("fixture: %s: %w", f.Name, err)
		}
	}
	if c.Request.Query == "" || len(c.Subgraphs) == 0 {
		return c, nil, fmt.Errorf("fixture: no operation or no subgraphs")
	}
	return c, expected, nil
}

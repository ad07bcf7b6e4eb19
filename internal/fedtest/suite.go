package fedtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
	"github.com/weftgraphql/weft/internal/fedtest/mock"
)

// The environment variables that name the directories of shared test data.
const (
	ConformanceDirEnv = "WEFT_CONFORMANCE_DIR"
	PlanCorpusDirEnv  = "WEFT_PLAN_CORPUS_DIR"
)

// Suite is a set of subgraphs with operations and what they must be answered with.
type Suite struct {
	Name string
	// Subgraphs are in the order to compose them.
	Subgraphs []SubgraphSDL
	// Tests are in the order to run them.
	Tests []Test

	data *mock.Data
}

// SubgraphSDL is a subgraph's schema as its owner wrote it.
type SubgraphSDL struct {
	Name string
	File string // where the SDL was read, for messages
	SDL  string
}

// Test is an operation and the verdict's rule for its response.
type Test struct {
	Query    string
	Expected Expected
}

// Expected is what a response is held against.
type Expected struct {
	// Data is the JSON value that data must equal, a nil of any depth included; see package jsonvalue.
	Data any
	// Errors: true, there must be at least one; false, there must be none; nil, they are not looked at.
	Errors *bool
}

// LoadSuites reads all suites of a directory, one in each folder with a tests.json, sorted by name.
func LoadSuites(dir string) ([]Suite, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "tests.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no suites (folders with a tests.json) in %s", dir)
	}
	sort.Strings(files)
	suites := make([]Suite, len(files))
	for i, file := range files {
		if suites[i], err = LoadSuite(filepath.Dir(file)); err != nil {
			return nil, err
		}
	}
	return suites, nil
}

// LoadSuite reads the suite of one folder.
func LoadSuite(dir string) (Suite, error) {
	s := Suite{Name: filepath.Base(dir)}
	if err := s.load(os.DirFS(dir)); err != nil {
		return Suite{}, fmt.Errorf("suite %s: %w", s.Name, err)
	}
	return s, nil
}

func (s *Suite) load(dir fs.FS) error {
	text, err := fs.ReadFile(dir, "data.json")
	if err != nil {
		return err
	}
	if s.data, err = mock.ParseData(text); err != nil {
		return fmt.Errorf("data.json: %w", err)
	}
	if err := s.loadSubgraphs(dir); err != nil {
		return err
	}
	if text, err = fs.ReadFile(dir, "tests.json"); err != nil {
		return err
	}
	if s.Tests, err = parseTests(text); err != nil {
		return fmt.Errorf("tests.json: %w", err)
	}
	return nil
}

// loadSubgraphs reads the SDL files and sees to it that they, the order and the data are about the same subgraphs.
func (s *Suite) loadSubgraphs(dir fs.FS) error {
	for _, name := range s.data.Order {
		file := path.Join("subgraphs", name+".graphql")
		sdl, err := fs.ReadFile(dir, file)
		if err != nil {
			return err
		}
		s.Subgraphs = append(s.Subgraphs, SubgraphSDL{Name: name, File: file, SDL: string(sdl)})
	}
	files, err := fs.Glob(dir, "subgraphs/*.graphql")
	if err != nil {
		return err
	}
	if len(files) != len(s.Subgraphs) {
		return fmt.Errorf("%d SDL files but %d subgraphs in data.json's order", len(files), len(s.Subgraphs))
	}
	for name := range s.data.Subgraphs {
		if !s.has(name) {
			return fmt.Errorf("data for subgraph %s, which is not in the order", name)
		}
	}
	return nil
}

func (s *Suite) has(name string) bool {
	for _, sub := range s.Subgraphs {
		if sub.Name == name {
			return true
		}
	}
	return false
}

func parseTests(text []byte) ([]Test, error) {
	var list []struct {
		Query    string `json:"query"`
		Expected struct {
			Data   json.RawMessage `json:"data"`
			Errors *bool           `json:"errors"`
		} `json:"expected"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	tests := make([]Test, len(list))
	for i, in := range list {
		if in.Query == "" {
			return nil, fmt.Errorf("test %d: no query", i)
		}
		tests[i] = Test{Query: in.Query, Expected: Expected{Errors: in.Expected.Errors}}
		if in.Expected.Data == nil {
			continue
		}
		data, err := jsonvalue.Parse(in.Expected.Data)
		if err != nil {
			return nil, fmt.Errorf("test %d: expected data: %w", i, err)
		}
		tests[i].Expected.Data = data
	}
	return tests, nil
}

// Start makes the suite's mock subgraphs, with fresh state.
func (s Suite) Start() (*Running, error) {
	if s.data == nil {
		return nil, errors.New("a suite must come from LoadSuite")
	}
	r := &Running{subgraphs: map[string]*mock.Subgraph{}}
	state := mock.NewState()
	for _, sub := range s.Subgraphs {
		m, err := mock.New(sub.Name, sub.SDL, s.data.Subgraphs[sub.Name], state, r.record)
		if err != nil {
			return nil, fmt.Errorf("suite %s: %w", s.Name, err)
		}
		r.subgraphs[sub.Name] = m
	}
	return r, nil
}

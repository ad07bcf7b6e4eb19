// Package runner measures gateways side by side: it starts them, checks what they answer, sends load to one after the
// other in rounds, and reads from the operating system what each request cost.
package runner

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Row is one way to run one gateway; rows.yaml says what its fields mean.
type Row struct {
	Name        string            `yaml:"name"`
	Note        string            `yaml:"note,omitempty"`
	Dir         string            `yaml:"dir,omitempty"`
	Command     []string          `yaml:"command"`
	Environment map[string]string `yaml:"environment,omitempty"`
	Needs       []string          `yaml:"needs,omitempty"`
	Files       []string          `yaml:"files,omitempty"`
	UserHeader  bool              `yaml:"user_header,omitempty"`
	Floor       bool              `yaml:"floor,omitempty"`
	Only        string            `yaml:"only,omitempty"`
	Query       string            `yaml:"query,omitempty"`
	Answer      string            `yaml:"answer,omitempty"`

	// weft is the binary where it is not the suite's.
	weft string
}

// Suite is where things are and how they are placed.
type Suite struct {
	// Root is the benchmark's folder, absolute.
	Root string
	// Self is this program, which is also the subgraphs, the floors and the load.
	Self string
	// Weft is the binary that is measured.
	Weft string
	// GatewayCPUs and LoadCPUs are lists as taskset takes them; empty is any.
	GatewayCPUs, LoadCPUs string
}

// Rows reads rows.yaml.
func (s *Suite) Rows() ([]*Row, error) {
	file := filepath.Join(s.Root, "rows.yaml")
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w (run it in the repository, or give --root)", err)
	}
	var rows []*Row
	if err := yaml.UnmarshalWithOptions(content, &rows, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %s", file, yaml.FormatError(err, false, true))
	}
	return rows, nil
}

// Select gives the rows that a list of names asks for, in its order; * stands for any part of a name. An empty list is
// every row that fits the kind of load.
func Select(rows []*Row, names string, unique bool) ([]*Row, error) {
	if names == "" {
		return slices.DeleteFunc(slices.Clone(rows), func(r *Row) bool {
			return r.Only != "" || (!r.Floor && r.UserHeader != unique)
		}), nil
	}
	var selected []*Row
	for name := range strings.SplitSeq(names, ",") {
		before := len(selected)
		for _, r := range rows {
			if match, err := path.Match(name, r.Name); err != nil {
				return nil, fmt.Errorf("row %q: %w", name, err)
			} else if match && !slices.Contains(selected, r) {
				selected = append(selected, r)
			}
		}
		if len(selected) == before {
			return nil, fmt.Errorf("no row is named %q; rows.yaml has them", name)
		}
	}
	return selected, nil
}

// expander replaces ${NAME} in what a row says.
func (b *bed) expander(r *Row, op, listen string) func(string) string {
	s := b.suite
	_, port, _ := strings.Cut(listen, ":")
	weft := s.Weft
	if r.weft != "" {
		weft = r.weft
	}
	values := map[string]string{
		"BENCH": s.Root, "DATA": filepath.Join(s.Root, "data"), "SCHEMA": filepath.Join(s.Root, "..", "schema"),
		"SELF": s.Self, "WORK": b.work, "SUBGRAPHS": b.address, "WEFT": weft, "OP": op, "LISTEN": listen, "PORT": port,
	}
	return func(text string) string {
		return os.Expand(text, func(name string) string {
			if value, own := values[name]; own {
				return value
			}
			return os.Getenv(name)
		})
	}
}

// missing names the first file that a row needs and that is not there.
func (r *Row) missing(expand func(string) string) string {
	for _, file := range r.Needs {
		file = expand(file)
		if _, err := os.Stat(file); err != nil {
			return file
		}
	}
	return ""
}

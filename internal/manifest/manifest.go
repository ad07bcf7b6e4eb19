// Package manifest reads supergraph.yaml, the file that lists a graph's
// subgraphs: where each is served and where its schema is. It is the file that
// rover writes; keys that other tools add to a schema source (a registry's
// graphref) are refused by name.
package manifest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Bounds of what is read, in bytes.
const (
	maxFile   = 4 << 20
	maxSchema = 64 << 20
)

// Manifest is a supergraph.yaml.
type Manifest struct {
	// FederationVersion is as written, such as "=2.9.0" or "2"; "" for none.
	FederationVersion string `yaml:"federation_version"`
	// Subgraphs by name.
	Subgraphs map[string]Subgraph `yaml:"subgraphs"`

	path string
}

// Subgraph is one entry: where the service answers and where its schema is found.
type Subgraph struct {
	RoutingURL string `yaml:"routing_url"`
	Schema     Schema `yaml:"schema"`
}

// Schema is where a subgraph's schema comes from: exactly one of the three.
type Schema struct {
	// File is a path, relative to the manifest's folder.
	File string `yaml:"file"`
	// SDL is the schema itself.
	SDL string `yaml:"sdl"`
	// SubgraphURL is a running subgraph that is asked for `{ _service { sdl } }`.
	SubgraphURL string `yaml:"subgraph_url"`
	// Headers are sent along with that question.
	Headers map[string]string `yaml:"introspection_headers"`
}

// Source is a subgraph with its schema's text.
type Source struct {
	Name, URL, File, SDL string
}

// UnreachableError is a schema that could not be fetched.
type UnreachableError struct {
	Subgraph string
	Err      error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("the schema of subgraph %q cannot be fetched: %v", e.Subgraph, e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// Read reads a manifest. Mistakes in it name their line.
func Read(path string) (*Manifest, error) {
	text, err := readBounded(path, maxFile)
	if err != nil {
		return nil, err
	}
	m := &Manifest{path: path}
	if err := yaml.UnmarshalWithOptions(text, m, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %s", path, yaml.FormatError(err, false, true))
	}
	if len(m.Subgraphs) == 0 {
		return nil, fmt.Errorf("%s: there is nothing under `subgraphs`; list each as `name: {routing_url: ..., schema: {file: ...}}`", path)
	}
	for _, name := range m.names() {
		if err := m.Subgraphs[name].check(); err != nil {
			return nil, fmt.Errorf("%s: subgraph %q: %w", path, name, err)
		}
	}
	return m, nil
}

func (s Subgraph) check() error {
	given := 0
	for _, source := range []string{s.Schema.File, s.Schema.SDL, s.Schema.SubgraphURL} {
		if source != "" {
			given++
		}
	}
	switch {
	case given == 0:
		return errors.New("schema wants one of file, sdl and subgraph_url")
	case given > 1:
		return errors.New("schema wants only one of file, sdl and subgraph_url")
	case s.RoutingURL == "" && s.Schema.SubgraphURL == "":
		return errors.New("routing_url is missing: where does the service answer?")
	}
	return nil
}

// Files are the paths of the manifest and of the schemas it takes from files.
func (m *Manifest) Files() []string {
	files := []string{m.path}
	for _, name := range m.names() {
		if s := m.Subgraphs[name]; s.Schema.File != "" {
			files = append(files, m.resolve(s.Schema.File))
		}
	}
	return files
}

// Load gets every subgraph's schema, in order of name. A schema that cannot be
// fetched is an *UnreachableError.
func (m *Manifest) Load(ctx context.Context) ([]Source, error) {
	sources := make([]Source, 0, len(m.Subgraphs))
	for _, name := range m.names() {
		s := m.Subgraphs[name]
		source := Source{Name: name, URL: cmp.Or(s.RoutingURL, s.Schema.SubgraphURL)}
		switch {
		case s.Schema.SDL != "":
			// The place shown is the manifest's; lines count within the block.
			source.File, source.SDL = m.path+"#"+name, s.Schema.SDL
		case s.Schema.File != "":
			source.File = m.resolve(s.Schema.File)
			text, err := readBounded(source.File, maxSchema)
			if err != nil {
				return nil, fmt.Errorf("%s: subgraph %q: %w", m.path, name, err)
			}
			source.SDL = string(text)
		default:
			sdl, err := fetchSDL(ctx, s.Schema)
			if err != nil {
				return nil, &UnreachableError{Subgraph: name, Err: err}
			}
			source.File, source.SDL = s.Schema.SubgraphURL, sdl
		}
		sources = append(sources, source)
	}
	return sources, nil
}

func (m *Manifest) names() []string {
	names := make([]string, 0, len(m.Subgraphs))
	for name := range m.Subgraphs {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}

func (m *Manifest) resolve(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(filepath.Dir(m.path), file)
}

func readBounded(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > most {
		return nil, fmt.Errorf("%s has %d bytes; %d are the most", path, info.Size(), most)
	}
	return os.ReadFile(filepath.Clean(path))
}

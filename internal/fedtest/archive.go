package fedtest

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftgraphql/weft/internal/fedtest/mock"
)

// ConformanceListen is where the project's own scenarios are served to a router under test, as their supergraph says.
const ConformanceListen = "127.0.0.1:4190"

// LoadArchives reads the suites of a directory that are archives: a .txtar each, with the files that the folder of a
// suite has. They are sorted by name.
func LoadArchives(dir string) ([]Suite, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no suites (.txtar) in %s", dir)
	}
	suites := make([]Suite, len(files))
	for i, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			return nil, err
		}
		fsys := fstest.MapFS{}
		for _, f := range archive.Files {
			fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		}
		suites[i].Name = strings.TrimSuffix(filepath.Base(file), ".txtar")
		if err := suites[i].load(fsys); err != nil {
			return nil, fmt.Errorf("suite %s: %w", suites[i].Name, err)
		}
	}
	return suites, nil
}

// linkPrefix begins the line that subgraphs of one name must have alike to be merged.
const linkPrefix = "extend schema @link("

// Merge makes one suite of several: a subgraph has all that those of its name have. The suites' types, root fields
// and objects must have names of their own, their root types be extended only, and their links be alike.
func Merge(name string, suites []Suite) (Suite, error) {
	out := Suite{Name: name, data: &mock.Data{Subgraphs: map[string]*mock.SubgraphData{}}}
	at := map[string]int{}
	for _, s := range suites {
		for _, sub := range s.Subgraphs {
			i, known := at[sub.Name]
			if !known {
				i = len(out.Subgraphs)
				at[sub.Name] = i
				out.Subgraphs = append(out.Subgraphs, SubgraphSDL{Name: sub.Name, File: sub.Name + ".graphql"})
				out.data.Order = append(out.data.Order, sub.Name)
				out.data.Subgraphs[sub.Name] = &mock.SubgraphData{
					Objects: map[string]any{}, Fields: map[string]*mock.Rule{}, Entities: map[string]*mock.EntityRule{},
				}
			}
			sdl, err := mergeSDL(out.Subgraphs[i].SDL, sub.SDL)
			if err != nil {
				return Suite{}, fmt.Errorf("suite %s, subgraph %s: %w", s.Name, sub.Name, err)
			}
			out.Subgraphs[i].SDL = sdl
			if data := s.data.Subgraphs[sub.Name]; data != nil {
				if err := mergeData(out.data.Subgraphs[sub.Name], data); err != nil {
					return Suite{}, fmt.Errorf("suite %s, subgraph %s: %w", s.Name, sub.Name, err)
				}
			}
		}
		out.Tests = append(out.Tests, s.Tests...)
	}
	return out, nil
}

func mergeSDL(sdl, more string) (string, error) {
	link, rest, linked := strings.Cut(more, "\n")
	switch {
	case !strings.HasPrefix(link, linkPrefix):
		linked = false
	case sdl == "":
		return more, nil
	}
	if sdl == "" || !linked && !strings.HasPrefix(sdl, linkPrefix) {
		return sdl + more, nil
	}
	if own, _, _ := strings.Cut(sdl, "\n"); own != link {
		return "", errors.New("it links other things than the suites before")
	}
	return sdl + rest, nil
}

func mergeData(into, more *mock.SubgraphData) error {
	if name, ok := move(into.Objects, more.Objects); !ok {
		return fmt.Errorf("the object %s is another suite's too", name)
	}
	if name, ok := move(into.Fields, more.Fields); !ok {
		return fmt.Errorf("the field %s is another suite's too", name)
	}
	if name, ok := move(into.Entities, more.Entities); !ok {
		return fmt.Errorf("the entity %s is another suite's too", name)
	}
	return nil
}

// move adds a map to another; a key that both have is returned with false.
func move[V any](into, more map[string]V) (string, bool) {
	for name, v := range more {
		if _, known := into[name]; known {
			return name, false
		}
		into[name] = v
	}
	return "", true
}

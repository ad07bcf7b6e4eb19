package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// snapshot reads the files that gqlgen writes for subgraphs, by path.
func snapshot(names []string) (map[string][]byte, error) {
	files := make(map[string][]byte)
	for _, name := range names {
		for _, dir := range []string{"generated", "model", "resolver"} {
			entries, err := os.ReadDir(filepath.Join("subgraphs", name, dir))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			for _, entry := range entries {
				path := filepath.Join("subgraphs", name, dir, entry.Name())
				if files[path], err = os.ReadFile(path); err != nil {
					return nil, err
				}
			}
		}
	}
	return files, nil
}

// changed lists the files that differ between two snapshots, that are new and that are gone.
func changed(before, after map[string][]byte) []string {
	var paths []string
	for path, text := range after {
		if old, ok := before[path]; !ok || !bytes.Equal(old, text) {
			paths = append(paths, path)
		}
	}
	for path := range before {
		if _, ok := after[path]; !ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

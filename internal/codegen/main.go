// Command codegen generates every subgraph's GraphQL code from the one gqlgen.yml.
//
// Run it at the root of the repository, for all subgraphs or for those named:
//
//	go run ./internal/codegen [--check] [subgraph ...]
//
// The same input always gives the same files. With --check it fails, and names the files, when any of them changed:
// what was committed is stale.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/goccy/go-yaml"
)

const (
	rootConfig = "gqlgen.yml"
	schemaGlob = "schema/*.graphqls"
)

func main() {
	log.SetOutput(io.Discard) // gqlgen logs each entity resolver it plans
	check := flag.Bool("check", false, "fail when generating changed a file")
	flag.Parse()
	if err := run(*check, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "codegen:", err)
		os.Exit(1)
	}
}

// run generates the named subgraphs, or all. One after the other: gqlgen's templates are not safe for concurrent use.
func run(check bool, only []string) error {
	root, err := os.ReadFile(rootConfig)
	if err != nil {
		return fmt.Errorf("%w (run codegen at the root of the repository)", err)
	}
	names, err := subgraphs(only)
	if err != nil {
		return err
	}
	before, err := snapshot(names)
	if err != nil {
		return err
	}
	for _, name := range names {
		start := time.Now()
		if err := generate(root, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(os.Stderr, "%-12s %v\n", name, time.Since(start).Round(time.Millisecond))
	}
	after, err := snapshot(names)
	if err != nil {
		return err
	}
	if stale := changed(before, after); check && len(stale) > 0 {
		return fmt.Errorf("generated code was stale; it is fresh now, commit it:\n  %s", strings.Join(stale, "\n  "))
	}
	return nil
}

// subgraphs lists the subgraphs that have a schema, in alphabetical order, narrowed to only unless that is empty.
func subgraphs(only []string) ([]string, error) {
	files, err := filepath.Glob(schemaGlob)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("no file matches " + schemaGlob)
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)))
	}
	for _, name := range only {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("no schema for subgraph %q; there are %s", name, strings.Join(names, ", "))
		}
	}
	if len(only) > 0 {
		return only, nil
	}
	return names, nil
}

func generate(root []byte, name string) error {
	text, err := expand(root, name)
	if err != nil {
		return err
	}
	cfg, err := config.ReadConfig(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("%s: %w", rootConfig, err)
	}
	return api.Generate(cfg)
}

// expand turns the root configuration into the one that gqlgen reads for a subgraph.
func expand(root []byte, name string) ([]byte, error) {
	var doc map[string]any
	if err := yaml.Unmarshal(bytes.ReplaceAll(root, []byte("{subgraph}"), []byte(name)), &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", rootConfig, err)
	}
	own, _ := doc["subgraphs"].(map[string]any)
	delete(doc, "subgraphs")
	if over, ok := own[name].(map[string]any); ok {
		overlay(doc, over)
	}
	return yaml.Marshal(doc)
}

// overlay lays over on base: maps are merged key by key, everything else is replaced.
func overlay(base, over map[string]any) {
	for key, value := range over {
		child, isMap := value.(map[string]any)
		if have, ok := base[key].(map[string]any); ok && isMap {
			overlay(have, child)
			continue
		}
		base[key] = value
	}
}

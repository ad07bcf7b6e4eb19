// Package supply is where a router's supergraph comes from: a file of
// supergraph SDL, whoever composed it, or a supergraph.yaml that is composed in
// process.
package supply

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/internal/manifest"
)

// maxSDL bounds a supergraph's file, in bytes.
const maxSDL = 64 << 20

// Source names a supergraph: exactly one of its fields is set.
type Source struct {
	// File is supergraph SDL; "-" is stdin.
	File string
	// Compose is a supergraph.yaml.
	Compose string
}

// Graph is a supergraph that was loaded.
type Graph struct {
	Supergraph *supergraph.Supergraph
	// ID is equal for equal SDL only.
	ID  string
	SDL string
	// Hints came with the composition.
	Hints []diag.Finding
}

// CompositionError says that the subgraphs do not compose, and why.
type CompositionError struct {
	Findings []diag.Finding
	// Sources are the subgraphs' schemas, for quoting them.
	Sources []diag.Source
}

// Error has the first finding's message; Findings has them all, with their places.
func (e *CompositionError) Error() string {
	if len(e.Findings) == 0 {
		return "the subgraphs do not compose"
	}
	return fmt.Sprintf("the subgraphs do not compose: %d error(s), the first is %s: %s", len(e.Findings), e.Findings[0].Code, e.Findings[0].Message)
}

// Load reads or composes the supergraph. Its errors are *CompositionError, *manifest.UnreachableError,
// *supergraph.Error, or about a file.
func Load(ctx context.Context, source Source) (*Graph, error) {
	switch {
	case source.File != "" && source.Compose != "":
		return nil, errors.New("a supergraph is either read or composed, not both")
	case source.Compose != "":
		return loadComposed(ctx, source.Compose)
	case source.File != "":
		return loadFile(source.File)
	}
	return nil, errors.New("no supergraph: name one by --supergraph, --compose, WEFT_SUPERGRAPH or supergraph.file")
}

func loadFile(path string) (*Graph, error) {
	input := os.Stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("the supergraph cannot be read: %w", err)
		}
		defer func() { _ = file.Close() }()
		input = file
	}
	sdl, err := io.ReadAll(io.LimitReader(input, maxSDL+1))
	if err != nil {
		return nil, fmt.Errorf("the supergraph cannot be read: %w", err)
	}
	if len(sdl) > maxSDL {
		return nil, fmt.Errorf("the supergraph %s is larger than 64 MiB", path)
	}
	return read(path, string(sdl), nil)
}

func loadComposed(ctx context.Context, path string) (*Graph, error) {
	m, err := manifest.Read(path)
	if err != nil {
		return nil, err
	}
	sources, err := m.Load(ctx)
	if err != nil {
		return nil, err
	}
	result, quoted := Compose(ctx, sources, m.FederationVersion)
	if !result.OK() {
		return nil, &CompositionError{Findings: result.Errors, Sources: quoted}
	}
	return read(path, result.SDL, result.Hints)
}

// Compose composes the sources of a supergraph.yaml for its federation_version. The texts that it
// gives back are for quoting them in findings.
func Compose(ctx context.Context, sources []manifest.Source, version string) (*compose.Result, []diag.Source) {
	subgraphs, quoted := make([]compose.Subgraph, len(sources)), make([]diag.Source, len(sources))
	for i, s := range sources {
		subgraphs[i] = compose.Subgraph{Name: s.Name, URL: s.URL, File: s.File, SDL: s.SDL}
		quoted[i] = diag.Source{Subgraph: s.Name, File: s.File, Text: s.SDL}
	}
	return compose.Compose(ctx, subgraphs, compose.Options{FederationVersion: version}), quoted
}

func read(name, sdl string, hints []diag.Finding) (*Graph, error) {
	sg, err := supergraph.Parse(name, sdl)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(sdl))
	return &Graph{Supergraph: sg, ID: hex.EncodeToString(sum[:]), SDL: sdl, Hints: hints}, nil
}

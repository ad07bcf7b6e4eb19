package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/internal/manifest"
	"github.com/weftgraphql/weft/router/supply"
)

func newCompose(std streams) *cobra.Command {
	var config, output, format string
	cmd := &cobra.Command{
		Use:   "compose --config supergraph.yaml",
		Short: "Compose subgraph schemas into one supergraph",
		Long: `Compose reads the subgraphs that supergraph.yaml lists and writes a standard
supergraph schema. Errors and hints go to stderr, each with subgraph, file, line
and column; weft explain says what a code means.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(format, output); err != nil {
				return err
			}
			sources, version, err := loadManifest(cmd.Context(), config)
			if err != nil {
				return err
			}
			result, quoted := supply.Compose(cmd.Context(), sources, version)
			switch {
			case format == "json":
				return printComposition(std, output, result)
			case isReport(format):
				return printReport(std, format, output, result)
			}
			printText(std, quoted, slices.Concat(result.Errors, result.Hints))
			if !result.OK() {
				return &exitError{code: exitComposition, err: fmt.Errorf("%s does not compose: %d error(s)", config, len(result.Errors))}
			}
			return std.write(output, result.SDL)
		},
	}
	cmd.Flags().StringVar(&config, "config", "supergraph.yaml", "the file that lists the subgraphs")
	cmd.Flags().StringVar(&output, "output", "", "where to write the supergraph (default stdout)")
	cmd.Flags().StringVar(&format, "format", "text", formatHelp)
	return cmd
}

func loadManifest(ctx context.Context, path string) ([]manifest.Source, string, error) {
	m, err := manifest.Read(path)
	if err != nil {
		return nil, "", &exitError{code: exitUsage, err: err}
	}
	sources, err := m.Load(ctx)
	if _, unreachable := errors.AsType[*manifest.UnreachableError](err); unreachable {
		return nil, "", &exitError{code: exitUnreachable, err: err}
	}
	if err != nil {
		return nil, "", &exitError{code: exitUsage, err: err}
	}
	return sources, m.FederationVersion, nil
}

// composition is the JSON form of a result.
type composition struct {
	OK            bool          `json:"ok"`
	SupergraphSDL *string       `json:"supergraphSdl,omitempty"`
	Errors        []diag.Report `json:"errors"`
	Hints         []diag.Report `json:"hints"`
}

func printComposition(std streams, output string, result *compose.Result) error {
	document := composition{OK: result.OK(), Errors: diag.Reports(result.Errors), Hints: diag.Reports(result.Hints)}
	if result.OK() {
		document.SupergraphSDL = &result.SDL
	}
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return err
	}
	if err := std.write(output, string(text)+"\n"); err != nil {
		return err
	}
	if !result.OK() {
		return &exitError{code: exitComposition}
	}
	return nil
}

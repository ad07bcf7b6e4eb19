package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/contract"
	"github.com/weftgraphql/weft/graph/diag"
)

// contractFlags are the flags of `weft contract`.
type contractFlags struct {
	supergraph, output, format string
	include, exclude           []string
	hideUnreachable            bool
}

func newContract(std streams) *cobra.Command {
	var flags contractFlags
	cmd := &cobra.Command{
		Use:   "contract --supergraph FILE [--include-tags a,b] [--exclude-tags c]",
		Short: "Make a narrower supergraph that shows clients less",
		Long: `Contract writes the supergraph with elements made @inaccessible, chosen by the
tags that subgraphs put on them with @tag: those with an excluded tag, and, when
tags are included, object and interface fields and unions without an included one.
A router serves the result as it serves any supergraph. A contract that would
leave no valid schema is refused; errors and hints go to stderr.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := checkFormat(flags.format, flags.output); err != nil {
				return err
			}
			return runContract(std, flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.supergraph, "supergraph", "", "the supergraph's schema, whoever composed it")
	f.StringSliceVar(&flags.include, "include-tags", nil, "tags to include; everything when none is given")
	f.StringSliceVar(&flags.exclude, "exclude-tags", nil, "tags to exclude, which win over included ones")
	f.BoolVar(&flags.hideUnreachable, "hide-unreachable", false, "hide the types that no operation can come to")
	f.StringVar(&flags.output, "output", "", "where to write the supergraph (default stdout)")
	f.StringVar(&flags.format, "format", "text", formatHelp)
	if err := cmd.MarkFlagRequired("supergraph"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func runContract(std streams, flags contractFlags) error {
	sdl, err := std.read(flags.supergraph)
	if err != nil {
		return err
	}
	made, err := contract.Apply(flags.supergraph, sdl, contract.Filter{
		Include: trimmed(flags.include), Exclude: trimmed(flags.exclude), HideUnreachable: flags.hideUnreachable,
	})
	if err != nil {
		return &exitError{code: exitUsage, err: err}
	}
	result := &compose.Result{SDL: made.SDL, Errors: made.Errors, Hints: made.Hints}
	switch {
	case flags.format == "json":
		return printComposition(std, flags.output, result)
	case isReport(flags.format):
		return printReport(std, flags.format, flags.output, result)
	}
	printText(std, []diag.Source{{File: flags.supergraph, Text: sdl}}, slices.Concat(made.Errors, made.Hints))
	if !made.OK() {
		return &exitError{code: exitComposition, err: fmt.Errorf("%s has no such contract: %d error(s)", flags.supergraph, len(made.Errors))}
	}
	fmt.Fprintf(std.err, "%d element(s) hidden\n", len(made.Hidden))
	return std.write(flags.output, made.SDL)
}

// trimmed are the tags of a comma-separated flag, which may have spaces after the commas.
func trimmed(tags []string) []string {
	out := make([]string, len(tags))
	for i, tag := range tags {
		out[i] = strings.TrimSpace(tag)
	}
	return out
}

package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/graph/explain"
)

func newExplain(std streams) *cobra.Command {
	var markdown bool
	cmd := &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Say what an error or hint of composition means and how to mend it",
		Long: `Explain prints what a code means, an example that triggers it and how to mend it.
Without a code it lists all of them.`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var codes []string
			for _, e := range explain.All() {
				codes = append(codes, e.Code+"\t"+e.Title)
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case markdown && len(args) > 0:
				return usage("--markdown is the whole page, without a code")
			case markdown:
				return std.write("", explain.Markdown())
			case len(args) == 0:
				return std.write("", explain.List())
			}
			entry, ok := explain.Find(args[0])
			if !ok {
				return unknownCode(args[0])
			}
			return std.write("", entry.Text())
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print docs/errors.md, the page with all codes")
	return cmd
}

func unknownCode(code string) error {
	near := explain.Suggest(code)
	if len(near) == 0 {
		return usage("there is no code %s; weft explain lists all codes", code)
	}
	return usage("there is no code %s; did you mean %s? weft explain lists all codes", code, joinOr(near))
}

// joinOr lists words as a question does: a, b or c.
func joinOr(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return fmt.Sprintf("%s or %s", strings.Join(words[:last], ", "), words[last])
}

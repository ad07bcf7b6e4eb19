package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/router/config"
)

func newConfig(std streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check weft.yaml, or print its JSON Schema",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "validate FILE",
			Short: "Check a configuration: every mistake with its line (exit 2 if there is one)",
			Args:  cobra.ExactArgs(1),
			RunE: func(_ *cobra.Command, args []string) error {
				text, err := std.read(args[0])
				if err != nil {
					return err
				}
				if _, err := config.Parse(args[0], []byte(text), os.LookupEnv); err != nil {
					return &exitError{code: exitUsage, err: err}
				}
				fmt.Fprintf(std.err, "%s is fine\n", args[0])
				return nil
			},
		},
		&cobra.Command{
			Use:   "schema",
			Short: "Print the JSON Schema of weft.yaml, for editors",
			Args:  cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				schema, err := config.JSONSchema()
				if err != nil {
					return err
				}
				return std.write("", string(schema))
			},
		},
	)
	return cmd
}

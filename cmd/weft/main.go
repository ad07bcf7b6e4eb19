// Command weft is a federated GraphQL API layer: it composes subgraph schemas,
// plans and runs operations across services, and protects them.
//
// Terminal manners: data goes to stdout and everything else to stderr;
// --format json prints one JSON document; "-" is stdin; colours are for
// terminals, and NO_COLOR switches them off. Exit codes: 0 fine, 1 a check
// failed or a router could not end well, 2 bad usage or configuration, 3
// composition failed, 4 a source could not be reached.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	root := &cobra.Command{
		Use:           "weft",
		Short:         "A federated GraphQL API layer: compose, plan, route",
		SilenceErrors: true,
		SilenceUsage:  true,
		// A group of verbs does nothing by itself; cobra would print help and exit 0 for a mistyped verb.
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetArgs(args)
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &exitError{code: exitUsage, err: fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
	})
	root.AddCommand(
		newCompose(std), newRouter(std), newPlan(std), newContract(std), newExplain(std), newConfig(std), newVersion(std),
	)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	failure, ok := errors.AsType[*exitError](err)
	if !ok {
		// What cobra itself refuses (an unknown verb, a missing flag) is usage.
		failure = &exitError{code: exitUsage, err: err}
	}
	if failure.err != nil {
		fmt.Fprintf(std.err, "weft: %v\n", failure.err)
	}
	return failure.code
}

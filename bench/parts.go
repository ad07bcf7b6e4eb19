package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/bench/floor"
	"github.com/weftgraphql/weft/bench/load"
	"github.com/weftgraphql/weft/bench/subgraphs"
)

// The parts of a run, each a process of its own so that each has its own processor and its own account.

func newSubgraphs() *cobra.Command {
	var listen string
	var delay time.Duration
	cmd := &cobra.Command{
		Use: "subgraphs", Short: "Serve the four subgraphs", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return subgraphs.NewServer(delay).Run(cmd.Context(), listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:14200", "host:port")
	cmd.Flags().DurationVar(&delay, "delay", 0, "wait before each answer")
	return cmd
}

func newFloor() *cobra.Command {
	var o floor.Options
	cmd := &cobra.Command{
		Use: "floor", Short: "Serve what no gateway can undercut: a fixed plan of calls, and an answer that is there", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return floor.Run(cmd.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:14300", "host:port")
	flags.StringVar(&o.Server, "server", "nethttp", "nethttp, fasthttp or bare")
	flags.StringVar(&o.Client, "client", "nethttp", "nethttp, fasthttp or bare")
	flags.StringVar(&o.Subgraphs, "subgraphs", "127.0.0.1:14200", "host:port of the calls")
	flags.StringVar(&o.Plan, "plan", "", "file with the calls; without it none are made")
	flags.StringVar(&o.Answer, "answer", "", "file with the answer")
	return cmd
}

func newLoad() *cobra.Command {
	var o load.Options
	var query, expected string
	cmd := &cobra.Command{
		Use: "load", Short: "Send one operation over a fixed number of connections, and check every answer", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := os.ReadFile(query)
			if err != nil {
				return err
			}
			if o.Expected, err = os.ReadFile(expected); err != nil {
				return err
			}
			o.Query = string(text)
			result, err := load.Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			return writeJSON("", result)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.URL, "url", "http://127.0.0.1:4000/graphql", "where it goes")
	flags.StringVar(&query, "query", "", "file with the operation")
	flags.StringVar(&expected, "expected", "", "file with the expected answer")
	flags.IntVar(&o.Connections, "connections", 50, "connections")
	flags.DurationVar(&o.Duration, "duration", 10*time.Second, "how long")
	flags.BoolVar(&o.Unique, "unique", false, "give each request a header and a body that no other has")
	return cmd
}

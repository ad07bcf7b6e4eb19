package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/internal/manifest"
	"github.com/weftgraphql/weft/internal/term"
	"github.com/weftgraphql/weft/router"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/supply"
)

func newRouter(std streams) *cobra.Command {
	var flags config.Flags
	cmd := &cobra.Command{
		Use:   "router --supergraph FILE | --compose supergraph.yaml",
		Short: "Serve a graph",
		Long: `Router serves the graph of a supergraph, whoever composed it, or composes one in
process. With no weft.yaml at all the defaults run safely: limits on, introspection
and playground only on a loopback listener or with --dev, subgraph errors masked.

A flag goes before the environment (WEFT_CONFIG, WEFT_SUPERGRAPH, WEFT_LISTEN,
WEFT_ADMIN_LISTEN, WEFT_LOG_LEVEL), that before the file, that before the default.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Resolve(flags, os.LookupEnv)
			if err != nil {
				return &exitError{code: exitUsage, err: err}
			}
			return serve(cmd.Context(), std, cfg)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.Supergraph, "supergraph", "", "supergraph schema to serve; - is stdin")
	f.StringVar(&flags.Compose, "compose", "", "a supergraph.yaml to compose and serve")
	f.StringVar(&flags.Config, "config", "", "weft.yaml")
	f.StringVar(&flags.Listen, "listen", "", "host:port of the graph (default 127.0.0.1:4000)")
	f.StringVar(&flags.AdminListen, "admin-listen", "", "host:port of health and pprof, or off (default 127.0.0.1:9090)")
	f.StringVar(&flags.LogLevel, "log-level", "", "debug, info, warn or error (default info)")
	f.BoolVar(&flags.Dev, "dev", false, "introspection, playground and query plans whatever the listener")
	return cmd
}

// serve runs the router until ctx is done.
func serve(ctx context.Context, std streams, cfg *config.Config) error {
	logger, err := newLogger(std, cfg.Log)
	if err != nil {
		return err
	}
	loaded, err := supply.Load(ctx, supply.Source{File: cfg.Supergraph.File, Compose: cfg.Supergraph.Compose})
	if err != nil {
		return supplyError(std, err)
	}
	r, err := router.New(cfg, router.Options{Logger: logger})
	if err != nil {
		return &exitError{code: exitUsage, err: err}
	}
	defer r.Close()
	server, err := r.Listen()
	if err != nil {
		return &exitError{code: exitUsage, err: err}
	}
	r.Serve(loaded.Supergraph, loaded.ID)
	logger.Info("serving", "subgraphs", len(loaded.Supergraph.Subgraphs), "graphql", fmt.Sprintf("http://%s%s", server.Addr(), cfg.Supergraph.Path))
	if cfg.PlaygroundEnabled() {
		fmt.Fprintf(std.err, "weft: the playground is at http://%s/\n", server.Addr())
	}
	if err := server.Run(ctx); err != nil {
		return &exitError{code: exitFailed, err: err}
	}
	return nil
}

// supplyError tells what kept a supergraph from being loaded, with its exit code.
func supplyError(std streams, err error) error {
	if composition, ok := errors.AsType[*supply.CompositionError](err); ok {
		printer := &diag.Printer{Sources: composition.Sources, Color: term.Color(std.err)}
		// Nothing can be done about a stderr that does not take text.
		_ = printer.Print(std.err, composition.Findings)
		fmt.Fprintln(std.err)
		return &exitError{code: exitComposition, err: fmt.Errorf("the subgraphs do not compose: %d error(s)", len(composition.Findings))}
	}
	if _, unreachable := errors.AsType[*manifest.UnreachableError](err); unreachable {
		return &exitError{code: exitUnreachable, err: err}
	}
	return &exitError{code: exitUsage, err: err}
}

func newLogger(std streams, cfg config.Log) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Level)); err != nil {
		return nil, usage("log.level: %w", err)
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.Format == "json" {
		return slog.New(slog.NewJSONHandler(std.err, options)), nil
	}
	return slog.New(slog.NewTextHandler(std.err, options)), nil
}

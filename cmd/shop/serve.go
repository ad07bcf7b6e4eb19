package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/cmd/shop/shop"
	"github.com/weftgraphql/weft/internal/token"
)

const serveHelp = `Serves the shop's subgraphs on one listener, each below its name:

  POST /NAME/graphql           NAME is accounts, inventory, orders, products, reviews or shipping
  GET  /NAME/health
  GET  /health
  GET  /.well-known/jwks.json  the key that verifies development tokens (see 'shop token')

Data is made from --seed and kept in memory unless --sqlite or --postgres says where. Each subgraph has tables of its
own there. With --only, subgraphs can run in processes of their own:

  shop serve --only accounts --listen 127.0.0.1:4101
  shop serve --only orders --listen 127.0.0.1:4102 --jwks http://127.0.0.1:4101/.well-known/jwks.json

The development key is made at first use and kept in --key-file, readable by you only; nothing else trusts it.`

func serve() *cobra.Command {
	var (
		config shop.Config
		listen string
	)
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the subgraphs",
		Long:  serveHelp,
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			listener, graph, err := open(cmd, config, listen)
			if err != nil {
				return err
			}
			return errors.Join(shop.Serve(cmd.Context(), listener, graph.Handler()), graph.Close())
		},
	}
	serveFlags(cmd, &config, &listen)
	return cmd
}

// serveFlags are the flags of every verb that serves.
func serveFlags(cmd *cobra.Command, config *shop.Config, listen *string) {
	flags := cmd.Flags()
	flags.StringVar(listen, "listen", "127.0.0.1:4100", "address to listen on")
	flags.StringSliceVar(&config.Only, "only", nil, "serve only these `subgraphs`")
	flags.StringVar(&config.Postgres, "postgres", "", "keep data in the PostgreSQL database of this `DSN`")
	flags.StringVar(&config.SQLite, "sqlite", "", "keep data in this SQLite `file`")
	flags.Uint64Var(&config.Seed, "seed", shop.DefaultSeed, "`number` that the data of an empty database is made from")
	flags.BoolVar(&config.NoBatching, "no-batching", false, "fetch every key alone, to see what batching is worth")
	flags.BoolVar(&config.Dev, "dev", false, "tell in extensions.backend what each request cost behind a subgraph")
	flags.StringVar(&config.KeyFile, "key-file", token.DefaultKeyFile(), "`file` of the development key")
	flags.StringVar(&config.JWKS, "jwks", "", "verify tokens with the keys at this `URL` instead")
	_ = cmd.RegisterFlagCompletionFunc("only", cobra.FixedCompletions(shop.Names, cobra.ShellCompDirectiveNoFileComp))
}

// open makes the graph and the listener it is to be served on.
func open(cmd *cobra.Command, config shop.Config, listen string) (net.Listener, *shop.Shop, error) {
	if config.Postgres != "" && config.SQLite != "" {
		return nil, nil, usageError{errors.New("give --postgres or --sqlite, not both")}
	}
	config.Log = slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	listener, err := (&net.ListenConfig{}).Listen(cmd.Context(), "tcp", listen)
	if err != nil {
		return nil, nil, usageError{fmt.Errorf("cannot listen on %s: %w (another address: --listen HOST:PORT)", listen, err)}
	}
	graph, err := shop.New(cmd.Context(), config)
	if unknown, ok := errors.AsType[*shop.UnknownSubgraphError](err); ok {
		err = usageError{unknown}
	}
	if err != nil {
		return nil, nil, errors.Join(err, listener.Close())
	}
	names := shop.Names
	if len(config.Only) > 0 {
		names = config.Only
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "shop: serving %s at http://%s/NAME/graphql\n", strings.Join(names, ", "), listener.Addr())
	if host, _, err := net.SplitHostPort(listener.Addr().String()); err == nil && !net.ParseIP(host).IsLoopback() {
		fmt.Fprintln(cmd.ErrOrStderr(), "shop: warning: reachable from other machines, and trusts a development key")
	}
	return listener, graph, nil
}

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("unexpected argument %q", args[0])}
	}
	return nil
}

// exitCode is 2 for bad usage, the command's own for `with`, and 1 for everything else.
func exitCode(err error) int {
	if _, ok := errors.AsType[usageError](err); ok {
		return 2
	}
	if child, ok := errors.AsType[childError](err); ok {
		return child.code
	}
	return 1
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/cmd/shop/shop"
	"github.com/weftgraphql/weft/internal/token"
)

const (
	// childGrace is how long a command may take to end once it was told to.
	childGrace = 40 * time.Second
	// childToken is how long the token given to a command is valid.
	childToken = 12 * time.Hour
)

// childError is a command that ended with a code of its own.
type childError struct{ code int }

func (e childError) Error() string { return fmt.Sprintf("the command ended with code %d", e.code) }

func with() *cobra.Command {
	var (
		config shop.Config
		listen string
	)
	cmd := &cobra.Command{
		Use:   "with [flags] -- COMMAND [ARGUMENT...]",
		Short: "Serve the subgraphs for as long as a command runs",
		Long: `Serves as 'shop serve' does, runs the command once the subgraphs answer, and ends when it ends.
The command finds a token with every scope in its environment as SHOP_TOKEN.`,
		Example: `  shop with -- weft router --supergraph schema/supergraph.graphql`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("which command? shop with -- COMMAND")}
			}
			listener, graph, err := open(cmd, config, listen)
			if err != nil {
				return err
			}
			// The subgraphs outlive the signal that ends the command: it may have requests to finish.
			serving, stop := context.WithCancel(context.WithoutCancel(cmd.Context()))
			served := make(chan error, 1)
			go func() { served <- shop.Serve(serving, listener, graph.Handler()) }()
			err = runChild(cmd, config.KeyFile, args)
			stop()
			return errors.Join(err, <-served, graph.Close())
		},
	}
	serveFlags(cmd, &config, &listen)
	return cmd
}

// runChild runs a command to its end; a signal is passed on to it.
func runChild(cmd *cobra.Command, keyFile string, args []string) error {
	key, err := token.OpenKey(keyFile)
	if err != nil {
		return err
	}
	signed, err := key.Sign("u_0001", token.AllScopes, time.Now(), childToken)
	if err != nil {
		return err
	}
	child := exec.CommandContext(cmd.Context(), args[0], args[1:]...) //nolint:gosec // running the user's command is what this is for
	child.Env = append(os.Environ(), "SHOP_TOKEN="+signed)
	child.Stdin, child.Stdout, child.Stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	child.WaitDelay = childGrace
	err = child.Run()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && cmd.Context().Err() == nil {
		return childError{code: failed.ExitCode()}
	}
	// Ended because it was asked to: that is no failure.
	if cmd.Context().Err() != nil && child.ProcessState != nil {
		return nil
	}
	return err
}

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/internal/token"
)

func sign() *cobra.Command {
	var (
		subject, keyFile string
		scopes           []string
		ttl              time.Duration
	)
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Print a development token",
		Long: `Prints a bearer token, signed with the development key that 'shop serve' trusts.

Without --scope the token holds every scope; with --scope none but those given. --scope= gives none.`,
		Example: `  curl -H "Authorization: Bearer $(shop token --sub u_0001 --scope user:email)" ...`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if subject == "" || ttl <= 0 {
				return usageError{errors.New("--sub must not be empty and --ttl must be positive")}
			}
			key, err := token.OpenKey(keyFile)
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("scope") {
				scopes = token.AllScopes
			}
			signed, err := key.Sign(subject, scopes, time.Now(), ttl)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), signed)
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&subject, "sub", "u_0001", "`id` of the user that the token speaks for")
	flags.StringArrayVar(&scopes, "scope", nil, "`scope` that the token holds; may be repeated")
	flags.DurationVar(&ttl, "ttl", 12*time.Hour, "how long the token is valid")
	flags.StringVar(&keyFile, "key-file", token.DefaultKeyFile(), "`file` of the development key")
	_ = cmd.RegisterFlagCompletionFunc("scope", cobra.FixedCompletions(token.AllScopes, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/bench/runner"
)

// measureFlags say how long and how much.
type measureFlags struct {
	rows, ops string
	json      string
	options   runner.Options
}

func (f *measureFlags) register(cmd *cobra.Command, rows, reference string, unique bool) {
	flags := cmd.Flags()
	flags.StringVar(&f.rows, "rows", rows, "rows, with commas between them; * stands for any part of a name (default: all that fit)")
	flags.StringVar(&f.ops, "ops", "heavy", "operations of data/ops, with commas between them")
	flags.IntVar(&f.options.Rounds, "rounds", 5, "rounds")
	flags.DurationVar(&f.options.Round, "round", 10*time.Second, "how long each row is under load in each round")
	flags.DurationVar(&f.options.Warm, "warm", 5*time.Second, "how long each row is under load before the first round")
	flags.IntVar(&f.options.Connections, "connections", 50, "connections of the load")
	flags.DurationVar(&f.options.Delay, "delay", 0, "what the subgraphs wait before each answer")
	flags.BoolVar(&f.options.Unique, "unique", unique, "give each request a header and a body that no other has")
	flags.StringVar(&f.options.Reference, "reference", reference, "the row that others are compared with")
	flags.StringVar(&f.json, "json", "", "file for every sample")
	f.options.Progress = os.Stderr
}

// measure runs all operations and prints a table for each.
func (f *measureFlags) measure(cmd *cobra.Command, s *runner.Suite, selected []*runner.Row) error {
	all := map[string][]runner.Result{}
	runner.Machine(os.Stdout)
	for op := range strings.SplitSeq(f.ops, ",") {
		o := f.options
		o.Op = op
		results, err := s.Measure(cmd.Context(), selected, o)
		if len(results) > 0 {
			runner.Report(os.Stdout, results, o)
			all[op] = results
		}
		if err != nil {
			return err
		}
	}
	if f.json == "" {
		return nil
	}
	return writeJSON(f.json, all)
}

func newRun(flags *suiteFlags) *cobra.Command {
	var f measureFlags
	cmd := &cobra.Command{
		Use: "run", Short: "Measure rows against each other, and print a table", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := flags.suite(cmd.Context(), true)
			if err != nil {
				return err
			}
			selected, err := rows(s, f.rows, f.options.Unique)
			if err != nil {
				return err
			}
			return f.measure(cmd, s, selected)
		},
	}
	f.register(cmd, "", "floor-nethttp", false)
	return cmd
}

func newCheck(flags *suiteFlags) *cobra.Command {
	var names, ops string
	cmd := &cobra.Command{
		Use: "check", Short: "Compare every row's answers with the expected ones, and count subgraph calls", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := flags.suite(cmd.Context(), true)
			if err != nil {
				return err
			}
			all, err := s.Rows()
			if err != nil {
				return err
			}
			if names != "" {
				if all, err = runner.Select(all, names, false); err != nil {
					return err
				}
			}
			for op := range strings.SplitSeq(ops, ",") {
				if checkErr := s.Check(cmd.Context(), all, op, os.Stdout); checkErr != nil {
					err = errors.Join(err, checkErr)
				}
			}
			return err
		},
	}
	cmd.Flags().StringVar(&names, "rows", "", "rows (default: all)")
	cmd.Flags().StringVar(&ops, "ops", "heavy,entity,small", "operations of data/ops")
	return cmd
}

func newStart(flags *suiteFlags) *cobra.Command {
	var names, op string
	var times int
	cmd := &cobra.Command{
		Use: "start", Short: "Measure from the start of each row's process to its first answer, and its memory then", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := flags.suite(cmd.Context(), true)
			if err != nil {
				return err
			}
			selected, err := rows(s, names, false)
			if err != nil {
				return err
			}
			runner.Machine(os.Stdout)
			return s.Begin(cmd.Context(), selected, op, times, os.Stdout, os.Stderr)
		},
	}
	cmd.Flags().StringVar(&names, "rows", "weft,weft-reference,grafbase,hive-gateway,apollo-gateway", "rows")
	cmd.Flags().StringVar(&op, "op", "heavy", "operation of data/ops")
	cmd.Flags().IntVar(&times, "times", 5, "how often each row is started")
	return cmd
}

func newCompare(flags *suiteFlags) *cobra.Command {
	var f measureFlags
	cmd := &cobra.Command{
		Use: "compare BASE [HEAD]", Short: "Build two git revisions of Weft and measure them against each other", Args: cobra.RangeArgs(1, 2),
		Long: `Compare builds weft at two revisions and measures them in one interleaved run.
Without HEAD, or with ".", the second is the working tree as it is.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				args = append(args, runner.WorkingTree)
			}
			if args[0] == args[1] {
				return fmt.Errorf("both revisions are %s", args[0])
			}
			s, err := flags.suite(cmd.Context(), false)
			if err != nil {
				return err
			}
			selected, err := rows(s, f.rows, f.options.Unique)
			if err != nil {
				return err
			}
			scratch, err := os.MkdirTemp("", "weft-compare")
			if err != nil {
				return err
			}
			defer func() { _ = os.RemoveAll(scratch) }()
			fmt.Fprintln(os.Stderr, "building", strings.Join(args, " and "))
			if selected, err = s.Revisions(cmd.Context(), selected, args, scratch); err != nil {
				return err
			}
			if f.options.Reference == "" && len(selected) > 0 {
				f.options.Reference = selected[0].Name
			}
			return f.measure(cmd, s, selected)
		},
	}
	f.register(cmd, "weft-userhdr", "", true)
	return cmd
}

func newProfile(flags *suiteFlags) *cobra.Command {
	var name, op string
	var each time.Duration
	var connections int
	cmd := &cobra.Command{
		Use: "profile FILE", Short: "Profile Weft under the benchmark's load", Args: cobra.ExactArgs(1),
		Long: `Profile writes a CPU profile of Weft under the benchmark's load.
Without --row it is a mixture of loads, made to be cmd/weft/default.pgo.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := flags.suite(cmd.Context(), true)
			if err != nil {
				return err
			}
			mixture := [][2]string{{"weft-userhdr", "heavy"}, {"weft-userhdr", "entity"}, {"weft-userhdr", "small"}, {"weft", "heavy"}}
			if name != "" {
				mixture = [][2]string{{name, op}}
			}
			works := make([]runner.Work, len(mixture))
			for i, m := range mixture {
				found, err := rows(s, m[0], false)
				if err != nil {
					return err
				}
				works[i] = runner.Work{Row: found[0], Op: m[1]}
			}
			return s.Profile(cmd.Context(), works, each, connections, args[0], os.Stderr)
		},
	}
	cmd.Flags().StringVar(&name, "row", "", "the one row of Weft to profile; with a header of each user, no two requests are equal")
	cmd.Flags().StringVar(&op, "op", "heavy", "its operation")
	cmd.Flags().DurationVar(&each, "each", 15*time.Second, "how long each load is profiled")
	cmd.Flags().IntVar(&connections, "connections", 50, "connections of the load")
	return cmd
}

func newRecord(flags *suiteFlags) *cobra.Command {
	var name, op string
	cmd := &cobra.Command{
		Use: "record FILE", Short: "Write the subgraph calls that a row makes as the plan of a floor", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := flags.suite(cmd.Context(), true)
			if err != nil {
				return err
			}
			selected, err := rows(s, name, false)
			if err != nil {
				return err
			}
			plan, err := s.Record(cmd.Context(), selected[0], op)
			if err != nil {
				return err
			}
			return writeJSON(args[0], plan)
		},
	}
	cmd.Flags().StringVar(&name, "row", "weft-userhdr", "row")
	cmd.Flags().StringVar(&op, "op", "heavy", "operation of data/ops")
	return cmd
}

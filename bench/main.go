// Command bench measures Weft beside floors and other gateways; README.md says how, and what the numbers mean.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/bench/runner"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{Use: "bench", Short: "Measure Weft beside floors and other gateways", SilenceUsage: true}
	suite := &suiteFlags{}
	suite.register(root)
	root.AddCommand(
		newRun(suite), newCheck(suite), newStart(suite), newCompare(suite), newProfile(suite), newRecord(suite),
		newSubgraphs(), newFloor(), newLoad(),
	)
	if err := root.ExecuteContext(ctx); err != nil {
		stop()
		os.Exit(1) //nolint:gocritic // stop has been called
	}
}

// suiteFlags are the flags of every verb that starts gateways.
type suiteFlags struct {
	root        string
	gatewayCPUs string
	loadCPUs    string
}

func (f *suiteFlags) register(cmd *cobra.Command) {
	flags := cmd.PersistentFlags()
	flags.StringVar(&f.root, "root", "bench", "the benchmark's folder")
	flags.StringVar(&f.gatewayCPUs, "gateway-cpus", "0", "processors of the gateways, as taskset takes them; empty is any")
	flags.StringVar(&f.loadCPUs, "load-cpus", "1", "processors of the load and the subgraphs")
}

// suite finds everything, and builds weft unless $WEFT names a binary.
func (f *suiteFlags) suite(ctx context.Context, build bool) (*runner.Suite, error) {
	root, err := filepath.Abs(f.root)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &runner.Suite{Root: root, Self: self, Weft: os.Getenv("WEFT"), GatewayCPUs: f.gatewayCPUs, LoadCPUs: f.loadCPUs}
	if s.Weft != "" {
		s.Weft, err = filepath.Abs(s.Weft)
		return s, err
	}
	if !build {
		return s, nil
	}
	s.Weft = filepath.Join(root, "bin", "weft")
	fmt.Fprintln(os.Stderr, "building weft (or name a binary by $WEFT)")
	return s, runner.Build(ctx, filepath.Dir(root), s.Weft)
}

// rows reads rows.yaml and picks.
func rows(s *runner.Suite, names string, unique bool) ([]*runner.Row, error) {
	all, err := s.Rows()
	if err != nil {
		return nil, err
	}
	return runner.Select(all, names, unique)
}

func writeJSON(file string, value any) error {
	content, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return err
	}
	content = append(content, '\n')
	if file == "" {
		_, err = os.Stdout.Write(content)
		return err
	}
	return os.WriteFile(file, content, 0o600)
}

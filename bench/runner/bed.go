package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/weftgraphql/weft/bench/process"
	"github.com/weftgraphql/weft/bench/subgraphs"
)

// addressInFiles is the subgraphs' address in the supergraph and in the peers' files. A run has an address of its own.
const addressInFiles = "127.0.0.1:14200"

// bed is what all gateways of a run stand on: the subgraphs, and files that name their address.
type bed struct {
	suite *Suite
	// address is the subgraphs' host:port.
	address string
	// work is a folder for files of this run.
	work      string
	subgraphs *process.Process
}

// bed starts the subgraphs and waits for them. The bed must be closed.
func (s *Suite) bed(ctx context.Context, delay time.Duration) (*bed, error) {
	if err := os.MkdirAll(filepath.Join(s.Root, "bin", "logs"), 0o750); err != nil {
		return nil, err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "weft-bench")
	if err != nil {
		return nil, err
	}
	b := &bed{suite: s, address: address, work: work}
	if err := b.render(filepath.Join(s.Root, "data", "supergraph.graphql")); err != nil {
		b.close()
		return nil, err
	}
	b.subgraphs, err = process.Start(process.Spec{
		Command: []string{s.Self, "subgraphs", "--listen", address, "--delay", delay.String()}, Dir: work, CPUs: s.LoadCPUs,
		Environment: []string{"PATH=" + os.Getenv("PATH"), "GOMAXPROCS=1", "GOGC=400"}, Log: s.log("subgraphs"),
	})
	if err != nil {
		b.close()
		return nil, err
	}
	for end := time.Now().Add(readyTime); time.Now().Before(end) && !b.subgraphs.Ended(); time.Sleep(10 * time.Millisecond) {
		if _, err := b.tell(ctx, http.MethodGet, "/health"); err == nil {
			return b, nil
		}
	}
	b.close()
	return nil, fmt.Errorf("the subgraphs do not come up; see %s", s.log("subgraphs"))
}

func (b *bed) close() {
	if b.subgraphs != nil {
		b.subgraphs.Stop()
	}
	// What stays in the system's folder for temporary files harms nobody.
	_ = os.RemoveAll(b.work)
}

// render copies a file to the work folder, with the subgraphs' address and the data's folder as they are in this run.
func (b *bed) render(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text := strings.NewReplacer(addressInFiles, b.address, "${DATA}", filepath.Join(b.suite.Root, "data")).Replace(string(content))
	return os.WriteFile(filepath.Join(b.work, filepath.Base(file)), []byte(text), 0o600) //nolint:gosec // rows.yaml is the user's own
}

// tell asks the subgraphs' server something about itself.
func (b *bed) tell(ctx context.Context, method, path string) ([]byte, error) {
	return fetch(ctx, method, "http://"+b.address+path, nil)
}

// stats reads what was asked of the subgraphs since the last time.
func (b *bed) stats(ctx context.Context) (subgraphs.Stats, error) {
	var st subgraphs.Stats
	content, err := b.tell(ctx, http.MethodGet, "/stats")
	if err != nil {
		return st, err
	}
	return st, json.Unmarshal(content, &st)
}

// log is the file with what a program of this suite prints.
func (s *Suite) log(name string) string { return filepath.Join(s.Root, "bin", "logs", name+".log") }

func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/weftgraphql/weft/bench/load"
	"github.com/weftgraphql/weft/bench/process"
)

// Options say what is measured, and how long.
type Options struct {
	Op          string
	Rounds      int
	Round, Warm time.Duration
	Connections int
	// Delay is what the subgraphs wait before each answer.
	Delay time.Duration
	// Unique: no two requests are equal.
	Unique bool
	// Reference is the row that the others are compared with.
	Reference string
	// Progress is told what happens; the table is returned.
	Progress io.Writer
}

// Sample is what one round found of one row.
type Sample struct {
	Round int `json:"round"`
	// CPU is milliseconds of the gateway's processes for each request.
	CPU float64 `json:"cpu_ms_per_request"`
	RPS float64 `json:"requests_per_second"`
	P50 float64 `json:"p50_ms"`
	P99 float64 `json:"p99_ms"`
	// Busy is the share of a processor that the gateway had, in percent.
	Busy float64 `json:"cpu_percent"`
	// Peak is MiB of memory at most, since the gateway began.
	Peak     float64 `json:"peak_rss_mib"`
	Calls    float64 `json:"subgraph_calls_per_request"`
	Received float64 `json:"subgraph_kib_per_request"`
	Requests int     `json:"requests"`
	Errors   int     `json:"errors"`
}

// Result is what was found of one row.
type Result struct {
	Row     string   `json:"row"`
	Samples []Sample `json:"samples"`
	// Err says why there are no samples, or that the answer was wrong afterwards.
	Err string `json:"error,omitempty"`
}

// Measure runs rows against each other.
func (s *Suite) Measure(ctx context.Context, rows []*Row, o Options) ([]Result, error) {
	op, err := s.operation(o.Op)
	if err != nil {
		return nil, err
	}
	b, err := s.bed(ctx, o.Delay)
	if err != nil {
		return nil, err
	}
	defer b.close()
	gateways := make([]*gateway, len(rows))
	for i, r := range rows {
		g, err := b.startGateway(ctx, r, o.Op)
		if err != nil {
			g = &gateway{row: r, err: err}
		}
		defer g.stop()
		gateways[i] = g
	}
	each(gateways, func(g *gateway) error {
		err := g.ask(ctx, op.query, op.expected, 50*time.Millisecond)
		if err == nil {
			_, err = b.load(ctx, g, op, o, o.Warm)
		}
		if err == nil {
			fmt.Fprintf(o.Progress, "%s is ready\n", g.row.Name)
		}
		return err
	})
	for round := range o.Rounds {
		each(gateways, func(g *gateway) error {
			sample, err := b.sample(ctx, g, op, o)
			if err != nil {
				return err
			}
			sample.Round = round
			g.samples = append(g.samples, sample)
			fmt.Fprintf(o.Progress, "round %d of %d  %-28s %.3f ms\n", round+1, o.Rounds, g.row.Name, sample.CPU)
			return nil
		})
	}
	// What answers wrongly after the load has no figures worth the name.
	each(gateways, func(g *gateway) error { return g.ask(ctx, op.query, op.expected, 50*time.Millisecond) })
	results := make([]Result, len(gateways))
	for i, g := range gateways {
		results[i] = Result{Row: g.row.Name, Samples: g.samples}
		if g.err != nil {
			results[i].Err = g.err.Error()
		}
	}
	return results, ctx.Err()
}

// each runs a step for all gateways that have not failed.
func each(gateways []*gateway, step func(*gateway) error) {
	for _, g := range gateways {
		if g.err == nil {
			g.err = step(g)
		}
	}
}

// load runs the load in a process of its own, on the load's processors.
func (b *bed) load(ctx context.Context, g *gateway, op *operation, o Options, duration time.Duration) (load.Result, error) {
	line := []string{
		b.suite.Self, "load", "--url", g.url, "--query", op.file, "--expected", op.answer,
		"--connections", strconv.Itoa(o.Connections), "--duration", duration.String(), "--unique=" + strconv.FormatBool(o.Unique),
	}
	var r load.Result
	out, err := process.Output(ctx, b.suite.LoadCPUs, line...)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(out, &r); err != nil {
		return r, err
	}
	if r.Requests == 0 {
		return r, fmt.Errorf("no request was answered: %s", r.FirstError)
	}
	if r.Wrong > 0 {
		return r, fmt.Errorf("%d wrong answers: %s", r.Wrong, r.FirstError)
	}
	return r, nil
}

func (b *bed) sample(ctx context.Context, g *gateway, op *operation, o Options) (Sample, error) {
	if _, err := b.stats(ctx); err != nil {
		return Sample{}, err
	}
	before, err := g.process.Usage()
	if err != nil {
		return Sample{}, err
	}
	r, err := b.load(ctx, g, op, o, o.Round)
	if err != nil {
		return Sample{}, err
	}
	after, err := g.process.Usage()
	if err != nil {
		return Sample{}, errors.New("it ended under load; see bin/logs/" + g.row.Name + ".log")
	}
	asked, err := b.stats(ctx)
	if err != nil {
		return Sample{}, err
	}
	used, n := after.CPU-before.CPU, float64(r.Requests)
	return Sample{
		CPU: used.Seconds() * 1000 / n, RPS: n / r.Elapsed.Seconds(), P50: r.P50, P99: r.P99,
		Busy: 100 * used.Seconds() / r.Elapsed.Seconds(), Peak: after.Peak,
		Calls: float64(asked.Calls) / n, Received: float64(asked.Received) / n / 1024,
		Requests: r.Requests, Errors: r.Failed + r.Wrong,
	}, nil
}

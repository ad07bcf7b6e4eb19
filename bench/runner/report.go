package runner

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Report writes a table in Markdown, the cheapest row first.
func Report(w io.Writer, results []Result, o Options) {
	fmt.Fprintf(w, "\nOperation %s, %s, %d connections, %d rounds of %v, subgraphs' delay %v.\n\n", o.Op, sharing(o.Unique), o.Connections, o.Rounds, o.Round, o.Delay)
	fmt.Fprintln(w, "| row | CPU ms/request | min–max | × reference | requests/s | p50 ms | p99 ms | CPU % | peak RSS MiB | calls/request | KiB from subgraphs | errors |")
	fmt.Fprintln(w, "|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	reference := samplesOf(results, o.Reference)
	sorted := slices.Clone(results)
	slices.SortStableFunc(sorted, func(a, b Result) int { return cmp.Compare(cost(a), cost(b)) })
	for _, r := range sorted {
		if len(r.Samples) == 0 {
			fmt.Fprintf(w, "| %s | – | %s |\n", r.Row, r.Err)
			continue
		}
		name := r.Row
		if r.Err != "" {
			name += " (" + r.Err + ")"
		}
		cpu := column(r.Samples, func(s Sample) float64 { return s.CPU })
		errors := 0
		for _, s := range r.Samples {
			errors += s.Errors
		}
		middle := func(of func(Sample) float64) float64 { return median(column(r.Samples, of)) }
		fmt.Fprintf(w, "| %s | %.3f | %.3f–%.3f | %s | %.0f | %.2f | %.2f | %.0f | %.0f | %.2f | %.1f | %d |\n",
			name, median(cpu), slices.Min(cpu), slices.Max(cpu), ratio(r.Samples, reference),
			middle(func(s Sample) float64 { return s.RPS }), middle(func(s Sample) float64 { return s.P50 }), middle(func(s Sample) float64 { return s.P99 }),
			middle(func(s Sample) float64 { return s.Busy }), slices.Max(column(r.Samples, func(s Sample) float64 { return s.Peak })),
			middle(func(s Sample) float64 { return s.Calls }), middle(func(s Sample) float64 { return s.Received }), errors)
	}
	fmt.Fprintln(w)
}

func sharing(unique bool) string {
	if unique {
		return "no two requests equal"
	}
	return "all requests equal"
}

func samplesOf(results []Result, row string) []Sample {
	for _, r := range results {
		if r.Row == row {
			return r.Samples
		}
	}
	return nil
}

func cost(r Result) float64 {
	if len(r.Samples) == 0 {
		return math.Inf(1)
	}
	return median(column(r.Samples, func(s Sample) float64 { return s.CPU }))
}

// ratio compares within each round, so that what disturbed the machine for a while disturbed both; then it takes the
// median.
func ratio(samples, reference []Sample) string {
	var ratios []float64
	for _, s := range samples {
		for _, r := range reference {
			if r.Round == s.Round && r.CPU > 0 {
				ratios = append(ratios, s.CPU/r.CPU)
			}
		}
	}
	if len(ratios) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", median(ratios))
}

func column(samples []Sample, of func(Sample) float64) []float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = of(s)
	}
	return values
}

// median of no values is 0.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Machine writes when and on what a run was made.
func Machine(w io.Writer) {
	fmt.Fprintf(w, "%s, %s, %d processors, %s", time.Now().Format(time.DateOnly), field("/proc/cpuinfo", "model name"), runtime.NumCPU(), runtime.Version())
	if content, err := os.ReadFile("/proc/loadavg"); err == nil {
		average, _, _ := strings.Cut(string(content), " ")
		fmt.Fprintf(w, ", load average %s at the start", average)
	}
	fmt.Fprintln(w)
}

// field reads "name : value" of a file.
func field(file, name string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(content)) {
		key, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

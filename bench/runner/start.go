package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"
)

// Beginning is how a row began, once.
type Beginning struct {
	// Wall and CPU are milliseconds from the start of the process to its first answer.
	Wall, CPU float64
	// Resident is MiB of memory right after it.
	Resident float64
}

// Begin starts each row several times, in turn, and measures until its first answer, which is compared.
func (s *Suite) Begin(ctx context.Context, rows []*Row, opName string, times int, w, progress io.Writer) error {
	op, err := s.operation(opName)
	if err != nil {
		return err
	}
	bed, err := s.bed(ctx, 0)
	if err != nil {
		return err
	}
	defer bed.close()
	found := make([][]Beginning, len(rows))
	failed := make([]error, len(rows))
	for range times {
		for i, r := range rows {
			if failed[i] != nil || ctx.Err() != nil {
				continue
			}
			var b Beginning
			if b, failed[i] = bed.begin(ctx, r, op); failed[i] == nil {
				found[i] = append(found[i], b)
				fmt.Fprintf(progress, "%-28s %.0f ms\n", r.Name, b.Wall)
			}
		}
	}
	fmt.Fprintf(w, "\nFrom the start of the process to the first answer (%s), %d times each.\n\n", opName, times)
	fmt.Fprintln(w, "| row | ms | min–max | CPU ms | RSS MiB after it |")
	fmt.Fprintln(w, "|---|---:|---|---:|---:|")
	for i, r := range rows {
		if failed[i] != nil {
			fmt.Fprintf(w, "| %s | – | %v |\n", r.Name, failed[i])
			continue
		}
		var wall, cpu, resident []float64
		for _, b := range found[i] {
			wall, cpu, resident = append(wall, b.Wall), append(cpu, b.CPU), append(resident, b.Resident)
		}
		if len(wall) > 0 {
			fmt.Fprintf(w, "| %s | %.0f | %.0f–%.0f | %s | %.0f |\n", r.Name, median(wall), slices.Min(wall), slices.Max(wall), ticks(median(cpu)), median(resident))
		}
	}
	fmt.Fprintln(w)
	return ctx.Err()
}

func (b *bed) begin(ctx context.Context, r *Row, op *operation) (Beginning, error) {
	query, expected := op.query, op.expected
	if r.Query != "" {
		query, expected = r.Query, nil
		if err := json.Unmarshal([]byte(r.Answer), &expected); err != nil {
			return Beginning{}, fmt.Errorf("the row's answer: %w", err)
		}
	}
	began := time.Now()
	g, err := b.startGateway(ctx, r, op.name)
	if err != nil {
		return Beginning{}, err
	}
	defer g.stop()
	if err := g.ask(ctx, query, expected, time.Millisecond); err != nil {
		return Beginning{}, err
	}
	wall := time.Since(began)
	used, err := g.process.Usage()
	if err != nil {
		return Beginning{}, err
	}
	return Beginning{
		Wall: float64(wall) / float64(time.Millisecond), CPU: float64(used.CPU) / float64(time.Millisecond), Resident: used.Resident,
	}, nil
}

// ticks prints milliseconds that the system counts by tens.
func ticks(ms float64) string {
	if ms < 10 {
		return "< 10"
	}
	return fmt.Sprintf("%.0f", ms)
}

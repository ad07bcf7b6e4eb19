package runner

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Check asks each row once and tells whether the answer is the expected one, and what it took of the subgraphs. A row
// that can't be started here is told and is no error; a wrong answer is.
func (s *Suite) Check(ctx context.Context, rows []*Row, opName string, w io.Writer) error {
	op, err := s.operation(opName)
	if err != nil {
		return err
	}
	b, err := s.bed(ctx, 0)
	if err != nil {
		return err
	}
	defer b.close()
	wrong := 0
	for _, r := range rows {
		if r.Only != "" {
			continue
		}
		g, err := b.startGateway(ctx, r, opName)
		if err != nil {
			fmt.Fprintf(w, "%-8s %-28s %v\n", opName, r.Name, err)
			continue
		}
		err = b.check(ctx, g, op, w)
		g.stop()
		if err != nil {
			wrong++
			fmt.Fprintf(w, "%-8s %-28s %v\n", opName, r.Name, err)
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%s: %d rows answer wrongly", opName, wrong)
	}
	return nil
}

// check asks twice: while it gets ready, a gateway may ask the subgraphs for other things.
func (b *bed) check(ctx context.Context, g *gateway, op *operation, w io.Writer) error {
	if err := g.ask(ctx, op.query, op.expected, 50*time.Millisecond); err != nil {
		return err
	}
	if _, err := b.stats(ctx); err != nil {
		return err
	}
	if err := g.ask(ctx, op.query, op.expected, 50*time.Millisecond); err != nil {
		return err
	}
	asked, err := b.stats(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%-8s %-28s right, %d calls, %d bytes sent, %d received\n", op.name, g.row.Name, asked.Calls, asked.Sent, asked.Received)
	return nil
}

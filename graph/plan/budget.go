package plan

import (
	"context"
	"fmt"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// DefaultBudget is how many options one planning may look at.
const DefaultBudget = 100_000

// budget counts the options looked at and stops the planning when there are
// too many or the context ends. Planning is deeply recursive, so it stops by a
// panic of a private type that Plan recovers at its edge.
type budget struct {
	ctx   context.Context //nolint:containedctx // a budget is that of one planning
	left  int
	limit int
}

type stopped struct{ err *gqlerr.Error }

func (b *budget) spend(n int) {
	before := b.left
	b.left -= n
	if b.left < 0 {
		panic(stopped{&gqlerr.Error{
			Code:    gqlerr.QueryPlanning,
			Message: fmt.Sprintf("the operation is too complex to be planned: more than %d options; ask for less at once", b.limit),
		}})
	}
	// The context is looked at once in a while: its lock is not free.
	if before>>8 != b.left>>8 && b.ctx.Err() != nil {
		panic(stopped{&gqlerr.Error{
			Code:    gqlerr.QueryPlanning,
			Message: "planning the operation was cancelled or took too long: " + b.ctx.Err().Error(),
		}})
	}
}

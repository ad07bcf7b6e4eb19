package compose

// fixpoint answers questions that may hang on each other in circles: where an object can go by its keys hangs on what can be asked
// of it, and that on where it can go. The answers are the least that agree with each other. Each starts with nothing and only grows;
// the question asked from outside is looked at in rounds, which look at each question below it once, with what the others have come
// to so far, until a round adds nothing. So a question costs as many looks as there are rounds, however many ways lead to it.
type fixpoint struct {
	ended    func() error // why the search has to end early, or nil
	steps    int          // looks at a selected field, a key or a question
	maxSteps int

	round   int
	running bool
	grew    bool        // an answer grew that was read in this round before, or may have been
	open    []*question // looked at in this round, with answers that may still grow
	// provisional counts the readings of answers that may still grow. What was made while it stood still holds for good.
	provisional int
}

// question is what a fixpoint knows of a question besides its answer.
type question struct {
	round int  // the last one that looked at it
	final bool // its answer grows no more
}

// spent says whether the search has to end undone. What is answered then is not to be relied on.
func (x *fixpoint) spent() bool { return x.steps > x.maxSteps || x.ended() != nil }

// settle brings the answer of a question up to date. look adds to the answer, by the answers of other questions, and says whether
// it grew.
func (x *fixpoint) settle(q *question, look func() (grew bool)) {
	switch {
	case q.final:
	case !x.running:
		x.settleAll(q, look)
	case q.round == x.round || x.spent():
		x.provisional++
	default:
		x.look(q, look)
	}
}

// settleAll brings the answers of a question and of all below it to an end.
func (x *fixpoint) settleAll(q *question, look func() bool) {
	before := x.provisional
	x.running, x.grew = true, true
	for x.grew && !x.spent() {
		x.round++
		x.grew, x.open = false, x.open[:0]
		x.look(q, look)
	}
	x.running = false
	if x.spent() {
		return
	}
	for _, o := range x.open {
		o.final = true
	}
	x.provisional = before
}

func (x *fixpoint) look(q *question, look func() bool) {
	x.steps++
	q.round = x.round
	before := x.provisional
	grew := look()
	if x.provisional == before {
		q.final = true
		return
	}
	x.open = append(x.open, q)
	x.grew = x.grew || grew
}

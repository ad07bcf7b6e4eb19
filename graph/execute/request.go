package execute

import (
	"context"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/plan"
)

// Fetcher sends requests to subgraphs. Transport, headers, timeouts, retries, limits on the size of answers and HTTP statuses
// are its business.
type Fetcher interface {
	// Fetch makes one request and returns the answer's bytes. It must return soon after ctx is done, and
	// must not use req or its bytes after it returned. An error that is a *FetchError is shown to clients as it
	// says, any other only as the fact that the service could not be asked.
	Fetch(ctx context.Context, req *FetchRequest) (FetchResult, error)
}

// FetchRequest is what is sent to a subgraph.
type FetchRequest struct {
	// Fetch is the plan's node: subgraph, kind of operation, its text and name.
	Fetch *plan.Fetch
	// Body is the whole request as JSON: query, operationName and variables as far as there are any.
	Body []byte
	// Variables is the object of variables within Body, empty when there are none.
	Variables []byte
}

// FetchResult is what a subgraph answered.
type FetchResult struct {
	// Body is the JSON of the GraphQL response. It must not change until Release is called, and may be shared with
	// other requests.
	Body []byte
	// Release, when set, is called once, when the answer has been written and Body is no longer needed.
	Release func()
	// Memo, when set, goes to all others that share this Body: they index it once.
	Memo *value.Memo
}

// FetchError is a failure to fetch, in words that clients may see.
type FetchError struct {
	// Code is one of gqlerr's: SubrequestHTTP, GatewayTimeout ...
	Code string
	// Message names no hosts, paths or internals.
	Message string
	// Extensions are further entries for the error's extensions.
	Extensions map[string]any
	// Cause is for logs and never shown.
	Cause error
}

// Error makes *FetchError an error.
func (e *FetchError) Error() string { return e.Message }

// Unwrap gives the cause.
func (e *FetchError) Unwrap() error { return e.Cause }

// Variables are the coerced variables of a request.
type Variables interface {
	// JSON gives a variable's value as JSON, defaults applied, and false for one that has none.
	JSON(name string) (json []byte, ok bool)
}

// VariableMap holds variables in a map.
type VariableMap map[string][]byte

// JSON gives a variable's value as JSON.
func (m VariableMap) JSON(name string) ([]byte, bool) {
	json, ok := m[name]
	return json, ok
}

// Limits bound what a request may take. Zero values mean the defaults.
type Limits struct {
	// Parallel is how many fetches of one request are in flight at most; default 32.
	Parallel int
	// Positions is how many objects the entity calls of one request may visit; default 1,000,000.
	// Shared entities are visited at each position that they have in the answer.
	Positions int
	// Nodes is how many JSON values one answer may hold; default value.DefaultMaxNodes.
	Nodes int
	// Repeats is how many `_entities` fields one request may have where objects differ in the values of a context; what
	// is beyond goes into further requests. Default 50.
	Repeats int
	// Requests is how many requests one fetch may be made of for that reason, default 100; one that takes more fails.
	// RequestsAtOnce is how many of them are under way at a time, default 8.
	Requests, RequestsAtOnce int
	// Errors is how many errors are kept; default 1,000. Their text is bounded too.
	Errors int
}

func (l Limits) withDefaults() Limits {
	if l.Parallel <= 0 {
		l.Parallel = 32
	}
	if l.Positions <= 0 {
		l.Positions = 1_000_000
	}
	if l.Nodes <= 0 {
		l.Nodes = value.DefaultMaxNodes
	}
	if l.Repeats <= 0 {
		l.Repeats = 50
	}
	if l.Requests <= 0 {
		l.Requests = 100
	}
	if l.RequestsAtOnce <= 0 {
		l.RequestsAtOnce = 8
	}
	if l.Errors <= 0 {
		l.Errors = 1000
	}
	return l
}

// nodes is Nodes or its default.
func (l Limits) nodes() int {
	if l.Nodes <= 0 {
		return value.DefaultMaxNodes
	}
	return l.Nodes
}

// Request is what a client's request brings to a Program.
type Request struct {
	// Variables may be nil when the operation has none.
	Variables Variables
	Fetcher   Fetcher
	// Observer may be nil.
	Observer *Observer
	Limits   Limits
	// Go runs a task on another goroutine; nil means a new one. A pool must not make tasks wait for each other.
	Go func(task func())
}

// Observer is told what happens. Calls of one request do not overlap and hold up its other fetches, so they should be short.
type Observer struct {
	// FetchDone is called for each fetch of the plan when it is over; for each of its requests where there are several (Limits.Repeats).
	FetchDone func(FetchReport)
}

// FetchReport says how a fetch went.
type FetchReport struct {
	Fetch *plan.Fetch
	// Skipped: its conditions did not hold, or there was nothing to ask about.
	Skipped bool
	// Objects is how many objects took part, Representations how many different ones were sent, and Reused how many were
	// not, as the entity was known.
	Objects, Representations, Reused int
	// ResponseBytes is the size of the answer's body.
	ResponseBytes int
	// Err is why the fetch or its answer failed, with internals: for logs, not for clients.
	Err error
}

// Answers is what the fetches of a request brought. It is to be released when the client's answer has been written.
type Answers struct {
	// Tree holds the data.
	Tree *value.Tree
	// Errors are those of the subgraphs and of failed fetches, in the order of the plan. Their paths are
	// keys of the tree (operation.Field.Key), which respond turns into the client's.
	Errors gqlerr.List

	run *run
	// sight are the parts whose fetches count for what is read, none: all.
	sight Parts
}

// Sees says whether what a document of the tree brought counts for what is read: not where it was fetched for other parts of the
// answer only, for then it may have come by now or not.
func (a *Answers) Sees(doc uint32) bool {
	return a.sight == 0 || a.run.program.madeFor[a.run.docFetch[doc]]&a.sight != 0
}

// Service is the name of the subgraph that a document of the tree came from.
func (a *Answers) Service(doc uint32) string {
	return a.run.program.fetches[a.run.docFetch[doc]].Service
}

// Release gives the memory back. The tree must not be used afterwards.
func (a *Answers) Release() { a.run.release() }

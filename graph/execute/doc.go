// Package execute carries out a plan: it makes the fetches through a Fetcher it
// is given, each as soon as what it depends on is there, and joins what comes
// back into one tree of answers (package value), from which package respond
// writes the client's answer.
//
// The way of one fetch: its objects are found, where earlier answers noted them
// (noted.go) or along paths through the tree (walk.go), and their
// representations written straight into the request's bytes (representation.go),
// duplicates sent once and known entities not at all (known.go); the answer is
// indexed and checked (answer.go) and its objects laid on those they belong to.
// A failed fetch leaves gaps and errors (errors.go); what depends on it finds no
// objects and is left out.
//
// Objects whose arguments differ in values from contexts can't share an entity call: they are grouped by their values
// (contexts.go), and the call repeated (repeat.go).
//
// Start carries out a plan with deferred parts: the fetches go on while the parts that are
// complete are written (parts.go).
//
// A Program is a plan made ready once (compile.go): what is expected of each
// answer, where objects can be noted (places.go), what may be reused (reuse.go).
// It is immutable but for a pool of scratch memory. Everything else belongs to
// one call of Execute.
package execute

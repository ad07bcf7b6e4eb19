// Package differ tests the engine against a monolith: it makes up graphs and operations (package generate), answers
// each operation by the engine over mock subgraphs and by the reference executor over all data (package world), and
// compares the two. What differs is shrunk and kept as a fixture that a test replays.
//
// # What is compared
//
// The `data` of both answers must be equal, the order of keys included. Of the errors only the paths count, and only
// as far as the specification and federation fix them:
//
//   - A field that the monolith answers with null and an error at that very path must have an error at that path.
//   - A null that errors below it rose to must have an error at or below its path; which of them is free, since an
//     executor may stop at the first.
//   - An error must be explained: the monolith has it too, or it lies below such a null, or it is about a field that the
//     client did not select (an input of @requires), or the object with that field. An error without a path, about a field that has a value, or a
//     second one about a field that the monolith has one about, is a failure.
//
// Where a graph is not for everybody, the monolith leaves out what the case's caller may not see, by the rules of the
// directives and not of the engine; an authorization error stands for every denied field that its path fits. A caller who
// may see everything gets no less, and no subgraph is asked for what the caller may not see.
//
// Besides, every request that a subgraph gets must be valid for its schema and ask nothing that it does not resolve,
// and mutations must run once each, in order.
package differ

// Package refexec executes GraphQL operations the way the specification writes it down: one function for each of
// its algorithms, under its name, with no thought for speed. It serves mock subgraphs and is the judge (the
// "monolith") that a federated answer is compared with, so it must be easy to hold against the text.
//
// Where the specification leaves a choice, this is what is done, so that results are deterministic:
//
//   - Fields are executed one after the other, in the order they were collected.
//   - When a non-null field of a selection set fails, its siblings are executed all the same and their errors are
//     kept. Only the root fields of a mutation stop at the first failure that reaches the root.
//   - Result coercion accepts the conversions the specification names as examples (1.0 and "1" for an Int, 1 for
//     an ID or a String, ...) and nothing else. Custom scalars are passed on as they are.
package refexec

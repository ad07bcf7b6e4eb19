// Package compose makes one supergraph out of subgraph schemas.
//
// The stages, each running only when the ones before it found no error and each collecting
// everything it finds:
//
//   - parse (load.go, package sdl): the text of every subgraph.
//   - load (load.go, validate_*.go): extensions are folded into their types, @link is resolved,
//     and every subgraph is checked by itself, first by GraphQL's rules, then by federation's.
//   - lift (lift*.go): what federation 1 leaves out is filled in, given the other subgraphs.
//   - merge (merge*.go, one kind of element a file; rule_*.go, one rule a file): the types of
//     the supergraph, with @join__ directives that say what comes from where.
//   - check (post_*.go): the merged schema as a whole.
//   - satisfy (satisfy*.go): every field a client can ask for can be answered.
//   - print (emit.go, machinery.go, printer.go): the document with the definitions of the
//     link and join specifications, as SDL.
//
// Subgraphs are sorted by name before anything else and every list is made in their order or
// sorted, so that the same subgraphs give the same bytes.
package compose

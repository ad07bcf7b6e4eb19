// Package sdl reads the schema of a subgraph. Parse turns text into declarations, collecting
// every syntax error it can find; Fold joins definitions with their extensions into one model
// of the schema; Resolve reads the @link applications, so that every directive is known by
// what it means and not by what it is called here.
//
// The text is foreign: its size, its nesting and the number of errors reported are bounded.
package sdl

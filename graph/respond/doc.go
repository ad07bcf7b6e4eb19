// Package respond writes the client's answer from what execute brought.
//
// A Projection is an operation made ready once: for each object type that can
// stand at a position, the fields to write, in the order of the
// specification's CollectFields. Writing is one pass over it: values are found in the
// tree of answers where they are expected, scalars are checked by the rules of
// result coercion and their bytes copied, and a null in a non-null position cuts
// the output back to where the nearest nullable value began. Nothing is
// allocated per field.
//
// The answer to a deferred operation is written in parts (incremental.go): a part's
// fields are compiled apart (compile_defer.go), the objects that parts are still to come
// for are noted as they are written, and found again when a part is there (seek.go).
package respond

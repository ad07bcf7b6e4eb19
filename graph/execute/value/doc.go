// Package value reads what subgraphs answer without building trees of values.
//
// An Index is a flat, pointer-free table over the bytes of one JSON document:
// one node per value, in document order, that says where its bytes are, what
// kind it is, under which key it stands and where the next value begins.
// Scalars are copied to the client as they are. A Tree joins several indexed
// documents into the one tree of answers of a request: objects are layered on
// one another by reference, nothing is copied. Requests that share a document
// have an Index each, of which only the first is made by reading (Memo).
//
// Indexing validates: syntax (RFC 8259), UTF-8, control characters, numbers,
// depth and number of values. encoding/json would accept invalid UTF-8; a
// GraphQL answer must not carry it. Of duplicate keys the last one counts, as
// in encoding/json and JavaScript.
package value

// Package generate makes up federated graphs and operations on them, from a random source alone.
//
// Schema first makes a whole graph, then cuts it: it decides which subgraph has which type with which fields and
// keys, completes each part with what its fields need, and adds keys until every field can be reached from wherever
// an object may come from. So the cut composes; a refusal is a fault, here or in the composer. Operation makes a
// valid operation with variables for the schema that clients see.
package generate

// Package world gives a set of subgraph schemas data to answer with, and says what a server that held all of it
// would answer: the monolith a federated answer is compared with.
//
// There is no store. A World is made of a seed and the subgraphs' SDL alone: the value of a field is a hash of seed,
// type, object id, field and arguments, so that every subgraph that resolves a field gives the same value, and a
// case is replayed from its texts. What follows from the schema, so that federation owes an equal answer:
//
//   - An object is a type and an id. Types with a @key have a few ids each, every subgraph knows them all; fields that
//     are part of a key tell the id, and are never null. Other objects get their id from the field they come from.
//   - The types that implement an entity interface (one with @key or @interfaceObject) share ids and hash by the
//     interface's name, so that a subgraph which knows the interface as an object computes the same.
//   - A field with @requires hashes what it requires too: the subgraph takes it from the representation, the
//     monolith computes it. A wrong or missing input shows in the value.
//   - A field of an abstract type returns types only that every subgraph with that field knows as possible.
//   - Fields are null or fail with a probability. Where an error would rise to an object that the router needs for
//     itself (keys, required inputs), or where subgraphs disagree on nullability, they do not: there a federated
//     answer may rightly differ.
//
// A faulty world (NewFaulty) has subgraphs that lack objects others refer to, where the answer is the same whatever way
// is taken, and values that are of another type than their field's, or left out, for which the monolith has an error, or
// null. In a calm world (NewCalm) no field fails and lists are longer: the same objects stand at many places.
//
// The subgraphs watch what they are asked: an invalid operation, a field that is external and not provided, one
// that was overridden, an unknown representation are violations, whatever the answer.
package world

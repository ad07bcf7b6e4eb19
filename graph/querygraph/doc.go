// Package querygraph answers what a planner, and the check that every client
// operation can be planned, ask of a supergraph: which subgraph resolves a
// field of an object it brought, which types an abstract type may turn out to
// be there, and by which keys an object can be entered in another subgraph.
//
// A Graph holds facts only, computed once per supergraph; it knows nothing of
// operations or costs. What depends on a request (progressive overrides) is
// given with the question.
//
// Words: a type is seen *as* a name in a subgraph. That is its own name, or,
// where the subgraph has one of its interfaces as an object (@interfaceObject),
// the name of that interface.
package querygraph

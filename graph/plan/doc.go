// Package plan decides which subgraph is asked for what, in which order, to
// answer an operation, and says so as a Plan: a graph of fetches.
//
// Planning goes through stages, each of which can be shown (see Stages):
//
//	operation  the client's, in normal form
//	paths      for each position of the answer, through which subgraphs its
//	           fields are answered (selection, solver, derive, cover, choose),
//	           deferred ones apart from the others (defer, apart, lift)
//	fetches    the requests that follow from it (build, keys, represent)
//	optimised  fewer and smaller requests (optimise, one rewrite a file)
//	plan       requests as text, in order (conflicts, print, finish)
//
// # Paths
//
// At a position stand objects of one type, brought by one subgraph. They are
// seen through views: the one that is given, and one for each subgraph that is
// entered by a key. Which views there can be is a least fixpoint, found level by
// level: an entry is there one step after the last of its key's fields, and of
// the inputs of the @requires it is made for. Levels only grow, so nothing ever
// waits for itself, however circular the directives look. A key's fields and a
// field's inputs are sets of selections like the client's and are answered by
// the same rules, here and at the positions below.
//
// Each field is answered through the view that costs least, counting what its
// selections cost below. Where no view answers all of them, several are asked,
// each for its share: that is how keyless objects are completed through their
// parents. Then entries are left out again as long as that misses nothing and
// costs less: each one by itself, all combinations where few are dispensable,
// and greedily where many are.
//
// Cost is compared as depth (requests that wait for one another), then number of
// requests, then fields, then the same of what is deferred.
//
// An argument with @fromContext takes a value of an object further up. How far up is part of the position;
// the value is wanted of that object, and the field asked by an entry of its own.
//
// An abstract position is solved for each runtime type by itself, and what
// types have in common is joined again in the fetches. A position whose objects
// come from an @interfaceObject has no types yet: what is wanted of the
// interface is answered at once, what depends on the type after a subgraph that
// defines the interface has said it.
//
// # Bounds
//
// The solution of a position depends on the type, the subgraph, what that
// provides on the path, the set that is wanted and where above are the contexts
// that it reads; equal sets are one pointer, so solutions are remembered by these. The work is bounded by their
// number instead of the number of plans. Every option looked at is counted
// against a budget, and the context is looked at on the way.
package plan

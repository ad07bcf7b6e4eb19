// Package spec is the vocabulary of federation: the specifications a schema may @link, their
// versions, and what each version of them defines. It knows names, argument types and
// locations and nothing else: no parser, no model, so that everything may import it.
package spec

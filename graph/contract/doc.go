// Package contract makes a narrower supergraph out of a supergraph: one in which the elements
// that some of its readers shall not see are @inaccessible. The subgraphs, and what the
// supergraph says of them, stay as they are, so that keys, @requires and everything else the
// router needs still work; only the API schema, which is what clients see, gets smaller.
//
// What is hidden is chosen by the tags that subgraphs put on elements with @tag, in a [Filter].
// The rules are those of Apollo's contract variants:
//
//   - Exclude: every element with an excluded tag is hidden: types of any kind, fields,
//     arguments, input fields, enum values, and arguments of directives for operations.
//   - Include: when at least one tag is to be included, every field of an object or interface
//     type and every union is hidden unless it has an included tag. Input types and their
//     fields, enums and their values, scalars and arguments need no tag to stay: they are hidden
//     by excluded tags, or for not being reached (see below).
//   - A tag on an object or interface type counts for each of its fields. A tag on a field
//     counts neither for the type around it nor for the type it returns, and a tag on an
//     interface not for the types that implement it.
//   - What has both an included and an excluded tag is hidden.
//   - A type of which everything is hidden is hidden itself: an object or interface type without
//     a visible field, an enum without a value, an input type without a field, a union without a
//     member. The query root is never hidden this way: it is an error if nothing is left of it.
//   - Unreachable types, when they are to be hidden as well: then every type goes that no
//     operation can come to from the root types over what is still visible, and that no
//     argument of a directive has. A field that returns an interface or a union reaches all types
//     that can stand there; an object type reaches the interfaces it implements, since its
//     definition names them, but not their other implementations.
//   - Built-in scalars and directives, introspection, and the types and directives of linked
//     specifications (link, join, tag, composed ones) are not touched. What is @inaccessible
//     already stays so.
//
// What is left has to be a valid schema. A contract for which it would not be is refused, with
// the codes that composition has for @inaccessible: QUERY_ROOT_TYPE_INACCESSIBLE,
// ONLY_INACCESSIBLE_CHILDREN, REFERENCED_INACCESSIBLE (a visible field or argument has a hidden
// type: nothing is hidden merely for referring to something hidden), IMPLEMENTED_BY_INACCESSIBLE,
// REQUIRED_INACCESSIBLE and DEFAULT_VALUE_USES_INACCESSIBLE. Findings have the places of the
// elements in the supergraph's text and say why each is hidden.
//
// A contract that hides nothing gives back the supergraph byte for byte, and applying the same
// contract to its own result changes nothing.
package contract

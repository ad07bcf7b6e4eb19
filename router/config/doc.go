// Package config is weft.yaml: its shape, its defaults, how it is read and
// what is checked about it.
//
// A file is read in visible steps: parse, expand `${...}`, refuse unknown keys,
// decode over the defaults, check values. Every step reports problems with the
// file's line, so that a mistake is found where it was made. With no file the
// defaults hold, and they are safe: limits are on, subgraph errors are masked,
// cross-site requests are refused, and what shows the graph's insides
// (introspection, playground, plans) is on only where nobody but this
// machine can connect, or in development.
package config

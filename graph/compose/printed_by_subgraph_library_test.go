package compose

import "testing"

// Subgraph libraries print the definitions they are built with: an argument may be stricter than the
// specification's, and that of @composeDirective is nullable.
func TestDefinitionsOfFederationDirectivesAsLibrariesPrintThem(t *testing.T) {
	for definition, fits := range map[string]bool{
		"composeDirective(name: String) repeatable on SCHEMA":                                              true,
		"composeDirective(name: String!) repeatable on SCHEMA":                                             true,
		"composeDirective(name: [String]) repeatable on SCHEMA":                                            false,
		"key(fields: federation__FieldSet!, resolvable: Boolean! = true) repeatable on OBJECT | INTERFACE": true,
		"key(fields: federation__FieldSet) repeatable on OBJECT | INTERFACE":                               false,
		"override(from: String!, label: String!) on FIELD_DEFINITION":                                      true,
		"override(from: String, label: String) on FIELD_DEFINITION":                                        false,
		"listSize(assumedSize: Int!) on FIELD_DEFINITION":                                                  true,
		"provides(fields: federation__FieldSet) on FIELD_DEFINITION":                                       false,
		"tag(name: String) repeatable on OBJECT":                                                           false,
	} {
		result := Compose(t.Context(), []Subgraph{{Name: "a", URL: "http://a", SDL: `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@shareable"])
scalar federation__FieldSet
directive @federation__` + definition + `
type Query { a: Int }`}}, Options{})
		if result.OK() != fits {
			t.Errorf("%s: composes %t, want %t: %+v", definition, result.OK(), fits, result.Errors)
		}
	}
}

// Libraries of federation 1 print a nullable field set, under several names.
func TestDefinitionsOfFederation1AsLibrariesPrintThem(t *testing.T) {
	for _, fields := range []string{"String", "String!", "_FieldSet", "_FieldSet!"} {
		result := Compose(t.Context(), []Subgraph{{Name: "a", URL: "http://a", SDL: `
scalar _FieldSet
directive @key(fields: ` + fields + `) on OBJECT | INTERFACE
type Query { a: Int }`}}, Options{})
		if !result.OK() {
			t.Errorf("fields: %s: %+v", fields, result.Errors)
		}
	}
}

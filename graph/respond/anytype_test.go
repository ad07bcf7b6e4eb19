package respond

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/execute"
)

// An object that does not say its type is answered as far as nothing that is asked for depends on it.
func TestObjectOfUnknownType(t *testing.T) {
	const unknown = "INTERNAL_SERVER_ERROR s0 [node]: The object for Query.node does not have a type that Node may have."
	variables := execute.VariableMap{"yes": []byte("true"), "no": []byte("false")}
	tests := []struct {
		name, query, data string
		errors            []string
	}{
		{name: "the interface's fields", query: `{node{id name}}`, data: `{"node":{"id":"1","name":"a"}}`},
		{name: "a type's fields", query: `{node{id ... on Thing{n}}}`, data: `{"node":null}`, errors: []string{unknown}},
		{name: "a type's fields under a condition that does not hold",
			query: `query($no: Boolean!){node{id ... on Thing @include(if: $no){n}}}`, data: `{"node":{"id":"1"}}`},
		{name: "a condition within the fragment",
			query: `query($yes: Boolean!){node{... on Thing{n @skip(if: $yes)} id}}`, data: `{"node":{"id":"1"}}`},
		{name: "a condition that holds",
			query: `query($yes: Boolean!){node{id ... on Thing @include(if: $yes){n}}}`, data: `{"node":null}`, errors: []string{unknown}},
		{name: "one of several conditions holds",
			query:  `query($yes: Boolean!, $no: Boolean!){node{id ... on Thing @include(if: $no){n} ... on Other @include(if: $yes){o}}}`,
			data:   `{"node":null}`,
			errors: []string{unknown}},
		{name: "__typename", query: `query($no: Boolean!){node{id __typename @include(if: $no)}}`, data: `{"node":{"id":"1"}}`},
		{name: "__typename that is wanted", query: `{node{id __typename}}`, data: `{"node":null}`, errors: []string{unknown}},
		{name: "a fragment on all types, with a type's field below", query: `query($no: Boolean!){node{... on Media{... on Other @include(if: $no){o}} id}}`,
			data: `{"node":{"id":"1"}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, errors := respondTo(t, loadSchema(t, testSchema), test.query, Input{Variables: variables},
				`{"data":{"node":{"id":"1","name":"a","n":5,"o":6}}}`)
			if diff := cmp.Diff(test.data, data); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.errors, errors); diff != "" {
				t.Error(diff)
			}
		})
	}
}

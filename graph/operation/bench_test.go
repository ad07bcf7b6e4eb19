package operation

import "testing"

const ordinary = `query Page($text: String!, $n: Int = 3, $more: Boolean = false) {
  me { ...Person friends(first: $n) { ...Person best { ...Person } } }
  search(text: $text, filter: {limit: 10, colors: [RED, GREEN]}) {
    __typename
    ... on User { ...Person posts { id title author { name } } }
    ... on Post { id title author @include(if: $more) { ...Person } }
  }
  nodes(ids: ["1", "2"]) { id ... on Named { name(upper: true) } ... on Team { size members { ...Person } } }
}
fragment Person on User { id name email ... @include(if: $more) { age } }`

func BenchmarkPrepare(b *testing.B) {
	schema := loadSchema(b, testSchema)
	b.ReportAllocs()
	for b.Loop() {
		doc, _ := Parse(ordinary, ParseLimits{})
		if errs := Validate(schema, doc); errs != nil {
			b.Fatal(errs)
		}
		if _, errs := Normalize(schema, doc, doc.Operations[0], 0); errs != nil {
			b.Fatal(errs)
		}
	}
}

func BenchmarkCoerceVariables(b *testing.B) {
	schema := loadSchema(b, testSchema)
	doc, errs := Parse(ordinary, ParseLimits{})
	if errs != nil {
		b.Fatal(errs)
	}
	raw := []byte(`{"text": "shoes", "more": true}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, errs := CoerceVariables(schema, doc.Operations[0].VariableDefinitions, raw); errs != nil {
			b.Fatal(errs)
		}
	}
}

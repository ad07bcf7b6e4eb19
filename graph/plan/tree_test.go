package plan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/plan"
)

// treePlan has a node of each kind.
func treePlan(t *testing.T) *plan.Plan {
	t.Helper()
	sg := composed(t,
		"a", `type Query { x: [User] y: User } type User @key(fields: "id") { id: ID! }`,
		"b", `type User @key(fields: "id") { id: ID! name: String weight: Int }`,
		"c", `type User @key(fields: "id") { id: ID! weight: Int @external parcel: String @requires(fields: "weight") }`,
		"d", `type Query { z: Int }`)
	op, err := normal(sg, `query Tree($skip: Boolean!) { x { name parcel @skip(if: $skip) } y { name } z }`, "")
	if err != nil {
		t.Fatal(err)
	}
	made, err := plan.New(sg).Plan(context.Background(), op, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestTreeText(t *testing.T) {
	t.Parallel()
	want := `
QueryPlan {
  Parallel {
    Sequence {
      Fetch(service: "a") {
        {
          x {
            __typename
            id
          }
          y {
            __typename
            id
          }
        }
      }
      BatchFetch(service: "b") {
        _e0("x.@") {
          {
            ... on User {
              __typename
              id
            }
          } =>
          {
            ... on User {
              name
              weight @skip(if: $skip)
            }
          }
        }
        _e1("y") {
          {
            ... on User {
              __typename
              id
            }
          } =>
          {
            ... on User {
              name
            }
          }
        }
      }
      Skip(if: $skip) {
        Flatten(path: "x.@") {
          Fetch(service: "c") {
            {
              ... on User {
                __typename
                id
                weight
              }
            } =>
            {
              ... on User {
                parcel
              }
            }
          }
        }
      }
    }
    Fetch(service: "d") {
      {
        z
      }
    }
  }
}
`
	if diff := cmp.Diff(want, "\n"+treePlan(t).Tree().Text()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTreeJSON(t *testing.T) {
	t.Parallel()
	want := `{
  "kind": "QueryPlan",
  "node": {
    "kind": "Parallel",
    "nodes": [
      {
        "kind": "Sequence",
        "nodes": [
          {
            "kind": "Fetch",
            "serviceName": "a",
            "operationKind": "query",
            "operationName": "Tree__a__0",
            "operation": "query Tree__a__0{x{__typename id} y{__typename id}}"
          },
          {
            "kind": "BatchFetch",
            "serviceName": "b",
            "variableUsages": [
              "skip"
            ],
            "operationKind": "query",
            "operationName": "Tree__b__2",
            "operation": "query Tree__b__2($_r0:[_Any!]!,$_r1:[_Any!]!,$skip:Boolean!){_e0:_entities(representations:$_r0){...on User{name weight@skip(if:$skip)}} _e1:_entities(representations:$_r1){...on User{name}}}",
            "entityBatch": {
              "aliases": [
                {
                  "alias": "_e0",
                  "representationsVariableName": "_r0",
                  "paths": [
                    [
                      "x",
                      "@"
                    ]
                  ],
                  "requires": [
                    {
                      "kind": "InlineFragment",
                      "typeCondition": "User",
                      "selections": [
                        {
                          "kind": "Field",
                          "name": "__typename"
                        },
                        {
                          "kind": "Field",
                          "name": "id"
                        }
                      ]
                    }
                  ]
                },
                {
                  "alias": "_e1",
                  "representationsVariableName": "_r1",
                  "paths": [
                    [
                      "y"
                    ]
                  ],
                  "requires": [
                    {
                      "kind": "InlineFragment",
                      "typeCondition": "User",
                      "selections": [
                        {
                          "kind": "Field",
                          "name": "__typename"
                        },
                        {
                          "kind": "Field",
                          "name": "id"
                        }
                      ]
                    }
                  ]
                }
              ]
            }
          },
          {
            "kind": "Condition",
            "condition": "skip",
            "elseClause": {
              "kind": "Flatten",
              "path": [
                "x",
                "@"
              ],
              "node": {
                "kind": "Fetch",
                "serviceName": "c",
                "operationKind": "query",
                "operationName": "Tree__c__3",
                "operation": "query Tree__c__3($representations:[_Any!]!){_entities(representations:$representations){...on User{parcel}}}",
                "requires": [
                  {
                    "kind": "InlineFragment",
                    "typeCondition": "User",
                    "selections": [
                      {
                        "kind": "Field",
                        "name": "__typename"
                      },
                      {
                        "kind": "Field",
                        "name": "id"
                      },
                      {
                        "kind": "Field",
                        "name": "weight"
                      }
                    ]
                  }
                ]
              }
            }
          }
        ]
      },
      {
        "kind": "Fetch",
        "serviceName": "d",
        "operationKind": "query",
        "operationName": "Tree__d__1",
        "operation": "query Tree__d__1{z}"
      }
    ]
  }
}`
	got, err := treePlan(t).Tree().JSON()
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := json.Indent(&text, got, "", "  "); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTreeMermaid(t *testing.T) {
	t.Parallel()
	want := `flowchart TD
  f0["<b>a</b><br/>x, y"]
  f1["<b>d</b><br/>z"]
  f2["<b>b</b><br/>x.@<br/>name, weight<br/>y<br/>name"]
  f3["<b>c</b><br/>x.@<br/>parcel"]
  f0 --> f2
  f2 --> f3
`
	if diff := cmp.Diff(want, treePlan(t).Tree().Mermaid()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestStats(t *testing.T) {
	t.Parallel()
	want := plan.Stats{Fetches: 4, EntityCalls: 5, Depth: 3, Services: []string{"a", "b", "c", "d"}}
	if diff := cmp.Diff(want, treePlan(t).Stats()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

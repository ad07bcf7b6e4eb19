package plan

import "encoding/json"

// JSON writes the tree as one JSON document, {"kind":"QueryPlan","node":...}.
func (t *Tree) JSON() ([]byte, error) {
	return json.Marshal(t)
}

// MarshalJSON writes the tree as JSON does.
func (t *Tree) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kind string    `json:"kind"`
		Node *nodeJSON `json:"node,omitempty"`
	}{"QueryPlan", t.Node.json()})
}

// nodeJSON has the fields of all kinds of nodes, in the order they are written.
type nodeJSON struct {
	Kind           string         `json:"kind"`
	Condition      string         `json:"condition,omitempty"`
	IfClause       *nodeJSON      `json:"ifClause,omitempty"`
	ElseClause     *nodeJSON      `json:"elseClause,omitempty"`
	Path           []string       `json:"path,omitempty"`
	Node           *nodeJSON      `json:"node,omitempty"`
	Nodes          []*nodeJSON    `json:"nodes,omitempty"`
	ServiceName    string         `json:"serviceName,omitempty"`
	VariableUsages []string       `json:"variableUsages,omitempty"`
	OperationKind  string         `json:"operationKind,omitempty"`
	OperationName  string         `json:"operationName,omitempty"`
	Operation      string         `json:"operation,omitempty"`
	Requires       []requireJSON  `json:"requires,omitempty"`
	EntityBatch    *batchJSON     `json:"entityBatch,omitempty"`
	Paths          [][]string     `json:"paths,omitempty"`
	ID             string         `json:"id,omitempty"`
	Primary        any            `json:"primary,omitempty"`
	Deferred       []deferredJSON `json:"deferred,omitempty"`
	OutputRewrites []rewritesJSON `json:"outputRewrites,omitempty"`
	// ContextRewrites and those of batchJSON are where contexts' variables come from.
	ContextRewrites []rewritesJSON `json:"contextRewrites,omitempty"`
}

type batchJSON struct {
	Aliases []aliasJSON `json:"aliases"`
}

type aliasJSON struct {
	Alias                       string         `json:"alias"`
	RepresentationsVariableName string         `json:"representationsVariableName"`
	Paths                       [][]string     `json:"paths"`
	Requires                    []requireJSON  `json:"requires"`
	ContextRewrites             []rewritesJSON `json:"contextRewrites,omitempty"`
}

// requireJSON is a selection that a representation is made from.
type requireJSON struct {
	Kind          string        `json:"kind"`
	TypeCondition string        `json:"typeCondition,omitempty"`
	Alias         string        `json:"alias,omitempty"`
	Name          string        `json:"name,omitempty"`
	Selections    []requireJSON `json:"selections,omitempty"`
}

type rewritesJSON struct {
	Kind        string   `json:"kind"`
	Path        []string `json:"path"`
	RenameKeyTo string   `json:"renameKeyTo"`
}

func (n *Node) json() *nodeJSON {
	if n == nil {
		return nil
	}
	out := &nodeJSON{Kind: n.Kind, Condition: n.Condition, IfClause: n.If.json(), ElseClause: n.Else.json(), Path: n.Path}
	if n.Kind == "Defer" {
		out.Primary, out.Deferred = n.Defer.json()
		return out
	}
	if n.Kind == "Flatten" {
		out.Node = n.Nodes[0].json()
		return out
	}
	for _, child := range n.Nodes {
		out.Nodes = append(out.Nodes, child.json())
	}
	if n.Fetch == nil {
		return out
	}
	fetch := fetchJSON(n)
	if n.Kind == "Subscription" {
		fetch.Kind = "Fetch"
		out.Primary = fetch
		return out
	}
	return fetch
}

func fetchJSON(n *Node) *nodeJSON {
	f := n.Fetch
	out := &nodeJSON{
		Kind: n.Kind, ServiceName: f.Service, VariableUsages: f.Variables,
		ID: n.ID, OperationKind: string(f.Kind), OperationName: f.OperationName, Operation: f.Operation,
	}
	for _, r := range f.Renames {
		path := append(r.Path.Strings(), r.From)
		out.OutputRewrites = append(out.OutputRewrites, rewritesJSON{"KeyRenamer", path, r.To})
	}
	if n.Kind != "BatchFetch" {
		if n.Call != nil {
			out.Requires = requires(n.Call.Representations)
			out.ContextRewrites = contextRewrites(n.Call.Contexts)
		}
		return out
	}
	if len(f.Entities) == 0 {
		out.Paths = pathStrings(f.Paths)
		return out
	}
	out.EntityBatch = &batchJSON{}
	for _, call := range f.Entities {
		out.EntityBatch.Aliases = append(out.EntityBatch.Aliases, aliasJSON{
			Alias: call.Alias, RepresentationsVariableName: call.Variable,
			Paths: pathStrings(call.Paths), Requires: requires(call.Representations),
			ContextRewrites: contextRewrites(call.Contexts),
		})
	}
	return out
}

func pathStrings(paths []Path) [][]string {
	out := make([][]string, len(paths))
	for i, p := range paths {
		out[i] = p.Strings()
	}
	return out
}

func requires(list []Representation) []requireJSON {
	out := make([]requireJSON, len(list))
	for i, r := range list {
		on := r.Types[0]
		out[i] = requireJSON{Kind: "InlineFragment", TypeCondition: on,
			Selections: append([]requireJSON{{Kind: "Field", Name: typename}}, requiredFields(r.Fields)...)}
	}
	return out
}

func requiredFields(fields []RepresentationField) []requireJSON {
	var out []requireJSON
	for _, f := range fields {
		item := requireJSON{Kind: "Field", Name: f.Name, Selections: requiredFields(f.Fields)}
		if f.Source != f.Name {
			item.Alias = f.Source
		}
		if len(f.Types) == 0 {
			out = append(out, item)
			continue
		}
		for _, name := range f.Types {
			out = append(out, requireJSON{Kind: "InlineFragment", TypeCondition: name, Selections: []requireJSON{item}})
		}
	}
	return out
}

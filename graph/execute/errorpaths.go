package execute

import (
	"slices"
	"strconv"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/plan"
)

// targetPath is where an object stands in the tree: keys and positions.
func (f *fetch) targetPath(callIndex int, state *callState, t *target) []any {
	var path []any
	at := t.indices
	for _, segment := range f.calls[callIndex].paths[t.path] {
		switch {
		case segment.list:
			path = append(path, int(state.indices[at]))
			at++
		case segment.key.Text != "":
			path = append(path, segment.key.Text)
		}
	}
	return path
}

func beforeLists(p route) []any {
	var path []any
	for _, segment := range p {
		if segment.list {
			break
		}
		if segment.key.Text != "" {
			path = append(path, segment.key.Text)
		}
	}
	return path
}

// translate gives the keys of a path in a subgraph's answer the names that they have in the tree.
func (f *fetch) translate(callIndex int, path []any) []any {
	translated := slices.Clone(path)
	for i := range f.Renames {
		re := &f.Renames[i]
		if len(f.calls) > 0 && re.Call != callIndex {
			continue
		}
		at, fits := 0, true
		for _, segment := range re.Path {
			if len(segment.Types) > 0 {
				continue
			}
			if fits = fits && at < len(path); !fits {
				break
			}
			_, position := translated[at].(int)
			fits = segment.List && position || !segment.List && translated[at] == any(segment.Key)
			at++
		}
		if fits && at < len(path) && path[at] == any(re.From) {
			translated[at] = re.To
		}
	}
	return translated
}

// rootKeys are the response keys that a root fetch asks for in this request.
func rootKeys(keys []string, selections []plan.Selected, variables Variables) []string {
	for i := range selections {
		selected := &selections[i]
		if !Hold(selected.Conditions, variables) {
			continue
		}
		if selected.On != "" {
			keys = rootKeys(keys, selected.Selections, variables)
		} else if !slices.Contains(keys, selected.Key) {
			keys = append(keys, selected.Key)
		}
	}
	return keys
}

// readPath reads an error's path. It is not known when there is none, or one that is no path.
func readPath(x *value.Index, n uint32) (path []any, known bool) {
	if n == 0 || x.Kind(n) != value.List {
		return nil, false
	}
	for i, to := x.Children(n); i < to; i = x.Next(i) {
		if len(path) == maxPath {
			return nil, false
		}
		switch x.Kind(i) {
		case value.String:
			path = append(path, shorten(x.Text(i), maxPathKey))
		case value.Number:
			position, err := strconv.Atoi(string(x.Raw(i)))
			if err != nil || position < 0 {
				return nil, false
			}
			path = append(path, position)
		default:
			return nil, false
		}
	}
	return path, true
}

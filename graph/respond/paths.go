package respond

import (
	"slices"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// inClientTerms turns the errors of the fetches, whose paths are keys of the tree, into the client's: its own
// response keys, cut off where something begins that the client did not ask for.
func (w *writer) inClientTerms(root *selection, errors gqlerr.List) gqlerr.List {
	translated, top := make(gqlerr.List, 0, len(errors)), &position{selections: []*selection{root}}
	for _, e := range errors {
		copied := *e
		var end *position
		copied.Path, end = w.translate(top, e.Path)
		if len(copied.Path) < len(e.Path) {
			if end != top && w.isQueryRoot(end) && w.saidElsewhere(top, e, errors, e.Path[len(copied.Path):]) {
				continue
			}
			w.cut = append(w.cut, &copied)
		}
		translated = append(translated, &copied)
	}
	return translated
}

// isQueryRoot says whether the query root stands at a position. It has no inputs: of what is asked of it, all is for the client.
func (w *writer) isQueryRoot(at *position) bool {
	return w.api.Query != nil && len(at.selections) > 0 &&
		!slices.ContainsFunc(at.selections, func(sel *selection) bool { return sel.typeName != w.api.Query.Name })
}

// saidElsewhere says whether an error about a field of the query root is also said of a place where the client asked for the
// field: one request was made for several places, and at this one nothing is missing by it.
func (w *writer) saidElsewhere(top *position, e *gqlerr.Error, errors gqlerr.List, field []any) bool {
	return slices.ContainsFunc(errors, func(other *gqlerr.Error) bool {
		at := len(other.Path) - len(field)
		if other == e || at < 0 || other.Service != e.Service || other.Code != e.Code || other.Message != e.Message || !slices.Equal(other.Path[at:], field) {
			return false
		}
		path, _ := w.translate(top, other.Path)
		return len(path) == len(other.Path)
	})
}

// position is where in the operation keys of the tree lead to, whatever the types of the objects on the way. What was found out
// about it for one error is kept for the others.
type position struct {
	// response is the client's key, lists how many levels of lists stand under it.
	response   string
	lists      int
	selections []*selection
	// fields are those of the selections, by their keys, once they were looked at; next are the positions under some of them.
	fields map[string][]*field
	next   map[string]*position
}

// translate follows a path through all types that its objects may have, as far as the client asked for what it leads to, and
// says where that ends.
func (w *writer) translate(at *position, path []any) (client []any, end *position) {
	lists := 0
	for _, s := range path {
		key, ok := s.(string)
		if !ok {
			if lists == 0 {
				return client, at
			}
			lists--
			client = append(client, s)
			continue
		}
		if lists > 0 {
			return client, at
		}
		next := w.below(at, key)
		if next == nil {
			return client, at
		}
		at, client, lists = next, append(client, next.response), next.lists
	}
	return client, at
}

// below is the position under a key of the tree, nil when there is none that the client asked for.
func (w *writer) below(at *position, key string) *position {
	if known := at.next[key]; known != nil {
		return known
	}
	if at.fields == nil {
		at.fields, at.next = w.fieldsByKey(at.selections), map[string]*position{}
	}
	found := at.fields[key]
	if len(found) == 0 {
		return nil
	}
	made := &position{response: found[0].response, lists: len(found[0].nonNull) - 1}
	for _, f := range found {
		if f.child != nil {
			made.selections = append(made.selections, f.child)
		}
	}
	at.next[key] = made
	return made
}

// fieldsByKey are the fields under each key of the tree, each selection below them once.
func (w *writer) fieldsByKey(selections []*selection) map[string][]*field {
	type under struct {
		key   string
		child *selection
	}
	found, seen := map[string][]*field{}, map[under]bool{}
	add := func(object *objectFields) {
		if object == nil {
			return
		}
		for i := range object.fields {
			f := &object.fields[i]
			if f.kind != typeNameField && w.wanted(f) && !seen[under{f.key.Text, f.child}] {
				seen[under{f.key.Text, f.child}] = true
				found[f.key.Text] = append(found[f.key.Text], f)
			}
		}
	}
	for _, sel := range selections {
		add(sel.object)
		add(sel.anyType)
		add(sel.others)
		for _, object := range sel.byType {
			add(object)
		}
	}
	return found
}

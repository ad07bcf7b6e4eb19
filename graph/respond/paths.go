package respond

import "github.com/weftgraphql/weft/graph/gqlerr"

// inClientTerms turns the errors of the fetches, whose paths are keys of the tree, into the client's: its own
// response keys, cut off where something begins that the client did not ask for.
func (w *writer) inClientTerms(root *selection, errors gqlerr.List) gqlerr.List {
	translated, top := make(gqlerr.List, len(errors)), &position{selections: []*selection{root}}
	for i, e := range errors {
		copied := *e
		copied.Path = w.translate(top, e.Path)
		translated[i] = &copied
		if len(copied.Path) < len(e.Path) {
			w.cut = append(w.cut, &copied)
		}
	}
	return translated
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

// translate follows a path through all types that its objects may have.
func (w *writer) translate(at *position, path []any) []any {
	var client []any
	lists := 0
	for _, s := range path {
		key, ok := s.(string)
		if !ok {
			if lists == 0 {
				return client
			}
			lists--
			client = append(client, s)
			continue
		}
		if lists > 0 {
			return client
		}
		if at = w.below(at, key); at == nil {
			return client
		}
		client, lists = append(client, at.response), at.lists
	}
	return client
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

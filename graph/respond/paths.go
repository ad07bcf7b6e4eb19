package respond

import "github.com/weftgraphql/weft/graph/gqlerr"

// inClientTerms turns the errors of the fetches, whose paths are keys of the tree, into the client's: its own
// response keys, cut off where something begins that the client did not ask for.
func (w *writer) inClientTerms(root *selection, errors gqlerr.List) gqlerr.List {
	translated := make(gqlerr.List, len(errors))
	for i, e := range errors {
		copied := *e
		copied.Path = w.translate(root, e.Path)
		translated[i] = &copied
		if len(copied.Path) < len(e.Path) {
			w.cut = append(w.cut, &copied)
		}
	}
	return translated
}

// translate follows a path through all types that its objects may have.
func (w *writer) translate(root *selection, path []any) []any {
	var client []any
	at, lists := []*selection{root}, 0
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
		found := w.fieldsByKey(at, key)
		if len(found) == 0 || lists > 0 {
			return client
		}
		client = append(client, found[0].response)
		lists = len(found[0].nonNull) - 1
		at = at[:0:0]
		for _, f := range found {
			if f.child != nil {
				at = append(at, f.child)
			}
		}
	}
	return client
}

// fieldsByKey are the fields under a key of the tree, each selection below them once.
func (w *writer) fieldsByKey(selections []*selection, key string) []*field {
	var found []*field
	seen := map[*selection]bool{}
	add := func(object *objectFields) {
		if object == nil {
			return
		}
		for i := range object.fields {
			if f := &object.fields[i]; f.key.Text == key && f.kind != typeNameField && w.wanted(f) && !seen[f.child] {
				seen[f.child] = true
				found = append(found, f)
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

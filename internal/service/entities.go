package service

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/internal/fault"
)

// maxRepresentations bounds one _entities list.
const maxRepresentations = 10_000

// entityKey is one @key of a type: the paths of its leaves.
type entityKey struct {
	text   string
	leaves [][]string
}

// entityKeys returns the resolvable keys of a schema's entities, in the schema's order.
func entityKeys(schema *ast.Schema) map[string][]entityKey {
	keys := make(map[string][]entityKey)
	for name, def := range schema.Types {
		for _, directive := range def.Directives.ForNames("key") {
			if resolvable := directive.Arguments.ForName("resolvable"); resolvable != nil && resolvable.Value.Raw == "false" {
				continue
			}
			text := directive.Arguments.ForName("fields").Value.Raw
			set := strings.TrimSpace(text)
			if !strings.HasPrefix(set, "{") {
				set = "{" + set + "}"
			}
			doc, err := parser.ParseQuery(&ast.Source{Input: set})
			if err != nil {
				continue // gqlgen has refused such a schema
			}
			key := entityKey{text: text}
			key.addLeaves(doc.Operations[0].SelectionSet, nil)
			keys[name] = append(keys[name], key)
		}
	}
	return keys
}

func (k *entityKey) addLeaves(set ast.SelectionSet, path []string) {
	for _, selection := range set {
		field, ok := selection.(*ast.Field)
		if !ok {
			continue
		}
		at := append(slices.Clone(path), field.Name)
		if len(field.SelectionSet) == 0 {
			k.leaves = append(k.leaves, at)
			continue
		}
		k.addLeaves(field.SelectionSet, at)
	}
}

// in reports whether a representation has all of the key's leaves.
func (k *entityKey) in(representation map[string]any) bool {
	for _, path := range k.leaves {
		var value any = representation
		for _, name := range path {
			object, ok := value.(map[string]any)
			if !ok {
				return false
			}
			value = object[name]
		}
		switch value.(type) {
		case string, json.Number, int64, int, float64, bool:
		default:
			return false
		}
	}
	return true
}

// representationsOf returns the argument of Query._entities, if that is the field.
func representationsOf(fc *graphql.FieldContext) ([]map[string]any, bool) {
	if fc.Object != "Query" || fc.Field.Name != "_entities" {
		return nil, false
	}
	list, ok := fc.Args["representations"].([]map[string]any)
	return list, ok
}

// checkRepresentations refuses what gqlgen's generated code would stumble over: it takes every representation of a
// type to have the key of the first, and the values to have the right shape.
func (r *fieldRules) checkRepresentations(representations []map[string]any) error {
	if len(representations) > maxRepresentations {
		return fault.BadInput("%d representations are more than %d", len(representations), maxRepresentations)
	}
	used := make(map[string]string)
	for i, representation := range representations {
		name, ok := representation["__typename"].(string)
		if !ok {
			return fault.BadInput("representation %d has no __typename", i)
		}
		keys := r.keys[name]
		if len(keys) == 0 {
			return fault.BadInput("representation %d: %q is no entity of this subgraph", i, name)
		}
		at := slices.IndexFunc(keys, func(k entityKey) bool { return k.in(representation) })
		if at < 0 {
			return fault.BadInput("representation %d of %s has no complete key", i, name)
		}
		if before, ok := used[name]; ok && before != keys[at].text {
			return fault.BadInput("representations of %s use different keys (%s; %s): send them in two _entities fields",
				name, before, keys[at].text)
		}
		used[name] = keys[at].text
	}
	return nil
}

// entitiesHint is the hint of an _entities field: that of the types it was asked for.
func (r *fieldRules) entitiesHint(representations []map[string]any) hint {
	total := hint{}
	for _, representation := range representations {
		name, _ := representation["__typename"].(string)
		h := r.hints[name]
		if !h.limited || !total.limited || h.maxAge < total.maxAge {
			total.maxAge, total.limited = h.maxAge, true
		}
		total.private = total.private || h.private
	}
	return total
}

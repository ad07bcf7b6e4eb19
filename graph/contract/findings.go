package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/diag"
)

// visibility is the graph for the rules of @inaccessible. With a marker, the places say why
// their element is hidden.
func (g *graph) visibility(m *marker) compose.Visibility {
	return compose.Visibility{
		Types: g.types, Directives: g.directives, Name: inaccessibleName, QueryRoot: g.schema.Query.Name,
		Places: func(coordinate string) []diag.Span {
			pos := g.position(coordinate)
			if pos == nil {
				return nil
			}
			span := diag.Span{File: g.file, Line: pos.Line, Column: pos.Column}
			if pos.End > pos.Start {
				span.EndLine, span.EndColumn = pos.Line, pos.Column+(pos.End-pos.Start)
			}
			if m != nil && m.why[coordinate] != "" {
				span.Label = "hidden: " + m.why[coordinate]
			}
			return []diag.Span{span}
		},
	}
}

// position is where an element is defined, nil when it is not.
func (g *graph) position(coordinate string) *ast.Position {
	path, argument, isArgument := strings.Cut(strings.TrimSuffix(coordinate, ":)"), "(")
	if name, ok := strings.CutPrefix(path, "@"); ok {
		if def := g.schema.Directives[name]; def != nil {
			return argumentPosition(def.Arguments, argument)
		}
		return nil
	}
	name, member, isMember := strings.Cut(path, ".")
	def := g.types[name]
	if def == nil {
		return nil
	}
	if !isMember {
		return def.Position
	}
	if value := def.EnumValues.ForName(member); value != nil {
		return value.Position
	}
	field := def.Fields.ForName(member)
	if field == nil || !isArgument {
		return field.Position
	}
	return argumentPosition(field.Arguments, argument)
}

func argumentPosition(list ast.ArgumentDefinitionList, name string) *ast.Position {
	if arg := list.ForName(name); arg != nil {
		return arg.Position
	}
	return nil
}

// newFindings are those that the supergraph did not have before: what its composer let pass is
// not the contract's fault.
func newFindings(before, after []diag.Finding, filter Filter) []diag.Finding {
	type key struct{ code, message string }
	known := map[key]bool{}
	for _, f := range before {
		known[key{f.Code, f.Message}] = true
	}
	var out []diag.Finding
	for _, f := range after {
		k := key{f.Code, f.Message}
		if known[k] {
			continue
		}
		known[k] = true
		f.Help = help(f.Code, filter)
		out = append(out, f)
	}
	diag.Sort(out)
	return out
}

// help says how to mend the tags or the filter.
func help(code string, filter Filter) string {
	switch code {
	case "REFERENCED_INACCESSIBLE":
		if len(filter.Include) > 0 {
			return "give what has to stay of the type an included tag, or take the included tag off what refers to the type"
		}
		return "give what refers to the type the excluded tag as well, or leave something of the type visible"
	case "IMPLEMENTED_BY_INACCESSIBLE":
		return "tag the interface's element and those that implement it alike, so that all of them stay or go"
	case "REQUIRED_INACCESSIBLE":
		return "make the element optional or give it a default value, or hide what it is required for"
	case "DEFAULT_VALUE_USES_INACCESSIBLE":
		return "choose another default value, or hide what has it"
	case "ONLY_INACCESSIBLE_CHILDREN", "QUERY_ROOT_TYPE_INACCESSIBLE":
		return "leave at least one query field visible"
	}
	return ""
}

// CodeUnknownTag is the code of the hint that a filter names a tag no element has.
const CodeUnknownTag = "CONTRACT_UNKNOWN_TAG"

// Most tags that a hint lists.
const maxListedTags = 20

// unknownTags gives a hint for each tag of the filter that no element has.
func unknownTags(g *graph, filter Filter) []diag.Finding {
	used := g.tags()
	known := slices.Sorted(maps.Keys(used))
	var hints []diag.Finding
	for _, tag := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(filter.Include, filter.Exclude)))) {
		if used[tag] {
			continue
		}
		hint := diag.Finding{Code: CodeUnknownTag, Severity: diag.Hint, Message: fmt.Sprintf("nothing in the supergraph is tagged %q", tag)}
		if near := core.SuggestionList(tag, known); len(near) > 0 {
			hint.Help = "did you mean " + core.QuotedOrList(near...) + "?"
		}
		switch listed := known[:min(len(known), maxListedTags)]; {
		case len(known) == 0:
			hint.Notes = []string{"the supergraph has no tags at all"}
		case len(listed) < len(known):
			hint.Notes = []string{fmt.Sprintf("the supergraph has %d tags, among them %s", len(known), strings.Join(listed, ", "))}
		default:
			hint.Notes = []string{"the tags of the supergraph are " + strings.Join(listed, ", ")}
		}
		hints = append(hints, hint)
	}
	return hints
}

// tags are all tags that a contract may choose by.
func (g *graph) tags() tagSet {
	all := tagSet{}
	add := func(list ast.DirectiveList) {
		for _, tag := range tagsOf(list) {
			all[tag] = true
		}
	}
	for _, def := range g.types {
		add(def.Directives)
		for _, value := range def.EnumValues {
			add(value.Directives)
		}
		for _, field := range def.Fields {
			add(field.Directives)
			for _, arg := range field.Arguments {
				add(arg.Directives)
			}
		}
	}
	for _, def := range g.directives {
		for _, arg := range def.Arguments {
			add(arg.Directives)
		}
	}
	return all
}

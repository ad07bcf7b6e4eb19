package contract

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// tagSet is a set of tags.
type tagSet map[string]bool

func newTagSet(names []string) tagSet {
	set := tagSet{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// first is the first of the tags that is in the set, or "".
func (s tagSet) first(tags []string) string {
	for _, tag := range tags {
		if s[tag] {
			return tag
		}
	}
	return ""
}

// tagsOf are the tags on an element.
func tagsOf(list ast.DirectiveList) []string {
	var tags []string
	for _, at := range list.ForNames(tagName) {
		if arg := at.Arguments.ForName("name"); arg != nil && arg.Value != nil {
			tags = append(tags, arg.Value.Raw)
		}
	}
	return tags
}

// marker hides elements of a graph and notes which and why.
type marker struct {
	*graph
	elements []Element
	why      map[string]string // by coordinate
	// needed are the places of @inaccessible that its definition has to allow.
	needed map[ast.DirectiveLocation]bool
}

func newMarker(g *graph) *marker {
	return &marker{graph: g, why: map[string]string{}, needed: map[ast.DirectiveLocation]bool{}}
}

// hide adds @inaccessible to an element's directives unless it is there.
func (m *marker) hide(coordinate string, place ast.DirectiveLocation, list *ast.DirectiveList, why string) {
	if isHidden(*list) {
		return
	}
	*list = append(*list, &ast.Directive{Name: inaccessibleName})
	m.elements = append(m.elements, Element{Coordinate: coordinate, Why: why})
	m.why[coordinate] = why
	m.needed[place] = true
}

// hideExcluded hides an element with an excluded tag, and says whether it is hidden.
func (m *marker) hideExcluded(exclude tagSet, coordinate string, place ast.DirectiveLocation, list *ast.DirectiveList) bool {
	if tag := exclude.first(tagsOf(*list)); tag != "" {
		m.hide(coordinate, place, list, fmt.Sprintf("tagged %q", tag))
	}
	return isHidden(*list)
}

// filter hides by tags.
func (m *marker) filter(include, exclude tagSet) {
	for _, name := range m.names {
		m.filterType(m.types[name], include, exclude)
	}
	for _, def := range m.directives {
		if m.linked[def.Name] || !forOperations(def) {
			continue
		}
		for _, arg := range def.Arguments {
			m.hideExcluded(exclude, "@"+def.Name+"("+arg.Name+":)", ast.LocationArgumentDefinition, &arg.Directives)
		}
	}
}

var placeOfKind = map[ast.DefinitionKind]ast.DirectiveLocation{
	ast.Scalar: ast.LocationScalar, ast.Object: ast.LocationObject, ast.Interface: ast.LocationInterface,
	ast.Union: ast.LocationUnion, ast.Enum: ast.LocationEnum, ast.InputObject: ast.LocationInputObject,
}

func (m *marker) filterType(def *ast.Definition, include, exclude tagSet) {
	if m.hideExcluded(exclude, def.Name, placeOfKind[def.Kind], &def.Directives) {
		return
	}
	switch def.Kind {
	case ast.Union:
		m.hideUnlessIncluded(include, def.Name, ast.LocationUnion, &def.Directives, nil)
	case ast.Enum:
		for _, value := range def.EnumValues {
			m.hideExcluded(exclude, def.Name+"."+value.Name, ast.LocationEnumValue, &value.Directives)
		}
	case ast.InputObject:
		for _, field := range def.Fields {
			m.hideExcluded(exclude, def.Name+"."+field.Name, ast.LocationInputFieldDefinition, &field.Directives)
		}
	case ast.Object, ast.Interface:
		for _, field := range def.Fields {
			m.filterField(def, field, include, exclude)
		}
	}
}

// filterField hides a field or some of its arguments. The tags of the type count for the field.
func (m *marker) filterField(def *ast.Definition, field *ast.FieldDefinition, include, exclude tagSet) {
	at := def.Name + "." + field.Name
	if strings.HasPrefix(field.Name, "__") || m.hideExcluded(exclude, at, ast.LocationFieldDefinition, &field.Directives) {
		return
	}
	m.hideUnlessIncluded(include, at, ast.LocationFieldDefinition, &field.Directives, tagsOf(def.Directives))
	if isHidden(field.Directives) {
		return
	}
	for _, arg := range field.Arguments {
		m.hideExcluded(exclude, at+"("+arg.Name+":)", ast.LocationArgumentDefinition, &arg.Directives)
	}
}

func (m *marker) hideUnlessIncluded(include tagSet, coordinate string, place ast.DirectiveLocation, list *ast.DirectiveList, inherited []string) {
	if len(include) > 0 && include.first(tagsOf(*list)) == "" && include.first(inherited) == "" {
		m.hide(coordinate, place, list, "has no included tag")
	}
}

// hideEmptied hides the types of which everything is hidden.
func (m *marker) hideEmptied() {
	// Unions come last: whether their members are hidden is known only then.
	for _, unions := range []bool{false, true} {
		for _, name := range m.names {
			def := m.types[name]
			if (def.Kind == ast.Union) != unions || def == m.schema.Query {
				continue
			}
			if what := m.emptied(def); what != "" {
				m.hide(name, placeOfKind[def.Kind], &def.Directives, "all of its "+what+" are hidden")
			}
		}
	}
}

// emptied says what a type has none left of, "" when something is left.
func (m *marker) emptied(def *ast.Definition) string {
	what := ""
	for _, field := range def.Fields {
		if !isHidden(field.Directives) {
			return ""
		}
		what = "fields"
	}
	for _, value := range def.EnumValues {
		if !isHidden(value.Directives) {
			return ""
		}
		what = "values"
	}
	for _, member := range def.Types {
		if t := m.types[member]; t != nil && !isHidden(t.Directives) {
			return ""
		}
		what = "members"
	}
	return what
}

package supergraph

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Identities of the specifications that a supergraph links.
const (
	apolloSpecs = "https://specs.apollo.dev/"
	joinSpec    = "join"
)

// feature is a specification linked by the supergraph's schema.
type feature struct {
	identity     string // URL without version
	name         string // last element of the identity
	prefix       string // namespace in this document
	major, minor int
	imports      map[string]string // element ("@listSize") -> name here ("@size")
}

// before says whether the feature's version is older.
func (f *feature) before(major, minor int) bool {
	return f.major < major || f.major == major && f.minor < minor
}

// element is the name in this document of one of the feature's types or directives (without @).
func (f *feature) element(name string) string { return f.prefix + "__" + name }

// links is what the supergraph's schema links.
type links struct {
	join     *feature
	features []*feature
	// plain maps directive names in this document to those of their specification, where they differ.
	plain map[string]string
	// known are Apollo's directives that the document links, under their plain names.
	known map[string]bool
}

// readLinks reads @link, or @core in supergraphs of federation 1.
func readLinks(doc *ast.SchemaDocument) (*links, error) {
	l := &links{plain: map[string]string{}, known: map[string]bool{}}
	for _, def := range append(slices.Clone(doc.Schema), doc.SchemaExtension...) {
		for _, at := range def.Directives {
			url := stringArg(at, "url")
			if at.Name == "core" {
				url = stringArg(at, "feature")
			}
			if url == "" {
				continue
			}
			f, err := readFeature(at, url)
			if err != nil {
				return nil, err
			}
			l.features = append(l.features, f)
			if f.identity == apolloSpecs+joinSpec {
				l.join = f
			}
		}
	}
	if l.join == nil {
		return nil, &Error{File: sourceName(doc), Message: "the schema does not @link the join specification (" + apolloSpecs + joinSpec + "/v0.3 or another version), so this is no supergraph; `weft compose` makes one from subgraphs"}
	}
	if l.join.major != 0 || l.join.minor < 1 || l.join.minor > 5 {
		return nil, &Error{File: sourceName(doc), Message: fmt.Sprintf("the supergraph uses version v%d.%d of the join specification; v0.1 to v0.5 are understood", l.join.major, l.join.minor)}
	}
	l.namePlainly()
	return l, nil
}

func readFeature(at *ast.Directive, url string) (*feature, error) {
	url = strings.TrimSuffix(url, "/")
	cut := strings.LastIndexByte(url, '/')
	f := &feature{imports: map[string]string{}}
	if cut < 0 || !f.readVersion(url[cut+1:]) {
		return nil, errorAt(at.Position, "@%s: the URL %q does not end in a version such as /v1.0", at.Name, url)
	}
	f.identity = url[:cut]
	f.name = f.identity[strings.LastIndexByte(f.identity, '/')+1:]
	f.prefix = f.name
	if as := stringArg(at, "as"); as != "" {
		f.prefix = as
	}
	if arg := at.Arguments.ForName("import"); arg != nil && arg.Value != nil {
		for _, item := range arg.Value.Children {
			name, as := importOf(item.Value)
			if name != "" {
				f.imports[name] = as
			}
		}
	}
	return f, nil
}

func importOf(value *ast.Value) (name, as string) {
	if value.Kind != ast.ObjectValue {
		return value.Raw, value.Raw
	}
	for _, child := range value.Children {
		switch child.Name {
		case "name":
			name = child.Value.Raw
		case "as":
			as = child.Value.Raw
		}
	}
	if as == "" {
		as = name
	}
	return name, as
}

func (f *feature) readVersion(text string) bool {
	major, minor, ok := strings.Cut(strings.TrimPrefix(text, "v"), ".")
	if !strings.HasPrefix(text, "v") || !ok {
		return false
	}
	var errMajor, errMinor error
	f.major, errMajor = strconv.Atoi(major)
	f.minor, errMinor = strconv.Atoi(minor)
	return errMajor == nil && errMinor == nil
}

// apolloDirectives are the directives of Apollo's specifications that stay on
// a supergraph's definitions, by the specification's name. The first is the one
// that the specification is named for, which takes the bare prefix.
var apolloDirectives = map[string][]string{
	"tag": {"tag"}, "inaccessible": {"inaccessible"}, "authenticated": {"authenticated"},
	"requiresScopes": {"requiresScopes"}, "policy": {"policy"}, "cost": {"cost", "listSize"},
	"context": {"context", "fromContext"}, "cacheTag": {"cacheTag"},
}

// namePlainly notes under which names the document has Apollo's directives.
func (l *links) namePlainly() {
	for _, f := range l.features {
		for _, name := range apolloDirectives[f.name] {
			if f.identity != apolloSpecs+f.name {
				continue
			}
			l.known[name] = true
			here := f.element(name)
			if name == f.name {
				here = f.prefix
			}
			if as, ok := f.imports["@"+name]; ok {
				here = strings.TrimPrefix(as, "@")
			}
			if here != name {
				l.plain[here] = name
			}
		}
	}
}

// isMachinery says whether a type or directive belongs to join, link or core
// and so is no part of the graph.
func (l *links) isMachinery(name string) bool {
	if name == "link" || name == "core" {
		return true
	}
	prefix, _, namespaced := strings.Cut(name, "__")
	return namespaced && (prefix == l.join.prefix || prefix == "link" || prefix == "core")
}

// isLinked says whether a type (or directive, with @) is an element of any
// linked specification: clients do not see those.
func (l *links) isLinked(name string) bool {
	bare := strings.TrimPrefix(name, "@")
	directive := bare != name
	if directive && l.known[bare] {
		return true
	}
	prefix, _, namespaced := strings.Cut(bare, "__")
	for _, f := range l.features {
		if namespaced && prefix == f.prefix || directive && bare == f.prefix {
			return true
		}
		for _, as := range f.imports {
			if as == name {
				return true
			}
		}
	}
	return false
}

// renameDirectives gives Apollo's directives their plain names, so that
// everything downstream asks for one name only: a renamed @authenticated is
// still @authenticated.
func (r *reader) renameDirectives() {
	if len(r.links.plain) == 0 {
		return
	}
	rename := func(list ast.DirectiveList) {
		for _, at := range list {
			if plain, ok := r.links.plain[at.Name]; ok {
				at.Name = plain
			}
		}
	}
	for _, def := range r.doc.Definitions {
		rename(def.Directives)
		for _, value := range def.EnumValues {
			rename(value.Directives)
		}
		for _, field := range def.Fields {
			rename(field.Directives)
			for _, arg := range field.Arguments {
				rename(arg.Directives)
			}
		}
	}
	for _, def := range r.doc.Directives {
		if plain, ok := r.links.plain[def.Name]; ok {
			def.Name = plain
		}
		for _, arg := range def.Arguments {
			rename(arg.Directives)
		}
	}
}

func stringArg(at *ast.Directive, name string) string {
	if arg := at.Arguments.ForName(name); arg != nil && arg.Value != nil && arg.Value.Kind != ast.NullValue {
		return arg.Value.Raw
	}
	return ""
}

func boolArg(at *ast.Directive, name string, otherwise bool) bool {
	if arg := at.Arguments.ForName(name); arg != nil && arg.Value != nil && arg.Value.Kind == ast.BooleanValue {
		return arg.Value.Raw == "true"
	}
	return otherwise
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

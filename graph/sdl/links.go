package sdl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/spec"
)

// Codes of what can be wrong with a @link.
const (
	CodeInvalidLinkUsage         = "INVALID_LINK_DIRECTIVE_USAGE"
	CodeInvalidLinkIdentifier    = "INVALID_LINK_IDENTIFIER"
	CodeUnknownLinkVersion       = "UNKNOWN_LINK_VERSION"
	CodeUnknownFederationVersion = "UNKNOWN_FEDERATION_LINK_VERSION"
)

// Import is one element that a @link brings in: its name in the specification and its name in
// the schema. Directives have their "@".
type Import struct{ Name, As string }

// Link is one resolved @link.
type Link struct {
	URL     spec.URL
	Alias   string // the prefix of elements that are not imported
	Imports []Import
	For     string
	Pos     *ast.Position
}

// DirectiveName is the name, without "@", that a directive of the linked specification has in
// the schema.
func (l *Link) DirectiveName(element string) string {
	for _, i := range l.Imports {
		if i.Name == "@"+element {
			return i.As[1:]
		}
	}
	if element == l.URL.Name {
		return l.Alias
	}
	return l.Alias + "__" + element
}

// TypeName is the name that a type of the linked specification has in the schema.
func (l *Link) TypeName(element string) string {
	for _, i := range l.Imports {
		if i.Name == element {
			return i.As
		}
	}
	return l.Alias + "__" + element
}

// Imported says whether the directive is imported, under whatever name.
func (l *Link) Imported(element string) bool {
	for _, i := range l.Imports {
		if i.Name == "@"+element {
			return true
		}
	}
	return false
}

// Links is what a schema's @link applications come to.
type Links struct {
	All []*Link
	// Federation is the link to the federation specification; for a schema without one it is
	// the implied link to version 1.0.
	Federation *Link
	// Federation2 says whether the schema links federation 2 itself.
	Federation2 bool
	// UnknownFederation says that the schema links a version of federation that there is not, so
	// that none of its directives mean anything.
	UnknownFederation bool
	// LinkName is the name of @link in this schema.
	LinkName string

	meaning map[string]spec.Directive
	names   map[spec.Directive][]string
	owner   map[string]*Link
}

// Meaning says which directive of Apollo's specifications a directive of the schema is, or "".
func (l *Links) Meaning(name string) spec.Directive { return l.meaning[name] }

// Name is the name the federation directive has in the schema; false when the linked version
// lacks it.
func (l *Links) Name(d spec.Directive) (string, bool) {
	if names := l.names[d]; len(names) > 0 {
		return names[0], true
	}
	return "", false
}

// Names are all the names the federation directive has in the schema: it may have others by a link
// to a specification of its own.
func (l *Links) Names(d spec.Directive) []string { return l.names[d] }

// Is says whether the applied directive is the given one.
func (l *Links) Is(applied *ast.Directive, d spec.Directive) bool {
	return l.meaning[applied.Name] == d
}

// First returns the first application of the directive in the list, or nil.
func (l *Links) First(list ast.DirectiveList, d spec.Directive) *ast.Directive {
	for _, applied := range list {
		if l.meaning[applied.Name] == d {
			return applied
		}
	}
	return nil
}

// Each returns the applications of the directive in the list.
func (l *Links) Each(list ast.DirectiveList, d spec.Directive) []*ast.Directive {
	var out []*ast.Directive
	for _, applied := range list {
		if l.meaning[applied.Name] == d {
			out = append(out, applied)
		}
	}
	return out
}

// Owner is the link that a directive of the schema belongs to, with its name in the linked
// specification; nil when it belongs to none.
func (l *Links) Owner(directive string) (*Link, string) {
	if link := l.owner["@"+directive]; link != nil {
		for _, i := range link.Imports {
			if i.As == "@"+directive {
				return link, i.Name[1:]
			}
		}
	}
	if prefix, rest, ok := strings.Cut(directive, "__"); ok {
		if link := l.byAlias(prefix); link != nil {
			return link, rest
		}
	}
	if link := l.byAlias(directive); link != nil {
		return link, link.URL.Name
	}
	return nil, ""
}

// IsSpecType says whether a type name of the schema belongs to one of the specifications that
// are part of the machinery (link, federation, join).
func (l *Links) IsSpecType(name string) bool {
	if link := l.owner[name]; link != nil {
		return isMachinery(link.URL.Identity)
	}
	if prefix, _, ok := strings.Cut(name, "__"); ok {
		if link := l.byAlias(prefix); link != nil {
			return isMachinery(link.URL.Identity)
		}
	}
	return false
}

func isMachinery(identity string) bool {
	return strings.HasPrefix(identity, spec.Host)
}

func (l *Links) byAlias(alias string) *Link {
	for _, link := range l.All {
		if link.Alias == alias {
			return link
		}
	}
	return nil
}

type linker struct {
	links          *Links
	problems       []Problem
	withFederation bool
	schema         *Schema
	// machinery says that a broken link was meant for the federation specification.
	machinery bool
	// explicit says that the schema links the link specification itself.
	explicit bool
	// misnamed says that the schema links the link specification under another name than it uses.
	misnamed bool
}

func (k *linker) defines(directive string) bool { return k.schema.Directive(directive) != nil }

// report keeps a problem of a link. Where the schema leaves it to the link to federation to say
// what a link is, all links hang on it, and nothing more is known with one of them broken.
func (k *linker) report(code string, pos *ast.Position, format string, args ...any) {
	k.reportBeside(code, pos, format, args...)
	k.problems[len(k.problems)-1].Final = !k.explicit
}

// reportBeside keeps a problem beside which others can be looked for.
func (k *linker) reportBeside(code string, pos *ast.Position, format string, args ...any) {
	k.problems = append(k.problems, Problem{Code: code, Message: fmt.Sprintf(format, args...), Pos: []*ast.Position{pos}})
}

// Resolve reads the @link applications of a schema.
func Resolve(s *Schema) (*Links, []Problem) {
	k := &linker{schema: s, links: &Links{
		LinkName: "link",
		meaning:  map[string]spec.Directive{},
		names:    map[spec.Directive][]string{},
		owner:    map[string]*Link{},
	}}
	k.name(s)
	var direct []*Link
	for _, d := range s.Applied {
		if d.Name == k.links.LinkName {
			if link := k.link(d); link != nil {
				direct = append(direct, link)
			}
		}
	}
	if !linksMachinery(direct) && !k.machinery {
		// Without a link to the link or federation specification @link is a directive like any
		// other: an old schema may use it in its own way.
		k.problems = nil
		direct = nil
	}
	for _, link := range direct {
		k.withFederation = k.withFederation || link.URL.Identity == spec.FederationIdentity
	}
	for _, link := range direct {
		k.add(link)
	}
	k.federation()
	k.know()
	if slices.ContainsFunc(k.problems, func(p Problem) bool { return p.Final }) {
		k.problems = slices.DeleteFunc(k.problems, func(p Problem) bool { return !p.Final })
	}
	return k.links, k.problems
}

func linksMachinery(links []*Link) bool {
	for _, l := range links {
		if l.URL.Identity == spec.LinkIdentity || l.URL.Identity == spec.FederationIdentity {
			return true
		}
	}
	return false
}

package sdl

import (
	"slices"
	"strings"

	"github.com/weftgraphql/weft/graph/spec"
)

// add takes one link into the schema's links, unless it clashes with an earlier one.
func (k *linker) add(link *Link) {
	if !k.versionKnown(link) || !k.aliasValid(link) {
		return
	}
	for _, other := range k.links.All {
		if other.URL.Identity == link.URL.Identity {
			k.report(CodeInvalidLinkUsage, link.Pos, "cannot link %q: it is already linked by this schema", link.URL.Identity)
			return
		}
		if other.Alias == link.Alias {
			k.report(CodeInvalidLinkUsage, link.Pos,
				"cannot link %q as %q: %q already uses that name; rename one of them with \"as\"", link.URL.Identity, link.Alias, other.URL.Identity)
			return
		}
	}
	elements := map[string]string{}
	for _, i := range link.Imports {
		if as, ok := elements[i.Name]; ok && as != i.As {
			k.report(CodeInvalidLinkUsage, link.Pos, "%q of %q is imported twice, as %q and as %q; keep one", i.Name, link.URL, as, i.As)
			continue
		}
		elements[i.Name] = i.As
		if link.URL.Identity == spec.FederationIdentity && !federationHas(link.URL.Version, i.Name) {
			k.report(CodeInvalidLinkUsage, link.Pos, "cannot import unknown element %q: federation %s does not have it", i.Name, link.URL.Version)
			continue
		}
		if other := k.confusable(i.As, link); other != nil {
			k.report(CodeInvalidLinkUsage, link.Pos, "cannot import %q from %q: it reads like an element of %q; rename it with \"as\"", i.As, link.URL, other.URL)
			continue
		}
		if old := k.links.owner[i.As]; old != nil && old != link {
			k.report(CodeInvalidLinkUsage, link.Pos, "cannot import %q from %q: it is already imported from %q; rename one of them with \"as\"", i.As, link.URL, old.URL)
			continue
		}
		k.links.owner[i.As] = link
	}
	k.links.All = append(k.links.All, link)
}

// aliasValid says whether the name a link gives its elements can be a prefix.
func (k *linker) aliasValid(link *Link) bool {
	switch {
	case link.URL.Identity == spec.ConnectIdentity:
		k.report(CodeInvalidLinkUsage, link.Pos, "connectors (%q, with @connect and @source) are not supported", link.URL)
	case !isName(link.Alias):
		k.report(CodeInvalidLinkUsage, link.Pos, "cannot link %q as %q, which is not a name; give it one with \"as\"", link.URL, link.Alias)
	case strings.Contains(link.Alias, "__"):
		k.report(CodeInvalidLinkUsage, link.Pos, "cannot link %q as %q: the name contains \"__\"; give it another one with \"as\"", link.URL, link.Alias)
	case strings.HasSuffix(link.Alias, "_"):
		k.report(CodeInvalidLinkUsage, link.Pos, "cannot link %q as %q: the name ends in \"_\"; give it another one with \"as\"", link.URL, link.Alias)
	default:
		return true
	}
	return false
}

// confusable finds another link whose prefix an imported name has.
func (k *linker) confusable(as string, link *Link) *Link {
	prefix, _, _ := strings.Cut(strings.TrimPrefix(as, "@"), "__")
	directive := strings.HasPrefix(as, "@")
	for _, other := range k.links.All {
		whole := "@"+other.Alias == as
		if other != link && other.Alias == prefix && (whole && directive || strings.Contains(as, "__")) {
			return other
		}
	}
	if k.withFederation && as == "@link" && link.URL.Identity != spec.LinkIdentity {
		return &Link{URL: spec.URL{Identity: spec.LinkIdentity, Version: spec.Version{Major: 1}}}
	}
	return nil
}

func (k *linker) versionKnown(link *Link) bool {
	switch link.URL.Identity {
	case spec.FederationIdentity:
		if v := link.URL.Version; v.Major < 2 || !spec.FederationSupported(v) {
			k.report(CodeUnknownFederationVersion, link.Pos, "unknown version %s of the federation specification in @link", v)
			return false
		}
	case spec.LinkIdentity:
		// Beside federation the link specification is already there, as v1.0 and @link.
		plain := link.URL.Version == (spec.Version{Major: 1}) && link.Alias == "link"
		if k.withFederation && !plain {
			k.report(CodeInvalidLinkUsage, link.Pos, "cannot link %q as %q: the link to federation already links %s/v1.0", link.URL, link.Alias, spec.LinkIdentity)
			return false
		}
		if link.URL.Version != (spec.Version{Major: 1}) {
			k.report(CodeUnknownLinkVersion, link.Pos, "unknown version %s of the link specification", link.URL.Version)
			return false
		}
	}
	return true
}

func federationHas(v spec.Version, element string) bool {
	if name, ok := strings.CutPrefix(element, "@"); ok {
		for _, d := range spec.FederationDirectives(v) {
			if string(d.Name) == name {
				return true
			}
		}
		return false
	}
	return slices.Contains(spec.FederationScalars(v), element)
}

// federation finds the federation link, or implies the one to federation 1.
func (k *linker) federation() {
	for _, l := range k.links.All {
		if l.URL.Identity == spec.FederationIdentity {
			k.links.Federation = l
			k.links.Federation2 = true
			return
		}
	}
	k.links.Federation = federation1()
}

// federation1 is the link a schema without any has: the directives of federation 1 under
// their plain names.
func federation1() *Link {
	u := spec.URL{Identity: spec.FederationIdentity, Name: "federation", Version: spec.Version{Major: 1}}
	link := &Link{URL: u, Alias: u.Name}
	for _, d := range spec.FederationDirectives(u.Version) {
		link.Imports = append(link.Imports, Import{"@" + string(d.Name), "@" + string(d.Name)})
	}
	link.Imports = append(link.Imports, Import{spec.FieldSet, "_FieldSet"})
	return link
}

// lastOwnDefinitions is the last version of federation whose directives mean something in a
// schema that does not link it but defines them.
var lastOwnDefinitions = spec.Version{Major: 2, Minor: 4}

// know fills in what the names of the schema mean.
func (k *linker) know() {
	for _, d := range spec.FederationDirectives(k.links.Federation.URL.Version) {
		k.name(k.links.Federation, d.Name)
	}
	if !k.links.Federation2 {
		// A schema of federation 1 may bring the definitions of the first directives of
		// federation 2 itself.
		for _, d := range spec.FederationDirectives(lastOwnDefinitions) {
			if name := string(d.Name); k.defines(name) && k.links.meaning[name] == "" {
				k.links.meaning[name] = d.Name
				k.links.names[d.Name] = []string{name}
			}
		}
	}
	for _, link := range k.links.All {
		for _, f := range spec.Features() {
			if f.Identity != link.URL.Identity {
				continue
			}
			for _, d := range f.Directives {
				k.name(link, d)
			}
		}
	}
}

func (k *linker) name(link *Link, d spec.Directive) {
	name := link.DirectiveName(string(d))
	if _, taken := k.links.meaning[name]; taken {
		return
	}
	k.links.meaning[name] = d
	k.links.names[d] = append(k.links.names[d], name)
}

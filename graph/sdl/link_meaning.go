package sdl

import (
	"slices"
	"strings"

	"github.com/weftgraphql/weft/graph/spec"
)

// add takes one link into the schema's links, unless it clashes with an earlier one.
func (k *linker) add(link *Link) {
	if !k.aliasValid(link) || k.clashes(link) || !k.versionKnown(link) {
		return
	}
	sound := true
	names, elements := map[string]string{}, map[string]string{}
	for _, i := range link.Imports {
		as, again := names[i.Name]
		of, taken := elements[i.As]
		switch {
		case again && as != i.As:
			k.report(CodeInvalidLinkUsage, link.Pos, "%q of %q is imported twice, as %q and as %q; keep one", i.Name, link.URL, as, i.As)
			sound = false
		case taken && of != i.Name:
			k.report(CodeInvalidLinkUsage, link.Pos, "%q and %q of %q are both imported as %q; rename one of them with \"as\"", of, i.Name, link.URL, i.As)
			sound = false
		default:
			sound = k.importable(link, i) && sound
		}
		names[i.Name], elements[i.As] = i.As, i.Name
	}
	if !sound {
		return
	}
	for _, i := range link.Imports {
		k.links.owner[i.As] = link
	}
	k.links.All = append(k.links.All, link)
}

// clashes reports a link that an earlier one leaves no name for.
func (k *linker) clashes(link *Link) bool {
	bad := func(format string, args ...any) bool {
		k.report(CodeInvalidLinkUsage, link.Pos, format, args...)
		return true
	}
	for _, other := range k.links.All {
		if other.URL.Identity == link.URL.Identity {
			return bad("cannot link %q: it is already linked by this schema", link.URL.Identity)
		}
		if other.Alias == link.Alias {
			return bad("cannot link %q as %q: %q already uses that name; rename one of them with \"as\"", link.URL.Identity, link.Alias, other.URL.Identity)
		}
	}
	if link.Alias == k.links.LinkName && link.URL.Identity != spec.LinkIdentity {
		return bad("cannot link %q as %q: %q already uses that name; rename it with \"as\"", link.URL.Identity, link.Alias, spec.LinkIdentity)
	}
	for _, other := range k.links.All {
		for _, i := range other.Imports {
			if readsLike(i.As, link.Alias) {
				return bad("cannot link %q as %q: %q, imported from %q, would read like an element of it; rename one of them with \"as\"", link.URL.Identity, link.Alias, i.As, other.URL)
			}
		}
	}
	return false
}

// importable says whether an element can be imported under its name.
func (k *linker) importable(link *Link, i Import) bool {
	bad := func(format string, args ...any) bool {
		k.report(CodeInvalidLinkUsage, link.Pos, format, args...)
		return false
	}
	switch link.URL.Identity {
	case spec.FederationIdentity:
		if !federationHas(link.URL.Version, i.Name) {
			return bad("cannot import unknown element %q: federation %s does not have it", i.Name, link.URL.Version)
		}
	case spec.LinkIdentity:
		if !slices.Contains([]string{"@link", "Import", "Purpose"}, i.Name) {
			k.reportBeside(CodeInvalidLinkUsage, link.Pos, "cannot import unknown element %q: the link specification does not have it", i.Name)
			return false
		}
	}
	if f, ok := spec.FeatureOf(link.URL); ok && !f.Has(i.Name) {
		return bad("cannot import unknown element %q: the %s specification does not have it", i.Name, f.Name)
	}
	if other := k.confusable(i, link); other != nil {
		return bad("cannot import %q from %q as %q: it reads like an element of %q; rename it with \"as\"", i.Name, link.URL, i.As, other.URL)
	}
	if old := k.links.owner[i.As]; old != nil && old != link {
		return bad("cannot import %q from %q: it is already imported from %q; rename one of them with \"as\"", i.As, link.URL, old.URL)
	}
	return true
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

// confusable finds a link whose prefix an imported name has, if the name is not the very one
// that the prefix gives the element.
func (k *linker) confusable(i Import, link *Link) *Link {
	for _, other := range k.links.All {
		if other != link && readsLike(i.As, other.Alias) {
			return other
		}
	}
	plain := i.As == "@"+link.Alias && i.Name == "@"+link.URL.Name ||
		strings.TrimPrefix(i.As, "@") == link.Alias+"__"+strings.TrimPrefix(i.Name, "@")
	if readsLike(i.As, link.Alias) && !plain {
		return link
	}
	if link.URL.Identity != spec.LinkIdentity && readsLike(i.As, k.links.LinkName) {
		return &Link{URL: spec.URL{Identity: spec.LinkIdentity, Version: spec.Version{Major: 1}}}
	}
	return nil
}

// readsLike says whether a name could be that of an element of what is linked under the alias.
func readsLike(name, alias string) bool {
	prefix, _, long := strings.Cut(strings.TrimPrefix(name, "@"), "__")
	return prefix == alias && (long || strings.HasPrefix(name, "@"))
}

func (k *linker) versionKnown(link *Link) bool {
	switch link.URL.Identity {
	case spec.FederationIdentity:
		if v := link.URL.Version; v.Major < 2 || !spec.FederationSupported(v) {
			k.links.UnknownFederation = true
			k.reportBeside(CodeUnknownFederationVersion, link.Pos, "unknown version %s of the federation specification in @link", v)
			k.problems[len(k.problems)-1].Help = "the newest known version is " + spec.NewestFederation.String()
			return false
		}
	case spec.LinkIdentity:
		if k.misnamed {
			return false
		}
		// Beside federation the link specification is already there, as v1.0 and @link.
		plain := link.URL.Version == (spec.Version{Major: 1}) && link.Alias == "link"
		if k.withFederation && !plain {
			k.report(CodeInvalidLinkUsage, link.Pos, "cannot link %q as %q: the link to federation already links %s/v1.0", link.URL, link.Alias, spec.LinkIdentity)
			return false
		}
		for _, i := range link.Imports {
			if !k.importable(link, i) {
				return false
			}
		}
		if link.URL.Version != (spec.Version{Major: 1}) {
			k.reportBeside(CodeUnknownLinkVersion, link.Pos, "unknown version %s of the link specification", link.URL.Version)
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
	if k.explicit && !k.links.UnknownFederation {
		k.leaveToFederation(k.links.Federation)
	}
}

// leaveToFederation reports links that take the names of the federation link that is implied.
func (k *linker) leaveToFederation(implied *Link) {
	for _, link := range k.links.All {
		if link.Alias == implied.Alias {
			k.report(CodeInvalidLinkUsage, link.Pos, "cannot link %q as %q, which is the name of federation; rename it with \"as\"", link.URL.Identity, link.Alias)
			continue
		}
		for _, d := range spec.FederationDirectives(lastOwnDefinitions) {
			if readsLike("@"+string(d.Name), link.Alias) {
				k.report(CodeInvalidLinkUsage, link.Pos, "cannot link %q as %q: federation has a directive of that name; rename it with \"as\"", link.URL.Identity, link.Alias)
			}
		}
		for _, i := range link.Imports {
			name, directive := strings.CutPrefix(i.As, "@")
			if directive && federationHas(lastOwnDefinitions, "@"+name) || readsLike(i.As, implied.Alias) {
				k.report(CodeInvalidLinkUsage, link.Pos, "cannot import %q from %q: federation has a directive of that name; rename it with \"as\"", i.As, link.URL)
			}
		}
	}
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
	if k.links.UnknownFederation {
		return
	}
	for _, d := range spec.FederationDirectives(k.links.Federation.URL.Version) {
		k.nameDirective(k.links.Federation, d.Name)
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
				k.nameDirective(link, d)
			}
		}
	}
}

func (k *linker) nameDirective(link *Link, d spec.Directive) {
	name := link.DirectiveName(string(d))
	if _, taken := k.links.meaning[name]; taken {
		return
	}
	k.links.meaning[name] = d
	k.links.names[d] = append(k.links.names[d], name)
}

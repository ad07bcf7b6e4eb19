package spec

// Directive is the plain name of one of the federation specification's directives.
type Directive string

// The directives of the federation specification.
const (
	Key              Directive = "key"
	Requires         Directive = "requires"
	Provides         Directive = "provides"
	External         Directive = "external"
	Extends          Directive = "extends"
	Shareable        Directive = "shareable"
	Inaccessible     Directive = "inaccessible"
	Tag              Directive = "tag"
	Override         Directive = "override"
	ComposeDirective Directive = "composeDirective"
	InterfaceObject  Directive = "interfaceObject"
	Authenticated    Directive = "authenticated"
	RequiresScopes   Directive = "requiresScopes"
	Policy           Directive = "policy"
	Context          Directive = "context"
	FromContext      Directive = "fromContext"
	Cost             Directive = "cost"
	ListSize         Directive = "listSize"
	CacheTag         Directive = "cacheTag"
)

// Scalars that the federation specification defines (plain names).
const (
	FieldSet          = "FieldSet"
	Scope             = "Scope"
	PolicyScalar      = "Policy"
	ContextFieldValue = "ContextFieldValue"
)

// Argument is one argument of a directive's definition. Type is written in SDL with the plain
// names of the specification's scalars; Default is SDL too, or empty.
type Argument struct {
	Name, Type, Default string
	Since               Version
}

// Definition is what the specification says of one directive.
type Definition struct {
	Name       Directive
	Since      Version
	Args       []Argument
	Locations  []string
	Repeatable bool
	// RepeatableSince is the version that made it repeatable, when that came later.
	RepeatableSince Version
	// SchemaSince is the version that added the location SCHEMA, when that came later.
	SchemaSince Version
}

var everywhere = []string{
	"FIELD_DEFINITION", "OBJECT", "INTERFACE", "UNION", "ARGUMENT_DEFINITION", "SCALAR",
	"ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
}

var authLocations = []string{"FIELD_DEFINITION", "OBJECT", "INTERFACE", "SCALAR", "ENUM"}

func v2(minor int) Version { return Version{2, minor} }

var federation = []Definition{
	{Name: Key, Repeatable: true, Locations: []string{"OBJECT", "INTERFACE"}, Args: []Argument{
		{Name: "fields", Type: "FieldSet!"}, {Name: "resolvable", Type: "Boolean", Default: "true"}}},
	{Name: Requires, Locations: []string{"FIELD_DEFINITION"}, Args: []Argument{{Name: "fields", Type: "FieldSet!"}}},
	{Name: Provides, Locations: []string{"FIELD_DEFINITION"}, Args: []Argument{{Name: "fields", Type: "FieldSet!"}}},
	{Name: External, Locations: []string{"OBJECT", "FIELD_DEFINITION"}, Args: []Argument{{Name: "reason", Type: "String"}}},
	{Name: Tag, Repeatable: true, Locations: everywhere, SchemaSince: v2(3), Args: []Argument{{Name: "name", Type: "String!"}}},
	{Name: Extends, Locations: []string{"OBJECT", "INTERFACE"}},
	{Name: Shareable, Since: v2(0), RepeatableSince: v2(2), Locations: []string{"OBJECT", "FIELD_DEFINITION"}},
	{Name: Inaccessible, Since: v2(0), Locations: everywhere},
	{Name: Override, Since: v2(0), Locations: []string{"FIELD_DEFINITION"}, Args: []Argument{
		{Name: "from", Type: "String!"}, {Name: "label", Type: "String", Since: v2(7)}}},
	{Name: ComposeDirective, Since: v2(1), Repeatable: true, Locations: []string{"SCHEMA"}, Args: []Argument{{Name: "name", Type: "String"}}},
	{Name: InterfaceObject, Since: v2(3), Locations: []string{"OBJECT"}},
	{Name: Authenticated, Since: v2(5), Locations: authLocations},
	{Name: RequiresScopes, Since: v2(5), Locations: authLocations, Args: []Argument{{Name: "scopes", Type: "[[Scope!]!]!"}}},
	{Name: Policy, Since: v2(6), Locations: authLocations, Args: []Argument{{Name: "policies", Type: "[[Policy!]!]!"}}},
	{Name: Context, Since: v2(8), Repeatable: true, Locations: []string{"INTERFACE", "OBJECT", "UNION"}, Args: []Argument{{Name: "name", Type: "String!"}}},
	{Name: FromContext, Since: v2(8), Locations: []string{"ARGUMENT_DEFINITION"}, Args: []Argument{{Name: "field", Type: "ContextFieldValue"}}},
	{Name: Cost, Since: v2(9), Locations: []string{"ARGUMENT_DEFINITION", "ENUM", "FIELD_DEFINITION", "INPUT_FIELD_DEFINITION", "OBJECT", "SCALAR"},
		Args: []Argument{{Name: "weight", Type: "Int!"}}},
	{Name: ListSize, Since: v2(9), Locations: []string{"FIELD_DEFINITION"}, Args: []Argument{
		{Name: "assumedSize", Type: "Int"}, {Name: "slicingArguments", Type: "[String!]"},
		{Name: "sizedFields", Type: "[String!]"}, {Name: "requireOneSlicingArgument", Type: "Boolean", Default: "true"}}},
	{Name: CacheTag, Since: v2(12), Repeatable: true, Locations: []string{"OBJECT", "FIELD_DEFINITION"},
		Args: []Argument{{Name: "format", Type: "String!"}}},
}

var federationScalars = []struct {
	name  string
	since Version
}{{FieldSet, Version{}}, {Scope, v2(5)}, {PolicyScalar, v2(6)}, {ContextFieldValue, v2(8)}}

// NewestFederation is the newest version of the federation specification that is understood.
var NewestFederation = Version{2, 14}

// FederationSupported says whether a schema may link that version of the federation
// specification: 1.0, and 2.0 to the newest.
func FederationSupported(v Version) bool {
	return v == Version{1, 0} || (v.Major == 2 && v.Minor <= NewestFederation.Minor)
}

// byVersion holds the directives of each known version: they are asked for again and again.
var byVersion = func() map[Version][]Definition {
	out := map[Version][]Definition{{Major: 1}: directivesOf(Version{Major: 1})}
	for minor := 0; minor <= NewestFederation.Minor; minor++ {
		out[v2(minor)] = directivesOf(v2(minor))
	}
	return out
}()

// FederationDirectives returns the directives that the given version defines, as that version
// defines them. The list is not the caller's to change.
func FederationDirectives(v Version) []Definition {
	if known, ok := byVersion[v]; ok {
		return known
	}
	return directivesOf(v)
}

func directivesOf(v Version) []Definition {
	out := make([]Definition, 0, len(federation))
	for _, d := range federation {
		if v.AtLeast(d.Since) {
			out = append(out, d.at(v))
		}
	}
	return out
}

// FederationScalars returns the scalars that the given version defines, by plain name.
func FederationScalars(v Version) []string {
	var out []string
	for _, s := range federationScalars {
		if v.AtLeast(s.since) {
			out = append(out, s.name)
		}
	}
	return out
}

func (d Definition) at(v Version) Definition {
	var args []Argument
	for _, a := range d.Args {
		if v.AtLeast(a.Since) {
			args = append(args, a)
		}
	}
	d.Args = args
	if d.RepeatableSince != (Version{}) && v.AtLeast(d.RepeatableSince) {
		d.Repeatable = true
	}
	if d.SchemaSince != (Version{}) && v.AtLeast(d.SchemaSince) {
		d.Locations = append(append([]string{}, d.Locations...), "SCHEMA")
	}
	return d
}

// IsFederationDirective says whether any version of the specification has a directive of that
// plain name.
func IsFederationDirective(name string) bool {
	for _, d := range federation {
		if string(d.Name) == name {
			return true
		}
	}
	return false
}

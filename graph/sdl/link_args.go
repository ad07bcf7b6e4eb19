package sdl

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/spec"
)

// name finds what @link is called here: a schema may link the link specification itself under
// another name, which is then the one to use.
func (k *linker) name(s *Schema) {
	for _, d := range s.Applied {
		arg := d.Arguments.ForName("url")
		if arg == nil || arg.Value.Kind != ast.StringValue && arg.Value.Kind != ast.BlockValue {
			continue
		}
		u, err := spec.ParseURL(arg.Value.Raw)
		if err != nil || u.Identity != spec.LinkIdentity {
			continue
		}
		name := "link"
		if as := d.Arguments.ForName("as"); as != nil && as.Value.Kind == ast.StringValue {
			name = as.Value.Raw
		}
		if imports := d.Arguments.ForName("import"); imports != nil {
			for _, c := range imports.Value.Children {
				if i, ok := renamedImport(c.Value); ok && i.Name == "@link" {
					name = strings.TrimPrefix(i.As, "@")
				}
			}
		}
		switch d.Name {
		case name:
			k.links.LinkName = name
			k.explicit = u.Version == spec.Version{Major: 1}
			return
		case "link":
			k.misnamed = true
			k.reportBeside(CodeInvalidGraphQL, d.Position, "unknown directive \"@link\": the schema links it as \"@%s\"", name)
			return
		}
	}
}

func renamedImport(v *ast.Value) (Import, bool) {
	if v.Kind != ast.ObjectValue {
		return Import{}, false
	}
	name, as := v.Children.ForName("name"), v.Children.ForName("as")
	if name == nil || as == nil {
		return Import{}, false
	}
	return Import{name.Raw, as.Raw}, true
}

func stringArg(d *ast.Directive, name string) (string, bool) {
	arg := d.Arguments.ForName(name)
	if arg == nil || arg.Value == nil || arg.Value.Kind != ast.StringValue && arg.Value.Kind != ast.BlockValue {
		return "", false
	}
	return arg.Value.Raw, true
}

func (k *linker) link(d *ast.Directive) *Link {
	text, ok := stringArg(d, "url")
	if !ok {
		return nil
	}
	u, err := spec.ParseURL(text)
	if err != nil {
		k.machinery = k.machinery || strings.HasPrefix(text, spec.FederationIdentity)
		k.report(CodeInvalidLinkIdentifier, argPos(d, "url"), "invalid @link url: %s", err)
		return nil
	}
	link := &Link{URL: u, Alias: u.Name, Pos: d.Position}
	if as, ok := stringArg(d, "as"); ok {
		link.Alias = as
	}
	if arg := d.Arguments.ForName("for"); arg != nil {
		link.For = arg.Value.Raw
	}
	if arg := d.Arguments.ForName("import"); arg != nil && arg.Value.Kind != ast.NullValue && !k.imports(link, arg.Value) {
		k.machinery = k.machinery || linksMachinery([]*Link{link})
		return nil
	}
	return link
}

func argPos(d *ast.Directive, name string) *ast.Position {
	if arg := d.Arguments.ForName(name); arg != nil {
		return arg.Value.Position
	}
	return d.Position
}

// imports reads the imports of a link and says whether all of them are such.
func (k *linker) imports(link *Link, v *ast.Value) bool {
	sound := true
	children := v.Children
	if v.Kind != ast.ListValue {
		// A single value stands for a list of one.
		children = ast.ChildValueList{{Value: v, Position: v.Position}}
	}
	for _, c := range children {
		i, ok := k.importOf(c.Value)
		sound = sound && ok
		if ok {
			link.Imports = append(link.Imports, i)
		}
	}
	return sound
}

func (k *linker) importOf(v *ast.Value) (Import, bool) {
	bad := func(format string, args ...any) (Import, bool) {
		k.report(CodeInvalidLinkUsage, v.Position, format, args...)
		return Import{}, false
	}
	i := Import{Name: v.Raw, As: v.Raw}
	switch v.Kind {
	case ast.StringValue, ast.BlockValue:
	case ast.ObjectValue:
		for _, c := range v.Children {
			if c.Name != "name" && c.Name != "as" {
				return bad("unknown field %q in @link(import:)", c.Name)
			}
			if c.Value.Kind != ast.StringValue {
				return bad("field %q in @link(import:) must be a string", c.Name)
			}
		}
		name := v.Children.ForName("name")
		if name == nil {
			return bad("an import in @link(import:) lacks the field \"name\"")
		}
		i = Import{name.Raw, name.Raw}
		if as := v.Children.ForName("as"); as != nil {
			i.As = as.Raw
		}
	default:
		return bad("an import in @link(import:) is a string or {name: \"...\", as: \"...\"}, not %s", v.String())
	}
	directive := strings.HasPrefix(i.Name, "@")
	if directive != strings.HasPrefix(i.As, "@") {
		return bad("invalid renaming in @link(import:): %q and %q must both start with \"@\" or both not", i.Name, i.As)
	}
	if i.As != i.Name && !isName(strings.TrimPrefix(i.As, "@")) {
		return bad("%q is imported as %q, which is not a name", i.Name, i.As)
	}
	return i, true
}

// isName says whether the text can be the name of something a @link brings in. Dots and dashes
// are let pass, as the reference does: such a name can never be written.
func isName(text string) bool {
	for i, r := range text {
		switch {
		case r == '_', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
		case i > 0 && ('0' <= r && r <= '9' || r == '-' || r == '.'):
		default:
			return false
		}
	}
	return text != ""
}

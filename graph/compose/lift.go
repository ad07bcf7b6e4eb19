package compose

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// lift is the third stage: a federation 1 schema is made into what it means in federation 2,
// which depends on the other subgraphs, and is then checked like the others.
func lift(subgraphs []*subgraph) ([]*subgraph, []diag.Finding) {
	var errs []diag.Finding
	any := false
	for _, sg := range subgraphs {
		any = any || sg.fed1
	}
	if !any {
		return subgraphs, nil
	}
	if errs = checkInterfaceObjectKeys(subgraphs); len(errs) > 0 {
		return subgraphs, errs
	}
	// Whether there is a definition is asked of the schemas as they were given.
	found := make([][]diag.Finding, len(subgraphs))
	misdefined := make([]bool, len(subgraphs))
	for i, sg := range subgraphs {
		if sg.fed1 {
			found[i], misdefined[i] = checkLiftable(sg, subgraphs)
		}
	}
	for i, sg := range subgraphs {
		if sg.fed1 && !misdefined[i] {
			l := &lifter{sg: sg, others: subgraphs}
			l.run()
			found[i] = append(found[i], l.errs...)
		}
	}
	for i, sg := range subgraphs {
		if sg.fed1 && len(found[i]) == 0 {
			v := newValidator(sg)
			v.checkFederation()
			found[i] = v.findings
		}
	}
	return subgraphs, slices.Concat(found...)
}

// checkLiftable is what is looked at before a schema is lifted. A schema that defines federation's
// directives otherwise is not looked at further.
func checkLiftable(sg *subgraph, all []*subgraph) (found []diag.Finding, misdefined bool) {
	v := newValidator(sg)
	v.checkLateDefinitions()
	if len(v.findings) > 0 {
		return v.findings, true
	}
	return checkBases(sg, all), false
}

type lifter struct {
	sg     *subgraph
	others []*subgraph
	errs   []diag.Finding
}

func (l *lifter) run() {
	l.readFieldSets()
	for _, t := range l.sg.schema.Types {
		switch t.Kind {
		case ast.Interface:
			l.plainInterface(t)
		case ast.Object:
			if extendsOnly(l.sg, t) {
				l.ownKeys(t)
			}
		}
	}
	l.sg.facts = newFacts(l.sg)
	for _, t := range l.sg.schema.Types {
		if t.Kind == ast.Object {
			for _, f := range t.Fields {
				l.reduce(t, f)
			}
		}
	}
	l.sg.facts = newFacts(l.sg)
	l.removeUnused()
	l.removeTags()
	l.sg.facts = newFacts(l.sg)
	l.unshare()
}

// unshare takes back that fields of federation 1 are shareable where there is nothing to share:
// no other subgraph has the field, nor the type where it is one without keys.
func (l *lifter) unshare() {
	for _, t := range l.sg.schema.Types {
		if t.Kind != ast.Object || l.sg.schema.RootOf(t.Name) != "" {
			continue
		}
		entity := len(l.sg.keys(t)) > 0
		for _, f := range t.Fields {
			if l.sg.facts.key[f] || l.sg.facts.provided[f] || l.sg.has(f.Directives, spec.Shareable) {
				continue
			}
			shared := slices.ContainsFunc(l.others, func(other *subgraph) bool {
				o := other.schema.Type(t.Name)
				return other != l.sg && o != nil && (!entity || o.Field(f.Name) != nil)
			})
			// What makes a whole type shareable stands on its definition and leaves out extensions.
			shared = shared && (entity || extendsOnly(l.sg, t) || !f.Decl.Extension)
			l.sg.facts.shared[f] = l.sg.facts.shared[f] && shared
		}
	}
}

// readFieldSets turns the spellings of a fields argument that federation 1 let pass, a list of
// strings and a bare name, into a string.
func (l *lifter) readFieldSets() {
	fix := func(list ast.DirectiveList) {
		for _, d := range list {
			if !isFieldSetDirective(l.sg.links.Meaning(d.Name)) {
				continue
			}
			a := d.Arguments.ForName("fields")
			if a == nil {
				continue
			}
			if text, ok := looseFields(a.Value); ok {
				a.Value = &ast.Value{Kind: ast.StringValue, Raw: text, Position: a.Value.Position}
			}
		}
	}
	for _, t := range l.sg.schema.Types {
		fix(t.List())
		for _, f := range t.Fields {
			fix(f.Directives)
		}
	}
}

func looseFields(v *ast.Value) (string, bool) {
	switch v.Kind {
	case ast.EnumValue:
		return v.Raw, true
	case ast.ListValue:
		var parts []string
		for _, c := range v.Children {
			if c.Value.Kind != ast.StringValue && c.Value.Kind != ast.EnumValue {
				return "", false
			}
			parts = append(parts, c.Value.Raw)
		}
		return strings.Join(parts, " "), len(parts) > 0
	}
	return "", false
}

func (l *lifter) drop(list ast.DirectiveList, kinds ...spec.Directive) ast.DirectiveList {
	kept := list[:0:0]
	for _, d := range list {
		gone := false
		for _, k := range kinds {
			gone = gone || l.sg.links.Meaning(d.Name) == k
		}
		if !gone {
			kept = append(kept, d)
		}
	}
	return kept
}

// plainInterface takes federation's directives off an interface, where federation 1 did not
// look at them.
func (l *lifter) plainInterface(t *sdl.Type) {
	kept := t.Directives[:0:0]
	for _, a := range t.Directives {
		if l.sg.links.Meaning(a.Name) != spec.Key {
			kept = append(kept, a)
		}
	}
	t.Directives = kept
	for _, f := range t.Fields {
		f.Directives = l.drop(f.Directives, spec.External, spec.Provides, spec.Requires)
	}
}

// ownKeys makes the key fields of an extension its own: federation 1 marks them @external, although the subgraph can tell
// them. That holds for the fields of the extension itself, not for those further down in its keys. An extension without a
// key is entered by the first key of any other subgraph.
func (l *lifter) ownKeys(t *sdl.Type) {
	keys := l.sg.keys(t)
	if len(keys) == 0 {
		keys = l.firstKeysElsewhere(t.Name)
	}
	for _, k := range keys {
		l.sg.facts.walk(l.sg, t, fieldsOf(k.Directive), func(f *sdl.Field, _ bool) bool {
			if f.Parent == t {
				f.Directives = l.drop(f.Directives, spec.External)
			}
			return false
		})
	}
}

func (l *lifter) firstKeysElsewhere(name string) (keys []*sdl.Applied) {
	for _, other := range l.others {
		if other == l.sg {
			continue
		}
		if t := other.schema.Type(name); t != nil {
			keys = append(keys, other.keys(t)[:min(1, len(other.keys(t)))]...)
		}
	}
	return keys
}

// reduce takes out of @requires and @provides what the subgraph resolves itself, and drops
// what nothing is left of.
func (l *lifter) reduce(t *sdl.Type, f *sdl.Field) {
	for _, kind := range []spec.Directive{spec.Requires, spec.Provides} {
		d := l.sg.links.First(f.Directives, kind)
		if d == nil {
			continue
		}
		target := t
		if kind == spec.Provides {
			target = l.sg.schema.Type(f.Type.Name())
			if target == nil || !target.IsComposite() {
				f.Directives = l.drop(f.Directives, kind)
				continue
			}
		}
		sels := fieldsOf(d)
		if len(sels) == 0 || !l.sg.exists(target, sels) {
			continue
		}
		kept := l.external(target, sels)
		if len(kept) == 0 {
			f.Directives = l.drop(f.Directives, kind)
			continue
		}
		if a := d.Arguments.ForName("fields"); printFieldSet(kept) != printFieldSet(sels) {
			a.Value = &ast.Value{Kind: ast.StringValue, Raw: printFieldSet(kept), Position: a.Value.Position}
		}
	}
}

func (l *lifter) external(t *sdl.Type, sels []*selection) []*selection {
	var out []*selection
	for _, s := range sels {
		copied := *s
		switch {
		case s.fragment:
			on := t
			if s.on != "" {
				on = l.sg.schema.Type(s.on)
			}
			copied.subs = l.external(on, s.subs)
			if len(copied.subs) > 0 {
				out = append(out, &copied)
			}
		case s.name == "__typename":
		case l.externalHere(t, t.Field(s.name)):
			out = append(out, s)
		case len(s.subs) > 0:
			copied.subs = l.external(l.sg.schema.Type(t.Field(s.name).Type.Name()), s.subs)
			if len(copied.subs) > 0 {
				out = append(out, &copied)
			}
		}
	}
	return out
}

// externalHere says whether the field, or on an interface that of some implementation, is
// external.
func (l *lifter) externalHere(t *sdl.Type, f *sdl.Field) bool {
	if l.sg.facts.external[f] {
		return true
	}
	if t.Kind == ast.Interface {
		for _, impl := range l.sg.facts.implementations[t.Name] {
			if same := impl.Field(f.Name); same != nil && l.sg.facts.external[same] {
				return true
			}
		}
	}
	return false
}

// removeUnused drops external fields that nothing selects. A type of which nothing is left is
// the error TYPE_WITH_ONLY_UNUSED_EXTERNAL.
func (l *lifter) removeUnused() {
	var empty []*sdl.Type
	for _, t := range l.sg.schema.Types {
		if t.Kind != ast.Object && t.Kind != ast.Interface || len(t.Fields) == 0 {
			continue
		}
		t.RemoveFields(func(f *sdl.Field) bool { return l.sg.facts.external[f] && !l.sg.facts.used[f] })
		if len(t.Fields) == 0 && l.sg.schema.RootOf(t.Name) == "" {
			empty = append(empty, t)
		}
	}
	for _, t := range empty {
		if l.referenced(t.Name) {
			v := newValidator(l.sg)
			v.fail("TYPE_WITH_ONLY_UNUSED_EXTERNAL", []*ast.Position{t.Pos}, "type %q has only @external fields, none of which any @key, @requires or @provides selects", t.Name)
			l.errs = append(l.errs, v.findings...)
			continue
		}
		l.sg.schema.RemoveType(t.Name)
	}
}

func (l *lifter) referenced(name string) bool {
	for _, t := range l.sg.schema.Types {
		for _, f := range t.Fields {
			if f.Type.Name() == name {
				return true
			}
		}
		if t.HasMember(name) {
			return true
		}
	}
	return l.sg.schema.RootOf(name) != ""
}

// removeTags drops a @tag on an external field that a subgraph resolving the field has too.
func (l *lifter) removeTags() {
	for _, t := range l.sg.schema.Types {
		for _, f := range t.Fields {
			if !l.sg.facts.external[f] {
				continue
			}
			kept := f.Directives[:0:0]
			for _, d := range f.Directives {
				if l.sg.links.Meaning(d.Name) != spec.Tag || !l.taggedElsewhere(f, d) {
					kept = append(kept, d)
				}
			}
			f.Directives = kept
		}
	}
}

func (l *lifter) taggedElsewhere(f *sdl.Field, tag *ast.Directive) bool {
	for _, other := range l.others {
		if other == l.sg {
			continue
		}
		t := other.schema.Type(f.Parent.Name)
		if t == nil || t.Field(f.Name) == nil || other.facts.external[t.Field(f.Name)] {
			continue
		}
		for _, d := range other.links.Each(t.Field(f.Name).Directives, spec.Tag) {
			if directiveKey(d) == directiveKey(tag) {
				return true
			}
		}
	}
	return false
}

package world

import (
	"context"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

// Caller is who makes a request. The zero value is nobody.
type Caller struct {
	Authenticated    bool     `json:"authenticated"`
	Scopes, Policies []string `json:",omitempty"`
}

// guardNames are the directives that say what a caller must show.
var guardNames = []string{"authenticated", "requiresScopes", "policy"}

// meets says whether a caller meets one directive.
func (c Caller) meets(d *ast.Directive) bool {
	has, argument := c.Scopes, "scopes"
	switch d.Name {
	case "authenticated":
		return c.Authenticated
	case "policy":
		has, argument = c.Policies, "policies"
	}
	return slices.ContainsFunc(d.Arguments.ForName(argument).Value.Children, func(group *ast.ChildValue) bool {
		return !slices.ContainsFunc(group.Value.Children, func(name *ast.ChildValue) bool { return !slices.Contains(has, name.Value.Raw) })
	})
}

// Guarded says that something is not for everybody.
func (w *World) Guarded() bool { return len(w.guards) > 0 }

// Everything is a caller who may see all there is.
func (w *World) Everything() Caller {
	all := Caller{Authenticated: true}
	for _, list := range w.guards {
		for _, d := range list {
			for argument, to := range map[string]*[]string{"scopes": &all.Scopes, "policies": &all.Policies} {
				if given := d.Arguments.ForName(argument); given != nil {
					for _, group := range given.Value.Children {
						for _, name := range group.Value.Children {
							*to = append(*to, name.Value.Raw)
						}
					}
				}
			}
		}
	}
	return all
}

// gatherGuards collects the directives of all subgraphs by "Type" and "Type.field": all of them must be met.
func (w *World) gatherGuards(m *merger) {
	note := func(at string, directives ast.DirectiveList) {
		for _, name := range guardNames {
			w.guards[at] = append(w.guards[at], directives.ForNames(name)...)
		}
		if len(w.guards[at]) == 0 {
			delete(w.guards, at)
		}
	}
	for _, name := range m.names {
		for _, p := range m.parts[name] {
			note(name, p.def.Directives)
			for _, f := range p.def.Fields {
				note(name+"."+f.Name, f.Directives)
			}
		}
	}
}

// allows says whether a caller may see a field of an object type: what counts are the guards of the field and of the same
// field of the type's interfaces, of the type, and of the field's type, be it an interface those of all its types.
func (w *World) allows(c Caller, typeName, field string) bool {
	def := w.full.Types[typeName]
	guards := slices.Concat(w.guards[typeName], w.guards[typeName+"."+field])
	for _, iface := range def.Interfaces {
		guards = append(guards, w.guards[iface+"."+field]...)
	}
	if f := def.Fields.ForName(field); f != nil {
		guards = append(guards, w.guards[f.Type.Name()]...)
		if w.full.Types[f.Type.Name()].Kind == ast.Interface {
			for _, object := range w.objectTypes(f.Type.Name()) {
				guards = append(guards, w.guards[object]...)
			}
		}
	}
	return !slices.ContainsFunc(guards, func(d *ast.Directive) bool { return !c.meets(d) })
}

// trimmed is a valid document with its fragments in place, and those of its fields that the caller may not see: a field is
// denied if any object that can be met there denies it.
func (w *World) trimmed(doc *ast.QueryDocument, c Caller) (*ast.QueryDocument, map[*ast.Field]bool) {
	t := &trimmer{w, doc, c, map[*ast.Field]bool{}}
	out := &ast.QueryDocument{}
	for _, op := range doc.Operations {
		root := "Query"
		if op.Operation == ast.Mutation {
			root = "Mutation"
		}
		clone := *op
		clone.SelectionSet = t.selections(op.SelectionSet, root)
		out.Operations = append(out.Operations, &clone)
	}
	return out, t.denied
}

type trimmer struct {
	*World
	doc    *ast.QueryDocument
	caller Caller
	denied map[*ast.Field]bool
}

// selections are of objects of the type.
func (t *trimmer) selections(set ast.SelectionSet, typeName string) ast.SelectionSet {
	var out ast.SelectionSet
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.FragmentSpread:
			f := t.doc.Fragments.ForName(s.Name)
			out = append(out, t.fragment(f.TypeCondition, s.Directives, f.SelectionSet, typeName))
		case *ast.InlineFragment:
			out = append(out, t.fragment(s.TypeCondition, s.Directives, s.SelectionSet, typeName))
		case *ast.Field:
			out = append(out, t.field(s, typeName))
		}
	}
	return out
}

func (t *trimmer) field(s *ast.Field, typeName string) *ast.Field {
	clone := *s
	def := t.full.Types[typeName].Fields.ForName(s.Name)
	switch {
	case s.Name[0] == '_' || def == nil:
	case slices.ContainsFunc(t.objectTypes(typeName), func(name string) bool { return !t.allows(t.caller, name, s.Name) }):
		t.denied[&clone] = true
	case len(s.SelectionSet) > 0:
		clone.SelectionSet = t.selections(s.SelectionSet, def.Type.Name())
	}
	return &clone
}

// fragment narrows the type, unless all objects of it meet the condition.
func (t *trimmer) fragment(on string, directives ast.DirectiveList, set ast.SelectionSet, typeName string) ast.Selection {
	inside := typeName
	if on != "" && on != typeName && !slices.Contains(t.full.Types[typeName].Interfaces, on) && !slices.Contains(t.full.Types[on].Types, typeName) {
		inside = on
	}
	return &ast.InlineFragment{TypeCondition: on, Directives: directives, SelectionSet: t.selections(set, inside)}
}

// answerGuarded answers a request for a caller who may not see everything.
func (w *World) answerGuarded(ctx context.Context, s *Session, req refexec.Request) *refexec.Response {
	doc, errs := refexec.Parse(w.api, req.Query)
	if len(errs) > 0 {
		return refexec.Do(ctx, w.api, monolith{w, s}, req) // for its errors
	}
	doc, req.Denied = w.trimmed(doc, s.Caller)
	return refexec.ExecuteRequest(ctx, w.api, monolith{w, s}, doc, req)
}

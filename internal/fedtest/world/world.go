package world

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/weftgraphql/weft/internal/fedtest/mock"
	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

// Subgraph is a subgraph's schema as its owner wrote it.
type Subgraph struct{ Name, SDL string }

// World is the data of a set of subgraphs. It is immutable; requests have a Session each.
type World struct {
	seed   uint64
	faults bool
	calm   bool
	// long: the lists of roots may be long.
	long      bool
	full, api *ast.Schema
	subgraphs map[string]*subgraph
	fields    map[string]map[string]*fieldInfo // by object type and field
	entities  map[string]bool                  // object types with a key
	family    map[string]string                // object type to its entity interface
	members   map[string][]string              // entity interface to its object types, sorted
	solid     map[string]bool
	overrides map[override]takenBy
	guards    map[string][]*ast.Directive // by "Type" and "Type.field"
}

// NewFaulty is New for subgraphs that are not all they should be: they lack some of the objects that others refer to,
// and some of their answers' values are of another type than the field's, or left out.
func NewFaulty(seed uint64, subgraphs []Subgraph) (*World, error) {
	return newWorld(seed, subgraphs, true)
}

// NewCalm is New for subgraphs whose fields don't fail, and whose roots have longer lists: the same objects stand at many
// places of their answers.
func NewCalm(seed uint64, subgraphs []Subgraph) (*World, error) {
	w, err := newWorld(seed, subgraphs, false)
	if err == nil {
		w.calm, w.long = true, !w.leadsTo("Query") && !w.LeadsToMutation()
	}
	return w, err
}

// New makes the world of a seed and some subgraphs. It fails on schemas that do not parse or that it has no data for,
// such as a key whose values are too few; that the subgraphs compose is not its concern.
func New(seed uint64, subgraphs []Subgraph) (*World, error) { return newWorld(seed, subgraphs, false) }

func newWorld(seed uint64, subgraphs []Subgraph, faults bool) (*World, error) {
	w := &World{
		seed: seed, faults: faults, subgraphs: map[string]*subgraph{}, fields: map[string]map[string]*fieldInfo{},
		entities: map[string]bool{}, family: map[string]string{}, members: map[string][]string{}, solid: map[string]bool{},
		overrides: map[override]takenBy{}, guards: map[string][]*ast.Directive{},
	}
	var list []*subgraph
	for _, s := range subgraphs {
		schema, err := mock.CompleteSchema(s.Name, strings.ReplaceAll(s.SDL, "@federation__", "@"))
		if err != nil {
			return nil, err
		}
		sub := &subgraph{name: s.Name, sdl: s.SDL, schema: schema}
		w.subgraphs[s.Name] = sub
		list = append(list, sub)
	}
	m, err := merge(list)
	if err != nil {
		return nil, err
	}
	if w.full, w.api, err = m.schemas(); err != nil {
		return nil, err
	}
	if w.api.Query == nil {
		return nil, fmt.Errorf("there is no query type")
	}
	if err := w.gather(m); err != nil {
		return nil, err
	}
	for _, sub := range list {
		if err := w.prepare(sub); err != nil {
			return nil, fmt.Errorf("subgraph %s: %w", sub.name, err)
		}
	}
	return w, nil
}

// API is the schema that clients see. It must not be changed.
func (w *World) API() *ast.Schema { return w.api }

// LeadsToMutation says that a field gives the root of mutations again. What is executed below it, and how often, depends on
// the objects that are there.
func (w *World) LeadsToMutation() bool { return w.leadsTo("Mutation") }

// leadsTo says that a field gives objects of a type.
func (w *World) leadsTo(typeName string) bool {
	for _, def := range w.api.Types {
		if slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool { return f.Type.Name() == typeName }) {
			return true
		}
	}
	return false
}

// SDL is the schema that clients see, as text.
func (w *World) SDL() string {
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(w.api)
	return b.String()
}

// Monolith answers a request from all of the data that the session's caller may see, by the specification. The session
// notes mutations only.
func (w *World) Monolith(ctx context.Context, s *Session, req refexec.Request) *refexec.Response {
	req.Root = &object{}
	if w.Guarded() {
		return w.answerGuarded(ctx, s, req)
	}
	return refexec.Do(ctx, w.api, monolith{w, s}, req)
}

type monolith struct {
	*World
	session *Session
}

// Resolve computes the value of a field.
func (w monolith) Resolve(_ context.Context, parentType *ast.Definition, field *ast.FieldDefinition, parent any, args map[string]any) (any, error) {
	o := parent.(*object)
	if isRoot(parentType.Name) {
		o = &object{typeName: parentType.Name, above: o.above}
	}
	if parentType.Name == "Mutation" {
		w.session.mutation(field.Name, w.arguments(w.full.Mutation.Fields.ForName(field.Name), args))
	}
	return result(w.fieldOf(o, field.Name, args, 0))
}

// ResolveType is the object's own type.
func (w monolith) ResolveType(_ context.Context, _ *ast.Definition, value any) (string, error) {
	return value.(*object).typeName, nil
}

func isRoot(typeName string) bool {
	return typeName == "Query" || typeName == "Mutation" || typeName == "Subscription"
}

// result tells an error from a value, as resolvers do.
func result(value any) (any, error) {
	switch value := value.(type) {
	case error:
		return nil, value
	case leftOut:
		return nil, nil
	}
	return value, nil
}

package compose

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// merge is the merging stage: it makes the types of the supergraph out of those of the
// subgraphs and collects everything in which they disagree.
func (m *merger) merge() {
	m.features = m.nameFeatures()
	m.custom = m.composeDirectives()
	if len(m.errors) > 0 {
		return
	}
	m.checkQueries()

	var objects, enums, unions, inputs []string
	for _, name := range m.names {
		switch m.shallow(name) {
		case ast.Object, ast.Interface:
			objects = append(objects, name)
		case ast.Enum:
			enums = append(enums, name)
		case ast.Union:
			unions = append(unions, name)
		case ast.InputObject:
			inputs = append(inputs, name)
		case ast.Scalar:
			m.mergeScalar(name)
		}
	}
	m.checkInterfaceObjects()
	for _, name := range unions {
		m.mergeUnion(name)
	}
	// Objects before interfaces: an interface demands what its implementations demand.
	for _, kind := range []ast.DefinitionKind{ast.Object, ast.Interface} {
		for _, name := range objects {
			if m.types[name].Kind == kind {
				m.mergeObject(name)
			}
		}
	}
	for _, name := range inputs {
		m.mergeInput(name)
	}
	m.executable = m.mergeExecutable()
	m.countEnumUses()
	for _, name := range enums {
		m.mergeEnum(name)
	}
	m.spreadInterfaceObjects()
	m.checkInterfaceKeys()
	m.checkInterfaceFields()
	m.dropEmptyInputs()
}

// shallow puts a type without its contents into the supergraph: kind, description and where
// it comes from. Where the subgraphs do not agree on the kind, those that have it as the first
// one does are looked at further.
func (m *merger) shallow(name string) ast.DefinitionKind {
	sources := m.sources[name]
	kind := sources[0].sg.kind(sources[0].t)
	same, others := sources[:0:0], sources[:0:0]
	for _, s := range sources {
		if s.sg.kind(s.t) == kind {
			same = append(same, s)
		} else {
			others = append(others, s)
		}
	}
	if len(others) > 0 {
		m.kindMismatch(name, sources)
		m.otherKinds[name] = others
		sources = same
		m.sources[name] = same
	}
	m.checkExtensionBase(name, sources)
	def := &ast.Definition{Kind: kind, Name: name}
	def.Description = m.typeDescription(name, sources)
	for _, s := range sources {
		def.Directives = append(def.Directives, m.joinTypes(s)...)
	}
	m.types[name] = def
	return kind
}

func (m *merger) typeDescription(name string, sources []typeSource) string {
	all := make([]described, 0, len(sources))
	for _, s := range sources {
		all = append(all, described{s.sg, s.t.Description, s.t.Pos})
	}
	return m.description("type \""+name+"\"", all)
}

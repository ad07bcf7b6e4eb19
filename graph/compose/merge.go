package compose

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// merge is the merging stage: it makes the types of the supergraph out of those of the
// subgraphs and collects everything in which they disagree.
func (m *merger) merge() {
	m.features = m.nameFeatures()
	m.custom = m.composeDirectives()
	m.checkQueries()
	m.checkInterfaceObjects()

	var objects, enums, unions, inputs []string
	for _, name := range m.names {
		kind, ok := m.shallow(name)
		if !ok {
			continue
		}
		switch kind {
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
	m.countEnumUses()
	for _, name := range enums {
		m.mergeEnum(name)
	}
	m.spreadInterfaceObjects()
	m.checkInterfaceKeys()
	m.checkInterfaceFields()
	m.dropEmptyInputs()
	m.executable = m.mergeExecutable()
}

// shallow puts a type without its contents into the supergraph: kind, description and where
// it comes from. False when the subgraphs do not agree on the kind.
func (m *merger) shallow(name string) (ast.DefinitionKind, bool) {
	sources := m.sources[name]
	kind := sources[0].sg.kind(sources[0].t)
	agree := true
	for _, s := range sources[1:] {
		agree = agree && s.sg.kind(s.t) == kind
	}
	if !agree {
		m.kindMismatch(name, sources)
	}
	m.checkExtensionBase(name, sources)
	if !agree {
		return "", false
	}
	def := &ast.Definition{Kind: kind, Name: name}
	def.Description = m.typeDescription(name, sources)
	for _, s := range sources {
		def.Directives = append(def.Directives, m.joinTypes(s)...)
	}
	m.types[name] = def
	return kind, true
}

func (m *merger) typeDescription(name string, sources []typeSource) string {
	all := make([]described, 0, len(sources))
	for _, s := range sources {
		all = append(all, described{s.sg, s.t.Description, s.t.Pos})
	}
	return m.description("type \""+name+"\"", all)
}

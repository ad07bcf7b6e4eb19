package validate

import (
	"encoding/binary"
	"slices"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// fieldSelectionMerging: fields that end up under one response key can be
// merged. Instead of comparing pairs, the fields at one place of the answer are
// taken as a set: grouped by response key, each group must agree in shape with
// its first field, and, where the fields may apply to one object, in name and
// arguments. Equal sets met again are not looked at twice. An operation's own
// selections are enough, since every fragment in use is part of one.
func fieldSelectionMerging(d *document) {
	if d.cyclic {
		return
	}
	m := &merging{
		document: d, number: map[*ast.Field]uint32{}, signatures: map[*ast.Field]string{},
		shapes: map[string]bool{}, parents: map[string]bool{}, reported: map[[2]*ast.Field]bool{},
	}
	for _, def := range d.all() {
		for _, site := range def.fields {
			m.number[site.node] = uint32(len(m.sites))
			m.sites = append(m.sites, site)
		}
	}
	for _, def := range d.operations {
		if def.scope == nil {
			continue
		}
		set := m.collect([]ast.SelectionSet{def.operation.SelectionSet})
		m.run(set)
		if d.full() {
			return
		}
	}
}

// merging holds the sets of fields seen. A field is known by its number; a set
// is numbers without duplicates, ascending.
type merging struct {
	*document
	number     map[*ast.Field]uint32
	sites      []fieldSite
	signatures map[*ast.Field]string
	// shapes and parents are the sets already checked for each of the two conditions.
	shapes, parents map[string]bool
	reported        map[[2]*ast.Field]bool
}

// fieldSet is fields at one place of the answer. shape says which condition is checked.
type fieldSet struct {
	fields []uint32
	shape  bool
}

// run works sets off a stack of its own: how deep fragments nest is the client's choice.
func (m *merging) run(fields []uint32) {
	pending := []fieldSet{{fields, true}, {fields, false}}
	for len(pending) > 0 {
		set := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if m.seen(set) {
			continue
		}
		for _, group := range m.byResponseKey(set.fields) {
			if m.full() || !m.spend(len(group)) {
				return
			}
			if set.shape {
				pending = append(pending, m.sameShape(group)...)
			} else {
				pending = append(pending, m.sameField(group)...)
			}
		}
	}
}

func (m *merging) seen(set fieldSet) bool {
	known := m.parents
	if set.shape {
		known = m.shapes
	}
	key := make([]byte, 0, 4*len(set.fields))
	for _, number := range set.fields {
		key = binary.LittleEndian.AppendUint32(key, number)
	}
	if known[string(key)] {
		return true
	}
	known[string(key)] = true
	return false
}

// collect gathers the fields of selection sets through fragments.
func (m *merging) collect(sets []ast.SelectionSet) []uint32 {
	var (
		fields  []uint32
		spread  = map[string]bool{}
		pending = sets
	)
	for len(pending) > 0 {
		set := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if !m.spend(1 + len(set)) {
			return nil
		}
		for _, selection := range set {
			switch node := selection.(type) {
			case *ast.Field:
				if number := m.number[node]; m.sites[number].def != nil {
					fields = append(fields, number)
				}
			case *ast.InlineFragment:
				pending = append(pending, node.SelectionSet)
			case *ast.FragmentSpread:
				if target := m.named[node.Name]; target != nil && !spread[node.Name] {
					spread[node.Name] = true
					pending = append(pending, target.fragment.SelectionSet)
				}
			}
		}
	}
	return unique(fields)
}

func unique(numbers []uint32) []uint32 {
	slices.Sort(numbers)
	kept := numbers[:0]
	for i, number := range numbers {
		if i == 0 || number != numbers[i-1] {
			kept = append(kept, number)
		}
	}
	return kept
}

// byResponseKey groups fields, in the order of the groups' first fields.
func (m *merging) byResponseKey(fields []uint32) [][]uint32 {
	index := make(map[string]int, len(fields))
	var groups [][]uint32
	for _, number := range fields {
		key := m.sites[number].node.Alias
		at, known := index[key]
		if !known {
			at = len(groups)
			index[key] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], number)
	}
	return groups
}

// sameShape checks that the values of a group can stand in one place of the
// answer (SameResponseShape), and returns the set below it.
func (m *merging) sameShape(group []uint32) []fieldSet {
	first := m.sites[group[0]]
	for _, number := range group[1:] {
		if site := m.sites[number]; !m.shapesAgree(first.def.Type, site.def.Type) {
			m.conflict(first, site, `they return conflicting types "`+first.def.Type.String()+`" and "`+site.def.Type.String()+`"`)
			return nil
		}
	}
	return m.below(group, true)
}

// sameField checks fields that may apply to one object: those on abstract
// types with all others, those on object types with those on the same one
// (FieldsInSetCanMerge), and returns the sets below.
func (m *merging) sameField(group []uint32) []fieldSet {
	var abstract []uint32
	objects := map[string][]uint32{}
	var order []string
	for _, number := range group {
		parent := m.sites[number].parent
		if parent.Kind != ast.Object {
			abstract = append(abstract, number)
			continue
		}
		if objects[parent.Name] == nil {
			order = append(order, parent.Name)
		}
		objects[parent.Name] = append(objects[parent.Name], number)
	}
	if len(order) == 0 {
		return m.mergeable(abstract)
	}
	var sets []fieldSet
	for _, name := range order {
		if !m.spend(len(abstract) + len(objects[name])) {
			return nil
		}
		sets = append(sets, m.mergeable(append(append([]uint32(nil), abstract...), objects[name]...))...)
	}
	return sets
}

func (m *merging) mergeable(group []uint32) []fieldSet {
	first := m.sites[group[0]]
	for _, number := range group[1:] {
		site := m.sites[number]
		if first.node.Name != site.node.Name {
			m.conflict(first, site, `"`+shown(first.node.Name)+`" and "`+shown(site.node.Name)+`" are different fields`)
			return nil
		}
		if m.signature(first.node) != m.signature(site.node) {
			m.conflict(first, site, "they have differing arguments")
			return nil
		}
	}
	return m.below(group, false)
}

func (m *merging) below(group []uint32, shape bool) []fieldSet {
	var sets []ast.SelectionSet
	for _, number := range group {
		if set := m.sites[number].node.SelectionSet; len(set) > 0 {
			sets = append(sets, set)
		}
	}
	if len(sets) == 0 {
		return nil
	}
	return []fieldSet{{m.collect(sets), shape}}
}

func (m *merging) conflict(a, b fieldSite, reason string) {
	pair := [2]*ast.Field{a.node, b.node}
	if m.reported[pair] {
		return
	}
	m.reported[pair] = true
	m.report(at(a.node.Position, b.node.Position),
		"Fields %q conflict because %s. Use different aliases on the fields to fetch both if this was intentional.",
		shown(a.node.Alias), reason)
}

// shapesAgree compares two types but for what is below them.
func (m *merging) shapesAgree(a, b *ast.Type) bool {
	for {
		if a.NonNull != b.NonNull || (a.Elem == nil) != (b.Elem == nil) {
			return false
		}
		if a.Elem == nil {
			break
		}
		a, b = a.Elem, b.Elem
	}
	if a.NamedType == b.NamedType {
		return true
	}
	first, second := m.schema.Types[a.NamedType], m.schema.Types[b.NamedType]
	return first != nil && second != nil && first.IsCompositeType() && second.IsCompositeType()
}

// signature prints a field's arguments so that equal ones are equal in text,
// in whatever order they are written.
func (m *merging) signature(node *ast.Field) string {
	if len(node.Arguments) == 0 {
		return ""
	}
	signature, known := m.signatures[node]
	if !known {
		signature = argumentsSignature(node.Arguments)
		m.signatures[node] = signature
	}
	return signature
}

func argumentsSignature(list ast.ArgumentList) string {
	parts := make([]string, len(list))
	for i, argument := range list {
		parts[i] = argument.Name + ":" + valueSignature(argument.Value)
	}
	sort.Strings(parts)
	return strings.Join(parts, ",")
}

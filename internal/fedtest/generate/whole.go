package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

var builtIn = []*gType{
	{name: "Int", kind: scalar}, {name: "String", kind: scalar}, {name: "Float", kind: scalar},
	{name: "Boolean", kind: scalar}, {name: "ID", kind: scalar},
}

// whole is the graph before it is cut.
type whole struct {
	Random
	size                                                         int // 1 is small, 3 large
	entities, values, interfaces, unions, enums, inputs, scalars []*gType
	family                                                       *gType
	query, mutation                                              *gType
	count                                                        int // of fields, for names
}

func newWhole(r Random, size int) *whole {
	g := &whole{Random: r, size: size}
	g.leaves()
	g.declare()
	g.shareInterfaces()
	for _, t := range slices.Concat(g.entities, g.values) {
		g.addKeys(t)
		g.addFields(t, g.upTo(1, 1+2*g.size))
	}
	g.hide()
	return g
}

func (g *whole) leaves() {
	for i := range g.upTo(0, g.size) {
		t := &gType{name: fmt.Sprintf("Enum%d", i), kind: enum}
		for v := range g.upTo(2, 4) {
			t.enumValues = append(t.enumValues, fmt.Sprintf("V%d", v))
		}
		if len(t.enumValues) > 2 && g.chance(15) {
			t.hiddenValue = pick(g.Random, t.enumValues[1:])
		}
		g.enums = append(g.enums, t)
	}
	if g.chance(40) {
		g.scalars = append(g.scalars, &gType{name: "Json", kind: scalar})
	}
	for i := range g.upTo(0, 2) {
		t := &gType{name: fmt.Sprintf("Input%d", i), kind: input}
		for n := range g.upTo(1, 3) {
			f := &gField{name: fmt.Sprintf("i%d", n), of: g.inputType(i)}
			f.t = g.wrap(f.of.name, g.IntN(5)/4)
			if n > 0 && f.of == t {
				f.t.NonNull = false
			}
			f.inaccessible = n > 0 && !f.t.NonNull && g.chance(12)
			t.fields = append(t.fields, f)
		}
		g.inputs = append(g.inputs, t)
	}
}

// inputType is a type for arguments and input fields; of the input objects only the first n.
func (g *whole) inputType(n int) *gType {
	if n > 0 && g.chance(25) {
		return pick(g.Random, g.inputs[:n])
	}
	if len(g.enums) > 0 && g.chance(30) {
		return pick(g.Random, g.enums)
	}
	return pick(g.Random, builtIn)
}

// declare makes the composite types, empty, and says what implements what.
func (g *whole) declare() {
	for i := range g.upTo(1, 1+g.size) {
		g.entities = append(g.entities, &gType{name: fmt.Sprintf("E%d", i), kind: entity})
	}
	for i := range g.upTo(0, 1+g.size) {
		g.values = append(g.values, &gType{name: fmt.Sprintf("V%d", i), kind: value})
	}
	objects := slices.Concat(g.entities, g.values)
	for i := range g.upTo(0, g.size) {
		t := &gType{name: fmt.Sprintf("I%d", i), kind: iface, members: some(g.Random, objects, 1)}
		g.Shuffle(len(t.members), func(a, b int) { t.members[a], t.members[b] = t.members[b], t.members[a] })
		g.interfaces = append(g.interfaces, t)
	}
	// The second interface implements the first: its members are the first's too.
	if len(g.interfaces) > 1 && g.chance(60) {
		sub, super := g.interfaces[1], g.interfaces[0]
		sub.implements = append(sub.implements, super)
		for _, m := range sub.members {
			if !slices.Contains(super.members, m) {
				super.members = append(super.members, m)
			}
		}
	}
	for _, i := range g.interfaces {
		for _, m := range i.members {
			m.implements = append(m.implements, i)
		}
	}
	for i := range g.upTo(0, min(2, g.size)) {
		if len(objects) > 1 {
			t := &gType{name: fmt.Sprintf("U%d", i), kind: unionKind, members: some(g.Random, objects, 1)}
			g.Shuffle(len(t.members), func(a, b int) { t.members[a], t.members[b] = t.members[b], t.members[a] })
			g.unions = append(g.unions, t)
		}
	}
	if g.chance(35) {
		g.declareFamily()
	}
	g.query = &gType{name: "Query", kind: root}
	if g.chance(40) {
		g.mutation = &gType{name: "Mutation", kind: root}
	}
}

// declareFamily makes an entity interface with members of its own.
func (g *whole) declareFamily() {
	g.family = &gType{name: "Node", kind: family}
	for i := range g.upTo(1, 3) {
		t := &gType{name: fmt.Sprintf("N%d", i), kind: entity, implements: []*gType{g.family}}
		g.family.members = append(g.family.members, t)
		g.entities = append(g.entities, t)
	}
}

// shareInterfaces gives interfaces fields and copies them to what implements them.
func (g *whole) shareInterfaces() {
	all := slices.Clone(g.interfaces)
	if g.family != nil {
		all = append(all, g.family)
		g.family.fields = append(g.family.fields, g.idField())
	}
	for _, i := range all {
		g.firstFields(i)
		g.addFields(i, g.upTo(1, 2))
		if i.kind == family && g.chance(70) { // so that much stands below objects of which a subgraph does not know what they are
			g.leadToEntity(i)
		}
		for _, m := range i.members {
			for _, f := range i.fields {
				if m.field(f.name) != nil {
					continue
				}
				own := *f
				if i.kind == iface && own.of.isAbstract() && own.of.kind != family && g.chance(25) { // a narrower type
					own.of = own.of.members[0]
					own.t = renamed(own.t, own.of.name)
				}
				if !own.t.NonNull && g.chance(25) {
					t := *own.t
					t.NonNull = true
					own.t = &t
				}
				m.fields = append(m.fields, &own)
			}
		}
	}
	g.agree(all)
}

// firstFields gives an interface those of the one it implements, or one that is simple: every subgraph will have it.
func (g *whole) firstFields(i *gType) {
	switch {
	case len(i.implements) > 0:
		i.fields = append(i.fields, i.implements[0].fields...)
	case i.kind != iface:
	case g.chance(50):
		i.fields = append(i.fields, g.idField())
	default:
		f := g.newField(i)
		f.of = pick(g.Random, builtIn)
		f.t = g.wrapOutput(f.of.name, false)
		i.fields = append(i.fields, f)
	}
}

// agree makes fields that came by two ways suit both.
func (g *whole) agree(all []*gType) {
	for _, i := range all {
		for _, m := range i.members {
			for _, f := range i.fields {
				if own := m.field(f.name); f.t.NonNull && !own.t.NonNull {
					t := *own.t
					t.NonNull = true
					own.t = &t
				}
			}
		}
	}
	for _, i := range g.interfaces {
		for _, super := range i.implements {
			for _, f := range super.fields {
				if own := i.field(f.name); own != f {
					own.t = f.t
				}
			}
		}
	}
}

func (g *whole) idField() *gField {
	return &gField{name: "id", t: ast.NonNullNamedType("ID", nil), of: builtIn[4]}
}

// addKeys gives an entity the keys subgraphs choose from; the first is always possible.
func (g *whole) addKeys(t *gType) {
	if t.kind != entity {
		return
	}
	single := func(name string, of *gType) {
		f := t.field(name)
		if f == nil {
			f = &gField{name: name, t: ast.NonNullNamedType(of.name, nil), of: of}
			t.fields = append(t.fields, f)
		}
		f.key = true
	}
	add := func(text string, fields ...string) { t.keys = append(t.keys, &gKey{text, fields}) }
	single("id", builtIn[4])
	add("id", "id")
	if g.chance(40) {
		single("sku", pick(g.Random, builtIn[:2]))
		add("sku", "sku")
	}
	if g.chance(25) {
		single("num", builtIn[0])
		single("zone", builtIn[pick(g.Random, []int{1, 3})])
		add(pick(g.Random, []string{"num zone", "zone num"}), "num", "zone")
	}
	if g.chance(25) {
		g.addNestedKey(t)
	}
	if g.chance(10) {
		t.fields = append(t.fields, &gField{
			name: "codes", t: ast.NonNullListType(ast.NonNullNamedType("String", nil), nil), of: builtIn[1], key: true,
		})
		add("codes", "codes")
	}
	if t.familyOf() == nil {
		// An id need not come first.
		g.Shuffle(len(t.keys), func(a, b int) { t.keys[a], t.keys[b] = t.keys[b], t.keys[a] })
	}
}

func (g *whole) addNestedKey(t *gType) {
	var targets []*gType
	for _, e := range g.entities {
		if e.familyOf() == nil && e != t {
			targets = append(targets, e)
		}
	}
	f := &gField{name: "ref", key: true}
	text := "ref { id }"
	if len(targets) > 0 && g.chance(50) {
		f.of = pick(g.Random, targets)
	} else {
		f.of = &gType{name: t.name + "Ref", kind: value, fields: []*gField{
			{name: "id", t: ast.NonNullNamedType("ID", nil), of: builtIn[4], key: true},
		}}
		if g.chance(40) {
			f.of.fields = append(f.of.fields, &gField{name: "sub", t: ast.NonNullNamedType("Int", nil), of: builtIn[0], key: true})
			text = "ref { sub id }"
		}
		g.values = append(g.values, f.of)
	}
	f.t = ast.NonNullNamedType(f.of.name, nil)
	if g.chance(25) {
		f.t = ast.NonNullListType(f.t, nil)
	}
	t.fields = append(t.fields, f)
	t.keys = append(t.keys, &gKey{text, []string{"ref"}})
}

// addFields makes up fields of any type.
func (g *whole) addFields(t *gType, n int) {
	for range n {
		t.fields = append(t.fields, g.newField(t))
	}
}

func (g *whole) newField(t *gType) *gField {
	f := &gField{name: fieldName(g.count)}
	if g.count++; g.chance(25) { // one name on many types
		f.name = fmt.Sprintf("n%d", g.IntN(3))
		if t.field(f.name) != nil || t.isAbstract() || len(t.implements) > 0 {
			f.name = fieldName(g.count - 1)
		}
	}
	f.of = g.outputType(t)
	f.t = g.wrapOutput(f.of.name, !f.of.isLeaf())
	if g.chance(25) {
		f.args = g.newArgs()
		for _, a := range f.args {
			a.inaccessible = !t.isAbstract() && (!a.t.NonNull || a.defaultValue != "") && g.chance(8)
		}
	}
	return f
}

func (g *whole) leadToEntity(t *gType) {
	var targets []*gType
	for _, e := range g.entities {
		if e.familyOf() == nil {
			targets = append(targets, e)
		}
	}
	if len(targets) == 0 {
		return
	}
	f := &gField{name: fieldName(g.count), of: pick(g.Random, targets)}
	g.count++
	f.t = g.wrapOutput(f.of.name, true)
	t.fields = append(t.fields, f)
}

func (g *whole) outputType(t *gType) *gType {
	composite := 40
	if t.kind == root {
		composite = 88
	}
	if t.isAbstract() {
		composite = 25
	}
	if !g.chance(composite) {
		leaves := slices.Concat(builtIn, g.enums, g.scalars)
		return pick(g.Random, leaves)
	}
	var list []*gType
	for _, e := range g.entities {
		if e.familyOf() == nil || g.chance(30) {
			list = append(list, e, e)
		}
	}
	for _, v := range g.values {
		if !v.inaccessible {
			list = append(list, v)
		}
	}
	list = slices.Concat(list, g.interfaces, g.unions)
	if g.family != nil {
		list = append(list, g.family, g.family)
	}
	return pick(g.Random, list)
}

func (g *whole) newArgs() []*gArg {
	var args []*gArg
	for i := range g.upTo(1, 2) {
		a := &gArg{name: fmt.Sprintf("a%d", i), of: g.inputType(len(g.inputs))}
		a.t = g.wrap(a.of.name, g.IntN(4)/3)
		if g.chance(40) {
			a.defaultValue = g.literal(a.t, a.of, 0)
		}
		args = append(args, a)
	}
	return args
}

// literal is a constant of an input type.
func (g *whole) literal(t *ast.Type, of *gType, depth int) string {
	if !t.NonNull && g.chance(10) {
		return "null"
	}
	if t.Elem != nil {
		var list []string
		for range g.IntN(3) {
			list = append(list, g.literal(t.Elem, of, depth+1))
		}
		return "[" + strings.Join(list, " ") + "]"
	}
	switch of.kind {
	case enum:
		v := pick(g.Random, of.enumValues)
		for v == of.hiddenValue {
			v = pick(g.Random, of.enumValues)
		}
		return v
	case input:
		var list []string
		for _, f := range of.fields {
			if f.inaccessible {
				continue // what clients see must not rest on it
			}
			if f.t.NonNull || depth < 3 && g.chance(50) {
				list = append(list, f.name+": "+g.literal(f.t, f.of, depth+1))
			}
		}
		return "{" + strings.Join(list, " ") + "}"
	}
	switch of.name {
	case "Int":
		return fmt.Sprint(g.IntN(100) - 50)
	case "Float":
		return pick(g.Random, []string{"1.5", "-2.25", "3", "1e3"})
	case "Boolean":
		return pick(g.Random, []string{"true", "false"})
	case "ID":
		return pick(g.Random, []string{`"x"`, `"y"`, `7`})
	default:
		return pick(g.Random, []string{`"a"`, `"b c"`, `"\"q\""`, `"é"`, `""`})
	}
}

// hide makes some things inaccessible, so that what clients see stays whole.
func (g *whole) hide() {
	if !g.chance(45) {
		return
	}
	for _, t := range g.entities {
		g.hideFields(t)
	}
	for _, t := range g.values {
		g.hideFields(t)
	}
	for _, t := range g.values {
		if g.chance(25) && g.onlyMember(t) {
			t.inaccessible = true
		}
	}
}

func (g *whole) hideFields(t *gType) {
	if !g.chance(30) {
		return
	}
	f := pick(g.Random, t.fields)
	shown := 0
	for _, other := range t.fields {
		if other != f && !other.inaccessible {
			shown++
		}
	}
	for _, i := range t.implements {
		if i.field(f.name) != nil {
			return
		}
	}
	f.inaccessible = shown > 0
}

// onlyMember says that a type is met through unions and interfaces with other members only.
func (g *whole) onlyMember(t *gType) bool {
	for _, other := range slices.Concat(g.entities, g.values, g.interfaces) {
		if slices.ContainsFunc(other.fields, func(f *gField) bool { return f.of == t }) {
			return false
		}
	}
	if g.family != nil && slices.ContainsFunc(g.family.fields, func(f *gField) bool { return f.of == t }) {
		return false
	}
	found := false
	for _, a := range slices.Concat(g.interfaces, g.unions) {
		if slices.Contains(a.members, t) {
			found = true
			if a.members[0] == t { // what all subgraphs know must stay
				return false
			}
		}
	}
	return found
}

func renamed(t *ast.Type, name string) *ast.Type {
	out := *t
	if out.Elem != nil {
		out.Elem = renamed(out.Elem, name)
	} else {
		out.NamedType = name
	}
	return &out
}

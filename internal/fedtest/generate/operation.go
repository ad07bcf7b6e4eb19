package generate

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

// Request is an operation to run.
type Request struct {
	Query     string
	Variables map[string]any
}

// JSON is the variables as a request has them.
func (r Request) JSON() []byte {
	out, err := json.Marshal(r.Variables)
	if err != nil {
		return []byte("null") // what came from JSON or from Operation can be written
	}
	return out
}

// Operation makes a valid request for a schema: fragments of all sorts, aliases, one field with several arguments,
// conditions, variables with and without defaults. Size bounds the number of fields.
func Operation(r Random, schema *ast.Schema, size int) Request {
	for attempt := 0; ; attempt++ {
		o := &operation{Random: r, schema: schema, fields: r.upTo(2, size), keys: map[string]string{}, variables: map[string]any{}}
		// Response keys that mean different things in different places are legal for some places only.
		o.careless = attempt < 3 && r.chance(25)
		if r.chance(50) {
			o.leaves = map[string][]string{}
		}
		query := o.write()
		if _, errs := refexec.Parse(schema, query); len(errs) == 0 {
			return Request{Query: query, Variables: o.variables}
		} else if attempt >= 10 {
			return Request{Query: "{ __typename }"}
		}
	}
}

// operation is one being written.
type operation struct {
	Random
	schema      *ast.Schema
	fields      int               // still to write
	keys        map[string]string // response key to what it stands for
	careless    bool
	definitions []string
	variables   map[string]any
	fragments   []fragment
	spreading   int // inside fragment definitions
	// leaves, when set, has the same fields of objects of a type wherever they stand; see again.go.
	leaves map[string][]string
}

type fragment struct {
	name string
	on   *ast.Definition
	text string
}

func (o *operation) write() string {
	root, word := o.schema.Query, "query"
	if o.schema.Mutation != nil && o.chance(25) {
		root, word = o.schema.Mutation, "mutation"
	}
	body := o.selections(root, 0)
	text := word + " "
	if o.chance(70) || len(o.fragments) > 0 {
		text += "Op"
	}
	if len(o.definitions) > 0 {
		text += "(" + strings.Join(o.definitions, ", ") + ")"
	}
	text += " " + body
	parts := []string{text}
	for _, f := range o.fragments {
		parts = append(parts, "fragment "+f.name+" on "+f.on.Name+" "+f.text)
	}
	return strings.Join(parts, "\n")
}

const maxDepth = 6

// selections writes a selection set on a composite type; it is never empty.
func (o *operation) selections(t *ast.Definition, depth int) string {
	list := o.same(t)
	n := o.upTo(1, 4)
	if depth == 0 {
		n = o.upTo(1, 4)
	}
	for range n {
		if len(list) > 0 && o.fields <= 0 {
			break
		}
		if s := o.selection(t, depth); s != "" {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		list = append(list, o.typename(t))
	}
	pad := strings.Repeat("  ", depth)
	return "{\n  " + pad + strings.Join(list, "\n  "+pad) + "\n" + pad + "}"
}

func (o *operation) typename(t *ast.Definition) string {
	if o.chance(30) {
		if key := o.responseKey("t", "__typename", "__typename String!", t); key != "__typename" {
			return key + ": __typename"
		}
	}
	return "__typename"
}

func (o *operation) selection(t *ast.Definition, depth int) string {
	n := o.IntN(100)
	switch {
	case n < 8:
		o.fields--
		return o.typename(t) + o.condition()
	case n < 22 && depth < maxDepth, t.Kind == ast.Union && n < 80 && depth < maxDepth, t.Kind == ast.Interface && n < 45 && depth < maxDepth:
		return o.inline(t, depth)
	case n < 30 && depth < maxDepth && o.spreading < 2:
		return o.spread(t, depth)
	}
	return o.field(t, depth)
}

// condition types that can hold for an object of t.
func (o *operation) conditionFor(t *ast.Definition) *ast.Definition {
	var names []string
	mine := objectNames(o.schema, t)
	for name, def := range o.schema.Types {
		if !def.IsCompositeType() || strings.HasPrefix(name, "__") {
			continue
		}
		if slices.ContainsFunc(objectNames(o.schema, def), func(n string) bool { return slices.Contains(mine, n) }) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	if t.IsAbstractType() && o.chance(70) && len(mine) > 0 {
		return o.schema.Types[pick(o.Random, mine)]
	}
	if len(names) == 0 {
		return t
	}
	return o.schema.Types[pick(o.Random, names)]
}

func objectNames(schema *ast.Schema, t *ast.Definition) []string {
	if t.Kind == ast.Object {
		return []string{t.Name}
	}
	var out []string
	for _, p := range schema.PossibleTypes[t.Name] {
		if p.Kind == ast.Object {
			out = append(out, p.Name)
		}
	}
	sort.Strings(out)
	return out
}

func (o *operation) inline(t *ast.Definition, depth int) string {
	on := o.conditionFor(t)
	text := "..."
	if on != t || o.chance(50) {
		text += " on " + on.Name
	}
	return text + o.condition() + " " + o.selections(on, depth+1)
}

func (o *operation) spread(t *ast.Definition, depth int) string {
	mine := objectNames(o.schema, t)
	for _, f := range o.fragments {
		overlap := slices.ContainsFunc(objectNames(o.schema, f.on), func(n string) bool { return slices.Contains(mine, n) })
		if overlap && f.text != "" && o.chance(60) {
			return "..." + f.name + o.condition()
		}
	}
	on := o.conditionFor(t)
	at := len(o.fragments)
	name := fmt.Sprintf("Frag%d", at)
	o.fragments = append(o.fragments, fragment{name: name, on: on})
	o.spreading++
	text := o.selections(on, max(depth-1, 1))
	o.spreading--
	o.fragments[at].text = text
	return "..." + name + o.condition()
}

func (o *operation) field(t *ast.Definition, depth int) string {
	var able []*ast.FieldDefinition
	for _, f := range t.Fields {
		composite := o.schema.Types[f.Type.Name()].IsCompositeType()
		if strings.HasPrefix(f.Name, "__") || composite && (depth >= maxDepth || o.fields <= 0) {
			continue
		}
		able = append(able, f)
		if composite && (depth < 3 || o.leaves != nil) {
			able = append(able, f)
		}
		if composite && o.leaves != nil {
			able = append(able, f, f)
		}
	}
	o.fields--
	if len(able) == 0 {
		return o.typename(t)
	}
	f := pick(o.Random, able)
	args := o.arguments(f)
	meaning := f.Name + args + " " + f.Type.String()
	key := o.responseKey(f.Name, f.Name, meaning, t)
	text := f.Name + args + o.condition()
	if key != f.Name {
		text = key + ": " + text
	}
	if def := o.schema.Types[f.Type.Name()]; def.IsCompositeType() {
		text += " " + o.selections(def, depth+1)
	}
	return text
}

// responseKey finds a key that stands for nothing else in the operation: the field's name or an alias.
func (o *operation) responseKey(base, name, meaning string, t *ast.Definition) string {
	if o.careless && t.Kind == ast.Object && o.chance(30) {
		return pick(o.Random, []string{"k", "m", "__typename"})
	}
	key := base
	if base != name || o.chance(15) {
		key = pick(o.Random, []string{"a_" + base, "x", "y", "_k", "id", "n0", "__" + base, "_entities", "__typename"})
	}
	for i := 0; ; i++ {
		if have, taken := o.keys[key]; !taken || have == meaning {
			o.keys[key] = meaning
			return key
		}
		key = fmt.Sprintf("%s_%d", base, i)
	}
}

// condition is @skip, @include, both or, most often, nothing.
func (o *operation) condition() string {
	if !o.chance(14) {
		return ""
	}
	text := ""
	for _, name := range some(o.Random, []string{"skip", "include"}, 1) {
		if len(text) > 0 && o.chance(60) {
			break
		}
		if o.chance(20) {
			text += fmt.Sprintf(" @%s(if: %t)", name, o.chance(50))
		} else {
			text += fmt.Sprintf(" @%s(if: $%s)", name, o.booleanVariable())
		}
	}
	return text
}

func (o *operation) booleanVariable() string {
	name := fmt.Sprintf("c%d", o.IntN(4))
	for _, d := range o.definitions {
		if strings.HasPrefix(d, "$"+name+":") {
			return name
		}
	}
	switch o.IntN(4) {
	case 0:
		o.definitions = append(o.definitions, fmt.Sprintf("$%s: Boolean! = %t", name, o.chance(50)))
		if o.chance(50) {
			return name
		}
	case 1:
		o.definitions = append(o.definitions, fmt.Sprintf("$%s: Boolean = %t", name, o.chance(50)))
		if o.chance(50) {
			return name
		}
	default:
		o.definitions = append(o.definitions, "$"+name+": Boolean!")
	}
	o.variables[name] = o.chance(50)
	return name
}

func (o *operation) arguments(f *ast.FieldDefinition) string {
	var list []string
	for _, a := range f.Arguments {
		required := a.Type.NonNull && a.DefaultValue == nil
		if !required && o.chance(40) {
			continue
		}
		list = append(list, a.Name+": "+o.argument(a.Type, a.DefaultValue != nil, 0))
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// argument is a literal or a variable, or a literal with variables in it.
func (o *operation) argument(t *ast.Type, hasDefault bool, depth int) string {
	if o.chance(35) {
		return "$" + o.variable(t, hasDefault)
	}
	if !t.NonNull && o.chance(10) {
		return "null"
	}
	def := o.schema.Types[t.Name()]
	if t.Elem != nil {
		if o.chance(10) && !isCustom(def) {
			return o.argument(t.Elem, false, depth+1) // coerced to a list
		}
		var list []string
		for range o.IntN(3) {
			list = append(list, o.argument(t.Elem, false, depth+1))
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	if def.Kind != ast.InputObject {
		return o.scalarLiteral(def)
	}
	var list []string
	for _, f := range def.Fields {
		if required := f.Type.NonNull && f.DefaultValue == nil; required || depth < 4 && o.chance(50) {
			list = append(list, f.Name+": "+o.argument(f.Type, f.DefaultValue != nil, depth+1))
		}
	}
	o.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return "{" + strings.Join(list, ", ") + "}"
}

func isCustom(def *ast.Definition) bool { return def.Kind == ast.Scalar && !def.BuiltIn }

func (o *operation) scalarLiteral(def *ast.Definition) string {
	if def.Kind == ast.Enum {
		return pick(o.Random, def.EnumValues).Name
	}
	switch def.Name {
	case "Int":
		return fmt.Sprint(o.IntN(2000) - 1000)
	case "Float":
		return pick(o.Random, []string{"0.5", "-7.25", "4", "2e3"})
	case "Boolean":
		return fmt.Sprint(o.chance(50))
	case "ID":
		return pick(o.Random, []string{`"x"`, `"id-1"`, `12`})
	case "String":
		return pick(o.Random, []string{`"a"`, `"é\n"`, `"say \"x\""`, `""`, `"😀"`, `"""block "quoted" text"""`})
	default:
		return pick(o.Random, []string{`"json"`, `1`, `[1, "a", null]`, `{b: 1, a: {c: [true]}}`})
	}
}

// variable declares a variable that may be used for a type, or finds one of exactly that type.
func (o *operation) variable(t *ast.Type, hasDefault bool) string {
	if o.chance(40) {
		for _, d := range o.definitions {
			name, rest, _ := strings.Cut(d[1:], ": ")
			if rest == t.String() {
				return name
			}
		}
	}
	name := fmt.Sprintf("v%d", len(o.definitions))
	own := *t
	withDefault := o.chance(30)
	if t.NonNull && (withDefault || hasDefault) && o.chance(40) {
		own.NonNull = false // the default makes it fit
	} else if !t.NonNull && o.chance(20) {
		own.NonNull = true
	}
	definition := fmt.Sprintf("$%s: %s", name, own.String())
	if withDefault {
		nonNull := own
		nonNull.NonNull = t.NonNull || own.NonNull
		definition += " = " + o.constant(&nonNull, 0)
	}
	o.definitions = append(o.definitions, definition)
	if !(withDefault && o.chance(50)) && !(!own.NonNull && o.chance(25)) {
		if value := o.value(&own, 0); value != nil || !t.NonNull { // a null would be a refusal
			o.variables[name] = value
		} else {
			nonNull := own
			nonNull.NonNull = true
			o.variables[name] = o.value(&nonNull, 0)
		}
	}
	return name
}

// constant is a literal without variables.
func (o *operation) constant(t *ast.Type, depth int) string {
	if !t.NonNull && o.chance(10) {
		return "null"
	}
	if t.Elem != nil {
		var list []string
		for range o.IntN(3) {
			list = append(list, o.constant(t.Elem, depth+1))
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	def := o.schema.Types[t.Name()]
	if def.Kind != ast.InputObject {
		return o.scalarLiteral(def)
	}
	var list []string
	for _, f := range def.Fields {
		if required := f.Type.NonNull && f.DefaultValue == nil; required || depth < 4 && o.chance(50) {
			list = append(list, f.Name+": "+o.constant(f.Type, depth+1))
		}
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// value is a JSON value of an input type.
func (o *operation) value(t *ast.Type, depth int) any {
	if !t.NonNull && o.chance(12) {
		return nil
	}
	if t.Elem != nil {
		list := []any{}
		for range o.IntN(3) {
			list = append(list, o.value(t.Elem, depth+1))
		}
		return list
	}
	def := o.schema.Types[t.Name()]
	switch {
	case def.Kind == ast.Enum:
		return pick(o.Random, def.EnumValues).Name
	case def.Kind == ast.InputObject:
		object := map[string]any{}
		for _, f := range def.Fields {
			if required := f.Type.NonNull && f.DefaultValue == nil; required || depth < 4 && o.chance(50) {
				object[f.Name] = o.value(f.Type, depth+1)
			}
		}
		return object
	}
	switch def.Name {
	case "Int":
		return json.Number(fmt.Sprint(o.IntN(2000) - 1000))
	case "Float":
		return json.Number(pick(o.Random, []string{"0.25", "-3", "1e2"}))
	case "Boolean":
		return o.chance(50)
	case "ID":
		return pick(o.Random, []any{"x", "id-2", json.Number("5")})
	case "String":
		return pick(o.Random, []any{"v", "\u2028", "ü\"", ""})
	default:
		return pick(o.Random, []any{"j", json.Number("2"), true, []any{nil, "z"}, map[string]any{"k": json.Number("1")}})
	}
}

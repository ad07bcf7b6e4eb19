package respond

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/operation"
)

// An interface may have thousands of types, and a selection asks the same of nearly all of them. Types differ where a fragment
// is for some of them only, and where their own field says more of its type than the interface's; those that differ in the same way share
// their fields. So a projection grows with what is asked, not with that times the types.

// possibleTypes are the object types that a type stands for, with their names in order.
type possibleTypes struct {
	types map[string]*objectType
	names []string
}

// possibleTypes are the object types that a type stands for; an object type stands for itself.
func (c *compiler) possibleTypes(name string) *possibleTypes {
	if known, ok := c.possible[name]; ok {
		return known
	}
	made := &possibleTypes{types: map[string]*objectType{}}
	add := func(def *ast.Definition) {
		if def != nil && def.Kind == ast.Object && made.types[def.Name] == nil {
			made.types[def.Name] = &objectType{def.Name, value.AppendQuoted(nil, def.Name)}
			made.names = append(made.names, def.Name)
		}
	}
	add(c.api.Types[name])
	for _, def := range c.api.PossibleTypes[name] {
		add(def)
	}
	slices.Sort(made.names)
	c.possible[name] = made
	return made
}

// typeOf is the name of a type, as it is written.
func (c *compiler) typeOf(def *ast.Definition) *objectType {
	if known := c.possibleTypes(def.Name).types[def.Name]; known != nil {
		return known
	}
	return &objectType{def.Name, value.AppendQuoted(nil, def.Name)}
}

// coversAll says whether a fragment applies to every type that an abstract type stands for. Where that is none, an @interfaceObject
// subgraph can still answer the interface's own fields.
func (c *compiler) coversAll(def, on *ast.Definition) bool {
	switch {
	case def.Name == on.Name:
		return true
	case def.Kind == ast.Object:
		return c.possibleTypes(on.Name).types[def.Name] != nil
	}
	key := [2]string{def.Name, on.Name}
	covers, known := c.covering[key]
	if !known {
		types, within := c.possibleTypes(def.Name), c.possibleTypes(on.Name)
		covers = len(types.names) > 0 && !slices.ContainsFunc(types.names, func(name string) bool { return within.types[name] == nil })
		c.covering[key] = covers
	}
	return covers
}

// byType gives a selection on an abstract type the fields for each type that an object can have there.
func (c *compiler) byType(sel *selection, def *ast.Definition, sources []source) error {
	possible := c.possibleTypes(def.Name)
	sel.possible, sel.byType = possible.types, map[string]*objectFields{}
	differ := c.differences(possible, def, sources)
	if err := c.count(len(differ)); err != nil {
		return err
	}
	alike := map[int]*objectFields{}
	for _, name := range possible.names {
		difference := differ[name]
		if difference == 0 && sel.others != nil {
			continue
		}
		object := alike[difference]
		if object == nil {
			var err error
			if object, err = c.object(c.api.Types[name], sources); err != nil {
				return err
			}
			alike[difference] = object
		}
		if difference == 0 {
			sel.others = object
		} else {
			sel.byType[name] = object
		}
	}
	return nil
}

// differences numbers what is asked of types of which something else is asked than of most: those of equal numbers have the
// same fields. Where there are deferred parts, each type has its own.
func (c *compiler) differences(possible *possibleTypes, def *ast.Definition, sources []source) map[string]int {
	d := differences{possible: possible, of: map[string]int{}, numbers: map[difference]int{}, seen: map[[2]string]bool{}}
	if len(c.defers) > 0 {
		for i, name := range possible.names {
			d.of[name] = i + 1
		}
		return d.of
	}
	for _, s := range sources {
		c.addDifferences(&d, def, s.selections)
	}
	return d.of
}

// differences are found one after the other: a number stands for a list of them, by its last and the number of the list before it.
type differences struct {
	possible *possibleTypes
	of       map[string]int
	numbers  map[difference]int
	// seen are fields by the type in scope, and fragments.
	seen map[[2]string]bool
}

type difference struct {
	before int
	what   string
}

// add notes a difference of a type, if it is one of those possible.
func (d *differences) add(name, what string) {
	if d.possible.types[name] == nil {
		return
	}
	next := difference{d.of[name], what}
	number, known := d.numbers[next]
	if !known {
		number = len(d.numbers) + 1
		d.numbers[next] = number
	}
	d.of[name] = number
}

// isNew says whether this was not looked at before.
func (d *differences) isNew(scope, name string) bool {
	key := [2]string{scope, name}
	known := d.seen[key]
	d.seen[key] = true
	return !known
}

// addDifferences adds what follows from fragments that are for some types only, and from fields. scope stands for all types that the
// selections may be for. It is as deep as fragments stand in one another.
func (c *compiler) addDifferences(d *differences, scope *ast.Definition, selections []operation.Selection) {
	for _, sel := range selections {
		switch sel := sel.(type) {
		case *operation.Field:
			if sel.Definition != nil && d.isNew(scope.Name, sel.Name) {
				for name, own := range c.typesOfField(scope, sel.Name) {
					d.add(name, sel.Name+": "+own)
				}
			}
		case *operation.Fragment:
			if c.coversAll(scope, sel.On) {
				c.addDifferences(d, scope, sel.Selections)
				continue
			}
			if d.isNew("", sel.On.Name) {
				for _, name := range c.possibleTypes(sel.On.Name).names {
					d.add(name, sel.On.Name)
				}
			}
			c.addDifferences(d, sel.On, sel.Selections)
		}
	}
}

// typesOfField is, by the types that an abstract type stands for, the type of their own field of a name, where that is
// not the same for all.
func (c *compiler) typesOfField(def *ast.Definition, field string) map[string]string {
	key := [2]string{def.Name, field}
	if known, ok := c.varying[key]; ok {
		return known
	}
	var vary map[string]string
	names := c.possibleTypes(def.Name).names
	for i := 1; i < len(names) && vary == nil; i++ {
		if !sameType(c.typeOfField(names[i], field), c.typeOfField(names[0], field)) {
			vary = map[string]string{}
		}
	}
	for i := 0; i < len(names) && vary != nil; i++ {
		if own := c.typeOfField(names[i], field); own != nil {
			vary[names[i]] = own.String()
		}
	}
	c.varying[key] = vary
	return vary
}

// typeOfField is the type of an object type's field, nil when it has no such field.
func (c *compiler) typeOfField(object, field string) *ast.Type {
	if own := c.api.Types[object].Fields.ForName(field); own != nil {
		return own.Type
	}
	return nil
}

func sameType(a, b *ast.Type) bool {
	for a != nil && b != nil {
		if a.NonNull != b.NonNull || a.NamedType != b.NamedType {
			return false
		}
		a, b = a.Elem, b.Elem
	}
	return a == b
}

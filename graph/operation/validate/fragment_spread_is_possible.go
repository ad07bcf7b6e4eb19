package validate

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// fragmentSpreadIsPossible: the type in scope and the type condition have an
// object type in common.
func fragmentSpreadIsPossible(d *document) {
	overlap := overlaps{document: d, known: map[[2]string]bool{}, sets: map[string]map[string]bool{}}
	for _, def := range d.all() {
		for _, inline := range def.inlines {
			condition := d.composite(inline.node.TypeCondition)
			if inline.parent != nil && condition != nil && !overlap.between(inline.parent, condition) {
				d.report(at(inline.node.Position), "Fragment cannot be spread here as objects of type %q can never be of type %q.",
					inline.parent.Name, condition.Name)
			}
		}
		for _, spread := range def.spreads {
			target := d.named[spread.node.Name]
			if target != nil && spread.parent != nil && target.scope != nil && !overlap.between(spread.parent, target.scope) {
				d.report(at(spread.node.Position), "Fragment %q cannot be spread here as objects of type %q can never be of type %q.",
					shown(spread.node.Name), spread.parent.Name, target.scope.Name)
			}
		}
	}
}

// overlaps remembers which pairs of types have objects in common.
type overlaps struct {
	*document
	known map[[2]string]bool
	sets  map[string]map[string]bool
}

func (o *overlaps) between(a, b *ast.Definition) bool {
	if a.Name == b.Name {
		return true
	}
	key := [2]string{a.Name, b.Name}
	common, seen := o.known[key]
	if !seen {
		objects := o.objects(b)
		for name := range o.objects(a) {
			if objects[name] {
				common = true
				break
			}
		}
		o.known[key] = common
	}
	return common
}

func (o *overlaps) objects(def *ast.Definition) map[string]bool {
	set := o.sets[def.Name]
	if set == nil {
		set = map[string]bool{}
		for _, object := range typesystem.Possible(o.schema, def) {
			set[object.Name] = true
		}
		o.sets[def.Name] = set
	}
	return set
}

package validate

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// fragmentSpreadIsPossible: the type in scope and the type condition have an
// object type in common.
func fragmentSpreadIsPossible(d *document) {
	for _, def := range d.all() {
		for _, inline := range def.inlines {
			condition := d.composite(inline.node.TypeCondition)
			if inline.parent != nil && condition != nil && !d.overlap(inline.parent, condition) {
				d.report(at(inline.node.Position), "Fragment cannot be spread here as objects of type %q can never be of type %q.",
					inline.parent.Name, condition.Name)
			}
		}
		for _, spread := range def.spreads {
			target := d.named[spread.node.Name]
			if target != nil && spread.parent != nil && target.scope != nil && !d.overlap(spread.parent, target.scope) {
				d.report(at(spread.node.Position), "Fragment %q cannot be spread here as objects of type %q can never be of type %q.",
					shown(spread.node.Name), spread.parent.Name, target.scope.Name)
			}
		}
	}
}

// overlap says whether two types have objects in common.
func (d *document) overlap(a, b *ast.Definition) bool {
	return a.Name == b.Name || d.types.Objects(a).Intersects(d.types.Objects(b))
}

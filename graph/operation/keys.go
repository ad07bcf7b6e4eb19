package operation

import (
	"strings"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// assignKeys gives response keys that begin with "_" a Key that no other field
// of the operation has: one for all fields of that response key, since they
// meet in the answer. It looks at nothing but the normal form, so that
// operations of equal Hash have equal Keys, whatever documents they came from.
func assignKeys(selections []Selection) {
	taken, keys, reserved := map[string]bool{}, map[string]string{}, []string{}
	eachField(selections, func(field *Field) {
		taken[field.ResponseKey] = true
		if _, known := keys[field.ResponseKey]; isReserved(field) && !known {
			reserved = append(reserved, field.ResponseKey)
			keys[field.ResponseKey] = ""
		}
	})
	if len(reserved) == 0 {
		return
	}
	for _, key := range reserved {
		free := "u" + key
		for taken[free] {
			free = "u" + free
		}
		taken[free] = true
		keys[key] = free
	}
	eachField(selections, func(field *Field) {
		if isReserved(field) {
			field.Key = keys[field.ResponseKey]
		}
	})
}

// isReserved says that the response key is one the engine keeps for itself.
// The engine's own __typename has the same value as the client's.
func isReserved(field *Field) bool {
	return strings.HasPrefix(field.ResponseKey, "_") &&
		(field.Name != typesystem.Typename || field.ResponseKey != typesystem.Typename)
}

func eachField(selections []Selection, visit func(*Field)) {
	for _, selection := range selections {
		switch node := selection.(type) {
		case *Field:
			visit(node)
			eachField(node.Selections, visit)
		case *Fragment:
			eachField(node.Selections, visit)
		}
	}
}

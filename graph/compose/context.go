package compose

import (
	"strings"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// splitContext takes the field argument of a @fromContext apart: "$ctx { prop }" is the
// context ctx and the selection "{ prop }".
func splitContext(text string) (name, selection string, ok bool) {
	text = strings.TrimLeft(text, " \t\r\n,")
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return "", "", false
	}
	rest = strings.TrimLeft(rest, " \t\r\n,")
	end := 0
	for end < len(rest) && isNameByte(rest[end], end == 0) {
		end++
	}
	return rest[:end], strings.TrimSpace(rest[end:]), end > 0
}

func isNameByte(c byte, first bool) bool {
	switch {
	case c == '_', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		return true
	case '0' <= c && c <= '9':
		return !first
	}
	return false
}

// contextTypes are the types that set the context.
func (sg *subgraph) contextTypes(name string) []*sdl.Type {
	var out []*sdl.Type
	for _, t := range sg.schema.Types {
		for _, a := range t.Directives {
			if sg.links.Meaning(a.Name) != spec.Context {
				continue
			}
			if set, _ := stringArg(a.Directive, "name"); set == name {
				out = append(out, t)
				break
			}
		}
	}
	return out
}

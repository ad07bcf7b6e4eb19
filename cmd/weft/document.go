package main

import (
	"fmt"
	"strings"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// documentError lists what is wrong with a document, as `file:line:column: message`.
func documentError(file string, errs gqlerr.List) error {
	lines := make([]string, len(errs))
	for i, e := range errs {
		place := file
		if len(e.Locations) > 0 {
			place = fmt.Sprintf("%s:%d:%d", file, e.Locations[0].Line, e.Locations[0].Column)
		}
		lines[i] = place + ": " + e.Message
	}
	return usage("%s", strings.Join(lines, "\n"))
}

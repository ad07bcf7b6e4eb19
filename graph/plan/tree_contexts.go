package plan

import (
	"slices"
	"strings"
)

// contextRewrites say, for each value that a call's variables may take, where it is: from the call's objects up ("..", a key each, with
// its lists), then down by type conditions and keys.
func contextRewrites(contexts []ContextValue) []rewritesJSON {
	var out []rewritesJSON
	for _, c := range contexts {
		up := slices.Repeat([]string{".."}, c.Up)
		for _, path := range contextPaths(c.Fields) {
			out = append(out, rewritesJSON{"KeyRenamer", slices.Concat(up, path), c.Variable})
		}
	}
	return out
}

func contextPaths(fields []RepresentationField) [][]string {
	var out [][]string
	for _, f := range fields {
		var path []string
		if len(f.Types) > 0 {
			path = append(path, "... on "+strings.Join(f.Types, "|"))
		}
		path = append(path, f.Source)
		if len(f.Fields) == 0 {
			out = append(out, path)
			continue
		}
		for _, below := range contextPaths(f.Fields) {
			out = append(out, slices.Concat(path, below))
		}
	}
	return out
}

// contexts shows where the variables of a call come from.
func (w *textWriter) contexts(contexts []ContextValue) {
	for _, c := range contexts {
		var paths []string
		for _, path := range contextPaths(c.Fields) {
			paths = append(paths, strings.Join(path, "."))
		}
		from := strings.Repeat("../", c.Up) + "{ " + strings.Join(paths, ", ") + " }"
		if len(paths) == 1 {
			from = strings.Repeat("../", c.Up) + paths[0]
		}
		if len(paths) == 0 {
			from = "null"
		}
		w.line("$" + c.Variable + " = " + from)
	}
}

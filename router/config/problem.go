package config

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Problem is one mistake in a configuration.
type Problem struct {
	// Line and Column count from 1; both are 0 when the mistake is in no file (a flag, the environment).
	Line, Column int
	Message      string
}

// Error is everything that is wrong with a configuration, in the order of the file.
type Error struct {
	// File is as it was named by who asked, "" for none.
	File     string
	Problems []Problem

	source []string
}

// Error shows each problem with its line and a caret below the place.
func (e *Error) Error() string {
	var text strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			text.WriteByte('\n')
		}
		if p.Line == 0 {
			text.WriteString(p.Message)
			continue
		}
		fmt.Fprintf(&text, "%s:%d:%d: %s", e.File, p.Line, p.Column, p.Message)
		if p.Line <= len(e.source) {
			line := strings.ReplaceAll(e.source[p.Line-1], "\t", " ")
			margin := fmt.Sprintf("%5d | ", p.Line)
			fmt.Fprintf(&text, "\n%s%s\n%*s | %s^", margin, line, len(margin)-3, "", strings.Repeat(" ", max(p.Column-1, 0)))
		}
	}
	return text.String()
}

// problemAt is a problem at a node of the file.
func problemAt(node ast.Node, message string) Problem {
	p := Problem{Message: message}
	if node == nil {
		return p
	}
	if token := node.GetToken(); token != nil && token.Position != nil {
		p.Line, p.Column = token.Position.Line, token.Position.Column
	}
	return p
}

// nearest is the candidate most like a word, "" when none is alike.
func nearest(word string, candidates []string) string {
	best, bestDistance := "", len(word)/3+2
	for _, c := range candidates {
		if d := distance(word, c); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts insertions, deletions, replacements and swaps of neighbours.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

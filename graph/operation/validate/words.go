package validate

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Names and values come from the client: messages show only so much of them.
const (
	maxShown       = 100
	maxSuggestions = 5
	// Longer names are no typing mistakes of anything in a schema.
	maxSuggestable = 60
)

// shown shortens a foreign name or value for a message.
func shown(text string) string {
	if len(text) <= maxShown {
		return text
	}
	cut := maxShown
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "..."
}

// didYouMean is ` Did you mean "a" or "b"?` with the options nearest to name,
// "" when none is near. prefix stands before the list, as in "the enum value ".
func (r *reporter) didYouMean(prefix, name string, options []string) string {
	if r.options.HideSuggestions || len(name) > maxSuggestable {
		return ""
	}
	near := nearest(name, options)
	if len(near) == 0 {
		return ""
	}
	return " Did you mean " + prefix + orList(near) + "?"
}

func orList(names []string) string {
	if len(names) > maxSuggestions {
		names = names[:maxSuggestions]
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = `"` + name + `"`
	}
	switch len(quoted) {
	case 1:
		return quoted[0]
	case 2:
		return quoted[0] + " or " + quoted[1]
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + ", or " + quoted[last]
}

// nearest sorts the options that a typing mistake may explain by edit
// distance, then by name.
func nearest(name string, options []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var near []candidate
	threshold := len(name)*2/5 + 1
	for _, option := range options {
		if strings.HasPrefix(option, "__") || len(option) > len(name)+threshold || len(name) > len(option)+threshold {
			continue
		}
		distance := 0
		if lowered, other := strings.ToLower(name), strings.ToLower(option); lowered != other {
			distance = editDistance(lowered, other)
		}
		if distance <= threshold {
			near = append(near, candidate{option, distance})
		}
	}
	sort.Slice(near, func(i, j int) bool {
		if near[i].distance != near[j].distance {
			return near[i].distance < near[j].distance
		}
		return near[i].name < near[j].name
	})
	names := make([]string, len(near))
	for i, candidate := range near {
		names[i] = candidate.name
	}
	return names
}

// editDistance counts insertions, deletions, substitutions and swaps of
// neighbours that turn a into b.
func editDistance(a, b string) int {
	two, one, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(one[j]+1, row[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
		two, one, row = one, row, two
	}
	return one[len(b)]
}

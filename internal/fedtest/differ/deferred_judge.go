package differ

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

// judge compares with the monolith's answer.
func (a *inParts) judge(want *refexec.Response, expected []byte) (kind, detail string) {
	if a.refused != nil {
		return judge(want, a.refused)
	}
	if a.problem != "" {
		return KindParts, a.problem
	}
	if !want.Executed {
		if a.data != nil {
			return KindRefusal, "the monolith refuses the request: " + want.Errors[0].Message
		}
		return "", ""
	}
	value, err := jsonvalue.Parse(expected)
	if err != nil {
		return KindGenerator, err.Error()
	}
	object, _ := value.(*jsonvalue.Object)
	whole, _ := object.Get("data")
	data := a.withDenied(whole, a.data, []any{})
	if len(a.failed) == 0 {
		if lines := jsonvalue.Diff(data, a.data, jsonvalue.AnyOrder); len(lines) > 0 {
			return KindParts, strings.Join(lines, "\n")
		}
		paths := slices.Clone(a.errors)
		for _, pattern := range a.denials {
			paths = append(paths, denials(pattern, want)...)
		}
		return judgeErrors(want, paths)
	}
	c := &partsComparison{failed: a.failed}
	c.compare(data, a.data, []any{})
	for _, path := range a.failed {
		// In the whole, what is allowed elsewhere under the same key may stand for what is denied in the fragment.
		isDenied := slices.ContainsFunc(a.denied, func(p []any) bool { return show(p) == show(path) })
		if !isDenied && !hasNull(data, path) {
			c.report("the fragment at %s failed, where the monolith has no null", show(path))
		}
	}
	if len(c.lines) > 0 {
		return KindParts, strings.Join(c.lines, "\n")
	}
	return "", ""
}

// withDenied is the monolith's data with a null wherever the parts have one that was denied, or that rose from there: a field that
// one part asks for on an interface on which it is denied, and another on a type that the caller may see it on, has a value in the
// whole. What was said to be denied is not taken back.
func (a *inParts) withDenied(whole, got any, path []any) any {
	switch w := whole.(type) {
	case nil:
		return nil
	case *jsonvalue.Object:
		if g, ok := got.(*jsonvalue.Object); ok {
			out := &jsonvalue.Object{}
			for _, member := range w.Members {
				value := member.Value
				if below, has := g.Get(member.Name); has {
					value = a.withDenied(value, below, append(slices.Clip(path), any(member.Name)))
				}
				out.Add(member.Name, value)
			}
			return out
		}
	case []any:
		if g, ok := got.([]any); ok && len(g) == len(w) {
			out := make([]any, len(w))
			for i := range w {
				out[i] = a.withDenied(w[i], g[i], append(slices.Clip(path), any(i)))
			}
			return out
		}
	}
	if got == nil && slices.ContainsFunc(a.denials, func(pattern []any) bool {
		return len(pattern) >= len(path) && fits(pattern[:len(path)], path) && hasValue(whole, pattern[len(path):])
	}) {
		return nil
	}
	return whole
}

// hasValue says whether there is a value at some place that a path fits, in which "@" stands for any position.
func hasValue(data any, pattern []any) bool {
	if len(pattern) == 0 {
		return data != nil
	}
	if list, ok := data.([]any); ok && pattern[0] == "@" {
		return slices.ContainsFunc(list, func(element any) bool { return hasValue(element, pattern[1:]) })
	}
	below, _ := step(data, asJSON(pattern[0]))
	return below != nil && hasValue(below, pattern[1:])
}

// partsComparison compares where fragments failed: a null that rises in the whole answer stops at the fragment in one
// that comes in parts. What is not below or above such a place is as in the whole.
type partsComparison struct {
	failed [][]any
	lines  []string
}

func (c *partsComparison) report(format string, args ...any) {
	c.lines = append(c.lines, fmt.Sprintf(format, args...))
}

func (c *partsComparison) compare(want, got any, path []any) {
	switch w := want.(type) {
	case *jsonvalue.Object:
		g, ok := got.(*jsonvalue.Object)
		if !ok || g == nil {
			c.report("%s: got %s, want an object", show(path), jsonvalue.Show(got))
			return
		}
		for _, member := range w.Members {
			below, has := g.Get(member.Name)
			at := append(slices.Clip(path), any(member.Name))
			switch {
			case has:
				c.compare(member.Value, below, at)
			case !c.failedAbove(path):
				c.report("%s is missing", show(at))
			}
		}
		for _, member := range g.Members {
			if _, known := w.Get(member.Name); !known {
				c.report("%s: %q is too many", show(path), member.Name)
			}
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			c.report("%s: got %s, want a list of %d", show(path), jsonvalue.Show(got), len(w))
			return
		}
		for i := range w {
			c.compare(w[i], g[i], append(slices.Clip(path), any(i)))
		}
	case nil:
		if got != nil && !c.failedAbove(path) && !c.failedBelow(path) {
			c.report("%s: got %s, want null", show(path), jsonvalue.Show(got))
		}
	default:
		if !jsonvalue.Equal(want, got) {
			c.report("%s: got %s, want %s", show(path), jsonvalue.Show(got), jsonvalue.Show(want))
		}
	}
}

func (c *partsComparison) failedAbove(path []any) bool {
	return slices.ContainsFunc(c.failed, func(f []any) bool { return len(f) <= len(path) && show(f) == show(path[:len(f)]) })
}

func (c *partsComparison) failedBelow(path []any) bool {
	return slices.ContainsFunc(c.failed, func(f []any) bool { return len(path) <= len(f) && show(path) == show(f[:len(path)]) })
}

// hasNull says whether there is a null on the way to a place or below it.
func hasNull(data any, path []any) bool {
	value := data
	for _, s := range path {
		if value == nil {
			return true
		}
		value, _ = step(value, asJSON(s))
	}
	pending := []any{value}
	for len(pending) > 0 {
		at := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		switch v := at.(type) {
		case nil:
			return true
		case *jsonvalue.Object:
			for _, member := range v.Members {
				pending = append(pending, member.Value)
			}
		case []any:
			pending = append(pending, v...)
		}
	}
	return false
}

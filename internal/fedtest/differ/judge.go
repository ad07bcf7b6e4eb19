package differ

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

// judge compares an answer with the monolith's. It returns the kind of failure, "" for none, and what it is.
func judge(want *refexec.Response, got []byte) (kind, detail string) {
	value, err := jsonvalue.Parse(got)
	object, ok := value.(*jsonvalue.Object)
	if err != nil || !ok {
		return KindMalformed, fmt.Sprintf("the answer is no JSON object: %v: %s", err, got)
	}
	data, executed := object.Get("data")
	errorList, _ := object.Get("errors")
	if !want.Executed {
		if executed && data != nil {
			return KindRefusal, "the monolith refuses the request: " + want.Errors[0].Message
		}
		return "", ""
	}
	if want.Data != nil && data == nil || !executed {
		return KindRefused, "no data: " + jsonvalue.Show(errorList)
	}
	if lines := jsonvalue.Diff(want.Data, data, jsonvalue.SameOrder); len(lines) > 0 {
		return KindData, strings.Join(lines, "\n") + "\nerrors: " + jsonvalue.Show(errorList)
	}
	paths, problem := errorPaths(errorList, want)
	if problem != "" {
		return KindMalformed, problem
	}
	return judgeErrors(want, paths)
}

// errorPaths are the paths of errors. An authorization error is about a field of the document: it stands for each denied
// field of the answer that it fits.
func errorPaths(list any, want *refexec.Response) ([][]any, string) {
	errors, ok := list.([]any)
	if !ok && list != nil {
		return nil, "errors is not a list: " + jsonvalue.Show(list)
	}
	var paths [][]any
	for _, e := range errors {
		object, _ := e.(*jsonvalue.Object)
		path, _ := object.Get("path")
		elements, ok := path.([]any)
		if !ok {
			return nil, "an error without a path: " + jsonvalue.Show(e)
		}
		if !isDenial(object) {
			paths = append(paths, elements)
			continue
		}
		paths = append(paths, denials(elements, want)...)
	}
	return paths, ""
}

// denials are the paths of the denied fields that an authorization error stands for.
func denials(pattern []any, want *refexec.Response) (paths [][]any) {
	for _, e := range want.Errors {
		if e.Denied && fits(pattern, e.Path) {
			paths = append(paths, e.Path)
		}
	}
	return paths
}

func isDenial(e *jsonvalue.Object) bool {
	extensions, _ := e.Get("extensions")
	object, _ := extensions.(*jsonvalue.Object)
	code, _ := object.Get("code")
	return code == gqlerr.UnauthorizedFieldOrType
}

// fits says whether a path in which "@" stands for any position is that of an error.
func fits(pattern, path []any) bool {
	return slices.EqualFunc(pattern, path, func(p, element any) bool {
		_, position := element.(int)
		return p == element || position && p == "@"
	})
}

// lost says where an answer has a value and the one of a caller who may see more has not: "" for nowhere. A null that
// has an error may be one that rose from what only the other sees.
func lost(less, more []byte) string {
	a, errA := jsonvalue.Parse(less)
	b, errB := jsonvalue.Parse(more)
	lesser, okA := a.(*jsonvalue.Object)
	greater, okB := b.(*jsonvalue.Object)
	if errA != nil || errB != nil || !okA || !okB {
		return fmt.Sprintf("no JSON objects: %s, %s", less, more)
	}
	list, _ := greater.Get("errors")
	var failed []string
	errors, _ := list.([]any)
	for _, e := range errors {
		object, _ := e.(*jsonvalue.Object)
		path, _ := object.Get("path")
		elements, _ := path.([]any)
		for i := range elements {
			failed = append(failed, show(elements[:i+1]))
		}
		failed = append(failed, show([]any{}))
	}
	from, _ := lesser.Get("data")
	to, _ := greater.Get("data")
	return lostBelow(from, to, []any{}, failed)
}

func lostBelow(less, more any, path []any, failed []string) string {
	switch v := less.(type) {
	case nil:
		return ""
	case *jsonvalue.Object:
		if v == nil {
			return ""
		}
		if other, _ := more.(*jsonvalue.Object); other != nil {
			for _, m := range v.Members {
				value, _ := other.Get(m.Name)
				if text := lostBelow(m.Value, value, append(slices.Clip(path), m.Name), failed); text != "" {
					return text
				}
			}
			return ""
		}
	case []any:
		if other, ok := more.([]any); ok && len(other) == len(v) {
			for i := range v {
				if text := lostBelow(v[i], other[i], append(slices.Clip(path), i), failed); text != "" {
					return text
				}
			}
			return ""
		}
	default:
		if jsonvalue.Equal(less, more) {
			return ""
		}
	}
	if more == nil && slices.Contains(failed, show(path)) {
		return ""
	}
	return fmt.Sprintf("%s has %s, and with more scopes %s", show(path), jsonvalue.Show(less), jsonvalue.Show(more))
}

// judgeErrors assumes that the data is equal.
func judgeErrors(want *refexec.Response, got [][]any) (kind, detail string) {
	// By the path of a null that an error explains: whether the monolith has an error at the null itself.
	nulls := map[string]bool{}
	for _, e := range want.Errors {
		path := nullWithin(want.Data, e.Path)
		key := show(path)
		// A subgraph may fail below an object of an inaccessible type before the router sees what type it is.
		nulls[key] = nulls[key] || len(path) == len(e.Path) && !strings.HasSuffix(e.Message, "is not a possible type of "+lastWord(e.Message))
	}
	seen := make(map[string]bool, len(got))
	for _, p := range got {
		if isHidden(want.Data, p) {
			continue // an input that the client did not ask for, or the object that has it
		}
		at := nullWithin(want.Data, p)
		if at == nil && want.Data != nil {
			return KindExtraError, fmt.Sprintf("an error at %s, where there is a value", show(p))
		}
		if _, ok := nulls[show(at)]; !ok {
			return KindExtraError, fmt.Sprintf("an error at %s, where the monolith has none", show(p))
		}
		if own := len(at) == len(p) && nulls[show(at)]; own && seen[show(p)] {
			return KindExtraError, fmt.Sprintf("two errors at %s", show(p))
		}
		seen[show(p)] = true
	}
	// An answer may have thousands of errors: which paths they end at, and which they lead through.
	ends, through := map[string]bool{}, map[string]bool{}
	for _, p := range got {
		ends[show(p)] = true
		for length := range len(p) + 1 {
			through[show(p[:length])] = true
		}
	}
	keys := make([]string, 0, len(nulls))
	for key := range nulls {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if explained := through[key] && (!nulls[key] || ends[key]); !explained {
			return KindMissingError, fmt.Sprintf("no error for the null at %s, got errors at %s", key, jsonvalue.Show(got))
		}
	}
	return "", ""
}

// nullWithin is the part of a path that leads to the first null on it; nil when there is none, empty for data itself.
func nullWithin(data *jsonvalue.Object, path []any) []any {
	var value any = data
	if data == nil {
		return []any{}
	}
	for i, element := range path {
		value, _ = step(value, element)
		if value == nil {
			return path[:i+1]
		}
	}
	return nil
}

// isHidden says that a path leads to a field which the data does not have, or only as far as an object.
func isHidden(data *jsonvalue.Object, path []any) bool {
	var value any = data
	if data == nil {
		return false
	}
	for _, element := range path {
		object, isObject := value.(*jsonvalue.Object)
		next, has := step(value, element)
		if isObject && object != nil && !has {
			return true
		}
		value = next
	}
	object, isObject := value.(*jsonvalue.Object)
	return isObject && object != nil
}

func step(value, element any) (any, bool) {
	switch v := value.(type) {
	case *jsonvalue.Object:
		name, _ := element.(string)
		return v.Get(name)
	case []any:
		n, ok := jsonvalue.Number(element)
		i, err := n.Int64()
		if ok && err == nil && i >= 0 && int(i) < len(v) {
			return v[i], true
		}
	}
	return nil, false
}

func lastWord(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }

func show(path []any) string {
	text, _ := jsonvalue.Marshal(path)
	return string(text)
}

package differ

import (
	"fmt"
	"slices"
	"strings"

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
	paths, problem := errorPaths(errorList)
	if problem != "" {
		return KindMalformed, problem
	}
	return judgeErrors(want, paths)
}

func errorPaths(list any) ([][]any, string) {
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
		paths = append(paths, elements)
	}
	return paths, ""
}

// judgeErrors assumes that the data is equal.
func judgeErrors(want *refexec.Response, got [][]any) (kind, detail string) {
	type null struct {
		path  []any
		exact bool // the monolith has an error at the null itself
	}
	nulls := map[string]*null{}
	for _, e := range want.Errors {
		path := nullWithin(want.Data, e.Path)
		key := show(path)
		if nulls[key] == nil {
			nulls[key] = &null{path: path}
		}
		// A subgraph may fail below an object of an inaccessible type before the router sees what type it is.
		nulls[key].exact = nulls[key].exact || len(path) == len(e.Path) && !strings.HasSuffix(e.Message, "is not a possible type of "+lastWord(e.Message))
	}
	for _, p := range got {
		if isHidden(want.Data, p) {
			continue // an input that the client did not ask for, or the object that has it
		}
		at := nullWithin(want.Data, p)
		if at == nil && want.Data != nil {
			return KindExtraError, fmt.Sprintf("an error at %s, where there is a value", show(p))
		}
		if nulls[show(at)] == nil {
			return KindExtraError, fmt.Sprintf("an error at %s, where the monolith has none", show(p))
		}
	}
	keys := make([]string, 0, len(nulls))
	for key := range nulls {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		n := nulls[key]
		explained := slices.ContainsFunc(got, func(p []any) bool {
			return len(p) >= len(n.path) && show(p[:len(n.path)]) == key && (!n.exact || len(p) == len(n.path))
		})
		if !explained {
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

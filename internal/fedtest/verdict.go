package fedtest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

// Check judges a response to the test's operation. The error says, a line for each place, what is wrong.
func (t Test) Check(response []byte) error {
	value, err := jsonvalue.Parse(response)
	if err != nil {
		return err
	}
	object, ok := value.(*jsonvalue.Object)
	if !ok {
		return fmt.Errorf("the response is not a JSON object: %s", jsonvalue.Show(value))
	}
	var lines []string
	data, _ := object.Get("data")
	lines = append(lines, jsonvalue.Diff(t.Expected.Data, data, jsonvalue.AnyOrder)...)
	for i := range lines {
		lines[i] = "data" + strings.TrimPrefix(lines[i], "$")
	}
	if problem := t.checkErrors(object); problem != "" {
		lines = append(lines, problem)
	}
	if len(lines) == 0 {
		return nil
	}
	if errs, ok := object.Get("errors"); ok && len(lines) > 0 && !t.wantsErrors() {
		lines = append(lines, "the response's errors: "+jsonvalue.Show(errs))
	}
	return errors.New(strings.Join(lines, "\n"))
}

func (t Test) wantsErrors() bool { return t.Expected.Errors != nil && *t.Expected.Errors }

func (t Test) checkErrors(object *jsonvalue.Object) string {
	value, has := object.Get("errors")
	list, isList := value.([]any)
	switch {
	case has && value != nil && !isList:
		return "errors: not a list: " + jsonvalue.Show(value)
	case t.Expected.Errors == nil:
		return ""
	case *t.Expected.Errors && len(list) == 0:
		return "errors: want at least one, got none"
	case !*t.Expected.Errors && len(list) > 0:
		return fmt.Sprintf("errors: want none, got %d", len(list))
	default:
		return ""
	}
}

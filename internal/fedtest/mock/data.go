package mock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// Data is what the subgraphs of a suite answer with: the content of a data.json.
type Data struct {
	// Order has the subgraphs' names in the order to compose them.
	Order     []string                 `json:"order"`
	Subgraphs map[string]*SubgraphData `json:"subgraphs"`
}

// SubgraphData is what one subgraph answers with.
type SubgraphData struct {
	Objects  map[string]any         `json:"objects"`  // by label
	Fields   map[string]*Rule       `json:"fields"`   // by "Type.field"
	Entities map[string]*EntityRule `json:"entities"` // by type name
}

// Rule answers a field: exactly one answer and optional guards. Pointers to any tell an answer of null from none.
type Rule struct {
	Needs   []string `json:"needs"`
	Missing *Rule    `json:"missing"`
	Check   *Check   `json:"check"`
	Ensure  *Ensure  `json:"ensure"`

	Value   json.RawMessage `json:"value"`
	Error   *string         `json:"error"`
	Expr    json.RawMessage `json:"expr"`
	Lookup  *Lookup         `json:"lookup"`
	All     *string         `json:"all"`
	Insert  *Insert         `json:"insert"`
	Counter *Counter        `json:"counter"`

	value, expr any // decoded Value and Expr
}

// Check is a guard: the field fails with Error unless Expr is true.
type Check struct {
	Expr  any    `json:"expr"`
	Error string `json:"error"`
}

// Ensure is a guard that appends to a table each row whose property By is not in it yet.
type Ensure struct {
	Table string `json:"table"`
	Rows  []any  `json:"rows"`
	By    string `json:"by"`
}

// Lookup answers the first of Rows, or of the rows of Table, whose properties equal the expressions' results.
type Lookup struct {
	Rows  []any          `json:"rows"`
	Table string         `json:"table"`
	By    map[string]any `json:"by"`
}

// Insert appends a row to a table and answers it.
type Insert struct {
	Table  string         `json:"table"`
	Row    map[string]any `json:"row"`
	Unique string         `json:"unique"`
}

// Counter updates a counter and answers it. Op is "add", "mul" or "clear".
type Counter struct {
	Name any    `json:"name"`
	Op   string `json:"op"`
	By   any    `json:"by"`
}

// EntityRule says how _entities resolves the representations of one type.
type EntityRule struct {
	Echo    bool     `json:"echo"`
	Error   *string  `json:"error"`
	Keys    []string `json:"keys"`
	Rows    []any    `json:"rows"`
	Carry   []string `json:"carry"`
	Unknown string   `json:"unknown"`
	Table   string   `json:"table"`
	Consume bool     `json:"consume"`

	keys []ast.SelectionSet // parsed Keys
}

// ParseData reads a data.json. Names it does not know, and rules without an answer or with two, are errors: a rule
// that is read wrongly would make every verdict worthless.
func ParseData(text []byte) (*Data, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	dec.DisallowUnknownFields()
	var data Data
	if err := dec.Decode(&data); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the JSON value")
	}
	for name, sub := range data.Subgraphs {
		if sub == nil {
			return nil, fmt.Errorf("subgraph %s: null", name)
		}
		if err := sub.prepare(); err != nil {
			return nil, fmt.Errorf("subgraph %s: %w", name, err)
		}
	}
	return &data, nil
}

func (d *SubgraphData) prepare() error {
	for name, rule := range d.Fields {
		if err := rule.prepare(); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
	}
	for name, rule := range d.Entities {
		if err := rule.prepare(); err != nil {
			return fmt.Errorf("entity %s: %w", name, err)
		}
	}
	return d.checkReferences()
}

// checkReferences refuses references to labels that are not there.
func (d *SubgraphData) checkReferences() error {
	for label, object := range d.Objects {
		if err := d.checkValue(object); err != nil {
			return fmt.Errorf("object %s: %w", label, err)
		}
	}
	for name, rule := range d.Fields {
		for r := rule; r != nil; r = r.Missing {
			values := []any{r.value}
			if r.Lookup != nil {
				values = append(values, r.Lookup.Rows...)
			}
			if r.Ensure != nil {
				values = append(values, r.Ensure.Rows...)
			}
			if err := d.checkValue(values); err != nil {
				return fmt.Errorf("field %s: %w", name, err)
			}
		}
	}
	for name, rule := range d.Entities {
		if err := d.checkValue(rule.Rows); err != nil {
			return fmt.Errorf("entity %s: %w", name, err)
		}
	}
	return nil
}

func (d *SubgraphData) checkValue(v any) error {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			if err := d.checkValue(element); err != nil {
				return err
			}
		}
	case map[string]any:
		if label, ok := v["$ref"]; ok {
			text, _ := label.(string)
			if _, ok := d.Objects[text]; !ok || len(v) != 1 {
				return fmt.Errorf("reference %v leads nowhere", v)
			}
		}
		for _, property := range v {
			if err := d.checkValue(property); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Rule) prepare() error {
	if r == nil {
		return errors.New("null where a rule is wanted")
	}
	answers := 0
	for _, there := range []bool{r.Value != nil, r.Error != nil, r.Expr != nil, r.Lookup != nil, r.All != nil, r.Insert != nil, r.Counter != nil} {
		if there {
			answers++
		}
	}
	if answers != 1 {
		return fmt.Errorf("%d answers, want exactly one", answers)
	}
	var err error
	if r.value, err = decode(r.Value); err != nil {
		return err
	}
	if r.expr, err = decode(r.Expr); err != nil {
		return err
	}
	if r.Missing == nil {
		return nil
	}
	if len(r.Needs) == 0 {
		return errors.New(`"missing" without "needs"`)
	}
	return r.Missing.prepare()
}

func decode(text json.RawMessage) (any, error) {
	if text == nil {
		return nil, nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	return v, err
}

func (r *EntityRule) prepare() error {
	if r == nil {
		return errors.New("null where an entity rule is wanted")
	}
	answers := 0
	for _, there := range []bool{r.Echo, r.Error != nil, r.Keys != nil} {
		if there {
			answers++
		}
	}
	if answers != 1 {
		return fmt.Errorf(`%d of "echo", "error" and "keys", want exactly one`, answers)
	}
	if r.Unknown != "" && r.Unknown != "error" {
		return fmt.Errorf(`"unknown" is %q, want "error"`, r.Unknown)
	}
	if r.Table != "" && r.Rows != nil {
		return errors.New(`both "rows" and "table"`)
	}
	for _, key := range r.Keys {
		set, err := parseSelection(key)
		if err != nil {
			return err
		}
		r.keys = append(r.keys, set)
	}
	return nil
}

// parseSelection reads a field set as the keys have it, such as "id owner { id }".
func parseSelection(text string) (ast.SelectionSet, error) {
	doc, err := parser.ParseQuery(&ast.Source{Name: "key", Input: "{" + text + "}"})
	if err != nil {
		return nil, fmt.Errorf("key %q: %w", text, err)
	}
	if len(doc.Operations) != 1 || len(doc.Fragments) != 0 || !onlyFields(doc.Operations[0].SelectionSet) {
		return nil, fmt.Errorf("key %q: only fields are possible in it", text)
	}
	return doc.Operations[0].SelectionSet, nil
}

func onlyFields(set ast.SelectionSet) bool {
	for _, selection := range set {
		field, ok := selection.(*ast.Field)
		if !ok || !onlyFields(field.SelectionSet) {
			return false
		}
	}
	return true
}

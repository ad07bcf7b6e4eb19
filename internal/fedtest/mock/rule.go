package mock

import (
	"errors"
	"fmt"
	"sort"
)

// apply answers a field by a rule: first the guards, then the answer.
func (r *Rule) apply(s scope) (any, error) {
	for _, needed := range r.Needs {
		if s.data.walk(s.parent, needed) != nil {
			continue
		}
		if r.Missing != nil {
			return r.Missing.apply(s)
		}
		return nil, fmt.Errorf("needs %s, which is null or missing", needed)
	}
	if r.Check != nil {
		holds, err := s.eval(r.Check.Expr)
		if err != nil {
			return nil, err
		}
		if holds != true {
			return nil, errors.New(r.Check.Error)
		}
	}
	if r.Ensure != nil {
		s.state.ensure(s.data, r.Ensure)
	}
	return r.answer(s)
}

func (r *Rule) answer(s scope) (any, error) {
	switch {
	case r.Error != nil:
		return nil, errors.New(*r.Error)
	case r.Expr != nil:
		return s.eval(r.expr)
	case r.Lookup != nil:
		return r.Lookup.apply(s)
	case r.All != nil:
		return s.state.rows(*r.All), nil
	case r.Insert != nil:
		return r.Insert.apply(s)
	case r.Counter != nil:
		return r.Counter.apply(s)
	default:
		return r.value, nil
	}
}

func (l *Lookup) apply(s scope) (any, error) {
	wanted, err := s.evalAll(l.By)
	if err != nil {
		return nil, err
	}
	rows := l.Rows
	if l.Table != "" {
		rows = s.state.rows(l.Table)
	}
	for _, row := range rows {
		if agrees(s.data, row, wanted) {
			return row, nil
		}
	}
	return nil, nil
}

func agrees(d *SubgraphData, row any, wanted map[string]any) bool {
	object, ok := d.deref(row).(map[string]any)
	if !ok {
		return false
	}
	for property, value := range wanted {
		if !d.equal(object[property], value) {
			return false
		}
	}
	return true
}

func (i *Insert) apply(s scope) (any, error) {
	row, err := s.evalAll(i.Row)
	if err != nil {
		return nil, err
	}
	if err := s.state.insert(s.data, i.Table, i.Unique, row); err != nil {
		return nil, err
	}
	return row, nil
}

func (c *Counter) apply(s scope) (any, error) {
	name, err := s.eval(c.Name)
	if err != nil {
		return nil, err
	}
	text, ok := toText(name)
	if !ok {
		return nil, fmt.Errorf("a counter needs a name, got %v", name)
	}
	by := 0.0
	if c.Op != "clear" {
		operand, err := s.eval(c.By)
		if err != nil {
			return nil, err
		}
		if by, ok = toFloat(operand); !ok {
			return nil, fmt.Errorf("counter %s cannot %s by %v", text, c.Op, operand)
		}
	}
	return s.state.count(text, c.Op, by)
}

// evalAll evaluates the expressions of an object, in the order of their names.
func (s scope) evalAll(exprs map[string]any) (map[string]any, error) {
	names := make([]string, 0, len(exprs))
	for name := range exprs {
		names = append(names, name)
	}
	sort.Strings(names)
	results := make(map[string]any, len(exprs))
	for _, name := range names {
		value, err := s.eval(exprs[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		results[name] = value
	}
	return results, nil
}

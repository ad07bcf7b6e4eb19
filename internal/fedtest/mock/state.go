package mock

import (
	"fmt"
	"sync"
)

// State is the tables and counters that the subgraphs of a suite share. It is safe for concurrent use; rows are
// never changed once they are in a table.
type State struct {
	mu       sync.Mutex
	tables   map[string][]any
	counters map[string]float64
}

// NewState returns a state without rows and counters.
func NewState() *State {
	return &State{tables: map[string][]any{}, counters: map[string]float64{}}
}

// rows returns the rows of a table as they are now.
func (s *State) rows(table string) []any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]any{}, s.tables[table]...)
}

// ensure appends each row whose property by is not in the table yet.
func (s *State) ensure(d *SubgraphData, e *Ensure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range e.Rows {
		if !s.has(d, e.Table, e.By, d.walk(row, e.By)) {
			s.tables[e.Table] = append(s.tables[e.Table], d.deref(row))
		}
	}
}

// insert appends a row. With unique, a row that has the same value there already is an error.
func (s *State) insert(d *SubgraphData, table, unique string, row map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if unique != "" && s.has(d, table, unique, row[unique]) {
		return fmt.Errorf("table %s has a row with this %s already", table, unique)
	}
	s.tables[table] = append(s.tables[table], row)
	return nil
}

func (s *State) has(d *SubgraphData, table, property string, value any) bool {
	for _, row := range s.tables[table] {
		if d.equal(d.walk(row, property), value) {
			return true
		}
	}
	return false
}

// find returns the first row of a table that matches, and takes it out of the table if consume is set.
func (s *State) find(table string, consume bool, match func(row any) bool) (any, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := s.tables[table]
	for i, row := range rows {
		if !match(row) {
			continue
		}
		if consume {
			s.tables[table] = append(append([]any{}, rows[:i]...), rows[i+1:]...)
		}
		return row, true
	}
	return nil, false
}

// count updates a counter and returns its value.
func (s *State) count(name, op string, by float64) (float64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value := s.counters[name]
	switch op {
	case "add":
		value += by
	case "mul":
		value *= by
	case "clear":
		delete(s.counters, name)
		return value, nil
	default:
		return 0, fmt.Errorf("unknown counter operation %q", op)
	}
	s.counters[name] = value
	return value, nil
}

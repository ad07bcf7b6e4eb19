package fedtest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
	"github.com/weftgraphql/weft/internal/fedtest/mock"
)

// Report is what a run found.
type Report struct {
	Suites []SuiteReport
}

// SuiteReport is what one suite found.
type SuiteReport struct {
	Name  string
	Err   error // the router could not be made, or not be closed
	Cases []CaseReport
}

// CaseReport is what one operation found.
type CaseReport struct {
	Index    int
	Query    string
	Response []byte
	Requests []mock.Request // what the subgraphs were asked, in the order they answered
	Err      error          // nil: passed
}

// InvalidRequests are the subgraph requests that were refused by validation: faults of the router even where the
// case passed.
func (c CaseReport) InvalidRequests() []mock.Request {
	var list []mock.Request
	for _, req := range c.Requests {
		if req.Invalid != "" {
			list = append(list, req)
		}
	}
	return list
}

// Passed counts the cases that passed.
func (s SuiteReport) Passed() int {
	n := 0
	for _, c := range s.Cases {
		if c.Err == nil {
			n++
		}
	}
	return n
}

// Passed counts the cases that passed in all suites.
func (r *Report) Passed() int {
	n := 0
	for _, s := range r.Suites {
		n += s.Passed()
	}
	return n
}

// Total counts the cases of all suites.
func (r *Report) Total() int {
	n := 0
	for _, s := range r.Suites {
		n += len(s.Cases)
	}
	return n
}

// Summary is a line a suite and a line for all.
func (r *Report) Summary() string {
	var b strings.Builder
	for _, s := range r.Suites {
		mark := "ok  "
		if s.Passed() < len(s.Cases) || s.Err != nil {
			mark = "FAIL"
		}
		fmt.Fprintf(&b, "%s %-40s %3d of %3d%s\n", mark, s.Name, s.Passed(), len(s.Cases), s.failedIndexes())
	}
	fmt.Fprintf(&b, "     %-40s %3d of %3d\n", "all suites", r.Passed(), r.Total())
	return b.String()
}

func (s SuiteReport) failedIndexes() string {
	var list []string
	for _, c := range s.Cases {
		if c.Err != nil {
			list = append(list, fmt.Sprint(c.Index))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "   failed: " + strings.Join(list, " ")
}

// String is the summary, followed by every failed case, and every case with invalid subgraph requests, in full.
func (r *Report) String() string {
	var b strings.Builder
	b.WriteString(r.Summary())
	for _, s := range r.Suites {
		if s.Err != nil {
			fmt.Fprintf(&b, "\n=== %s: %v\n", s.Name, s.Err)
			if len(s.Cases) > 0 && errors.Is(s.Cases[0].Err, s.Err) {
				continue // all cases failed for that reason
			}
		}
		for _, c := range s.Cases {
			if c.Err != nil || len(c.InvalidRequests()) > 0 {
				fmt.Fprintf(&b, "\n=== %s %d\n%s", s.Name, c.Index, c)
			}
		}
	}
	return b.String()
}

// String shows a case: the operation, what is wrong, and what went to the subgraphs.
func (c CaseReport) String() string {
	var b strings.Builder
	b.WriteString(indent(c.Query))
	if c.Err != nil {
		fmt.Fprintf(&b, "--- wrong\n%s", indent(c.Err.Error()))
	}
	fmt.Fprintf(&b, "--- response\n%s", indent(string(c.Response)))
	for _, req := range c.Requests {
		fmt.Fprintf(&b, "--- subgraph %s\n%s", req.Subgraph, indent(req.Query))
		if len(req.Variables) > 0 {
			fmt.Fprintf(&b, "    variables: %s\n", jsonvalue.Show(req.Variables))
		}
		if req.Invalid != "" {
			fmt.Fprintf(&b, "    REFUSED, THE REQUEST IS NOT VALID: %s\n", req.Invalid)
			continue
		}
		fmt.Fprintf(&b, "    answer: %s\n", cut(string(req.Response)))
	}
	return b.String()
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}

func cut(text string) string {
	const most = 2000
	if len(text) > most {
		return text[:most] + "..."
	}
	return text
}

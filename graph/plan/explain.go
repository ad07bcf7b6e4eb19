package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/graph/querygraph"
)

// Explain says why the plan is as it is: for each position at which a request is made, which choices of
// subgraphs there were and what they would cost, by which key each is entered and by which it could be, which
// @requires makes it wait, and for each field who answers it, who else could, and why others could not.
func (s *Stages) Explain() string {
	e := &explainer{graph: s.graph, labels: s.labels, seen: map[*solution]string{}}
	for i, step := range s.paths {
		if len(s.paths) > 1 {
			e.line(0, "mutation step %d", i+1)
		}
		e.position("", step.solution)
	}
	if len(s.paths) == 0 {
		e.line(0, "Nothing is asked of a subgraph.")
	}
	return e.text.String()
}

type explainer struct {
	text   strings.Builder
	graph  *querygraph.Graph
	labels querygraph.Labels
	seen   map[*solution]string
}

func (e *explainer) line(depth int, format string, args ...any) {
	e.text.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&e.text, format+"\n", args...)
}

// position explains a solution and those below it. One that stands at several places is explained at the first.
func (e *explainer) position(path string, s *solution) {
	if !s.asksBelow(map[*solution]bool{}) {
		return
	}
	name := path
	if name == "" {
		name = "the root"
	}
	if at, known := e.seen[s]; known {
		e.line(0, "At %s (%s): as at %s.", name, s.typeName, at)
		return
	}
	e.seen[s] = name
	if s.asks() {
		e.line(0, "At %s (%s):", name, s.typeName)
		e.trials(s)
		e.parts(s.parts)
	}
	for _, v := range s.variants {
		e.position(path+"|["+v.typeName+"]", v.solution)
	}
	for _, p := range s.parts {
		if p.child == nil {
			continue
		}
		step := p.field.key
		if step == "" {
			step = p.field.name
		}
		lists := 0
		for t := p.in.Type; t.Elem != nil; t = t.Elem {
			lists++
		}
		e.position(strings.TrimPrefix(path+"."+step+strings.Repeat(".@", lists), "."), p.child)
	}
}

// asks says that requests are made at the position itself.
func (s *solution) asks() bool { return s.enters() || s.typed != nil }

// asksBelow says that requests are made there or below.
func (s *solution) asksBelow(seen map[*solution]bool) bool {
	if seen[s] {
		return false
	}
	seen[s] = true
	return s.asks() ||
		slices.ContainsFunc(s.variants, func(v variant) bool { return v.solution.asksBelow(seen) }) ||
		slices.ContainsFunc(s.parts, func(p part) bool { return p.child != nil && p.child.asksBelow(seen) })
}

func (e *explainer) trials(s *solution) {
	trials := slices.DeleteFunc(slices.Clone(s.trials), func(t trial) bool { return len(t.calls) == 0 && !t.missing.empty() })
	if len(trials) < 2 {
		return
	}
	e.line(1, "choices looked at:")
	for _, t := range trials {
		text := e.costText(t.cost)
		if !t.missing.empty() {
			text = "misses " + names(t.missing)
		}
		if t.taken {
			text += ", taken"
		}
		what := e.callsText(t.calls)
		if t.deferred {
			what = "for what is deferred, " + what
		}
		e.line(2, "%s: %s", what, text)
	}
}

func (e *explainer) callsText(calls []call) string {
	if len(calls) == 0 {
		return "no request"
	}
	var parts []string
	for _, c := range calls {
		parts = append(parts, e.service(c.subgraph))
	}
	return "ask " + strings.Join(parts, ", ")
}

func (e *explainer) costText(c cost) string {
	return fmt.Sprintf("%s, %d deep", count(c.fetches, "request"), c.depth)
}

// parts explains the fields, by the view that answers them, in the order of the requests.
func (e *explainer) parts(parts []part) {
	var order []*view
	by := map[*view][]part{}
	var gather func(v *view)
	gather = func(v *view) {
		if slices.Contains(order, v) {
			return
		}
		order = append(order, v)
		if v.entry != nil {
			for _, p := range slices.Concat(v.entry.key.parts, v.entry.inputs.parts) {
				gather(p.view)
			}
		}
	}
	for _, p := range parts {
		gather(p.view)
		by[p.view] = append(by[p.view], p)
	}
	order = slices.DeleteFunc(order, func(v *view) bool { return v.entry == nil && by[v] == nil })
	slices.SortStableFunc(order, func(a, b *view) int { return a.level - b.level })
	for _, v := range order {
		e.view(v, by[v] != nil)
		for _, p := range by[v] {
			e.field(p)
		}
	}
}

// view says how a subgraph comes to see the object; it answers for the client, or only gives what other requests need.
func (e *explainer) view(v *view, answers bool) {
	what := "answers"
	if !answers {
		what = "gives what others need"
	}
	switch {
	case v.entry == nil:
		e.line(1, "%s, which brought the object, %s", e.service(v.subgraph), what)
		return
	case v.entry.way.Key.Empty():
		e.line(1, "%s, in request step %d, %s", e.service(v.subgraph), v.level, what)
		return
	}
	e.line(1, "%s, entered as %s by @key(%s) in request step %d, %s",
		e.service(v.subgraph), v.entry.way.As, oneLine(v.entry.way.Key.Text), v.level, what)
	e.inputs("the key", v.entry.key.parts)
	for _, other := range v.entry.others {
		switch {
		case other.text == v.entry.way.Key.Text:
		case !other.missing.empty():
			e.line(3, "instead of @key(%s), for which %s is not to be had", oneLine(other.text), names(other.missing))
		default:
			e.line(3, "instead of @key(%s), in request step %d", oneLine(other.text), other.level)
		}
	}
	if !v.entry.requires.Empty() {
		e.line(3, "entered for @requires(%s)", oneLine(v.entry.requires.Text))
		e.inputs("the inputs", v.entry.inputs.parts)
	}
	for _, c := range v.entry.contexts {
		e.line(3, "entered for an argument that takes %s from the context %s, set %s above",
			oneLine(c.argument.Selection.Text), c.argument.Context, count(c.up, "level"))
	}
}

// inputs says where a key or the inputs of @requires come from, and what they make wait.
func (e *explainer) inputs(what string, parts []part) {
	var from []string
	for _, p := range parts {
		text := fmt.Sprintf("%s from %s", p.field.name+p.field.argsText, e.service(p.view.subgraph))
		if p.view.entry != nil {
			text += fmt.Sprintf(" (request step %d)", p.view.level)
		}
		from = append(from, text)
	}
	if len(from) > 0 {
		e.line(3, "%s: %s", what, strings.Join(from, ", "))
	}
}

func (e *explainer) field(p part) {
	name := p.field.name + p.field.argsText
	switch p.field.key {
	case wish:
		name += ", to learn what the object is"
	case "", p.field.name:
	default:
		name = p.field.key + ": " + name
	}
	e.line(2, "%s", name)
	if p.view.entry == nil && p.child == nil || p.field.name == typename {
		return // it comes along with the object
	}
	for _, o := range p.others {
		text := "not " + e.service(o.view.subgraph) + ": "
		if o.lost() > 0 {
			text += "there " + names(o.child.missing) + " would be missing"
		} else {
			text += fmt.Sprintf("no better, ready after request step %d", o.ready())
			if n := o.cost().fetches; n > 0 {
				text += " with " + count(n, "request") + " below"
			}
		}
		e.line(3, "%s", text)
	}
	for i := range e.graph.Subgraphs() {
		if why := e.unable(p, i); why != "" {
			e.line(3, "not %s: %s", e.service(i), why)
		}
	}
}

// unable says why a subgraph that has a field, in some form, was no option for it; "" where it was, or has it not at all.
func (e *explainer) unable(p part, subgraph int) string {
	if subgraph == p.view.subgraph || p.in == nil || slices.ContainsFunc(p.others, func(o option) bool { return o.view.subgraph == subgraph }) {
		return ""
	}
	known := e.graph.Known(p.view.as, p.field.name, subgraph)
	switch {
	case known == nil:
		return ""
	case e.graph.Field(p.view.as, p.field.name, subgraph, e.labels) != nil:
		if len(e.graph.Entries(p.view.as, subgraph)) == 0 {
			return "it has no resolvable key"
		}
		return "leaving it out costs less"
	case known.UsedOverridden && known.OverrideLabel == "":
		return "the field is overridden"
	case known.OverrideLabel != "" && known.Override != "":
		return "the label " + known.OverrideLabel + " is off"
	case known.OverrideLabel != "":
		return "the label " + known.OverrideLabel + " is on"
	}
	return "it has the field only as @external"
}

func (e *explainer) service(subgraph int) string {
	return e.graph.Supergraph().Subgraphs[subgraph].Name
}

// names lists the fields at the top of a set.
func names(set *wanted) string {
	var out []string
	var walk func(set *wanted)
	walk = func(set *wanted) {
		if set == nil {
			return
		}
		for _, it := range set.items {
			if it.field == nil {
				walk(it.sub)
			} else if !slices.Contains(out, it.field.name) {
				out = append(out, it.field.name)
			}
		}
	}
	walk(set)
	return strings.Join(out, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

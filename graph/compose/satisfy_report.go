package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

// maxReached bounds how many of the places that were reached a finding shows.
const maxReached = 4

// unanswered reports a field that no subgraph can answer on the path, with the reason of each.
func (s *search) unanswered(n *node, f *ast.FieldDefinition) {
	at := n.typ + "." + f.Name
	if s.reported[at] {
		return
	}
	s.reported[at] = true
	last := f.Name
	if t := s.m.types[f.Type.Name()]; t != nil && (t.Kind == ast.Object || t.Kind == ast.Interface || t.Kind == ast.Union) {
		last += " {\n  ...\n}"
	}
	finding := diag.Finding{
		Code: "SATISFIABILITY_ERROR",
		Message: fmt.Sprintf("no subgraph can answer field %q on this path:\n%s",
			at, queryText(n, last)),
		Help: "give the type a key that leads to a subgraph that has the field, or resolve the field where it is needed and mark it @shareable",
	}
	for _, src := range s.m.sources[n.typ] {
		if own := src.t.Field(f.Name); own != nil {
			finding.Spans = append(finding.Spans, src.sg.span(own.Position, "the field"))
		}
	}
	for _, sg := range s.m.subgraphs {
		if reason := s.reason(n, f.Name, sg); reason != "" {
			finding.Notes = append(finding.Notes, fmt.Sprintf("subgraph %q: %s", sg.Name, reason))
		}
	}
	if slices.ContainsFunc(finding.Notes, func(note string) bool { return strings.HasSuffix(note, movingText) }) {
		finding.Help = "finish the move before something relies on the field: remove the label from its @override"
	}
	for _, p := range n.at[:min(len(n.at), maxReached)] {
		if p.t.Field(f.Name) == nil {
			finding.Spans = append(finding.Spans, p.sg.span(p.t.Pos, "reached here, without the field"))
		}
	}
	if len(finding.Spans) == 0 {
		finding.Spans = typeSpans(s.m.sources[n.typ], func(typeSource) string { return "" })
	}
	s.errs = append(s.errs, finding)
}

// reason says why a subgraph does not answer the field: because it cannot be reached, or where
// it can, for what it says of the field.
func (s *search) reason(n *node, field string, sg *subgraph) string {
	for _, p := range n.at {
		if p.sg != sg {
			continue
		}
		f := p.t.Field(field)
		if f == nil {
			return fmt.Sprintf("it is reached, but type %q has no field %q there", p.t.Name, field)
		}
		if o := s.obstacle(n.typ, p, f); o != "" {
			return o
		}
		if why := s.withoutContext(n, p, f); why != "" {
			return why
		}
	}
	t := sg.schema.Type(n.typ)
	if t == nil || t.Field(field) == nil {
		return ""
	}
	keys := s.keys(sg, t)
	if len(keys) == 0 {
		return fmt.Sprintf("it has the field, but cannot be reached: type %q has no @key there", n.typ)
	}
	var texts []string
	for _, k := range keys {
		if k.resolvable {
			texts = append(texts, fmt.Sprintf("\"%s\"", printFieldSet(k.sels)))
		}
	}
	if len(texts) == 0 {
		return fmt.Sprintf("it has the field, but cannot be reached: no key of type %q is resolvable there", n.typ)
	}
	note := ""
	for _, k := range keys {
		note = cmp.Or(note, s.movingNote(n.typ, k.sels))
	}
	return fmt.Sprintf("it has the field, but cannot be reached: none of its keys (%s) can be answered from %s%s",
		strings.Join(texts, ", "), subgraphList(n.graphs()), note)
}

const movingText = "is moving by a progressive @override, and until it has moved no @key or @requires can rely on it"

// movingNote says so when a selected field is moving between subgraphs.
func (s *solver) movingNote(typ string, sels []*selection) string {
	for _, sel := range sels {
		for _, o := range s.m.overrides[fieldKey{typ, sel.name}] {
			if o.label != "" {
				return fmt.Sprintf("; field \"%s.%s\" %s", typ, sel.name, movingText)
			}
		}
	}
	return ""
}

func (n *node) graphs() []string {
	var out []string
	for _, p := range n.at {
		if !slices.Contains(out, p.sg.Name) {
			out = append(out, p.sg.Name)
		}
	}
	return out
}

// unknownImplementation reports an interface reached in subgraphs that only have it as an
// @interfaceObject, so that no subgraph can tell the type of a value.
func (s *search) unknownImplementation(n *node, iface string) {
	at := iface + " " + n.step
	if s.reported[at] {
		return
	}
	s.reported[at] = true
	f := diag.Finding{
		Code:    "SATISFIABILITY_ERROR",
		Message: fmt.Sprintf("no subgraph can tell whether a value of %q is of type %q on this path:\n%s", iface, n.typ, queryText(n, "...")),
		Help:    "give the interface a resolvable @key in a subgraph that defines its implementations",
	}
	for _, p := range n.parent.at {
		f.Notes = append(f.Notes, fmt.Sprintf("subgraph %q: it has %q as an @interfaceObject and does not know the implementations", p.sg.Name, iface))
		f.Spans = append(f.Spans, p.sg.span(p.t.Pos, "the @interfaceObject"))
	}
	s.errs = append(s.errs, f)
}

// queryText is the operation that leads to a node and selects one thing there.
func queryText(n *node, last string) string {
	var steps []string
	for ; n.parent != nil; n = n.parent {
		steps = append(steps, n.step)
	}
	slices.Reverse(steps)
	open := "{"
	if n.step != string(ast.Query) {
		open = n.step + " {"
	}
	var b strings.Builder
	b.WriteString(open + "\n")
	for i, step := range steps {
		b.WriteString(strings.Repeat("  ", i+1) + step + " {\n")
	}
	inner := strings.Repeat("  ", len(steps)+1)
	b.WriteString(inner + strings.ReplaceAll(last, "\n", "\n"+inner) + "\n")
	for i := len(steps); i > 0; i-- {
		b.WriteString(strings.Repeat("  ", i) + "}\n")
	}
	b.WriteString("}")
	return b.String()
}

// sameRuntimeTypes is the rule SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES: subgraphs that share a
// field of an abstract type must have some object type in common there, or they could not give
// the same answer.
func (s *search) sameRuntimeTypes(n *node, f *ast.FieldDefinition, next places) bool {
	abstract := 0
	for _, p := range next {
		if p.t.Kind != ast.Object {
			abstract++
		}
	}
	if abstract < 2 && !slices.ContainsFunc(next, func(p position) bool { return p.sg.isInterfaceObject(p.t) }) {
		return true
	}
	shared := s.runtimeTypes(next)
	at := n.typ + "." + f.Name
	if shared.same || s.checked[at] {
		return shared.none || len(shared.common) > 0
	}
	s.checked[at] = true
	var spans []diag.Span
	for _, p := range next {
		spans = append(spans, p.sg.span(fieldPos(s.m, p.sg, n.typ, f.Name), s.canBe(p)))
	}
	finding := diag.Finding{Spans: spans}
	if len(shared.common) > 0 {
		finding.Code, finding.Severity = "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN", diag.Hint
		finding.Message = fmt.Sprintf("shared field %q can return different object types in different subgraphs; it should only return those common to all: %s", at, shared.words)
		s.hints = append(s.hints, finding)
		return true
	}
	finding.Code = "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"
	finding.Message = fmt.Sprintf("shared field %q has no object type in common between the subgraphs that resolve it:\n%s", at, queryText(n, f.Name+" {\n  ...\n}"))
	s.errs = append(s.errs, finding)
	return false
}

// runtimeTypes are the object types that a shared field of an abstract type can return.
type runtimeTypes struct {
	common []string // wherever it is asked
	words  string   // common, as a sentence lists them; only where not the same
	same   bool     // it can return the same types everywhere
	none   bool     // it can return nothing that clients would see
}

// runtimeTypes compares what a field returns at its places, once for all fields that lead there.
func (s *search) runtimeTypes(next places) runtimeTypes {
	id := s.id("", withoutProvided(next))
	if known, ok := s.runtime[id]; ok {
		return known
	}
	out := s.compareRuntimeTypes(next)
	if !out.same {
		out.words = joinWords(out.common)
	}
	s.runtime[id] = out
	return out
}

func (s *search) compareRuntimeTypes(next places) runtimeTypes {
	out := runtimeTypes{same: true, none: true}
	for _, p := range next {
		if p.sg.isInterfaceObject(p.t) {
			return runtimeTypes{same: true, none: true}
		}
		all := s.possibleNames(p)
		names := s.visible(slices.Clone(all))
		switch {
		case len(names) == 0 && len(all) > 0:
			// It can return nothing that clients would see.
			continue
		case out.none:
			out.common, out.none = names, false
			continue
		}
		out.same = out.same && slices.Equal(out.common, names)
		out.common = inBoth(out.common, names)
	}
	return out
}

// canBe says what a value at the place can be, in one text for all findings: it may be a long one.
func (s *search) canBe(p position) string {
	text, ok := s.labelled[p.t]
	if !ok {
		text = "can be " + joinWords(s.possibleNames(p))
		s.labelled[p.t] = text
	}
	return text
}

// inBoth are the names of a sorted list that another has too.
func inBoth(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		_, found := slices.BinarySearch(others, name)
		return !found
	})
}

// visible leaves out the types that clients do not see.
func (s *search) visible(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return !s.isVisible(name) })
}

func (s *search) isVisible(name string) bool {
	def := s.m.types[name]
	return def != nil && !s.isHidden(def.Directives)
}

func fieldPos(m *merger, sg *subgraph, typ, field string) *ast.Position {
	if t := sg.schema.Type(typ); t != nil {
		if f := t.Field(field); f != nil {
			return f.Position
		}
		return t.Pos
	}
	for _, i := range sortedKeys(m.interfaces[typ]) {
		if t := sg.schema.Type(i); t != nil {
			return t.Pos
		}
	}
	return nil
}

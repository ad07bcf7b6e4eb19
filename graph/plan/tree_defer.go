package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/graph/operation"
)

// DeferNode is what is answered at once, and what may come later.
type DeferNode struct {
	// Subselection is what the primary answer holds, "" for nothing.
	Subselection string
	// Primary is nil when the primary answer needs no fetch.
	Primary  *Node
	Deferred []DeferredNode
}

// DeferredNode is one deferred part.
type DeferredNode struct {
	// Depends are the IDs of the fetches of other parts that this one's wait for.
	Depends []string
	Label   string
	// Path leads to the objects that the part is about.
	Path         []string
	Subselection string
	// Node is nil when the part needs no fetch of its own. It is a Defer where further parts stand in this one.
	Node *Node
}

// deferTree puts the fetches of each part under it. One that several parts share stands in the first of them.
func (p *Plan) deferTree() *Node {
	byPart := make([][]*Fetch, len(p.Deferred)+1)
	for _, f := range p.Fetches {
		part := 0
		if len(f.Deferred) > 0 {
			part = f.Deferred[0]
		}
		byPart[part] = append(byPart[part], f)
	}
	var selections []operation.Selection
	if p.operation != nil {
		selections = p.operation.Selections
	}
	root := p.deferNode(0, selections, byPart)
	if root == nil {
		return nil
	}
	awaited := map[int]bool{}
	for part, fetches := range byPart[1:] {
		for _, id := range p.dependsOn(part+1, fetches) {
			awaited[id] = true
		}
	}
	root.markAwaited(awaited)
	return root
}

// deferNode is the node of a part's fetches, a Defer where others stand in it; nil when there is nothing to show.
func (p *Plan) deferNode(part int, selections []operation.Selection, byPart [][]*Fetch) *Node {
	node := arrange(byPart[part])
	var deferred []DeferredNode
	for _, d := range p.Deferred {
		if d.Parent != part || d.Selections == nil {
			continue
		}
		var depends []string
		for _, id := range p.dependsOn(d.ID, byPart[d.ID]) {
			depends = append(depends, strconv.Itoa(id))
		}
		deferred = append(deferred, DeferredNode{
			Depends: depends, Label: d.Label, Path: d.Path.Strings(),
			Subselection: operation.PrintSelections(d.Selections),
			Node:         p.deferNode(d.ID, d.Selections, byPart),
		})
	}
	if len(deferred) == 0 {
		return node
	}
	return &Node{Kind: "Defer", Defer: &DeferNode{Subselection: operation.PrintSelections(selections), Primary: node, Deferred: deferred}}
}

// dependsOn are the fetches that a part waits for and that do not stand under it, in order.
func (p *Plan) dependsOn(part int, own []*Fetch) []int {
	under := map[int]bool{}
	for _, f := range own {
		under[f.ID] = true
	}
	var out []int
	add := func(id int) {
		if !under[id] && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, f := range own {
		for _, id := range f.DependsOn {
			add(id)
		}
	}
	for _, f := range p.Fetches {
		if slices.Contains(f.Deferred, part) {
			add(f.ID)
		}
	}
	slices.Sort(out)
	return out
}

// markAwaited gives their IDs to the fetches that deferred parts wait for.
func (n *Node) markAwaited(awaited map[int]bool) {
	if n == nil {
		return
	}
	if n.Fetch != nil && awaited[n.Fetch.ID] {
		n.ID = strconv.Itoa(n.Fetch.ID)
	}
	for _, child := range n.Nodes {
		child.markAwaited(awaited)
	}
	n.If.markAwaited(awaited)
	n.Else.markAwaited(awaited)
	if n.Defer != nil {
		n.Defer.Primary.markAwaited(awaited)
		for _, d := range n.Defer.Deferred {
			d.Node.markAwaited(awaited)
		}
	}
}

type primaryJSON struct {
	Subselection string    `json:"subselection,omitempty"`
	Node         *nodeJSON `json:"node,omitempty"`
}

type deferredJSON struct {
	Depends      []dependsJSON `json:"depends"`
	Label        string        `json:"label,omitempty"`
	Path         []string      `json:"path"`
	Subselection string        `json:"subselection,omitempty"`
	Node         *nodeJSON     `json:"node,omitempty"`
}

type dependsJSON struct {
	ID string `json:"id"`
}

func (d *DeferNode) json() (primary primaryJSON, deferred []deferredJSON) {
	primary = primaryJSON{d.Subselection, d.Primary.json()}
	for _, part := range d.Deferred {
		out := deferredJSON{
			Depends: []dependsJSON{}, Label: part.Label, Path: append([]string{}, part.Path...),
			Subselection: part.Subselection, Node: part.Node.json(),
		}
		for _, id := range part.Depends {
			out.Depends = append(out.Depends, dependsJSON{id})
		}
		deferred = append(deferred, out)
	}
	return primary, deferred
}

func (w *textWriter) deferNode(d *DeferNode) {
	w.line("Defer {")
	w.nested(func() {
		w.part("Primary", d.Subselection, d.Primary)
		for _, part := range d.Deferred {
			head := "Deferred(depends: [" + strings.Join(part.Depends, ", ") + "], path: " + strconv.Quote(strings.Join(part.Path, "."))
			if part.Label != "" {
				head += ", label: " + strconv.Quote(part.Label)
			}
			w.part(head+")", part.Subselection, part.Node)
		}
	})
	w.line("}")
}

func (w *textWriter) part(head, subselection string, node *Node) {
	w.line(head + " {")
	w.nested(func() {
		if subselection != "" {
			w.line(subselection)
		}
		if node != nil {
			w.node(node)
		}
	})
	w.line("}")
}

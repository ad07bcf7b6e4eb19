package operation

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// TestNormalFormMeansTheSame executes documents as the specification has it
// (CollectFields over the document as written) and their normal forms, on
// objects whose types are drawn by place, and compares the answers with their
// order.
func TestNormalFormMeansTheSame(t *testing.T) {
	schema := loadSchema(t, testSchema)
	compared := 0
	for seed := range uint64(8000) {
		document := randomDocument(rand.New(rand.NewPCG(seed, 3)))
		doc, errs := Parse(document, ParseLimits{})
		if errs != nil {
			t.Fatal(errs)
		}
		if Validate(schema, doc) != nil {
			continue
		}
		for _, definition := range doc.Operations {
			op, errs := Normalize(schema, doc, definition, 0)
			if errs != nil {
				t.Fatal(errs)
			}
			for _, v := range []bool{true, false} {
				e := &naive{types: typesystem.NewIndex(schema), doc: doc, v: v, seed: seed}
				root := typesystem.Root(schema, definition.Operation)
				want := e.document([]ast.SelectionSet{definition.SelectionSet}, root, "")
				got := e.normal([][]Selection{op.Selections}, root, "")
				if want != got {
					t.Fatalf("seed %d, $v = %t, of\n%s\nnormalised\n%s\n%s", seed, v, document, Print(op), cmp.Diff(want, got))
				}
				compared++
			}
		}
	}
	if compared < 2000 {
		t.Errorf("only %d answers were compared", compared)
	}
}

// naive answers with the fields' names and arguments instead of values.
type naive struct {
	types *typesystem.Index
	doc   *ast.QueryDocument
	v     bool
	seed  uint64
}

// object draws the object's type for a field at a place.
func (e *naive) object(parent *ast.Definition, name, path string) *ast.Definition {
	def := e.types.Field(parent, name)
	below := e.types.Schema.Types[def.Type.Name()]
	if below == nil || !below.IsCompositeType() {
		return nil
	}
	possible := typesystem.Possible(e.types.Schema, below)
	hash := fnv.New64a()
	fmt.Fprint(hash, e.seed, path)
	return possible[hash.Sum64()%uint64(len(possible))]
}

func (e *naive) applies(condition string, object *ast.Definition) bool {
	if condition == "" {
		return true
	}
	return slices.Contains(typesystem.Possible(e.types.Schema, e.types.Schema.Types[condition]), object)
}

func (e *naive) included(directives ast.DirectiveList) bool {
	for _, directive := range directives {
		if directive.Name != "skip" && directive.Name != "include" {
			continue
		}
		value := directive.Arguments.ForName("if").Value
		if (value.Raw == "true" || value.Kind == ast.Variable && e.v) == (directive.Name == "skip") {
			return false
		}
	}
	return true
}

func (e *naive) document(sets []ast.SelectionSet, object *ast.Definition, path string) string {
	var order []string
	first, below := map[string]*ast.Field{}, map[string][]ast.SelectionSet{}
	var collect func(set ast.SelectionSet)
	collect = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch node := selection.(type) {
			case *ast.Field:
				if !e.included(node.Directives) {
					continue
				}
				if first[node.Alias] == nil {
					first[node.Alias] = node
					order = append(order, node.Alias)
				}
				below[node.Alias] = append(below[node.Alias], node.SelectionSet)
			case *ast.InlineFragment:
				if e.included(node.Directives) && e.applies(node.TypeCondition, object) {
					collect(node.SelectionSet)
				}
			case *ast.FragmentSpread:
				target := e.doc.Fragments.ForName(node.Name)
				if e.included(node.Directives) && e.applies(target.TypeCondition, object) {
					collect(target.SelectionSet)
				}
			}
		}
	}
	for _, set := range sets {
		collect(set)
	}
	var b strings.Builder
	for _, key := range order {
		field := first[key]
		fmt.Fprintf(&b, "%s=%s%s", key, field.Name, argumentsText(field.Arguments))
		if child := e.object(object, field.Name, path+"/"+key); child != nil {
			b.WriteString("{" + e.document(below[key], child, path+"/"+key) + "}")
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func (e *naive) holds(conditions []Condition) bool {
	for _, condition := range conditions {
		if e.v == condition.Skip {
			return false
		}
	}
	return true
}

func (e *naive) normal(lists [][]Selection, object *ast.Definition, path string) string {
	var order []string
	first, below := map[string]*Field{}, map[string][][]Selection{}
	var collect func(list []Selection)
	collect = func(list []Selection) {
		for _, selection := range list {
			switch node := selection.(type) {
			case *Field:
				if !e.holds(node.Conditions) {
					continue
				}
				if first[node.ResponseKey] == nil {
					first[node.ResponseKey] = node
					order = append(order, node.ResponseKey)
				}
				below[node.ResponseKey] = append(below[node.ResponseKey], node.Selections)
			case *Fragment:
				if e.holds(node.Conditions) && e.applies(node.On.Name, object) {
					collect(node.Selections)
				}
			}
		}
	}
	for _, list := range lists {
		collect(list)
	}
	var b strings.Builder
	for _, key := range order {
		field := first[key]
		fmt.Fprintf(&b, "%s=%s%s", key, field.Name, argumentsText(field.Arguments))
		if child := e.object(object, field.Name, path+"/"+key); child != nil {
			b.WriteString("{" + e.normal(below[key], child, path+"/"+key) + "}")
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func argumentsText(list ast.ArgumentList) string {
	p := &printer{}
	p.arguments(list)
	return p.b.String()
}

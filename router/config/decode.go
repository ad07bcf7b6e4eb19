package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// maxNesting bounds the walk over a file; the shape itself is less than ten deep.
const maxNesting = 32

// decoder writes a parsed file over a Config and remembers where each key stands.
type decoder struct {
	expand   func(string) (string, error)
	problems []Problem
	// places has the node of each key that the file sets, by path ("limits.max_depth", "headers.all.request[0]").
	places map[string]ast.Node
	// broken are the paths of values that could not be read and of keys that nobody knows.
	broken []string
}

func (d *decoder) problemf(path string, node ast.Node, format string, args ...any) {
	d.problems = append(d.problems, problemAt(node, fmt.Sprintf(format, args...)))
	d.broken = append(d.broken, path)
}

// decode writes node into target, which must be settable.
func (d *decoder) decode(path string, node ast.Node, target reflect.Value, depth int) {
	if path != "" {
		d.places[path] = node
	}
	if depth > maxNesting {
		d.problemf(path, node, "nested too deep")
		return
	}
	switch n := node.(type) {
	case *ast.NullNode:
		return // a key without a value keeps its default
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		d.problemf(path, node, "anchors, aliases and tags are not read here: write the value out")
		return
	case *ast.MappingValueNode: // a mapping of one key, as some versions of the parser have it
		d.decodeMapping(path, node, []*ast.MappingValueNode{n}, target, depth)
		return
	case *ast.MappingNode:
		d.decodeMapping(path, node, n.Values, target, depth)
		return
	case *ast.SequenceNode:
		d.decodeSequence(path, n, target, depth)
		return
	}
	d.decodeScalar(path, node, target)
}

func (d *decoder) decodeMapping(path string, node ast.Node, values []*ast.MappingValueNode, target reflect.Value, depth int) {
	switch target.Kind() {
	case reflect.Pointer:
		if target.IsNil() {
			target.Set(reflect.New(target.Type().Elem()))
		}
		d.decodeMapping(path, node, values, target.Elem(), depth)
	case reflect.Struct:
		fields := fieldsByKey(target.Type())
		for _, value := range values {
			key := keyText(value.Key)
			index, known := fields[key]
			if !known {
				d.unknownKey(path, key, value.Key, target.Type())
				continue
			}
			d.decode(join(path, key), value.Value, target.Field(index), depth+1)
		}
	case reflect.Map:
		if target.IsNil() {
			target.Set(reflect.MakeMap(target.Type()))
		}
		for _, value := range values {
			key, element := keyText(value.Key), reflect.New(target.Type().Elem()).Elem()
			d.decode(join(path, key), value.Value, element, depth+1)
			target.SetMapIndex(reflect.ValueOf(key), element)
		}
	default:
		d.problemf(path, node, "%s must be %s, not a mapping", path, kindName(target.Type()))
	}
}

func (d *decoder) unknownKey(path, key string, node ast.Node, shape reflect.Type) {
	where := "the top level"
	if path != "" {
		where = path
	}
	keys := keysOf(shape)
	message := fmt.Sprintf("unknown key %q in %s", key, where)
	if near := nearest(strings.ToLower(key), keys); near != "" {
		message += fmt.Sprintf(": did you mean %q?", near)
	} else {
		message += ": known are " + strings.Join(keys, ", ")
	}
	d.problemf(join(path, key), node, "%s", message)
}

func (d *decoder) decodeSequence(path string, node *ast.SequenceNode, target reflect.Value, depth int) {
	if target.Kind() != reflect.Slice {
		d.problemf(path, node, "%s must be %s, not a list", path, kindName(target.Type()))
		return
	}
	list := reflect.MakeSlice(target.Type(), len(node.Values), len(node.Values))
	for i, value := range node.Values {
		d.decode(fmt.Sprintf("%s[%d]", path, i), value, list.Index(i), depth+1)
	}
	target.Set(list)
}

func (d *decoder) decodeScalar(path string, node ast.Node, target reflect.Value) {
	var text string
	isText := false
	switch n := node.(type) {
	case *ast.StringNode:
		text, isText = n.Value, true
	case *ast.LiteralNode:
		text, isText = n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		text = n.GetToken().Value
	default:
		d.problemf(path, node, "%s must be %s", path, kindName(target.Type()))
		return
	}
	expanded, err := d.expand(text)
	if err != nil {
		d.problemf(path, node, "%s: %v", path, err)
		return
	}
	// What came out of ${...} has no quotes of its own, so it may be a number or a truth value.
	if expanded != text {
		isText = false
	}
	if err := setScalar(target, expanded, isText); err != nil {
		d.problemf(path, node, "%s: %v", path, err)
	}
}

func setScalar(target reflect.Value, text string, isText bool) error {
	if target.Kind() == reflect.Pointer {
		fresh := reflect.New(target.Type().Elem())
		if err := setScalar(fresh.Elem(), text, isText); err != nil {
			return err
		}
		target.Set(fresh)
		return nil
	}
	if reader, ok := reflect.TypeAssert[encoding.TextUnmarshaler](target.Addr()); ok {
		return reader.UnmarshalText([]byte(strings.TrimSpace(text)))
	}
	wrong := fmt.Errorf("%s is expected", kindName(target.Type()))
	switch target.Kind() {
	case reflect.String:
		target.SetString(text)
	case reflect.Bool:
		value, err := strconv.ParseBool(text)
		if isText || err != nil || (text != "true" && text != "false") {
			return wrong
		}
		target.SetBool(value)
	case reflect.Int:
		value, err := strconv.ParseInt(text, 10, 32)
		if isText || err != nil {
			return wrong
		}
		target.SetInt(value)
	default:
		return wrong
	}
	return nil
}

func kindName(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[Duration]():
		return "a duration such as 5s"
	case reflect.TypeFor[Size]():
		return "a size such as 2MB"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "a mapping"
	default:
		return "a text"
	}
}

func fieldsByKey(t reflect.Type) map[string]int {
	fields := make(map[string]int, t.NumField())
	for i := range t.NumField() {
		if key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); key != "-" {
			fields[key] = i
		}
	}
	return fields
}

func keysOf(t reflect.Type) []string {
	var keys []string
	for field := range t.Fields() {
		if key, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); key != "-" {
			keys = append(keys, key)
		}
	}
	return keys
}

func keyText(key ast.MapKeyNode) string {
	if text, ok := key.(*ast.StringNode); ok {
		return text.Value
	}
	if tk := key.GetToken(); tk != nil && tk.Type != token.MergeKeyType {
		return tk.Value
	}
	return "<<"
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

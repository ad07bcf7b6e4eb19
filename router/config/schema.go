package config

import (
	"bytes"
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// SchemaID names the JSON Schema; editors take it from the file's first line.
const SchemaID = "https://weftgraphql.github.io/schemas/weft.yaml.json"

// JSONSchema is the JSON Schema of weft.yaml, indented, made from the types of
// this package so that it cannot disagree with them.
func JSONSchema() ([]byte, error) {
	reflector := &jsonschema.Reflector{
		FieldNameTag:               "yaml",
		RequiredFromJSONSchemaTags: true,
		ExpandedStruct:             true,
		BaseSchemaID:               "",
		Anonymous:                  true,
	}
	schema := reflector.Reflect(&Config{})
	allowExpansion(schema)
	for _, definition := range schema.Definitions {
		allowExpansion(definition)
	}
	schema.ID = SchemaID
	schema.Title = "weft.yaml"
	schema.Description = "Configuration of the Weft router. Any value may hold ${env.NAME}, ${env.NAME:-default} or ${file./path}; $$ is a dollar."
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// expansion is a value that is only known when it was expanded.
func expansion() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `\$\{(env|file)\..+\}`}
}

// allowExpansion lets ${...} stand for numbers and truth values.
func allowExpansion(schema *jsonschema.Schema) {
	if schema.Properties == nil {
		return
	}
	for pair := schema.Properties.Oldest(); pair != nil; pair = pair.Next() {
		property := pair.Value
		if property.Type != "integer" && property.Type != "boolean" {
			continue
		}
		plain := &jsonschema.Schema{Type: property.Type, Minimum: property.Minimum}
		pair.Value = &jsonschema.Schema{OneOf: []*jsonschema.Schema{plain, expansion()}, Description: property.Description}
	}
}

package refexec

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

// maxTokens bounds the documents that are parsed at all.
const maxTokens = 1 << 20

// Resolver gives the executor the values of fields and the runtime types of abstract ones. Errors it returns
// become field errors with the field's path.
type Resolver interface {
	// Resolve returns the value of a field of parent, whose runtime type is parentType. Lists are slices of any
	// type, a nil slice is null, an element that is an error fails its position; what an object is, is the
	// resolver's own business, it gets it back as parent. Arguments are coerced:
	// nil, bool, int64, float64, string, []any, map[string]any, enum values as strings, custom scalars as they
	// came. An absent argument without default is absent in args.
	Resolve(ctx context.Context, parentType *ast.Definition, field *ast.FieldDefinition, parent any, args map[string]any) (any, error)
	// ResolveType names the runtime object type of a value of an interface or union type.
	ResolveType(ctx context.Context, abstractType *ast.Definition, value any) (string, error)
}

// Raw is a value that is answered as it is, whatever the field's type: what a faulty server would say.
type Raw struct{ Value any }

// Absent is the value of a field, not of a list's element, that a faulty server leaves out of its answer.
type Absent struct{}

// Request is a GraphQL request. Variables are JSON values as encoding/json decodes them, with or without
// UseNumber.
type Request struct {
	Query         string
	OperationName string
	Variables     map[string]any
	// Root is the initial value, the parent of the root fields.
	Root any
	// Denied are fields of the document, as given to ExecuteRequest, that are as if they were not selected, as long as
	// another field of the same response key is; else they are null, with an error.
	Denied map[*ast.Field]bool
}

// Do parses, validates and executes a request. A request that does not get as far as execution has a response
// without data.
func Do(ctx context.Context, schema *ast.Schema, resolver Resolver, req Request) *Response {
	doc, errs := Parse(schema, req.Query)
	if len(errs) > 0 {
		return requestErrors(errs)
	}
	return ExecuteRequest(ctx, schema, resolver, doc, req)
}

// Parse parses a document and validates it against the schema.
func Parse(schema *ast.Schema, query string) (*ast.QueryDocument, gqlerror.List) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Name: "query", Input: query}, maxTokens)
	if err != nil {
		return nil, gqlerror.List{gqlerror.WrapIfUnwrapped(err)}
	}
	standard := rules.NewDefaultRules()
	standard.RemoveRule(rules.OverlappingFieldsCanBeMergedRule.Name)
	if errs := validator.ValidateWithRules(schema, doc, standard); len(errs) > 0 {
		return nil, errs
	}
	if err := checkFieldsMerge(doc); err != nil {
		return nil, gqlerror.List{err}
	}
	return doc, nil
}

// ExecuteRequest executes an operation of a validated document (req.Query is not looked at).
// https://spec.graphql.org/October2021/#ExecuteRequest()
func ExecuteRequest(ctx context.Context, schema *ast.Schema, resolver Resolver, doc *ast.QueryDocument, req Request) *Response {
	operation, err := GetOperation(doc, req.OperationName)
	if err != nil {
		return requestError(err)
	}
	variables, err := CoerceVariableValues(schema, operation, req.Variables)
	if err != nil {
		return requestError(err)
	}
	var rootType *ast.Definition
	switch operation.Operation {
	case ast.Query:
		rootType = schema.Query
	case ast.Mutation:
		rootType = schema.Mutation
	default:
		return requestError(fmt.Errorf("operation type %q is not supported", operation.Operation))
	}
	if rootType == nil {
		return requestError(fmt.Errorf("the schema has no root type for %q", operation.Operation))
	}
	e := &executor{ctx: ctx, schema: schema, resolver: resolver, doc: doc, variables: variables, denied: req.Denied}
	e.serial = operation.Operation == ast.Mutation
	data, ok := e.executeSelectionSet([]ast.SelectionSet{operation.SelectionSet}, rootType, req.Root, nil)
	if !ok {
		data = nil
	}
	return &Response{Executed: true, Data: data, Errors: e.errors}
}

// GetOperation finds the operation to execute. An empty name stands for no name.
// https://spec.graphql.org/October2021/#GetOperation()
func GetOperation(doc *ast.QueryDocument, name string) (*ast.OperationDefinition, error) {
	if name == "" {
		if len(doc.Operations) != 1 {
			return nil, fmt.Errorf("the document has %d operations: operationName must say which one to execute", len(doc.Operations))
		}
		return doc.Operations[0], nil
	}
	for _, op := range doc.Operations {
		if op.Name == name {
			return op, nil
		}
	}
	return nil, fmt.Errorf("the document has no operation named %q", name)
}

// executor is the state of one execution.
type executor struct {
	ctx       context.Context
	schema    *ast.Schema
	resolver  Resolver
	doc       *ast.QueryDocument
	variables map[string]any
	serial    bool // the root is a mutation
	denied    map[*ast.Field]bool
	errors    []*Error
}

// executeSelectionSet executes merged selection sets on an object. It reports false when a field error propagated
// to the whole of it; the error is recorded then.
// https://spec.graphql.org/October2021/#ExecuteSelectionSet()
func (e *executor) executeSelectionSet(sets []ast.SelectionSet, objectType *ast.Definition, objectValue any, at *path) (*jsonvalue.Object, bool) {
	groups, err := e.collectFields(objectType, sets)
	if err != nil {
		e.raise(at, nil, err)
		return nil, false
	}
	result := &jsonvalue.Object{}
	alive := true
	for _, group := range groups {
		value, ok := e.executeField(objectType, objectValue, group, at.field(group.responseKey))
		if ok {
			if _, absent := value.(Absent); !absent {
				result.Add(group.responseKey, value)
			}
			continue
		}
		alive = false
		if e.serial && at == nil {
			break
		}
	}
	return result, alive
}

var errDenied = errors.New("the caller may not see this field")

// executeField resolves and completes one field. It reports false when the field is null but must not be.
// https://spec.graphql.org/October2021/#ExecuteField()
func (e *executor) executeField(objectType *ast.Definition, objectValue any, group fieldGroup, at *path) (any, bool) {
	field := group.fields[0]
	if len(e.denied) > 0 {
		group.fields = slices.DeleteFunc(group.fields, func(f *ast.Field) bool { return e.denied[f] })
		if len(group.fields) == 0 {
			e.raise(at, field, errDenied)
			e.errors[len(e.errors)-1].Denied = true
			return nil, !objectType.Fields.ForName(field.Name).Type.NonNull
		}
		field = group.fields[0]
	}
	if field.Name == "__typename" {
		return objectType.Name, true
	}
	def := objectType.Fields.ForName(field.Name)
	if def == nil {
		return nil, e.raise(at, field, fmt.Errorf("type %s has no field %s", objectType.Name, field.Name))
	}
	value, err := e.resolveFieldValue(objectType, objectValue, field, def)
	if err != nil {
		e.raise(at, field, err)
		return nil, !def.Type.NonNull
	}
	completed, ok := e.completeValue(def.Type, group.fields, value, at)
	if !ok {
		return nil, !def.Type.NonNull
	}
	return completed, true
}

// resolveFieldValue coerces the arguments and asks the resolver.
// https://spec.graphql.org/October2021/#ResolveFieldValue()
func (e *executor) resolveFieldValue(objectType *ast.Definition, objectValue any, field *ast.Field, def *ast.FieldDefinition) (any, error) {
	if err := e.ctx.Err(); err != nil {
		return nil, err
	}
	args, err := CoerceArgumentValues(e.schema, def.Arguments, field.Arguments, e.variables)
	if err != nil {
		return nil, err
	}
	if value, known, err := resolveIntrospection(e.schema, objectType, def, objectValue, args); known {
		return value, err
	}
	return e.resolver.Resolve(e.ctx, objectType, def, objectValue, args)
}

// raise records a field error. It always reports false: the value it stands for could not be had.
func (e *executor) raise(at *path, field *ast.Field, err error) bool {
	out := &Error{Message: err.Error(), Path: at.elements()}
	if field != nil && field.Position != nil {
		out.Locations = []Location{{Line: field.Position.Line, Column: field.Position.Column}}
	}
	e.errors = append(e.errors, out)
	return false
}

package operation

import (
	"errors"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation/validate"
)

// ParseLimits bound a document before it is parsed.
type ParseLimits struct {
	// MaxTokens is how many lexical tokens a document may have, comments left
	// out; 0 means DefaultMaxTokens.
	MaxTokens int
	// MaxNesting is how deep brackets of any kind may nest; 0 means DefaultMaxNesting.
	MaxNesting int
}

// What ParseLimits mean when they are zero.
const (
	DefaultMaxTokens  = 15_000
	DefaultMaxNesting = 250
)

// Parse reads an executable document. The errors carry GRAPHQL_PARSE_FAILED, or
// MAX_TOKENS_LIMIT for a document with too many tokens, and the place.
//
// The text is scanned first, without recursion or allocation per token: a
// document beyond the limits never reaches the recursive parser.
func Parse(src string, limits ParseLimits) (*ast.QueryDocument, gqlerr.List) {
	if limits.MaxTokens <= 0 {
		limits.MaxTokens = DefaultMaxTokens
	}
	if limits.MaxNesting <= 0 {
		limits.MaxNesting = DefaultMaxNesting
	}
	text, failure := scan(src, limits)
	if failure != nil {
		return nil, gqlerr.List{failure}
	}
	source := &ast.Source{Input: text}
	// The parser's own limit is a second fence: its recursion is bounded even if it read a token differently.
	doc, err := parser.ParseQueryWithTokenLimit(source, limits.MaxTokens+1)
	if err != nil {
		return nil, gqlerr.List{parseError(source, err)}
	}
	if failure := checkGrammar(doc); failure != nil {
		return nil, gqlerr.List{failure}
	}
	return doc, nil
}

// maxParseMessage bounds the parser's messages, which quote the document.
const maxParseMessage = 300

// parseError gives the parser's error its place and code. The parser hides a
// lexical error behind "found Invalid", so the lexer is asked again for it.
func parseError(source *ast.Source, err error) *gqlerr.Error {
	failure := &gqlerr.Error{Message: err.Error(), Code: gqlerr.ParseFailed}
	if found, ok := errors.AsType[*gqlerror.Error](err); ok {
		failure.Message = found.Message
		for _, location := range found.Locations {
			failure.Locations = append(failure.Locations, gqlerr.Location{Line: location.Line, Column: location.Column})
		}
	}
	if lexical := lexicalError(source); lexical != nil && notAfter(lexical.Locations, failure.Locations) {
		failure = lexical
	}
	failure.Message = "Syntax Error: " + shorten(failure.Message, maxParseMessage)
	return failure
}

func lexicalError(source *ast.Source) *gqlerr.Error {
	tokens := lexer.New(source)
	for {
		token, err := tokens.ReadToken()
		var found *gqlerror.Error
		if errors.As(err, &found) && found != nil {
			failure := &gqlerr.Error{Message: found.Message, Code: gqlerr.ParseFailed}
			failure.Locations = []gqlerr.Location{{Line: token.Pos.Line, Column: token.Pos.Column}}
			return failure
		}
		if token.Kind == lexer.EOF || token.Kind == lexer.Invalid {
			return nil
		}
	}
}

func notAfter(a, b []gqlerr.Location) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	return a[0].Line < b[0].Line || a[0].Line == b[0].Line && a[0].Column <= b[0].Column
}

// checkGrammar refuses what the parser lets through and the grammar does not.
func checkGrammar(doc *ast.QueryDocument) *gqlerr.Error {
	if len(doc.Operations)+len(doc.Fragments) == 0 {
		return syntaxError(1, 1, "Syntax Error: Unexpected <EOF>, the document has no operation.")
	}
	for _, fragment := range doc.Fragments {
		if len(fragment.VariableDefinition) > 0 {
			position := fragment.VariableDefinition[0].Position
			return syntaxError(position.Line, position.Column, "Syntax Error: Expected \"on\", found a variable definition; fragments define no variables.")
		}
	}
	for _, operation := range doc.Operations {
		for _, variable := range operation.VariableDefinitions {
			for _, directive := range variable.Directives {
				for _, argument := range directive.Arguments {
					if used := firstVariable(argument.Value); used != nil {
						return syntaxError(used.Position.Line, used.Position.Column,
							fmt.Sprintf("Syntax Error: Unexpected variable \"$%s\" in constant value.", shorten(used.Raw, maxParseMessage)))
					}
				}
			}
		}
	}
	return nil
}

func firstVariable(value *ast.Value) *ast.Value {
	if value.Kind == ast.Variable {
		return value
	}
	for _, child := range value.Children {
		if used := firstVariable(child.Value); used != nil {
			return used
		}
	}
	return nil
}

func syntaxError(line, column int, message string) *gqlerr.Error {
	return &gqlerr.Error{Message: message, Code: gqlerr.ParseFailed, Locations: []gqlerr.Location{{Line: line, Column: column}}}
}

// ValidateOption changes how Validate works.
type ValidateOption func(*validate.Options)

// WithoutSuggestions leaves out "Did you mean", which would tell names of a
// schema that is not shown.
func WithoutSuggestions() ValidateOption {
	return func(options *validate.Options) { options.HideSuggestions = true }
}

// WithMaxErrors stops after so many errors.
func WithMaxErrors(n int) ValidateOption {
	return func(options *validate.Options) { options.MaxErrors = n }
}

// Validate checks a parsed document against the schema that clients see, by
// every rule for executable documents of the GraphQL specification. None means
// valid; the errors carry GRAPHQL_VALIDATION_FAILED. Its time is bounded
// whatever the document.
func Validate(schema *ast.Schema, doc *ast.QueryDocument, options ...ValidateOption) gqlerr.List {
	return NewSchema(schema).Validate(doc, options...)
}

// Select finds the operation to execute: the named one, or the only one. The
// error carries OPERATION_RESOLUTION_FAILURE.
func Select(doc *ast.QueryDocument, operationName string) (*ast.OperationDefinition, *gqlerr.Error) {
	failure := &gqlerr.Error{Code: gqlerr.OperationResolution}
	if operationName == "" {
		switch len(doc.Operations) {
		case 0:
			failure.Message = "The document has no operation, only fragments."
		case 1:
			return doc.Operations[0], nil
		default:
			failure.Message = "Must provide operation name if query contains multiple operations."
		}
		return nil, failure
	}
	for _, operation := range doc.Operations {
		if operation.Name == operationName {
			return operation, nil
		}
	}
	failure.Message = fmt.Sprintf("Unknown operation named %q.", shorten(operationName, 100))
	return nil, failure
}

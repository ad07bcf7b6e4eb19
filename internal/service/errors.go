package service

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/weftgraphql/weft/internal/fault"
)

// present turns an error into what the caller gets: faults, and what gqlgen says of the request, as they are;
// all else as an internal error whose text stays in the log.
func (s *Service) present(ctx context.Context, err error) *gqlerror.Error {
	var (
		known *fault.Error
		from  *gqlerror.Error
	)
	if !errors.As(err, &from) {
		from = &gqlerror.Error{Err: err, Path: graphql.GetPath(ctx)}
	}
	switch {
	case errors.As(err, &known):
		return tell(from, known.Message, known.Code)
	case isArgument(from.Path, graphql.GetPath(ctx)):
		return tell(from, "the value is not of the argument's type", fault.BadUserInput)
	case from.Err == nil:
		return tell(from, from.Message, codeOf(from, fault.BadUserInput))
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return tell(from, "the request was not answered in time", fault.Internal)
	default:
		s.opts.Log.ErrorContext(ctx, "resolve", "subgraph", s.schema.Name, "path", from.Path.String(), "error", err)
		return tell(from, "internal error", fault.Internal)
	}
}

// isArgument reports whether an error is about an argument of a field: its path leads from the field into the
// argument, where gqlgen could not make sense of the value.
func isArgument(path, field ast.Path) bool {
	return len(field) > 0 && len(path) > len(field) && slices.Equal(path[:len(field)], field)
}

// tell returns an error at the place of another.
func tell(at *gqlerror.Error, message string, code fault.Code) *gqlerror.Error {
	return &gqlerror.Error{
		Message: message, Path: at.Path, Locations: at.Locations,
		Extensions: map[string]any{"code": string(code)},
	}
}

// codeOf returns an error's code, or another when it has none.
func codeOf(err *gqlerror.Error, other fault.Code) fault.Code {
	if code, ok := err.Extensions["code"].(string); ok {
		return fault.Code(code)
	}
	return other
}

// refusals returns the errors of a request that was refused before it ran.
func refusals(errs gqlerror.List) gqlerror.List {
	out := make(gqlerror.List, len(errs))
	for i, err := range errs {
		out[i] = tell(err, err.Message, codeOf(err, fault.Invalid))
		out[i].Path = ast.Path(nil)
	}
	return out
}

// recovered turns a panic into an internal error.
func (s *Service) recovered(ctx context.Context, panicked any) error {
	s.opts.Log.ErrorContext(ctx, "panic", "subgraph", s.schema.Name, "panic", fmt.Sprint(panicked), "stack", string(debug.Stack()))
	return errors.New("a resolver panicked")
}

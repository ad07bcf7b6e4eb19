package execute

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/gqlerr"
)

// Bounds on what subgraphs can put into errors.
const (
	// maxErrorText is for all errors of a request together.
	maxErrorText = 128 << 10
	// maxMessage and maxExtensions are for one error.
	maxMessage    = 4 << 10
	maxExtensions = 4 << 10
	maxPath       = 256
	maxPathKey    = 256
)

// takeErrors reads the errors that a subgraph reported, and says whether there were any.
func (r *run) takeErrors(f *fetch, s *fetchState) bool {
	x := s.index
	list := x.Get(value.Root, errorsKey)
	if list == 0 || x.Kind(list) == value.Null {
		return false
	}
	if x.Kind(list) != value.List {
		s.err = malformed("has errors that are %v, not a list", x.Kind(list))
		return false
	}
	var targets []targetsOf
	from, to := x.Children(list)
	for i := from; i < to && r.keepsErrors(); i = x.Next(i) {
		if x.Kind(i) != value.Object {
			s.err = malformed("has an error that is %v, not an object", x.Kind(i))
			return true
		}
		if targets == nil && len(f.calls) > 0 {
			targets = make([]targetsOf, len(f.calls))
			for c := range targets {
				targets[c] = r.groupTargets(f, s, c)
			}
		}
		r.takeError(f, s, i, targets)
	}
	return from < to
}

func (r *run) takeError(f *fetch, s *fetchState, n uint32, targets []targetsOf) {
	x := s.index
	e := gqlerr.Error{
		Message: "The service reported an error without a message.",
		Code:    gqlerr.Downstream,
		Service: f.Service,
		Foreign: true,
	}
	if message := x.Lookup(n, "message"); message != 0 && x.Kind(message) == value.String {
		e.Message = shorten(x.Text(message), maxMessage)
	}
	if extensions := x.Lookup(n, "extensions"); extensions != 0 && x.Kind(extensions) == value.Object {
		readExtensions(x, extensions, &e)
	}
	path, known := readPath(x, x.Lookup(n, "path"))
	if len(f.calls) == 0 {
		r.addRootError(f, s, e, path, known)
		return
	}
	if f.calls[0].whole && known {
		rest, state := f.translate(0, path), &s.calls[0]
		for t := 0; t < len(state.targets) && r.keepsErrors(); t++ {
			r.addErrorBelow(s, e, f.targetPath(0, state, &state.targets[t]), rest)
		}
		return
	}
	callIndex, asked := -1, section{}
	if known && len(path) > 0 {
		callIndex, asked = f.asking(s, path[0])
	}
	if callIndex < 0 {
		// It says nothing of where; what is known is what was asked about.
		r.addCallErrors(f, s, e)
		return
	}
	number, ok := 0, false
	if len(path) > 1 {
		number, ok = path[1].(int)
	}
	number += asked.from
	if ok = ok && number < asked.to; ok {
		number, ok = s.calls[callIndex].number(number)
	}
	if !ok {
		r.addErrorsOfCall(f, s, callIndex, e)
		return
	}
	r.addErrorsOfEntity(f, s, callIndex, number, targets[callIndex], e, f.translate(callIndex, path[2:]))
}

// addErrorsOfEntity notes an error of what one representation stands for, or of what the rest of the path leads to below it, at each
// place.
func (r *run) addErrorsOfEntity(f *fetch, s *fetchState, callIndex, number int, targets targetsOf, e gqlerr.Error, rest []any) {
	state := r.placesOf(f, s, callIndex)
	if targets.first[number] == 0 {
		r.addError(s, e, f.unplaced(callIndex))
	}
	for t := targets.first[number]; t != 0 && r.keepsErrors(); t = targets.next[t-1] {
		r.addErrorBelow(s, e, f.targetPath(callIndex, state, &state.targets[t-1]), rest)
	}
}

// asking is the call, and of it the section, that the field with this response key asks for; -1 when there is none.
func (f *fetch) asking(s *fetchState, key any) (callIndex int, asked section) {
	for i := range f.calls {
		for n := range s.calls[i].sectionCount() {
			if asked := s.calls[i].section(n, f.calls[i].alias); key == any(asked.alias.Text) {
				return i, asked
			}
		}
	}
	return -1, section{}
}

// addRootError notes an error of a fetch at the root. One without a path, where there is no data, belongs to all that was asked for.
func (r *run) addRootError(f *fetch, s *fetchState, e gqlerr.Error, path []any, known bool) {
	if known && len(path) > 0 {
		r.addErrorBelow(s, e, nil, f.translate(0, path))
		return
	}
	if data := s.index.Get(value.Root, dataKey); data != 0 && s.index.Kind(data) == value.Object {
		r.addError(s, e, nil)
		return
	}
	r.addCallErrors(f, s, e)
}

// targetsOf is a call's targets by the representation they share: chains of 1 + position.
type targetsOf struct{ first, next []uint32 }

func (r *run) groupTargets(f *fetch, s *fetchState, callIndex int) targetsOf {
	state := r.placesOf(f, s, callIndex)
	g := targetsOf{first: make([]uint32, len(state.spans)), next: make([]uint32, len(state.targets))}
	for t := len(state.targets) - 1; t >= 0; t-- {
		number := state.targets[t].representation
		g.next[t] = g.first[number]
		g.first[number] = uint32(t + 1)
	}
	return g
}

// failed notes that a fetch failed, once for each place in the client's answer that lacks something by it.
func (r *run) failed(f *fetch, s *fetchState) {
	e := gqlerr.Error{Service: f.Service, Cause: s.err}
	var fetchError *FetchError
	var malformedAnswer *malformedError
	switch {
	case errors.As(s.err, &fetchError):
		e.Code, e.Message, e.Extensions, e.Cause = fetchError.Code, fetchError.Message, fetchError.Extensions, nil
	case errors.As(s.err, &malformedAnswer):
		e.Code = gqlerr.SubrequestMalformed
		e.Message = fmt.Sprintf("The answer of the service %q %s.", f.Service, malformedAnswer.problem)
	case isPanic(s.err):
		e.Code = gqlerr.Internal
		e.Message = fmt.Sprintf("An internal error occurred while asking the service %q.", f.Service)
	case errors.Is(s.err, errTooManyPositions):
		e.Code = gqlerr.Internal
		e.Message = fmt.Sprintf("The answer has more objects than the service %q may be asked about.", f.Service)
	case errors.Is(s.err, errTooManyValues):
		e.Code = gqlerr.Internal
		e.Message = fmt.Sprintf("The values from contexts that the service %q would have to be asked with are too many different ones.", f.Service)
	case errors.Is(s.err, context.DeadlineExceeded):
		e.Code, e.Cause = gqlerr.GatewayTimeout, nil
		e.Message = fmt.Sprintf("The service %q was not asked or did not answer in time.", f.Service)
	case errors.Is(s.err, context.Canceled):
		e.Code, e.Cause = gqlerr.GatewayTimeout, nil
		e.Message = fmt.Sprintf("The request was cancelled before the service %q answered.", f.Service)
	default:
		e.Code = gqlerr.SubrequestHTTP
		e.Message = fmt.Sprintf("The service %q could not be reached.", f.Service)
	}
	before := len(s.errors)
	r.addCallErrors(f, s, e)
	if len(s.errors) == before {
		// It ended before it was known what it was about.
		for i := range f.calls {
			r.addError(s, e, f.unplaced(i))
		}
	}
}

func isPanic(err error) bool {
	_, is := errors.AsType[*PanicError](err)
	return is
}

// addCallErrors notes an error of a whole fetch, at each root field or each path of its entity calls.
func (r *run) addCallErrors(f *fetch, s *fetchState, e gqlerr.Error) {
	if len(f.calls) > 0 {
		for i := range f.calls {
			r.addErrorsOfCall(f, s, i, e)
		}
		return
	}
	keys := rootKeys(nil, f.Selections, r.request.Variables)
	if len(keys) == 0 {
		r.addError(s, e, nil)
	}
	for _, key := range keys {
		r.addError(s, e, f.translate(0, []any{key}))
	}
}

// addErrorsOfCall notes an error of a whole entity call.
func (r *run) addErrorsOfCall(f *fetch, s *fetchState, callIndex int, e gqlerr.Error) {
	state := &s.calls[callIndex]
	if !state.looked {
		state.looked, state.about = true, r.aboutCall(f, s, callIndex)
	}
	for i := 0; i < len(state.about) && r.keepsErrors(); i++ {
		r.addError(s, e, state.about[i])
	}
}

// aboutCall is where errors of a whole entity call belong: at the object where a path has only one, else at the list that all of
// them are in.
func (r *run) aboutCall(f *fetch, s *fetchState, callIndex int) [][]any {
	state := r.placesOf(f, s, callIndex)
	targets := state.unknown()
	if len(targets) == 0 && state.asked() > 0 {
		return [][]any{f.unplaced(callIndex)}
	}
	var about [][]any
	for i := 0; i < len(targets); {
		end := i + 1
		for end < len(targets) && targets[end].path == targets[i].path {
			end++
		}
		if end == i+1 {
			about = append(about, f.targetPath(callIndex, state, &targets[i]))
		} else {
			about = append(about, beforeLists(f.calls[callIndex].paths[targets[i].path]))
		}
		i = end
	}
	return about
}

// unplaced is where errors belong of objects of which it could not be found out where they stand, as there are too many of them, or
// as the answers that came since say other things of them.
func (f *fetch) unplaced(callIndex int) []any { return beforeLists(f.calls[callIndex].paths[0]) }

// unknown are the targets whose entities had to be asked for.
func (c *callState) unknown() []target {
	if c.known == nil {
		return c.targets
	}
	return slices.DeleteFunc(slices.Clone(c.targets), func(t target) bool { return c.known[t.representation].Node != 0 })
}

// complaint is an error that a fetch brought. ofField: the subgraph said it of a field that it was asked for, which has its place in
// the answer whichever subgraph is asked; others are of an object, or of the request.
type complaint struct {
	*gqlerr.Error
	ofField bool
	// spelled is the path as text, "" as long as nobody asked for it.
	spelled string
}

// place is equal for errors of one place in the answer.
func (c *complaint) place() string {
	if c.spelled == "" {
		c.spelled = fmt.Sprintf("%#v", c.Path)
	}
	return c.spelled
}

// addErrorBelow keeps an error that a subgraph says of what is below an object that it was asked about, or of the object itself.
func (r *run) addErrorBelow(s *fetchState, e gqlerr.Error, object, below []any) {
	before := len(s.errors)
	r.addError(s, e, append(object, below...))
	if len(s.errors) > before {
		s.errors[before].ofField = len(below) > 0
	}
}

// addError keeps an error, as long as there is room.
func (r *run) addError(s *fetchState, e gqlerr.Error, path []any) {
	size := len(e.Message) + 64
	for _, step := range path {
		if key, ok := step.(string); ok {
			size += len(key)
		}
		size += 8
	}
	if r.textRoom < size {
		// Nothing comes after what had no room: one need not go on to look for what has.
		r.textRoom = 0
	}
	if !r.keepsErrors() {
		return
	}
	r.errorRoom--
	r.textRoom -= size
	e.Path = path
	s.errors = append(s.errors, complaint{Error: &e})
}

// keepsErrors says whether there is room for any.
func (r *run) keepsErrors() bool { return r.errorRoom > 0 && r.textRoom > 0 }

// collectErrors puts the errors of all fetches in the order of the plan, each once.
func (r *run) collectErrors() {
	total := 0
	for i := range r.fetches {
		total += len(r.fetches[i].errors)
	}
	if total == 0 {
		return
	}
	r.answers.Errors = r.errorsOf(^Parts(0), 0)
}

func readExtensions(x *value.Index, n uint32, e *gqlerr.Error) {
	room := maxExtensions
	for i, to := x.Children(n); i < to; i = x.Next(i) {
		raw, key := x.Raw(i), x.Key(i)
		if room -= len(raw) + len(key); room < 0 {
			return
		}
		if key == "code" && x.Kind(i) == value.String {
			e.Code = x.Text(i)
			continue
		}
		if e.Extensions == nil {
			e.Extensions = map[string]any{}
		}
		e.Extensions[key] = json.RawMessage(slices.Clone(raw))
	}
}

// shorten cuts a text at the boundary of a character.
func shorten(text string, length int) string {
	if len(text) <= length {
		return text
	}
	for length > 0 && !utf8.RuneStart(text[length]) {
		length--
	}
	return text[:length] + "…"
}

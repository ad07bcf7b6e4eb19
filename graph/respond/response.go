package respond

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/gqlerr"
)

// Bounds of an answer.
const (
	// DefaultMaxBytes is how large the data may become where Input sets no other bound. The same entity at many places makes
	// an answer that is larger than all that was fetched.
	DefaultMaxBytes = 64 << 20
	// undonePerLimit is how many times as much as an answer may hold may be written and taken away again by nulls: the same entity at
	// many places may be undone at each.
	undonePerLimit = 4
	// maxErrors and maxErrorBytes bound the errors.
	maxErrors     = 1000
	maxErrorBytes = 224 << 10
	// maxKept is how large scratch memory may be to be used again.
	maxKept = 4 << 20
)

const dataPrefix = `{"data":`

// Input is what an answer is written from.
type Input struct {
	// Answers is what the fetches brought; nil where there was nothing to fetch.
	Answers *execute.Answers
	// Variables decide conditions; nil when the operation has none.
	Variables execute.Variables
	// Errors are there already, such as refusals by authorization; their paths are the client's.
	Errors gqlerr.List
	// Introspection has the JSON for each response key of a __schema or __type field.
	Introspection map[string][]byte
	// MaxBytes bounds the data; 0 means DefaultMaxBytes.
	MaxBytes int
}

// Response is a client's answer. Errors and Extensions may be changed until Bytes is called.
type Response struct {
	// Errors are the request's, the fetches' and then those found while writing.
	Errors gqlerr.List
	// Extensions is left out when empty.
	Extensions map[string]any

	// buffer begins with dataPrefix when there is data.
	buffer     []byte
	dataEnd    int
	writer     *writer
	projection *Projection
}

// Refuse is the answer to a request that is not executed: errors and no data.
func Refuse(errors gqlerr.List) *Response { return &Response{Errors: errors} }

// Write makes the client's answer. It must be released.
func (p *Projection) Write(in Input) *Response {
	return p.write(p.newWriter(in))
}

func (p *Projection) write(w *writer) *Response {
	top := len(w.stack.Refs)
	if w.tree != nil {
		w.stack.Refs = w.tree.Root(w.stack.Refs)
	}
	w.out = append(w.out[:0], dataPrefix...)
	if !w.object(p.root.object, top) {
		w.out = append(w.out[:len(dataPrefix)], "null"...)
		if w.parts != nil {
			w.parts.forget(0)
		}
		w.settle(0)
	}
	if w.tooLarge {
		w.add(w.whyTooLarge())
	}
	return &Response{Errors: w.errors, buffer: w.out, dataEnd: len(w.out), writer: w, projection: p}
}

// whyTooLarge says which bound the answer went over.
func (w *writer) whyTooLarge() *gqlerr.Error {
	if w.undone > undonePerLimit*w.limit {
		return &gqlerr.Error{
			Message: fmt.Sprintf("Nulls took away more than %d bytes of the answer.", undonePerLimit*w.limit), Code: gqlerr.Internal,
		}
	}
	return &gqlerr.Error{Message: fmt.Sprintf("The answer is larger than %d bytes.", w.limit), Code: gqlerr.Internal}
}

func (p *Projection) newWriter(in Input) *writer {
	w, _ := p.pool.Get().(*writer)
	if w == nil {
		w = &writer{}
	}
	w.answers, w.ready, w.limit, w.errorRoom = in.Answers, in.Introspection, in.MaxBytes, maxErrors
	if w.limit <= 0 {
		w.limit = DefaultMaxBytes
	}
	w.api = p.api
	w.active = w.active[:0]
	for _, guard := range p.guards {
		w.active = append(w.active, execute.Hold(guard, in.Variables))
	}
	w.errors, w.refusals = slices.Clip(in.Errors), len(in.Errors)
	if in.Answers != nil {
		w.tree = in.Answers.Tree
		if len(in.Answers.Errors) > 0 {
			w.errors = append(w.errors, w.inClientTerms(p.root, in.Answers.Errors)...)
		}
	}
	w.errorRoom -= len(w.errors)
	return w
}

// Data is the JSON of the answer's data, nil when there is none. It is good until Release.
func (r *Response) Data() []byte {
	if r.dataEnd == 0 {
		return nil
	}
	return r.buffer[len(dataPrefix):r.dataEnd]
}

// Bytes is the whole answer as JSON. It is good until Release.
func (r *Response) Bytes() []byte {
	b := r.buffer[:r.dataEnd]
	if r.dataEnd == 0 {
		b = append(b, '{')
	}
	if len(r.Errors) > 0 {
		b = AppendErrors(separate(b), r.Errors)
	}
	if len(r.Extensions) > 0 {
		if extensions, err := json.Marshal(r.Extensions); err == nil {
			b = append(separate(b), `"extensions":`...)
			b = append(b, extensions...)
		}
	}
	b = append(b, '}')
	r.buffer = b
	return b
}

// separate writes a comma between entries of the answer.
func separate(b []byte) []byte {
	if len(b) > 1 {
		return append(b, ',')
	}
	return b
}

// AppendErrors writes `"errors":[...]`: as many as an answer has room for, and that some were left out.
func AppendErrors(b []byte, errors gqlerr.List) []byte {
	b = append(b, `"errors":[`...)
	start := len(b)
	for i, e := range errors {
		text, err := json.Marshal(e)
		if err != nil {
			text = value.AppendQuoted([]byte(`{"message":`), e.Message)
			text = append(text, '}')
		}
		if i == maxErrors || len(b)-start+len(text) > maxErrorBytes {
			if i > 0 {
				b = append(b, ',')
			}
			return append(b, fmt.Sprintf(`{"message":"%d more errors are left out."}]`, len(errors)-i)...)
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, text...)
	}
	return append(b, ']')
}

// Release gives the memory back. What Data and Bytes returned must not be used afterwards.
func (r *Response) Release() {
	w := r.writer
	if w == nil {
		return
	}
	out := r.buffer[:0]
	size := cap(out) + w.stack.Size() + cap(w.path)*16 + cap(w.cursors)*4 + cap(w.copies)
	for i := range w.places {
		size += w.places[i].Size()
	}
	w.reset(out)
	projection := r.projection
	*r = Response{}
	if size <= maxKept {
		projection.pool.Put(w)
	}
}

func (w *writer) reset(out []byte) {
	if len(w.written) > keptRepeatedObjects {
		w.written = nil // clearing it would cost every later request
	}
	clear(w.written)
	for i := range w.places {
		w.places[i].Forget()
	}
	*w = writer{
		out: out, stack: w.stack, cursors: w.cursors[:0], places: w.places, path: w.path[:0], active: w.active[:0],
		copies: w.copies[:0], written: w.written,
	}
	w.stack.Refs = w.stack.Refs[:0]
}

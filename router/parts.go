package router

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/respond"
	"github.com/weftgraphql/weft/router/request"
)

// defers lets a client that takes answers in parts have this one so, where its operation has @defer.
func (r *Router) defers(ctx context.Context, x *exchange) *request.Failure {
	if !x.prepared.Defers() {
		return nil
	}
	if x.parts == request.Whole {
		x.parts = request.NegotiateParts(x.http.Header.Values("Accept"))
	}
	if x.parts == request.Whole {
		return nil
	}
	prepared, err := x.served.plans.deferred(ctx, x.prepared, x.variables)
	if err == nil {
		x.prepared = prepared
	}
	return refusal(http.StatusBadRequest, err)
}

// inParts says whether the answer is written in parts: where parts are deferred, and for clients that take nothing else.
func (x *exchange) inParts() bool {
	return x.parts != request.Whole && (x.planned.InParts() || x.partsOnly) && x.exposure != exposePlanOnly
}

// answerInParts executes an operation and writes its answer in parts, each as soon as it is there. Such answers are neither
// kept nor shared.
func (r *Router) answerInParts(ctx context.Context, w http.ResponseWriter, x *exchange) *request.Failure {
	x.served.targets.Begin(&x.session, x.http.Header, x.requestID)
	parts := x.served.engine.ExecuteInParts(ctx, x.planned.Planned, graph.Request{Variables: x.variables, Fetcher: &x.session, Go: r.onWorker})
	defer parts.Close()
	primary, pending := parts.Primary()
	defer primary.Release()
	if err := ctx.Err(); err != nil {
		return refusal(http.StatusGatewayTimeout, err)
	}
	if x.exposure == exposePlan {
		shown, err := x.planned.Plan.Tree().JSON()
		if err != nil {
			return internalFailure()
		}
		ensure(&primary.Extensions)["queryPlan"] = rawJSON(shown)
	}
	if len(primary.Errors) > 0 {
		primary.Errors = r.masked(x.requestID, r.denials(x, primary.Errors, ensure(&primary.Extensions)))
	}
	out := r.beginParts(w, x)
	if x.parts == request.Incremental && parts.Overlap() {
		out.sent = &sentFields{}
	}
	out.primary(primary, pending, parts.More())
	for parts.More() && out.err == nil {
		delivered, pending := parts.Next()
		if errors.Is(ctx.Err(), context.Canceled) {
			break // the client has left
		}
		for i := range delivered {
			delivered[i].Errors = r.masked(x.requestID, delivered[i].Errors)
		}
		out.deliver(delivered, pending, parts.More())
	}
	return nil
}

// partsWriter writes the parts of an answer as a multipart body, and each of them out at once. What comes between parts is
// written with the one before, so that clients see where that ends.
type partsWriter struct {
	w      http.ResponseWriter
	flush  *http.ResponseController
	form   request.Parts
	buffer []byte
	err    error
	// sent is nil where no field comes twice, or may.
	sent *sentFields
}

const (
	partsBegin = "\r\n---\r\n"
	partHead   = "Content-Type: application/json; charset=utf-8\r\n\r\n"
	partEnd    = "\r\n---\r\n"
	partsEnd   = "\r\n-----\r\n"
)

func (r *Router) beginParts(w http.ResponseWriter, x *exchange) *partsWriter {
	header := w.Header()
	for name, values := range x.session.ResponseHeaders() {
		header[name] = append(header[name], values...)
	}
	header["Cache-Control"], header["X-Content-Type-Options"] = noStore, noSniff
	header["Content-Type"] = []string{x.parts.ContentType()}
	header["Vary"] = append(header["Vary"], x.planned.vary...)
	w.WriteHeader(http.StatusOK)
	return &partsWriter{w: w, flush: http.NewResponseController(w), form: x.parts, buffer: []byte(partsBegin)}
}

// send writes the part in the buffer, and what says whether there is another one: that ends it.
func (p *partsWriter) send(more bool) {
	p.buffer = append(p.buffer, `,"hasNext":`...)
	p.buffer = append(strconv.AppendBool(p.buffer, more), '}')
	if more {
		p.buffer = append(p.buffer, partEnd...)
	} else {
		p.buffer = append(p.buffer, partsEnd...)
	}
	if p.err != nil {
		return
	}
	if _, p.err = p.w.Write(p.buffer); p.err == nil {
		p.err = p.flush.Flush()
	}
	p.buffer = p.buffer[:0]
}

func (p *partsWriter) primary(response *respond.Response, pending []respond.Pending, more bool) {
	body := response.Bytes()
	p.buffer = append(append(p.buffer, partHead...), body[:len(body)-1]...)
	p.pending(pending)
	p.send(more)
}

func (p *partsWriter) pending(pending []respond.Pending) {
	if p.form != request.Incremental || len(pending) == 0 {
		return
	}
	p.buffer = append(p.buffer, `,"pending":[`...)
	for i, fragment := range pending {
		p.between(i)
		p.id(fragment)
		p.path("path", fragment.Path)
		p.label(fragment)
		p.buffer = append(p.buffer, '}')
	}
	p.buffer = append(p.buffer, ']')
}

func (p *partsWriter) deliver(delivered []respond.Delivered, pending []respond.Pending, more bool) {
	p.buffer = append(append(p.buffer, partHead...), `{"incremental":[`...)
	first := true
	for i := range delivered {
		d := &delivered[i]
		if p.sent != nil {
			p.sent.refuse(d)
			d.Errors = p.sent.newErrors(d)
			d.Pieces = p.sent.rest(d)
		}
		switch {
		case p.form == request.DeferSpec20220824 && d.Failed:
			first = p.piece(first, d, respond.Piece{Path: d.Path, Data: []byte("null")}, d.Errors)
		default:
			for n, errs := range errorsOfPieces(d) {
				first = p.piece(first, d, d.Pieces[n], errs)
			}
		}
	}
	p.buffer = append(p.buffer, ']')
	if p.form == request.Incremental {
		p.pending(pending)
		p.completed(delivered)
	}
	p.send(more)
}

// errorsOfPieces are a fragment's errors for each of its pieces: those about the piece's object, or else of the first piece.
func errorsOfPieces(d *respond.Delivered) []gqlerr.List {
	errs := make([]gqlerr.List, len(d.Pieces))
	if len(d.Errors) == 0 || len(d.Pieces) == 0 {
		return errs
	}
	byPath := map[string]int{}
	for n, piece := range d.Pieces {
		byPath[pathKey(piece.Path)] = n
	}
	for _, e := range d.Errors {
		home := 0
		for steps := len(e.Path); steps >= len(d.Path); steps-- {
			if n, found := byPath[pathKey(e.Path[:steps])]; found {
				home = n
				break
			}
		}
		errs[home] = append(errs[home], e)
	}
	return errs
}

// piece writes some fields of one object.
func (p *partsWriter) piece(first bool, d *respond.Delivered, piece respond.Piece, errs gqlerr.List) bool {
	if !first {
		p.buffer = append(p.buffer, ',')
	}
	if p.form == request.Incremental {
		p.id(d.Pending)
		if below := piece.Path[len(d.Path):]; len(below) > 0 {
			p.path("subPath", below)
		}
		p.buffer = append(p.buffer, ',')
	} else {
		p.buffer = append(p.buffer, '{')
	}
	p.buffer = append(append(p.buffer, `"data":`...), piece.Data...)
	if p.form == request.DeferSpec20220824 {
		p.path("path", piece.Path)
		p.label(d.Pending)
	}
	p.errors(errs)
	p.buffer = append(p.buffer, '}')
	return false
}

// completed tells which fragments are complete, and of those that failed, why.
func (p *partsWriter) completed(delivered []respond.Delivered) {
	p.buffer = append(p.buffer, `,"completed":[`...)
	for i := range delivered {
		p.between(i)
		p.id(delivered[i].Pending)
		if delivered[i].Failed {
			p.errors(delivered[i].Errors)
		}
		p.buffer = append(p.buffer, '}')
	}
	p.buffer = append(p.buffer, ']')
}

func (p *partsWriter) between(i int) {
	if i > 0 {
		p.buffer = append(p.buffer, ',')
	}
}

// id begins an object about a fragment.
func (p *partsWriter) id(fragment respond.Pending) {
	p.buffer = append(strconv.AppendInt(append(p.buffer, `{"id":"`...), int64(fragment.ID), 10), '"')
}

func (p *partsWriter) label(fragment respond.Pending) {
	if fragment.Label != "" {
		p.member("label", fragment.Label)
	}
}

func (p *partsWriter) path(name string, path []any) {
	if path == nil {
		path = []any{}
	}
	p.member(name, path)
}

func (p *partsWriter) member(name string, value any) {
	text, err := json.Marshal(value)
	if err != nil { // a text and a path can be written
		return
	}
	p.buffer = append(append(append(append(p.buffer, `,"`...), name...), `":`...), text...)
}

func (p *partsWriter) errors(errs gqlerr.List) {
	if len(errs) > 0 {
		p.buffer = respond.AppendErrors(append(p.buffer, ','), errs)
	}
}

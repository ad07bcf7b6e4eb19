package floor

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// Options say what a floor is made of.
type Options struct {
	// Listen is host:port.
	Listen string
	// Server and Client are nethttp, fasthttp or bare.
	Server, Client string
	// Subgraphs is the host:port of the calls.
	Subgraphs string
	// Plan is a file; without it no call is made.
	Plan string
	// Answer is a file with what every request is answered with.
	Answer string
}

// Run serves until ctx is done.
func Run(ctx context.Context, o Options) error {
	plan := &Plan{}
	if o.Plan != "" {
		var err error
		if plan, err = ReadPlan(o.Plan); err != nil {
			return err
		}
	}
	answer, err := os.ReadFile(o.Answer)
	if err != nil {
		return err
	}
	call, err := newCaller(o.Client, o.Subgraphs)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return err
	}
	// Whoever serves the listener ends with it.
	defer context.AfterFunc(ctx, func() { _ = listener.Close() })()
	if err := serve(ctx, o.Server, listener, newRunner(plan, call), answer); ctx.Err() == nil {
		return err
	}
	return nil
}

func serve(ctx context.Context, implementation string, l net.Listener, r *runner, answer []byte) error {
	switch implementation {
	case "nethttp":
		return serveNetHTTP(l, r, answer)
	case "fasthttp":
		return serveFastHTTP(l, r, answer)
	case "bare":
		return serveBare(ctx, l, r, answer)
	default:
		return fmt.Errorf("server %q: it is nethttp, fasthttp or bare", implementation)
	}
}

func serveNetHTTP(l net.Listener, r *runner, answer []byte) error {
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	contentType, length := []string{jsonType}, []string{strconv.Itoa(len(answer))}
	server := &http.Server{ReadHeaderTimeout: callTimeout, Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		buffer := buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // nothing else is put there
		buffer.Reset()
		_, err := buffer.ReadFrom(request.Body)
		buffers.Put(buffer)
		if err == nil {
			err = r.run()
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header()["Content-Type"], w.Header()["Content-Length"] = contentType, length
		_, _ = w.Write(answer)
	})}
	return server.Serve(l)
}

func serveFastHTTP(l net.Listener, r *runner, answer []byte) error {
	server := &fasthttp.Server{NoDefaultServerHeader: true, NoDefaultDate: true, Handler: func(ctx *fasthttp.RequestCtx) {
		if err := r.run(); err != nil {
			ctx.Error(err.Error(), fasthttp.StatusInternalServerError)
			return
		}
		ctx.SetContentType(jsonType)
		ctx.Response.SetBodyRaw(answer)
	}}
	return server.Serve(l)
}

// serveBare answers requests that have a Content-Length, on one goroutine for each connection.
func serveBare(ctx context.Context, l net.Listener, r *runner, answer []byte) error {
	whole := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", jsonType, len(answer), answer)
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
			defer func() { _ = conn.Close() }()
			in := bufio.NewReaderSize(conn, 8<<10)
			for {
				if err := answerOne(conn, in, r, whole); err != nil {
					return
				}
			}
		}()
	}
}

func answerOne(conn net.Conn, in *bufio.Reader, r *runner, whole []byte) error {
	// An unused connection is kept for a minute.
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return err
	}
	length := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			break
		}
		if name := []byte("Content-Length:"); len(line) > len(name) && bytes.EqualFold(line[:len(name)], name) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[len(name):]))); err != nil || length < 0 {
				return errors.New("no length of a body")
			}
		}
	}
	if _, err := in.Discard(length); err != nil {
		return err
	}
	if err := r.run(); err != nil {
		return err
	}
	_, err := conn.Write(whole)
	return err
}

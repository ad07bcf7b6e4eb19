package floor

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/weftgraphql/weft/bench/wire"
)

const (
	idleConnections = 1024
	callTimeout     = 10 * time.Second
	jsonType        = "application/json"
)

// newCaller makes the client of an implementation: nethttp, fasthttp or bare.
func newCaller(implementation, host string) (caller, error) {
	switch implementation {
	case "nethttp":
		return netHTTPCaller(host), nil
	case "fasthttp":
		return fastHTTPCaller(host), nil
	case "bare":
		return bareCaller(host), nil
	default:
		return nil, fmt.Errorf("client %q: it is nethttp, fasthttp or bare", implementation)
	}
}

func netHTTPCaller(host string) caller {
	transport := &http.Transport{
		MaxIdleConnsPerHost: idleConnections, MaxIdleConns: 4 * idleConnections, IdleConnTimeout: time.Minute,
		ResponseHeaderTimeout: callTimeout, DisableCompression: true, WriteBufferSize: 16 << 10, ReadBufferSize: 64 << 10,
	}
	header := []string{jsonType}
	return func(call *Call, buffer []byte) ([]byte, error) {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://"+host+call.Path, bytes.NewReader([]byte(call.Body)))
		if err != nil {
			return buffer, err
		}
		request.Header["Content-Type"], request.Header["Accept"] = header, header
		response, err := transport.RoundTrip(request)
		if err != nil {
			return buffer, err
		}
		defer func() { _ = response.Body.Close() }()
		body := bytes.NewBuffer(buffer)
		if response.ContentLength > 0 {
			body.Grow(int(response.ContentLength) + bytes.MinRead)
		}
		if _, err := body.ReadFrom(response.Body); err != nil {
			return buffer, err
		}
		return body.Bytes(), checkStatus(call, response.StatusCode)
	}
}

func fastHTTPCaller(host string) caller {
	client := &fasthttp.HostClient{
		Addr: host, MaxConns: 4 * idleConnections, NoDefaultUserAgentHeader: true, ReadBufferSize: 64 << 10,
		ReadTimeout: callTimeout, WriteTimeout: callTimeout,
	}
	return func(call *Call, buffer []byte) ([]byte, error) {
		request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
		defer fasthttp.ReleaseRequest(request)
		defer fasthttp.ReleaseResponse(response)
		request.SetRequestURI("http://" + host + call.Path)
		request.Header.SetMethod(fasthttp.MethodPost)
		request.Header.SetContentType(jsonType)
		request.Header.Set("Accept", jsonType)
		request.SetBodyString(call.Body)
		if err := client.Do(request, response); err != nil {
			return buffer, err
		}
		return append(buffer, response.Body()...), checkStatus(call, response.StatusCode())
	}
}

// bareCaller keeps its connections on a stack, so that the fewest are in use.
func bareCaller(host string) caller {
	type conn struct {
		*wire.Conn
		request []byte
	}
	var lock sync.Mutex
	var idle []*conn
	return func(call *Call, buffer []byte) ([]byte, error) {
		var c *conn
		lock.Lock()
		if last := len(idle) - 1; last >= 0 {
			c, idle = idle[last], idle[:last]
		}
		lock.Unlock()
		if c == nil {
			opened, err := wire.Dial(context.Background(), host, callTimeout)
			if err != nil {
				return buffer, err
			}
			c = &conn{Conn: opened}
		}
		c.request = wire.AppendPost(c.request[:0], host, call.Path, "", []byte(call.Body))
		answer, err := c.Exchange(c.request, buffer)
		if err != nil {
			c.Close()
			return buffer, err
		}
		lock.Lock()
		idle = append(idle, c)
		lock.Unlock()
		return answer.Body, checkStatus(call, answer.Status)
	}
}

func checkStatus(call *Call, status int) error {
	if status != http.StatusOK {
		return fmt.Errorf("%s answered with status %s", call.Path, strconv.Itoa(status))
	}
	return nil
}

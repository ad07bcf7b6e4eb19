package router

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/weftgraphql/weft/router/config"
)

// Server listens for a Router: on the graph's address and on the operators'.
type Server struct {
	router *Router
	logger *slog.Logger
	drain  time.Duration
	graph  listener
	// admin has no server where the operators' listener is off.
	admin listener
}

type listener struct {
	net.Listener
	server *http.Server
}

// Listen opens the listeners of the router's configuration; that an address is taken is found here. Run serves them.
func (r *Router) Listen() (*Server, error) {
	s := &Server{router: r, logger: r.logger, drain: r.cfg.Server.DrainTimeout.Value()}
	var err error
	if s.graph.Listener, err = listen(r.cfg.Supergraph.Listen); err != nil {
		return nil, fmt.Errorf("supergraph.listen (--listen, WEFT_LISTEN): %w", err)
	}
	s.graph.server = newServer(r.cfg, r, r.logger)
	if r.cfg.Admin.Listen == "off" {
		return s, nil
	}
	if s.admin.Listener, err = listen(r.cfg.Admin.Listen); err != nil {
		_ = s.graph.Close()
		return nil, fmt.Errorf("admin.listen (--admin-listen, WEFT_ADMIN_LISTEN; off for none): %w", err)
	}
	s.admin.server = newServer(r.cfg, r.AdminHandler(), r.logger)
	// A CPU profile takes as long as it is asked to.
	s.admin.server.WriteTimeout = 5 * time.Minute
	return s, nil
}

// listen opens an address; there is nothing to wait for that a context could end.
func listen(address string) (net.Listener, error) {
	var own net.ListenConfig
	l, err := own.Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, err
	}
	return clientListener{l}, nil
}

func newServer(cfg *config.Config, handler http.Handler, logger *slog.Logger) *http.Server {
	timeouts := cfg.Server
	return &http.Server{
		Handler:           handler,
		ConnContext:       withClientConn,
		ReadHeaderTimeout: timeouts.HeaderReadTimeout.Value(),
		ReadTimeout:       timeouts.BodyReadTimeout.Value(),
		// It runs from the end of the headers: reading, executing and writing must fit.
		WriteTimeout: timeouts.BodyReadTimeout.Value() + cfg.TrafficShaping.Router.Timeout.Value() + timeouts.WriteTimeout.Value(),
		IdleTimeout:  timeouts.IdleTimeout.Value(),
		// Up to twice the limit the router itself refuses, with a GraphQL error; beyond that net/http does.
		MaxHeaderBytes: 2 * int(cfg.Limits.HTTPMaxHeaderBytes),
		ErrorLog:       slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
}

// Addr is the graph's address, with the port that was given where 0 was asked for.
func (s *Server) Addr() net.Addr { return s.graph.Addr() }

// AdminAddr is the operators' address, nil when that listener is off.
func (s *Server) AdminAddr() net.Addr {
	if s.admin.server == nil {
		return nil
	}
	return s.admin.Addr()
}

// Run serves until ctx is done, then takes no new requests, lets those in flight finish for as long as
// server.drain_timeout says, and returns. The error is that of a listener, or that requests were cut off.
func (s *Server) Run(ctx context.Context) error {
	failed := make(chan error, 2)
	listeners := []listener{s.graph}
	if s.admin.server != nil {
		listeners = append(listeners, s.admin)
	}
	for _, l := range listeners {
		go func() { failed <- l.server.Serve(l.Listener) }()
	}
	var err error
	ended := 0
	select {
	case <-ctx.Done():
	case err = <-failed:
		ended = 1
	}
	err = errors.Join(err, s.shutDown(listeners)) //nolint:contextcheck // ctx is done: draining has a time of its own
	for ; ended < len(listeners); ended++ {
		if serveErr := <-failed; !errors.Is(serveErr, http.ErrServerClosed) {
			err = errors.Join(err, serveErr)
		}
	}
	return err
}

// shutDown drains the graph's listener first, so that health and profiles can be watched meanwhile.
func (s *Server) shutDown(listeners []listener) error {
	s.router.draining.Store(true)
	s.logger.Info("stopping: requests in flight are finished", "for_at_most", s.drain)
	ctx, cancel := context.WithTimeout(context.Background(), s.drain)
	defer cancel()
	err := s.graph.server.Shutdown(ctx)
	if err != nil {
		err = fmt.Errorf("requests were still running after %v and were cut off", s.drain)
	}
	for _, l := range listeners {
		_ = l.server.Close()
	}
	return err
}

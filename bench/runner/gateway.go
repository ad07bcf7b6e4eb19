package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/weftgraphql/weft/bench/load"
	"github.com/weftgraphql/weft/bench/process"
)

const (
	readyTime = 60 * time.Second
	maxAnswer = 64 << 20
)

// operation is what is asked and what must come back.
type operation struct {
	name, query string
	file        string // of the query
	expected    any
	answer      string // file of the expected answer
}

func (s *Suite) operation(name string) (*operation, error) {
	op := &operation{
		name:   name,
		file:   filepath.Join(s.Root, "data", "ops", name+".graphql"),
		answer: filepath.Join(s.Root, "data", "ops", name+".expected.json"),
	}
	query, err := os.ReadFile(op.file)
	if err != nil {
		return nil, err
	}
	answer, err := os.ReadFile(op.answer)
	if err != nil {
		return nil, err
	}
	op.query = string(query)
	return op, json.Unmarshal(answer, &op.expected)
}

// gateway is a row that runs.
type gateway struct {
	row     *Row
	url     string
	process *process.Process
	samples []Sample
	err     error
}

func (g *gateway) stop() {
	if g.process != nil {
		g.process.Stop()
	}
}

// startGateway starts a row's program on a free port. It may not be ready yet.
func (b *bed) startGateway(ctx context.Context, r *Row, op string) (*gateway, error) {
	listen, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	expand := b.expander(r, op, listen)
	if file := r.missing(expand); file != "" {
		return nil, fmt.Errorf("left out: there is no %s", file)
	}
	for _, file := range r.Files {
		if err := b.render(filepath.Join(b.suite.Root, r.Dir, file)); err != nil {
			return nil, err
		}
	}
	spec := process.Spec{
		Dir: filepath.Join(b.suite.Root, r.Dir), CPUs: b.suite.GatewayCPUs, Log: b.suite.log(r.Name),
		Environment: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + b.work},
	}
	for _, word := range r.Command {
		spec.Command = append(spec.Command, expand(word))
	}
	for name, value := range r.Environment {
		spec.Environment = append(spec.Environment, name+"="+expand(value))
	}
	p, err := process.Start(spec)
	if err != nil {
		return nil, err
	}
	return &gateway{row: r, url: "http://" + listen + "/graphql", process: p}, nil
}

func fetch(ctx context.Context, method, url string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d: %.200s", response.StatusCode, content)
	}
	return content, nil
}

// ask posts a query until there is an answer, and compares it.
func (g *gateway) ask(ctx context.Context, query string, expected any, pause time.Duration) error {
	body, err := load.Body(query)
	if err != nil {
		return err
	}
	for end := time.Now().Add(readyTime); ; time.Sleep(pause) {
		answer, err := fetch(ctx, http.MethodPost, g.url, body)
		switch {
		case err == nil:
			return load.Compare(answer, expected)
		case g.process.Ended():
			return errors.New("it ended; see bin/logs/" + g.row.Name + ".log")
		case time.Now().After(end) || ctx.Err() != nil:
			return fmt.Errorf("no answer: %w", err)
		}
	}
}

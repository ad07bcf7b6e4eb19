package manifest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// fetchTimeout bounds one question to a subgraph.
const fetchTimeout = 10 * time.Second

// fetchSDL asks a running subgraph for its schema.
func fetchSDL(ctx context.Context, s Schema) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	body := []byte(`{"query":"{ _service { sdl } }"}`)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.SubgraphURL, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	for name, value := range s.Headers {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxSchema+1))
	if err != nil {
		return "", err
	}
	if len(text) > maxSchema {
		return "", fmt.Errorf("the answer has more than %d bytes", maxSchema)
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers with status %d", s.SubgraphURL, resp.StatusCode)
	}
	var answer struct {
		Data struct {
			Service struct {
				SDL string `json:"sdl"`
			} `json:"_service"`
		} `json:"data"`
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return "", fmt.Errorf("%s does not answer in JSON: %w", s.SubgraphURL, err)
	}
	if len(answer.Errors) > 0 {
		return "", fmt.Errorf("%s answers `{ _service { sdl } }` with an error: %s", s.SubgraphURL, answer.Errors[0].Message)
	}
	if answer.Data.Service.SDL == "" {
		return "", errors.New("the answer to `{ _service { sdl } }` holds no schema")
	}
	return answer.Data.Service.SDL, nil
}

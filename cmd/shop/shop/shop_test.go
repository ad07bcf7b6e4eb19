package shop_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"go.uber.org/goleak"

	"github.com/weftgraphql/weft/cmd/shop/shop"
	"github.com/weftgraphql/weft/internal/sqldb/sqldbtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start serves a shop on a port of its own and returns its address.
func start(t *testing.T, config shop.Config) (*shop.Shop, string) {
	t.Helper()
	s, err := shop.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, server.URL
}

// send posts a body as it is and returns the status, the header and the body.
func send(t *testing.T, url, body string, header ...string) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(text)
}

func query(text string) string {
	body, _ := json.Marshal(map[string]string{"query": text})
	return string(body)
}

// TestSupergraphFileIsServed asks every subgraph of schema/supergraph.yaml for its SDL, at the path that it names.
func TestSupergraphFileIsServed(t *testing.T) {
	_, url := start(t, shop.Config{})
	const dir = "../../../schema"
	text, err := os.ReadFile(filepath.Join(dir, "supergraph.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		FederationVersion string `yaml:"federation_version"`
		Subgraphs         map[string]struct {
			RoutingURL string `yaml:"routing_url"`
			Schema     struct{ File string }
		}
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Subgraphs) != len(shop.Names) {
		t.Errorf("%d subgraphs in the file, %d served", len(file.Subgraphs), len(shop.Names))
	}
	for name, subgraph := range file.Subgraphs {
		path, ok := strings.CutPrefix(subgraph.RoutingURL, "http://127.0.0.1:4100")
		if !ok {
			t.Errorf("%s: routing_url %s is not where shop serves", name, subgraph.RoutingURL)
		}
		sdl, err := os.ReadFile(filepath.Join(dir, subgraph.Schema.File))
		if err != nil {
			t.Fatal(err)
		}
		_, _, body := send(t, url+path, query("{ _service { sdl } }"))
		var answer struct {
			Data struct {
				Service struct{ SDL string } `json:"_service"`
			}
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(answer.Data.Service.SDL, string(sdl)) {
			t.Errorf("%s serves another SDL than %s: run `go run ./internal/codegen`", name, subgraph.Schema.File)
		}
	}
}

func TestBadRequestsAreToldWhatIsWrong(t *testing.T) {
	_, url := start(t, shop.Config{Only: []string{"accounts"}})
	at := url + "/accounts/graphql"
	deep := `{"query":"{ user(id: \"u_0001\") { id } }","variables":` + strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000) + "}"
	for name, test := range map[string]struct {
		body   string
		header []string
		status int
		code   string
	}{
		"no JSON":               {"hello", nil, 400, "BAD_REQUEST"},
		"a JSON list":           {"[]", nil, 400, "BAD_REQUEST"},
		"two values":            {query("{ __typename }") + "{}", nil, 400, "BAD_REQUEST"},
		"no query":              {`{"variables":{}}`, nil, 400, "BAD_REQUEST"},
		"query is a number":     {`{"query":1}`, nil, 400, "BAD_REQUEST"},
		"variables are a list":  {`{"query":"{ __typename }","variables":[]}`, nil, 400, "BAD_REQUEST"},
		"very deep variables":   {deep, nil, 400, "BAD_REQUEST"},
		"an endless body":       {`{"query":"` + strings.Repeat("#", 5<<20) + `"}`, nil, 413, "BAD_REQUEST"},
		"form data":             {"query=1", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "BAD_REQUEST"},
		"no GraphQL":            {query("hello {"), nil, 200, "GRAPHQL_PARSE_FAILED"},
		"unknown field":         {query("{ nope }"), nil, 200, "GRAPHQL_VALIDATION_FAILED"},
		"the same, new type":    {query("{ nope }"), []string{"Accept", "application/graphql-response+json"}, 400, "GRAPHQL_VALIDATION_FAILED"},
		"unknown operation":     {`{"query":"query A { __typename }","operationName":"B"}`, nil, 200, "GRAPHQL_VALIDATION_FAILED"},
		"too deep":              {query(strings.Repeat("{a", 100) + strings.Repeat("}", 100)), nil, 200, "MAX_DEPTH_LIMIT"},
		"a variable is missing": {query("query($id: ID!) { user(id: $id) { id } }"), nil, 200, "GRAPHQL_VALIDATION_FAILED"},
		"basic credentials":     {query("{ __typename }"), []string{"Authorization", "Basic eA=="}, 401, "UNAUTHENTICATED"},
		"a forged token":        {query("{ __typename }"), []string{"Authorization", "Bearer x.y.z"}, 401, "UNAUTHENTICATED"},
	} {
		t.Run(name, func(t *testing.T) {
			status, header, body := send(t, at, test.body, test.header...)
			var answer map[string]json.RawMessage
			if err := json.Unmarshal([]byte(body), &answer); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			if _, ok := answer["data"]; status != test.status || !strings.Contains(string(answer["errors"]), `"code":"`+test.code+`"`) || ok {
				t.Errorf("%d %.300s, want %d %s and no data", status, body, test.status, test.code)
			}
			if got := header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control: %s", got)
			}
			if len(body) > 1000 {
				t.Errorf("the answer to a bad request has %d bytes", len(body))
			}
		})
	}
	response, err := http.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Allow") != "POST" {
		t.Errorf("GET: %d, Allow: %s", response.StatusCode, response.Header.Get("Allow"))
	}
}

func TestTokensOfAnotherProcess(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.pem")
	signer, jwksURL := start(t, shop.Config{Only: []string{"products"}, KeyFile: file})
	_, same := start(t, shop.Config{Only: []string{"accounts"}, KeyFile: file})
	_, remote := start(t, shop.Config{Only: []string{"accounts"}, JWKS: jwksURL + "/.well-known/jwks.json"})
	_, stranger := start(t, shop.Config{Only: []string{"accounts"}})
	signed, err := signer.Token("u_0001", nil, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]int{same: 200, remote: 200, stranger: 401} {
		if status, _, body := send(t, url+"/accounts/graphql", query("{ me { id } }"), "Authorization", "Bearer "+signed); status != want {
			t.Errorf("%d, want %d: %s", status, want, body)
		}
	}
	if _, err := shop.New(t.Context(), shop.Config{JWKS: jwksURL + "/nothing"}); err == nil {
		t.Error("a JWKS that is not there was taken")
	}
}

func TestDataStaysInItsDatabase(t *testing.T) {
	for name, config := range map[string]func(*testing.T) shop.Config{
		"sqlite":   func(t *testing.T) shop.Config { return shop.Config{SQLite: filepath.Join(t.TempDir(), "shop.db")} },
		"postgres": func(t *testing.T) shop.Config { return shop.Config{Postgres: sqldbtest.Postgres(t)} },
	} {
		t.Run(name, func(t *testing.T) {
			config := config(t)
			one, err := shop.New(t.Context(), config) // all subgraphs in one database
			if err != nil {
				t.Fatal(err)
			}
			defer one.Close()
			signed, err := one.Token("u_0001", nil, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(query(`mutation { rename(displayName: "Kept") { id } }`)))
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Authorization", "Bearer "+signed)
			recorder := httptest.NewRecorder()
			one.Subgraph("accounts").ServeHTTP(recorder, request)
			_, url := start(t, config)
			if _, _, body := send(t, url+"/accounts/graphql", query(`{ user(id: "u_0001") { displayName } }`)); !strings.Contains(body, "Kept") {
				t.Errorf("%s then %s", recorder.Body, body)
			}
			config.Seed = 2
			if _, err := shop.New(t.Context(), config); err == nil || !strings.Contains(err.Error(), "seed") {
				t.Errorf("another seed: %v", err)
			}
		})
	}
}

func TestOnlyKnownSubgraphs(t *testing.T) {
	if _, err := shop.New(t.Context(), shop.Config{Only: []string{"acounts"}}); err == nil || !strings.Contains(err.Error(), "accounts, inventory") {
		t.Errorf("an unknown subgraph: %v", err)
	}
	s, url := start(t, shop.Config{Only: []string{"reviews", "reviews"}})
	if s.Subgraph("accounts") != nil || s.Subgraph("reviews") == nil {
		t.Error("other subgraphs than asked for")
	}
	if status, _, _ := send(t, url+"/accounts/graphql", query("{ __typename }")); status != http.StatusNotFound {
		t.Errorf("a subgraph that is not served: %d", status)
	}
}

// TestServeLetsRequestsFinish stops the server while a request is being answered.
func TestServeLetsRequestsFinish(t *testing.T) {
	var listening net.ListenConfig
	listener, err := listening.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() {
		served <- shop.Serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			stop()
			<-ctx.Done()
			fmt.Fprint(w, "done")
		}))
	}()
	response, err := http.Get("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil || body.String() != "done" {
		t.Errorf("%q, %v", body.String(), err)
	}
	http.DefaultClient.CloseIdleConnections()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

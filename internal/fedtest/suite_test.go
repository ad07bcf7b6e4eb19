package fedtest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// unpack writes an archive of testdata as a suite's folder, with replaced files, and returns the folder.
func unpack(t *testing.T, replaced map[string]string) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/tiny.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "tiny")
	if err := txtar.Write(archive, dir); err != nil {
		t.Fatal(err)
	}
	for name, content := range replaced {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func tinySuite(t *testing.T) Suite {
	t.Helper()
	suite, err := LoadSuite(unpack(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	return suite
}

func TestLoadSuites(t *testing.T) {
	suites, err := LoadSuites(filepath.Dir(unpack(t, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if len(suites) != 1 || suites[0].Name != "tiny" || len(suites[0].Tests) != 4 {
		t.Fatalf("got %+v", suites)
	}
	var names []string
	for _, sub := range suites[0].Subgraphs {
		names = append(names, sub.Name)
	}
	if diff := cmp.Diff([]string{"b", "a"}, names); diff != "" {
		t.Errorf("order (-want +got)\n%s", diff)
	}
}

func TestLoadSuitesRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		replaced map[string]string
		want     string
	}{
		"bad data":          {map[string]string{"data.json": `{"order": []`}, "suite tiny: data.json: "},
		"missing SDL":       {map[string]string{"data.json": `{"order": ["a", "b", "c"]}`}, "c.graphql"},
		"SDL not in order":  {map[string]string{"data.json": `{"order": ["a"]}`}, "2 SDL files but 1 subgraphs"},
		"data not in order": {map[string]string{"data.json": `{"order": ["a", "b"], "subgraphs": {"c": {}}}`}, "data for subgraph c"},
		"bad tests":         {map[string]string{"tests.json": `{}`}, "suite tiny: tests.json: "},
		"no query":          {map[string]string{"tests.json": `[{}]`}, "test 0: no query"},
		"bad expectation":   {map[string]string{"tests.json": `[{"query": "{a}", "expected": {"data": {"a": 1, "a": 2}}}]`}, "test 0: expected data"},
	} {
		if _, err := LoadSuites(filepath.Dir(unpack(t, tt.replaced))); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", name, err, tt.want)
		}
	}
	if _, err := LoadSuites(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no suites") {
		t.Errorf("empty folder: got error %v", err)
	}
	if _, err := (Suite{}).Start(); err == nil {
		t.Error("a suite that was not loaded started")
	}
	suite, err := LoadSuite(unpack(t, map[string]string{"subgraphs/a.graphql": "type"}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := suite.Start(); err == nil || !strings.Contains(err.Error(), "suite tiny: subgraph a: ") {
		t.Errorf("bad SDL: got error %v", err)
	}
}

func TestCheck(t *testing.T) {
	yes, no := true, false
	object := map[string]any{"a": 10}
	for _, tt := range []struct {
		name     string
		expected Expected
		response string
		want     string // of the error; empty: passes
	}{
		{"equal, errors not looked at", Expected{Data: object}, `{"data":{"a":10.0},"errors":[{"message":"x"}]}`, ""},
		{"equal, errors wanted", Expected{Data: object, Errors: &yes}, `{"errors":[{"message":"x"}],"data":{"a":10}}`, ""},
		{"equal, no errors wanted", Expected{Data: object, Errors: &no}, `{"data":{"a":10},"extensions":{}}`, ""},
		{"absent is null", Expected{Errors: &yes}, `{"errors":[{"message":"x"}]}`, ""},
		{"null is null", Expected{Errors: &yes}, `{"data":null,"errors":[{"message":"x"}]}`, ""},
		{"no error", Expected{Errors: &yes}, `{"data":null}`, "errors: want at least one, got none"},
		{"empty list of errors", Expected{Errors: &yes}, `{"data":null,"errors":[]}`, "errors: want at least one, got none"},
		{"errors not wanted", Expected{Data: object, Errors: &no}, `{"data":{"a":10},"errors":[{"message":"x"}]}`,
			"errors: want none, got 1\nthe response's errors: [{\"message\":\"x\"}]"},
		{"errors shown for wrong data", Expected{Data: object}, `{"data":{"a":null},"errors":[{"message":"x"}]}`,
			"data.a: want 10, got null\nthe response's errors: [{\"message\":\"x\"}]"},
		{"data where null is wanted", Expected{Errors: &yes}, `{"data":{"a":1},"errors":[{"message":"x"}]}`, `data: want null, got {"a":1}`},
		{"no data", Expected{Data: object}, `{"data":null}`, `data: want {"a":10}, got null`},
		{"extra key", Expected{Data: object}, `{"data":{"a":10,"b":null}}`, "data.b: not wanted, got null"},
		{"errors no list", Expected{Data: object}, `{"data":{"a":10},"errors":{}}`, "errors: not a list: {}\nthe response's errors: {}"},
		{"not an object", Expected{Data: object}, `[]`, "the response is not a JSON object: []"},
		{"key twice", Expected{Data: object}, `{"data":{"a":10,"a":10}}`, `not JSON: name "a" is twice in one object (at byte 19)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := (Test{Expected: tt.expected}).Check([]byte(tt.response)); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// viaA is a router that passes operations on to subgraph a.
func viaA(_ context.Context, _ Suite, running *Running) (Router, error) {
	return RouterFunc(func(ctx context.Context, query string) ([]byte, error) {
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			return nil, err
		}
		return running.Do(ctx, "a", body)
	}), nil
}

func TestRun(t *testing.T) {
	report := Run(t.Context(), []Suite{tinySuite(t)}, viaA)
	const want = "FAIL tiny                                       2 of   4   failed: 2 3\n" +
		"     all suites                                 2 of   4\n"
	if diff := cmp.Diff(want, report.Summary()); diff != "" {
		t.Errorf("summary (-want +got)\n%s", diff)
	}
	full := report.String()
	for _, part := range []string{
		"\n=== tiny 2\n    { item { id } again: item { id } }\n--- wrong\n    data.again: not wanted, got {\"id\":\"1\"}\n",
		"--- subgraph a\n    { item { id } again: item { id } }\n    answer: {\"data\":",
		"\n=== tiny 1\n", // passed, but by an invalid request
		"    REFUSED, THE REQUEST IS NOT VALID: Cannot query field \"nope\" on type \"Item\".",
		"    errors: want none, got 1\n",
	} {
		if !strings.Contains(full, part) {
			t.Errorf("the report lacks %q:\n%s", part, full)
		}
	}
	if strings.Contains(full, "=== tiny 0") {
		t.Errorf("the report shows a case that passed:\n%s", full)
	}
}

func TestRunOverHTTP(t *testing.T) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	report := Run(t.Context(), []Suite{tinySuite(t)}, func(_ context.Context, _ Suite, running *Running) (Router, error) {
		return HTTPRouter(running.URLs()["a"], client), nil
	})
	if report.Passed() != 2 || report.Total() != 4 {
		t.Errorf("got %d of %d", report.Passed(), report.Total())
	}
}

type closing struct{ Router }

func (closing) Close() error { return errors.New("cannot close") }

func TestRunContainsFailures(t *testing.T) {
	router := func(answer func() ([]byte, error)) NewRouter {
		return func(context.Context, Suite, *Running) (Router, error) {
			return RouterFunc(func(context.Context, string) ([]byte, error) { return answer() }), nil
		}
	}
	for name, tt := range map[string]struct {
		newRouter NewRouter
		want      string
	}{
		"error":         {router(func() ([]byte, error) { return nil, io.EOF }), "the router failed: EOF"},
		"panic":         {router(func() ([]byte, error) { panic("help") }), "the router panicked: help"},
		"no response":   {router(func() ([]byte, error) { return nil, nil }), "not JSON: unexpected EOF"},
		"no router":     {func(context.Context, Suite, *Running) (Router, error) { return nil, errors.New("does not compose") }, "tiny: does not compose"},
		"panic in make": {func(context.Context, Suite, *Running) (Router, error) { panic("help") }, "making the router panicked: help"},
		"close": {func(ctx context.Context, s Suite, r *Running) (Router, error) {
			inner, err := viaA(ctx, s, r)
			return closing{inner}, err
		}, "tiny: cannot close"},
	} {
		report := Run(t.Context(), []Suite{tinySuite(t)}, tt.newRouter)
		if got := report.String(); !strings.Contains(got, tt.want) || !strings.Contains(got, "FAIL tiny") {
			t.Errorf("%s: the report lacks %q:\n%s", name, tt.want, got)
		}
		if name != "close" && report.Passed() != 0 {
			t.Errorf("%s: %d cases passed", name, report.Passed())
		}
	}
}

func TestRunningForgetsRequests(t *testing.T) {
	running, err := tinySuite(t).Start()
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	if _, err := running.Do(t.Context(), "a", []byte(`{"query":"{ count }"}`)); err != nil {
		t.Fatal(err)
	}
	if got := running.Requests(); len(got) != 1 || got[0].Subgraph != "a" || got[0].Query != "{ count }" {
		t.Errorf("got requests %+v", got)
	}
	running.ResetRequests()
	if got := running.Requests(); len(got) != 0 {
		t.Errorf("got requests %+v after the reset", got)
	}
	if _, err := running.Do(t.Context(), "z", nil); err == nil {
		t.Error("an unknown subgraph answered")
	}
	if running.Subgraph("a").SDL() == "" || running.Subgraph("z") != nil {
		t.Error("subgraphs are not found by name")
	}
}

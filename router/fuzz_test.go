package router

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzServe: whatever is sent, the client's fault is never a 5xx, and the answer is JSON.
func FuzzServe(f *testing.F) {
	w := newWorld(f, nil)
	f.Add("POST", "application/json", "*/*", "", `{"query":"{price}"}`)
	f.Add("POST", "application/json", responseJSON, "Bearer a.b.c", `{"query":"query($n:String){hello(name:$n)}","variables":{"n":"x"}}`)
	f.Add("POST", "application/json", "", "", `{"query":"fragment A on Query{...A} {...A}"}`)
	f.Add("PUT", "text/plain", "text/html", "Basic x", `[[[`)
	f.Fuzz(func(t *testing.T, method, contentType, accept, authorization, body string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://router.example/graphql", strings.NewReader(body))
		if err != nil || strings.Contains(body, "slow") {
			return // no method, or the field that waits
		}
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Accept", accept)
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		recorder := httptest.NewRecorder()
		w.ServeHTTP(recorder, r)
		if recorder.Code >= 500 {
			t.Errorf("%d %s", recorder.Code, recorder.Body)
		}
		if recorder.Code != http.StatusNoContent && !json.Valid(recorder.Body.Bytes()) {
			t.Errorf("no JSON: %q", recorder.Body)
		}
	})
}

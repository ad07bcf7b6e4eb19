package main

import (
	"encoding/json"
	"io"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDeferredExampleInParts takes the deferred example in parts: the catalogue's fields come first, what the others bring
// follows, and together they are the answer in one piece.
func TestDeferredExampleInParts(t *testing.T) {
	s := startStack(t, "")
	op := operationNamed(t, "product-page-deferred")
	type answer struct {
		Data        map[string]any
		Pending     []struct{ ID, Label string }
		Incremental []struct {
			ID   string
			Data map[string]any
		}
		HasNext bool
		Errors  []any
	}
	var whole answer
	if err := json.Unmarshal([]byte(s.send(t, op, nil).body), &whole); err != nil {
		t.Fatal(err)
	}
	got := s.send(t, op, map[string]string{"Accept": "multipart/mixed;incrementalSpec=v0.2, application/json"})
	var parts []answer
	for reader := multipart.NewReader(strings.NewReader(got.body), "-"); ; {
		part, err := reader.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v: %s", err, got.body)
		}
		var read answer
		if err := json.NewDecoder(part).Decode(&read); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, read)
	}
	if len(parts) < 2 || !parts[0].HasNext || parts[len(parts)-1].HasNext {
		t.Fatalf("the answer is not in parts: %s", got.body)
	}
	product, _ := parts[0].Data["product"].(map[string]any)
	if product["name"] == nil || product["reviews"] != nil || product["shippingEstimate"] != nil {
		t.Errorf("first came %v", product)
	}
	labels := map[string]bool{}
	for _, p := range parts[0].Pending {
		labels[p.Label] = true
	}
	if diff := cmp.Diff(map[string]bool{"reviews": true, "shipping": true}, labels); diff != "" {
		t.Errorf("announced (-want +got)\n%s", diff)
	}
	for _, p := range parts[1:] {
		for _, piece := range p.Incremental {
			for key, value := range piece.Data {
				product[key] = value
			}
		}
	}
	if diff := cmp.Diff(whole.Data, parts[0].Data); diff != "" {
		t.Errorf("the parts together (-whole +parts)\n%s", diff)
	}
}

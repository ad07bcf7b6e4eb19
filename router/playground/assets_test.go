package playground

import (
	"bytes"
	"compress/gzip"
	"testing"
	"testing/fstest"
)

func gzipped(t *testing.T, text string) *fstest.MapFile {
	t.Helper()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := writer.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: packed.Bytes()}
}

func TestReadAssets(t *testing.T) {
	found := readAssets(fstest.MapFS{
		".gitignore":                  {Data: []byte("*")},
		"index.html.gz":               gzipped(t, "<!doctype html>"),
		"playground/assets/a-1.js.gz": gzipped(t, "export {}"),
		"playground/assets/b.exe.gz":  gzipped(t, "no known type"),
		"playground/assets/c.js.gz":   {Data: []byte("short")},
		"playground/assets/d.js":      {Data: []byte("not compressed")},
	})
	if len(found) != 2 || !found.complete() {
		t.Fatalf("found %d assets, complete %v; want the page and one script", len(found), found.complete())
	}
	page := found["index.html"]
	if content, err := page.gzipped(); err != nil || page.immutable || plainSize(content) != 15 {
		t.Errorf("page: immutable %v, %v, size %d", page.immutable, err, plainSize(content))
	}
	if script := found["playground/assets/a-1.js"]; !script.immutable || script.contentType != "text/javascript; charset=utf-8" || script.etag() == page.etag() {
		t.Errorf("script: %+v", script)
	}
	if readAssets(fstest.MapFS{".gitignore": {}}).complete() {
		t.Error("a folder without a build counts as built")
	}
}

func TestAcceptsGzip(t *testing.T) {
	tests := map[string]bool{
		"":                        false,
		"gzip":                    true,
		"GZIP":                    true,
		"br, gzip;q=0.5":          true,
		"gzip;q=0":                false,
		"gzip; q=0.000":           false,
		"*":                       true,
		"*;q=0":                   false,
		"gzip;q=0, *":             false,
		"*;q=0, gzip":             true,
		"identity":                false,
		"gzip;q=nonsense":         false,
		"deflate, x-gzip, br;q=1": true,
	}
	for header, want := range tests {
		if got := acceptsGzip([]string{header}); got != want {
			t.Errorf("Accept-Encoding %q: %v, want %v", header, got, want)
		}
	}
}

package playground

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// dist holds the built web app, every file gzipped: the binary carries each byte
// once, and the rare client without gzip has it unpacked. Gzip rather than brotli
// because browsers offer brotli over https only.
//
//go:embed all:dist
var dist embed.FS

//go:embed unbuilt.html
var unbuiltPage []byte

// asset is one file of the web app. It is read when it is asked for: most routers serve nobody the playground, and
// what was read would stay in memory.
type asset struct {
	files       fs.FS
	name        string
	contentType string
	etag        func() string
	immutable   bool
}

// gzipped reads the file.
func (f asset) gzipped() ([]byte, error) { return fs.ReadFile(f.files, f.name) }

// assets is the web app by path, like "playground/assets/index-x1.js".
type assets map[string]asset

var embedded = sync.OnceValue(func() assets {
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil
	}
	return readAssets(root)
})

// readAssets takes every *.gz below root; a file that cannot be read or has no
// known type is left out, which complete or the 404 then shows.
func readAssets(root fs.FS) assets {
	found := assets{}
	_ = fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".gz") {
			return err
		}
		about, err := entry.Info()
		plain := strings.TrimSuffix(name, ".gz")
		contentType, known := contentTypes[path.Ext(plain)]
		if err != nil || !known || about.Size() < gzipTrailer {
			return err
		}
		found[plain] = asset{
			files: root, name: name,
			contentType: contentType,
			etag: sync.OnceValue(func() string {
				content, _ := fs.ReadFile(root, name) // who cannot read it has no use for its tag
				sum := sha256.Sum256(content)
				return `"` + hex.EncodeToString(sum[:12]) + `"`
			}),
			// The build puts a hash of the content into these names.
			immutable: strings.HasPrefix(plain, "playground/assets/"),
		}
		return nil
	})
	return found
}

// contentTypes does not ask the mime package: that reads the machine's tables.
var contentTypes = map[string]string{
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".json":  "application/json",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".ttf":   "font/ttf",
	".woff2": "font/woff2",
	".md":    "text/plain; charset=utf-8", // browsers show it, text/markdown they would save
}

func (a assets) complete() bool {
	_, ok := a["index.html"]
	return ok
}

// page serves one file whatever the path of the request.
func (a assets) page(name string) http.Handler {
	file := a[name]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { file.serve(w, r) })
}

// ServeHTTP serves the file that the path names.
func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a[strings.TrimPrefix(r.URL.Path, "/")]
	if !ok {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	file.serve(w, r)
}

func (f asset) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("Vary", "Accept-Encoding")
	if f.immutable {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache")
	}
	packed := acceptsGzip(r.Header.Values("Accept-Encoding"))
	etag := f.etag()
	if !packed {
		etag = strings.TrimSuffix(etag, `"`) + `-plain"`
	}
	header.Set("ETag", etag)
	if matches(r.Header.Values("If-None-Match"), etag) {
		header.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content, err := f.gzipped()
	if err != nil {
		http.Error(w, "The file cannot be read.", http.StatusInternalServerError)
		return
	}
	if packed {
		header.Set("Content-Encoding", "gzip")
		header.Set("Content-Length", strconv.Itoa(len(content)))
	} else {
		header.Set("Content-Length", strconv.FormatUint(uint64(plainSize(content)), 10))
	}
	if r.Method == http.MethodHead {
		return
	}
	// An error from here on is a client that went away: nobody is left to be told.
	if packed {
		_, _ = w.Write(content)
		return
	}
	if plain, err := gzip.NewReader(bytes.NewReader(content)); err == nil {
		_, _ = io.Copy(w, plain) //nolint:gosec // what is unpacked was built into the binary
	}
}

// gzipTrailer is the length of a gzip member's checksum and size, in bytes.
const gzipTrailer = 8

// plainSize reads the length before compression, in bytes, from the gzip trailer.
func plainSize(gzipped []byte) uint32 {
	return binary.LittleEndian.Uint32(gzipped[len(gzipped)-gzipTrailer/2:])
}

// acceptsGzip reads Accept-Encoding as RFC 9110 has it: an entry for gzip decides,
// else one for "*"; a quality of 0 refuses.
func acceptsGzip(values []string) bool {
	accepted := false
	for entry := range strings.SplitSeq(strings.Join(values, ","), ",") {
		coding, parameters, _ := strings.Cut(entry, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "gzip" && coding != "x-gzip" && coding != "*" {
			continue
		}
		wanted := true
		if name, value, ok := strings.Cut(parameters, "="); ok && strings.EqualFold(strings.TrimSpace(name), "q") {
			quality, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			wanted = err == nil && quality > 0
		}
		if coding != "*" {
			return wanted
		}
		accepted = wanted
	}
	return accepted
}

// matches reads If-None-Match, with the weak comparison that RFC 9110 asks for.
func matches(values []string, etag string) bool {
	for candidate := range strings.SplitSeq(strings.Join(values, ","), ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == etag {
			return true
		}
	}
	return false
}

// unbuilt serves the page of a binary without the web app.
func unbuilt() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentTypes[".html"])
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Length", strconv.Itoa(len(unbuiltPage)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(unbuiltPage)
		}
	})
}

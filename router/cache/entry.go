package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// Entry is an answer that is kept, or a note that the answer is kept per caller. It is immutable.
type Entry struct {
	// Body is the whole GraphQL response. Empty for a note.
	Body []byte
	// Header are the subgraphs' headers that go to the client.
	Header http.Header
	// PerCaller: this is only a note; the answers are under the keys of single callers.
	PerCaller bool
	Policy    Policy
	// Stored is when the answer was made.
	Stored time.Time
}

// Age is how long ago the answer was made.
func (e *Entry) Age(now time.Time) time.Duration { return max(now.Sub(e.Stored), 0) }

// Fresh says whether the entry may still be used.
func (e *Entry) Fresh(now time.Time) bool { return e.Age(now) < e.Policy.Lifetime }

// size estimates the memory an entry takes.
func (e *Entry) size() int {
	size := len(e.Body) + 256
	for name, values := range e.Header {
		size += len(name) + 64
		for _, value := range values {
			size += len(value) + 16
		}
	}
	return size
}

// The stored form: magic and version, a hash of the key and all that follows, the head's length, the head as JSON, the body.
// The hash covers the key, so that an intact value in the wrong place is no answer either.
var magic = []byte("weft1\n")

const headStart = 6 + sha256.Size

type head struct {
	Header      http.Header `json:"h,omitempty"`
	PerCaller   bool        `json:"p,omitempty"`
	Private     bool        `json:"u,omitempty"`
	LifetimeMS  int64       `json:"l"`
	StoredMS    int64       `json:"s"`
	BodyLength  int         `json:"b"`
	FormatGuard string      `json:"f"`
}

// formatGuard changes when the meaning of an entry changes, so that older values are not read.
const formatGuard = "1"

var errCorrupt = errors.New("the stored value is not what was stored under this key")

func encodeEntry(key Key, e *Entry) ([]byte, error) {
	about, err := json.Marshal(head{
		Header: e.Header, PerCaller: e.PerCaller, Private: e.Policy.Private, LifetimeMS: e.Policy.Lifetime.Milliseconds(),
		StoredMS: e.Stored.UnixMilli(), BodyLength: len(e.Body), FormatGuard: formatGuard,
	})
	if err != nil {
		return nil, err
	}
	rest := make([]byte, 0, 4+len(about)+len(e.Body))
	rest = binary.BigEndian.AppendUint32(rest, uint32(len(about)))
	rest = append(append(rest, about...), e.Body...)
	sum := checksum(key, rest)
	return bytes.Join([][]byte{magic, sum[:], rest}, nil), nil
}

func checksum(key Key, rest []byte) [sha256.Size]byte {
	hash := sha256.New()
	_, _ = hash.Write(key[:])
	_, _ = hash.Write(rest)
	return [sha256.Size]byte(hash.Sum(nil))
}

func decodeEntry(key Key, raw []byte) (*Entry, error) {
	if len(raw) < headStart+4 || !bytes.HasPrefix(raw, magic) {
		return nil, errCorrupt
	}
	rest := raw[headStart:]
	if checksum(key, rest) != [sha256.Size]byte(raw[len(magic):headStart]) {
		return nil, errCorrupt
	}
	length := int(binary.BigEndian.Uint32(rest))
	if length > len(rest)-4 {
		return nil, errCorrupt
	}
	var about head
	body := rest[4+length:]
	if json.Unmarshal(rest[4:4+length], &about) != nil || about.BodyLength != len(body) || about.FormatGuard != formatGuard {
		return nil, errCorrupt
	}
	return &Entry{
		Body: body, Header: about.Header, PerCaller: about.PerCaller,
		Policy: Policy{Lifetime: time.Duration(about.LifetimeMS) * time.Millisecond, Private: about.Private},
		Stored: time.UnixMilli(about.StoredMS),
	}, nil
}

package http1

import "bytes"

const (
	// maxChunkLine bounds the line that says a chunk's size, with its extensions.
	maxChunkLine = 4 << 10
	// maxChunkOverhead bounds what chunks may cost beyond what they carry.
	maxChunkOverhead = 16 << 10
)

// chunks decodes a chunked body where it lies: what is decoded moves down to out, what was not looked at yet begins at raw.
type chunks struct {
	raw, out int
	left     int64 // of the chunk being read
	overhead int
	trailer  int // bytes of the trailer so far
	state    chunkState
}

type chunkState uint8

const (
	chunkSize chunkState = iota
	chunkData
	chunkEnd
	chunkTrailer
)

// read decodes what is there. It returns true when the body is whole; it is in b[start:c.out] then.
func (c *chunks) read(b []byte, start int, limit int64, maxTrailer int) (bool, error) {
	for {
		if c.state == chunkData {
			n := int(min(c.left, int64(len(b)-c.raw)))
			copy(b[c.out:], b[c.raw:c.raw+n])
			c.out, c.raw, c.left = c.out+n, c.raw+n, c.left-int64(n)
			if c.left > 0 {
				return false, nil
			}
			c.state = chunkEnd
		}
		at := bytes.IndexByte(b[c.raw:], '\n')
		if at < 0 {
			if len(b)-c.raw > max(maxChunkLine, maxTrailer) || (c.state == chunkEnd && len(b)-c.raw > 1) {
				return false, malformed("a chunk has no end")
			}
			return false, nil
		}
		line := bytes.TrimSuffix(b[c.raw:c.raw+at], []byte{'\r'})
		c.raw += at + 1
		switch c.state {
		case chunkEnd:
			if len(line) > 0 {
				return false, malformed("a chunk is longer than it says")
			}
			c.state = chunkSize
		case chunkTrailer:
			if len(line) == 0 {
				return true, nil
			}
			if c.trailer += len(line); c.trailer > maxTrailer {
				return false, ErrHeader
			}
		default:
			if err := c.size(line, limit-int64(c.out-start)); err != nil {
				return false, err
			}
		}
	}
}

func (c *chunks) size(line []byte, room int64) error {
	size, ok := parseChunkSize(line)
	if !ok {
		return malformed("a chunk has no size")
	}
	// Tiny chunks with long extensions make a large transfer of a small body.
	c.overhead = max(c.overhead+len(line)-16-int(min(2*size, maxChunkOverhead)), 0)
	if c.overhead > maxChunkOverhead {
		return malformed("its chunks carry too little")
	}
	if size > room {
		return ErrTooLarge
	}
	c.left, c.state = size, chunkData
	if size == 0 {
		c.state = chunkTrailer
	}
	return nil
}

func parseChunkSize(line []byte) (int64, bool) {
	digits, _, _ := bytes.Cut(line, []byte{';'})
	digits = bytes.TrimRight(digits, " \t")
	if len(digits) == 0 || len(digits) > 15 || len(line) > maxChunkLine {
		return 0, false
	}
	var n int64
	for _, d := range digits {
		switch {
		case d >= '0' && d <= '9':
			d -= '0'
		case d|0x20 >= 'a' && d|0x20 <= 'f':
			d = d | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		n = n<<4 | int64(d)
	}
	return n, true
}

// compact moves what was not looked at yet down, so that there is room to read on. It returns the new length.
func (c *chunks) compact(b []byte) int {
	n := copy(b[c.out:], b[c.raw:])
	c.raw = c.out
	return c.out + n
}

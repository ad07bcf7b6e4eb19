package value

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	ones     = 0x0101010101010101
	highs    = 0x8080808080808080
	slashes  = '\\' * ones
	seconds  = 0x02 * ones
	controls = (' ' + 1) * ones
)

// endOfText finds the quote that ends the string whose text begins at start, from its first special byte on, and validates the text:
// UTF-8, no control characters, known escapes. When something is wrong, end is where.
func endOfText(b []byte, start, i int) (end int, escapes bool, wrong problem) {
	beyondASCII := false
	for ; ; i = special(b, i) {
		if i >= len(b) {
			return i, escapes, noEnd
		}
		switch c := b[i]; {
		case c == '"':
			if beyondASCII && !utf8.Valid(b[start:i]) {
				return i, escapes, badUTF8
			}
			return i, escapes, fine
		case c == '\\':
			escapes = true
			length := escapeLength(b, i)
			if length == 0 {
				return i, escapes, badEscape
			}
			i += length
		case c < ' ':
			return i, escapes, controlCharacter
		default:
			beyondASCII = true
			i = skipBeyondASCII(b, i)
		}
	}
}

// special is the position of the next byte that is a quote, a backslash, a control character or not ASCII:
// words of eight bytes at a time, of which only the first mark is certain.
func special(b []byte, i int) int {
	for i+8 <= len(b) {
		if m := marks(binary.LittleEndian.Uint64(b[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
		i += 8
		for i+32 <= len(b) {
			w := b[i : i+32 : i+32]
			m := marks(binary.LittleEndian.Uint64(w)) | marks(binary.LittleEndian.Uint64(w[8:])) |
				marks(binary.LittleEndian.Uint64(w[16:])) | marks(binary.LittleEndian.Uint64(w[24:]))
			if m != 0 {
				break
			}
			i += 32
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c == '"' || c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			return i
		}
	}
	return i
}

// marks sets the high bit of the lowest byte that is special, and of none when there is none; bytes above the
// lowest may be marked wrongly. With its second bit turned, a quote comes right after the control characters. A difference
// has the high bit where there was a borrow, or where the byte is not ASCII, and so special anyway.
func marks(w uint64) uint64 {
	t, s := w^seconds, w^slashes
	return ((t - controls) | (s - ones) | w) & highs
}

func skipBeyondASCII(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if w&highs != highs {
			return i + bits.TrailingZeros64(^w&highs)/8
		}
	}
	for i < len(b) && b[i] >= utf8.RuneSelf {
		i++
	}
	return i
}

// escapeLength is the length of the escape at b[i], 0 when it is none.
func escapeLength(b []byte, i int) int {
	if i+1 >= len(b) {
		return 0
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if i+6 > len(b) {
			return 0
		}
		for _, c := range b[i+2 : i+6] {
			if hexDigit(c) < 0 {
				return 0
			}
		}
		return 6
	}
	return 0
}

func hexDigit(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c && c <= 'f':
		return rune(c - 'a' + 10)
	case 'A' <= c && c <= 'F':
		return rune(c - 'A' + 10)
	}
	return -1
}

// unescape appends the text of the validated string that b begins with, up to its closing quote.
// A lone surrogate becomes U+FFFD, as in encoding/json.
func unescape(dst, b []byte) []byte {
	for i := 0; b[i] != '"'; {
		if b[i] != '\\' {
			dst = append(dst, b[i])
			i++
			continue
		}
		r, length := unescapeOne(b[i:])
		dst = utf8.AppendRune(dst, r)
		i += length
	}
	return dst
}

// unescapeOne reads the validated escape that b begins with; a pair of surrogates is one.
func unescapeOne(b []byte) (r rune, length int) {
	switch b[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r = hex4(b[2:])
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
			if pair := utf16.DecodeRune(r, hex4(b[8:])); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return rune(b[1]), 2
}

func hex4(b []byte) rune {
	return hexDigit(b[0])<<12 | hexDigit(b[1])<<8 | hexDigit(b[2])<<4 | hexDigit(b[3])
}

// textIs compares the validated string that b begins with, up to its closing quote, with a text.
func textIs(b []byte, text string) bool {
	for i := 0; ; {
		switch b[i] {
		case '"':
			return text == ""
		case '\\':
			r, length := unescapeOne(b[i:])
			var buffer [utf8.UTFMax]byte
			n := utf8.EncodeRune(buffer[:], r)
			if len(text) < n || text[:n] != string(buffer[:n]) {
				return false
			}
			text = text[n:]
			i += length
		default:
			if text == "" || text[0] != b[i] {
				return false
			}
			text = text[1:]
			i++
		}
	}
}

// AppendQuoted appends a text as a JSON string. What is not UTF-8 becomes U+FFFD.
func AppendQuoted(dst []byte, text string) []byte {
	const hex = "0123456789abcdef"
	dst = append(slices.Grow(dst, len(text)+len(`"":`)), '"')
	from := 0
	for i, r := range text {
		if r >= ' ' && r != '"' && r != '\\' && r != utf8.RuneError {
			continue // it stays as it is, with those around it
		}
		dst = append(dst, text[from:i]...)
		from = i + 1
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&0xf])
		default:
			dst = utf8.AppendRune(dst, r)
			_, size := utf8.DecodeRuneInString(text[i:])
			from = i + size
		}
	}
	return append(append(dst, text[from:]...), '"')
}

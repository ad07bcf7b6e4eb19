package operation

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// scan counts tokens and the nesting of brackets, and returns the text with
// its comments taken out: the parser would keep each of them. Lines and
// columns of what remains don't change, since a comment ends its line.
// It does not judge the tokens; the parser does.
func scan(src string, limits ParseLimits) (string, *gqlerr.Error) {
	s := scanner{src: src, limits: limits}
	if !utf8.ValidString(src) {
		return "", syntaxError(1, 1, "Syntax Error: the document is not valid UTF-8.")
	}
	for s.at < len(src) {
		if failure := s.step(); failure != nil {
			return "", failure
		}
	}
	if s.kept == 0 {
		return src, nil
	}
	s.without.WriteString(src[s.kept:])
	return s.without.String(), nil
}

type scanner struct {
	src    string
	limits ParseLimits
	// at is the next byte, kept the first one not yet copied to without.
	at, kept        int
	without         strings.Builder
	tokens, nesting int
}

// step consumes one token, one comment or one character between tokens.
func (s *scanner) step() *gqlerr.Error {
	c := s.src[s.at]
	switch {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c >= utf8.RuneSelf:
		s.at++
		return nil
	case c == '#':
		s.comment()
		return nil
	}
	start := s.at
	switch {
	case c == '"':
		s.text()
	case isWord(c) || c == '-':
		s.at++
		for s.at < len(s.src) && (isWord(s.src[s.at]) || isNumber(c) && isNumber(s.src[s.at])) {
			s.at++
		}
	case strings.HasPrefix(s.src[s.at:], "..."):
		s.at += 3
	default:
		s.at++
	}
	return s.count(start, c)
}

func (s *scanner) count(start int, c byte) *gqlerr.Error {
	if s.tokens++; s.tokens > s.limits.MaxTokens {
		failure := s.failure(start, fmt.Sprintf("The document has more than %d tokens, which is the limit.", s.limits.MaxTokens))
		failure.Code = gqlerr.MaxTokens
		return failure
	}
	switch c {
	case '{', '(', '[':
		if s.nesting++; s.nesting > s.limits.MaxNesting {
			return s.failure(start, fmt.Sprintf("Syntax Error: the document nests brackets deeper than %d.", s.limits.MaxNesting))
		}
	case '}', ')', ']':
		s.nesting--
	}
	return nil
}

// comment leaves a comment out, up to the end of its line.
func (s *scanner) comment() {
	s.without.WriteString(s.src[s.kept:s.at])
	for s.at < len(s.src) && s.src[s.at] != '\n' && s.src[s.at] != '\r' {
		s.at++
	}
	s.kept = s.at
}

// text consumes a string, or a block string, to its end or where it breaks off.
func (s *scanner) text() {
	if strings.HasPrefix(s.src[s.at:], `"""`) {
		s.at += 3
		for s.at < len(s.src) {
			switch {
			case strings.HasPrefix(s.src[s.at:], `\"""`):
				s.at += 4
			case strings.HasPrefix(s.src[s.at:], `"""`):
				// The parser's lexer takes a longer run of quotes as the end too.
				for s.at < len(s.src) && s.src[s.at] == '"' {
					s.at++
				}
				return
			default:
				s.at++
			}
		}
		return
	}
	for s.at++; s.at < len(s.src); s.at++ {
		switch s.src[s.at] {
		case '\\':
			if s.at+1 < len(s.src) {
				s.at++
			}
		case '"':
			s.at++
			return
		case '\n', '\r':
			return
		}
	}
}

func (s *scanner) failure(at int, message string) *gqlerr.Error {
	before := s.src[:at]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return syntaxError(line, column, message)
}

func isWord(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// isNumber: what continues a number, loosely: the parser is strict.
func isNumber(c byte) bool {
	return c == '-' || c == '+' || c == '.' || '0' <= c && c <= '9'
}

func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "..."
}

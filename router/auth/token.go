package auth

import (
	"net/http"
	"strings"

	"github.com/weftgraphql/weft/router/config"
)

// maxToken bounds a token, in bytes.
const maxToken = 16 << 10

// sources are the places to look for a token, in order.
func sources(cfg config.JWT) []config.TokenSource {
	first := config.TokenSource{Type: "header", Name: cfg.HeaderName, ValuePrefix: cfg.HeaderValuePrefix}
	return append([]config.TokenSource{first}, cfg.Sources...)
}

// find returns the request's token, "" when it has none. A place that has something else than one token is a reason.
func find(r *http.Request, places []config.TokenSource, ignoreOtherPrefixes bool) (token, reason string) {
	for _, place := range places {
		var value string
		switch place.Type {
		case "cookie":
			cookies := r.CookiesNamed(place.Name)
			if len(cookies) > 1 {
				return "", "The cookie with the token is sent more than once."
			}
			if len(cookies) == 0 || cookies[0].Value == "" {
				continue
			}
			value = cookies[0].Value
		default:
			values := r.Header.Values(place.Name)
			if len(values) > 1 {
				return "", "The header with the token is sent more than once."
			}
			if len(values) == 0 {
				continue
			}
			stripped, ok := stripPrefix(values[0], place.ValuePrefix)
			if !ok {
				if ignoreOtherPrefixes {
					continue
				}
				return "", "The header with the token must have the form '" + place.ValuePrefix + " <token>'."
			}
			value = stripped
		}
		if value == "" {
			return "", "The token is empty."
		}
		if len(value) > maxToken {
			return "", "The token is too long."
		}
		return value, ""
	}
	return "", ""
}

// stripPrefix takes "Bearer" and the spaces after it off, in any case of letters as RFC 9110 has schemes.
func stripPrefix(value, prefix string) (string, bool) {
	value = strings.TrimSpace(value)
	if prefix == "" {
		return value, true
	}
	if len(value) < len(prefix) || !strings.EqualFold(value[:len(prefix)], prefix) {
		return "", false
	}
	rest := value[len(prefix):]
	if rest != "" && rest[0] != ' ' {
		return "", false
	}
	return strings.TrimSpace(rest), true
}

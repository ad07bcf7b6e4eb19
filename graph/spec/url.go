package spec

import (
	"fmt"
	"net/url"
	"strings"
)

// URL is the parsed url argument of a @link: https://specs.apollo.dev/federation/v2.3 has the
// identity https://specs.apollo.dev/federation, the name federation and the version 2.3.
type URL struct {
	Identity string
	Name     string
	Version  Version
	Element  string // the fragment, if any
}

// Identities of the specifications that composition itself understands.
const (
	Host                = "https://specs.apollo.dev/"
	LinkIdentity        = Host + "link"
	CoreIdentity        = Host + "core"
	JoinIdentity        = Host + "join"
	FederationIdentity  = Host + "federation"
	ConnectIdentity     = Host + "connect"
	TagIdentity         = Host + "tag"
	InaccessibleIdent   = Host + "inaccessible"
	AuthenticatedIdent  = Host + "authenticated"
	RequiresScopesIdent = Host + "requiresScopes"
	PolicyIdentity      = Host + "policy"
	ContextIdentity     = Host + "context"
	CostIdentity        = Host + "cost"
	CacheTagIdentity    = Host + "cacheTag"
)

// ParseURL reads the url argument of a @link. The last part of the path is the version, the
// one before it the name.
func ParseURL(text string) (URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return URL{}, fmt.Errorf("%q is not an absolute URL", text)
	}
	path := strings.TrimPrefix(u.Path, "/")
	parts := strings.Split(path, "/")
	if path == "" {
		return URL{}, fmt.Errorf("missing path in feature url %q", text)
	}
	if len(parts) < 2 {
		return URL{}, fmt.Errorf("missing version component in feature url %q", text)
	}
	version, err := ParseVersion(parts[len(parts)-1])
	if err != nil {
		return URL{}, err
	}
	rest := strings.Join(parts[:len(parts)-1], "/")
	return URL{
		Identity: u.Scheme + "://" + u.Host + "/" + rest,
		Name:     parts[len(parts)-2],
		Version:  version,
		Element:  u.Fragment,
	}, nil
}

// String prints identity and version.
func (u URL) String() string { return u.Identity + "/" + u.Version.String() }

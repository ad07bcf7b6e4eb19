package spec

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is the major and minor part of a specification's version.
type Version struct{ Major, Minor int }

// ParseVersion reads "v1.2". Anything else, "v1.2.3" included, is an error.
func ParseVersion(text string) (Version, error) {
	rest, ok := strings.CutPrefix(text, "v")
	major, minor, ok2 := strings.Cut(rest, ".")
	if !ok || !ok2 {
		return Version{}, fmt.Errorf("expected a version string (of the form v1.2), got %s", text)
	}
	a, errA := parseDigits(major)
	b, errB := parseDigits(minor)
	if errA != nil || errB != nil {
		return Version{}, fmt.Errorf("expected a version string (of the form v1.2), got %s", text)
	}
	return Version{a, b}, nil
}

func parseDigits(s string) (int, error) {
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, strconv.ErrSyntax
		}
	}
	return strconv.Atoi(s)
}

// String prints the version as it stands in a URL.
func (v Version) String() string { return fmt.Sprintf("v%d.%d", v.Major, v.Minor) }

// AtLeast says whether v is w or later.
func (v Version) AtLeast(w Version) bool {
	return v.Major > w.Major || (v.Major == w.Major && v.Minor >= w.Minor)
}

// Compatible says whether something written for version w works with v: the same major
// version and at least its minor one; every v0.x stands alone.
func (v Version) Compatible(w Version) bool {
	if v.Major != w.Major {
		return false
	}
	if v.Major == 0 {
		return v.Minor == w.Minor
	}
	return v.Minor >= w.Minor
}

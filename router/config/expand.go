package config

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

// maxIncludedFile bounds what ${file./path} reads.
const maxIncludedFile = 1 << 20

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Environment looks a variable up, as os.LookupEnv does.
type Environment func(name string) (string, bool)

// expander replaces ${env.NAME}, ${env.NAME:-default} and ${file./path} in a value; $$ is a dollar.
// Any other dollar stands for itself, so that expressions such as ^x-.*$ need no care.
func expander(env Environment) func(string) (string, error) {
	return func(value string) (string, error) {
		if !strings.Contains(value, "$") {
			return value, nil
		}
		var out strings.Builder
		for i := 0; i < len(value); i++ {
			rest := value[i:]
			switch {
			case strings.HasPrefix(rest, "$$"):
				out.WriteByte('$')
				i++
			case strings.HasPrefix(rest, "${"):
				end := strings.IndexByte(rest, '}')
				if end < 0 {
					return "", fmt.Errorf("%q has no closing brace", rest)
				}
				text, err := lookUp(rest[2:end], env)
				if err != nil {
					return "", err
				}
				out.WriteString(text)
				i += end
			default:
				out.WriteByte(value[i])
			}
		}
		return out.String(), nil
	}
}

func lookUp(reference string, env Environment) (string, error) {
	if path, isFile := strings.CutPrefix(reference, "file."); isFile {
		return readIncluded(path)
	}
	name, isEnv := strings.CutPrefix(reference, "env.")
	if !isEnv {
		return "", fmt.Errorf("${%s} is unknown: write ${env.NAME}, ${env.NAME:-default}, ${file./path}, or $$ for a dollar", reference)
	}
	name, fallback, hasFallback := strings.Cut(name, ":-")
	if !variableName.MatchString(name) {
		return "", fmt.Errorf("${%s}: %q is no name of an environment variable", reference, name)
	}
	value, set := env(name)
	if hasFallback && value == "" {
		return fallback, nil
	}
	if !set {
		return "", fmt.Errorf("the environment variable %s is not set: set it, or write ${env.%s:-default}", name, name)
	}
	return value, nil
}

// readIncluded reads a small file without its last line break, which editors add and secrets don't have.
func readIncluded(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // the file is named by who configures the router
	if err != nil {
		return "", fmt.Errorf("${file.%s} cannot be read: %w", path, err)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, maxIncludedFile+1))
	if err != nil {
		return "", fmt.Errorf("${file.%s} cannot be read: %w", path, err)
	}
	if len(content) > maxIncludedFile {
		return "", fmt.Errorf("${file.%s} is larger than 1 MiB", path)
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

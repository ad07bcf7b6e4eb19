package playground

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// maxExampleFile bounds each file that ReadOperations reads, in bytes.
const maxExampleFile = 1 << 20

// ReadOperations reads the example operations of a folder, in order of name:
// NAME.graphql and, where they exist beside it, NAME.variables.json and
// NAME.headers.json (a JSON object of strings). It does not look into
// subfolders. The error names the file.
func ReadOperations(fsys fs.FS) ([]Operation, error) {
	names, err := fs.Glob(fsys, "*.graphql") // sorted
	if err != nil {
		return nil, fmt.Errorf("list example operations: %w", err)
	}
	operations := make([]Operation, 0, len(names))
	for _, file := range names {
		operation, err := readOperation(fsys, strings.TrimSuffix(path.Base(file), ".graphql"))
		if err != nil {
			return nil, err
		}
		operations = append(operations, operation)
	}
	return operations, nil
}

func readOperation(fsys fs.FS, name string) (Operation, error) {
	operation := Operation{Name: name}
	query, err := readBounded(fsys, name+".graphql")
	if err != nil {
		return operation, err
	}
	operation.Query = string(query)

	file := name + ".variables.json"
	switch variables, err := readBounded(fsys, file); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return operation, err
	default:
		var object map[string]json.RawMessage
		if err := json.Unmarshal(variables, &object); err != nil {
			return operation, fmt.Errorf("example operation %s: variables must be a JSON object: %w", file, err)
		}
		operation.Variables = variables
	}

	file = name + ".headers.json"
	switch headers, err := readBounded(fsys, file); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return operation, err
	default:
		if err := json.Unmarshal(headers, &operation.Headers); err != nil {
			return operation, fmt.Errorf("example operation %s: headers must be a JSON object of strings: %w", file, err)
		}
	}
	return operation, nil
}

func readBounded(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("example operation: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxExampleFile+1))
	if err != nil {
		return nil, fmt.Errorf("example operation %s: %w", name, err)
	}
	if len(content) > maxExampleFile {
		return nil, fmt.Errorf("example operation %s is larger than %d bytes", name, maxExampleFile)
	}
	return content, nil
}

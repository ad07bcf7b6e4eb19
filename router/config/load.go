package config

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFile bounds a configuration file, in bytes.
const maxFile = 4 << 20

// Flags are the settings of the command line. An empty string is a flag that was not given.
type Flags struct {
	// Config is weft.yaml.
	Config string
	// Supergraph and Compose are the graph's source; at most one of them.
	Supergraph, Compose string
	Listen, AdminListen string
	LogLevel            string
	Dev                 bool
}

// Resolve makes the configuration that holds: flag before environment before
// file before default. Mistakes come as *Error, a file that cannot be read as it is.
func Resolve(flags Flags, env Environment) (*Config, error) {
	set := func(flag, name string) string {
		if flag != "" {
			return flag
		}
		value, _ := env(name)
		return value
	}
	cfg := Default()
	if path := set(flags.Config, "WEFT_CONFIG"); path != "" {
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("the configuration cannot be read: %w", err)
		}
		if cfg, err = Parse(path, source, env); err != nil {
			return nil, err
		}
	}
	overlay(&cfg.Supergraph.Listen, set(flags.Listen, "WEFT_LISTEN"))
	overlay(&cfg.Admin.Listen, set(flags.AdminListen, "WEFT_ADMIN_LISTEN"))
	overlay(&cfg.Log.Level, set(flags.LogLevel, "WEFT_LOG_LEVEL"))
	// The graph's source is one setting with two spellings: a flag for one puts aside the file's other.
	switch {
	case flags.Supergraph != "" && flags.Compose != "":
		return nil, &Error{Problems: []Problem{{Message: "--supergraph and --compose exclude each other"}}}
	case flags.Compose != "":
		cfg.Supergraph.File, cfg.Supergraph.Compose = "", flags.Compose
	default:
		if file := set(flags.Supergraph, "WEFT_SUPERGRAPH"); file != "" {
			cfg.Supergraph.File, cfg.Supergraph.Compose = file, ""
		}
	}
	cfg.Dev = cfg.Dev || flags.Dev
	if problems := cfg.Validate(); len(problems) > 0 {
		return nil, &Error{Problems: problems}
	}
	return cfg, nil
}

func overlay(target *string, value string) {
	if value != "" {
		*target = value
	}
}

// Parse reads a file's text over the defaults and checks it. All mistakes found are reported together, as *Error.
func Parse(name string, source []byte, env Environment) (*Config, error) {
	report := &Error{File: name, source: strings.Split(string(source), "\n")}
	if len(source) > maxFile {
		report.Problems = []Problem{{Line: 1, Column: 1, Message: "the file is larger than 4 MiB"}}
		report.source = nil
		return nil, report
	}
	root, problem := parseYAML(source)
	if problem != nil {
		report.Problems = []Problem{*problem}
		return nil, report
	}
	cfg := Default()
	d := &decoder{expand: expander(env), places: map[string]ast.Node{}}
	if root != nil {
		d.decode("", root, reflect.ValueOf(cfg).Elem(), 0)
	}
	report.Problems = slices.Concat(d.problems, validate(cfg, d.places, d.broken))
	sortProblems(report.Problems)
	if len(report.Problems) > 0 {
		return nil, report
	}
	return cfg, nil
}

// parseYAML is the root node of the only document; nil for an empty file.
func parseYAML(source []byte) (ast.Node, *Problem) {
	file, err := parser.ParseBytes(source, 0)
	if err != nil {
		problem := &Problem{Line: 1, Column: 1, Message: "this is not YAML: " + err.Error()}
		if syntax := yaml.Error(nil); errors.As(err, &syntax) {
			problem.Message = "this is not YAML: " + syntax.GetMessage()
			if tk := syntax.GetToken(); tk != nil && tk.Position != nil {
				problem.Line, problem.Column = tk.Position.Line, tk.Position.Column
			}
		}
		return nil, problem
	}
	var root ast.Node
	for _, document := range file.Docs {
		if document.Body == nil {
			continue
		}
		if root != nil {
			p := problemAt(document.Body, "one document is expected, here begins another")
			return nil, &p
		}
		root = document.Body
	}
	if _, isComment := root.(*ast.CommentGroupNode); isComment {
		return nil, nil
	}
	return root, nil
}

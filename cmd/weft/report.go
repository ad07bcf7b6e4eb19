package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/explain"
	"github.com/weftgraphql/weft/internal/term"
)

// formats are how findings are shown. With sarif and github stdout is the report's, so that a
// supergraph is only written into a file.
var formats = []string{"text", "json", "sarif", "github"}

const formatHelp = "text; json, one JSON document with errors and hints; sarif, a SARIF 2.1.0 log; github, annotations of a GitHub workflow. With the last two the supergraph goes to --output only"

func checkFormat(format, output string) error {
	if !slices.Contains(formats, format) {
		return usage("--format is %s or %s, not %q", strings.Join(formats[:len(formats)-1], ", "), formats[len(formats)-1], format)
	}
	if isReport(format) && output == "-" {
		return usage("--format %s writes its report to stdout; name a file with --output for the supergraph", format)
	}
	return nil
}

func isReport(format string) bool { return format == "sarif" || format == "github" }

// printReport writes the findings of a result as a report on stdout, and the supergraph, if
// there is one, into the file that is asked for.
func printReport(std streams, format, output string, result *compose.Result) error {
	findings := slices.Concat(result.Errors, result.Hints)
	if format == "github" {
		if err := diag.WriteGitHub(std.out, findings); err != nil {
			return err
		}
	} else {
		text, err := json.MarshalIndent(diag.Log(reportTool(), findings), "", "  ")
		if err != nil {
			return err
		}
		if err := std.write("", string(text)+"\n"); err != nil {
			return err
		}
	}
	if !result.OK() {
		return &exitError{code: exitComposition}
	}
	if output == "" {
		return nil
	}
	return std.write(output, result.SDL)
}

func reportTool() diag.Tool {
	const home = "https://github.com/weftgraphql/weft"
	return diag.Tool{Name: "weft", Version: version, URL: home, Rule: func(code string) (title, text, page string) {
		entry, ok := explain.Find(code)
		if !ok {
			return "", "", ""
		}
		return entry.Title + ".", entry.Why + " " + entry.Mend, home + "/blob/main/docs/errors.md#" + strings.ToLower(code)
	}}
}

// printText shows findings to people on stderr, quoting the sources.
func printText(std streams, sources []diag.Source, findings []diag.Finding) {
	if len(findings) == 0 {
		return
	}
	printer := &diag.Printer{Color: term.Color(std.err), Sources: sources}
	// Nothing can be done about a stderr that does not take text.
	_ = printer.Print(std.err, findings)
	fmt.Fprintln(std.err)
}

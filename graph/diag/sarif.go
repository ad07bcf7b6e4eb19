package diag

import (
	"net/url"
	"strings"
)

// Tool is what a log says of the program that made it, and what it says of each code.
type Tool struct {
	Name, Version, URL string
	// Rule describes a code: a title of one sentence, a text that says more, and a page about it.
	// It may be nil, and any part may be empty.
	Rule func(code string) (title, text, page string)
}

// SARIF is a log in the Static Analysis Results Interchange Format 2.1.0, as JSON has it. Code
// hosts and editors show such logs beside the lines they are about.
type SARIF struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version,omitempty"`
	InformationURI string      `json:"informationUri,omitempty"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string        `json:"id"`
	ShortDescription *sarifMessage `json:"shortDescription,omitempty"`
	FullDescription  *sarifMessage `json:"fullDescription,omitempty"`
	HelpURI          string        `json:"helpUri,omitempty"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifMessage    `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
	Related   []sarifLocation `json:"relatedLocations,omitempty"`
}

type sarifLocation struct {
	ID       *int           `json:"id,omitempty"`
	Message  *sarifMessage  `json:"message,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type sarifLogical struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// Log turns findings into a SARIF log. The first span of a finding is its location, the others
// are related ones; hints have the level "note".
func Log(tool Tool, findings []Finding) SARIF {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: tool.Name, Version: tool.Version, InformationURI: tool.URL, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints",
		Results:    make([]sarifResult, 0, len(findings)),
	}
	index := map[string]int{}
	for _, f := range findings {
		at, known := index[f.Code]
		if !known {
			at = len(index)
			index[f.Code] = at
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, tool.rule(f.Code))
		}
		run.Results = append(run.Results, sarifOf(f, at))
	}
	return SARIF{
		Schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{run},
	}
}

func (t Tool) rule(code string) sarifRule {
	rule := sarifRule{ID: code}
	if t.Rule == nil {
		return rule
	}
	title, text, page := t.Rule(code)
	if title != "" {
		rule.ShortDescription = &sarifMessage{title}
	}
	if text != "" {
		rule.FullDescription = &sarifMessage{text}
	}
	rule.HelpURI = page
	return rule
}

func sarifOf(f Finding, rule int) sarifResult {
	out := sarifResult{RuleID: f.Code, RuleIndex: rule, Level: "error", Message: sarifMessage{f.Text()}}
	if f.Severity == Hint {
		out.Level = "note"
	}
	for i, s := range f.Spans {
		at := s.sarif()
		if i == 0 {
			out.Locations = append(out.Locations, at)
			continue
		}
		at.ID = &i
		out.Related = append(out.Related, at)
	}
	return out
}

func (s Span) sarif() sarifLocation {
	out := sarifLocation{}
	if s.Label != "" {
		out.Message = &sarifMessage{s.Label}
	}
	if s.File != "" {
		out.Physical = &sarifPhysical{Artifact: sarifArtifact{fileURI(s.File)}}
		if s.Line > 0 {
			out.Physical.Region = &sarifRegion{StartLine: s.Line, StartColumn: s.Column, EndLine: s.EndLine, EndColumn: s.EndColumn}
		}
	}
	if s.Subgraph != "" {
		out.Logical = []sarifLogical{{Name: s.Subgraph, Kind: "module"}}
	}
	return out
}

// fileURI is a file's name as a URI reference; what is one already is left alone.
func fileURI(name string) string {
	if strings.Contains(name, "://") {
		return name
	}
	path, fragment, _ := strings.Cut(strings.ReplaceAll(name, "\\", "/"), "#")
	u := url.URL{Path: path, Fragment: fragment}
	if strings.HasPrefix(path, "/") {
		u.Scheme = "file"
	}
	return u.String()
}

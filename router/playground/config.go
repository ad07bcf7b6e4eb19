package playground

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// Operation is an example operation.
type Operation struct {
	// Name identifies the example, like the name of its file without suffix.
	Name string
	// Query is the document. The tab is titled by its operation's name, and what its leading
	// comment says describes it in the list of examples.
	Query string
	// Variables is a JSON object, nil for none.
	Variables json.RawMessage
	// Headers are filled into the headers editor; ${TOKEN} stands for the development token.
	Headers map[string]string
}

// configuration answers playground/config.json, by which the page learns what it is about. It
// is data for fetch and never part of the page, so nothing in it can become markup.
type configuration struct {
	options Options
}

// configDocument is what the page reads. Texts for the editors are ready for showing.
type configDocument struct {
	Title      string            `json:"title"`
	Endpoint   string            `json:"endpoint"`
	Plan       bool              `json:"plan"`
	Headers    string            `json:"headers"`
	Operations []configOperation `json:"operations"`
}

type configOperation struct {
	Name      string `json:"name"`
	Query     string `json:"query"`
	Variables string `json:"variables"`
	Headers   string `json:"headers"`
}

func newConfiguration(options Options) configuration {
	if options.Title == "" {
		options.Title = "Weft playground"
	}
	if options.Endpoint == "" {
		options.Endpoint = "/graphql"
	}
	return configuration{options: options}
}

func (c configuration) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	body, err := json.Marshal(c.document())
	if err != nil {
		http.Error(w, "The playground's configuration cannot be written as JSON.", http.StatusInternalServerError)
		return
	}
	header.Set("Content-Type", contentTypes[".json"])
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func (c configuration) document() configDocument {
	token := ""
	if c.options.DevelopmentToken != nil {
		token = c.options.DevelopmentToken()
	}
	document := configDocument{
		Title:      c.options.Title,
		Endpoint:   c.options.Endpoint,
		Plan:       c.options.PlanEnabled,
		Headers:    headersText(token, c.options.DefaultHeaders),
		Operations: make([]configOperation, 0, len(c.options.Operations)),
	}
	for _, operation := range c.options.Operations {
		document.Operations = append(document.Operations, configOperation{
			Name:      operation.Name,
			Query:     operation.Query,
			Variables: indented(operation.Variables),
			Headers:   headersText(token, c.options.DefaultHeaders, operation.Headers),
		})
	}
	return document
}

// tokenPlaceholder stands for the development token in headers.
const tokenPlaceholder = "${TOKEN}"

// headersText is the JSON for the headers editor: later layers win, names compare without
// regard to case. "" when there are no headers.
func headersText(token string, layers ...map[string]string) string {
	merged := map[string]string{}
	for _, layer := range layers {
		for name, value := range layer {
			for existing := range merged {
				if strings.EqualFold(existing, name) {
					delete(merged, existing)
				}
			}
			if token != "" {
				value = strings.ReplaceAll(value, tokenPlaceholder, token)
			}
			merged[name] = value
		}
	}
	if len(merged) == 0 {
		return ""
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // shown in an editor, where < should be one
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(merged); err != nil {
		return ""
	}
	return strings.TrimSpace(text.String())
}

// indented is JSON for an editor. Text that is no JSON is shown as it is: the user sees what is
// wrong with it where it can be mended.
func indented(value json.RawMessage) string {
	var text bytes.Buffer
	if json.Indent(&text, bytes.TrimSpace(value), "", "  ") != nil {
		return string(value)
	}
	return text.String()
}

package browsertest

import (
	"encoding/json"
	"fmt"

	"github.com/chromedp/chromedp"
)

// Models of the editors, by the end of their URI. The text in the DOM is only
// what fits the window.
const (
	queryModel    = "operation.graphql"
	headersModel  = "request-headers.json"
	variableModel = "variables.json"
	responseModel = "response.json"
)

func modelText(model string) string {
	return fmt.Sprintf(`((globalThis.__MONACO?.editor.getModels() ?? []).find((m) => m.uri.path.endsWith(%q))?.getValue() ?? "")`, model)
}

// drawn waits until the page shows what the last step changed.
const drawn = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))`

// until is a script that waits for a condition. The page's policy forbids eval,
// on which chromedp.Poll relies.
func until(condition string) string {
	return fmt.Sprintf(`new Promise((resolve) => {
		const look = () => (%s) ? resolve(true) : setTimeout(look, 20);
		look();
	})`, condition)
}

// Title is the page's title.
func (p *Page) Title() string {
	p.t.Helper()
	return evaluate[string](p, "read the title", `document.title`)
}

// Tabs are the titles of the open tabs.
func (p *Page) Tabs() []string {
	p.t.Helper()
	return evaluate[[]string](p, "read the tabs",
		`[...document.querySelectorAll(".graphiql-tab-button")].map((tab) => tab.textContent)`)
}

// SelectTab opens the tab of an operation, by the operation's name.
func (p *Page) SelectTab(operation string) {
	p.t.Helper()
	tab := fmt.Sprintf(`.graphiql-tab-button[title=%q]`, operation)
	p.step("select tab "+operation,
		chromedp.Click(chromedp.CSS(tab)),
		chromedp.WaitVisible(chromedp.CSS(`.graphiql-tab-active `+tab)),
	)
	p.AwaitOperation(operation)
}

// AwaitOperation waits until the editor knows that it holds an operation: it
// reads new contents with a small delay, and whatever makes or selects a tab
// before gives the old tab the wrong title.
func (p *Page) AwaitOperation(operation string) {
	p.t.Helper()
	what := "wait for operation " + operation
	evaluate[bool](p, what, until(fmt.Sprintf(`document.querySelector('[data-testid="title"]')?.dataset.operation === %q`, operation)))
	evaluate[bool](p, what, drawn)
}

// RunOperation opens the tab of an operation, runs it, waits for the result and
// returns it: JSON, as ResultText.
func (p *Page) RunOperation(operation string) string {
	p.t.Helper()
	p.SelectTab(operation)
	return p.Run()
}

// Run presses the execute button, waits for the result of what is in the editor
// and returns it.
func (p *Page) Run() string {
	p.t.Helper()
	// The button empties the result at once; what is there afterwards is new.
	p.step("press the execute button", chromedp.Click(chromedp.CSS(".graphiql-execute-button")))
	evaluate[bool](p, "wait for the result",
		until(modelText(responseModel)+` !== "" && !document.querySelector(".graphiql-response .graphiql-spinner")`))
	return p.ResultText()
}

// ResultText is the whole text of the response editor: JSON.
func (p *Page) ResultText() string { p.t.Helper(); return p.model(responseModel) }

// QueryText is the text of the operation editor.
func (p *Page) QueryText() string { p.t.Helper(); return p.model(queryModel) }

// VariablesText is the text of the variables editor.
func (p *Page) VariablesText() string { p.t.Helper(); return p.model(variableModel) }

// HeadersText is the text of the headers editor.
func (p *Page) HeadersText() string { p.t.Helper(); return p.model(headersModel) }

func (p *Page) model(name string) string {
	p.t.Helper()
	return evaluate[string](p, "read "+name, modelText(name))
}

// SetQuery replaces the document in the editor.
func (p *Page) SetQuery(query string) { p.t.Helper(); p.setModel(queryModel, query) }

// SetHeaders replaces the headers, JSON text.
func (p *Page) SetHeaders(headers string) { p.t.Helper(); p.setModel(headersModel, headers) }

func (p *Page) setModel(name, text string) {
	p.t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.fail("edit "+name, err)
	}
	script := fmt.Sprintf(`globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith(%q)).setValue(%s); %s`,
		name, quoted, drawn)
	evaluate[bool](p, "edit "+name, script)
}

// OpenPanel shows a panel of the sidebar, by its title: "Query plan", "Examples".
func (p *Page) OpenPanel(title string) {
	p.t.Helper()
	if evaluate[bool](p, "look for panel "+title, fmt.Sprintf(`document.querySelector('[aria-label="Hide %s"]') !== null`, title)) {
		return
	}
	p.step("open panel "+title, chromedp.Click(chromedp.CSS(fmt.Sprintf(`[aria-label="Show %s"]`, title))))
}

// Click clicks the first element that a CSS selector finds.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.step("click "+selector, chromedp.Click(chromedp.CSS(selector)))
	evaluate[bool](p, "click "+selector, drawn)
}

// PlanText shows the query plan of the open tab, waits until it is there and
// returns what the panel says: fetches, depth, services, paths; or the errors.
func (p *Page) PlanText() string {
	p.t.Helper()
	p.awaitPlan()
	return evaluate[string](p, "read the plan", `document.querySelector('[data-testid="plan-panel"]').innerText`)
}

// PlanJSON is the plan of the open tab as the router sent it, "" for none.
func (p *Page) PlanJSON() string {
	p.t.Helper()
	p.awaitPlan()
	return evaluate[string](p, "read the plan's JSON", `document.querySelector('[data-testid="plan-json"]')?.textContent ?? ""`)
}

// PlanServices are the services of the plan's fetches, in the order shown.
func (p *Page) PlanServices() []string {
	p.t.Helper()
	p.awaitPlan()
	return evaluate[[]string](p, "read the plan's services",
		`[...document.querySelectorAll('[data-testid="plan-service"]')].map((service) => service.textContent)`)
}

func (p *Page) awaitPlan() {
	p.t.Helper()
	p.OpenPanel("Query plan")
	evaluate[bool](p, "wait for the plan", drawn)
	evaluate[bool](p, "wait for the plan",
		until(`["plan", "errors", "empty"].includes(document.querySelector('[data-testid="plan-panel"]')?.dataset.state)`))
}

// Stored is all that the page keeps in the browser's storage, as JSON.
func (p *Page) Stored() string {
	p.t.Helper()
	return evaluate[string](p, "read the storage", `JSON.stringify({...localStorage})`)
}

// AwaitStored waits until the browser's storage, as Stored has it, holds a text:
// the page writes with a delay.
func (p *Page) AwaitStored(text string) {
	p.t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.fail("wait for the storage", err)
	}
	evaluate[bool](p, "wait for the storage to hold "+text, until(fmt.Sprintf(`JSON.stringify({...localStorage}).includes(%s)`, quoted)))
}

// AwaitMarker waits until Monaco marks something in an editor with a message
// that holds a text: the language services run in workers and report late.
func (p *Page) AwaitMarker(text string) {
	p.t.Helper()
	evaluate[bool](p, "wait for the marker "+text,
		until(fmt.Sprintf(`globalThis.__MONACO.editor.getModelMarkers({}).some((marker) => marker.message.includes(%q))`, text)))
}

// AwaitQuery waits until the operation editor holds exactly a text.
func (p *Page) AwaitQuery(text string) {
	p.t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.fail("wait for the operation", err)
	}
	evaluate[bool](p, "wait for the operation "+text, until(fmt.Sprintf(`%s === %s`, modelText(queryModel), quoted)))
}

// Package browsertest drives the playground in a real browser. It is for tests
// only: of the playground itself and of a whole router.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const (
	// stepTimeout bounds every step: generous, since test machines are slow and shared.
	stepTimeout = 60 * time.Second
	// The browser's window, in CSS pixels.
	windowWidth, windowHeight = 1440, 900
)

// Page is a playground open in a browser of its own. Its methods end the test
// when the page does not do what is asked within a minute.
type Page struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

// SkipOrFail skips the test for want of a browser or of a built playground; it
// fails it instead when WEFT_REQUIRE_BROWSER=1.
func SkipOrFail(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("WEFT_REQUIRE_BROWSER") == "1" {
		t.Fatalf("browser test required by WEFT_REQUIRE_BROWSER=1: %s", why)
	}
	t.Skipf("browser test skipped: %s", why)
}

// browserPath finds the browser: WEFT_TEST_BROWSER, else a Chromium or Chrome in PATH.
func browserPath(t testing.TB) string {
	t.Helper()
	if named := os.Getenv("WEFT_TEST_BROWSER"); named != "" {
		found, err := exec.LookPath(named)
		if err != nil {
			SkipOrFail(t, fmt.Sprintf("WEFT_TEST_BROWSER: %v", err))
		}
		return found
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	SkipOrFail(t, "no chromium or google-chrome in PATH (set WEFT_TEST_BROWSER)")
	return ""
}

// Open starts a browser with a fresh profile, opens the playground at url and
// waits until its editor is ready. The browser ends with the test. Without a
// browser, or when url serves a binary without the web app, see SkipOrFail.
func Open(t testing.TB, url string) *Page {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browserPath(t)),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(windowWidth, windowHeight),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	page := &Page{t: t, ctx: ctx}
	// Registered after TempDir, so the browser is gone before its profile is removed.
	t.Cleanup(func() {
		bounded, done := context.WithTimeout(ctx, stepTimeout)
		defer done()
		_ = chromedp.Cancel(bounded) // waits for the browser's end
		stop()
		stopAllocator()
	})

	// The first call starts the browser and ties its life to the context it is given.
	if err := chromedp.Listen(ctx, page.listen); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	enable := func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, runtime.Enable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, target, log.Enable, cdp.Empty{})
		return err
	}
	page.step("open "+url, chromedp.Func(enable), chromedp.Navigate(url))
	if !evaluate[bool](page, "look at the page", `document.getElementById("root") !== null`) {
		SkipOrFail(t, url+" serves no playground (make playground)")
	}
	page.step("wait for the editor", editorReady)
	return page
}

// editorReady is when Monaco has drawn the document.
var editorReady = chromedp.WaitVisible(chromedp.CSS(".graphiql-query-editor .view-line"))

// step runs actions within stepTimeout; on failure it ends the test and says what was being done.
func (p *Page) step(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.fail(what, err)
	}
}

// evaluate is step for a script with a value; a promise is waited for.
func evaluate[T any](p *Page, what, script string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.fail(what, err)
	}
	return value
}

func (p *Page) fail(what string, err error) {
	p.t.Helper()
	p.t.Fatalf("playground: %s: %v\nreported by the page: %s", what, err, strings.Join(p.Problems(), "\n"))
}

// listen collects what the page complains about.
func (p *Page) listen(event any) {
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		details := event.ExceptionDetails
		text := details.Text
		if details.Exception != nil {
			text += " " + details.Exception.Description
		}
		p.report("exception: " + text)
	case *runtime.EventConsoleAPICalled:
		if event.Type != runtime.ConsoleAPICalledTypeError && event.Type != runtime.ConsoleAPICalledTypeWarning {
			return
		}
		var parts []string
		for _, argument := range event.Args {
			parts = append(parts, string(argument.Value)+argument.Description)
		}
		p.report(fmt.Sprintf("console.%s: %s", event.Type, strings.Join(parts, " ")))
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError || event.Entry.Source == log.EntrySourceSecurity {
			p.report(fmt.Sprintf("%s: %s %s", event.Entry.Source, event.Entry.Text, event.Entry.URL))
		}
	}
}

func (p *Page) report(problem string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, problem)
}

// Problems are the errors and warnings of the page so far: exceptions, console
// errors, violations of the Content-Security-Policy, failed loads.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

// SetDark chooses the colour scheme that the browser asks for.
func (p *Page) SetDark(dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	p.step("set the colour scheme", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	}))
}

// Reload loads the page again, with what the browser has stored.
func (p *Page) Reload() {
	p.t.Helper()
	p.step("reload", chromedp.Reload(), editorReady)
}

// Screenshot writes what is seen as a PNG file.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.fail("take a screenshot", err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		p.t.Fatalf("write the screenshot: %v", err)
	}
}

package runner

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestCheckoutIsOfTheRevision(t *testing.T) {
	repository, file := t.TempDir(), "a.txt"
	git := func(arguments ...string) {
		t.Helper()
		identity := []string{"-C", repository, "-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false"}
		if out, err := exec.CommandContext(t.Context(), "git", append(identity, arguments...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", arguments, err, out)
		}
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(repository, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	for _, text := range []string{"one", "two"} {
		write(text)
		git("add", file)
		git("commit", "-q", "-m", text)
	}
	write("not committed")
	for name, text := range map[string]string{".gitignore": "ignored\n", "new.txt": "new", "ignored": "x"} {
		if err := os.WriteFile(filepath.Join(repository, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for revision, want := range map[string]string{"HEAD~1": "one", "HEAD": "two"} {
		folder := filepath.Join(t.TempDir(), "tree")
		if err := Checkout(t.Context(), repository, revision, folder); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(folder, file)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", revision, got, err)
		}
	}
	working := filepath.Join(t.TempDir(), "tree")
	if err := copyTree(t.Context(), repository, working); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{file: "not committed", "new.txt": "new"} {
		if got, err := os.ReadFile(filepath.Join(working, name)); err != nil || string(got) != want {
			t.Errorf("the working tree's %s: %q, %v", name, got, err)
		}
	}
	if _, err := os.Stat(filepath.Join(working, "ignored")); err == nil {
		t.Error("what git ignores is copied")
	}
	if err := Checkout(t.Context(), repository, "nowhere", t.TempDir()); err == nil {
		t.Error("a revision that is not there is checked out")
	}
}

package policy

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// read reads the policy of a project with these files.
func read(t *testing.T, named string, files map[string]string) (*Policy, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if named != "" {
		named = filepath.Join(dir, named)
	}
	return Read(Source{Named: named, Dir: dir, Context: filepath.Join(dir, "ctx")})
}

// TestRead: the named file comes before that of the working directory, and this one before that of the context.
func TestRead(t *testing.T) {
	const size = "limits: {max-size: %}\n"
	file := func(value string) string { return strings.Replace(size, "%", value, 1) }
	for _, c := range []struct {
		name, named string
		files       map[string]string
		want        string // max-size
	}{
		{"none", "", nil, ""},
		{"working directory", "", map[string]string{".ctxsize.yaml": file("1MB")}, "1MB"},
		{"other extension", "", map[string]string{".ctxsize.yml": file("2MB")}, "2MB"},
		{"context", "", map[string]string{"ctx/.ctxsize.yaml": file("3MB")}, "3MB"},
		{"both", "", map[string]string{".ctxsize.yaml": file("1MB"), "ctx/.ctxsize.yaml": file("3MB")}, "1MB"},
		{"named", "ci.yaml", map[string]string{"ci.yaml": file("4MB"), ".ctxsize.yaml": file("1MB")}, "4MB"},
		{"empty", "", map[string]string{".ctxsize.yaml": ""}, ""},
	} {
		p, err := read(t, c.named, c.files)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if p.Limits.MaxSize != c.want {
			t.Errorf("%s: got %q, want %q", c.name, p.Limits.MaxSize, c.want)
		}
	}
}

// TestReadBuilds reads the limits of builds.
func TestReadBuilds(t *testing.T) {
	p, err := read(t, "", map[string]string{".ctxsize.yaml": "limits:\n  fail-on: error\nbuilds:\n  api: {max-size: 5MB, must-exclude: [.env]}\n"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Limits{"api": {MaxSize: "5MB", MustExclude: []string{".env"}}}
	if diff := cmp.Diff(want, p.Builds); diff != "" || p.Limits.FailOn != "error" {
		t.Errorf("%+v\n%s", p.Limits, diff)
	}
}

// TestReadErrors holds errors and hints.
func TestReadErrors(t *testing.T) {
	for text, want := range map[string]string{
		"limit: {}\n":                                              "line 1: unknown key limit | did you mean limits?",
		"limits:\n  max-sze: 5\n":                                  "line 2: unknown key max-sze | did you mean max-size?",
		"builds: {api: {max-file: 5}}\n":                           "line 1: unknown key max-file | did you mean max-files, max-size or min-files?",
		"builds: {api: {max-size: x}}\n":                           `builds, api: max-size "x": expected a size below 8 EiB, such as 50MB or 50MiB | `,
		"accept: [{reason: x}]\n":                                  "accept, entry 1: code is missing | ",
		"accept: [{code: vcs-sent}]\n":                             "accept, entry 1 (vcs-sent): reason is missing | ",
		"accept: [{code: vcs-sent, reason: x, until: soon}]\n":     `accept, entry 1 (vcs-sent): until "soon" is not a date such as 2031-12-31 | `,
		"accept: [{code: vcs-sent, resaon: x}]\n":                  "line 1: unknown key resaon | did you mean reason?",
		"accept: [{code: vcs-sent, reason: x}, {code: vcs-snt}]\n": `accept, entry 2: unknown finding code "vcs-snt" | did you mean vcs-sent?`,
	} {
		_, err := read(t, "", map[string]string{".ctxsize.yaml": text})
		if err == nil {
			t.Errorf("%s: no error", text)
			continue
		}
		hint := ""
		if e, ok := errors.AsType[*build.Error](err); ok {
			hint = e.Hint
		}
		var hinting interface{ Hint() string }
		if errors.As(err, &hinting) {
			hint = hinting.Hint()
		}
		_, message, _ := strings.Cut(err.Error(), ".ctxsize.yaml: ")
		if got := message + " | " + hint; got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	_, err := read(t, "", map[string]string{".ctxsize.yaml": "", ".ctxsize.yml": ""})
	if e, ok := errors.AsType[*build.Error](err); !ok || e.Hint != "remove one of them, or name one with --config" {
		t.Errorf("two files: %v", err)
	}
	if _, err := read(t, "gone.yaml", nil); err == nil || !strings.HasPrefix(err.Error(), "cannot read the limits: ") {
		t.Errorf("a named file that does not exist: %v", err)
	}
}

// TestAccepts: every given property has to be that of the finding, and an entry counts on its last day.
func TestAccepts(t *testing.T) {
	p, err := read(t, "", map[string]string{".ctxsize.yaml": `accept:
  - {code: secret-sent, path: dev/demo.key, reason: demo}
  - {code: vcs-sent, file: Dockerfile, line: 3, reason: history}
  - {code: dependencies-sent, reason: soon, until: 2031-12-31}
  - {code: unreadable, reason: never}
`})
	if err != nil {
		t.Fatal(err)
	}
	last := time.Date(2031, 12, 31, 23, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		finding lint.Finding
		file    string
		now     time.Time
		want    string
	}{
		{lint.Finding{Code: lint.SecretSent, Path: "dev/demo.key"}, "", last, "demo"},
		{lint.Finding{Code: lint.SecretSent, Path: "dev/other.key"}, "", last, ""},
		{lint.Finding{Code: lint.VCSSent, Line: 3}, "Dockerfile", last, "history"},
		{lint.Finding{Code: lint.VCSSent, Line: 4}, "Dockerfile", last, ""},
		{lint.Finding{Code: lint.VCSSent, Line: 3}, "other", last, ""},
		{lint.Finding{Code: lint.DependenciesSent}, "", last, "soon"},
		{lint.Finding{Code: lint.DependenciesSent}, "", last.Add(time.Hour), ""},
	} {
		if got := p.Accepts(c.finding, c.file, c.now); got != c.want {
			t.Errorf("%s %s:%d on %s: got %q, want %q", c.finding.Code, c.file, c.finding.Line, c.now.Format(time.DateOnly), got, c.want)
		}
	}
	want := []string{"the entry that accepts dependencies-sent expired on 2031-12-31", "no finding matches the accepted unreadable: remove the entry"}
	if diff := cmp.Diff(want, p.Stale(last.Add(time.Hour))); diff != "" {
		t.Error(diff)
	}
}

// TestComments: a comment accepts findings of its codes about the next line that is none, and about no other.
func TestComments(t *testing.T) {
	c, err := ParseComments("Dockerfile", "FROM scratch\n# ctxsize ignore=secret-sent,vcs-sent the key is public\n# another comment\nCOPY . /\nCOPY a /\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		code lint.Code
		line int
		want string
	}{
		{lint.SecretSent, 4, "the key is public"}, {lint.VCSSent, 4, "the key is public"}, {lint.DependenciesSent, 4, ""},
		{lint.SecretSent, 5, ""}, {lint.SecretSent, 2, ""}, {lint.SecretSent, 0, ""},
	} {
		if got := c.Accepts(lint.Finding{Code: one.code, Line: one.line}); got != one.want {
			t.Errorf("%s, line %d: got %q, want %q", one.code, one.line, got, one.want)
		}
	}
	for text, want := range map[string]string{
		"# ctxsize ignore=vcs-snt x\nCOPY . /\n": `f:1: unknown finding code "vcs-snt"`,
		"# ctxsize ignore=vcs-sent\nCOPY . /\n":  "f:1: ctxsize ignore=vcs-sent: reason is missing",
	} {
		if _, err := ParseComments("f", text); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

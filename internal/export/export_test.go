package export_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// makeProject makes a project with findings of all severities.
func makeProject(t *testing.T) string {
	dir := t.TempDir()
	testtree.Make(t, dir, "a d/b.log web/node_modules/p/package.json web/package.json .env")
	testtree.Write(t, dir, ".dockerignore", []byte("*\n!a\n!web\n!.env\n!d\nd/gone\nnode_modules/\nd/b.log\n!d/[!x]"))
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch AS one\nCOPY a d/b.log /\nFROM scratch\nCOPY . .\n"))
	return dir
}

// newReport returns the report of a directory.
func newReport(t *testing.T, dir string, o ctxsize.Options) *export.Report {
	t.Helper()
	o.Request.Dir, o.Suggest = dir, true
	if o.Request.Context == "" {
		o.Request.Context = dir
	}
	a, err := ctxsize.Analyze(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return &export.Report{Options: report.Options{Dir: dir, Version: "1", Top: 5}, Analysis: a, Root: dir}
}

// withChecks adds checks of all results.
func withChecks(r *export.Report) *export.Report {
	n, severity := int64(30), lint.Error
	r.Checked = true
	r.Checks = []report.Check{
		{Name: report.MaxSize, Limit: 3, Actual: &n}, {Name: report.MaxFiles, Limit: 99, Actual: &n, Pass: true}, {Name: report.MaxTransfer, Limit: 3, Unknown: true, Pass: true},
		{Name: report.FailOn + " error", Actual: &n, Severity: &severity, Codes: []string{"secret-sent"}},
		{Build: report.ProjectCheck, Name: report.Complete, Actual: &n, Missing: []string{"a\xff\x1b"}},
	}
	return r
}

// render returns a report in a format.
func render(t *testing.T, name string, r *export.Report) []byte {
	t.Helper()
	for _, f := range export.Formats() {
		if f.Name == name {
			var out bytes.Buffer
			if err := f.Write(&out, r); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return out.Bytes()
		}
	}
	t.Fatalf("no format %s", name)
	return nil
}

// schemas are compiled once: that of SARIF takes a second.
var (
	sarifSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
		return jsonschema.NewCompiler().Compile("testdata/sarif-schema-2.1.0.json")
	})
	rdjsonSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
		return jsonschema.NewCompiler().Compile("testdata/DiagnosticResult.json")
	})
	lineSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
		if err != nil {
			return nil, err
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource("schema1.json", document); err != nil {
			return nil, err
		}
		return compiler.Compile("schema1.json#/$defs/line")
	})
)

// validate holds a JSON value against a schema.
func validate(t *testing.T, compile func() (*jsonschema.Schema, error), text []byte) {
	t.Helper()
	schema, err := compile()
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// validateXML holds a report against the schema of JUnit's format. It needs xmllint.
func validateXML(t *testing.T, text []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("not XML: %v\n%s", err, text)
		}
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Log("xmllint is not installed: the schema is not checked")
		return
	}
	cmd := exec.Command("xmllint", "--noout", "--schema", "testdata/junit-10.xsd", "-")
	cmd.Stdin = bytes.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s\n%s", err, out, text)
	}
}

// checkAll validates all formats of a report, and checks that no line of the output is a command but those of annotations.
func checkAll(t *testing.T, r *export.Report) {
	t.Helper()
	validate(t, sarifSchema, render(t, "sarif", r))
	validate(t, rdjsonSchema, render(t, "rdjson", r))
	validateXML(t, render(t, "junit", r))
	checkGitLab(t, render(t, "gitlab", r))
	checkAnnotations(t, render(t, "github", r))
	for line := range bytes.Lines(render(t, "ndjson", r)) {
		validate(t, lineSchema, line)
	}
	if text := render(t, "ncdu", r); !json.Valid(text) {
		t.Errorf("ncdu: %s", text)
	}
	var summary bytes.Buffer
	if err := export.Markdown(&summary, r); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"sarif": render(t, "sarif", r), "rdjson": render(t, "rdjson", r), "gitlab": render(t, "gitlab", r), "junit": render(t, "junit", r),
		"github": render(t, "github", r), "ndjson": render(t, "ndjson", r), "ncdu": render(t, "ncdu", r), "markdown": summary.Bytes()} {
		checkHarmless(t, name, text)
	}
}

// checkHarmless fails for a text that a terminal or a reader of logs must not get.
func checkHarmless(t *testing.T, name string, text []byte) {
	t.Helper()
	if !utf8.Valid(text) {
		t.Errorf("%s: not UTF-8: %q", name, text)
	}
	for _, r := range string(text) {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e {
			t.Errorf("%s: %U in %q", name, r, text)
			return
		}
	}
}

func checkGitLab(t *testing.T, text []byte) {
	t.Helper()
	var list []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	seen := map[string]bool{}
	for _, i := range list {
		if i.Description == "" || i.CheckName == "" || i.Location.Path == "" || i.Location.Lines.Begin < 1 || len(i.Fingerprint) != 32 || seen[i.Fingerprint] ||
			!slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, i.Severity) {
			t.Errorf("gitlab: %+v", i)
		}
		seen[i.Fingerprint] = true
	}
}

// command matches a workflow command of GitHub as the runner reads it.
var command = regexp.MustCompile(`^::(error|warning|notice) (?:file=[^,:]*,line=\d+,)?title=[^,:]*::[^\r\n]+$`)

func checkAnnotations(t *testing.T, text []byte) {
	t.Helper()
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if !command.MatchString(line) && strings.Contains(line, "::") || strings.Contains(line, "##[") || strings.Contains(line, "##vso[") {
			t.Errorf("github: %q", line)
		}
	}
}

// TestFormats validates the formats of builds, checks and projects.
func TestFormats(t *testing.T) {
	dir := makeProject(t)
	checkAll(t, newReport(t, dir, ctxsize.Options{}))
	checkAll(t, withChecks(newReport(t, dir, ctxsize.Options{})))
	checkAll(t, newReport(t, dir, ctxsize.Options{Request: build.Request{Context: "https://example.com/repo.git"}}))
	checkAll(t, newReport(t, dir, ctxsize.Options{Request: build.Request{Dockerfile: "-", Stdin: strings.NewReader("FROM scratch\nCOPY gone /\n")}}))
	testtree.Write(t, dir, "compose.yaml", []byte("services:\n  one: {build: {context: ., target: one}}\n  two: {build: .}\n  gone: {build: none}\n"))
	r := newReport(t, dir, ctxsize.Options{Project: &project.Request{}, Audit: true})
	checkAll(t, r)
	checkAll(t, withChecks(r))
	r.Suggested = true
	checkAll(t, r)
	r.Root, r.Dir = t.TempDir(), t.TempDir()
	checkAll(t, r)
	r.Suggested = false
	checkAll(t, r)
}

// TestSuggested: the issues of suggest are the patterns, at the line that they replace, and with the change that adds them.
func TestSuggested(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "web/node_modules/p/index.js:5000 web/package.json package.json package-lock.json node_modules/q/index.js:7000")
	testtree.Write(t, dir, ".dockerignore", []byte("dist\n/node_modules/\n"))
	testtree.Write(t, dir, "Dockerfile", []byte("FROM node\nCOPY . .\nRUN npm ci\n"))
	testtree.Write(t, dir, "compose.yaml", []byte("services:\n  one: {build: .}\n  two: {build: {context: ., args: {A: b}}}\n"))
	r := newReport(t, dir, ctxsize.Options{Project: &project.Request{Compose: true}})
	r.Suggested = true
	var result struct {
		Diagnostics []struct {
			Message  string
			Severity string
			Code     struct{ Value string }
			Location struct{ Path string }

			Suggestions []struct{ Text string }
		}
	}
	if err := json.Unmarshal(render(t, "rdjson", r), &result); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, d := range result.Diagnostics {
		if d.Code.Value != "suggested-pattern" || d.Severity != "INFO" || d.Location.Path != ".dockerignore" || len(d.Suggestions) != 1 {
			t.Errorf("%+v", d)
		}
		if strings.Contains(d.Message, "node_modules") && strings.Contains(d.Message, "would exclude 4.9 KiB in 1 file (review): ") {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d diagnostics about web/node_modules: %+v", found, result.Diagnostics)
	}
	if text := string(render(t, "github", r)); !strings.Contains(text, "::notice file=.dockerignore,line=") {
		t.Error(text)
	}
}

// TestHostileNames: whatever names files, stages, patterns and builds have, the formats stay valid and harmless.
func TestHostileNames(t *testing.T) {
	names := append(testtree.HostileNames(), "::error::x", "a%0A::error::x", "b\n::warning file=x::y", "x\r\ny", "\x01\x0b\x1f", "\ufffe\uffff", "]]>", "<a href=\"x\">&amp;", "\xff\xfe",
		"##[error]x", "##vso[task.complete]x", "| `x` |", "a:b,c", "${{ github.token }}", "\u202egpj", "\x1b]0;title\x07", "\\", "-", "__proto__", "%SRCROOT%")
	dir := t.TempDir()
	dockerfile, patterns := "FROM scratch\nCOPY . .\n", ""
	for n, name := range names {
		if strings.ContainsAny(name, "/\x00") || name == "" || len(name) > 200 {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			continue
		}
		testtree.Write(t, dir, filepath.Join("d"+string(rune('a'+n%26)), name, ".env"), []byte("x"))
		if strings.TrimSpace(name) != "" && !strings.ContainsAny(name, "\r\n\x01\x0b\x1f\\\"'$[") {
			patterns += name + "/gone\n" + name + " # comment\n"
			dockerfile += "COPY [" + quoted(name+"/missing") + ", \"/\"]\n"
		}
	}
	testtree.Write(t, dir, ".dockerignore", []byte(patterns))
	testtree.Write(t, dir, "Dockerfile", []byte(dockerfile))
	r := newReport(t, dir, ctxsize.Options{})
	if len(r.Analysis.Builds[0].Findings) < 20 {
		t.Errorf("%d findings", len(r.Analysis.Builds[0].Findings))
	}
	checkAll(t, r)
	checkAll(t, withChecks(r))

	name := "x\u202e\x1b]0;a\x07\r\n::error::y.Dockerfile"
	testtree.Write(t, dir, name, []byte("FROM scratch\nCOPY missing /\n"))
	r = newReport(t, dir, ctxsize.Options{Request: build.Request{Dockerfile: filepath.Join(dir, name)}})
	checkAll(t, r)
	checkAll(t, withChecks(r))
}

func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

// TestAccepted: an accepted finding is suppressed in SARIF, and missing elsewhere.
func TestAccepted(t *testing.T) {
	r := newReport(t, makeProject(t), ctxsize.Options{})
	findings := r.Analysis.Builds[0].Findings
	for n := range findings {
		findings[n].Accepted = "for the demo"
	}
	for _, one := range sarifOf(t, r) {
		if len(one.Suppressions) != 1 || one.Suppressions[0].Justification != "for the demo" {
			t.Errorf("%s: suppressions %v", one.RuleID, one.Suppressions)
		}
	}
	for format, want := range map[string]string{"gitlab": "[]\n", "github": ""} {
		if got := string(render(t, format, r)); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
}

// TestAnnotationLimits: GitHub shows ten annotations of each kind.
func TestAnnotationLimits(t *testing.T) {
	r := newReport(t, makeProject(t), ctxsize.Options{})
	b := &r.Analysis.Builds[0]
	b.Findings = nil
	for n := range 25 {
		f := lint.New(lint.SecretSent, "secret %d", n).At(filepath.Join(r.Root, "a,b:c%"), n+1)
		if f.Severity = lint.Error; n >= 12 {
			f.Severity = lint.Warning
		}
		b.Findings = append(b.Findings, f)
	}
	lines := strings.Split(strings.TrimSpace(string(render(t, "github", r))), "\n")
	if want := "::error file=a%2Cb%3Ac%25,line=1,title=ctxsize secret-sent::secret 0%0Ahttps://github.com/ctxsize/ctxsize/blob/main/docs/findings.md#secret-sent"; lines[0] != want {
		t.Errorf("got  %s\nwant %s", lines[0], want)
	}
	if want := "2 errors, 3 warnings without an annotation: GitHub shows 10 of each kind. The summary of the job has them."; len(lines) != 21 || lines[20] != want {
		t.Errorf("%d lines, the last one %q, want %q", len(lines), lines[len(lines)-1], want)
	}
}

// TestSummaryLimit: a summary that is too large ends with a line that counts the rest.
func TestSummaryLimit(t *testing.T) {
	r := newReport(t, makeProject(t), ctxsize.Options{})
	for n := range 300 {
		r.Analysis.Builds[0].Findings = append(r.Analysis.Builds[0].Findings, lint.New(lint.SecretSent, "secret %d", n))
	}
	for _, limit := range []int{0, 20, 200, 5000} {
		var out bytes.Buffer
		if err := export.Summary(&out, r, limit); err != nil {
			t.Fatal(err)
		}
		if limit > 0 && out.Len() > limit {
			t.Errorf("limit %d: %d bytes", limit, out.Len())
		}
		if limit >= 200 != strings.Contains(out.String(), "not shown") {
			t.Errorf("limit %d: %s", limit, out.String())
		}
	}
}

// TestNcduOpens opens the export with the programs that read it.
func TestNcduOpens(t *testing.T) {
	dir := makeProject(t)
	openNcdu(t, render(t, "ncdu", newReport(t, dir, ctxsize.Options{})), `"name":".env"`)
	for n, name := range testtree.HostileNames() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			continue
		}
		testtree.Write(t, dir, filepath.Join(strconv.Itoa(n), name, "x"), []byte("x"))
	}
	testtree.Write(t, dir, ".dockerignore", nil)
	openNcdu(t, render(t, "ncdu", newReport(t, dir, ctxsize.Options{})), `"name":".env"`)
}

// openNcdu opens an export with ncdu and gdu, if they are installed, and looks for a text in what ncdu exports of it.
func openNcdu(t *testing.T, text []byte, want string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "export.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for program, args := range map[string][]string{"ncdu": {"-0", "-f", file, "-o", "-"}, "gdu": {"--non-interactive", "--no-color", "--no-progress", "--input-file", file}} {
		if _, err := exec.LookPath(program); err != nil {
			t.Logf("%s is not installed", program)
			continue
		}
		if out, err := exec.Command(program, args...).CombinedOutput(); err != nil || program == "ncdu" && !strings.Contains(string(out), want) {
			t.Errorf("%s: %v: %s", program, err, out)
		}
	}
}

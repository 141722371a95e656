package analysis_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// edgeCase is one block of testdata/edgecases.txt.
type edgeCase struct {
	id, title string
	fields    map[string]string
	files     [][2]string
}

// TestEdgeCases holds the answers of the real builders to cases that are easily got wrong, one for each rule.
func TestEdgeCases(t *testing.T) {
	for _, c := range edgeCases(t) {
		t.Run(c.id, func(t *testing.T) {
			if strings.HasPrefix(c.id, "U") && os.Geteuid() == 0 {
				t.Skip("permissions do not hold for root: TestEdgeCasesAsNobody runs this case")
			}
			if runtime.GOOS != "linux" {
				t.Skip("the cases are about names, links and modes of Linux")
			}
			c.run(t)
		})
	}
}

// TestEdgeCasesAsNobody runs the cases about permissions as a user for whom they hold.
func TestEdgeCasesAsNobody(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("TestEdgeCases itself runs them where it does not run as root")
	}
	program := commandAsNobody(t, "-test.run=^TestEdgeCases$/^U", "-test.v")
	out, err := program.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), "--- PASS: TestEdgeCases/U"); n != 13 {
		t.Fatalf("%d of 13 cases ran:\n%s", n, out)
	}
}

// commandAsNobody runs this test program again, from a place where another user may read it.
func commandAsNobody(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	dir, err := os.MkdirTemp("", "ctxsize")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "test")
	data, err := os.ReadFile("../../testdata/edgecases.txt")
	if err != nil {
		t.Fatal(err)
	}
	testtree.Write(t, dir, "testdata/edgecases.txt", data)
	// The test looks for its data above the directory of the package.
	working := filepath.Join(dir, "internal", "analysis")
	if err := os.MkdirAll(working, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.WriteFile(copied, program, 0o755), os.Mkdir(filepath.Join(dir, "tmp"), 0o777),
		os.Chmod(filepath.Join(dir, "tmp"), 0o777), os.Chmod(dir, 0o755)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(copied, args...)
	cmd.Dir, cmd.Env = working, []string{"TMPDIR=" + filepath.Join(dir, "tmp")}
	becomeNobody(cmd)
	return cmd
}

func edgeCases(t *testing.T) []edgeCase {
	t.Helper()
	text, err := os.ReadFile("../../testdata/edgecases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []edgeCase
	for line := range strings.SplitSeq(string(text), "\n") {
		switch {
		case strings.HasPrefix(line, "\t"):
			name, value, _ := strings.Cut(line[1:], " ")
			c := &cases[len(cases)-1]
			if name == "file" {
				file, content, _ := strings.Cut(value, " ")
				c.files = append(c.files, [2]string{file, content})
			} else {
				c.fields[name] = value
			}
		case line != "" && line[0] != '#':
			id, title, _ := strings.Cut(line, " ")
			cases = append(cases, edgeCase{id: id, title: title, fields: map[string]string{}})
		}
	}
	if len(cases) != 218 {
		t.Fatalf("%d cases, expected 218", len(cases))
	}
	return cases
}

func (c edgeCase) run(t *testing.T) {
	dir := c.make(t)
	if want, ok := c.fields["buildkit"]; ok || c.fields["buildkit-error"] != "" {
		a, err := c.analyze(t, dir, build.BuildKit)
		c.check(t, "buildkit", a, err, want)
	}
	if want, ok := c.fields["legacy"]; ok || c.fields["legacy-error"] != "" {
		a, err := c.analyze(t, dir, build.Legacy)
		if want == "same" {
			want = c.fields["buildkit"]
		}
		c.check(t, "legacy", a, err, want)
	}
}

// make lays the case out and gives its context.
func (c edgeCase) make(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ctx")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unlock(dir) })
	if text, ok := c.fields["ignore"]; ok {
		testtree.Write(t, dir, ".dockerignore", []byte(unescape(t, text)))
	}
	for _, f := range c.files {
		if from, to, ok := strings.Cut(f[0], "->"); ok {
			testtree.Make(t, dir, from+"->"+to)
			continue
		}
		testtree.Write(t, dir, f[0], []byte(unescape(t, f[1])))
	}
	dockerfile := "FROM scratch\nCOPY . /\n"
	if text, ok := c.fields["dockerfile"]; ok {
		dockerfile = unescape(t, text) + "\n"
	}
	testtree.Write(t, dir, c.dockerfile(), []byte(dockerfile))
	if name, tree, ok := strings.Cut(c.fields["named"], " "); ok {
		testtree.Make(t, filepath.Join(dir, "..", "named-"+name), tree)
	}
	testtree.Make(t, dir, unescape(t, c.fields["tree"]))
	return dir
}

// unlock lets the test's directory be removed.
func unlock(dir string) {
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if d != nil && d.IsDir() {
			_ = os.Chmod(path, 0o755)
		}
		return nil
	})
}

func (c edgeCase) dockerfile() string {
	if at, ok := c.fields["at"]; ok {
		return strings.TrimPrefix(at, "./")
	}
	return "Dockerfile"
}

// unescape turns \n, \t, \\ and \u with four hexadecimal digits into what they stand for; \0 is NUL.
func unescape(t *testing.T, text string) string {
	t.Helper()
	text = strings.ReplaceAll(text, `\0`, `\x00`)
	plain, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return plain
}

func (c edgeCase) analyze(t *testing.T, dir string, builder build.Builder) (*analysis.Analysis, error) {
	r := build.Request{Context: dir, Target: c.fields["target"], Builder: builder, Dir: filepath.Dir(dir)}
	if _, ok := c.fields["at"]; ok && c.fields["default"] == "" {
		r.Dockerfile = filepath.Join(dir, c.dockerfile())
	}
	if arg, ok := c.fields["arg"]; ok {
		r.BuildArgs = []string{arg}
	}
	if platforms, ok := c.fields["platform"]; ok {
		r.Platforms = []string{platforms}
	}
	if name, _, ok := strings.Cut(c.fields["named"], " "); ok && builder == build.BuildKit {
		r.BuildContexts = []string{name + "=" + filepath.Join(dir, "..", "named-"+name)}
	}
	return analysis.Analyze(t.Context(), analysis.Options{Request: r})
}

func (c edgeCase) check(t *testing.T, builder string, a *analysis.Analysis, err error, want string) {
	t.Helper()
	failure := c.fields[builder+"-error"]
	if failure == "pattern" {
		if _, ok := errors.AsType[*ignore.SyntaxError](err); !ok {
			t.Errorf("%s: error %v, expected one about a line", builder, err)
		}
		return
	}
	if err != nil {
		if failure != "unreadable" || builder != "legacy" {
			t.Errorf("%s: %v", builder, err)
		}
		return
	}
	b := &a.Builds[len(a.Builds)-1]
	if want == "none" {
		if b.Main.Context.Requested {
			t.Errorf("%s: the context is requested", builder)
		}
		return
	}
	c.checkFailure(t, builder, b, failure)
	if failure == "unreadable" || failure == "refused" {
		return
	}
	if diff := cmp.Diff(c.filterFiles(strings.Fields(want), want), c.filterFiles(paths(b.Main.View), want)); diff != "" {
		t.Errorf("%s (-builder +ours):\n%s", builder, diff)
	}
	var empty []string
	for _, e := range b.Main.View.EmptyFiles {
		if e.Size > 0 {
			empty = append(empty, e.Path)
		}
	}
	wantEmpty := c.fields[builder+"-empty"]
	if got := strings.Join(c.filterFiles(empty, wantEmpty), " "); got != wantEmpty {
		t.Errorf("%s: arrive empty: %q, expected %q", builder, got, wantEmpty)
	}
}

func (c edgeCase) checkFailure(t *testing.T, builder string, b *analysis.Result, failure string) {
	t.Helper()
	codes := map[string][]lint.Code{"source": {lint.CopySourceMissing, lint.CopySourceExcluded}, "refused": {lint.IgnoreListRefused},
		"unreadable": {lint.Unreadable}}
	for kind, list := range codes {
		found := slices.ContainsFunc(b.Findings, func(f lint.Finding) bool {
			return slices.Contains(list, f.Code) && (f.Code != lint.Unreadable || f.Path != "")
		})
		if found != (kind == failure) && builder == "buildkit" || failure == kind && !found {
			t.Errorf("%s: findings %v, the builder's failure is %q", builder, b.Findings, failure)
		}
	}
	if null := b.Main.Transfer == nil; null != (failure == "refused" || failure == "unreadable") && builder == "buildkit" {
		t.Errorf("%s: the transfer number is null: %v", builder, null)
	}
}

// filterFiles leaves out the files that the case is not about.
func (c edgeCase) filterFiles(list []string, want string) []string {
	var shown []string
	for _, p := range list {
		name := strings.TrimPrefix(filepath.Base(p), "/")
		hidden := name == "Dockerfile" || name == ".dockerignore" || strings.HasSuffix(name, ".dockerignore") || strings.HasPrefix(name, ".dockerfile.")
		if !hidden || slices.Contains(strings.Fields(want), p) && !strings.HasPrefix(name, ".dockerfile.") {
			shown = append(shown, p)
		}
	}
	slices.Sort(shown)
	return shown
}

// paths lists what is sent in the notation of the cases.
func paths(v *walker.View) []string {
	var list []string
	v.Each(walker.Sent, func(e walker.Entry) bool {
		p := strings.ReplaceAll(e.Path, " ", "␠")
		switch {
		case e.Kind == walker.Dir:
			p += "/"
		case e.HardLink:
			p += "=>" + e.Link
		case e.Kind == walker.Symlink:
			p += "->" + e.Link
		}
		list = append(list, p)
		return true
	})
	return list
}

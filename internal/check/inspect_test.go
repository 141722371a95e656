package check_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// inspected are the findings of these codes in a build with a context named shared, a line each.
func inspected(t *testing.T, tree, dockerfile string, codes ...lint.Code) []lint.Finding {
	t.Helper()
	dir := t.TempDir()
	testtree.Write(t, dir, "main/Dockerfile", []byte(dockerfile))
	testtree.Make(t, dir, tree+" shared/x")
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{NoTransfer: true, Suggest: true,
		Request: build.Request{Context: "main", Dir: dir, BuildContexts: []string{"shared=shared"}}})
	if err != nil {
		t.Fatal(err)
	}
	var list []lint.Finding
	for _, f := range a.Builds[0].Findings {
		for _, code := range codes {
			if f.Code == code {
				list = append(list, f)
			}
		}
	}
	return list
}

// TestInspect: nothing is found that is not there, and nothing twice.
func TestInspect(t *testing.T) {
	for _, c := range []struct{ name, tree, dockerfile, want string }{
		{"a repository", "main/.git/HEAD", "COPY . /", "warning vcs-sent .git, .git"},
		{"a repository elsewhere", "main/.git", "COPY . /", ""},
		{"one with nothing in it", "main/.git/", "COPY . /", ""},
		{"one with empty directories in it", "main/.git/refs/ main/.git/objects/", "COPY . /", ""},
		{"a directory of keys", "main/.ssh/id_rsa main/.ssh/id_x", "COPY . /", "error secret-sent .ssh final, /.ssh"},
		{"several directories", "main/.ssh/id_rsa main/a/.azure/x.json main/a/.azure/azureProfile.json main/.env", "COPY . /",
			"error secret-sent .env final, /.env\nerror secret-sent .ssh final, /.ssh\nerror secret-sent a/.azure final, a/.azure"},
		{"a key that goes further than its directory", "main/.ssh/id_rsa main/.ssh/id_x", "COPY .ssh/id_rsa /k", "error secret-sent .ssh/id_rsa final"},
		{"a directory that goes further than its key", "main/.ssh/id_rsa main/.ssh/id_x", "COPY --exclude=id_rsa .ssh /k", "error secret-sent .ssh final"},
		{"a key in a directory that is copied", "main/src/.env main/src/a", "COPY src /src", "error secret-sent src/.env final, src/.env"},
		{"a key that a wildcard names", "main/src/id_rsa", "COPY src/id* /k", "error secret-sent src/id_rsa final"},
		{"a directory that is named in part", "main/.ssh/id_rsa main/.ssh/config", "COPY . /\nCOPY .ssh/config /c", "error secret-sent .ssh/id_rsa final, .ssh/id_rsa"},
		{"a key in another context", "shared/id_rsa", "COPY --from=shared . /", "error secret-sent id_rsa final, /id_rsa in shared, new true"},
		{"a key in another context with an ignore file", "shared/id_rsa shared/.dockerignore main/id_rsa", "COPY . /m/\nCOPY --from=shared . /",
			"error secret-sent id_rsa final, /id_rsa\nerror secret-sent id_rsa final, /id_rsa in shared, new false"},
		{"a repository in another context", "shared/.git/HEAD", "COPY --from=shared . /", "warning vcs-sent .git, .git in shared, new true"},
		{"no directory of keys", "main/.sshx/id_rsa", "COPY . /", "error secret-sent .sshx/id_rsa final, .sshx/id_rsa"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range inspected(t, c.tree, "FROM scratch\n"+c.dockerfile+"\n", lint.VCSSent, lint.SecretSent) {
				line := strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Severity, f.Code, f.Path, f.Reach))
				if f.Fix != nil && f.Fix.Kind == "append-line" {
					line += ", " + f.Fix.Text
				}
				if f.Fix != nil && f.Fix.File != "" && filepath.Base(filepath.Dir(f.Fix.File)) != "main" {
					line += fmt.Sprintf(" in %s, new %t", filepath.Base(filepath.Dir(f.Fix.File)), f.Fix.New)
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

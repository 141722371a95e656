package attribution_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// TestScan: what a scan of excluded directories costs, and the spelling that needs none.
func TestScan(t *testing.T) {
	many := &strings.Builder{}
	for n := range 3000 {
		fmt.Fprintf(many, "node_modules/p%d/lib/file%d ", n/50, n)
	}
	slow := "node_modules\n"
	for n := range 150 {
		slow += fmt.Sprintf("!**/*.ext%d\n", n)
	}
	for _, c := range []struct{ name, tree, lines, dockerfile, want string }{
		{"an exception for one file", "d/x k/a.md", "d\nk\n!**/*.md\n", "COPY . /", `info "!**/*.md" may match anywhere: Docker scans 1 entry that it does not send. !k/a.md`},
		{"an exception for nothing", "d/x a", "d\n!**/*.md\n", "COPY . /", `info "!**/*.md" may match anywhere: Docker scans 1 entry that it does not send. remove the line: it re-includes nothing here`},
		{"two exceptions", "d/x k/a.md k/b.txt", "d\nk\n!**/*.md\n!**/*.txt\n", "COPY . /",
			`info "!**/*.md" may match anywhere: Docker scans 1 entry that it does not send. name the files or their directories in exceptions, without wildcards`},
		{"a source for one file", "d/x package.json", "", "COPY package*.json /", `info The source "package*.json" has a wildcard: Docker scans 1 entry that it does not send. write package.json for package*.json`},
		{"many entries and patterns", many.String() + "a", slow, "COPY . /",
			`warning "!**/*.ext0" may match anywhere: Docker scans 3000 entries that it does not send, which takes about 1 s in each build. name the files or their directories in exceptions, without wildcards`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got string
			for _, f := range examine(t, c.tree, c.lines, "FROM scratch\n"+c.dockerfile+"\n", build.BuildKit).Findings {
				if f.Code == lint.PruningDefeated {
					got = fmt.Sprintf("%s %s %s", f.Severity, f.Message, f.Fix.Text)
				}
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

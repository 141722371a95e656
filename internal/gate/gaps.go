package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// Completeness returns a check for the project and for each build, if its answer is incomplete. The checks pass with --allow-incomplete.
func (g *Gate) Completeness(a *ctxsize.Analysis, o report.Options) []report.Check {
	var list []report.Check
	add := func(build int, gaps []string) {
		if count := int64(len(gaps)); count > 0 {
			list = append(list, report.Check{Build: build, Name: report.Complete, Actual: &count, Missing: gaps, Pass: g.AllowIncomplete})
		}
	}
	add(report.ProjectCheck, failures(a))
	for n := range a.Builds {
		add(n, g.gaps(&a.Builds[n], o))
	}
	return list
}

// failures lists the builds of a project that have no answer.
func failures(a *ctxsize.Analysis) []string {
	var list []string
	for n := range a.Failures {
		list = append(list, "cannot analyze "+a.Failures[n].Error())
	}
	if len(a.Builds)+len(a.Failures) == 0 {
		list = append(list, "no build found")
	}
	return list
}

// gaps lists what is missing in the answer for a build, each once.
func (g *Gate) gaps(b *ctxsize.Build, o report.Options) []string {
	var list []string
	add := func(text string) {
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	add(b.UnreadableReason)
	for n, c := range b.Contexts() {
		if n == 0 && c.Plan.Remote {
			add(fmt.Sprintf("the size of the remote context %s is not known", c.Plan.Given))
		}
		if c.Plan.Ignore.Problem != nil {
			add("cannot read ignore file: " + c.Plan.Ignore.Problem.Error())
		}
		for _, p := range c.Problems {
			if p.Incomplete {
				add(problemText(&c, p))
			}
		}
	}
	if sentBy(b).Bytes == saturate.Max {
		add(walker.ErrTooLarge.Error())
	}
	if g.limits(b, o).MaxTransfer != nil {
		for _, c := range b.Contexts() {
			if c.Transfer == nil && transfers(&c) {
				add("the transfer number is not known: " + unknownTransfer(b, &c))
			}
		}
	}
	return list
}

// problemText returns the operation that failed, with its path.
func problemText(c *ctxsize.Context, p walker.Problem) string {
	path := p.Path
	if c.View != nil && c.View.Tree.IsDir(path) {
		path = strings.TrimSuffix(path, "/") + "/"
	}
	if c.Plan.Name != "" {
		path = c.Plan.Name + ":" + path
	}
	switch p.Op {
	case "size":
		return p.Err.Error()
	case "open", "read", "readlink":
		return fmt.Sprintf("cannot read %s: %v", path, p.Err)
	case "match":
		return fmt.Sprintf("cannot match %s: %v", path, p.Err)
	}
	return fmt.Sprintf("cannot %s %s: %v", p.Op, path, p.Err)
}

// unknownTransfer returns why the transfer number of a context is not known.
func unknownTransfer(b *ctxsize.Build, c *ctxsize.Context) string {
	switch {
	case b.Builder == build.Podman:
		return "podman prints no transfer number"
	case c.Plan.Tar != nil:
		return "the context is a tar on standard input"
	case b.Builder == build.BuildKit && c.Refused():
		return "the builder refuses its patterns or paths"
	case b.Builder == build.Legacy && b.Dockerfile != nil && !b.Dockerfile.Inside:
		return "the Dockerfile is outside the context"
	}
	return "the build fails on unreadable files"
}

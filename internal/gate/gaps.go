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
func (g *Gate) gaps(b *ctxsize.Result, o report.Options) []string {
	var list []string
	add := func(text string) {
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	add(b.Build.UnreadableReason)
	for n, c := range b.Usages() {
		if n == 0 && c.Context.Remote {
			add(fmt.Sprintf("the size of the remote context %s is not known", c.Context.Given))
		}
		if c.Context.Ignore.Problem != nil {
			add("cannot read ignore file: " + c.Context.Ignore.Problem.Error())
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
		for _, c := range b.Usages() {
			if c.Transfer == nil && transfers(&c) {
				add("the transfer number is not known: " + unknownTransfer(b, &c))
			}
		}
	}
	return list
}

// problemText returns the operation that failed, with its path.
func problemText(c *ctxsize.Usage, p walker.Problem) string {
	path := p.Path
	if c.View != nil && c.View.Tree.IsDir(path) {
		path = strings.TrimSuffix(path, "/") + "/"
	}
	if c.Context.Name != "" {
		path = c.Context.Name + ":" + path
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
func unknownTransfer(b *ctxsize.Result, c *ctxsize.Usage) string {
	switch {
	case b.Build.Builder == build.Podman:
		return "podman prints no transfer number"
	case c.Context.Tar != nil:
		return "the context is a tar on standard input"
	case b.Build.Builder == build.BuildKit && c.Refused():
		return "the builder refuses its patterns or paths"
	case b.Build.Builder == build.Legacy && b.Build.Dockerfile != nil && !b.Build.Dockerfile.Inside:
		return "the Dockerfile is outside the context"
	}
	return "the build fails on unreadable files"
}

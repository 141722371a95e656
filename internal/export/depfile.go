package export

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// Depfile writes a rule for make: the target depends on the files that a build reads, which are the Dockerfile, the ignore files and what is sent.
// Paths are relative to the working directory. Each file has a rule without a recipe, so that make does not fail once it is removed. A name with
// a line break is an error, because make cannot read one.
func Depfile(w io.Writer, b *ctxsize.Result, o report.Options, target string) error {
	files := dependencies(b, o)
	out := bufio.NewWriter(termtext.Unwrap(w))
	// An error stays with the buffer, whose Flush returns it.
	_, _ = out.WriteString(escapeMakeTarget(target) + ":")
	for _, file := range files {
		if strings.ContainsAny(file, "\r\n") {
			return fmt.Errorf("cannot write a rule for make: the name %q has a line break", file)
		}
		_, _ = out.WriteString(" \\\n  " + escapeMake(file))
	}
	_, _ = out.WriteString("\n")
	for _, file := range files {
		if !strings.Contains(file, "=") {
			// make would read an assignment.
			_, _ = out.WriteString("\n" + escapeMakeTarget(file) + ":\n")
		}
	}
	return out.Flush()
}

// dependencies returns the files that a build reads, each once. A name with an equals sign is not the first one: make would read an assignment.
func dependencies(b *ctxsize.Result, o report.Options) []string {
	var list []string
	seen := map[string]bool{}
	add := func(path string) {
		if path = o.Place(path); path != "" && !seen[path] {
			seen[path] = true
			list = append(list, path)
		}
	}
	if b.Build.Dockerfile != nil && b.Build.Dockerfile.Path != "-" && b.Main.Context.Tar == nil {
		add(b.Build.Dockerfile.Path)
	}
	for _, c := range b.Usages() {
		add(c.Context.Ignore.Path)
		if c.View == nil || c.Context.Dir == "" {
			continue
		}
		c.View.Each(walker.Sent, func(e walker.Entry) bool {
			if e.Kind == walker.File || e.Kind == walker.Symlink {
				add(filepath.Join(c.Context.Dir, filepath.FromSlash(e.Path)))
			}
			return true
		})
	}
	if len(list) > 1 && strings.Contains(list[0], "=") {
		if n := slices.IndexFunc(list, func(file string) bool { return !strings.Contains(file, "=") }); n > 0 {
			list[0], list[n] = list[n], list[0]
		}
	}
	return list
}

// escapeMake returns a file name as make reads it among prerequisites.
func escapeMake(name string) string { return escapeMakeIn(name, " \t#:*?[]") }

// escapeMakeTarget returns a file name as make reads it as a target, where a percent sign would make a pattern.
func escapeMakeTarget(name string) string { return escapeMakeIn(name, " \t#:*?[]%") }

func escapeMakeIn(name, special string) string {
	var b strings.Builder
	for n := range len(name) {
		c := name[n]
		switch {
		case c == '~' && n == 0:
			// Only a wildcard keeps make from reading it as a home directory.
			b.WriteString("[~]")
			continue
		case c == '$':
			b.WriteByte('$')
		case strings.IndexByte(special, c) >= 0:
			// Backslashes before an escaped character are escapes, too.
			for m := n - 1; m >= 0 && name[m] == '\\'; m-- {
				b.WriteByte('\\')
			}
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	// What follows is a blank or a colon.
	b.WriteString(name[len(strings.TrimRight(name, `\`)):])
	return b.String()
}

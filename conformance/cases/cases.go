// Package cases makes builds that are hard to predict: random trees with odd
// names and links, ignore files, Dockerfiles; the same ones for the same seed.
//
// Generate makes one, Case.Write puts it on disk, Case.String shows it to a
// person and Shrink makes a failing one small. The package knows nothing of
// builders and of what they answer.
package cases

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind is what an Entry is made as.
type Kind byte

// The kinds of entries.
const (
	Dir     Kind = 'd'
	File    Kind = 'f'
	Symlink Kind = 'l'
	Hard    Kind = 'h' // another name of an earlier file
	FIFO    Kind = 'p'
	Socket  Kind = 's'
	Device  Kind = 'c' // the null device
)

// Entry is one name of a tree.
type Entry struct {
	Path   string // slash path relative to the context
	Kind   Kind
	Size   int64             // of a file, in bytes; its content is zeros
	Target string            // of a symbolic link as stored, of a hard link the path of its first name
	Mode   fs.FileMode       // permissions, setuid and so on; 0 for the default of the kind
	Time   time.Time         // of modification; the zero value for 2023-11-14T22:13:20Z
	Xattrs map[string]string // user attributes, set where the file system has them
}

// clock is the modification time, in seconds, of whatever has none of its own:
// times are part of the transferred number.
const clock = 1_700_000_000

// Tree is a context's entries, parents before children, and its files with a
// text of their own.
type Tree struct {
	Entries []Entry
	Texts   map[string]string // path to text: ignore files and Dockerfiles, written over the entries
}

// Case is one build.
type Case struct {
	Name       string
	Main       Tree
	Dockerfile string // path relative to the context, "" for the default name
	Target     string
	Args       map[string]string
	Platform   string
	Named      map[string]Tree
}

// String shows a case so that a person can make it again by hand.
func (c Case) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "build: ctxsize --json %s\n", strings.Join(quoted(c.Flags("CONTEXT", namedDir)), " "))
	c.Main.describe(&b, "CONTEXT")
	for _, name := range slices.Sorted(maps.Keys(c.Named)) {
		c.Named[name].describe(&b, namedDir(name))
	}
	return b.String()
}

func namedDir(name string) string { return "NAMED-" + name }

func quoted(words []string) []string {
	for i, w := range words {
		if strings.ContainsAny(w, " \"'$\\*?[]!#&;|<>()") || w == "" {
			words[i] = fmt.Sprintf("%q", w)
		}
	}
	return words
}

// Flags spells the build as a command line, the context last.
func (c Case) Flags(context string, named func(string) string) []string {
	var flags []string
	if c.Dockerfile != "" {
		flags = append(flags, "-f", context+"/"+c.Dockerfile)
	}
	if c.Target != "" {
		flags = append(flags, "--target", c.Target)
	}
	for _, k := range slices.Sorted(maps.Keys(c.Args)) {
		flags = append(flags, "--build-arg", k+"="+c.Args[k])
	}
	if c.Platform != "" {
		flags = append(flags, "--platform", c.Platform)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Named)) {
		flags = append(flags, "--build-context", name+"="+named(name))
	}
	return append(flags, context)
}

func (t Tree) describe(b *strings.Builder, root string) {
	fmt.Fprintf(b, "tree %s:\n", root)
	for _, e := range t.Entries {
		fmt.Fprintf(b, "  %s\n", e)
	}
	for _, path := range slices.Sorted(maps.Keys(t.Texts)) {
		fmt.Fprintf(b, "%s/%s:\n", root, path)
		for line := range strings.Lines(t.Texts[path]) {
			fmt.Fprintf(b, "  %q\n", line)
		}
	}
}

func (e Entry) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%c %q", e.Kind, e.Path)
	switch e.Kind {
	case File:
		fmt.Fprintf(&b, " %d bytes", e.Size)
	case Symlink, Hard:
		fmt.Fprintf(&b, " -> %q", e.Target)
	}
	if e.Mode != 0 {
		fmt.Fprintf(&b, " mode %s", e.Mode)
	}
	if !e.Time.IsZero() {
		fmt.Fprintf(&b, " mtime %d.%09d", e.Time.Unix(), e.Time.Nanosecond())
	}
	for _, k := range slices.Sorted(maps.Keys(e.Xattrs)) {
		fmt.Fprintf(&b, " %s=%q", k, e.Xattrs[k])
	}
	return b.String()
}

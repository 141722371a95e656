package required

import (
	"bytes"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
)

// opened is a path that files may name.
type opened struct {
	name, parent string
	at           []string // where it is in stages
	file, log    bool
}

// in returns the first line of a text that may name the path, 0 for none.
func (o *opened) in(t *text) int {
	key := []byte(o.name)
	if o.file {
		key = []byte(path.Ext(o.name))
	}
	only := onlyLinesWith(path.Base(t.path))
	if !bytes.Contains(t.body, key) || !o.file && isMakefile(t.path) {
		return 0
	}
	for start, line := range linesWith(t.body, key) {
		if !isRemark(strings.TrimSpace(line), t.settings) && !isLeftOut(line) && hasWord(line, only) && o.inLine(line, t.settings) {
			return 1 + bytes.Count(t.body[:start], []byte("\n"))
		}
	}
	return 0
}

// linesWith returns the lines of a text that have a key in them, with their offsets.
func linesWith(text, key []byte) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for from := 0; from < len(text); {
			at := bytes.Index(text[from:], key)
			if at < 0 {
				return
			}
			start := from + bytes.LastIndexByte(text[from:from+at], '\n') + 1
			end := len(text)
			if n := bytes.IndexByte(text[from+at:], '\n'); n >= 0 {
				end = from + at + n + 1
			}
			if !yield(start, string(text[start:end])) {
				return
			}
			from = end
		}
	}
}

// isMakefile reports whether a file is one of make, whose targets for developers name directories that they clean.
func isMakefile(p string) bool {
	return path.Ext(p) == ".mk" || path.Base(p) == "Makefile"
}

// onlyLinesWith returns the words that make a line of the file count: a line needs one of them. It returns nil where every line counts.
func onlyLinesWith(name string) []string {
	switch {
	case strings.HasPrefix(name, "tsconfig"):
		return []string{"extends"}
	case name == "package.json":
		return []string{"\"main\"", "\"bin\"", "\"module\"", ".mjs\"", ".js\""}
	case slices.Contains([]string{".md", ".rst", ".adoc"}, path.Ext(name)):
		return []string{"include", "--8<--", "@import"}
	}
	return nil
}

func hasWord(line string, words []string) bool {
	return words == nil || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(line, w) })
}

// isLeftOut reports whether a line excludes files, or names an output.
func isLeftOut(line string) bool {
	lower := strings.ToLower(line)
	return slices.ContainsFunc([]string{"exclu", "ignore", "\"outputs\"", "outdir", "output.path", "coveragedirectory", "reportsdirectory", "rimraf", "distdir"}, func(w string) bool { return strings.Contains(lower, w) })
}

// isRemark reports whether a line is a comment of its own.
func isRemark(line string, settings bool) bool {
	if settings {
		return slices.ContainsFunc([]string{"//", "# ", "##", "<!--", ";"}, func(mark string) bool { return strings.HasPrefix(line, mark) })
	}
	return slices.ContainsFunc([]string{"//", "#", "/*", "* ", "--", "<!--", ";"}, func(mark string) bool { return strings.HasPrefix(line, mark) }) && !strings.HasPrefix(line, "#[")
}

// inLine reports whether a line may name the path. A log that a source names is usually written.
func (o *opened) inLine(line string, settings bool) bool {
	if settings {
		return slices.ContainsFunc(strings.FieldsFunc(line, isBoundary), func(w string) bool {
			return o.isNamedBy(w) && (o.file || o.isDistinctive() || strings.ContainsAny(w, `/\`))
		})
	}
	if o.log && !reads(line) {
		return false
	}
	for _, l := range manifest.Literals(line) {
		if !strings.Contains(l, "://") && o.isNamedBy(l) && (o.file || o.isDistinctive() || strings.ContainsAny(l, `/\`) || handlesPaths(line)) {
			return true
		}
	}
	return false
}

// isBoundary reports whether a character ends a path in a file of settings.
func isBoundary(r rune) bool { return strings.ContainsRune(" \t\r\n\"'`<>|&;(){},=:[]", r) }

// isDistinctive reports whether the name is no ordinary word.
func (o *opened) isDistinctive() bool { return strings.ContainsAny(o.name, ".-_") }

// isNamedBy reports whether a word is the path, or a path in it. A relative one may begin at any of the directories around it.
func (o *opened) isNamedBy(word string) bool {
	word = strings.ReplaceAll(word, `\`, "/")
	parts := strings.Split(word, "/")
	for n, part := range parts {
		if part == o.name || o.file && strings.ContainsAny(part, "*?") && strings.Trim(part, "*?.") != "" && matches(part, o.name) {
			if o.follows(parts[:n]) || path.IsAbs(word) && slices.ContainsFunc(o.at, func(at string) bool { return path.Dir(at) == path.Clean("/"+path.Join(parts[:n]...)) }) {
				return true
			}
		}
	}
	return false
}

func matches(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// follows reports whether directories in front of the name may be those around the path.
func (o *opened) follows(before []string) bool {
	if len(before) == 1 && before[0] == "" {
		return o.isDistinctive() // A part of a path that is put together.
	}
	if len(before) > 0 && before[0] == "" {
		return path.Join(before...) == o.parent // The same.
	}
	parents := strings.Split(o.parent, "/")
	if o.parent == "." {
		parents = nil
	}
	for n := len(before) - 1; n >= 0; n-- {
		part := before[n]
		if part == "" || part == "." || part == ".." || strings.ContainsAny(part, "$*{}") {
			return true
		}
		if len(parents) == 0 || parents[len(parents)-1] != part {
			return false
		}
		parents = parents[:len(parents)-1]
	}
	return true
}

// handlesPaths reports whether a line of a source has to do with paths.
func handlesPaths(line string) bool {
	lower := strings.ToLower(line)
	return slices.ContainsFunc([]string{"join", "static", "open", "read", "resolve", "dir", "file", "path", "glob", "folder", "root", "include", "require"}, func(w string) bool { return strings.Contains(lower, w) })
}

// reads reports whether a line of a source opens a file, and not for writing.
func reads(line string) bool {
	lower := strings.ToLower(line)
	return (strings.Contains(lower, "read") || strings.Contains(lower, "open(") || strings.Contains(lower, "load") || strings.Contains(lower, "include") || strings.Contains(lower, "glob")) &&
		!slices.ContainsFunc([]string{"write", "append", "'w'", `"w"`, "'a'", `"a"`, "'wb'", `"wb"`, "handler"}, func(w string) bool { return strings.Contains(lower, w) })
}

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
	// listed: the path is a directory whose files are read.
	listed bool
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
		if (!isRemark(strings.TrimSpace(line), t.settings) || isLinkerLine(line) || strings.Contains(line, "include:")) && !isLeftOut(line) && hasWord(line, only) && (!t.config || !o.log || o.isInput() || hasWord(strings.ToLower(line), inputWords)) && o.inLine(line, t.settings || isLinkerLine(line), t.config) {
			return 1 + bytes.Count(t.body[:start], []byte("\n"))
		}
	}
	return 0
}

// inputWords are in lines of settings that name input: a log that settings name is usually written.
var inputWords = []string{"input", "source", "sample", "fixture", "seed", "import", "read", "load", "replay", "demo", "dataset"}

// listWords are in lines of sources that read all files of a directory.
var listWords = []string{"listdir", "readdir", "scandir", "iterdir", "glob", "walk", "read_dir", "dir.entries", "dir.children", "dir.each", "dir[", "opendir", "listfiles", "files.list", "getfiles", "enumeratefiles", "directoryiterator", "directory_iterator", "list.files", "directory(", "wildcard", "static(", "staticfiles", "http.dir", "fileserver", "send_from_directory", "servedir", "serve_dir", "servestatic", "mount("}

// listedIn returns the first line of a source that may read all files in the directory around a file, 0 for none.
func (o *opened) listedIn(t *text) int {
	if !o.file || o.parent == "." || t.config {
		return 0
	}
	dir := opened{name: path.Base(o.parent), parent: path.Dir(o.parent), listed: true}
	for _, at := range o.at {
		dir.at = append(dir.at, path.Dir(at))
	}
	for start, line := range linesWith(t.body, []byte(dir.name)) {
		if !isRemark(strings.TrimSpace(line), false) && (hasWord(strings.ToLower(line), listWords) || t.settings && strings.Contains(line, dir.name+"/*")) && dir.inLine(line, t.settings, false) {
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
func (o *opened) inLine(line string, settings, config bool) bool {
	if settings {
		return slices.ContainsFunc(strings.FieldsFunc(line, isBoundary), func(w string) bool {
			if config && !o.file && strings.HasPrefix(o.name, ".") && !strings.Contains(w, o.name+"/") {
				return false // Tools of developers name such directories to leave them out.
			}
			return o.isNamedBy(w) && (o.file || o.isDistinctive() || strings.ContainsAny(w, `/\`) || config && handlesPaths(line))
		})
	}
	if o.log && !reads(line) && (!o.isInput() || writes(line)) {
		return false
	}
	for _, l := range manifest.Literals(line) {
		if strings.Contains(l, "://") {
			continue
		}
		for part := range strings.FieldsFuncSeq(l, func(r rune) bool { return strings.ContainsRune("=:,", r) }) {
			if o.isNamedBy(part) && (o.file || o.isDistinctive() || strings.ContainsAny(part, `/\`) || handlesPaths(line)) {
				return true
			}
		}
	}
	return false
}

// isLinkerLine reports whether a line of a source is for the linker of C.
func isLinkerLine(line string) bool { return strings.Contains(line, "#cgo ") }

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
		return o.isDistinctive() || o.listed // A part of a path that is put together.
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
	return (strings.Contains(lower, "read") || strings.Contains(lower, "open(") || strings.Contains(lower, "load") || strings.Contains(lower, "include") || strings.Contains(lower, "glob") || strings.Contains(lower, "ifstream") || strings.Contains(lower, "asstream") || strings.Contains(lower, "getresource") || strings.Contains(lower, "lines") || strings.Contains(lower, "eachline")) && !writes(line)
}

// writes reports whether a line of a source opens a file to write it.
func writes(line string) bool {
	lower := strings.ToLower(line)
	return slices.ContainsFunc([]string{"write", "append", "'w'", `"w"`, "'a'", `"a"`, "'wb'", `"wb"`, "handler", "logg", "transport", "wronly", "output", "ofstream", "filename", "log_", "logfile"}, func(w string) bool { return strings.Contains(lower, w) })
}

// isInput reports whether a log is in a directory that is not one of logs: a program that writes logs rarely puts them beside its data.
func (o *opened) isInput() bool {
	return o.parent != "." && !slices.ContainsFunc([]string{"log", "tmp", "temp", "var", "out"}, func(part string) bool { return strings.Contains(strings.ToLower(o.parent), part) })
}

package export

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// change replaces whole lines of one file.
type change struct {
	file string // absolute
	// first is the number of the first line that is replaced, or before which lines are inserted. last is that of the last one, first-1 for an
	// insertion.
	first, last int
	// lastLength is the length of the last line in UTF-16 code units, and lastBytes in bytes, if it has no newline and is replaced; otherwise
	// lastLength is -1.
	lastLength, lastBytes int
	text                  string
}

// sources returns the texts of the files that the builds read, by their absolute paths.
func (r *Report) sources() map[string][]byte {
	texts := map[string][]byte{}
	for n := range r.Analysis.Builds {
		b := &r.Analysis.Builds[n]
		if d := b.Build.Dockerfile; d != nil && !d.Inline {
			texts[d.Path] = d.Text
		}
		for _, c := range b.Usages() {
			if i := c.Context.Ignore; i.Path != "" {
				texts[i.Path], texts[i.Real] = i.Text, i.Text
			}
		}
	}
	return texts
}

// changes returns the exact change of a fix, nil where a person has to decide, and for a file that does not exist yet.
func (c *collector) changes(f lint.Finding, b *ctxsize.Result) []change {
	if len(f.Fix.Changes) > 0 {
		return fileChanges(f.Fix.Changes)
	}
	if b == nil || f.Fix.New {
		return nil
	}
	target := f.Fix.File
	if target == "" && f.Fix.Kind != "append-line" {
		target = f.File
	} else if target == "" {
		target = b.Main.Context.Ignore.Path
	}
	for n, of := range b.Usages() {
		path := of.Context.Ignore.Path
		if path == "" || path != target {
			continue
		}
		lines, err := fixed(of.Patterns, f, path)
		if lines == nil || err != nil {
			return nil
		}
		edited := b.NewChange(n, lines.Bytes())
		return lineChange(edited.File(), string(edited.Before), string(edited.After))
	}
	return nil
}

// fileChanges returns the changes of files, nil if one of them is new.
func fileChanges(list []lint.FileChange) []change {
	var all []change
	for _, c := range list {
		if c.New {
			return nil
		}
		all = append(all, lineChange(c.Path, string(c.Before), string(c.After))...)
	}
	return all
}

// fixed returns the patterns of an ignore file after a fix, nil where that is not exact.
func fixed(lines *ignore.PatternList, f lint.Finding, file string) (*ignore.PatternList, error) {
	here := f.File == file && f.Line > 0
	switch {
	case f.Fix.Kind == "append-line":
		return lines.Append(f.Fix.Text)
	case f.Fix.Kind == "replace-line" && here:
		return lines.Replace(f.Line, f.Fix.Text)
	case f.Fix.Removes && here:
		return lines.Remove(f.Line)
	}
	return nil, nil
}

// lineChange returns the smallest change of whole lines that makes one text of another, nil if they are the same.
func lineChange(file, before, after string) []change {
	if before == after {
		return nil
	}
	from, to := textLines(before), textLines(after)
	head := 0
	for head < min(len(from), len(to)) && from[head] == to[head] {
		head++
	}
	tail := 0
	for tail < min(len(from), len(to))-head && from[len(from)-1-tail] == to[len(to)-1-tail] {
		tail++
	}
	c := change{file: file, first: head + 1, last: len(from) - tail, lastLength: -1, text: strings.Join(to[head:len(to)-tail], "")}
	if c.last >= c.first && !strings.HasSuffix(from[c.last-1], "\n") {
		c.lastLength, c.lastBytes = utf16Length(from[c.last-1]), len(from[c.last-1])
	}
	return []change{c}
}

// textLines returns the lines of a text with their endings, without an empty one at the end.
func textLines(text string) []string { return slices.Collect(strings.Lines(text)) }

// utf16Length returns the length of a text in UTF-16 code units.
func utf16Length(text string) int {
	n := 0
	for _, r := range text {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

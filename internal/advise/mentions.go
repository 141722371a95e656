package advise

import (
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/project"
)

const (
	// longestScript is the number of bytes of a script that are searched.
	longestScript = 256 << 10
	// mostScripts is the maximum number of scripts that are searched.
	mostScripts = 2000
)

// Mentions returns a function that reports whether a script, the configuration of continuous integration, or a documentation page of a project
// names a stage as a target. The files are read on first use.
func Mentions(found *project.Files) func(stage string) bool {
	texts := sync.OnceValue(func() [][]byte {
		var list [][]byte
		files := slices.Concat(found.Others, found.Texts)
		for _, path := range files[:min(len(files), mostScripts)] {
			// An unreadable file names nothing.
			if text, err := found.Scope.Head(path, longestScript); err == nil {
				list = append(list, text)
			}
		}
		return list
	})
	return func(stage string) bool {
		return slices.ContainsFunc(texts(), func(text []byte) bool { return namesTarget(string(text), stage) })
	}
}

// namesTarget reports whether a text has the word "target" followed by the name of a stage, in any notation: --target=stage, target: "stage",
// "target", "stage".
func namesTarget(text, stage string) bool {
	const word = "target"
	lower, name := strings.ToLower(text), strings.ToLower(stage)
	for {
		_, rest, found := strings.Cut(lower, word)
		if !found {
			return false
		}
		lower = rest
		after := strings.TrimLeft(rest, "\"'")
		value := strings.TrimLeft(after, " \t\r\n=:,")
		if len(value) == len(after) {
			continue
		}
		value = strings.TrimLeft(value, "\"'")
		if end, ok := strings.CutPrefix(value, name); ok && (end == "" || !isNameByte(end[0])) {
			return true
		}
	}
}

// isNameByte reports whether a byte may be part of a name.
func isNameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z'
}

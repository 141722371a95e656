package needs

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// maxSettings is the largest file of settings whose words are read, in bytes.
const maxSettings = 64 << 10

// settings records the words of the files of settings that commands are given as words that may name a path.
func (f *follower) settings() {
	seen := map[string]bool{}
	for n := range f.trace.Calls {
		c := &f.trace.Calls[n]
		for _, w := range c.Args[1:] {
			if !f.mayNameSettings(c.Dir, w) {
				continue
			}
			for _, p := range f.locate(c.Dir, w) {
				if seen[p] || !isSettings(p) {
					continue
				}
				if text := f.files.Text(p); len(text) <= maxSettings {
					seen[p] = true
					f.trace.Doubtful = append(f.trace.Doubtful, f.files.Cache.settingsWords(p, text)...)
				}
			}
		}
	}
}

// settingsWords returns the words of a file of settings.
func (c *Cache) settingsWords(p string, text []byte) []Mention {
	list, known := c.settings[p]
	if !known {
		for word := range strings.FieldsSeq(string(text)) {
			list = append(list, Mention{shell.Word{Text: word}, p})
		}
		c.settings[p] = list
	}
	return list
}

// mayNameSettings reports whether a word may name a file of settings. Only then are the files that it names read.
func (f *follower) mayNameSettings(dir string, w shell.Word) bool {
	if base := path.Base(w.Text); isSettings(base) || strings.ContainsAny(base, "*?") {
		return true
	}
	p := join(dir, w.Text)
	return w.Static && p != "" && slices.ContainsFunc(f.start.Origins(p), isSettings)
}

// isSettings reports whether a file holds settings, by its name.
func isSettings(p string) bool {
	return slices.Contains([]string{".conf", ".cfg", ".ini", ".toml", ".yaml", ".yml", ".json", ".xml", ".properties", ".service"}, path.Ext(p)) || path.Base(p) == "Procfile" || path.Base(p) == "Caddyfile"
}

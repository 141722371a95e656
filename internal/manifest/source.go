package manifest

import (
	"path"
	"strings"
)

// Literals returns the string literals of a program, in single, double or back quotes. Escapes are kept as they are written; what looks like
// a literal in a comment counts, too.
func Literals(text string) []string {
	var list []string
	for n := 0; n < len(text); n++ {
		quote := text[n]
		if quote != '"' && quote != '\'' && quote != '`' {
			continue
		}
		end := n + 1
		for end < len(text) && text[end] != quote && text[end] != '\n' {
			if text[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(text) || text[end] != quote {
			continue
		}
		if end > n+1 {
			list = append(list, text[n+1:end])
		}
		n = end
	}
	return list
}

// sourceFiles takes each literal of a program for a path: a file that it names is read, a directory may be. An apostrophe in a comment shifts
// what is a literal, so every word counts, too.
func sourceFiles(text []byte, r *Refs) error {
	for _, l := range Literals(string(text)) {
		r.file(l, strings.Contains(path.Base(l), ".") || strings.ToUpper(l) == l)
	}
	for _, w := range Words(string(text)) {
		if strings.Contains(path.Base(w), ".") || isDocument(w) {
			r.file(w, true)
		}
	}
	return nil
}

// isDocument reports whether a word is the usual name of what a package is described by.
func isDocument(w string) bool {
	w = path.Base(w)
	return strings.HasPrefix(w, "README") || strings.HasPrefix(w, "LICENSE") || strings.HasPrefix(w, "LICENCE") || strings.HasPrefix(w, "CHANGELOG") || w == "VERSION"
}

// setupCfg reads the lines of a setup.cfg, whose values go on in lines that are indented.
func setupCfg(text []byte, r *Refs) error {
	key := ""
	for line := range strings.Lines(string(text)) {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';' || trimmed[0] == '[' {
			continue
		}
		value := trimmed
		if line[0] != ' ' && line[0] != '\t' {
			key, value, _ = strings.Cut(trimmed, "=")
			key = strings.TrimSpace(key)
		}
		value = strings.TrimSpace(value)
		files, ok := strings.CutPrefix(value, "file:")
		if ok || strings.HasPrefix(key, "license_file") || strings.HasPrefix(key, "license-file") || key == "description-file" || key == "description_file" {
			for _, f := range strings.FieldsFunc(files, func(c rune) bool { return c == ',' || c == ' ' }) {
				r.file(f, true)
			}
		}
	}
	return nil
}

// manifestIn reads the commands of a MANIFEST.in.
func manifestIn(text []byte, r *Refs) error {
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) > 1 && (words[0] == "include" || words[0] == "recursive-include" || words[0] == "graft") {
			for _, w := range words[1:] {
				r.file(w, false)
			}
		}
	}
	return nil
}

// requirements reads the files that a list of requirements of pip names.
func requirements(text []byte, r *Refs) error {
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.FieldsFunc(line, func(c rune) bool { return c == ' ' || c == '=' || c == '@' }) {
			w, _, _ = strings.Cut(strings.TrimPrefix(w, "file:"), "[")
			r.file(strings.TrimPrefix(w, "//"), true)
		}
		if rest, ok := strings.CutPrefix(line, "-r"); ok {
			r.file(strings.TrimSpace(rest), true)
		}
	}
	return nil
}

// settingsGradle takes each literal of a Gradle settings file for a project or a directory.
func settingsGradle(text []byte, r *Refs) error {
	for _, l := range Literals(string(text)) {
		r.file(l, true)
		r.file(strings.ReplaceAll(strings.TrimPrefix(l, ":"), ":", "/"), true)
	}
	return nil
}

// solution reads the projects of a Visual Studio solution.
func solution(text []byte, r *Refs) error {
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(strings.TrimSpace(line), "Project(") {
			continue
		}
		for _, l := range Literals(strings.ReplaceAll(line, `\`, "/")) {
			if strings.HasSuffix(l, "proj") {
				r.file(path.Dir(l), true)
			}
		}
	}
	return nil
}

// Package managers has the table of package managers: what each installs, from which files, and where it stores downloads.
package managers

import (
	"path"
	"slices"
	"strings"
)

// Manager is a package manager, and how commands call it.
type Manager struct {
	// Name is that of the program, with a word after it where the program has several ways to install.
	Name      string
	Ecosystem string
	// Programs are the names of the program, nil where that is Name alone.
	Programs []string
	// Verbs install the dependencies of the project's manifest; "" is the program without a verb. A verb may have several words.
	Verbs []string
	// Builds are verbs that build the project, and download its dependencies for that.
	Builds []string
	// AnyPosition: a verb may follow other verbs, as the goals of Maven do.
	AnyPosition bool
	// Manifests and Locks are names of files, as patterns of path.Match. Settings are further files that an install reads if they exist.
	Manifests, Locks, Settings []string
	// Tree is the directory of installed packages, beside the manifest; "" if they are elsewhere.
	Tree string
	// Develops: without one of the flags in Production, development dependencies are installed, too.
	Develops   bool
	Production []string
	// Better is the command that omits them, and Removal the one that removes them after an install.
	Better, Removal string
	// Cache is the directory of downloads, for a cache mount.
	Cache string
	// CacheFlag and CacheEnv set another cache directory, and CacheOff is a variable that disables the cache.
	CacheFlag, CacheEnv, CacheOff string
	// Clearing are the words of the commands that empty the cache.
	Clearing [][]string
	// Stays: downloads are used in the cache directory.
	Stays bool
	// Apart are the flags that install without the project's own sources.
	Apart []string
	// Download is the command that downloads the dependencies with the manifests alone, "" for none.
	Download string
	// Traps are what an install needs besides the manifests, or does with the sources: sentences in Markdown.
	Traps []string
}

// Call is a use of a manager: the words of a command, the program first.
type Call struct {
	Manager *Manager
	// Verb is the verb, and Rest are the words after the program without it.
	Verb string
	Rest []string
	// Builds: it builds the project.
	Builds bool
}

// Find returns the manager that a command calls, and whether its verb installs or builds.
func Find(words []string) (c Call, known, installs bool) {
	program, words := path.Base(words[0]), words[1:]
	if (program == "python" || program == "python3") && len(words) > 1 && words[0] == "-m" {
		program, words = words[1], words[2:]
	}
	for n := range table {
		m := &table[n]
		name, prefix, _ := strings.Cut(m.Name, " ")
		if program != name && !slices.Contains(m.Programs, program) || prefix != "" && (len(words) == 0 || words[0] != prefix) {
			continue
		}
		rest := words
		if prefix != "" {
			rest = words[1:]
		}
		c = m.call(rest)
		known = true
		if installs = c.Verb != noVerb; installs {
			return c, true, true
		}
	}
	return c, known, false
}

// noVerb is the verb of a call that does not install.
const noVerb = "\x00"

// call parses the words after the program.
func (m *Manager) call(words []string) Call {
	first := firstOperand(words)
	for _, verb := range m.Verbs {
		if at, ok := m.verbAt(words, first, verb); ok {
			return Call{Manager: m, Verb: verb, Rest: without(words, at, len(strings.Fields(verb)))}
		}
	}
	for _, verb := range m.Builds {
		if at, ok := m.verbAt(words, first, verb); ok {
			return Call{Manager: m, Verb: verb, Rest: without(words, at, len(strings.Fields(verb))), Builds: true}
		}
	}
	c := Call{Manager: m, Verb: noVerb, Rest: words}
	return c
}

// valued are flags whose value is the next word.
var valued = []string{"--prefix", "-C", "--cwd", "--dir", "--directory", "--project", "--filter", "-F", "-w", "--workspace", "--registry", "--cache", "--store-dir", "--cache-folder",
	"--cache-dir", "--loglevel", "--omit", "--only", "--without", "--with", "--group", "--extra", "-E", "--manifest-path", "-pl", "-s", "--working-dir", "-r", "--requirement", "-c", "--constraint",
	"-i", "--index-url", "--extra-index-url", "--target", "-t", "--runtime", "--configuration", "-a", "--arch", "--network-timeout", "--jobs", "-j", "--retry"}

// firstOperand returns the index of the first word that is neither a flag nor the value of one, -1 for none.
func firstOperand(words []string) int {
	for n := 0; n < len(words); n++ {
		switch {
		case slices.Contains(valued, words[n]):
			n++
		case !strings.HasPrefix(words[n], "-"):
			return n
		}
	}
	return -1
}

// Operands returns the words after the verb that are neither flags nor values of them.
func (c *Call) Operands() []string {
	var list []string
	for rest := c.Rest; ; {
		n := firstOperand(rest)
		if n < 0 {
			return list
		}
		list, rest = append(list, rest[n]), rest[n+1:]
	}
}

// verbAt returns where the words of a verb begin.
func (m *Manager) verbAt(words []string, first int, verb string) (at int, ok bool) {
	if verb == "" {
		return 0, first < 0
	}
	if first < 0 {
		return 0, false
	}
	if m.AnyPosition {
		at = slices.IndexFunc(words, func(w string) bool { return w == verb || strings.HasSuffix(w, ":"+verb) && strings.HasPrefix(w, ":") })
		return at, at >= 0
	}
	parts := strings.Fields(verb)
	return first, len(words) >= first+len(parts) && slices.Equal(words[first:first+len(parts)], parts)
}

func without(words []string, at, n int) []string {
	return slices.Concat(words[:at], words[at+n:])
}

// Table returns the managers in the order of the documentation.
func Table() []Manager { return table }

// Get returns the manager of that name, nil for none.
func Get(name string) *Manager {
	for n := range table {
		if table[n].Name == name {
			return &table[n]
		}
	}
	return nil
}

// Files returns the names of all files that an install reads beside its manifest, which is the first.
func (m *Manager) Files() []string { return slices.Concat(m.Manifests, m.Locks, m.Settings) }

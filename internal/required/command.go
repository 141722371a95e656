package required

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/ctxsize/ctxsize/walker"
)

// unusing are programs that need nothing of what they name.
var unusing = []string{"echo", "printf", "mkdir", "export", "unset", "alias", "."}

// command looks whether a command uses the path.
func (f *flow) command(s *state, c *needs.Call, one *inventory.Step) {
	if len(s.at) == 0 || f.used != "" {
		return
	}
	program := c.Program()
	if slices.Contains(unusing[:len(unusing)-1], program) || program == "rm" && removesAnyway(c) {
		return
	}
	words := c.Args
	for n, w := range words {
		if n > 0 && isExclusion(words[n-1].Text) || isExclusion(w.Text) {
			continue
		}
		if f.names(s, c, w) {
			f.useByCall(c, one)
			return
		}
	}
	if f.restores(s, c) {
		f.useByCall(c, one)
		return
	}
	if uses, below := inventory.UsesUnnamed(c, f.name); uses {
		dir := inventory.Absolute(inventory.DirectoryOf(c), f.name)
		if slices.ContainsFunc(s.at, func(at string) bool {
			return !f.isMade(s, at) && (dir == "?" || at == dir || below && strings.HasPrefix(at, strings.TrimSuffix(path.Dir(dir), "/")+"/") || inventory.IsOffline(c.Words()))
		}) {
			f.useByCall(c, one)
		}
	}
}

// restoring are programs that load dumps into a database.
var restoring = []string{"pg_restore", "psql", "mysql", "mysqlimport", "mariadb", "mariadb-import", "sqlite3", "mongorestore", "mongoimport", "redis-cli", "valkey-cli",
	"clickhouse-client", "clickhouse-local", "cqlsh", "cypher-shell", "neo4j-admin", "influx", "influxd", "arangorestore", "cockroach", "sqlcmd", "sqlplus", "impdp", "duckdb"}

// restores reports whether a command may load the path into a database: all below a directory that it names, and where a word is unknown any file.
func (f *flow) restores(s *state, c *needs.Call) bool {
	if !slices.Contains(restoring, c.Program()) || !f.anyUnmade(s) {
		return false
	}
	return slices.ContainsFunc(c.Args[1:], func(w shell.Word) bool {
		if !w.Static {
			return f.hit.Kind == walker.File
		}
		dir := inventory.Absolute(c.Dir, w.Text)
		return slices.ContainsFunc(s.at, func(at string) bool { return dir == "/" || strings.HasPrefix(at, dir+"/") })
	})
}

// removesAnyway reports whether rm does not mind what is missing.
func removesAnyway(c *needs.Call) bool {
	return slices.ContainsFunc(c.Words()[1:], func(w string) bool {
		return w == "--force" || strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.Contains(w, "f")
	})
}

// isExclusion reports whether a flag excludes paths.
func isExclusion(flag string) bool {
	lower := strings.ToLower(flag)
	return strings.HasPrefix(lower, "-") && (strings.Contains(lower, "exclude") || strings.Contains(lower, "ignore") || strings.Contains(lower, "skip")) ||
		flag == "-path" || flag == "-prune" || flag == "-not" || flag == "!"
}

// names reports whether a word of a command is the path, or lies in it, and nothing makes it.
func (f *flow) names(s *state, c *needs.Call, w shell.Word) bool {
	if !strings.Contains(w.Text, f.name) && w.Static && len(s.links) == 0 {
		return false
	}
	for part := range strings.FieldsFuncSeq(w.Text, separatesPaths) {
		if w.Static {
			if f.needed(s, inventory.Absolute(c.Dir, part)) || f.linked(s, inventory.Absolute(c.Dir, part)) || c.Dir == "" && f.mayName(part) && f.anyUnmade(s) || c.Dir == "/" && f.endsAt(s, part) {
				return true
			}
			continue
		}
		if f.mayName(part) && f.anyUnmade(s) && f.mayReach(s, c.Dir, part) {
			return true
		}
	}
	return false
}

// separatesPaths reports whether a character of a word ends a path in it.
func separatesPaths(r rune) bool { return strings.ContainsRune("=:,;|&<>\"'`() \t\n@", r) }

// needed reports whether an absolute path of the stage is, or is in, a location of the path that nothing creates.
func (f *flow) needed(s *state, p string) bool {
	return slices.ContainsFunc(s.at, func(at string) bool { return isWithin(at, p) && !f.isMade(s, at) })
}

// endsAt reports whether a relative path may be, or be in, a location of the path that nothing creates. Without a WORKDIR it begins in the
// directory that the base image sets.
func (f *flow) endsAt(s *state, relative string) bool {
	if path.IsAbs(relative) {
		return false
	}
	parts := strings.Split(path.Clean(relative), "/")
	n := slices.Index(parts, f.name)
	return n >= 0 && slices.ContainsFunc(s.at, func(at string) bool { return strings.HasSuffix(at, "/"+path.Join(parts[:n+1]...)) && !f.isMade(s, at) })
}

// linked reports whether an absolute path of the stage leads to the path by a link, and nothing makes it.
func (f *flow) linked(s *state, p string) bool {
	return slices.ContainsFunc(s.links, func(l string) bool { return isWithin(l, p) }) && f.anyUnmade(s)
}

// mayName reports whether a part of a pattern may be the name of the path.
func (f *flow) mayName(pattern string) bool {
	for part := range strings.SplitSeq(pattern, "/") {
		if strings.Trim(part, "*?.") == "" {
			continue
		}
		if ok, err := path.Match(part, f.name); ok || err != nil && strings.Contains(part, f.name) {
			return true
		}
	}
	return false
}

// mayReach reports whether a pattern may lead to the path from a directory: the part before its first wildcard has to be on the way.
func (f *flow) mayReach(s *state, dir, pattern string) bool {
	head, _, _ := strings.Cut(pattern, "*")
	head = head[:strings.LastIndex(head, "/")+1]
	if dir == "" && !path.IsAbs(pattern) || strings.HasPrefix(pattern, "*") {
		return true
	}
	head = inventory.Absolute(dir, head)
	return slices.ContainsFunc(s.at, func(at string) bool {
		return head == "/" || isWithin(head, at) || isWithin(at, head)
	})
}

// doubtful treats every word of an unparsed script as a used path.
func (f *flow) doubtful(s *state, one *inventory.Step) {
	if !f.anyUnmade(s) {
		return
	}
	for _, w := range one.Trace.Doubtful {
		for part := range strings.FieldsFuncSeq(w.Text, func(r rune) bool { return strings.ContainsRune("=:,;|&<>\"'`() \t\n@\\", r) }) {
			if f.mayName(part) {
				f.use(fmt.Sprintf("%s (line %d of %s)", phrase.Shorten(one.Text), one.Line, f.share.Dockerfile()))
				return
			}
		}
	}
}

// values treats absolute paths in words that are no arguments as used: values of variables, and what is printed into a file.
func (f *flow) values(s *state, one *inventory.Step) {
	if f.used != "" || !f.anyUnmade(s) {
		return
	}
	for n := range one.Trace.Words {
		w := &one.Trace.Words[n]
		if !strings.Contains(w.Text, f.name) || isArgument(one.Trace, w.Text) {
			continue
		}
		for part := range strings.FieldsFuncSeq(w.Text, func(r rune) bool { return strings.ContainsRune("=:,;|&<>\"'`() \t\n{}", r) }) {
			if path.IsAbs(part) && f.needed(s, path.Clean(part)) {
				f.use(fmt.Sprintf("%q in %s", phrase.Shorten(w.Text), w.File))
				return
			}
		}
	}
}

// isArgument reports whether a word is an argument of a command that does not print it.
func isArgument(t *needs.Trace, text string) bool {
	return slices.ContainsFunc(t.Calls, func(c needs.Call) bool {
		return c.Program() != "echo" && c.Program() != "printf" && slices.ContainsFunc(c.Args, func(w shell.Word) bool { return w.Text == text })
	})
}

func (f *flow) usedBy(c *needs.Call, one *inventory.Step) string {
	if c.File == f.share.Dockerfile() {
		return fmt.Sprintf("%s (line %d of %s)", phrase.Shorten(one.Text), one.Line, c.File)
	}
	return fmt.Sprintf("%q (line %d of %s)", phrase.Shorten(c.Text), c.Line, c.File)
}

// anyUnmade reports whether nothing creates one of the locations of the path.
func (f *flow) anyUnmade(s *state) bool {
	return slices.ContainsFunc(s.at, func(at string) bool { return !f.isMade(s, at) })
}

// useByCall records a call that uses the path, with its file if that is not the Dockerfile.
func (f *flow) useByCall(c *needs.Call, one *inventory.Step) {
	if f.used == "" && c.File != f.share.Dockerfile() {
		f.usedIn = c.File
	}
	f.use(f.usedBy(c, one))
}

func (f *flow) use(by string) {
	if f.used == "" {
		f.used = by
	}
}

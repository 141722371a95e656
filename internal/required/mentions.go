package required

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

const (
	// maxTexts and maxTextBytes bound the files that are searched for paths, and their bytes.
	maxTexts     = 150
	maxTextBytes = 1 << 20
	// textDepth is the maximum number of directories around such a file.
	textDepth = 4
	// maxPlaced is the maximum number of files of one instruction that count as settings.
	maxPlaced = 50
)

// text is a file whose words or literals may be paths that a program opens.
type text struct {
	path string
	body []byte
	// settings: each word may be a path. In a source only literals are.
	settings bool
}

// sourceExtensions are those of programs.
var sourceExtensions = []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".jsx", ".tsx", ".py", ".rb", ".ru", ".php", ".go", ".rs", ".java", ".kt", ".scala", ".cs", ".fs", ".ex", ".exs", ".pl", ".lua", ".R", ".dart", ".swift", ".clj"}

// defaultSettings are files that programs read without being told.
var defaultSettings = []string{"Procfile*", "Caddyfile", "supervisord.conf", "nginx.conf", "httpd.conf", "uwsgi.ini", "circus.ini", "ecosystem.config.*", "process.json", "gunicorn.conf.py", "puma.rb", "unicorn.rb", "crontab", "*.cron", "*.service", ".htaccess", "monitrc",
	"local_settings.py", "build.gradle", "build.gradle.kts", "pom.xml", "*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets", "Makefile", "*.mk", "CMakeLists.txt", "*.cmake", "meson.build", "mkdocs.yml", "mkdocs.yaml", "hugo.toml", "hugo.yaml", "_config.yml", "*.gemspec",
	"webpack.config.*", "vite.config.*", "next.config.*", "nuxt.config.*", "astro.config.*", "docusaurus.config.*", "rollup.config.*", "book.toml", "conf.py", "package.json", "tsconfig*.json"}

// homeDirectories are the usual parents of home directories, in which programs look for hidden files.
var homeDirectories = []string{"/home", "/Users"}

// developerSettings are parts of names of files that only tools of developers read.
var developerSettings = []string{".config.", "eslint", "prettier", "jest", "vitest", "karma", "gulpfile", "Gruntfile", "noxfile", "tasks.py", "fabfile", "stylelint", "commitlint", "lint-staged", "setup.py"}

// Mention is what to look for in files that may open a path.
type Mention struct {
	// Log: a source that names the path usually writes it.
	Log bool
	// Absent: the path does not exist yet. Only settings count.
	Absent bool
}

// Mentioned returns which file of settings or source may open a path that the build copies and does not create, as a sentence, "" for none.
func (s *Set) Mentioned(h inventory.Hit, how Mention) string {
	var at []string
	unmade := false
	for f := range s.flows(h) {
		unmade = unmade || f.unmade != ""
		for _, st := range f.states {
			at = append(at, st.at...)
		}
	}
	if !unmade {
		return ""
	}
	if strings.HasPrefix(path.Base(h.Path), ".") && slices.ContainsFunc(at, inHome) {
		return fmt.Sprintf("The build copies %s into a home directory, where programs look for it.", h.Path)
	}
	m := opened{name: path.Base(h.Path), parent: path.Dir(h.Path), at: at, file: h.Kind == walker.File, log: how.Log}
	for _, t := range s.searched(!how.Absent) {
		if t.path == h.Path || strings.HasPrefix(t.path, h.Path+"/") {
			continue
		}
		if line := m.in(&t); line > 0 {
			return fmt.Sprintf("Line %d of %s mentions %s. Keep it if the image reads it.", line, t.path, m.name)
		}
	}
	return ""
}

// inHome reports whether a path of a stage is directly in a home directory.
func inHome(at string) bool {
	dir := path.Dir(at)
	return dir == "/root" || slices.Contains(homeDirectories, path.Dir(dir))
}

// searched returns the files to search, all copied by builds: settings that instructions put in their places and, on request, sources, those near the root first. All
// calls for one set make the same request.
func (s *Set) searched(withSources bool) []text {
	if s.texts != nil {
		return s.texts
	}
	s.texts = []text{}
	seen := map[string]bool{}
	bytesLeft := maxTextBytes
	add := func(p string, settings bool) {
		if seen[p] || len(s.texts) == maxTexts || bytesLeft <= 0 || !s.isCopied(p) {
			return
		}
		seen[p] = true
		body := s.project.Small(p)
		if len(body) == 0 || bytes.IndexByte(body[:min(len(body), 512)], 0) >= 0 {
			return
		}
		bytesLeft -= len(body)
		s.texts = append(s.texts, text{p, body, settings})
	}
	for _, p := range s.placed() {
		add(p, true)
	}
	for _, p := range s.programs.Index().Find(defaultSettings...) {
		add(p, true)
	}
	for _, p := range s.documents() {
		add(p, true)
	}
	if !withSources {
		return s.texts
	}
	for _, p := range s.sources() {
		add(p, false)
	}
	return s.texts
}

// sources returns the sources of programs, those near the root first.
func (s *Set) sources() []string {
	var list []string
	for _, p := range s.programs.Index().Paths {
		name := path.Base(p)
		if slices.Contains(sourceExtensions, path.Ext(name)) && strings.Count(p, "/") <= textDepth && !strings.HasPrefix(p, ".") && !strings.Contains(p, "/.") && !s.inSettled(p) && s.mayRun(p) &&
			!slices.ContainsFunc(developerSettings, func(part string) bool { return strings.Contains(name, part) }) {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")) })
	return list
}

// documents returns the pages of a site that may include other files, none where nothing builds a site.
func (s *Set) documents() []string {
	index := s.programs.Index()
	if len(index.Find("mkdocs.yml", "mkdocs.yaml", "conf.py", "book.toml", "antora.yml")) == 0 {
		return nil
	}
	return index.Find("*.md", "*.rst", "*.adoc")
}

// toolDirectories are the usual directories of scripts that developers start.
var toolDirectories = []string{"scripts", "script", "tools", "hack", "ci", "dev", "bench", "benchmarks"}

// mayRun reports whether a build or an image may run a source: one of the scripts of developers only if a command names it.
func (s *Set) mayRun(p string) bool {
	if !slices.ContainsFunc(strings.Split(path.Dir(p), "/"), func(dir string) bool { return slices.Contains(toolDirectories, dir) }) {
		return true
	}
	_, named := s.started().words[path.Base(p)]
	return named
}

// inSettled reports whether a path is in a directory that may be excluded as a whole.
func (s *Set) inSettled(p string) bool {
	for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
		if s.settled[dir] {
			return true
		}
	}
	return false
}

// placed returns the files that instructions put into places of their own, such as the settings of a server, and those that commands of a RUN
// put there.
func (s *Set) placed() []string {
	var list []string
	seen := map[string]bool{}
	for n := range s.shares {
		share := &s.shares[n]
		for m := range share.Build.Instructions {
			in := &share.Build.Instructions[m]
			if in.Context != share.Usage.Context.Name || in.Dest == "" {
				continue
			}
			for _, source := range in.Sources {
				if source.Path != "." && !seen[source.Path] {
					seen[source.Path] = true
					list = append(list, s.placedBy(source.Path)...)
				}
			}
		}
		if !s.takesAny(share) {
			continue // Its commands put no file of the context anywhere.
		}
		for _, one := range s.programs.Steps(share) {
			list = append(list, s.placedByStep(share, &one)...)
		}
	}
	return list
}

// takesAny reports whether an instruction of a build copies or mounts a path of the context that exists.
func (s *Set) takesAny(share *inventory.Share) bool {
	return slices.ContainsFunc(share.Build.Instructions, func(in build.Instruction) bool {
		return in.Context == share.Usage.Context.Name && slices.ContainsFunc(in.Sources, func(source build.Source) bool {
			return source.Path == "." || source.Wildcard || source.Parents || s.view.Tree.FollowLinks(source.Path).Found
		})
	})
}

// placedBy returns the files of settings that a source is, or contains.
func (s *Set) placedBy(source string) []string {
	var list []string
	within, isPattern := source+"/", strings.ContainsAny(source, `*?[\`)
	for _, p := range s.programs.Index().Paths {
		if p != source && !strings.HasPrefix(p, within) {
			if !isPattern {
				continue
			}
			if ok, err := path.Match(source, p); !ok || err != nil {
				continue
			}
		}
		if holdsSettings(p) {
			list = append(list, p)
		}
	}
	if len(list) > maxPlaced {
		return nil
	}
	return list
}

// placers are programs that put their operands where other programs read them.
var placers = []string{"crontab", "cp", "mv", "install", "ln", "cat", "envsubst", "sed", "tee"}

// placedByStep returns the files of settings that commands of a RUN put in their places, or that a variable names.
func (s *Set) placedByStep(share *inventory.Share, one *inventory.Step) []string {
	var list []string
	look := func(dir, w string) {
		for _, p := range share.Origins(one.Stage, inventory.Absolute(dir, w)) {
			if holdsSettings(p) {
				list = append(list, p)
			}
		}
	}
	for _, value := range one.Paths {
		look(one.Dir, value)
	}
	if one.Trace == nil || one.IsStart() {
		return list
	}
	for n := range one.Trace.Calls {
		c := &one.Trace.Calls[n]
		if slices.Contains(placers, c.Program()) {
			for _, w := range c.Args[1:] {
				look(c.Dir, w.Text)
			}
		}
	}
	return list
}

// holdsSettings reports whether a file may hold settings of a program in an image, by its name: manifests, documents and sources do not.
func holdsSettings(p string) bool {
	name := path.Base(p)
	if slices.ContainsFunc(developerSettings, func(part string) bool { return strings.Contains(name, part) }) || strings.HasPrefix(name, "tsconfig") || strings.HasPrefix(name, "package") || inventory.IsLock(name) ||
		strings.Contains(strings.ToLower(name), "dockerfile") || strings.HasSuffix(name, "ignore") {
		return false
	}
	switch path.Ext(name) {
	case "", ".conf", ".cfg", ".cnf", ".ini", ".toml", ".yaml", ".yml", ".json", ".xml", ".properties", ".service", ".sh", ".bash", ".template", ".tmpl", ".tpl", ".j2", ".cron", ".txt", ".env", ".vcl", ".hcl", ".rules", ".timer", ".path", ".prod", ".http":
		return name != "requirements.txt" && name != "pyproject.toml" && name != "Cargo.toml" && name != "pom.xml" && name != "composer.json"
	}
	return false
}

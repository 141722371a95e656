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
	// fewTexts and fewTextBytes bound the files that are searched for directories of tools, and their bytes.
	fewTexts     = 150
	fewTextBytes = 1 << 20
	// maxTexts and maxTextBytes bound those that are searched for files and data.
	maxTexts     = 1500
	maxTextBytes = 12 << 20
	// maxPlaced is the maximum number of files of one instruction that count as settings.
	maxPlaced = 50
)

// text is a file whose words or literals may be paths that a program opens.
type text struct {
	path string
	body []byte
	// settings: each word may be a path. In a source only literals are.
	settings bool
	// config: nothing is known to read the settings. They may be those of a tool of developers.
	config bool
}

// sourceExtensions are those of programs.
var sourceExtensions = []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".jsx", ".tsx", ".py", ".rb", ".ru", ".php", ".go", ".rs", ".java", ".kt", ".scala", ".cs", ".fs", ".ex", ".exs", ".pl", ".lua", ".R", ".dart", ".swift", ".clj", ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".m", ".mm", ".cu", ".zig", ".nim", ".cr", ".jl", ".hs", ".ml", ".erl", ".hrl", ".elm", ".vue", ".svelte", ".astro", ".groovy", ".cljs", ".cljc", ".r", ".Rmd", ".qmd", ".pm", ".tcl", ".d", ".v", ".f90", ".f", ".pas", ".vb", ".ps1", ".gd", ".sol", ".nf", ".smk", ".wdl", ".cwl", ".ipynb"}

// defaultSettings are files that programs read without being told.
var defaultSettings = []string{"Procfile*", "Caddyfile", "supervisord.conf", "nginx.conf", "httpd.conf", "uwsgi.ini", "circus.ini", "ecosystem.config.*", "process.json", "gunicorn.conf.py", "puma.rb", "unicorn.rb", "crontab", "*.cron", "*.service", ".htaccess", "monitrc",
	"local_settings.py", "build.gradle", "build.gradle.kts", "pom.xml", "*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets", "Makefile", "*.mk", "CMakeLists.txt", "*.cmake", "meson.build", "mkdocs.yml", "mkdocs.yaml", "hugo.toml", "hugo.yaml", "_config.yml", "*.gemspec",
	"webpack.config.*", "vite.config.*", "next.config.*", "nuxt.config.*", "astro.config.*", "docusaurus.config.*", "rollup.config.*", "book.toml", "conf.py", "docfx.json", "Snakefile", "psalm.xml", "phpstan.neon", "package.json", "tsconfig*.json"}

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
	// Config: settings that nothing is known to read count, too.
	Config bool
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
	texts, all := s.searched(!how.Absent, how.Config && !strings.HasPrefix(m.name, "."))
	for _, t := range texts {
		if isWithin(h.Path, t.path) || t.config && !how.Config {
			continue
		}
		if line := m.in(&t); line > 0 {
			return fmt.Sprintf("Line %d of %s mentions %s. Keep it if the image reads it.", line, t.path, m.name)
		}
		if line := m.listedIn(&t); line > 0 {
			return fmt.Sprintf("Line %d of %s may read the files in %s. Keep %s if it is one of them.", line, t.path, m.parent, m.name)
		}
	}
	if !all && m.file && !strings.HasPrefix(m.name, ".") && how.Config {
		return fmt.Sprintf("The project has too many sources to search all of them for %s.", m.name)
	}
	return ""
}

// inHome reports whether a path of a stage is directly in a home directory.
func inHome(at string) bool {
	dir := path.Dir(at)
	return dir == "/root" || slices.Contains(homeDirectories, path.Dir(dir))
}

// searched returns the files to search, all copied by builds: settings that instructions put in their places and, on request, sources and
// other settings, those near the root first. It reports whether these are all such files. A deep search takes many more of them. All calls for
// one set request sources, or none does.
func (s *Set) searched(withSources, deep bool) (texts []text, all bool) {
	if s.waiting == nil {
		s.waiting = s.textFiles(withSources)
	}
	files, size := fewTexts, fewTextBytes
	if deep {
		files, size = maxTexts, maxTextBytes
	}
	for len(s.waiting) > 0 && len(s.texts) < files && s.textBytes < size {
		next := s.waiting[0]
		s.waiting = s.waiting[1:]
		if !s.isCopied(next.path) {
			continue
		}
		body := s.project.Small(next.path)
		if len(body) == 0 || bytes.IndexByte(body[:min(len(body), 512)], 0) >= 0 {
			continue
		}
		next.body = body
		s.textBytes += len(body)
		s.texts = append(s.texts, next)
	}
	return s.texts, len(s.waiting) == 0
}

// textFiles returns the files that may be searched, without their contents, copied or not.
func (s *Set) textFiles(withSources bool) []text {
	list := []text{}
	seen := map[string]bool{}
	add := func(one text) {
		if !seen[one.path] {
			seen[one.path] = true
			list = append(list, one)
		}
	}
	for _, p := range slices.Concat(s.placed(), s.programs.Index().Find(defaultSettings...), s.documents()) {
		add(text{path: p, settings: true})
	}
	if !withSources {
		return list
	}
	var others []text
	for _, p := range s.configs() {
		others = append(others, text{path: p, settings: true, config: true})
	}
	for _, p := range s.sources() {
		others = append(others, text{path: p, settings: path.Ext(p) == ".ipynb"})
	}
	slices.SortStableFunc(others, func(a, b text) int { return cmp.Compare(strings.Count(a.path, "/"), strings.Count(b.path, "/")) })
	for _, one := range others {
		add(one)
	}
	return list
}

// configPatterns are patterns for the names of settings that a program may read by a name of its own.
var configPatterns = []string{"*.yml", "*.yaml", "*.json", "*.toml", "*.ini", "*.cfg", "*.conf", "*.properties", "*.xml", "*.hcl", "*.edn"}

// configs returns the files that may hold settings of programs of the project, without those of its tools.
func (s *Set) configs() []string {
	return slices.DeleteFunc(s.programs.Index().Find(configPatterns...), func(p string) bool {
		return strings.HasPrefix(p, ".") || strings.Contains(p, "/.") || !holdsSettings(p) || s.inSettled(p) || isToolSettings(path.Base(p))
	})
}

// toolSettings are parts of names of settings of tools that write logs and reports, or start containers.
var toolSettings = []string{"log", "compose", "sonar", "codecov", "nyc", "jest", "cypress", "playwright", "biome", "lerna", "turbo", "nx.json", "angular.json", "phpunit", "tslint", "renovate", "mkdocs", "deployment", "values"}

func isToolSettings(name string) bool {
	return slices.ContainsFunc(toolSettings, func(part string) bool { return strings.Contains(strings.ToLower(name), part) })
}

// sources returns the sources of programs.
func (s *Set) sources() []string {
	var list []string
	for _, p := range s.programs.Index().Paths {
		name := path.Base(p)
		if slices.Contains(sourceExtensions, path.Ext(name)) && !strings.HasPrefix(p, ".") && !strings.Contains(p, "/.") && !s.inSettled(p) && s.mayRun(p) &&
			!slices.ContainsFunc(developerSettings, func(part string) bool { return strings.Contains(name, part) }) {
			list = append(list, p)
		}
	}
	return list
}

// documents returns the pages of a site that may include other files, none where nothing builds a site.
func (s *Set) documents() []string {
	index := s.programs.Index()
	if len(index.Find("mkdocs.yml", "mkdocs.yaml", "conf.py", "book.toml", "antora.yml", "docfx.json", "docusaurus.config.*")) == 0 && !s.hasPages() {
		return nil
	}
	return index.Find("*.md", "*.rst", "*.adoc")
}

// hasPages reports whether a package of Node.js builds a site.
func (s *Set) hasPages() bool {
	return slices.ContainsFunc(s.programs.Index().Find("package.json"), func(p string) bool {
		tools := s.project.Tools(p)
		return slices.ContainsFunc([]string{"vitepress", "vuepress", "@docusaurus/core", "astro", "nextra", "docsify", "rspress"}, func(t string) bool { return slices.Contains(tools, t) })
	})
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
	if one.Trace == nil {
		return list
	}
	if one.IsStart() {
		return append(list, settingsOfStart(share, one)...)
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

// settingsOfStart returns the files that the command of an image names, and that are no programs.
func settingsOfStart(share *inventory.Share, one *inventory.Step) []string {
	var list []string
	for n := range one.Trace.Calls {
		c := &one.Trace.Calls[n]
		for _, w := range c.Args[1:] {
			_, value, joined := strings.Cut(w.Text, "=")
			if !joined {
				value = w.Text
			}
			for _, p := range share.Origins(one.Stage, inventory.Absolute(c.Dir, value)) {
				if !slices.Contains(sourceExtensions, path.Ext(p)) {
					list = append(list, p)
				}
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

package audit

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// readsHistory matches a command of git that needs the repository.
const readsHistory = `\bgit(?:\s+(?:-[Cc]\s+\S+|--[\w-]+(?:=\S+)?))*\s+(?:describe|rev-parse|rev-list|log|status|diff|show|tag|branch|update-index|submodule|ls-files|` +
	`archive|name-rev|symbolic-ref|for-each-ref|shortlog|show-ref)\b`

// startsCommand is where the shell takes a word for a command.
const startsCommand = `(?:^|[;&|({` + "`" + `\n]|--\S+\s|\b(?:then|do|else|exec|env|time|sudo)\s)\s*(?:\w+=\S*\s+)*`

var (
	callsGit = expression(readsHistory)
	// fetchesGit: what git is asked about afterwards is another repository.
	fetchesGit = expression(`\bgit(?:\s+-\S+(?:\s+\S+)?)*\s+(?:clone|init|fetch)\b`)
	runsRecipe = expression(startsCommand + `(make|just|task|mage)\b`)
	runsTool   = expression(startsCommand + `(goreleaser|promu|ko)\s|-buildvcs(?:=true|\s|$)`)
	// recipes and tools of a project, in which git may be asked.
	recipes    = []string{"Makefile", "makefile", "GNUmakefile", "Makefile.common", "justfile", "Justfile", "Taskfile.yml", "Taskfile.yaml", "magefile.go"}
	recipeAsks = expression(readsHistory + `|\b(?:promu|goreleaser)\b|-buildvcs=true`)
)

// asker is a manifest or a program that asks git for a version when the project is built.
type asker struct {
	names []string
	asks  func() *regexp.Regexp
}

var askers = []asker{
	{[]string{"pyproject.toml", "setup.py", "setup.cfg"}, expression(`setuptools[_-]scm|hatch-vcs|versioningit|versioneer|\bpbr\b|poetry-dynamic-versioning|dunamai|source\s*=\s*"(?:scm|vcs)"|` + readsHistory)},
	{[]string{"Cargo.toml"}, expression(`\bvergen[\w-]*|\bgit-version\b|\bshadow-rs\b`)},
	{[]string{"build.rs"}, expression(`\bvergen\w*|\bshadow_rs\b|\b(?:gix|git2)\b|"git"|\.git\b`)},
	{[]string{"pom.xml"}, expression(`git-commit-id|\bjgitver\b|buildnumber-maven-plugin`)},
	{[]string{"build.gradle", "build.gradle.kts"}, expression(`grgit|axion-release|gradle-git|git-version|"git"\s*,\s*"\w`)},
	{[]string{"Directory.Build.props", "Directory.Packages.props"}, expression(`MinVer|GitVersion|Nerdbank\.GitVersioning|Microsoft\.SourceLink`)},
	{[]string{"package.json", "next.config.js", "next.config.mjs", "next.config.ts", "vite.config.js", "vite.config.mts", "vite.config.ts", "nuxt.config.ts",
		"astro.config.mjs", "webpack.config.js", "rollup.config.js"}, expression(readsHistory)},
}

// pretends: who builds says which version it is, and Python's tools do not ask git.
var pretends = expression(`PRETEND_VERSION|POETRY_DYNAMIC_VERSIONING_BYPASS|PBR_VERSION`)

// asksGit says who seems to need the history, "" for nobody.
func (s *suggester) asksGit() string {
	if s.asked == nil {
		who := s.gitInScripts()
		if who == "" {
			who = s.gitInManifests()
		}
		s.asked = &who
	}
	return *s.asked
}

func (s *suggester) gitInScripts() string {
	for _, share := range s.shares {
		for _, script := range share.scripts() {
			if fetchesGit().MatchString(script.text) {
				continue
			}
			asks := callsGit().FindString(script.text)
			if asks == "" {
				asks = strings.TrimSpace(runsTool().FindString(script.text))
			}
			if asks != "" {
				return fmt.Sprintf("%s, line %d, runs %q", script.file, script.line, asks)
			}
			if found := runsRecipe().FindStringSubmatch(script.text); found != nil {
				if file, asks := s.recipeAsks(share); asks != "" {
					return fmt.Sprintf("%s, line %d, runs %s, and %s has %q", script.file, script.line, found[1], file, asks)
				}
			}
		}
	}
	return ""
}

// recipeAsks is the first recipe among what a build reads that asks git, and how.
func (s *suggester) recipeAsks(share Share) (file, asks string) {
	s.eachText(recipes, func(p string, text []byte) bool {
		if found := string(recipeAsks().Find(text)); found != "" && share.reads(p) {
			file, asks = p, found
		}
		return asks == ""
	})
	return file, asks
}

// reads says whether an instruction of the build, reachable or not, reads a path; without a Dockerfile everything is read.
func (s *Share) reads(p string) bool {
	return s.Build.Dockerfile == nil || slices.ContainsFunc(s.Build.Instructions, func(in plan.Instruction) bool { return s.Context.Reads(in, p) })
}

func (s *suggester) gitInManifests() string {
	who := ""
	var names []string
	for _, a := range askers {
		names = append(names, a.names...)
	}
	s.eachText(names, func(p string, text []byte) bool {
		for _, a := range askers {
			if !slices.Contains(a.names, path.Base(p)) {
				continue
			}
			if word := a.asks().Find(text); word != nil && !(strings.HasPrefix(a.names[0], "py") && s.pretends()) &&
				slices.ContainsFunc(s.shares, func(share Share) bool { return share.reads(p) }) {
				who = fmt.Sprintf("%s has %q", p, word)
			}
		}
		return who == ""
	})
	return who
}

func (s *suggester) pretends() bool {
	return slices.ContainsFunc(s.shares, func(share Share) bool {
		d := share.Build.Dockerfile
		return d != nil && pretends().Match(d.Text)
	})
}

// eachText visits eligible files of these names that lie not too deep, until visit says that it is enough.
func (s *suggester) eachText(names []string, visit func(p string, text []byte) (more bool)) {
	more, read := true, 0
	s.view.Find(func(name []byte, k walker.Kind) bool {
		return k == walker.Dir || k == walker.File && slices.Contains(names, string(name))
	}, func(p string, k walker.Kind) bool {
		switch base := path.Base(p); {
		case !more || read > mostManifests:
		case k == walker.Dir:
			return strings.Count(p, "/") < manifestDepth-1 && !isDependencies(base)
		default:
			read++
			more = visit(p, s.project.text(p))
		}
		return false
	})
}

// isDependencies says whether a directory of that name holds other people's projects.
func isDependencies(name string) bool {
	return slices.Contains([]string{"node_modules", "vendor", ".venv", "venv", "site-packages", "third_party", ".git"}, name)
}

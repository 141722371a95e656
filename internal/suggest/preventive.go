package suggest

import (
	"bytes"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/required"
	"github.com/ctxsize/ctxsize/walker"
)

// Preventive returns safe patterns for files that do not exist yet, but that the tools of the project create and a build would send: a clean
// clone has no node_modules and no .env. They are proved like other suggestions. taken are the suggestions for the files that exist.
func Preventive(project *inventory.Project, shares []inventory.Share, taken []inventory.Suggestion) []inventory.Suggestion {
	if shares[0].Usage.View == nil {
		return nil
	}
	s := newSuggester(project, required.NewForAbsent(project, shares))
	s.absent = true
	if s.gitsOwn() {
		return nil
	}
	p := preventer{suggester: s}
	var err error
	if p.after, err = applied(taken, s.patterns); err != nil {
		return nil
	}
	safe := slices.DeleteFunc(slices.Clone(taken), func(t inventory.Suggestion) bool { return t.Safety != inventory.Safe })
	if p.afterSafe, err = applied(safe, s.patterns); err != nil {
		return nil
	}
	p.stackManifests = p.manifests(stackIndex())
	p.products()
	p.environments()
	p.repository()
	p.dropExisting()
	if len(s.found) == 0 {
		return nil
	}
	s.addNeeds(s.found)
	p.referring = p.manifests(referringIndex())
	s.found = slices.DeleteFunc(s.found, func(c candidate) bool {
		return !phrase.CanPaste(c.Line) || !s.keeps(&c) || p.mayBeNamed(&c) || p.isReferredTo(&c) || s.doubts(&c) != ""
	})
	if !s.keepsTogether() {
		return nil
	}
	var list []inventory.Suggestion
	for _, c := range s.found {
		c.Safety, c.Preventive, c.Suggestion.Hits = inventory.Safe, true, c.hits
		c.Order = len(taken) + len(list)
		list = append(list, c.Suggestion)
	}
	return list
}

// preventer finds the candidates for files that do not exist yet.
type preventer struct {
	*suggester
	// after are the patterns with the other suggestions, afterSafe those with the safe ones.
	after, afterSafe *ignore.PatternList
	stackManifests   []string
	// referring are the manifests that may refer to a path.
	referring []string
}

// products adds what the stacks of the context create.
func (p *preventer) products() {
	for _, m := range p.stackManifests {
		dir, name := path.Dir(m), path.Base(m)
		var tools []string
		for _, stack := range knowledge.Stacks() {
			if !manifest.MatchesAny(stack.Manifests, name) {
				continue
			}
			if tools == nil {
				tools = p.project.Tools(m)
			}
			for n := range stack.Products {
				product := &stack.Products[n]
				if dir != "." && !strings.HasPrefix(product.Pattern, "**/") {
					continue
				}
				if product.Tools == nil || slices.ContainsFunc(product.Tools, func(t string) bool { return slices.Contains(tools, t) }) {
					p.offer(knowledge.RuleNamed(product.Rule), anchored(product, dir), product.Example(dir))
				}
			}
		}
	}
}

// anchored returns the pattern for a product next to the manifest of a directory. Directories with an ordinary name may be anything elsewhere,
// even if they are made later.
func anchored(product *knowledge.Product, dir string) string {
	if slices.Contains([]string{"vendor", "target", "build", "bin", "obj", "deps"}, path.Base(product.Pattern)) {
		return phrase.LiteralPattern(product.Example(dir))
	}
	return product.Pattern
}

// offer adds a path to the candidate of a pattern, unless other patterns exclude it already or no build would send it.
func (p *preventer) offer(r *knowledge.Rule, line, hit string) {
	if p.after.Match(hit).Excluded || !p.sends(hit) {
		return
	}
	kind := walker.Dir
	if !r.IsAbout(kind) {
		kind = walker.File
	}
	h := inventory.Hit{Path: hit, Kind: kind}
	if p.usedElsewhere(line, []inventory.Hit{h}) {
		line = phrase.LiteralPattern(hit)
	}
	if n := slices.IndexFunc(p.found, func(c candidate) bool { return c.Line == line }); n >= 0 {
		if !slices.Contains(p.found[n].hits, h) {
			p.found[n].hits = append(p.found[n].hits, h)
		}
		return
	}
	c := candidate{rule: r, hits: []inventory.Hit{h}}
	c.Line, c.Category, c.Heading, c.Reason, c.Safety = line, r.Category, knowledge.Heading(r.Category), r.Reason, inventory.Safe
	if l := p.rootOnly(line); l > 0 {
		c.Replaces = l
	}
	p.found = append(p.found, c)
}

// rootOnly returns the line of the ignore file that has a pattern without its "**/", 0 for none.
func (p *preventer) rootOnly(line string) int {
	name, ok := strings.CutPrefix(line, "**/")
	if !ok {
		return 0
	}
	for _, l := range inGitsManner(p.patterns) {
		if rootOnly(*l) == name {
			return l.Line
		}
	}
	return 0
}

// sends reports whether any of the builds would send a path.
func (p *preventer) sends(hit string) bool {
	return slices.ContainsFunc(p.required.Shares(), func(s inventory.Share) bool { return inventory.Sends(s.Build, s.Usage.Context.Name, hit) })
}

// dropExisting drops the candidates that match a path that exists and is eligible with the safe suggestions: for that one a manifest is not enough
// of a marker.
func (p *preventer) dropExisting() {
	index := knowledge.NewNameIndex[candidate]()
	for n := range p.found {
		index.Add(knowledge.Pattern[candidate]{Owner: &p.found[n], Text: strings.TrimPrefix(p.found[n].Line, "/")})
	}
	existing := map[string]bool{}
	p.view.Search(walker.AnyDepth, func(name []byte, _ walker.Kind, _ int) uint8 {
		if index.Each(name, func(*knowledge.Pattern[candidate]) bool { return true }) {
			return 1
		}
		return 0
	}, func(at string, _ walker.SearchResult) bool {
		index.Each([]byte(path.Base(at)), func(n *knowledge.Pattern[candidate]) bool {
			if n.Matches(at) && !p.afterSafe.Match(at).Excluded {
				existing[n.Owner.Line] = true
			}
			return false
		})
		return true
	})
	p.found = slices.DeleteFunc(p.found, func(c candidate) bool { return existing[c.Line] })
}

const (
	// manifestDepth is the maximum depth of manifests, mostManifests their maximum number.
	manifestDepth = 3
	mostManifests = 200
)

// manifests returns the manifests in the context, by the patterns for their names, without those of tests and of other projects.
func (s *suggester) manifests(index *knowledge.NameIndex[string]) []string {
	var list []string
	s.view.Search(manifestDepth, func(name []byte, k walker.Kind, _ int) uint8 {
		if k != walker.Dir && index.Each(name, func(*knowledge.Pattern[string]) bool { return true }) {
			return 1
		}
		return 0
	}, func(at string, _ walker.SearchResult) bool {
		if len(list) < mostManifests && !isForeign(path.Dir(at)) {
			list = append(list, at)
		}
		return false
	})
	slices.Sort(list)
	return list
}

// stackIndex has the names of the manifests of all stacks.
var stackIndex = sync.OnceValue(func() *knowledge.NameIndex[string] { return knowledge.IndexNames(stackManifests()) })

// packageIndex has the name of the manifest of a package of Node.js.
var packageIndex = sync.OnceValue(func() *knowledge.NameIndex[string] { return knowledge.IndexNames([]string{"package.json"}) })

// referringIndex has the names of the manifests that may refer to a path.
var referringIndex = sync.OnceValue(func() *knowledge.NameIndex[string] {
	return knowledge.IndexNames(append(stackManifests(), manifest.Patterns()...))
})

// stackManifests returns the names of the manifests of all stacks.
func stackManifests() []string {
	var names []string
	for _, s := range knowledge.Stacks() {
		names = append(names, s.Manifests...)
	}
	return names
}

// isForeign reports whether a directory has files of tests or of other projects, by the names on its path.
func isForeign(dir string) bool {
	return slices.ContainsFunc(strings.Split(dir, "/"), func(name string) bool {
		return slices.Contains([]string{"node_modules", "vendor", "third_party", "site-packages", "testdata", "fixtures", "__fixtures__", "tests", "test", ".git"}, name)
	})
}

// bundlers are packages that put the values of a .env file into what they build.
var bundlers = []string{"vite", "next", "nuxt", "astro", "gatsby", "react-scripts", "@vue/cli-service", "parcel", "@remix-run/dev", "@react-router/dev",
	"@sveltejs/kit", "@angular/cli", "dotenv-webpack", "expo", "@rsbuild/core", "@tanstack/react-start"}

// environments adds the .env next to each manifest that git ignores: a clean clone is built without it. Bundlers may read it.
func (p *preventer) environments() {
	for _, m := range p.stackManifests {
		hit := path.Join(path.Dir(m), ".env")
		if !p.project.Ignored(hit, walker.File) || p.bundles(path.Dir(m)) {
			continue
		}
		p.offer(&knowledge.Rule{ID: "preventive-env", Category: knowledge.CategorySecrets, Policy: "auto", Kind: "file",
			Reason: "Environment file, which usually contains secrets. Git ignores it, so a clean clone is built without it."}, "**/.env", hit)
	}
}

// bundles reports whether a bundler of a package may read its .env.
func (s *suggester) bundles(dir string) bool {
	tools := s.project.Tools(path.Join(dir, "package.json"))
	return slices.ContainsFunc(bundlers, func(b string) bool { return slices.Contains(tools, b) })
}

// repositoryFiles are files in the root of a repository, which a copy without the repository has, too.
var repositoryFiles = []string{".gitignore", ".gitattributes", ".gitmodules", ".github", ".gitlab-ci.yml"}

// repository adds .git where the context is the root of a repository whose .git is not here, such as an exported tree.
func (p *preventer) repository() {
	if !p.project.HasGit() && inventory.HasEntry(p.view, ".", repositoryFiles) && !inventory.HasEntry(p.view, ".", []string{".git"}) && !isBelowRepository(p.required.Shares()[0].Usage.Context.Root) {
		p.offer(knowledge.RuleNamed("vcs-git"), ".git", ".git")
	}
}

// maxParents is the number of parent directories that are searched for the root of a repository.
const maxParents = 8

// isBelowRepository reports whether a parent directory looks like the root of a repository.
func isBelowRepository(dir string) bool {
	for range maxParents {
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
		if slices.ContainsFunc(append([]string{".git"}, repositoryFiles...), func(name string) bool { return projectfile.Exists(filepath.Join(dir, name)) }) {
			return true
		}
	}
	return false
}

// mayBeNamed reports whether a source with wildcards of any instruction may name what a candidate excludes.
func (p *preventer) mayBeNamed(c *candidate) bool {
	base := path.Base(c.hits[0].Path)
	return slices.ContainsFunc(p.required.Shares(), func(share inventory.Share) bool {
		return slices.ContainsFunc(share.Build.Instructions, func(in build.Instruction) bool {
			return in.Context == share.Usage.Context.Name && slices.ContainsFunc(in.Sources, func(s build.Source) bool { return hasPart(s.Path, base) })
		})
	})
}

// isReferredTo reports whether a manifest refers to a path that a candidate would exclude, such as a package in the directory of a build.
func (p *preventer) isReferredTo(c *candidate) bool {
	then, err := c.Apply(p.after)
	if err != nil {
		return true
	}
	return slices.ContainsFunc(p.referring, func(at string) bool {
		if mentions(p.project.Text(at), path.Base(c.hits[0].Path)) {
			return true
		}
		return slices.ContainsFunc(p.project.Refs(at).Files, func(f manifest.File) bool {
			to := path.Join(path.Dir(at), f.Path)
			return to != "." && !strings.HasPrefix(to, "..") && then.Match(to).Excluded && !p.after.Match(to).Excluded
		})
	})
}

// mentions reports whether a manifest has the path of something in a directory with an ordinary name, such as target/lib.jar. Packages are
// named otherwise.
func mentions(text []byte, dir string) bool {
	return dir != "node_modules" && !strings.HasPrefix(dir, ".") && !strings.HasPrefix(dir, "_") && (bytes.Contains(text, []byte(dir+"/")) || bytes.Contains(text, []byte(dir+`\`)))
}

// hasPart reports whether a part of a source is, or may match, a name.
func hasPart(source, name string) bool {
	return slices.ContainsFunc(strings.Split(source, "/"), func(part string) bool {
		ok, err := path.Match(part, name)
		return ok && err == nil && strings.Trim(part, "*") != ""
	})
}

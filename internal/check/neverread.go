package check

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// misspelled are names that look like the ignore file's but are wrong. All begin with a dot or a d, and none is shorter than the first.
var misspelled = []string{"dockerignore", ".dockerignore.txt", ".docker-ignore", ".docker_ignore", "docker.ignore", ".dockerignores", ".dockeringore"}

// spares are suffixes of files that are kept beside an ignore file on purpose.
var spares = []string{"~", ".bak", ".orig", ".old", ".swp", ".example", ".sample", ".template", ".tmpl", ".j2"}

// unused is the reason why no builder uses an ignore file, as a sentence, and the fix.
type unused struct{ why, fix string }

// unusedName reports why the builder uses no file of that name although it looks like an ignore file; ok is false for any other.
func unusedName(name string, b build.Builder) (u unused, ok bool) {
	lower := strings.ToLower(name)
	if slices.ContainsFunc(spares, func(suffix string) bool { return strings.HasSuffix(lower, suffix) }) {
		return unused{}, false
	}
	u.why = fmt.Sprintf("%s is never used: builders use only .dockerignore and <Dockerfile>.dockerignore.", name)
	if slices.Contains(misspelled, lower) || lower == ".dockerignore" && name != lower {
		u.fix = "rename it to .dockerignore"
		return u, true
	}
	if rest, ok := strings.CutPrefix(name, ".dockerignore"); ok && rest != "" && strings.ContainsAny(rest[:1], ".-_") {
		u.fix = "rename it to <Dockerfile>.dockerignore"
		if own := rest[1:]; dockerfile.IsDockerfile(own) {
			u.fix = fmt.Sprintf("rename it to %s.dockerignore, beside %s", own, own)
		}
		return u, true
	}
	if own, ok := strings.CutSuffix(name, ".ignore"); ok && dockerfile.IsDockerfile(own) {
		u.fix = fmt.Sprintf("rename it to %s.dockerignore", own)
		return u, true
	}
	if own, ok := strings.CutSuffix(name, ".containerignore"); ok && b != build.Podman && (own == "" || dockerfile.IsDockerfile(own)) {
		return unused{fmt.Sprintf("Docker does not use %s (Podman does).", name), fmt.Sprintf("rename it to %s.dockerignore", own)}, true
	}
	return unused{}, false
}

// mayBeIgnore reports whether a name could be one that [unusedName] knows, without converting it.
func mayBeIgnore(name []byte) bool {
	const least = len("dockerignore")
	return len(name) >= least && (name[0] == '.' || name[0]|0x20 == 'd') || strings.HasSuffix(string(name), "ignore")
}

// neverRead finds ignore files that this build does not use, and that no other build could use.
func (i *Inspection) neverRead() []lint.Finding {
	var list []lint.Finding
	note := func(file string, u unused) {
		same := func(f lint.Finding) bool { return f.File == file }
		if file != i.Usage.Context.Ignore.Path && file != i.Usage.Context.Ignore.Shadowed && !slices.ContainsFunc(list, same) {
			f := lint.New(lint.IgnoreFileNeverRead, "%s", u.why).At(file, 0)
			f.Fix = &lint.Fix{Kind: "edit", Text: u.fix}
			list = append(list, f)
		}
	}
	root := i.Usage.Context.Root
	for c := range i.Usage.View.Names(".") {
		if c.Kind != walker.File || !mayBeIgnore(c.Name) {
			continue
		}
		if u, ok := unusedName(string(c.Name), i.Build.Builder); ok {
			note(filepath.Join(root, string(c.Name)), u)
		}
	}
	d := i.Build.Dockerfile
	if d == nil || !filepath.IsAbs(d.Path) || d.Inline || i.Usage.Context.Name != "" {
		return list
	}
	if own := d.Path + ".dockerignore"; i.Build.Builder == build.Legacy && isFile(own) {
		note(own, legacyUnused(filepath.Base(own)))
	}
	if dir := filepath.Dir(d.Path); dir != root {
		i.besideDockerfile(dir, note)
	}
	return list
}

// legacyUnused returns the reason for an ignore file that is named after a Dockerfile.
func legacyUnused(name string) unused {
	return unused{fmt.Sprintf("The legacy builder does not use %s: it uses only .dockerignore in the context root.", name), "build with BuildKit, or rename it to .dockerignore"}
}

// besideDockerfile checks the ignore files in the directory of a Dockerfile that is not in the context root.
func (i *Inspection) besideDockerfile(dir string, note func(file string, u unused)) {
	root, name := i.Usage.Context.Root, filepath.Base(i.Build.Dockerfile.Path)
	// An unreadable directory is ignored.
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if u, ok := unusedName(e.Name(), i.Build.Builder); ok && !e.IsDir() {
			note(filepath.Join(dir, e.Name()), u)
		}
	}
	if beside := filepath.Join(dir, ".dockerignore"); isFile(beside) && !i.isContext(dir) {
		note(beside, unused{"This build does not use it: the directory of the Dockerfile is not the context.",
			fmt.Sprintf("move it to the context root, or rename it to %s.dockerignore", name)})
	}
	if own := filepath.Join(root, name+".dockerignore"); isFile(own) && !isFile(filepath.Join(root, name)) {
		note(own, unused{fmt.Sprintf("This build does not use %s: it is not beside the Dockerfile.", filepath.Base(own)), "move it to the directory of " + name})
	}
}

package audit

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/walker"
)

// misspelled are names that look like the ignore file's and are not. All begin with a dot or a d, and none is shorter than the first.
var misspelled = []string{"dockerignore", ".dockerignore.txt", ".docker-ignore", ".docker_ignore", "docker.ignore", ".dockerignores", ".dockeringore"}

// spares are suffixes of files that are kept beside an ignore file on purpose.
var spares = []string{"~", ".bak", ".orig", ".old", ".swp", ".example", ".sample", ".template", ".tmpl", ".j2"}

// unusedName reports why the builder reads no file of that name although it looks like an ignore file; ok is false for any other.
func unusedName(name string, b build.Builder) (why string, ok bool) {
	lower := strings.ToLower(name)
	if slices.ContainsFunc(spares, func(suffix string) bool { return strings.HasSuffix(lower, suffix) }) {
		return "", false
	}
	if slices.Contains(misspelled, lower) || lower == ".dockerignore" && name != lower {
		return "no builder reads a file of this name: rename it to .dockerignore", true
	}
	if rest, ok := strings.CutPrefix(name, ".dockerignore"); ok && rest != "" && strings.ContainsAny(rest[:1], ".-_") {
		if own := rest[1:]; dockerfile.IsDockerfile(own) {
			return fmt.Sprintf("no builder reads a file of this name: rename it to %s.dockerignore, beside %s", own, own), true
		}
		return "no builder reads a file of this name: builders read .dockerignore and <Dockerfile>.dockerignore", true
	}
	if own, ok := strings.CutSuffix(name, ".ignore"); ok && dockerfile.IsDockerfile(own) {
		return fmt.Sprintf("no builder reads a file of this name: rename it to %s.dockerignore", own), true
	}
	if own, ok := strings.CutSuffix(name, ".containerignore"); ok && b != build.Podman && (own == "" || dockerfile.IsDockerfile(own)) {
		return fmt.Sprintf("docker does not read %s (podman does): rename it to %s.dockerignore", name, own), true
	}
	return "", false
}

// mayBeIgnore reports whether a name could be one that [unusedName] knows, without converting it.
func mayBeIgnore(name []byte) bool {
	const least = len("dockerignore")
	return len(name) >= least && (name[0] == '.' || name[0]|0x20 == 'd') || strings.HasSuffix(string(name), "ignore")
}

// neverRead finds ignore files that this build does not read, and that no other could.
func (i *Inspection) neverRead() []Finding {
	var list []Finding
	note := func(file, why string) {
		same := func(f Finding) bool { return f.File == file }
		if file != i.Context.Plan.Ignore.Path && file != i.Context.Plan.Ignore.Shadowed && !slices.ContainsFunc(list, same) {
			list = append(list, Finding{Code: IgnoreFileNeverRead, Severity: Warning, File: file, Message: why})
		}
	}
	root := i.Context.Plan.Root
	for c := range i.Context.View.Names(".") {
		if c.Kind != walker.File || !mayBeIgnore(c.Name) {
			continue
		}
		if why, ok := unusedName(string(c.Name), i.Build.Builder); ok {
			note(filepath.Join(root, string(c.Name)), why)
		}
	}
	d := i.Build.Dockerfile
	if d == nil || !filepath.IsAbs(d.Path) || d.Inline || i.Context.Plan.Name != "" {
		return list
	}
	if own := d.Path + ".dockerignore"; i.Build.Builder == build.Legacy && isFile(own) {
		note(own, fmt.Sprintf("the legacy builder does not read %s: it reads .dockerignore in the context root only", filepath.Base(own)))
	}
	if dir := filepath.Dir(d.Path); dir != root {
		i.besideDockerfile(dir, note)
	}
	return list
}

// besideDockerfile looks for ignore files in the directory of a Dockerfile that lies elsewhere than its context.
func (i *Inspection) besideDockerfile(dir string, note func(file, why string)) {
	root, name := i.Context.Plan.Root, filepath.Base(i.Build.Dockerfile.Path)
	// A directory that cannot be read shows nothing.
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if why, ok := unusedName(e.Name(), i.Build.Builder); ok && !e.IsDir() {
			note(filepath.Join(dir, e.Name()), why)
		}
	}
	if beside := filepath.Join(dir, ".dockerignore"); isFile(beside) && !i.isContext(dir) {
		note(beside, fmt.Sprintf("this build does not use it: move it to the context root, or rename it to %s.dockerignore", name))
	}
	if own := filepath.Join(root, name+".dockerignore"); isFile(own) && !isFile(filepath.Join(root, name)) {
		note(own, fmt.Sprintf("this build does not use it: it has to lie beside the Dockerfile, in %s", dir))
	}
}

// Package clones makes projects, as clones of them are after some work, that suggestions may harm: trees with what tools leave behind, Dockerfiles of several stages that name some of it,
// ignore files, compose files; the same ones for the same seed.
//
// Generate makes one, Project.Write puts it on disk, Project.String shows it to a person and Shrink makes a failing one small.
package clones

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Project is a directory with one or more builds.
type Project struct {
	Name string
	// Files are texts by their slash path; one that begins with "->" is a symbolic link.
	Files map[string]string
	// Builds are what can be built.
	Builds []Build
}

// Build is one Dockerfile with its context; the paths are relative to the project.
type Build struct {
	Dockerfile string
	Context    string
	// Named are the named contexts: a directory for each name.
	Named map[string]string
}

// Shell is the file of the project that is a shell with all its commands.
const Shell = "tools/sh"

const linkMark = "->"

// Write puts the project into a directory. shell is the static busybox that stands for [Shell].
func (p Project) Write(dir, shell string) error {
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := p.writeFile(name, file, shell); err != nil {
			return fmt.Errorf("making %s: %w", name, err)
		}
	}
	return nil
}

func (p Project) writeFile(name, file, shell string) error {
	text := p.Files[name]
	if target, isLink := strings.CutPrefix(text, linkMark); isLink {
		return os.Symlink(target, file)
	}
	if path.Base(name) == "sh" && strings.HasSuffix(name, Shell) {
		data, err := os.ReadFile(shell)
		if err != nil {
			return err
		}
		return os.WriteFile(file, data, 0o755)
	}
	mode := os.FileMode(0o644)
	if strings.HasPrefix(text, "#!") {
		mode = 0o755
	}
	return os.WriteFile(file, []byte(text), mode)
}

// String shows the project so that a person can make it again by hand.
func (p Project) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		fmt.Fprintf(&b, "-- %s --\n%s", name, p.Files[name])
		if !strings.HasSuffix(p.Files[name], "\n") {
			b.WriteByte('\n')
		}
	}
	for _, one := range p.Builds {
		fmt.Fprintf(&b, "build: -f %s %s %v\n", one.Dockerfile, one.Context, one.Named)
	}
	return b.String()
}

// Shrink takes away from a failing project what it does not need to fail: builds, files, lines of Dockerfiles and ignore files. It asks fails at most
// budget times.
func Shrink(p Project, budget int, fails func(Project) bool) Project {
	try := func(smaller Project) bool {
		if budget--; budget < 0 || !fails(smaller) {
			return false
		}
		p = smaller
		return true
	}
	for before := -1; before != p.size() && budget > 0; {
		before = p.size()
		for n := len(p.Builds) - 1; n >= 0; n-- {
			if smaller := p.clone(); len(p.Builds) > 1 {
				smaller.Builds = slices.Delete(smaller.Builds, n, n+1)
				try(smaller)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(p.Files)) {
			smaller := p.clone()
			delete(smaller.Files, name)
			if !try(smaller) {
				p.shrinkLines(name, try)
			}
		}
	}
	return p
}

// shrinkLines removes lines from a text, the last one first.
func (p *Project) shrinkLines(name string, try func(Project) bool) {
	if lines := slices.Collect(strings.Lines(p.Files[name])); len(lines) > 1 {
		for n := len(lines) - 1; n >= 0; n-- {
			smaller := p.clone()
			smaller.Files[name] = strings.Join(slices.Delete(slices.Clone(lines), n, n+1), "")
			if try(smaller) {
				lines = slices.Delete(lines, n, n+1)
			}
		}
	}
}

func (p Project) clone() Project {
	p.Files, p.Builds = maps.Clone(p.Files), slices.Clone(p.Builds)
	return p
}

func (p Project) size() int {
	n := len(p.Files) + len(p.Builds)
	for _, text := range p.Files {
		n += strings.Count(text, "\n")
	}
	return n
}

package inventory

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/manifest"
)

const (
	// maxNaming is the maximum number of files that are searched for names of Dockerfiles, and maxListed that of directory entries.
	maxNaming = 200
	maxListed = 1000
)

// namingDirs are the usual directories of a project's scripts and workflows.
var namingDirs = []string{".", ".github/workflows", ".gitlab", ".gitlab/ci", ".circleci", ".buildkite", ".azure", ".ci", ".woodpecker", ".devcontainer", "ci", "scripts", "script", "bin", "hack", "build",
	"tools", "docker", "deploy", "make", "mk"}

// NamedDockerfiles returns the Dockerfiles that a makefile, a script, a compose or bake file or a workflow of the context names.
func (p *Project) NamedDockerfiles() []string { return p.asked() }

func (p *Project) findDockerfiles() []string {
	var list []string
	tried := map[string]bool{}
	read := 0
	var words []string
	for _, dir := range namingDirs {
		for _, name := range p.namesIn(dir) {
			if !mayName(name, dir) || read == maxNaming {
				continue
			}
			read++
			words = manifest.AppendWords(words[:0], string(p.Text(path.Join(dir, name))))
			for _, word := range dockerfileWords(words) {
				for _, from := range []string{".", dir} {
					at := path.Join(from, word)
					if tried[at] {
						continue
					}
					tried[at] = true
					if text := p.Text(at); text != nil && dockerfile.IsDockerfileText(text) {
						list = append(list, at)
					}
				}
			}
		}
	}
	slices.Sort(list)
	return list
}

// namesIn lists the files of a directory of the context, sorted.
func (p *Project) namesIn(dir string) []string {
	files := p.files()
	if p.dir == "" || files == nil {
		return nil
	}
	root := files.Root()
	// Opening anything but a directory may block.
	if info, err := root.Stat(dir); err != nil || !info.IsDir() {
		return nil
	}
	entries, err := fs.ReadDir(root.FS(), dir)
	if err != nil {
		return nil
	}
	entries = entries[:min(len(entries), maxListed)]
	var list []string
	for _, e := range entries {
		if e.Type()&fs.ModeType == 0 {
			list = append(list, e.Name())
		}
	}
	return list
}

// mayName reports whether a file may hold commands that build images.
func mayName(name, dir string) bool {
	if IsLock(name) {
		return false
	}
	lower := strings.ToLower(name)
	switch path.Ext(lower) {
	case ".yml", ".yaml", ".sh", ".bash", ".mk", ".hcl", ".ps1", ".groovy", ".toml", ".bat", ".cmd":
		return true
	case "":
		return dir != "." || strings.HasSuffix(lower, "makefile") || strings.HasSuffix(lower, "file") || strings.Contains(lower, "build") || strings.Contains(lower, "docker")
	}
	return slices.Contains([]string{"package.json", "devcontainer.json", "makefile.common", "tasks.py", "noxfile.py", "docker-bake.json", "composer.json"}, lower)
}

// isDockerfileKey reports whether the word after this flag, key or variable may be the path of a Dockerfile.
func isDockerfileKey(w string) bool {
	if w == "-f" {
		return true
	}
	if !endsInFold(w, "file") && !endsInFold(w, "path") {
		return false
	}
	flag := strings.ToLower(strings.TrimLeft(w, "-@"))
	return flag == "file" || flag == "dockerfile" || strings.HasSuffix(flag, "_dockerfile") || strings.HasSuffix(flag, "dockerfile_path")
}

// endsInFold reports whether a word ends in a text, in any case.
func endsInFold(w, end string) bool {
	return len(w) >= len(end) && strings.EqualFold(w[len(w)-len(end):], end)
}

// maxNear is how many words before and behind "-f -" may be the path of what is read from standard input.
const maxNear = 10

// dockerfileWords returns the words of a text that follow -f, --file, file: or dockerfile:, in any notation, or that are Dockerfiles by their
// name.
func dockerfileWords(words []string) []string {
	var list []string
	for n, w := range words {
		if strings.HasPrefix(w, "-f") && len(w) > 2 && w[2] != 'o' {
			list = append(list, w[2:])
		}
		if n+1 < len(words) && isDockerfileKey(w) {
			list = append(list, strings.TrimPrefix(words[n+1], "./"))
			if words[n+1] == "-" {
				// From standard input: a redirection or a program before it has the path.
				for _, near := range words[max(0, n-maxNear):min(len(words), n+maxNear)] {
					list = append(list, strings.TrimPrefix(near, "./"))
				}
			}
		}
		if dockerfile.IsDockerfile(path.Base(w)) {
			list = append(list, strings.TrimPrefix(w, "./"))
		}
	}
	return slices.DeleteFunc(list, func(w string) bool {
		return w == "" || path.IsAbs(w) || strings.HasPrefix(path.Clean(w), "..") || len(w) > 200
	})
}

package required

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
)

// maxStars is how many "**" of a pattern are matched; one with more counts as a match.
const maxStars = 4

// matchesMember reports whether a directory is one of a workspace's members.
func matchesMember(patterns []string, dir string) bool {
	member := false
	for _, p := range patterns {
		p, excluded := strings.CutPrefix(p, "!")
		if strings.Count(p, "**") > maxStars {
			return true
		}
		if globMatch(strings.Split(path.Clean(p), "/"), strings.Split(dir, "/")) {
			member = !excluded
		}
	}
	return member
}

// globMatch matches parts of a path, where "**" stands for any number of them.
func globMatch(pattern, parts []string) bool {
	switch {
	case len(pattern) == 0:
		return len(parts) == 0
	case pattern[0] == "**":
		return globMatch(pattern[1:], parts) || len(parts) > 0 && globMatch(pattern, parts[1:])
	case len(parts) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], parts[0])
	return ok && err == nil && globMatch(pattern[1:], parts[1:])
}

// isMember reports whether a directory of the stage is a member of the workspace that is installed in another one.
func (f *flow) isMember(root, dir string) bool {
	rest := strings.TrimPrefix(strings.TrimPrefix(dir, root), "/")
	parent := path.Dir(f.hit.Path)
	if parent != rest && !strings.HasSuffix(parent, "/"+rest) {
		return false
	}
	top := path.Clean("./" + strings.TrimSuffix(strings.TrimSuffix(parent, rest), "/"))
	for _, name := range []string{"package.json", "pnpm-workspace.yaml", "lerna.json"} {
		text := f.project.Text(path.Join(top, name))
		if text == nil {
			continue
		}
		if r := manifest.Read(name, text); matchesMember(r.Members, rest) {
			return f.project.Text(path.Join(parent, "package.json")) != nil
		}
	}
	return false
}

package advise

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// exported are the files from which the requirements of pip are often made.
var exported = []string{"pyproject.toml", "setup.py", "setup.cfg", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile", "Pipfile.lock"}

// InstallFiles returns the base names and patterns of the files by which a RUN installs the dependencies of a project, and its first call of a
// package manager that does; nil and "" for none.
func InstallFiles(run *build.Run) (names []string, program string) {
	list, _ := installs(run, nil)
	for n := range list {
		i := &list[n]
		if i.removesDevelopment {
			continue
		}
		if program == "" {
			program = i.text()
		}
		names = append(names, slices.Concat(i.Manager.Files(), i.requirements())...)
		if strings.HasSuffix(i.Manager.Name, "pip") {
			names = append(names, exported...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), program
}

// requirements returns the base names of the files that pip is given.
func (i *install) requirements() []string {
	var names []string
	for n, w := range i.words {
		for _, flag := range []string{"-r", "--requirement", "-c", "--constraint"} {
			value, ok := strings.CutPrefix(w, flag)
			if !ok || !strings.HasSuffix(i.Manager.Name, "pip") {
				continue
			}
			if value == "" && n+1 < len(i.words) {
				value = i.words[n+1]
			}
			if name := path.Base(strings.TrimPrefix(value, "=")); name != "." && !strings.HasPrefix(name, "-") {
				names = append(names, name)
			}
		}
	}
	return names
}

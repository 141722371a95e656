package advise

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// lockFormat is a lock file of a package manager.
type lockFormat struct {
	manager, name string
	maxSize       int64
	parse         func(text []byte) (omitted map[string]bool, err error)
}

// lockFormats has the lock files that have directories of packages. Where a manager has two, the one that it prefers comes first.
var lockFormats = []lockFormat{
	{"npm", "npm-shrinkwrap.json", manifest.MaxLock, manifest.NpmLock},
	{"npm", "package-lock.json", manifest.MaxLock, manifest.NpmLock},
	{"pnpm", "pnpm-lock.yaml", manifest.MaxPnpmLock, manifest.PnpmLock},
}

// localDevelopment returns the size of the local development packages of an install, nil where it is not known: without a lock file, without a
// local install, or where a node_modules directory was not read.
func (v *adviser) localDevelopment(i *install) *lint.DevelopmentPackages {
	root, known := v.installRoot(i)
	p := v.Usages[0].Project
	if !known || p == nil || v.Usages[0].View == nil {
		return nil
	}
	n := slices.IndexFunc(lockFormats, func(l lockFormat) bool { return l.manager == i.Manager.Name && v.isFile(path.Join(root, l.name)) })
	if n < 0 {
		return nil
	}
	lock := path.Join(root, lockFormats[n].name)
	text := p.Head(lock, lockFormats[n].maxSize+1)
	if int64(len(text)) > lockFormats[n].maxSize {
		return nil
	}
	omitted, err := lockFormats[n].parse(text)
	if err != nil {
		return nil
	}
	return v.measureDevelopment(root, lock, omitted)
}

// isFile reports whether the main context has something other than a directory at a path, eligible or not.
func (v *adviser) isFile(name string) bool {
	exists, _ := v.Usages[0].View.Has(name, walker.Eligible)
	return exists && !v.isDir(name)
}

// measureDevelopment adds up the files of the packages in the node_modules directories of a project. A file belongs to the innermost package.
func (v *adviser) measureDevelopment(root, lock string, omitted map[string]bool) *lint.DevelopmentPackages {
	m := lint.DevelopmentPackages{Lock: lock}
	seen := map[string]bool{}
	for _, tree := range outerTrees(omitted) {
		dir := path.Join(root, tree)
		if exists, _ := v.Usages[0].View.Has(dir, walker.Eligible); !exists {
			continue
		}
		complete := v.Usages[0].View.Tree.Files(dir, func(file string, bytes int64) {
			m.Total = saturate.Add(m.Total, bytes)
			if owner := packageOf(strings.TrimPrefix(file, rootPrefix(root)), omitted); omitted[owner] {
				m.Bytes = saturate.Add(m.Bytes, bytes)
				seen[owner] = true
			}
		})
		if !complete {
			return nil
		}
	}
	if m.Packages = len(seen); m.Packages == 0 {
		return nil
	}
	return &m
}

// rootPrefix returns what the paths below a directory begin with.
func rootPrefix(root string) string {
	if root == "." {
		return ""
	}
	return root + "/"
}

// outerTrees returns the node_modules directories of packages that are in no other one: the project's and those of the members of its workspace.
func outerTrees(omitted map[string]bool) []string {
	var list []string
	for dir := range omitted {
		names := strings.Split(dir, "/")
		list = append(list, path.Join(names[:slices.Index(names, "node_modules")+1]...))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// packageOf returns the directory of the innermost package that a file is in, "." for none.
func packageOf(file string, packages map[string]bool) string {
	for file != "." {
		file = path.Dir(file)
		if _, ok := packages[file]; ok {
			break
		}
	}
	return file
}

package manifest

import (
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"
)

// MaxPnpmLock is the size of the largest pnpm-lock.yaml that is parsed, in bytes.
const MaxPnpmLock = 4 << 20

// maxPnpmName is the length of the longest directory name that pnpm does not shorten with a hash.
const maxPnpmName = 120

// pnpmGraph is the dependencies in a pnpm-lock.yaml of lockfileVersion 9.0.
type pnpmGraph struct {
	snapshots map[string]*yaml.Node
}

// PnpmLock returns the directories of the installed packages that a pnpm-lock.yaml has, relative to its own, and for each whether pnpm omits it with
// --prod: only development dependencies of the importers need it. It fails for names that pnpm shortens with a hash, which depends on its version, and
// for a lockfileVersion before 9.
func PnpmLock(text []byte) (omitted map[string]bool, err error) {
	root, err := document(text)
	if err != nil {
		return nil, err
	}
	version := field(root, "lockfileVersion")
	if version == nil || version.Value != "9.0" {
		return nil, fmt.Errorf("parsing pnpm-lock.yaml: the lockfileVersion is not 9.0")
	}
	g := pnpmGraph{entries(field(root, "snapshots"))}
	production, all := map[string]bool{}, map[string]bool{}
	for _, importer := range values(field(root, "importers")) {
		g.follow(production, importer, "dependencies", "optionalDependencies")
		g.follow(all, importer, "dependencies", "optionalDependencies", "devDependencies")
	}
	omitted = map[string]bool{}
	for key := range all {
		name, ok := pnpmDirectory(key)
		dir := "node_modules/.pnpm/" + name
		if !ok || !fs.ValidPath(dir) {
			return nil, fmt.Errorf("parsing pnpm-lock.yaml: the directory of %s is not known", key)
		}
		omitted[dir] = !production[key]
	}
	return omitted, nil
}

// follow adds the packages that sections of a node depend on, and all that these need.
func (g *pnpmGraph) follow(seen map[string]bool, from *yaml.Node, sections ...string) {
	open := g.dependencies(from, sections...)
	for len(open) > 0 {
		key := open[len(open)-1]
		open = open[:len(open)-1]
		if !seen[key] {
			seen[key] = true
			open = append(open, g.dependencies(g.snapshots[key], "dependencies", "optionalDependencies")...)
		}
	}
}

// dependencies returns the keys of the packages in sections of a node. Packages of the workspace have none.
func (g *pnpmGraph) dependencies(n *yaml.Node, sections ...string) []string {
	var keys []string
	for _, section := range sections {
		for name, value := range entries(field(n, section)) {
			if version := field(value, "version"); version != nil {
				value = version
			}
			for _, key := range []string{name + "@" + value.Value, value.Value} {
				if _, known := g.snapshots[key]; known {
					keys = append(keys, key)
					break
				}
			}
		}
	}
	return keys
}

// pnpmDirectory returns the name of the directory of a package in node_modules/.pnpm; ok is false where that depends on the version of pnpm: for a name
// with a hash, and for one with a "#", as URLs have.
func pnpmDirectory(key string) (name string, ok bool) {
	name = strings.NewReplacer("/", "+", ":", "+", ")(", "_", "(", "_", ")", "_", `\`, "+", "*", "+", "?", "+", `"`, "+", "<", "+", ">", "+", "|", "+").Replace(strings.TrimSuffix(key, ")"))
	return name, len(name) <= maxPnpmName && name == strings.ToLower(name) && !strings.Contains(name, "#")
}

// entries returns the values of a mapping by their keys.
func entries(n *yaml.Node) map[string]*yaml.Node {
	list := map[string]*yaml.Node{}
	if n = resolveAlias(n); n == nil || n.Kind != yaml.MappingNode {
		return list
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		list[n.Content[i].Value] = resolveAlias(n.Content[i+1])
	}
	return list
}

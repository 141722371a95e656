package manifest

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// document parses the first document of a YAML file.
func document(text []byte) (*yaml.Node, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err != nil {
		return nil, fmt.Errorf("parsing YAML: %w", err)
	}
	if len(n.Content) == 0 {
		return &yaml.Node{}, nil
	}
	return n.Content[0], nil
}

// field returns the value of a key of a mapping, nil where there is none.
func field(n *yaml.Node, name string) *yaml.Node {
	if n = resolveAlias(n); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return resolveAlias(n.Content[i+1])
		}
	}
	return nil
}

// resolveAlias returns what an alias stands for.
func resolveAlias(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// items returns the elements of a sequence.
func items(n *yaml.Node) []*yaml.Node {
	if n = resolveAlias(n); n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// values returns the values of a mapping.
func values(n *yaml.Node) []*yaml.Node {
	if n = resolveAlias(n); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var list []*yaml.Node
	for i := 1; i < len(n.Content); i += 2 {
		list = append(list, resolveAlias(n.Content[i]))
	}
	return list
}

func pnpmWorkspace(text []byte, r *Refs) error {
	root, err := document(text)
	if err != nil {
		return err
	}
	for _, p := range items(field(root, "packages")) {
		r.member(p.Value)
	}
	for _, p := range values(field(root, "patchedDependencies")) {
		r.file(p.Value, true)
	}
	for _, p := range values(field(root, "overrides")) {
		r.file(LocalPath(p.Value), true)
	}
	return nil
}

// PnpmWorkspace reports whether a pnpm-workspace.yaml names members, and the setting of that name.
func PnpmWorkspace(text []byte, setting string) (members bool, value string) {
	root, err := document(text)
	if err != nil {
		return true, ""
	}
	if n := field(root, setting); n != nil {
		value = n.Value
	}
	return field(root, "packages") != nil, value
}

func yarnrc(text []byte, r *Refs) error {
	root, err := document(text)
	if err != nil {
		return err
	}
	if p := field(root, "yarnPath"); p != nil {
		r.file(p.Value, true)
	}
	for _, p := range items(field(root, "plugins")) {
		if path := field(p, "path"); path != nil {
			r.file(path.Value, true)
		} else {
			r.file(p.Value, true)
		}
	}
	return nil
}

func pubspec(text []byte, r *Refs) error {
	root, err := document(text)
	if err != nil {
		return err
	}
	for _, section := range []string{"dependencies", "dev_dependencies", "dependency_overrides"} {
		for _, d := range values(field(root, section)) {
			if p := field(d, "path"); p != nil {
				r.file(p.Value, true)
			}
		}
	}
	for _, p := range items(field(root, "workspace")) {
		r.file(p.Value, true)
	}
	for _, p := range items(field(field(root, "flutter"), "assets")) {
		r.file(strings.TrimSuffix(p.Value, "/"), true)
	}
	return nil
}

// ComposeFiles returns the names of the compose files that docker compose reads by default.
func ComposeFiles() []string {
	return []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}
}

// Compose returns the directories that a compose file mounts into services and those that are contexts of builds, as they are written.
func Compose(text []byte) (mounts, contexts []string) {
	root, err := document(text)
	if err != nil {
		return nil, nil
	}
	for _, service := range values(field(root, "services")) {
		if build := field(service, "build"); build != nil {
			if c := field(build, "context"); c != nil {
				build = c
			}
			contexts = append(contexts, build.Value)
		}
		for _, v := range items(field(service, "volumes")) {
			source, _, short := strings.Cut(v.Value, ":")
			if s := field(v, "source"); s != nil {
				source, short = s.Value, true
			}
			if short {
				mounts = append(mounts, source)
			}
		}
	}
	return mounts, contexts
}

// ComposeEnvFiles returns the files whose variables a compose file gives to running services, as they are written.
func ComposeEnvFiles(text []byte) []string {
	root, err := document(text)
	if err != nil {
		return nil
	}
	var list []string
	add := func(n *yaml.Node) {
		if p := field(n, "path"); p != nil {
			n = p
		}
		if n != nil && n.Value != "" {
			list = append(list, n.Value)
		}
	}
	for _, service := range values(field(root, "services")) {
		files := field(service, "env_file")
		add(files)
		for _, f := range items(files) {
			add(f)
		}
	}
	return list
}

// CondaPip returns the requirements in the pip section of a conda environment file.
func CondaPip(text []byte) ([]string, error) {
	root, err := document(text)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, d := range items(field(root, "dependencies")) {
		for _, r := range items(field(d, "pip")) {
			list = append(list, r.Value)
		}
	}
	return list, nil
}

// PubspecGenerates reports whether a pubspec.yaml makes Flutter generate sources.
func PubspecGenerates(text []byte) bool {
	root, err := document(text)
	generate := field(field(root, "flutter"), "generate")
	return err != nil || generate != nil && generate.Value == "true"
}

// PubspecLocal returns the directories of the packages that a pubspec.yaml depends on by path, and of the members of its workspace.
func PubspecLocal(text []byte) ([]string, error) {
	root, err := document(text)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, section := range []string{"dependencies", "dev_dependencies", "dependency_overrides"} {
		for _, d := range values(field(root, section)) {
			if p := field(d, "path"); p != nil {
				list = append(list, p.Value)
			}
		}
	}
	for _, p := range items(field(root, "workspace")) {
		list = append(list, p.Value)
	}
	return list, nil
}

// BindTargets returns where a service of a compose file mounts directories of the host. Mounts with a variable are left out.
func BindTargets(text []byte, service string) []string {
	root, err := document(text)
	if err != nil {
		return nil
	}
	var targets []string
	for _, v := range items(field(field(field(root, "services"), service), "volumes")) {
		source, target := field(v, "source"), field(v, "target")
		if source == nil {
			// [SOURCE:]TARGET[:MODE]; a source that is no path is the name of a volume.
			parts := strings.Split(v.Value, ":")
			if len(parts) > 1 && !strings.Contains(v.Value, "$") && isHostPath(parts[0]) {
				targets = append(targets, parts[1])
			}
			continue
		}
		if kind := field(v, "type"); kind != nil && kind.Value == "bind" && target != nil && !strings.Contains(target.Value, "$") {
			targets = append(targets, target.Value)
		}
	}
	return targets
}

// isHostPath reports whether the source of a mount is a path.
func isHostPath(source string) bool {
	return source == "." || source == ".." || strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../") || strings.HasPrefix(source, "/") || strings.HasPrefix(source, "~")
}

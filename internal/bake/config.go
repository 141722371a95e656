package bake

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/distinct"
)

// config is the targets and groups of bake files, in the form that buildx's reader fills (bake/bake.go, Config).
type config struct {
	Groups  []*group  `hcl:"group,block" cty:"group"`
	Targets []*target `hcl:"target,block" cty:"target"`
}

type group struct {
	Name        string   `hcl:"name,label" cty:"name"`
	Description string   `hcl:"description,optional" cty:"description"`
	Targets     []string `hcl:"targets" cty:"targets"`
}

// mergeByName merges targets and groups of the same name.
func (c config) mergeByName() config {
	var m config
	for _, t := range c.Targets {
		if other := m.target(t.Name); other != nil {
			other.Merge(t)
		} else {
			m.Targets = append(m.Targets, t)
		}
	}
	for _, g := range c.Groups {
		if other := m.group(g.Name); other != nil {
			other.Targets = distinct.Strings(append(slices.Clip(other.Targets), g.Targets...))
		} else {
			m.Groups = append(m.Groups, g)
		}
	}
	return m
}

func (c config) target(name string) *target {
	if n := slices.IndexFunc(c.Targets, func(t *target) bool { return t.Name == name }); n >= 0 {
		return c.Targets[n]
	}
	return nil
}

func (c config) group(name string) *group {
	if n := slices.IndexFunc(c.Groups, func(g *group) bool { return g.Name == name }); n >= 0 {
		return c.Groups[n]
	}
	return nil
}

// names returns the names of groups and targets.
func (c config) names() []string {
	var list []string
	for _, g := range c.Groups {
		list = append(list, g.Name)
	}
	for _, t := range c.Targets {
		list = append(list, t.Name)
	}
	return distinct.Strings(list)
}

// match returns the groups and targets that match a name or a pattern.
func (c config) match(pattern string) []string {
	var list []string
	for _, name := range c.names() {
		if ok, err := path.Match(pattern, name); name == pattern || strings.ContainsAny(pattern, "*?[]") && ok && err == nil {
			list = append(list, name)
		}
	}
	return list
}

// expand returns the targets of a group and of the groups in it. A target is itself.
func (c config) expand(name string) []string { return c.expandOnce(name, map[string][]string{}) }

func (c config) expandOnce(name string, seen map[string][]string) []string {
	if list, ok := seen[name]; ok {
		return list
	}
	g := c.group(name)
	if g == nil {
		return []string{name}
	}
	seen[name] = nil
	var list []string
	for _, t := range g.Targets {
		// As in bake, a group that contains itself is the target of that name.
		inner := c.expandOnce(t, seen)
		if len(inner) == 0 {
			inner = []string{t}
		}
		list = append(list, inner...)
	}
	seen[name] = distinct.Strings(list)
	return seen[name]
}

// all returns the targets that are meant to be built: those of groups, those of contexts, and those that no target inherits from.
func (c config) all() []string {
	inherited := map[string]bool{}
	var list []string
	for _, t := range c.Targets {
		for _, name := range t.Inherits {
			inherited[name] = true
		}
	}
	for _, g := range c.Groups {
		list = append(list, c.expand(g.Name)...)
	}
	for _, t := range c.Targets {
		if !inherited[t.Name] {
			list = append(list, t.Name)
		}
	}
	for _, name := range slices.Clone(list) {
		list = append(list, c.linkedTargets(name, list)...)
	}
	list = distinct.Strings(list)
	slices.Sort(list)
	return list
}

// linkedTargets returns the targets that a target's contexts refer to, directly or indirectly.
func (c config) linkedTargets(name string, seen []string) []string {
	t, err := c.resolve(name)
	if err != nil {
		return nil
	}
	var list []string
	for _, key := range slices.Sorted(maps.Keys(t.Contexts)) {
		other, ok := strings.CutPrefix(t.Contexts[key], "target:")
		if ok && !slices.Contains(seen, other) && !slices.Contains(list, other) {
			list = append(list, other)
			list = append(list, c.linkedTargets(other, slices.Concat(seen, list))...)
		}
	}
	return list
}

// checkLinks returns an error where a target's contexts lead back to it (bake/bake.go, loadLinks). seen holds the visited targets, true for
// those on the current path.
func (c config) checkLinks(name string, seen map[string]bool) error {
	t, err := c.resolve(name)
	if err != nil {
		return err
	}
	seen[name] = true
	for _, key := range slices.Sorted(maps.Keys(t.Contexts)) {
		other, ok := strings.CutPrefix(t.Contexts[key], "target:")
		if !ok {
			continue
		}
		following, known := seen[other]
		if following {
			return &build.Error{Err: fmt.Errorf("the context %s of %s depends on %s again", key, name, other), Hint: "a target cannot depend on itself"}
		}
		if known {
			continue
		}
		if err := c.checkLinks(other, seen); err != nil {
			return err
		}
	}
	seen[name] = false
	return nil
}

// resolve merges a target with those that it inherits from (bake/bake.go, Config.target).
func (c config) resolve(name string) (*target, error) {
	return c.inherit(name, map[string]*target{})
}

func (c config) inherit(name string, seen map[string]*target) (*target, error) {
	if t, ok := seen[name]; ok {
		return t, nil
	}
	// A circle ends here, as it does in bake.
	seen[name] = nil
	own := c.target(name)
	if own == nil {
		return nil, build.UnknownName(build.Bake, name, c.names())
	}
	whole := &target{}
	for _, base := range own.Inherits {
		t, err := c.inherit(base, seen)
		if err != nil {
			return nil, err
		}
		if t != nil {
			whole.Merge(t)
		}
	}
	whole.Merge(own)
	// The attributes of its bases are merged already.
	whole.Name, whole.Inherits = name, nil
	seen[name] = whole
	return whole, nil
}

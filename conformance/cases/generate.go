package cases

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

// Generate makes case number n of a seed: the same one every time.
func Generate(seed uint64, n int) Case {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(n)))}
	c := Case{Name: fmt.Sprintf("%d-%04d", seed, n), Args: map[string]string{}, Named: map[string]Tree{}}
	c.Main = g.tree()
	c.Main.Texts[g.place(&c)] = g.file(&c)
	g.ignoreFiles(&c)
	for name, tree := range c.Named {
		if g.chance(60) {
			tree.Texts[".dockerignore"] = g.ignoreText(tree)
		}
		c.Named[name] = tree
	}
	return c
}

// generator draws everything from one source, so that a seed repeats a case.
type generator struct{ *rand.Rand }

// chance is true in so many of a hundred draws.
func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, from []T) T { return from[g.IntN(len(from))] }

// place chooses where the Dockerfile lies.
func (g *generator) place(c *Case) string {
	switch {
	case g.chance(12):
		c.Dockerfile = "docker.d/app.Dockerfile"
		return c.Dockerfile
	case g.chance(4):
		return "dockerfile"
	case g.chance(50):
		c.Dockerfile = "Dockerfile"
	}
	return "Dockerfile"
}

// file writes the Dockerfile; a third of them copy everything.
func (g *generator) file(c *Case) string {
	if g.chance(35) {
		return "FROM scratch\nCOPY . /c/\n"
	}
	if g.chance(18) {
		c.Named[pick(g, []string{"shared", "lib.x", "app"})] = g.tree()
	}
	d := dockerfile{generator: g, main: c.Main, named: c.Named, args: c.Args}
	text := d.text()
	if len(d.stages) > 1 && g.chance(30) {
		c.Target = pick(g, d.stages)
	}
	if g.chance(8) {
		c.Platform = pick(g, []string{"linux/arm64", "linux/amd64", "linux/arm/v7"})
	}
	return text
}

// ignoreFiles writes those that may be read, and some that are not.
func (g *generator) ignoreFiles(c *Case) {
	if g.chance(85) {
		c.Main.Texts[".dockerignore"] = g.ignoreText(c.Main)
	}
	if g.chance(12) {
		c.Main.Texts[dockerfilePath(c)+".dockerignore"] = g.ignoreText(c.Main)
	}
	if g.chance(3) {
		delete(c.Main.Texts, ".dockerignore")
		c.Main.Texts["conf.d/ignored"] = g.ignoreText(c.Main)
		target := pick(g, []string{"conf.d/ignored", "/conf.d/ignored", "../../elsewhere", "conf.d", "gone"})
		c.Main.Entries = append(c.Main.Entries, Entry{Path: ".dockerignore", Kind: Symlink, Target: target})
	}
	if g.chance(5) {
		c.Main.Texts["docker.d/.dockerignore"] = g.ignoreText(c.Main)
	}
}

// dockerfilePath is where the Dockerfile lies, whether or not -f names it.
func dockerfilePath(c *Case) string {
	for p := range c.Main.Texts {
		if strings.EqualFold(path.Ext(p), ".Dockerfile") || strings.EqualFold(p, "Dockerfile") {
			return p
		}
	}
	return "Dockerfile"
}

// Plain is the case with a Dockerfile that copies everything, and without what
// a Dockerfile can ask for.
func (c Case) Plain() Case {
	c.Named, c.Platform, c.Target, c.Args = nil, "", "", nil
	texts := maps.Clone(c.Main.Texts)
	texts[dockerfilePath(&c)] = "FROM scratch\nCOPY . /c/\n"
	c.Main = Tree{Entries: c.Main.Entries, Texts: texts}
	return c
}

// of lists the paths of some kinds.
func (t Tree) of(kinds ...Kind) []string {
	var paths []string
	for _, e := range t.Entries {
		if slices.Contains(kinds, e.Kind) {
			paths = append(paths, e.Path)
		}
	}
	return paths
}

// Recipe is a Dockerfile that is only read, never built: it may name images,
// URLs and repositories.
type Recipe struct {
	Text     string
	Target   string
	Args     map[string]string
	Platform string
	Contexts []string
}

// Cook makes recipe number n of a seed.
func Cook(seed uint64, n int) Recipe {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(n)))}
	c := Case{Args: map[string]string{}, Named: map[string]Tree{}}
	if g.chance(25) {
		c.Named["shared"] = g.tree()
	}
	d := dockerfile{generator: g, main: g.tree(), named: c.Named, args: c.Args, remote: true}
	r := Recipe{Text: d.text(), Args: c.Args, Contexts: slices.Sorted(maps.Keys(c.Named))}
	if g.chance(40) {
		r.Target = pick(g, append(d.stages, "0", "DEPS", "nosuch"))
	}
	if g.chance(15) {
		r.Platform = pick(g, []string{"linux/arm64", "linux/amd64", "linux/arm/v7", "windows/amd64"})
	}
	return r
}

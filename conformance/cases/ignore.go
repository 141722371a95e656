package cases

import (
	"path"
	"strings"
)

// ignoreText writes an ignore file for a tree: lines that hit something,
// exceptions from them, and the oddities of the format.
func (g *generator) ignoreText(t Tree) string {
	var lines []string
	for range g.IntN(11) {
		lines = append(lines, g.ignoreLine(t))
	}
	if g.chance(30) {
		lines = append(lines, g.exception(t)...)
	}
	if g.chance(3) {
		lines = append(lines, pick(g, []string{"[", "!", "![]", "a[", `x\`, "!!a", "a/[b-a]", "tab\tinside", "lone\rreturn", "[]a]", "[a", "***"}))
	}
	if g.chance(20) {
		lines = append([]string{"# comment", ""}, lines...)
	}
	g.Shuffle(len(lines)/3, func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return g.encode(lines)
}

func (g *generator) encode(lines []string) string {
	end := "\n"
	if g.chance(10) {
		end = "\r\n"
	}
	text := strings.Join(lines, end)
	if g.chance(70) {
		text += end
	}
	if g.chance(8) {
		text = "\ufeff" + text
	}
	return text
}

// exception excludes a directory, re-includes something in it, and sometimes
// excludes the directory again.
func (g *generator) exception(t Tree) []string {
	inner := g.known(t)
	dir := path.Dir(inner)
	if dir == "." {
		dir = pick(g, []string{"*", "**", "src"})
	}
	lines := []string{pick(g, []string{dir, dir + "/*", dir + "/**", "*", "**"}), "!" + pick(g, []string{inner, path.Dir(inner) + "/*" + path.Ext(inner), "**/" + path.Base(inner), dir})}
	if g.chance(35) {
		lines = append(lines, pick(g, []string{dir, "**/" + path.Base(dir), dir + "*", path.Base(inner)}))
	}
	return lines
}

// known is a path of the tree, or nearly one.
func (g *generator) known(t Tree) string {
	paths := t.of(Dir, File, Symlink, Hard, FIFO, Socket, Device)
	if len(paths) == 0 || g.chance(8) {
		return path.Join(pick(g, dirNames()), pick(g, fileNames()))
	}
	return pick(g, paths)
}

func (g *generator) ignoreLine(t Tree) string {
	line := g.pattern(t)
	switch {
	case g.chance(8):
		line = "/" + line
	case g.chance(5):
		line = "./" + line
	case g.chance(5):
		line = pick(g, []string{"a/../", "x/./", "../"}) + line
	case g.chance(5):
		line = strings.Replace(line, "/", "//", 1)
	}
	if g.chance(10) {
		line += "/"
	}
	if g.chance(25) {
		line = "!" + line
	}
	if g.chance(6) {
		line = "  " + line + " \t"
	}
	return line
}

func (g *generator) pattern(t Tree) string {
	p := g.known(t)
	base := path.Base(p)
	switch g.IntN(12) {
	case 0, 1, 2:
		return p
	case 3, 4:
		return "**/" + base
	case 5:
		return p + pick(g, []string{"/*", "/**", "/**/*"})
	case 6:
		return pick(g, []string{"*", "**/*"}) + path.Ext(base)
	case 7:
		return path.Join(path.Dir(p), "*"+path.Ext(base))
	case 8:
		return g.blur(p)
	case 9:
		return base
	case 10:
		return pick(g, []string{"*", "**", "*.*", ".*", "**/.*", "?", "[a-c]", "[^a]", "[!a]", "*s", "s*", "**/*s/", "*/*", "**/?", "**/**", ".", "/", "**/node_*/**", "*/*/*"})
	}
	return path.Join(g.blur(path.Dir(p)), g.blur(base))
}

// blur puts wildcards and classes into some components.
func (g *generator) blur(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		if part == "" || part == "." || g.chance(50) {
			continue
		}
		r := []rune(part)
		switch g.IntN(7) {
		case 0:
			parts[i] = "*"
		case 1:
			parts[i] = "**"
		case 2:
			parts[i] = string(r[0]) + "*"
		case 3:
			parts[i] = "?" + string(r[1:])
		case 4:
			parts[i] = "[" + pick(g, []string{"", "^", "a-"}) + string(r[0]) + "]" + string(r[1:])
		case 5:
			parts[i] = `\` + part
		case 6:
			parts[i] = "*" + string(r[len(r)-1])
		}
	}
	return strings.Join(parts, "/")
}

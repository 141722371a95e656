package cases

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

func dirNames() []string {
	return []string{"node_modules", "node_modules", "vendor", ".git", "dist", "src", "src", "pkg", "docs", "a", "b", "deep",
		"__pycache__", "ünï", "sp ace", "x[1]", "foo.bar", "docker.d"}
}

func fileNames() []string {
	return []string{"main.go", "index.js", "README.md", ".env", ".env", ".env.example", ".DS_Store", "a.pyc", "b.pyc", "data.bin",
		"Makefile", "x.log", "keep.me", "q w.txt", "é.txt", "!bang", "#note", "-", "a", "b", "package.json", "package-lock.json", "CAPS.TXT", "caps.txt"}
}

// hostileNames are those that patterns, headers and terminals read otherwise.
func hostileNames() []string {
	return []string{`back\slash`, "st*r", "q?q", "{a,b}", "^a", "$HOME", "%41", "~", "tab\there", "new\nline", "..data", "...", " lead", "trail ",
		"\xff\xfe", "a\xc3", "[", "]x", "a|b", "(p)", "x.", "+1", "c:d", strings.Repeat("n", 128), strings.Repeat("長", 60)}
}

func sizes() []int64 {
	return []int64{0, 1, 5, 100, 100, 127, 128, 4096, 16383, 16384, 32767, 32768, 32769, 65536, 65537, 70000}
}

// tree makes directories first, then what lies in them, then links to both.
func (g *generator) tree() Tree {
	t := Tree{Texts: map[string]string{}}
	g.dirs(&t)
	odd := g.chance(35)
	for range g.IntN(45) {
		g.add(&t, g.regular(odd))
	}
	for range g.IntN(6) {
		g.link(&t)
	}
	if odd {
		g.oddities(&t)
	}
	return t
}

func (g *generator) dirs(t *Tree) {
	for range g.IntN(14) {
		g.add(t, Entry{Path: pick(g, dirNames()), Kind: Dir})
	}
	if g.chance(4) {
		deep := "deep"
		for range 40 {
			deep = path.Join(deep, pick(g, []string{"d", "src", "node_modules"}))
			t.Entries = append(t.Entries, Entry{Path: deep, Kind: Dir})
		}
		t.Entries = slices.Insert(t.Entries, 0, Entry{Path: "deep", Kind: Dir})
		t.Entries = dedupe(t.Entries)
	}
}

func dedupe(entries []Entry) []Entry {
	seen := map[string]bool{}
	return slices.DeleteFunc(entries, func(e Entry) bool {
		again := seen[e.Path]
		seen[e.Path] = true
		return again
	})
}

// add puts an entry, named by its last component, into some directory, unless
// the name is taken.
func (g *generator) add(t *Tree, e Entry) {
	dirs := append(t.of(Dir), "", "")
	e.Path = path.Join(pick(g, dirs), e.Path)
	if !slices.ContainsFunc(t.Entries, func(o Entry) bool { return o.Path == e.Path }) {
		t.Entries = append(t.Entries, e)
	}
}

func (g *generator) regular(odd bool) Entry {
	e := Entry{Path: pick(g, fileNames()), Kind: File, Size: pick(g, sizes())}
	if g.chance(10) {
		e.Size = g.Int64N(300_000)
	}
	if odd && g.chance(15) {
		e.Path = pick(g, hostileNames())
	}
	if odd && g.chance(40) {
		g.disguise(&e)
	}
	return e
}

// disguise changes the metadata of an entry that is sent.
func (g *generator) disguise(e *Entry) {
	if g.chance(40) {
		e.Mode = pick(g, []fs.FileMode{0o755, 0o600, 0o777, 0o400, 0o755 | fs.ModeSetuid, 0o2755&0o777 | fs.ModeSetgid, 0o777 | fs.ModeSticky,
			0o711 | fs.ModeSetuid | fs.ModeSetgid})
	}
	if g.chance(40) {
		e.Time = pick(g, []time.Time{time.Unix(0, 0), time.Unix(0, 1), time.Unix(-1, 0), time.Unix(-1, 999_999_999), time.Unix(-500_000_000, 5),
			time.Unix(1, 0), time.Unix(1_700_000_000, 123_456_789), time.Unix(1<<31, 0), time.Unix(1<<33, 0), time.Unix(1<<33+7, 500)})
	}
	if g.chance(30) {
		e.Xattrs = map[string]string{"user.note": strings.Repeat("x", pick(g, []int{0, 1, 100, 127, 128, 1000}))}
		if g.chance(30) {
			e.Xattrs["user.ünï"] = "\x00\xff"
		}
	}
}

// link adds a symbolic link: to something there, out of the context, to the
// root, to itself, to nothing.
func (g *generator) link(t *Tree) {
	e := Entry{Path: pick(g, []string{"link", "cur", "ln2", "l.log"}), Kind: Symlink}
	there := append(t.of(Dir, File, Symlink), "gone/x")
	e.Target = pick(g, there)
	switch {
	case g.chance(20):
		e.Target = "/" + e.Target
	case g.chance(25):
		e.Target = strings.Repeat("../", 1+g.IntN(4)) + e.Target
	case g.chance(15):
		e.Target = pick(g, []string{".", "..", "/", "./", e.Path, "../..", "/etc/passwd", "a//b", "./src/../src"})
	case g.chance(30):
		e.Target = path.Base(e.Target)
	case g.chance(6):
		e.Target = pick(g, []string{"[", "a/[", e.Target + "/[x", "*", "!bang", `back\slash`})
	case g.chance(10):
		e.Target = pick(g, []string{e.Path + "/../", "gone/../", "src/../", "link/../"}) + e.Target
	}
	if e.Target == "" {
		e.Target = "gone"
	}
	g.add(t, e)
}

func (g *generator) oddities(t *Tree) {
	for range g.IntN(4) {
		if files := t.of(File); len(files) > 0 {
			g.add(t, Entry{Path: pick(g, []string{"hard", "a.hard", "zz"}), Kind: Hard, Target: pick(g, files)})
		}
	}
	for range g.IntN(3) {
		e := Entry{Path: pick(g, []string{"pipe", "sock", "null", "x.log"}), Kind: pick(g, []Kind{FIFO, Socket, Device})}
		if g.chance(30) {
			g.disguise(&e)
		}
		e.Xattrs = nil
		g.add(t, e)
	}
	for range g.IntN(3) {
		e := Entry{Path: pick(g, append(hostileNames(), dirNames()...)), Kind: Dir}
		g.disguise(&e)
		if e.Mode != 0 {
			e.Mode |= 0o700
		}
		g.add(t, e)
	}
}

// madeParts is how many random trees a made one is put together from: some two
// thousand entries.
const madeParts = 60

// Made is one large tree with links, odd kinds and every name that can be sent;
// one that is not UTF-8 cannot.
func Made(seed uint64) Tree {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, madeParts))}
	all := Tree{Texts: map[string]string{".dockerignore": "**/node_modules\n!**/keep.me\n**/*.pyc\nt1*/**\n!t11/src\n"}}
	for i := range madeParts {
		part := g.tree()
		for _, name := range hostileNames() {
			g.add(&part, g.named(name))
		}
		dir := fmt.Sprintf("t%d", i)
		all.Entries = append(all.Entries, Entry{Path: dir, Kind: Dir})
		for _, e := range part.Entries {
			e.Path = path.Join(dir, e.Path)
			if e.Kind == Hard {
				e.Target = path.Join(dir, e.Target)
			}
			if utf8.ValidString(e.Path) && utf8.ValidString(e.Target) {
				all.Entries = append(all.Entries, e)
			}
		}
	}
	return all
}

func (g *generator) named(name string) Entry {
	e := Entry{Path: name, Kind: File, Size: pick(g, sizes())}
	g.disguise(&e)
	return e
}

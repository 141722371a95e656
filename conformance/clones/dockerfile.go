package clones

import (
	"fmt"
	"path"
	"strings"
)

// dockerfile writes one Dockerfile. Every base is scratch or a stage.
type dockerfile struct {
	*generator
	named map[string]string

	b      strings.Builder
	stages []*stage
}

// stage is what the generator believes to be in a stage.
type stage struct {
	name  string
	shell bool
	dir   string
	// has are the copies: where they lie, and of what.
	has []copied
}

// copied is a path of the main context, or the context, and where it lies in a stage.
type copied struct{ at, from string }

func (d *dockerfile) line(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

func (d *dockerfile) text() string {
	for n := range 1 + d.IntN(4) {
		d.stage(n)
	}
	return d.b.String()
}

func (d *dockerfile) stage(n int) {
	s := &stage{name: []string{"base", "deps", "build", "final"}[n], dir: "/"}
	base := "scratch"
	if n > 0 && d.chance(30) {
		on := pick(d.generator, d.stages)
		base, s.shell, s.dir, s.has = on.name, on.shell, on.dir, append([]copied{}, on.has...)
	}
	d.line("FROM %s AS %s", base, s.name)
	d.stages = append(d.stages, s)
	if !s.shell && d.chance(50) {
		d.line("COPY %s /bin/sh", Shell)
		s.shell = true
	}
	if d.chance(40) {
		s.dir = pick(d.generator, []string{"/app", "/w", "/app/sub", "/srv/x"})
		d.line("WORKDIR %s", s.dir)
	}
	if n == 0 || d.chance(40) {
		d.whole(s)
	}
	for range 1 + d.IntN(4) {
		d.instruction(s)
	}
}

// whole copies the context.
func (d *dockerfile) whole(s *stage) {
	dest := pick(d.generator, []string{"/app/", "/app", ".", "./", "/src", "/srv/x/"})
	d.line("%s %s%s %s", pick(d.generator, []string{"COPY", "COPY", "ADD"}), pick(d.generator, []string{"", "", "", "--link ", "--exclude=docs "}), pick(d.generator, []string{".", ".", "./", "/"}), dest)
	s.put(dest, ".")
}

// put notes a copy.
func (s *stage) put(dest, from string) {
	if !path.IsAbs(dest) {
		dest = path.Join(s.dir, dest)
	}
	s.has = append(s.has, copied{path.Clean(dest), from})
}

func (d *dockerfile) instruction(s *stage) {
	switch n := d.IntN(20); {
	case n < 4:
		d.copyContext(s)
	case n < 5:
		d.whole(s)
	case n < 12 && len(d.stages) > 1:
		d.copyStage(s)
	case n < 13:
		d.line("COPY <<EOF %s\nhello\nEOF", pick(d.generator, []string{"/app/hello", "/app/logs/", "/etc/hello"}))
	case n < 14 && len(d.named) > 0:
		d.line("COPY --from=libs %s /l/", pick(d.generator, []string{"lib", ".", "o.txt", "dist", "lib/node_modules/c"}))
	case n < 15:
		d.line("COPY --parents %s /p/", d.either())
	case s.shell:
		d.run(s)
	}
}

func (d *dockerfile) copyContext(s *stage) {
	source := d.either()
	dest := pick(d.generator, []string{"/app/", "/d/", "/app/" + d.either(), ".", "/app/" + source, "/x"})
	if d.chance(20) {
		source = path.Join(path.Dir(source), path.Base(source)[:1]+"*")
		dest = "/wild/"
	}
	d.line("COPY %s%s %s", d.exclusion(), source, dest)
	s.put(dest, source)
}

// known picks a path of a stage, and below what it copied.
func (d *dockerfile) known(s *stage) string {
	if len(s.has) == 0 {
		return "/bin"
	}
	c := pick(d.generator, s.has)
	p := d.either()
	for range 20 {
		if rel, ok := strings.CutPrefix(p, c.from+"/"); ok {
			return path.Join(c.at, rel)
		}
		if c.from == "." {
			return path.Join(c.at, p)
		}
		p = d.either()
	}
	return c.at
}

func (d *dockerfile) other() *stage { return pick(d.generator, d.stages[:len(d.stages)-1]) }

func (d *dockerfile) copyStage(s *stage) {
	from := d.other()
	source := d.known(from)
	dest := pick(d.generator, []string{"/out/", "/out", "/app/", "/app", "/e/" + path.Base(source), ".", "/app/" + d.either()})
	switch n := d.IntN(10); {
	case n < 1:
		source = path.Dir(source)
	case n < 2:
		source, dest = path.Join(path.Dir(source), path.Base(source)[:1]+"*"), "/wild/"
	case n < 3:
		if dir, base := path.Split(source); base != "" && d.chance(30) {
			source = dir + "./" + base[:1] + "*"
		}
		d.line("COPY --from=%s --parents %s /p/", from.name, source)
		return
	case n < 4 && len(from.has) > 0:
		c := pick(d.generator, from.has)
		source = c.at
		s.put(dest, c.from)
	case n < 5 && s.shell:
		d.line("RUN --mount=from=%s,source=%s,target=/mnt/x cp -r /mnt/x /mounted", from.name, source)
		return
	}
	d.line("COPY --from=%s %s%s %s", from.name, d.exclusion(), source, dest)
}

// exclusion is a flag that leaves files out, or mostly nothing.
func (d *dockerfile) exclusion() string {
	if !d.chance(20) {
		return ""
	}
	return "--exclude=" + pick(d.generator, []string{"docs", "*.md", "**/*.js", d.either(), path.Base(d.either())}) + " "
}

// run writes a RUN that reads what it names, or makes something. It never names the root: a copy of that into itself fills the disk.
func (d *dockerfile) run(s *stage) {
	p := d.known(s)
	if p == "/" {
		p = "/bin"
	}
	switch d.IntN(12) {
	case 0, 1, 2, 3:
		d.line("RUN %s", pick(d.generator, []string{"true", "mkdir -p /out && echo hi > /out/hi", "mkdir -p /app/dist && echo made > /app/dist/made.js", "echo $HOME", "mkdir -p /app/logs"}))
	case 4:
		d.line("RUN mkdir -p /out && cat %s > /out/read", p)
	case 5:
		d.line("RUN test -e %s", p)
	case 6:
		d.line("RUN cp -r %s /copied", p)
	case 7:
		d.line("RUN cd %s && ls %s", path.Dir(p), path.Base(p))
	case 8:
		d.line("RUN sh %s", path.Join(d.root(s), "scripts/build.sh"))
	case 9:
		d.line("RUN sh %s", path.Join(d.root(s), "scripts/read.sh"))
	case 10:
		d.line("RUN --mount=type=bind,target=/m cp -r /m/%s /mounted", d.either())
	case 11:
		d.line("RUN --mount=type=bind,source=%s,target=/m/x cp -r /m/x /mounted", d.either())
	}
}

// root is where a stage has the whole context.
func (d *dockerfile) root(s *stage) string {
	for _, c := range s.has {
		if c.from == "." {
			return c.at
		}
	}
	return "/app"
}

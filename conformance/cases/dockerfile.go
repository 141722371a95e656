package cases

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// dockerfile writes one Dockerfile. Every base is scratch or a stage: nothing
// is pulled. A RUN cannot succeed there, but what it mounts is requested all
// the same.
type dockerfile struct {
	*generator
	main   Tree
	named  map[string]Tree
	args   map[string]string
	remote bool // images, URLs and git sources, too: for collectors, not for daemons

	stages []string
	b      strings.Builder
}

func (d *dockerfile) text() string {
	if d.chance(5) {
		d.line(pick(d.generator, []string{"# escape=`", "# check=skip=all", "# a comment", "\ufeff# check=skip=all"}))
	}
	if d.remote && d.chance(5) {
		d.line("# syntax=docker/dockerfile:1")
	}
	global := d.chance(20)
	if global {
		d.line("ARG BASE=scratch")
		d.line("ARG DIR=src WHAT=${DIR}/main.go")
		d.arg("DIR")
	}
	for i := range 1 + d.IntN(4) {
		d.stage(i, global)
	}
	text := d.b.String()
	if d.chance(5) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

func (d *dockerfile) line(format string, args ...any) {
	if len(args) == 0 {
		d.b.WriteString(format + "\n")
		return
	}
	fmt.Fprintf(&d.b, format+"\n", args...)
}

// arg sometimes sets a build argument on the command line; one that is not
// UTF-8 would not reach the daemon.
func (d *dockerfile) arg(name string) {
	if value := d.known(d.main); d.chance(30) && utf8.ValidString(value) {
		d.args[name] = value
	}
}

func (d *dockerfile) stage(i int, global bool) {
	base := "scratch"
	switch {
	case i > 0 && d.chance(35):
		base = pick(d.generator, d.stages)
	case global && d.chance(50):
		base = pick(d.generator, []string{"$BASE", "${BASE}", "${NONE:-scratch}"})
	case len(d.named) > 0 && d.chance(20):
		base = d.context()
	case d.remote && d.chance(50):
		base = pick(d.generator, []string{"alpine", "golang:1.26", "docker.io/library/node:20@sha256:" + strings.Repeat("ab", 32)})
	}
	name := []string{"base", "Deps", "dev", "prod"}[i]
	flags := ""
	if d.chance(5) {
		flags = "--platform=$BUILDPLATFORM "
	}
	d.line("%s %s%s %s %s", pick(d.generator, []string{"FROM", "FROM", "from"}), flags, base, pick(d.generator, []string{"AS", "as"}), name)
	d.stages = append(d.stages, strings.ToLower(name))
	if global && d.chance(60) {
		d.line(pick(d.generator, []string{"ARG DIR", "ARG WHAT", "ARG DIR=docs", "ARG DIR WHAT"}))
	}
	for range d.IntN(5) {
		d.instruction()
	}
}

func (d *dockerfile) context() string {
	return pick(d.generator, slices.Sorted(maps.Keys(d.named)))
}

func (d *dockerfile) instruction() {
	switch n := d.IntN(24); {
	case n < 9:
		d.copyContext("")
	case n < 11:
		d.copyStage()
	case n < 13:
		d.variable()
	case n < 14:
		d.line(pick(d.generator, []string{"WORKDIR /w", "USER 1000", "LABEL a=b", "CMD [\"/x\"]", "EXPOSE 80", "VOLUME /v", "ENV A=1 B=2"}))
	case n < 15:
		d.heredoc()
	case n < 16:
		d.copyContext("ONBUILD ")
	case n < 17:
		d.parents()
	case n < 18:
		d.excluding()
	case n < 19:
		d.predefined()
	case n < 20 && d.chance(40):
		d.run()
	case n < 21 && d.remote:
		d.line(pick(d.generator, []string{"ADD https://example.com/x.tgz /x/", "ADD https://github.com/moby/buildkit.git#v1 /x", "ADD git@github.com:moby/buildkit.git /x", "ADD http://example.com/a a /x/"}))
	case len(d.named) > 0:
		d.copyNamed()
	}
}

// copyContext names one to three sources of the main context.
func (d *dockerfile) copyContext(before string) {
	var sources []string
	for range 1 + d.IntN(3) {
		sources = append(sources, d.source(d.main))
	}
	keyword := pick(d.generator, []string{"COPY", "COPY", "ADD", "copy"})
	d.line("%s%s %s%s", before, keyword, d.flags(), d.words(append(sources, "/d/")))
}

func (d *dockerfile) flags() string {
	if d.chance(80) {
		return ""
	}
	return pick(d.generator, []string{"--chown=1:1 ", "--chmod=755 ", "--link ", "--link=false "})
}

// words writes the JSON form unless the shell form can say the same.
func (d *dockerfile) words(words []string) string {
	plain := !slices.ContainsFunc(words, func(w string) bool { return w == "" || strings.ContainsAny(w, " \t\n\"'\\$`#<\r[") })
	if plain && d.chance(60) {
		return strings.Join(words, " ")
	}
	text, err := json.Marshal(words)
	if err != nil {
		return `["a", "/d/"]`
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(text))
}

// source spells a path in one of the ways in which people do.
func (d *dockerfile) source(t Tree) string {
	p := d.known(t)
	if d.chance(3) {
		return pick(d.generator, []string{"none*", "src/none*", "a/*/none", "[*/x", "none/*", "*/*.none"})
	}
	if links := t.of(Symlink); len(links) > 0 && d.chance(15) {
		p = pick(d.generator, links)
		if d.chance(40) {
			p = path.Join(p, pick(d.generator, append(fileNames(), "*", "a*")))
		}
	}
	switch d.IntN(16) {
	case 0:
		return "."
	case 1:
		return path.Join(path.Dir(p), "*")
	case 2:
		return d.blur(p)
	case 3:
		return path.Join(path.Dir(p), path.Base(p)[:1]+"*")
	case 4:
		return "./" + p
	case 5:
		return "/" + p
	case 6:
		return p + "/"
	case 7:
		return pick(d.generator, []string{"../" + p, "a/../" + p, p + "/.", "./" + p + "//", "*", "./*", "**", "", "src/..", "*/*", p + "/.."})
	case 8:
		return path.Dir(p)
	}
	return p
}

func (d *dockerfile) copyStage() {
	if len(d.stages) < 2 {
		d.copyContext("")
		return
	}
	from := pick(d.generator, d.stages[:len(d.stages)-1])
	if d.chance(25) {
		from = fmt.Sprint(d.IntN(len(d.stages) - 1))
	}
	d.line("COPY --from=%s %s /e", from, pick(d.generator, []string{"/", "/d*", "/d"}))
}

func (d *dockerfile) copyNamed() {
	name := d.context()
	if d.chance(25) {
		d.line("RUN --mount=from=%s,source=%s,target=/m [\"/x\"]", name, plainPath(d.known(d.named[name])))
		return
	}
	d.line("COPY --from=%s %s", name, d.words([]string{d.source(d.named[name]), "/n/"}))
}

// variable takes a source through ARG or ENV: declared, given, unset, with a
// default, with a part taken off.
func (d *dockerfile) variable() {
	name := pick(d.generator, []string{"A0", "A1", "DIR"})
	value := plainPath(d.known(d.main))
	switch d.IntN(4) {
	case 0:
		d.line("ARG %s", name)
	case 1:
		d.line("ENV %s=%q", name, value)
	default:
		d.line("ARG %s=%q", name, value)
	}
	d.arg(name)
	d.line("COPY %s /v/", strings.ReplaceAll(pick(d.generator, []string{"$N", "${N}", "${N:-src}", "${N:+docs}", "./${N}/", "${N}*", "${N%/*}", "${N#*/}", "${N:-a} ${M:-b}", "${UNSET}"}), "N}", name+"}"))
}

// plainPath is a path that needs no quoting anywhere.
func plainPath(p string) string {
	if strings.ContainsAny(p, " \t\n\"'\\$`#,=<>{}|") || !utf8.ValidString(p) || p == "" {
		return "src"
	}
	return p
}

func (d *dockerfile) heredoc() {
	source := ""
	if d.chance(40) {
		source = d.known(d.main)
		if plainPath(source) != source || strings.HasPrefix(source, "[") {
			source = ""
		}
	}
	d.line("COPY %s <<EOF <<-'TWO' /h/\nCOPY %s /not/an/instruction\nEOF\n\ttwo\n\tTWO", source, plainPath(d.known(d.main)))
}

func (d *dockerfile) parents() {
	p := d.known(d.main)
	dir := path.Dir(p)
	d.line("COPY --parents %s", d.words([]string{pick(d.generator, []string{p, "./" + p, dir + "/./" + path.Base(p), dir + "/**/*" + path.Ext(p), "**/*" + path.Ext(p), "nodir/**/*.txt", "src/*.none", "*/./none*", "./*/./" + path.Base(p), "*/" + path.Base(p)}), "/p/"}))
}

func (d *dockerfile) excluding() {
	d.line("COPY --exclude=*%s --exclude=**/%s %s", plainPath(path.Ext(d.known(d.main))), plainPath(path.Base(d.known(d.main))), d.words([]string{d.source(d.main), "/x/"}))
}

func (d *dockerfile) predefined() {
	name := pick(d.generator, []string{"TARGETARCH", "TARGETOS", "BUILDARCH", "TARGETSTAGE", "TARGETVARIANT"})
	if d.chance(70) {
		d.line("ARG %s", name)
	}
	d.line("COPY bin-${%s}* /b/", name)
}

func (d *dockerfile) run() {
	source := plainPath(d.known(d.main))
	mounts := []string{"type=bind,source=" + source + ",target=/s", "target=/s", "source=/" + source + ",target=/s,rw", "type=tmpfs,target=/t",
		"type=cache,target=/c", "type=bind,source=./" + source + "/../,target=/s", "type=bind,src=${DIR},dst=/s", "type=bind,source=" + path.Dir(source) + "/*,target=/s"}
	if d.chance(15) {
		mounts = []string{"target=/", "type=tmpfs,target=/", "type=cache,target=/", "type=secret", "type=secret,target=/", "type=ssh,source=a",
			"target=..", "type=bind,source=" + source, "type=bind,target=/.,source=" + source, "target=/s,mode=0755"}
	}
	if len(d.stages) > 1 {
		mounts = append(mounts, "from="+d.stages[0]+",source=/,target=/s")
	}
	d.line("RUN --mount=%s [\"/x\"]", pick(d.generator, mounts))
}

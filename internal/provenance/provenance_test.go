package provenance_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/provenance"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// build is a build with what the tests ask about.
type testBuild struct {
	*build.Build
	*provenance.Map
}

// newBuild plans a Dockerfile for a tree. Patterns of the ignore file are separated by spaces; a second tree is the context "libs".
func newBuild(t *testing.T, tree, patterns, text string, libs ...string) testBuild {
	t.Helper()
	o := dockerfile.Options{Contexts: map[string]string{}}
	views := map[string]*walker.View{"": view(t, tree, patterns)}
	for _, tree := range libs {
		o.Contexts["libs"] = "/libs"
		views["libs"] = view(t, tree, "")
	}
	c, err := dockerfile.Collect([]byte(text), o)
	if err != nil {
		t.Fatal(err)
	}
	b := &build.Build{Stages: c.Stages, Steps: c.Steps, Instructions: c.Instructions, TargetIndex: c.TargetIndex}
	return testBuild{b, provenance.New(b, views)}
}

func view(t *testing.T, tree, patterns string) *walker.View {
	t.Helper()
	dir := t.TempDir()
	testtree.Make(t, dir, tree)
	lines, err := ignore.Parse([]byte(strings.ReplaceAll(patterns, " ", "\n")), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	filter := walker.Filter{Patterns: lines}
	walked, err := walker.Walk(context.Background(), dir, walker.Options{Filters: []walker.Filter{filter}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := walked.View(walker.Query{Filter: filter})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// describe puts a use on a line: what is named, the files that it comes from, and the lines of what may have made it.
func describe(u provenance.Use) string {
	text := fmt.Sprintf("%d %s:", u.Step.Line, u.Given)
	for _, f := range u.Files {
		text += " " + strings.TrimPrefix(f.Context+":"+f.Path, ":")
	}
	for _, m := range u.Makers {
		text += fmt.Sprintf(" RUN %d %s", m.Step.Line, m.Path)
	}
	if u.Wildcard {
		text += " wildcard"
	}
	if u.Dest {
		text += " dest"
	}
	return text
}

func describeAll(uses []provenance.Use) string {
	var list []string
	for _, u := range uses {
		if len(u.Files) > 0 {
			list = append(list, describe(u))
		}
	}
	return strings.Join(list, "\n")
}

func TestUses(t *testing.T) {
	for _, c := range []struct{ name, tree, dockerfile, want string }{
		{"a path of a stage that copied the context", ".git/HEAD logs/app.log a",
			"FROM scratch AS builder\nCOPY . /app/\nFROM scratch\nCOPY --from=builder /app/.git /git\nCOPY --from=builder /app/logs/app.log /logs/",
			"4 /app/.git: .git\n5 /app/logs/app.log: logs/app.log"},
		{"the directory wholesale", "a", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app /x\nCOPY --from=b / /y\nCOPY --from=b /app/. /z", ""},
		{"by way of three stages", ".git/HEAD", "FROM scratch AS a\nCOPY . /src\nFROM scratch AS b\nCOPY --from=a /src /dst/\nFROM b AS c\nWORKDIR /x\nFROM scratch\nCOPY --from=c /dst/.git/HEAD /h",
			"8 /dst/.git/HEAD: .git/HEAD"},
		{"a relative destination", "d/x", "FROM scratch AS a\nWORKDIR /w\nWORKDIR v\nCOPY . .\nFROM scratch\nCOPY --from=0 /w/v/d/x /", "6 /w/v/d/x: d/x"},
		{"a RUN that may have made it", "dist/x", "FROM scratch AS a\nRUN one\nCOPY . /app\nRUN two\nFROM scratch\nCOPY --from=a /app/dist /d", "6 /app/dist: dist RUN 4 /app/dist RUN 2 /app/dist"},
		{"a RUN of the base stage", "dist/x", "FROM scratch AS base\nRUN one\nFROM base AS a\nCOPY . /app\nFROM scratch\nCOPY --from=a /app/dist /d", "6 /app/dist: dist RUN 2 /app/dist"},
		{"a RUN of another stage", "dist/x", "FROM scratch AS other\nRUN one\nFROM scratch AS a\nCOPY . /app\nFROM scratch\nCOPY --from=a /app/dist /d\nCOPY --from=other /app/dist /e", "6 /app/dist: dist"},
		{"a file into a directory by its name", "a.txt d/x", "FROM scratch AS a\nCOPY a.txt /d/\nCOPY d/x a.txt /e/\nCOPY a.txt /f\nFROM scratch\nCOPY --from=a /d/a.txt /e/x /f /\nCOPY --from=a /f/a.txt /",
			"6 /d/a.txt: a.txt\n6 /e/x: d/x\n6 /f: a.txt"},
		{"a directory's contents", "d/x d/s/y", "FROM scratch AS a\nCOPY d /to/\nFROM scratch\nCOPY --from=a /to/x /to/s /", "4 /to/x: d/x\n4 /to/s: d/s"},
		{"wildcards", "logs/a.log logs/b.log logs/c.txt", "FROM scratch AS a\nCOPY lo*s/*.log /l/\nFROM scratch\nCOPY --from=a /l/b* /l/c* /x/", "4 /l/b*: logs/b.log wildcard"},
		{"a directory that a wildcard matches", "da/x db/y", "FROM scratch AS a\nCOPY d* /l/\nFROM scratch\nCOPY --from=a /l/y /x/", "4 /l/y: db/y"},
		{"parents", "a/b/x a/c/y", "FROM scratch AS s\nCOPY --parents a/./b /p/\nCOPY --parents a/c/* /q/\nFROM scratch\nCOPY --from=s /p/b/x /q/a/c/y /\nCOPY --from=s --parents /q/./a/c /r/",
			"5 /p/b/x: a/b/x\n5 /q/a/c/y: a/c/y\n6 /q/./a/c: a/c"},
		{"exclude", "a/x.log a/y", "FROM scratch AS s\nCOPY --exclude=*.log a /p/\nFROM scratch\nCOPY --from=s /p/y /p/x.log /", "4 /p/y: a/y"},
		{"links that the builder checks", "data/x in/y cur->data in/cur->../data",
			"FROM scratch AS s\nCOPY . /\nFROM scratch\nCOPY --from=s --exclude=x / /\nCOPY --from=s --exclude=cur / /\nCOPY --from=s --parents /./c* /\nCOPY --from=s --exclude=x /in /\nCOPY --from=s / /",
			"4 /: cur data\n6 /./c*: cur data wildcard\n6 /./c*: cur data\n7 /in: in"},
		{"link on the way", "data/x cur->data", "FROM scratch AS s\nCOPY . /app\nFROM scratch\nCOPY --from=s /app/cur/x /", "4 /app/cur/x: cur data/x"},
		{"absolute link in the stage", "x in/cur->/app", "FROM scratch AS s\nCOPY . /app\nFROM scratch\nCOPY --from=s /app/in/cur/x /", "4 /app/in/cur/x: in/cur x"},
		{"link as the source", "data/x cur->data", "FROM scratch AS s\nCOPY cur /app\nFROM scratch\nCOPY --from=s /app/x /", "4 /app/x: data/x"},
		{"mounts", "t/x", "FROM scratch AS s\nCOPY . /app\nFROM scratch\nRUN --mount=from=s,source=/app/t,target=/t cat /t/x\nRUN --mount=type=cache,from=s,source=/app/t/x,target=/t y\nRUN --mount=from=s,target=/t y",
			"4 /app/t: t\n5 /app/t/x: t/x"},
		{"put in its place", "a b", "FROM scratch AS s\nCOPY a /x\nCOPY b /x\nFROM scratch\nCOPY --from=s /x /", "5 /x: b"},
		{"two directories that are merged", "a/d/x b/d/y", "FROM scratch AS s\nCOPY a /x\nCOPY b /x\nFROM scratch\nCOPY --from=s /x/d /", "5 /x/d: b/d a/d"},
		{"a here-document", "x", "FROM scratch AS s\nCOPY . /a/\nCOPY <<x /a/\nhello\nx\nFROM scratch\nCOPY --from=s /a/x /", ""},
		{"a directory decides where a file goes", "logs/app.log a", "FROM scratch\nCOPY . /app\nCOPY a /app/logs\nCOPY a /app/logs/", "3 /app/logs: logs dest"},
		{"a directory that WORKDIR makes", "logs/app.log a", "FROM scratch\nCOPY . /app\nWORKDIR /app/logs\nCOPY a /app/logs", ""},
		{"a link decides where a file goes", "d/x l->d a", "FROM scratch\nCOPY . /app\nCOPY a /app/l/", "3 /app/l/: l dest"},
		{"--link looks at no directory", "d/x a", "FROM scratch\nCOPY . /app\nCOPY --link a /app/d", ""},
		{"a directory into a directory", "logs/app.log a/x", "FROM scratch\nCOPY . /app\nCOPY a /app/logs", ""},
		{"triggers", "d/x", "FROM scratch AS base\nONBUILD COPY . /app\nFROM base AS s\nFROM scratch\nCOPY --from=s /app/d /", "5 /app/d: d"},
		{"stages that the target does not need", "d/x", "FROM scratch AS s\nCOPY . /app\nFROM scratch AS t\nCOPY --from=s /app/d /\nFROM scratch", "4 /app/d: d"},
		{"an archive", "a.tar", "FROM scratch AS s\nADD a.tar /x/\nFROM scratch\nCOPY --from=s /x/in /", ""},
		{"a file that only a RUN makes", "d/x", "FROM scratch AS s\nCOPY d /d\nRUN y\nFROM scratch AS t\nCOPY --from=s /d /e\nFROM scratch\nCOPY --from=t /e/x /\nCOPY --from=t /e/z /",
			"5 /d: d RUN 3 /d\n7 /e/x: d/x RUN 3 /d/x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuild(t, c.tree, "", c.dockerfile)
			if diff := cmp.Diff(c.want, describeAll(b.Uses())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUsesNamedContext(t *testing.T) {
	b := newBuild(t, "a", "", "FROM libs AS s\nCOPY . /app\nFROM scratch\nCOPY --from=libs d /x/\nCOPY --from=s /d/y /app/a /", "d/y")
	want := "5 /d/y: libs:d/y\n5 /app/a: a"
	if diff := cmp.Diff(want, describeAll(b.Uses())); diff != "" {
		t.Error(diff)
	}
}

func TestMissing(t *testing.T) {
	for _, c := range []struct{ name, tree, patterns, dockerfile, want string }{
		{"no RUN", "scripts/x a", "scripts", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/scripts /s", "4 /app/scripts: scripts"},
		{"a file below", "scripts/x a", "scripts", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/scripts/x /s", "4 /app/scripts/x: scripts/x"},
		{"a RUN", "scripts/x a", "scripts", "FROM scratch AS b\nCOPY . /app/\nRUN y\nFROM scratch\nCOPY --from=b /app/scripts /s", "5 /app/scripts: scripts RUN 3 /app/scripts"},
		{"what is not on disk", "a", "scripts", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/scripts /s", ""},
		{"something else makes it", "scripts/x a/y", "scripts", "FROM scratch AS b\nCOPY . /app/\nCOPY a /app/scripts\nFROM scratch\nCOPY --from=b /app/scripts /s", ""},
		{"a wildcard", "a.log b", "*.log", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/*.log /s/", ""},
		{"a mount", "scripts/x a", "scripts", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nRUN --mount=from=b,source=/app/scripts,target=/s y", "4 /app/scripts: scripts"},
		{"a stage that is not needed", "scripts/x a", "scripts", "FROM scratch AS b\nCOPY . /app/\nFROM scratch AS c\nCOPY --from=b /app/scripts /s\nFROM scratch", ""},
		{"behind a link", "real/x cur->real", "real", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/cur/x /s", "4 /app/cur/x: real/x"},
		{"links that a wildcard matches", "real/x cur->real cut->other", "real", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/cu* /s/", "4 /app/cu*: real"},
		{"links in the root, with --exclude", "real/x cur->real in/cur->../real", "real", "FROM scratch AS b\nCOPY . /\nFROM scratch\nCOPY --from=b --exclude=x / /s/\nCOPY --from=b --exclude=c* / /t/", "4 /: real"},
		{"links in the root, with --parents", "real/x cur->real", "real", "FROM scratch AS b\nCOPY . /\nFROM scratch\nCOPY --from=b --parents /cur /s/", "4 /cur: real"},
		{"a link", "real/x cur->real", "cur", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/cur/x /s", "4 /app/cur/x: cur"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuild(t, c.tree, c.patterns, c.dockerfile)
			if diff := cmp.Diff(c.want, describeAll(b.Map.Missing())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct{ name, tree, path, dockerfile, want string }{
		{"the whole context", "c.yml", "c.yml", "FROM scratch\nCOPY . /app", "final /app/c.yml"},
		{"through stages", "d/c.yml", "d/c.yml", "FROM scratch AS a\nCOPY . /src\nFROM scratch\nCOPY --from=a /src/d /app/\nCOPY --from=a /src/d/c.yml /etc/", "0 /src/d/c.yml\nfinal /app/c.yml\nfinal /etc/c.yml"},
		{"not into the final one", "c.yml", "c.yml", "FROM scratch AS a\nCOPY . /src\nFROM scratch\nCOPY --from=a /src/d /app/", "0 /src/c.yml"},
		{"a RUN may change it", "c.yml", "c.yml", "FROM scratch\nRUN one\nCOPY . /app\nRUN two", "final /app/c.yml RUN 4"},
		{"put in its place", "c.yml d.yml", "c.yml", "FROM scratch\nCOPY c.yml /x\nCOPY d.yml /x", "final /x replaced"},
		{"put in its place before it is copied on", "c.yml d.yml", "c.yml", "FROM scratch AS s\nCOPY c.yml /x\nCOPY d.yml /x\nFROM scratch\nCOPY --from=s /x /y", "0 /x replaced"},
		{"built on it", "c.yml", "c.yml", "FROM scratch AS a\nCOPY . /src\nFROM a", "0 /src/c.yml\nfinal /src/c.yml"},
		{"left out", "d/c.yml", "d/c.yml", "FROM scratch\nCOPY --exclude=c.* d /x\nCOPY --exclude=d . /y", ""},
		{"a directory", "d/c.yml", "d", "FROM scratch\nCOPY . /x\nCOPY d/c.yml /y", "final /x/d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuild(t, c.tree, "", c.dockerfile)
			var list []string
			for _, p := range b.Places("", c.path) {
				text := fmt.Sprint(p.Stage, " ", p.Path)
				if p.Final {
					text = "final " + p.Path
				}
				if p.Replaced {
					text += " replaced"
				}
				if p.Changed != nil {
					text += fmt.Sprint(" RUN ", p.Changed.Line)
				}
				list = append(list, text)
			}
			if diff := cmp.Diff(c.want, strings.Join(list, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFinalBytes(t *testing.T) {
	for _, c := range []struct {
		name, tree, dockerfile string
		want                   []int64
	}{
		{"a single stage", "a:100 d/b:20", "FROM scratch\nCOPY . /app\nCOPY d /d", []int64{120, 20}},
		{"a part is copied on", "a:100 d/b:20 d/c:3", "FROM scratch AS s\nCOPY . /app\nCOPY a /a\nFROM scratch\nCOPY --from=s /app/d/b /x", []int64{20, 0}},
		{"all is copied on", "a:100 d/b:20", "FROM scratch AS s\nCOPY . /app\nFROM scratch\nCOPY --from=s / /", []int64{120}},
		{"to two places", "a:100 d/b:20", "FROM scratch AS s\nCOPY . /app\nFROM scratch\nCOPY --from=s /app/d /x\nCOPY --from=s /app /y", []int64{140}},
		{"replaced before it is copied on", "a:100 d/a:20", "FROM scratch AS s\nCOPY . /app\nCOPY d/a /app/\nFROM scratch\nCOPY --from=s /app /app", []int64{20, 20}},
		{"replaced by the whole", "a:100 b:20", "FROM scratch AS s\nCOPY a /app/\nCOPY . /app/\nFROM scratch\nCOPY --from=s /app /app", []int64{0, 120}},
		{"layers keep what is replaced in the final stage", "a:100 b:20", "FROM scratch\nCOPY a /x\nCOPY b /x", []int64{100, 20}},
		{"left out", "a:100 d/b.log:20", "FROM scratch\nCOPY --exclude=**/*.log . /app", []int64{100}},
		{"parents", "a:100 d/b:20 d/c:3", "FROM scratch\nCOPY --parents d/b* a /app/", []int64{120}},
		{"wildcards", "a.x:100 b.x:20 c:3", "FROM scratch AS s\nCOPY *.x /app/\nFROM s", []int64{120}},
		{"a stage that is not needed", "a:100", "FROM scratch AS s\nCOPY . /app\nFROM scratch", []int64{0}},
		{"a mount", "a:100", "FROM scratch\nRUN --mount=target=/x y", []int64{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := newBuild(t, c.tree, "", c.dockerfile).FinalBytes(); !slices.Equal(got, c.want) {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

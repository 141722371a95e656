package tui

import (
	"slices"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
)

// node is a project whose Dockerfile has findings with a diff, and whose compose file has two builds of it.
func node(t *testing.T) string {
	t.Helper()
	dir := newProject(t, "Dockerfile 0\n.dockerignore 0\nsrc/index.js 900\n", "FROM node:22 AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY src src\n", "logs\n")
	write(t, dir, "package.json", `{"name": "shop", "version": "1.0.0"}`)
	write(t, dir, "package-lock.json", `{"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {}}`)
	write(t, dir, "compose.yaml", "services:\n  web:\n    build: .\n  worker:\n    build: .\n")
	return dir
}

// TestAuditFindings: the map has the findings of an audit about each build, and those about the project.
func TestAuditFindings(t *testing.T) {
	dir := node(t)
	o := ctxsize.Options{Request: build.Request{Context: ".", Dir: dir}, Project: &project.Request{}, Suggest: true, Audit: true}
	a, err := ctxsize.Analyze(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, dir, 120, 36, func(o *Options) { o.Discover = true })
	var got []string
	for _, f := range d.doc().findings(d.analysis.Findings) {
		got = append(got, f.Code.String()+" "+f.Message)
	}
	count := 0
	for _, f := range slices.Concat(a.Builds[0].Findings, a.Findings) {
		if count++; !slices.Contains(got, f.Code.String()+" "+f.Message) {
			t.Errorf("the audit has %s: %s, the map has %q", f.Code, f.Message, got)
		}
	}
	if count == 0 {
		t.Error("the audit has no findings")
	}
}

// TestFindingPane: i shows all of a finding with the diff that fixes it, and x is offered only where a pattern does.
func TestFindingPane(t *testing.T) {
	for _, size := range sizes {
		d := open(t, node(t), size[0], size[1], func(o *Options) { o.Discover = true })
		d.keys("enter f")
		list := d.findings.list()
		at := slices.IndexFunc(list, func(f lint.Finding) bool { return f.Code == lint.CacheMountMissing })
		if at < 0 {
			t.Fatalf("no such finding in %v", list)
		}
		d.findings.at = at
		d.do(d.arrange())
		d.lacks("x draft fix").keys("i").shows("info: cache-mount-missing")
		d.keys("end").shows("+RUN --mount=type=cache")
		if d.keys("esc"); d.over != nil || d.focus != onFindings {
			t.Errorf("at %v: esc does not go back to the findings", size)
		}
		if d.keys("enter"); d.over == nil {
			t.Errorf("at %v: enter shows nothing of a finding about a Dockerfile", size)
		}
	}
}

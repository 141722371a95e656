package analysis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestProjectCases: findings that concern the manifests, the mounts or several builds of a project.
func TestProjectCases(t *testing.T) {
	const (
		pip     = "-- Dockerfile --\nFROM python:3.14\nWORKDIR /app\nCOPY . .\nRUN pip install .\n-- README.md --\nx\n-- LICENSE --\nx\n"
		toml    = "-- pyproject.toml --\n[project]\nname = \"x\"\nreadme = \"README.md\"\nlicense-files = [\"LICENSE\"]\n[build-system]\nrequires = [\"hatchling\"]\n"
		dev     = "-- Dockerfile --\nFROM node:24 AS dev\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\nCMD [\"npm\", \"start\"]\n-- package.json --\n{}\n"
		service = "-- compose.yaml --\nservices:\n  web:\n    build: {context: ., target: dev}\n"
		two     = "-- api/app/Dockerfile --\nFROM scratch\nCOPY data /\n-- web/app/Dockerfile --\nFROM scratch\nCOPY data /\n"
	)
	codes := []lint.Code{lint.PackageFileExcluded, lint.CopyHiddenByMount, lint.ContextEvicted, lint.BuildUnknown}
	for _, c := range []struct{ name, files, want string }{
		{"readme and license", "-- .dockerignore --\n*.md\nLICENSE\n" + pip + toml, "package-file-excluded .dockerignore:1 README.md !README.md\npackage-file-excluded .dockerignore:2 LICENSE !LICENSE"},
		{"requirements only", "-- .dockerignore --\n*.md\n" + strings.Replace(pip, "install .", "install -r requirements.txt", 1) + toml, ""},
		{"a file that the build makes", "-- .dockerignore --\n*.md\n" + strings.Replace(pip, "pip", "touch README.md && pip", 1) + toml, ""},
		{"setup.py", "-- .dockerignore --\n**/*.md\n" + strings.Replace(pip, "pip install .", "python setup.py install", 1) + "-- setup.py --\nsetup(long_description=open(\"README.md\").read())\n",
			"package-file-excluded .dockerignore:1 README.md !README.md"},
		{"a package in a directory", "-- .dockerignore --\n**/*.md\n-- Dockerfile --\nFROM python:3.14\nCOPY lib /lib\nWORKDIR /lib\nRUN uv build\n-- lib/README.md --\nx\n" +
			"-- lib/pyproject.toml --\n[project]\nreadme = \"README.md\"\n[build-system]\nrequires = []\n", "package-file-excluded .dockerignore:1 lib/README.md !lib/README.md"},
		{"poetry without the project", "-- .dockerignore --\n*.md\n" + strings.Replace(pip, "pip install .", "poetry install --no-root", 1) + toml, ""},
		{"a gem", "-- .dockerignore --\n*.md\n" + strings.Replace(pip, "pip install .", "gem build x.gemspec", 1) + "-- x.gemspec --\ns.description = File.read(\"README.md\")\n",
			"package-file-excluded .dockerignore:1 README.md !README.md"},

		{"mounted", service + "    volumes: [\".:/app\", \"/app/node_modules\"]\n" + dev, "copy-hidden-by-mount Dockerfile:5  "},
		{"mounted by an override file", service + "-- compose.override.yaml --\nservices:\n  web:\n    volumes:\n      - {type: bind, source: ., target: /app}\n" + dev, "copy-hidden-by-mount Dockerfile:5  "},
		{"mounted elsewhere", service + "    volumes: [\"./data:/app/data\"]\n" + dev, ""},
		{"a named volume", service + "    volumes: [\"code:/app\"]\n" + dev + "-- extra --\n", ""},
		{"used by a later RUN", service + "    volumes: [\".:/app\"]\n" + strings.Replace(dev, "COPY . .\n", "COPY . .\nRUN npm run build\n", 1), ""},
		{"no image for development", strings.Replace(service, "target: dev", "target: web", 1) + "    volumes: [\".:/app\"]\n" + strings.Replace(dev, "AS dev", "AS web", 1), ""},

		{"directories of one name", "-- compose.yaml --\nservices:\n  api: {build: api/app}\n  web: {build: web/app}\n" + two, "context-evicted app:0  "},
		{"disjoint parts of one directory", "-- docker-bake.hcl --\ngroup \"default\" { targets = [\"api\", \"web\"] }\ntarget \"api\" { dockerfile = \"a.Dockerfile\" }\ntarget \"web\" { dockerfile = \"b.Dockerfile\" }\n" +
			"-- a.Dockerfile --\nFROM scratch\nCOPY api /\n-- b.Dockerfile --\nFROM scratch\nCOPY web /\n", "context-evicted project:0  "},

		{"a variable in a makefile", "-- Makefile --\nimage:\n\tdocker build -f $(FILE) .\n-- Dockerfile --\nFROM scratch\nCOPY README.md /\n-- README.md --\nx\n", "build-unknown Makefile:2  "},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir() + "/project"
			testtree.Archive(t, dir, c.files)
			testtree.Write(t, dir, "api/app/data/x", make([]byte, 2<<20))
			testtree.Write(t, dir, "web/app/data/x", make([]byte, 2<<20))
			a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Suggest: true, Audit: true,
				Request: build.Request{Context: ".", Dir: dir}, Project: &project.Request{}})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range a.AllFindings() {
				if !slices.Contains(codes, f.Code) {
					continue
				}
				fix := ""
				if f.Fix != nil && f.Fix.Kind == "append-line" {
					fix = f.Fix.Text
				}
				got = append(got, fmt.Sprintf("%s %s:%d %s %s", f.Code, f.File[strings.LastIndex(f.File, "/")+1:], f.Line, f.Path, fix))
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

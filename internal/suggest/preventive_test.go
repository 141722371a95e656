package suggest_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// preventiveFor returns the preventive suggestions for the plain build of a directory.
func preventiveFor(t *testing.T, dir string) []inventory.Suggestion {
	t.Helper()
	a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: ".", Dir: dir}})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(a.Builds[0].Suggestions, func(s inventory.Suggestion) bool { return !s.Preventive })
}

// TestPreventive: a clean clone gets the patterns for what its tools create, where a build would send it and does not need it.
func TestPreventive(t *testing.T) {
	const (
		npm = "-- package.json --\n{\"devDependencies\": {\"vitest\": \"3\", \"next\": \"15\"}}\n"
		all = "FROM x\nWORKDIR /app\nCOPY . .\n"
	)
	for _, c := range []struct{ name, files, want string }{
		{"npm", "-- Dockerfile --\n" + all + "RUN npm ci && npm run build\n" + npm, "**/.next **/coverage **/node_modules"},
		{"packages that the build does not install", "-- Dockerfile --\n" + all + "CMD node a.js\n" + npm, "**/.next **/coverage"},
		{"only part is copied", "-- Dockerfile --\nFROM x\nCOPY package.json src /app/\n-- src/a.js --\n" + npm, ""},
		{"a part that has a manifest", "-- Dockerfile --\nFROM x\nCOPY web /web\nRUN cd /web && npm ci\n-- web/package.json --\n{}\n", "**/node_modules"},
		{"excluded already", "-- Dockerfile --\n" + all + "RUN npm ci\n-- .dockerignore --\nnode_modules\ncoverage\n.next\n" + npm, ""},
		{"excluded in the root only", "-- Dockerfile --\n" + all + "RUN npm ci && cd web && npm ci\n-- .dockerignore --\nnode_modules\n-- package.json --\n{}\n-- web/package.json --\n{}\n", "**/node_modules"},
		{"an allowlist", "-- Dockerfile --\n" + all + "-- .dockerignore --\n*\n!src\n-- src/a --\n" + npm, ""},
		{"an existing directory", "-- Dockerfile --\n" + all + "-- coverage/README --\nx\n" + npm, "**/.next"},
		{"named by a COPY", "-- Dockerfile --\nFROM x\nCOPY . .\nCOPY .next /next\nRUN npm ci\n" + npm, "**/coverage **/node_modules"},
		{"named by a COPY with a wildcard", "-- Dockerfile --\nFROM x\nCOPY . .\nCOPY target/*.jar /app.jar\n-- pom.xml --\n<project/>\n", ""},
		{"named by a COPY with a class", "-- Dockerfile --\nFROM x\nCOPY . .\nCOPY t[a]rget /t\n-- pom.xml --\n<project/>\n", ""},
		{"named by an optional COPY", "-- Dockerfile --\nFROM x\nCOPY . .\nCOPY pom.xml targe[t] /t/\n-- pom.xml --\n<project/>\n", ""},
		{"named by a COPY from the stage", "-- Dockerfile --\nFROM x AS b\nCOPY . /src\nFROM x\nCOPY --from=b /src/target/app.jar /\n-- pom.xml --\n<project/>\n", ""},
		{"named by a sibling", "-- Dockerfile --\nFROM x\nCOPY . .\nRUN mvn package\n-- Dockerfile.jvm --\nFROM x\nCOPY target/lib /lib\n-- pom.xml --\n<project/>\n", ""},
		{"made by the build", "-- Dockerfile --\nFROM x AS b\nWORKDIR /src\nCOPY . .\nRUN mvn package\nFROM x\nCOPY --from=b /src/target/app.jar /\n-- pom.xml --\n<project/>\n", "/target"},
		{"Python", "-- Dockerfile --\n" + all + "RUN pip install .\n-- pyproject.toml --\n[tool.ruff]\n[dependency-groups]\ndev = [\"pytest>=8\"]\n", "**/.pytest_cache **/.ruff_cache **/.venv **/__pycache__"},
		{"a virtual environment that the image starts", "-- Dockerfile --\n" + all + "CMD [\".venv/bin/python\", \"a.py\"]\n-- requirements.txt --\nx\n", "**/__pycache__"},
		{"an environment file that git ignores", "-- Dockerfile --\n" + all + "-- .gitignore --\n.env\n-- go.sum --\n-- requirements.txt --\nx\n", "**/.env **/.venv **/__pycache__ .git"},
		{"an environment file that a bundler reads", "-- Dockerfile --\n" + all + "RUN npm ci\n-- .gitignore --\n.env\n-- package.json --\n{\"dependencies\": {\"vite\": \"6\"}}\n", "**/node_modules .git"},
		{"an environment file that an instruction names", "-- Dockerfile --\n" + all + "COPY .env /\n-- .gitignore --\n.env\n-- requirements.txt --\nx\n", "**/.venv **/__pycache__ .git"},
		{"a repository that the build asks", "-- Dockerfile --\n" + all + "RUN git describe\n-- .gitignore --\nx\n", ""},
		{".NET", "-- Dockerfile --\n" + all + "RUN dotnet publish -o /out\n-- src/a/a.csproj --\n<Project/>\n", "src/a/bin src/a/obj"},
		{"manifests of tests", "-- Dockerfile --\n" + all + "-- testdata/Cargo.toml --\n[package]\n", ""},
		{"a manifest below three directories", "-- Dockerfile --\n" + all + "-- a/b/c/requirements.txt --\nx\n", "**/.venv **/__pycache__"},
		{"a manifest below four directories", "-- Dockerfile --\n" + all + "-- a/b/c/d/requirements.txt --\nx\n", ""},
		{"patterns for the root", "-- Dockerfile --\n" + all + "-- Gemfile --\ngem \"rails\"\n-- sub/Gemfile --\ngem \"rails\"\n", "log/*.log tmp/cache"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			testtree.Archive(t, dir, c.files)
			var got []string
			for _, s := range preventiveFor(t, dir) {
				if got = append(got, s.Line); s.SavesBytes != 0 || s.Safety != inventory.Safe {
					t.Errorf("%s saves %d bytes and is for %s: want 0 and safe", s.Line, s.SavesBytes, s.Safety)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(strings.Fields(c.want), got); diff != "" && c.want+strings.Join(got, "") != "" {
				t.Error(diff)
			}
		})
	}
}

// TestPreventiveOfOtherContext: what an instruction copies from another context is not needed of the main context.
func TestPreventiveOfOtherContext(t *testing.T) {
	for source, want := range map[string]string{"COPY --from=other t[a]rget /t": "/target", "COPY t[a]rget /t": ""} {
		dir := t.TempDir()
		testtree.Make(t, dir, "main/pom.xml other/target/x")
		testtree.Write(t, dir, "main/Dockerfile", []byte("FROM x\nCOPY . .\n"+source+"\n"))
		a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: "main", Dir: dir, BuildContexts: []string{"other=other"}}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range a.Builds[0].Suggestions {
			got = append(got, s.Line)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %s", source, got, want)
		}
	}
}

// TestPreventiveReplaces: a pattern that excludes a name at the root only is replaced by the one for every depth.
func TestPreventiveReplaces(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "main.c")
	testtree.Write(t, dir, "package.json", []byte("{}"))
	testtree.Write(t, dir, "web/package.json", []byte("{}"))
	testtree.Write(t, dir, ".dockerignore", []byte("# packages\nnode_modules\n"))
	testtree.Write(t, dir, "Dockerfile", []byte("FROM x\nCOPY . .\nRUN npm ci && cd web && npm ci\n"))
	list := preventiveFor(t, dir)
	if len(list) != 1 || list[0].Line != "**/node_modules" || list[0].Replaces != 2 {
		t.Errorf("got %+v, want **/node_modules in the place of line 2", list)
	}
}

// TestPreventiveIsSafe: what a person has to review once it exists is not excluded beforehand.
func TestPreventiveIsSafe(t *testing.T) {
	for _, c := range safetyCases {
		if !strings.Contains(c.want, "review ") || strings.Contains(strings.Join(slices.Collect(maps.Values(c.files)), "\n"), "->") {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var review []string
			for line := range strings.Lines(c.want) {
				if pattern, ok := strings.CutPrefix(strings.TrimSpace(line), "review "); ok {
					review = append(review, pattern)
				}
			}
			lines, err := ignore.Compile(review)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			var absent []string
			for name, text := range c.files {
				if lines.Match(name).Excluded {
					absent = append(absent, name)
					continue
				}
				testtree.Write(t, dir, name, []byte(text))
			}
			if _, err := os.Stat(filepath.Join(dir, "Dockerfile")); err != nil {
				t.Skip("the Dockerfile is for review")
			}
			for _, s := range preventiveFor(t, dir) {
				excluding, err := ignore.Compile([]string{s.Line})
				if err != nil {
					t.Fatal(err)
				}
				for _, name := range absent {
					if excluding.Match(name).Excluded {
						t.Errorf("%s would exclude %s, which is for review once it exists", s.Line, name)
					}
				}
			}
		})
	}
}

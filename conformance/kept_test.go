package conformance

import (
	"testing"

	"github.com/ctxsize/ctxsize/conformance/clones"
)

// TestKeptProjects applies what is safe to projects that it once broke.
func TestKeptProjects(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"COPY --from names the repository and a log": {
			"Dockerfile": "FROM scratch AS builder\nCOPY . /app/\nFROM scratch AS final\nCOPY --from=builder /app/.git /git\nCOPY --from=builder /app/logs/app.log /logs/\n",
			".git/HEAD":  "ref: refs/heads/main\n", "logs/app.log": "this is a log\n", "web/app.log": "this is another\n", "src/__pycache__/a.pyc": "x\n",
		},
		"a mount names the repository": {
			"Dockerfile": "FROM scratch AS a\nCOPY . /app/\nFROM scratch AS b\nCOPY tools/sh /bin/sh\nRUN --mount=from=a,source=/app/.git,target=/g cp /g/HEAD /head\n",
			".git/HEAD":  "ref: refs/heads/main\n", "tools/sh": "", "logs/app.log": "this is a log\n",
		},
		"a directory decides where a file goes": {
			"Dockerfile":              "FROM scratch AS a\nCOPY . /app/\nCOPY config/app.yml /app/target\n",
			"target/.rustc_info.json": "{}\n", "target/app": "this is the program\n", "Cargo.toml": "[package]\nname = \"app\"\n", "config/app.yml": "a: b\n", "logs/app.log": "this is a log\n",
		},
		"a sibling in a directory that names nothing of the context itself": {
			"Dockerfile":            "FROM scratch AS a\nCOPY . /app/\n",
			"docker/app.dockerfile": "FROM scratch AS base\nCOPY . /src\nFROM scratch AS final\nCOPY --from=base /src/logs/app.log /e/app.log\n",
			"logs/app.log":          "this is a log\n", ".git/HEAD": "ref: refs/heads/main\n",
		},
		"by way of a link and a stage that is built on another": {
			"Dockerfile":   "FROM scratch AS a\nWORKDIR /w\nCOPY . .\nFROM a AS b\nFROM scratch AS c\nCOPY --from=b /w /x\nFROM scratch AS d\nCOPY --from=c /x/current/app.log /l/\n",
			"logs/app.log": "this is a log\n", "current": "->logs", ".git/HEAD": "ref: refs/heads/main\n",
		},
		"a nested clone beside the repository that a RUN reads": {
			"Dockerfile": "FROM scratch AS a\nCOPY tools/sh /bin/sh\nADD . /src\nRUN cat /src/.git/HEAD > /head\n",
			".git/HEAD":  "ref: refs/heads/main\n", "tools/sh": "", "sub/.git/HEAD": "ref: refs/heads/other\n",
		},
		"a script of the name of a report": {
			"Dockerfile":         "FROM scratch AS a\nCOPY tools/sh /bin/sh\nCOPY . /src\nRUN sh /src/bin/coverage > /out\n",
			"coverage/lcov.info": "SF:a\n", "tools/sh": "", "bin/coverage": "echo covered\n",
		},
		"a link that --exclude makes the builder follow": {
			"Dockerfile": "FROM scratch AS a\nCOPY . /\nFROM scratch AS b\nCOPY --from=a --exclude=x / /\n",
			"current":    "->target/release", "target/.rustc_info.json": "{}\n", "target/release/app": "this is the program\n", "Cargo.toml": "[package]\nname = \"app\"\n", "logs/app.log": "this is a log\n",
		},
		"a link that a wildcard matches": {
			"Dockerfile": "FROM scratch AS a\nCOPY . /src\nFROM scratch AS b\nCOPY --from=a /src/cur* /\n",
			"current":    "->latest", "latest": "->logs/app.log", "logs/app.log": "this is a log\n", "web/app.log": "this is another\n", ".git/HEAD": "ref: refs/heads/main\n",
		},
		"a preventive pattern matches an environment that a mount brings": {
			"Dockerfile":     "FROM scratch AS a\nCOPY tools/sh /bin/sh\nRUN --mount=type=bind,target=/m cp -r /m/api/.venv/pyvenv.cfg /mounted\n",
			"pyproject.toml": "", "api/.venv/pyvenv.cfg": "this is pyvenv.cfg\n", "tools/sh": "", "logs/app.log": "this is a log\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := clones.Project{Name: name, Files: map[string]string{}}
			for file, text := range files {
				p.Files["main/"+file] = text
			}
			for file := range files {
				if file == "Dockerfile" || file == "docker/app.dockerfile" {
					p.Builds = append(p.Builds, clones.Build{Dockerfile: "main/" + file, Context: "main"})
				}
			}
			var stats soundnessStats
			sound(t, p, &stats)
			if stats.targets.Load() == 0 || stats.after.Load() == 0 {
				t.Errorf("%d targets were built, %d builds after a suggestion: nothing was tried", stats.targets.Load(), stats.after.Load())
			}
		})
	}
}

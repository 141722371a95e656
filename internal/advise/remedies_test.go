package advise

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/google/go-cmp/cmp"
)

// TestNoRemedy: where a cache mount would hide what is used, or a command is only known at run time, nothing is proposed.
func TestNoRemedy(t *testing.T) {
	for _, c := range []struct{ name, dockerfile, want string }{
		{"installed from the store", "FROM node\nCOPY pnpm-lock.yaml ./\nRUN pnpm fetch\nCOPY . .\nRUN pnpm install --offline\n", ""},
		{"installed online, and offline later", "FROM node\nCOPY package.json ./\nRUN npm ci\nCOPY src .\nRUN npm ci --offline\n", ""},
		{"run offline", "FROM rust\nWORKDIR /app\nCOPY Cargo.toml .\nRUN cargo fetch\nCMD [\"cargo\",\"run\",\"--offline\"]\n", ""},
		{"run by a shell", "FROM golang\nWORKDIR /app\nCOPY go.mod .\nRUN go mod download\nENTRYPOINT exec go run .\n", ""},
		{"rebuilt by a watcher", "FROM golang\nWORKDIR /app\nCOPY go.mod .\nRUN go mod download\nCMD [\"air\"]\n", ""},
		{"copied from where it is kept", "FROM golang AS b\nWORKDIR /app\nCOPY go.mod .\nRUN go mod download\nFROM x\nCOPY --from=b /go/pkg/mod /m\n", ""},
		{"a program that is built", "FROM golang\nWORKDIR /app\nCOPY go.mod .\nRUN go mod download\nCMD [\"/app/x\"]\n",
			"RUN --mount=type=cache,target=/go/pkg/mod go mod download"},
		{"words that a command gives", "FROM php\nWORKDIR /app\nCOPY . .\nARG T\nRUN composer install $(test \"$T\" = true && echo --no-dev)\n", ""},
		{"words that a variable gives", "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci $FLAGS\n", ""},
		{"words that are quoted", "FROM node\nRUN echo \"usage; npm ci\" && printf 'npm ci'\n", ""},
		{"a cache that is emptied", "FROM node\nCOPY package.json .\nRUN npm ci && npm cache clean --force\n",
			"RUN --mount=type=cache,target=/root/.npm npm ci"},
		{"a cache that is removed", "FROM node\nCOPY package.json .\nRUN npm ci && rm -rf ~/.npm /tmp/*\n",
			"RUN --mount=type=cache,target=/root/.npm npm ci\n# and remove `rm -rf ~/.npm /tmp/*`: it empties the cache mount"},
		{"a cache that is purged", "FROM python\nCOPY requirements.txt .\nRUN pip install -r requirements.txt && pip cache purge\n",
			"RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt"},
		{"another directory that is removed", "FROM node\nCOPY package.json .\nRUN npm ci && rm -rf /tmp/* src\n", "RUN --mount=type=cache,target=/root/.npm npm ci && rm -rf /tmp/* src"},
		{"an argument in quotes", "FROM python\nCOPY requirements.txt .\nRUN pip install -r requirements.txt 'flask>2'\n", "RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt 'flask>2'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range Advise(advice(t, []string{"package.json", "package-lock.json", "requirements.txt", "go.mod", "Cargo.toml", "composer.json"}, c.dockerfile)) {
				if f.Fix != nil && (f.Code == lint.CacheMountMissing || f.Code == lint.CopyBeforeInstall) {
					got = append(got, remedyText(f.Fix))
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// remedyText returns the lines that a fix adds to a Dockerfile, or its text where it has no diff.
func remedyText(f *lint.Fix) string {
	if len(f.Changes) == 0 {
		return f.Text
	}
	var list []string
	before := strings.Split(string(f.Changes[0].Before), "\n")
	for line := range strings.SplitSeq(string(f.Changes[0].After), "\n") {
		if !slices.Contains(before, line) {
			list = append(list, line)
		}
	}
	return strings.Join(list, "\n")
}

func TestNamesTarget(t *testing.T) {
	for text, want := range map[string]bool{
		"docker build --target=prod .": true, "docker build --target prod .": true, "target: \"prod\"": true, "\"target\": \"Prod\"": true, "TARGET := prod": true, "target 'prod'": true,
		"--target=production": false, "target: prod-2": true, "targetprod": false, "target prod_x": false, "retarget: prod": true, "prod": false, "targets: [a]\ntarget = prod": true,
	} {
		if got := namesTarget(text, "prod"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

package remedy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whole projects are in internal/advise/testdata/remedies.

func TestEditRun(t *testing.T) {
	for _, c := range []struct {
		name, text string
		mounts     Mounts
		want       string // a text, or the reason after "!"
	}{
		{"a word", "RUN pip install --no-cache-dir -r a.txt\n", Mounts{Words: []string{"--no-cache-dir"}}, "RUN pip install -r a.txt\n"},
		{"a word at the end", "RUN pip install -r a.txt --no-cache-dir\n", Mounts{Words: []string{"--no-cache-dir"}}, "RUN pip install -r a.txt\n"},
		{"a word in a line of its own", "RUN pip install \\\n  --no-cache-dir \\\n  -r a.txt\n", Mounts{Words: []string{"--no-cache-dir"}}, "RUN pip install \\\n  -r a.txt\n"},
		{"a word that is there twice", "RUN pip install --no-cache-dir a && pip install --no-cache-dir b\n", Mounts{Words: []string{"--no-cache-dir"}}, "!--no-cache-dir cannot be found in the RUN"},
		{"a part of a word", "RUN pip install --no-cache-dirs\n", Mounts{Words: []string{"--no-cache-dir"}}, "!--no-cache-dir cannot be found in the RUN"},
		{"a command", "RUN npm ci && \\\n  npm cache clean --force && \\\n  rm x\n", Mounts{Commands: []string{"npm cache clean --force"}}, "RUN npm ci && \\\n  rm x\n"},
		{"the last command", "RUN npm ci && npm cache clean --force\n", Mounts{Commands: []string{"npm cache clean --force"}}, "RUN npm ci\n"},
		{"a command after a semicolon", "RUN npm ci; npm cache clean --force\n", Mounts{Commands: []string{"npm cache clean --force"}}, `!"npm cache clean --force" cannot be removed from the RUN`},
		{"another call", "RUN a && npm ci\n", Mounts{Call: "npm ci", With: "npm ci --cache /c"}, "RUN a && npm ci --cache /c\n"},
		{"a call that is there twice", "RUN npm ci && npm ci\n", Mounts{Call: "npm ci", With: "x"}, `!the call "npm ci" cannot be found in the RUN`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, reason := c.mounts.edit(c.text)
			if reason != "" {
				got = "!" + reason
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMatchesPath(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"packages/*", "packages/a", true}, {"packages/*", "packages/a/b", false}, {"packages/**", "packages/a/b", true}, {"**", "a/b", true},
		{"**/test", "a/b/test", true}, {"**/test", "test", true}, {"a", "b", false},
	} {
		if got := matchesPath(strings.Split(c.pattern, "/"), strings.Split(c.path, "/")); got != c.want {
			t.Errorf("%s and %s: %v", c.pattern, c.path, got)
		}
	}
}

func TestIsGlobal(t *testing.T) {
	for command, want := range map[string]bool{
		"npm install -g pnpm": true, "npm -g install pnpm": true, "npm install": false, "npm config set a b": true, "corepack enable": false, "gem install bundler": true, "npm run build": false,
		"dotnet tool install x": true, "dotnet build": false, "pnpm add --global turbo": true,
	} {
		words := strings.Fields(command)
		if got := isGlobal(words[0], words[1:]); got != want {
			t.Errorf("%s: %v", command, got)
		}
	}
}

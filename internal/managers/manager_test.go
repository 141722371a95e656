package managers

import (
	"strings"
	"testing"
)

// TestFind: how commands are recognized, by their words.
func TestFind(t *testing.T) {
	for command, want := range map[string]string{
		"npm ci": "npm ci", "npm --prefix web ci": "npm ci", "npm run build": "npm -", "yarn": "yarn ", "yarn --frozen-lockfile": "yarn ", "yarn build": "yarn -",
		"python3 -m pip install -r x.txt": "pip install", "pip3 install x": "pip install", "uv pip install -r x": "uv pip install", "uv sync": "uv sync", "uv run x": "uv -",
		"go mod download": "go mod download", "go mod tidy": "go -", "go build ./...": "go build (builds)", "mvn -B clean package": "mvn package (builds)", "./mvnw dependency:go-offline": "mvn dependency:go-offline",
		"./gradlew :app:bootJar": "gradle bootJar (builds)", "dotnet restore": "dotnet restore", "dotnet publish -c Release": "dotnet publish (builds)", "conda env create -f x.yml": "conda env create",
		"mix deps.get": "mix deps.get", "swift package resolve": "swift package resolve", "dart pub get": "dart pub get", "flutter pub get": "flutter pub get", "bundle": "bundle ", "bundle exec rails": "bundle -",
		"cargo build --release": "cargo build (builds)", "make": "",
	} {
		call, known, installs := Find(strings.Fields(command))
		got := ""
		if known {
			got = call.Manager.Name + " -"
		}
		if installs {
			got = call.Manager.Name + " " + call.Verb
		}
		if call.Builds {
			got += " (builds)"
		}
		if got != want {
			t.Errorf("%s: %q, expected %q", command, got, want)
		}
	}
}

// TestTable: each row has what the documentation and the findings need.
func TestTable(t *testing.T) {
	names := map[string]bool{}
	for _, m := range Table() {
		switch {
		case names[m.Name]:
			t.Errorf("%s is there twice", m.Name)
		case m.Ecosystem == "" || len(m.Manifests) == 0 || len(m.Verbs) == 0 || len(m.Traps) == 0:
			t.Errorf("%s has no ecosystem, manifest, verb or trap", m.Name)
		case m.Develops && (len(m.Production) == 0 || m.Better == ""):
			t.Errorf("%s has no command for production", m.Name)
		case m.Cache != "" && m.CacheFlag == "" && m.CacheEnv == "" && strings.HasPrefix(m.Cache, "/root/") && !m.Stays:
			t.Errorf("%s: another user cannot have another cache directory", m.Name)
		}
		names[m.Name] = true
	}
}

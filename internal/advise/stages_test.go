package advise

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testview"
	"github.com/google/go-cmp/cmp"
)

// sources are enough files for a copy of them to matter.
var sources = func() []string {
	list := []string{"package.json", "package-lock.json", "pyproject.toml", "poetry.lock", "requirements.txt", "composer.json", "go.mod"}
	for n := range 12 {
		list = append(list, fmt.Sprintf("src/%d.js", n))
	}
	return list
}()

func TestAdvise(t *testing.T) {
	for _, c := range []struct{ name, files, dockerfile, want string }{
		{"sources before an install", "", "FROM node:20\nCOPY . .\nRUN npm ci --omit=dev\n", "cache-mount-missing 3, copy-before-install 2"},
		{"manifests first", "", "FROM node:20\nCOPY package*.json ./\nRUN npm ci --omit=dev\nCOPY . .\n", "cache-mount-missing 3"},
		{"a cache mount makes installs cheap", "", "FROM node:20\nCOPY . .\nRUN --mount=type=cache,target=/root/.npm npm ci\n", ""},
		{"a stage below copies", "", "FROM node:20 AS all\nCOPY . .\nFROM all\nRUN npm ci --omit=dev\n", "cache-mount-missing 4, copy-before-install 2"},
		{"a second install is cheap", "", "FROM python\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root --only main\nCOPY . .\nRUN poetry install --only main\n", "cache-mount-missing 3"},
		{"a package, and not the project", "", "FROM node:20\nCOPY . .\nRUN npm install -g pnpm && pip install poetry && npm install left-pad\n", ""},
		{"what is unreachable", "", "FROM node:20 AS dev\nCOPY . .\nRUN npm ci\nFROM node:20\nCOPY src /\n", ""},
		{"development is copied", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nFROM node:20\nCOPY --from=b /app/node_modules /app/node_modules\n", "cache-mount-missing 4, dependencies-copied-to-final 6"},
		{"with the directory around it", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nFROM node:20\nCOPY --from=b /app /app\n", "cache-mount-missing 4, dependencies-copied-to-final 6"},
		{"development packages removed", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci && npm prune --omit=dev\nFROM node:20\nCOPY --from=b /app /app\n", "cache-mount-missing 4"},
		{"for production by the environment", "", "FROM node:20 AS b\nENV NODE_ENV=production\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nFROM node:20\nCOPY --from=b /app /app\n", "cache-mount-missing 5"},
		{"by npm's variable of a stage below", "", "FROM node:20 AS a\nENV NPM_CONFIG_OMIT=dev\nFROM a AS b\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nFROM node:20\nCOPY --from=b /app /app\n", "cache-mount-missing 6"},
		{"by npm's setting of a stage below", "", "FROM node:20 AS a\nRUN npm config set omit dev\nFROM a AS b\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nFROM node:20\nCOPY --from=b /app /app\n", "cache-mount-missing 6"},
		{"by npm's setting of another stage", "", "FROM node:20 AS a\nRUN npm config set omit dev\nCOPY src /x\nFROM node:20 AS b\nWORKDIR /app\nCOPY --from=a /x package.json ./\nRUN npm ci\nFROM node:20\nCOPY --from=b /app /app\n",
			"cache-mount-missing 7, dependencies-copied-to-final 9"},
		{"by a variable of another command", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN NODE_ENV=production npm run x && npm ci\nFROM node:20\nCOPY --from=b /app /app\n", "cache-mount-missing 4, dependencies-copied-to-final 6"},
		{"for development by a variable of the command", "", "FROM node:20 AS b\nENV NODE_ENV=production\nWORKDIR /app\nCOPY package.json ./\nRUN NODE_ENV=development npm ci\nFROM node:20\nCOPY --from=b /app /app\n",
			"cache-mount-missing 5, dependencies-copied-to-final 7"},
		{"a package is deployed", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN pnpm install && pnpm --filter x deploy --prod /out\nFROM node:20\nCOPY --from=b /out/node_modules /app/node_modules\n", "cache-mount-missing 4"},
		{"not from where it is deployed", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN pnpm install && pnpm --filter x deploy --prod out\nFROM node:20\nCOPY --from=b /app/node_modules /app/node_modules\n",
			"cache-mount-missing 4, dependencies-copied-to-final 6"},
		{"deployed with development", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN pnpm install && pnpm --filter x deploy /out\nFROM node:20\nCOPY --from=b /out/node_modules /app/node_modules\n",
			"cache-mount-missing 4, dependencies-copied-to-final 6"},
		{"focused", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN yarn && yarn workspaces focus --all --production\nFROM node:20\nCOPY --from=b /app /app\n", "cache-mount-missing 4"},
		{"what is built is copied", "", "FROM node:20 AS b\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nFROM node:20\nCOPY --from=b /app/dist /app\n", "cache-mount-missing 4"},
		{"a virtual environment", "", "FROM python AS b\nWORKDIR /app\nCOPY pyproject.toml ./\nRUN poetry install\nFROM python\nCOPY --from=b /app/.venv /app/.venv\n", "cache-mount-missing 4, dependencies-copied-to-final 6"},
		{"without development", "", "FROM python AS b\nWORKDIR /app\nCOPY pyproject.toml ./\nRUN poetry install --without dev,test\nFROM python\nCOPY --from=b /app/.venv /app/.venv\n", "cache-mount-missing 4"},
		{"the machine's packages over the build's", ".venv/pyvenv.cfg .venv/lib/a", "FROM python AS b\nWORKDIR /app\nCOPY pyproject.toml ./\nRUN --mount=type=cache,target=/c poetry install --only main\nFROM python\nWORKDIR /app\nCOPY --from=b /app/.venv .venv\nCOPY . .\n",
			"dependencies-overwritten 8"},
		{"and over an install", "node_modules/a", "FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN --mount=type=cache,target=/c npm ci\nCOPY . .\n", "dependencies-overwritten 5"},
		{"heredocs", "", "FROM node:20\nCOPY . .\nRUN <<EOF\nset -e\nnpm ci\nEOF\n", "cache-mount-missing 3, copy-before-install 2"},
		{"modules of Go", "", "FROM golang\nCOPY . .\nRUN go mod download\nRUN go build ./...\n", "cache-mount-missing 3, copy-before-install 2"},
		{"pnpm has fetched before", "", "FROM node:20\nCOPY package.json ./\nRUN pnpm fetch\nCOPY . .\nRUN pnpm install --offline\n", ""},
		{"python -m pip", "", "FROM python\nCOPY . .\nRUN python -m pip install --no-cache-dir -r requirements.txt\n", "cache-mount-missing 3, copy-before-install 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range Advise(advice(t, append(strings.Fields(c.files), sources...), c.dockerfile)) {
				got = append(got, fmt.Sprintf("%s %d", f.Code, f.Line))
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// advice is for a build of a directory with these files.
func advice(t *testing.T, files []string, dockerfile string) Advice {
	t.Helper()
	dir := t.TempDir()
	for _, name := range append(files, "Dockerfile") {
		text := "x"
		if name == "Dockerfile" {
			text = dockerfile
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	builds, err := project.Resolve(t.Context(), build.Request{Context: dir, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	view := testview.Of(t, dir, testview.Query{Paths: builds[0].Context.Paths})
	c := inventory.Usage{Context: &builds[0].Context, Patterns: view.Query.Patterns, View: view}
	return Advice{Build: &builds[0], Instructions: attribution.Examine(&builds[0], []inventory.Usage{c}).Instructions, Usages: []inventory.Usage{c}}
}

// TestRemedies: what is to be pasted works, for projects of several packages, too; and what names nothing for development is left alone.
func TestRemedies(t *testing.T) {
	const early, copied = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN %s\n", "FROM node:20 AS b\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/c %s\nFROM node:20\nCOPY --from=b /app /app\n"
	const member = copied + "COPY --from=b /app/packages/api/dist /app/packages/api/node_modules /x/\n"
	type files map[string]string
	for _, c := range []struct {
		name                string
		files               files
		dockerfile, install string
		code                lint.Code
		want                string
	}{
		{"one package", files{"package.json": `{}`}, early, "npm ci", lint.CopyBeforeInstall,
			"copy package.json and package-lock.json before \"npm ci\", and the rest after it; exclude **/node_modules, so that local packages are not copied over the installed ones"},
		{"a script that needs the sources", files{"package.json": `{"scripts": {"postinstall": "node build.js"}}`}, early, "npm ci", lint.CopyBeforeInstall,
			"copy the manifests before \"npm ci\", and the rest after it; no diff: package.json runs \"node build.js\" (postinstall), which may need the sources"},
		{"nothing for development", files{"package.json": `{"dependencies": {}}`}, copied, "npm ci", lint.DependenciesCopiedToFinal, ""},
		{"something for development", files{"package.json": `{"dependencies": {}, "devDependencies": {}}`}, copied, "npm ci", lint.DependenciesCopiedToFinal,
			"add \"--omit=dev\" to \"npm ci\" (line 4); no later command of stage b uses the packages"},
		{"something for development that a later command may use", files{"package.json": `{"dependencies": {}, "devDependencies": {}}`}, copied, "npm ci\nRUN npm run build", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN npm prune --omit=dev; or copy only what the image needs"},
		{"something for development that a script of the install may use", files{"package.json": `{"devDependencies": {}, "scripts": {"prepare": "husky"}}`}, copied, "npm ci", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN npm prune --omit=dev; or copy only what the image needs"},
		{"something for development that another stage uses", files{"package.json": `{"devDependencies": {}}`}, "FROM node:20 AS b\nWORKDIR /app\nCOPY . .\nRUN %s\nFROM b AS test\nRUN npm test\nFROM node:20\nCOPY --from=b /app /app\n", "npm ci",
			lint.DependenciesCopiedToFinal, "at the end of stage b: RUN npm prune --omit=dev; or copy only what the image needs"},
		{"a command in the final image", files{"package.json": `{"devDependencies": {}}`}, copied + "RUN node check.js\n", "npm ci", lint.DependenciesCopiedToFinal,
			"add \"--omit=dev\" to \"npm ci\" (line 4); no later command of stage b uses the packages, but check that line 7, in the final image, needs none of them"},
		{"flags that stay", files{"pyproject.toml": "[project]\n[dependency-groups]\ndev=[]\n", "uv.lock": ""}, "FROM python:3.14 AS b\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN %s\nRUN python make.py\nFROM python:3.14\nCOPY --from=b /app/.venv /app/.venv\n",
			"uv sync --locked --no-install-project", lint.DependenciesCopiedToFinal,
			"FROM python:3.14 AS production-packages\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked --no-install-project --no-dev\n\nCOPY --from=production-packages /app/.venv /app/.venv"},
		{"groups that are chosen", files{"pyproject.toml": "[project]\n[dependency-groups]\ndev=[]\n"}, "FROM python:3.14 AS b\nWORKDIR /app\nCOPY . .\nRUN %s\nFROM python:3.14\nCOPY --from=b /app /app\n", "uv sync --group web", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN uv sync --frozen --no-dev; or copy only what the image needs"},
		{"pnpm's settings of one package", files{"pnpm-workspace.yaml": "onlyBuiltDependencies: [a]"}, copied, "pnpm install", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN pnpm prune --prod; or copy only what the image needs"},
		{"a cache of Yarn from 2 on", files{".yarnrc.yml": ""}, "FROM node:20\nUSER 1000\nCOPY . .\nRUN %s\n", "yarn", lint.CacheMountMissing,
			"with nodeLinker: node-modules: RUN --mount=type=cache,target=DIR,uid=UID, with DIR from \"yarn config get cacheFolder\" and UID of the user; without nodeLinker none, because packages are used from the cache"},
		{"one package with Yarn from 2 on", files{"package.json": `{}`, ".yarnrc.yml": ""}, copied, "yarn", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN yarn workspaces focus --all --production; or copy only what the image needs"},
		{"packages alone, of a directory", files{"web/package.json": `{"dependencies": {}, "devDependencies": {}}`, "web/package-lock.json": "{}"},
			"FROM node:20 AS b\nWORKDIR /app/web\nCOPY web/package.json web/package-lock.json ./\nRUN --mount=type=cache,target=/c %s\nFROM node:20\nCOPY --from=b /app/web/node_modules /app/node_modules\n", "npm ci\nRUN node check.js", lint.DependenciesCopiedToFinal,
			"FROM node:20 AS production-packages\nWORKDIR /app/web\nCOPY web/package.json web/package-lock.json ./\nRUN npm ci --omit=dev\n\nCOPY --from=production-packages /app/web/node_modules /app/node_modules"},
		{"npm's workspaces for production", files{"package.json": `{"workspaces": ["a"]}`}, copied, "npm ci", lint.DependenciesCopiedToFinal,
			"in a new stage: COPY the lock file, package.json and the package.json of each workspace, RUN npm ci --omit=dev; then COPY --from that stage /app/node_modules and the node_modules of each workspace"},
		{"Yarn's workspaces for production", files{"package.json": `{"workspaces": ["a"]}`, ".yarnrc.yml": ""}, copied, "yarn install --immutable", lint.DependenciesCopiedToFinal,
			"in a new stage: COPY the lock file, package.json and the package.json of each workspace, RUN yarn workspaces focus --all --production; then COPY --from that stage /app/node_modules and the node_modules of each workspace"},
		{"pnpm's workspaces for production", files{"pnpm-workspace.yaml": "packages: [a]"}, copied, "pnpm install", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN pnpm --config.force-legacy-deploy=true --filter NAME deploy --prod /out, where NAME is the package of the image; then copy /out/node_modules instead of /app/node_modules"},
		{"one of pnpm's workspaces for production", files{"pnpm-workspace.yaml": "packages: [packages/*]", "packages/api/package.json": `{"name": "@x/api"}`}, member, "pnpm install", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN pnpm --config.force-legacy-deploy=true --filter @x/api deploy --prod /out; then copy /out/node_modules instead of /app/node_modules"},
		{"several trees of pnpm's workspaces", files{"pnpm-workspace.yaml": "packages: [packages/*]", "packages/api/package.json": `{"name": "api"}`},
			"FROM node:20 AS b\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/c %s\nFROM node:20\nCOPY --from=b /app/packages/api/node_modules /x/\nCOPY --from=b /app/node_modules /y/\n", "pnpm install", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN pnpm --config.force-legacy-deploy=true --filter api deploy --prod /out; then copy /out/node_modules instead of /app/packages/api/node_modules and /app/node_modules"},
		{"one whose packages are injected", files{"pnpm-workspace.yaml": "packages: [packages/*]\ninjectWorkspacePackages: true", "packages/api/package.json": `{"name": "api"}`}, member, "pnpm install", lint.DependenciesCopiedToFinal,
			"at the end of stage b: RUN pnpm --filter api deploy --prod /out; then copy /out/node_modules instead of /app/node_modules"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := advice(t, slices.Concat(slices.Collect(maps.Keys(c.files)), sources), fmt.Sprintf(c.dockerfile, c.install))
			root := a.Usages[0].Context.Root
			for name, text := range c.files {
				if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			a.Usages[0].Project = inventory.OpenProject(root, nil)
			got := ""
			for _, f := range Advise(a) {
				if f.Code == c.code {
					got = f.Fix.Text
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCacheMounts: the mount that is proposed is one that the package manager uses, and that its user may write to.
func TestCacheMounts(t *testing.T) {
	const mount, number = "RUN --mount=type=cache,target=", "\n# UID is the output of `id -u %s`: without it root owns the cache mount"
	const stays = "\n# each RUN that uses the downloads needs the same mount"
	for _, c := range []struct{ name, dockerfile, want, message string }{
		{"root", "FROM node:20\nUSER node\nUSER 0:0\nRUN npm ci\n", mount + "/root/.npm npm ci", ""},
		{"a number", "FROM node:20\nUSER 1000:1000\nRUN npm ci\n", mount + "/tmp/npm-cache,uid=1000 npm ci --cache /tmp/npm-cache", ""},
		{"of a stage below", "FROM node:20 AS a\nUSER 1000\nFROM a\nRUN pnpm install\n", mount + "/tmp/pnpm-cache,uid=1000 pnpm install --store-dir /tmp/pnpm-cache", ""},
		{"of an argument", "FROM node:20\nARG ID=1001\nUSER $ID\nRUN yarn\n", mount + "/tmp/yarn-cache,uid=1001 yarn --cache-folder /tmp/yarn-cache", ""},
		{"of another stage", "FROM node:20 AS a\nUSER 1000\nCOPY src /x\nFROM node:20\nCOPY --from=a /x /x\nRUN npm ci\n", mount + "/root/.npm npm ci", ""},
		{"a name", "FROM node:20\nUSER node\nRUN npm ci\n", mount + "/tmp/npm-cache,uid=UID npm ci --cache /tmp/npm-cache" + fmt.Sprintf(number, "node"), ""},
		{"a variable of the base image", "FROM dotnet\nUSER $APP_UID\nRUN dotnet restore\n", mount + "/tmp/dotnet-cache,uid=UID NUGET_PACKAGES=/tmp/dotnet-cache dotnet restore" + fmt.Sprintf(number, "$APP_UID") + stays, ""},
		{"by a variable alone", "FROM python\nENV POETRY_VIRTUALENVS_CREATE=false\nUSER 1000\nRUN poetry install\n",
			mount + "/tmp/poetry-cache/cache,uid=1000 --mount=type=cache,target=/tmp/poetry-cache/artifacts,uid=1000 POETRY_CACHE_DIR=/tmp/poetry-cache poetry install", ""},
		{"an environment beside the downloads", "FROM python\nRUN poetry install\n", mount + "/root/.cache/pypoetry/cache --mount=type=cache,target=/root/.cache/pypoetry/artifacts poetry install", ""},
		{"an environment in a cache that moves", "FROM python\nUSER 1000\nRUN poetry install\n", "", ""},
		{"the same for all users", "FROM golang\nUSER 1000\nRUN go mod download\n", mount + "/go/pkg/mod,uid=1000 go mod download", ""},
		{"named by a variable", "FROM node:20\nENV NPM_CONFIG_CACHE=/c\nUSER 1000\nRUN npm ci\n", mount + "/c,uid=1000 npm ci", ""},
		{"in pnpm's own directory", "FROM node:20\nENV PNPM_HOME=/pnpm\nRUN pnpm install\n", mount + "/pnpm/store pnpm install", ""},
		{"named by a flag", "FROM node:20\nRUN npm ci --cache=/c\n", mount + "/c npm ci --cache=/c", ""},
		{"thrown away by a flag", "FROM python\nRUN pip install --no-cache-dir -r requirements.txt\n", mount + "/root/.cache/pip pip install -r requirements.txt", "--no-cache-dir"},
		{"thrown away by a variable", "FROM python\nENV PIP_NO_CACHE_DIR=off\nRUN pip install -r requirements.txt\n", mount + "/root/.cache/pip pip install -r requirements.txt", "PIP_NO_CACHE_DIR=off"},
		{"thrown away by one in front", "FROM python\nRUN UV_NO_CACHE=1 uv sync\n", mount + "/root/.cache/uv uv sync", "UV_NO_CACHE=1"},
		{"not thrown away", "FROM python\nENV UV_NO_CACHE=0 PIP_NO_CACHE_DIR=1\nRUN uv sync\n", mount + "/root/.cache/uv uv sync", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, disabling := "", ""
			for _, f := range Advise(advice(t, sources, c.dockerfile)) {
				if f.Code == lint.CacheMountMissing && f.Fix != nil {
					text = remedyText(f.Fix)
					_, disabling, _ = strings.Cut(strings.TrimSuffix(f.Message, ": it disables the cache."), "Also remove ")
				}
			}
			if diff := cmp.Diff(c.want+"\n"+c.message, text+"\n"+disabling); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInstalls(t *testing.T) {
	for command, want := range map[string]string{
		"npm ci --omit=dev": "npm production",
		"npm ci":            "npm development",
		"cd web && npm install --only=production": "npm production",
		"yarn":                                            "yarn development",
		"yarn install --production":                       "yarn production",
		"yarn --version":                                  "",
		"corepack enable && pnpm install --prod":          "pnpm production",
		"npm install express":                             "",
		"pip install -r requirements.txt":                 "pip production",
		"uv pip install --system -r requirements.txt":     "uv pip production",
		"pip install .":                                   "pip production",
		"poetry install --only main":                      "poetry production",
		"poetry install":                                  "poetry development",
		"UV_X=1 uv sync --no-dev":                         "uv production",
		"go mod tidy":                                     "",
		"go mod download":                                 "go production",
		"bash -c 'npm ci'":                                "npm development",
		"echo npm ci":                                     "",
		"if [ -f x ]; then npm ci; fi":                    "npm development",
		"composer install --no-dev --optimize-autoloader": "composer production",

		"NODE_ENV=production npm ci":                                  "npm production",
		"env NODE_ENV='production' npm ci":                            "npm production",
		"export NODE_ENV=production && npm ci":                        "npm production",
		"NODE_ENV=production; export NODE_ENV; npm ci":                "npm production",
		"NODE_ENV=production; npm ci":                                 "npm development",
		"export MODE=production; NODE_ENV=${MODE} npm ci":             "npm production",
		"NODE_ENV=${MODE:-production} npm ci":                         "npm production",
		"NODE_ENV=production npm run build && npm ci":                 "npm development",
		"NODE_ENV=production npm ci && npm ci":                        "npm production, npm development",
		"NODE_ENV=production npm ci --include=dev":                    "npm development",
		"NODE_ENV=production NPM_CONFIG_PRODUCTION=false npm ci":      "npm development",
		"export NODE_ENV=production; unset NODE_ENV; npm ci":          "npm development",
		"npm_config_omit=dev npm ci":                                  "npm production",
		"NPM_CONFIG_OMIT=dev npm ci":                                  "npm production",
		"NPM_CONFIG_PRODUCTION=true npm ci":                           "npm production",
		"npm config set omit dev && npm ci":                           "npm production",
		"npm config set omit=dev --location=user && npm ci":           "npm production",
		"npm set omit=dev && npm ci":                                  "npm production",
		"npm config set omit dev && npm config delete omit && npm ci": "npm development",
		"npm config set omit dev && pnpm install":                     "pnpm development",
		"npm config set fund false && npm ci":                         "npm development",
		"YARN_PRODUCTION=true yarn":                                   "yarn production",
		"NPM_CONFIG_PRODUCTION=1 yarn install":                        "yarn production",
		"npm_config_omit=dev yarn install":                            "yarn development",
		"NODE_ENV=production YARN_PRODUCTION=false yarn":              "yarn development",
		"YARN_PRODUCTION=true yarn install --production=false":        "yarn development",
		"pnpm config set production true && pnpm install":             "pnpm production",
		"npm_config_production=true pnpm install":                     "pnpm production",
		"NODE_ENV=production pnpm install":                            "pnpm development",
		"POETRY_WITHOUT=dev poetry install && UV_NO_DEV=1 uv sync":    "poetry production, uv production",
	} {
		var got []string
		list, _ := installs(&build.Run{Invocation: build.Invocation{Command: command}}, nil)
		for _, i := range list {
			word := "development"
			if i.production {
				word = "production"
			}
			got = append(got, i.Manager.Name+" "+word)
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s: %s", command, diff)
		}
	}
}

func TestJudge(t *testing.T) {
	b := func(file, text, target string) *build.Build {
		c, err := dockerfile.Collect([]byte(text), dockerfile.Options{Target: target})
		if err != nil {
			t.Fatal(err)
		}
		return &build.Build{Dockerfile: &build.Dockerfile{Path: file, Text: []byte(text)}, Stages: c.Stages, TargetIndex: c.TargetIndex}
	}
	stages := "FROM python:3.12-slim AS dev\nFROM python:3.12-slim AS test\nFROM build-${TARGETARCH} AS chosen\nFROM scratch AS build-arm64\nFROM python:3.12-slim AS prod\n"
	stages += "FROM scratch AS tools\nFROM scratch AS shell\nCOPY --from=tools / /\nFROM prod\n"
	stages = "FROM scratch AS build-amd64\nFROM scratch AS build-arm64\n" + strings.Replace(stages, "FROM scratch AS build-arm64\n", "", 1)
	got := Judge(Builds{
		Builds: []*build.Build{b("/p/a/Dockerfile", stages, "prod"), b("/p/a/Dockerfile", stages, "test"), b("/p/b/Dockerfile", "FROM python:3.11\n", ""),
			b("/p/c/Dockerfile", "FROM python:3.12.4\nFROM node:20 AS x\nFROM node:20.1\nCOPY --from=x / /\n", "")},
		Mentions: func(stage string) bool { return stage == "chosen" || stage == "shell" },
	})
	var list []string
	for _, f := range got {
		list = append(list, fmt.Sprintf("%s %s:%d", f.Code, f.File, f.Line))
	}
	want := []string{"stage-unused /p/a/Dockerfile:3", "base-version-drift /p/b/Dockerfile:1"}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("%s\n%+v", diff, got)
	}
}

package lint

// ignoreFileRules are about whole ignore files.
var ignoreFileRules = []Rule{
	{
		Code: IgnoreFileIncomplete, Levels: []Level{{Warning, "it leaves installed packages, secrets or the repository"}, {Info, "it leaves only caches and build output"}},
		Title: "Ignore file does not exclude what tools will create",
		Doc: "A clean clone has no installed packages, no caches and no `.env`, so nothing of that is sent today. The manifests of the project show that its " +
			"tools create them, and no pattern excludes them: the next build on a developer's machine sends them. No instruction or script uses these files.",
		Fix: "`ctxsize suggest --write` adds the patterns, or `ctxsize audit --fix` for every build of a project.",
		Bad: Example{Args: "suggest", Files: `
-- .dockerignore --
docs
-- Dockerfile --
FROM node:24
COPY . /app
WORKDIR /app
RUN npm ci
-- docs/index.md --
-- package-lock.json --
{}
-- package.json --
{"name": "app"}
`},
		Good: Example{Args: "suggest", Files: `
-- .dockerignore --
docs
**/node_modules
-- Dockerfile --
FROM node:24
COPY . /app
WORKDIR /app
RUN npm ci
-- docs/index.md --
-- package-lock.json --
{}
-- package.json --
{"name": "app"}
`},
	},
	{
		Code: IgnoreFileMissing, Levels: []Level{{Warning, ""}, {Info, "less than 64 KiB are sent without need, and neither these files nor those that tools will create are installed packages, a repository or secrets"}},
		Title: "No ignore file",
		Doc: "The context has no ignore file, so local files that no build needs are sent: installed packages, caches, the repository. They cost time " +
			"in every build, and `COPY . .` copies them into the image. In a clean clone these files do not exist yet; the manifests show which ones the tools will create.",
		Fix: "`ctxsize suggest --write` creates a `.dockerignore` with the safe patterns; `ctxsize audit --fix` does it for every build of a project.",
		Bad: Example{Args: "suggest", Files: `
-- Dockerfile --
FROM python:3.14
COPY . /app
-- app.py --
print("hello")
-- __pycache__/app.cpython-314.pyc --
bytecode
`},
		Good: Example{Args: "suggest", Files: `
-- .dockerignore --
**/__pycache__
-- Dockerfile --
FROM python:3.14
COPY . /app
-- app.py --
print("hello")
-- __pycache__/app.cpython-314.pyc --
bytecode
`},
	},
	{
		Code: IgnoreFileNeverRead, Levels: oneLevel(Warning),
		Title: "Ignore file that no build uses",
		Doc: "A builder looks for the ignore file in two places: `<Dockerfile>.dockerignore` beside the Dockerfile, then `.dockerignore` in the root of " +
			"the context. One anywhere else is never used, for example beside a compose file whose services have contexts in subdirectories. Nor is a " +
			"misspelled one, such as `.dockerignore.dev`.",
		Fix: "Move the file to the root of the context, or rename it to `<Dockerfile>.dockerignore`.",
		Bad: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  web:
    build: web
-- .dockerignore --
**/dist
-- web/Dockerfile --
FROM scratch
COPY index.html /
-- web/index.html --
hello
`},
		Good: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  web:
    build: web
-- web/.dockerignore --
**/dist
-- web/Dockerfile --
FROM scratch
COPY index.html /
-- web/index.html --
hello
`},
	},
	{
		Code: IgnoreFileShadowed, Levels: oneLevel(Info),
		Title: "`.dockerignore` is replaced by another ignore file",
		Doc: "BuildKit uses one ignore file. Where `<Dockerfile>.dockerignore` exists, it replaces the `.dockerignore` of the context: the patterns of " +
			"both are not combined.",
		Fix: "Nothing to fix if it is intended. Otherwise copy the patterns that both need into `<Dockerfile>.dockerignore`.",
		Bad: Example{Files: `
-- .dockerignore --
dist
-- Dockerfile.dockerignore --
docs
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
-- docs/index.md --
`},
		Good: Example{Files: `
-- Dockerfile.dockerignore --
dist
docs
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
-- docs/index.md --
`},
	},
	{
		Code: IgnoreListRefused, Levels: oneLevel(Error),
		Title: "Builder refuses the patterns",
		Doc: "BuildKit's client sends the patterns to the builder in the header of a request. A control character in a pattern, or more than a mebibyte " +
			"of patterns, makes the request invalid, and the build fails. The sizes are reported as if the patterns were accepted.",
		Fix: "Remove the control character, or replace a generated list of paths by a few wildcards.",
		Bad: Example{Files: `
-- .dockerignore --
` + "dist\x01" + `
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
`},
		Good: Example{Files: `
-- .dockerignore --
dist
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
`},
	},
	{
		Code: Unreadable, Levels: oneLevel(Error),
		Title: "File or directory cannot be read",
		Doc: "The builder's client needs to read a directory or file, and cannot. For a directory, and with the legacy builder for a file, the build " +
			"fails. For an ignore file the build goes on without its patterns, so that much more is sent than expected.",
		Fix: "Change the permissions, or exclude the path. An excluded directory is still entered where an exception with a wildcard may match in it: " +
			"write this exception without the wildcard.",
		Bad: Example{Files: `
-- .dockerignore/readme --
A directory instead of a file.
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
`},
		Good: Example{Files: `
-- .dockerignore --
dist
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
`},
	},
}

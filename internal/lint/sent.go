package lint

// sentRules are about what is sent, and why so much.
var sentRules = []Rule{
	{
		Code: SecretSent, Levels: []Level{
			{Warning, "the secret is sent"},
			{Error, "an instruction copies it into a stage or the final image"},
			{Info, "it is eligible but not sent, or git tracks it"},
		},
		Title: "Secret in the build context",
		Doc: "A file looks like a secret, by its name or, with `--scan-content`, by its content. `reach` in the JSON is how far it gets: `eligible` (no " +
			"pattern excludes it), `sent` (transferred to the builder, and kept in its cache), `stage` (copied into a stage), `final` (in the final " +
			"image, where anyone who can pull the image can read it).",
		Fix: "Exclude the file. For a secret that the build needs, use `RUN --mount=type=secret`; for SSH keys `RUN --mount=type=ssh`.",
		Bad: Example{Files: `
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
-- .env --
API_KEY=0123456789abcdef
`},
		Good: Example{Files: `
-- .dockerignore --
.env
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
-- .env --
API_KEY=0123456789abcdef
`},
	},
	{
		Code: VCSSent, Levels: []Level{
			{Warning, ""},
			{Info, "the build uses git, or may use it"},
		},
		Title: "Repository is sent",
		Doc: "`.git` is sent. It is often larger than the project, and every commit changes it: the layer of the instruction that copies " +
			"it, and all later ones, are built again. It may also hold secrets that were removed from the files long ago.",
		Fix: "Exclude `.git`. Where one RUN needs git, mount the repository for it: `RUN --mount=type=bind,source=.git,target=.git ...`.",
		Bad: Example{Files: `
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
-- .git/HEAD --
ref: refs/heads/main
-- .git/objects/pack/pack-1.pack --
(2 MB)
`},
		Good: Example{Files: `
-- .dockerignore --
.git
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
-- .git/HEAD --
ref: refs/heads/main
-- .git/objects/pack/pack-1.pack --
(2 MB)
`},
	},
	{
		Code: UntrackedFileSent, Levels: oneLevel(Warning),
		Title: "Large file of one person is sent",
		Doc: "A large file or directory is sent that git neither tracks nor ignores: a dump, an archive, a recording. No other clone has it, so a pattern for it " +
			"would only clutter the ignore file of everyone else.",
		Fix:      "Move it out of the context, or add it to the project if the build reads it.",
		Untested: "it takes the index of a repository, and large files; the tests of internal/check make them",
	},
	{
		Code: GitIncomplete, Levels: []Level{
			{Warning, "tracked files are missing, so git reports the tree as dirty"},
			{Info, "`.git` is a file that points to a repository outside the context"},
		},
		Title: "Git does not work in the build as it does outside",
		Doc: "The build uses git, and the repository in the build is not complete. In a linked work tree or a submodule `.git` is a file that points to a " +
			"directory outside the context, where git fails. Where the ignore file excludes tracked files, `git describe --dirty` and tools such as " +
			"hatch-vcs report a modified tree.",
		Fix: "Pass the version as a build argument, or re-include the tracked files.",
		Bad: Example{Files: `
-- Dockerfile --
FROM golang:1.26
COPY . /app
RUN git describe --tags
-- .git --
gitdir: ../../repository/.git/worktrees/feature
-- main.go --
package main
`},
		Good: Example{Files: `
-- Dockerfile --
FROM golang:1.26
ARG VERSION
COPY . /app
RUN go build -ldflags "-X main.version=$VERSION" /app
-- main.go --
package main
`},
	},
	{
		Code: WholeContextRequested, Levels: oneLevel(Info),
		Title: "Whole context is requested",
		Doc: "The sources look narrow, and still BuildKit requests the whole context: a variable in a source is empty, a bind mount has no `source`, or a " +
			"source is a link to the context root. Everything that the ignore file does not exclude is sent.",
		Fix: "Give the variable a value, the mount a `source`, or copy the directory that is needed.",
		Bad: Example{Files: `
-- Dockerfile --
FROM golang:1.26
RUN --mount=type=bind,target=/src ls /src/app
-- app/main.go --
package main
-- docs/index.md --
`},
		Good: Example{Files: `
-- Dockerfile --
FROM golang:1.26
RUN --mount=type=bind,source=app,target=/src/app ls /src/app
-- app/main.go --
package main
-- docs/index.md --
`},
	},
	{
		Code: ContextSentRepeatedly, Levels: oneLevel(Info),
		Title: "Context is sent several times",
		Doc: "Several builds use one context and request different paths of it. Each of them is a transfer of its own, even within one `docker compose build` " +
			"or `docker buildx bake`. Builds that request the same share a transfer. The legacy builder is sent the context for each build.",
		Fix: "Exclude files that no build needs, or give each build a smaller context. Builds with the same sources share one transfer.",
		Bad: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api:
    build: {context: ., target: api}
  web:
    build: {context: ., target: web}
-- Dockerfile --
FROM scratch AS api
COPY models api /app/
FROM scratch AS web
COPY models web /app/
-- models/model.bin --
(2 MB)
-- api/a.js --
-- web/b.js --
`},
		Good: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api:
    build: {context: ., target: api}
  web:
    build: {context: ., target: web}
-- Dockerfile --
FROM scratch AS files
COPY models api web /app/
FROM files AS api
FROM files AS web
-- models/model.bin --
(2 MB)
-- api/a.js --
-- web/b.js --
`},
	},
	{
		Code: ContextEvicted, Levels: oneLevel(Info),
		Title: "Builds evict each other's files in the builder",
		Doc: "BuildKit keeps the files of a context, so that a later build sends only what has changed. It keeps one copy for a directory name, and deletes from it " +
			"what a build does not request. Builds that request different files of one directory, or whose contexts have the same directory name, therefore " +
			"send everything again when they alternate.",
		Fix: "Give each build the directory of its own files as context, and the directories different names.",
		Bad: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api:
    build: {context: ., dockerfile: api/Dockerfile}
  web:
    build: {context: ., dockerfile: web/Dockerfile}
-- api/Dockerfile --
FROM scratch
COPY api /app
-- web/Dockerfile --
FROM scratch
COPY web /app
-- api/data.bin --
(2 MB)
-- web/data.bin --
(2 MB)
`},
		Good: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api: {build: api}
  web: {build: web}
-- api/Dockerfile --
FROM scratch
COPY data.bin /app/
-- web/Dockerfile --
FROM scratch
COPY data.bin /app/
-- api/data.bin --
(2 MB)
-- web/data.bin --
(2 MB)
`},
	},
	{
		Code: CopyHiddenByMount, Levels: oneLevel(Info),
		Title: "Bind mount hides what is copied",
		Doc: "A service of a compose file mounts a directory of the host over the destination of a COPY, so the container never sees the copied files, and no " +
			"later instruction of the build uses them. They are sent and stored for nothing. Only builds for development are checked, by the names of their " +
			"stages and files: another image may run without the mount.",
		Fix: "Remove the COPY from the stage for development, or move it to the stage that runs without the mount.",
		Bad: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  web:
    build: {context: ., target: dev}
    volumes: ["./src:/app/src"]
-- Dockerfile --
FROM node:24 AS dev
WORKDIR /app
COPY src src
CMD ["node", "--watch", "src/app.js"]
-- src/app.js --
console.log("hello")
`},
		Good: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  web:
    build: {context: ., target: dev}
    volumes: ["./src:/app/src"]
-- Dockerfile --
FROM node:24 AS dev
WORKDIR /app
CMD ["node", "--watch", "src/app.js"]
FROM dev AS production
COPY src src
-- src/app.js --
console.log("hello")
`},
	},
	{
		Code: SizeOverflow, Levels: oneLevel(Error),
		Title: "Sizes exceed 8 EiB",
		Doc: "The file sizes add up to 8 EiB (2^63 bytes) or more. No 64-bit number holds the sum, so the reported sizes are lower bounds. Sparse files " +
			"or a damaged tar archive are the usual causes.",
		Fix:      "Exclude the sparse files, or repair the archive.",
		Untested: "it takes files of 8 EiB; the tests of cmd/ctxsize make them in a tar archive",
	},
}

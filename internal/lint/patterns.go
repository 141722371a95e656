package lint

// patternRules are about single patterns of an ignore file.
var patternRules = []Rule{
	{
		Code: BackslashClass, Levels: oneLevel(Warning),
		Title: "Backslash in a pattern",
		Doc: "A backslash is no path separator in an ignore file. Before a letter or digit it starts a character class, such as `\\d` for a digit, " +
			"or it escapes the letter: `lib\\dist` does not match `lib/dist`.",
		Fix: "Write slashes: `lib/dist`.",
		Bad: Example{Files: `
-- .dockerignore --
lib\dist
-- Dockerfile --
FROM scratch
COPY . /app
-- lib/dist/app.js --
`},
		Good: Example{Files: `
-- .dockerignore --
lib/dist
-- Dockerfile --
FROM scratch
COPY . /app
-- lib/dist/app.js --
`},
	},
	{
		Code: BracketNotNegation, Levels: oneLevel(Warning),
		Title: "`[!` does not negate a character class",
		Doc: "In an ignore file `[^a]` matches any character but `a`. `[!a]`, as shells write it, matches `!` or `a`, so that the pattern matches " +
			"other files than it seems to.",
		Fix: "Write `[^a]`.",
		Bad: Example{Files: `
-- .dockerignore --
report[!a].csv
-- Dockerfile --
FROM scratch
COPY . /app
-- reporta.csv --
-- reportb.csv --
`},
		Good: Example{Files: `
-- .dockerignore --
report[^a].csv
-- Dockerfile --
FROM scratch
COPY . /app
-- reporta.csv --
-- reportb.csv --
`},
	},
	{
		Code: ExceptionTooNarrow, Levels: []Level{
			{Warning, "an instruction copies the directories of the files"},
			{Info, "no instruction of the build copies the files"},
		},
		Title: "Exception reaches one directory level only",
		Doc: "A pattern is relative to the context root, an exception, too: `!*.go` re-includes Go files in the root, and not `cmd/api/main.go`, unlike in a " +
			"`.gitignore`. `!src/*.ts` reaches only the files directly in `src`. What a pattern for everything excludes below stays excluded, and the build " +
			"lacks it.",
		Fix: "Write `!**/*.go`, or re-include directories: `!cmd`. Every directory is then searched for matches, so directories are faster.",
		Bad: Example{Files: `
-- .dockerignore --
*
!go.mod
!*.go
-- Dockerfile --
FROM golang:1.26
COPY . /src
-- go.mod --
module example.com/app
-- main.go --
package main
-- cmd/api/main.go --
package main
`},
		Good: Example{Files: `
-- .dockerignore --
*
!go.mod
!*.go
!cmd
-- Dockerfile --
FROM golang:1.26
COPY . /src
-- go.mod --
module example.com/app
-- main.go --
package main
-- cmd/api/main.go --
package main
`},
	},
	{
		Code: ExceptionTooWide, Levels: []Level{
			{Warning, ""},
			{Info, "the files that this sends have less than 64 KiB, or an instruction or a manifest needs one of them"},
		},
		Title: "Exception re-includes a whole directory",
		Doc: "An exception for a directory re-includes everything below it, also what a pattern above it excludes: the last pattern that matches decides. In a " +
			"`.gitignore` an exception for a file needs one for each directory above it; in a `.dockerignore` it does not, and `!tmp/storage/` re-includes all " +
			"of `tmp/storage`.",
		Fix: "Remove the exception for the directory, or move it above the patterns for parts of the directory.",
		Bad: Example{Files: `
-- .dockerignore --
tmp/*
tmp/storage/*
!tmp/storage/
!tmp/storage/.keep
-- Dockerfile --
FROM ruby:4
COPY . /app
-- app.rb --
-- tmp/storage/.keep --
-- tmp/storage/upload.bin --
(2 MB)
`},
		Good: Example{Files: `
-- .dockerignore --
tmp/*
tmp/storage/*
!tmp/storage/.keep
-- Dockerfile --
FROM ruby:4
COPY . /app
-- app.rb --
-- tmp/storage/.keep --
-- tmp/storage/upload.bin --
(2 MB)
`},
	},
	{
		Code: ExceptionWithoutEffect, Levels: []Level{
			{Warning, "no pattern above the exception excludes anything, or the legacy builder does not enter the excluded parent directory"},
			{Info, "the exception is below the last exclusion, and nothing it matches is excluded"},
		},
		Title: "Exception without effect",
		Doc: "The last pattern that matches a path decides. An exception (`!pattern`) re-includes only paths that a pattern above it excludes, so an " +
			"exception at the top of the file does nothing. The legacy builder also does not enter an excluded directory, unless an exception " +
			"begins with the name of this directory.",
		Fix: "Move the exception below the pattern that excludes the path, or remove it.",
		Bad: Example{Files: `
-- .dockerignore --
!README.md
*.md
-- Dockerfile --
FROM scratch
COPY . /app
-- README.md --
`},
		Good: Example{Files: `
-- .dockerignore --
*.md
!README.md
-- Dockerfile --
FROM scratch
COPY . /app
-- README.md --
`},
	},
	{
		Code: GitignoreHabit, Levels: []Level{
			{Warning, "files that the pattern misses are sent"},
			{Info, "this build does not send these files, or only the pattern suggests that it is meant for them"},
		},
		Title: "Gitignore-style pattern matches only at the context root",
		Doc: "In a `.gitignore`, `node_modules/` matches at any depth. In a `.dockerignore` it matches only at the context root: " +
			"`web/node_modules` is sent.",
		Fix: "Write `**/node_modules`: it matches at the root and at any depth. `ctxsize suggest --write` does it where that is safe.",
		Bad: Example{Args: "suggest", Files: `
-- .dockerignore --
node_modules/
-- Dockerfile --
FROM node:22
COPY web /web
RUN cd /web && npm ci
-- web/package.json --
{}
-- web/node_modules/left-pad/index.js --
module.exports = 1
`},
		Good: Example{Args: "suggest", Files: `
-- .dockerignore --
**/node_modules
-- Dockerfile --
FROM node:22
COPY web /web
RUN cd /web && npm ci
-- web/package.json --
{}
-- web/node_modules/left-pad/index.js --
module.exports = 1
`},
	},
	{
		Code: InlineComment, Levels: oneLevel(Warning),
		Title: "Comment on the line of a pattern",
		Doc: "A comment is a line that begins with `#` in the first column. Anywhere else `#` is part of the pattern: `dist # build output` matches " +
			"only a file of exactly this name. Lines with `//`, or with blanks before `#`, are patterns, too.",
		Fix: "Put the comment on a line of its own.",
		Bad: Example{Files: `
-- .dockerignore --
dist # build output
-- Dockerfile --
FROM scratch
COPY . /app
-- dist/app.js --
`},
		Good: Example{Files: `
-- .dockerignore --
# build output
dist
-- Dockerfile --
FROM scratch
COPY . /app
-- dist/app.js --
`},
	},
	{
		Code: LineDuplicate, Levels: oneLevel(Info),
		Title: "Duplicate pattern",
		Doc:   "The same pattern is in an earlier line, and no line between the two makes a difference.",
		Fix:   "Remove the second one. `ctxsize suggest --write` does it.",
		Bad: Example{Files: `
-- .dockerignore --
dist
./dist
-- Dockerfile --
FROM scratch
COPY . /app
-- dist/app.js --
`},
		Good: Example{Files: `
-- .dockerignore --
dist
-- Dockerfile --
FROM scratch
COPY . /app
-- dist/app.js --
`},
	},
	{
		Code: LineNeverMatches, Levels: oneLevel(Info),
		Title: "Pattern matches nothing",
		Doc: "No file or directory of the context matches the pattern. It may be for files that are generated later, or it is misspelled, or its " +
			"directory was renamed.",
		Fix: "Check the spelling: a pattern is relative to the context root. Keep the pattern if it is for generated files.",
		Bad: Example{Files: `
-- .dockerignore --
api/fixtures
-- Dockerfile --
FROM scratch
COPY . /app
-- api/testdata/fixtures/big.json --
`},
		Good: Example{Files: `
-- .dockerignore --
api/testdata/fixtures
-- Dockerfile --
FROM scratch
COPY . /app
-- api/testdata/fixtures/big.json --
`},
	},
	{
		Code: LineShadowed, Levels: oneLevel(Info),
		Title: "Pattern without effect",
		Doc:   "Other patterns decide about everything that this one matches: without it the same files are excluded.",
		Fix:   "Remove the pattern, or keep it if it is meant to hold when the other pattern is gone.",
		Bad: Example{Files: `
-- .dockerignore --
logs
logs/app.log
-- Dockerfile --
FROM scratch
COPY . /app
-- logs/app.log --
`},
		Good: Example{Files: `
-- .dockerignore --
logs
-- Dockerfile --
FROM scratch
COPY . /app
-- logs/app.log --
`},
	},
	{
		Code: NoFinalNewline, Levels: oneLevel(Info),
		Title: "No newline at the end of the ignore file",
		Doc: "The last line has no newline. The builder accepts that, but a script that appends a pattern (`echo .env >> .dockerignore`) joins it to " +
			"the last one, and neither pattern works any more.",
		Fix: "End the file with a newline. `ctxsize suggest --write` does it.",
		Bad: Example{Files: `
-- .dockerignore --
dist(no newline)
-- Dockerfile --
FROM scratch
COPY . /app
-- dist/app.js --
`},
		Good: Example{Files: `
-- .dockerignore --
dist
-- Dockerfile --
FROM scratch
COPY . /app
-- dist/app.js --
`},
	},
	{
		Code: PackageFileExcluded, Levels: oneLevel(Warning),
		Title: "Pattern excludes a file that a manifest refers to",
		Doc: "A RUN builds the package of the project, and its manifest refers to a file that a pattern excludes, often README or LICENSE. Most build tools then " +
			"fail: `setup.py` opens the file, hatchling, Poetry and gemspecs check that it exists; setuptools leaves it out of the metadata.",
		Fix: "Re-include the file: `!README.md`.",
		Bad: Example{Args: "audit", Files: `
-- .dockerignore --
**/__pycache__
**/.venv
*.md
-- Dockerfile --
FROM python:3.14
WORKDIR /app
COPY . .
RUN pip install .
-- pyproject.toml --
[project]
name = "app"
version = "1"
readme = "README.md"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
-- README.md --
-- app/__init__.py --
`},
		Good: Example{Args: "audit", Files: `
-- .dockerignore --
**/__pycache__
**/.venv
*.md
!README.md
-- Dockerfile --
FROM python:3.14
WORKDIR /app
COPY . .
RUN pip install .
-- pyproject.toml --
[project]
name = "app"
version = "1"
readme = "README.md"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
-- README.md --
-- app/__init__.py --
`},
	},
	{
		Code: PruningDefeated, Levels: []Level{{Info, ""}, {Warning, "the scan takes about a second or more in each build"}},
		Title: "Wildcard makes the client scan excluded directories",
		Doc: "Docker skips an excluded directory unless an exception or a source may match inside it. A wildcard such as `!**/*.md` may match " +
			"anywhere, so the client enters every excluded directory, `node_modules` included, and matches every entry in it. Large trees take " +
			"seconds or minutes before anything is sent. The time is an estimate: the number of entries times what Docker's matcher takes for the patterns that it " +
			"compares with them.",
		Fix: "Name the files: `!README.md`, `!docs/usage.md`.",
		Bad: Example{Files: `
-- .dockerignore --
node_modules
!**/*.md
-- Dockerfile --
FROM scratch
COPY . /app
-- README.md --
-- node_modules/left-pad/index.js --
`},
		Good: Example{Files: `
-- .dockerignore --
node_modules
-- Dockerfile --
FROM scratch
COPY . /app
-- README.md --
-- node_modules/left-pad/index.js --
`},
	},
}

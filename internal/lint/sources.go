package lint

// assumedContext is when a failing source is no error.
const assumedContext = "the context is assumed, because no file of the project is known to build this Dockerfile"

// sourceRules are about the sources of COPY, ADD and bind mounts.
var sourceRules = []Rule{
	{
		Code: CopySourceMissing, Levels: []Level{{Error, ""}, {Info, assumedContext + "; or git ignores the path, a submodule is not checked out, or an earlier step may create it"}},
		Title: "Source does not exist",
		Doc: "An instruction of a stage that the target depends on copies or mounts a path that is not in the context: the build fails. Sources are " +
			"relative to the context root, not to the Dockerfile, and a leading `../` is dropped.",
		Fix: "Correct the path. For files outside the context use a parent directory as the context, or a named context " +
			"(`--build-context`, in compose `additional_contexts`).",
		Bad: Example{Files: `
-- Dockerfile --
FROM scratch
COPY server.js /app/
-- src/server.js --
`},
		Good: Example{Files: `
-- Dockerfile --
FROM scratch
COPY src/server.js /app/
-- src/server.js --
`},
	},
	{
		Code: CopySourceExcluded, Levels: []Level{{Error, ""}, {Info, assumedContext}},
		Title: "Source is excluded by the ignore file",
		Doc:   "An instruction copies or mounts a path that exists, but a pattern of the ignore file excludes it: the build fails with \"not found\".",
		Fix:   "Add an exception for the path below the pattern. ctxsize proposes the narrowest one that works.",
		Bad: Example{Files: `
-- .dockerignore --
dist
-- Dockerfile --
FROM scratch
COPY dist/app.js /app/
-- dist/app.js --
`},
		Good: Example{Files: `
-- .dockerignore --
dist
!dist/app.js
-- Dockerfile --
FROM scratch
COPY dist/app.js /app/
-- dist/app.js --
`},
	},
	{
		Code: CopySourceEmpty, Levels: oneLevel(Warning),
		Title: "Wildcard source matches nothing",
		Doc: "A source with `*`, `?` or `[` matches no file that is sent. BuildKit does not fail where a wildcard matches nothing: the instruction " +
			"copies nothing, and the image lacks the files.",
		Fix: "Correct the wildcard, or re-include the files. Name a file without wildcards if the build needs it: then a missing file is an error.",
		Bad: Example{Files: `
-- Dockerfile --
FROM scratch
COPY *.jar /app/
-- target/app.jar --
`},
		Good: Example{Files: `
-- Dockerfile --
FROM scratch
COPY target/*.jar /app/
-- target/app.jar --
`},
	},
	{
		Code: CopyFromExcluded, Levels: []Level{
			{Error, ""},
			{Warning, "a RUN or the base image may provide the path"},
			{Info, assumedContext},
		},
		Title: "COPY --from needs an excluded file",
		Doc: "A later stage copies or mounts a path of an earlier one. Only a file of the context could be at this path, and the ignore file excludes " +
			"it: the build fails at the later stage.",
		Fix: "Add an exception for the file, or create it in the stage.",
		Bad: Example{Files: `
-- .dockerignore --
scripts
-- Dockerfile --
FROM scratch AS files
COPY . /app/
FROM scratch
COPY --from=files /app/scripts/start.sh /
-- scripts/start.sh --
-- app.js --
`},
		Good: Example{Files: `
-- .dockerignore --
scripts
!scripts/start.sh
-- Dockerfile --
FROM scratch AS files
COPY . /app/
FROM scratch
COPY --from=files /app/scripts/start.sh /
-- scripts/start.sh --
-- app.js --
`},
	},
	{
		Code: SourceRefused, Levels: oneLevel(Error),
		Title: "Builder refuses a source",
		Doc: "BuildKit treats the source as a pattern, and it is no valid one, or it has a control character that no request can carry: the build " +
			"fails.",
		Fix: "Rename the file, or copy the directory that holds it.",
		Bad: Example{Files: `
-- Dockerfile --
FROM scratch
COPY ["[*/x", "/x/"]
COPY . /app
-- app.js --
`},
		Good: Example{Files: `
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
`},
	},
	{
		Code: FileArrivesEmpty, Levels: []Level{
			{Error, "the file has content"},
			{Warning, "an instruction copies a socket"},
		},
		Title: "File is sent empty",
		Doc: "BuildKit lists a file with its size and then cannot open it, so the image gets an empty file, without an error. This happens where a " +
			"pattern after an exception excludes the parent directory again, where the file cannot be read, and for sockets.",
		Fix: "Move the exception below every pattern that excludes its parent directory, or make the file readable.",
		Bad: Example{Files: `
-- .dockerignore --
config
!config/app.json
config
-- Dockerfile --
FROM scratch
COPY . /app
-- config/app.json --
{"port": 80}
-- config/dev.json --
{"port": 8080}
`},
		Good: Example{Files: `
-- .dockerignore --
config
!config/app.json
-- Dockerfile --
FROM scratch
COPY . /app
-- config/app.json --
{"port": 80}
-- config/dev.json --
{"port": 8080}
`},
	},
	{
		Code: LinkOutsideContext, Levels: oneLevel(Warning),
		Title: "Symbolic link leads out of the context",
		Doc: "A copied symbolic link has a relative target outside the context. The builder sends the link, not its target, so the link dangles in the " +
			"image.",
		Fix: "Copy the target into the context, use a parent directory as the context, or exclude the link.",
		Bad: Example{Files: `
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
-- shared --
-> ../shared
`},
		Good: Example{Files: `
-- .dockerignore --
shared
-- Dockerfile --
FROM scratch
COPY . /app
-- app.js --
-- shared --
-> ../shared
`},
	},
	{
		Code: NameNotUTF8, Levels: oneLevel(Error),
		Title: "File name is not UTF-8",
		Doc:   "BuildKit's client sends names as UTF-8 strings. A name in another encoding, such as Latin-1, cannot be sent, and the build fails.",
		Fix:   "Rename the file, or exclude it with a pattern that has `?` for the byte.",
		Bad: Example{Files: `
-- Dockerfile --
FROM scratch
COPY . /app
-- "caf\xe9.txt" --
`},
		Good: Example{Files: `
-- Dockerfile --
FROM scratch
COPY . /app
-- café.txt --
`},
	},
}

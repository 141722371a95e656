package lint

// dockerfileRules are about Dockerfiles, apart from what they copy and install.
var dockerfileRules = []Rule{
	{
		Code: DockerfileMissing, Levels: oneLevel(Info),
		Title: "No Dockerfile",
		Doc: "There is no Dockerfile in the context root, so the requested paths are unknown: everything eligible counts as sent. `check` and `suggest " +
			"--write` fail in this case, unless `--no-dockerfile` is given.",
		Fix: "Name the Dockerfile with `-f`, or use `--compose`, `--bake` or `ctxsize audit` where other files describe the builds.",
		Bad: Example{Files: `
-- docker/api.Dockerfile --
FROM scratch
COPY app.js /
-- app.js --
`},
		Good: Example{Args: "-f docker/api.Dockerfile .", Files: `
-- docker/api.Dockerfile --
FROM scratch
COPY app.js /
-- app.js --
`},
	},
	{
		Code: DockerfileUnread, Levels: oneLevel(Error),
		Title: "Dockerfile cannot be parsed here",
		Doc: "A `# syntax=` directive selects a frontend whose language is not Docker's, so the requested paths are unknown. Everything " +
			"eligible counts as sent.",
		Fix: "Use the sizes of eligible files, or write the Dockerfile for `docker/dockerfile`.",
		Bad: Example{Files: `
-- Dockerfile --
# syntax=devthefuture/dockerfile-x
INCLUDE base.Dockerfile
COPY app.js /
-- app.js --
`},
		Good: Example{Files: `
-- Dockerfile --
# syntax=docker/dockerfile:1
FROM scratch
COPY app.js /
-- app.js --
`},
	},
	{
		Code: BaseUnset, Levels: oneLevel(Error),
		Title: "Base image depends on an unset variable",
		Doc: "A `FROM` that the target depends on uses an `ARG` without a default, and no value was given: the build fails before anything is sent. The " +
			"sizes do not depend on the base image and are right.",
		Fix: "Pass `--build-arg NAME=VALUE`, or give the `ARG` a default.",
		Bad: Example{Files: `
-- Dockerfile --
ARG BASE
FROM ${BASE}
COPY app.js /
-- app.js --
`},
		Good: Example{Files: `
-- Dockerfile --
ARG BASE=node:22
FROM ${BASE}
COPY app.js /
-- app.js --
`},
	},
	{
		Code: MountRefused, Levels: []Level{
			{Error, ""},
			{Warning, "the target is the working directory, and it is unknown whether the base image sets one"},
		},
		Title: "BuildKit refuses a mount",
		Doc:   "BuildKit does not accept the mount of a `RUN`, for example one whose target is the root directory (`target=/`): the build fails.",
		Fix:   "Mount below the root, such as `target=/src`.",
		Bad: Example{Files: `
-- Dockerfile --
FROM golang:1.26
RUN --mount=type=bind,target=/ go build .
-- main.go --
`},
		Good: Example{Files: `
-- Dockerfile --
FROM golang:1.26
WORKDIR /src
RUN --mount=type=bind,target=/src go build .
-- main.go --
`},
	},
	{
		Code: StageUnused, Levels: oneLevel(Warning),
		Title: "Stage is never built",
		Doc: "No compose service, bake target, script or CI file builds the stage, and the default target does not depend on it. BuildKit skips it, so it " +
			"costs no build time, but it is code that nothing tests.",
		Fix: "Remove the stage, or set it as the target of the service that it is for.",
		Bad: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api:
    build: {context: ., target: production}
-- Dockerfile --
FROM node:22 AS development
COPY app.js /
FROM node:22 AS production
COPY app.js /
-- app.js --
`},
		Good: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api:
    build: {context: ., target: production}
-- Dockerfile --
FROM node:22 AS production
COPY app.js /
-- app.js --
`},
	},
	{
		Code: TargetUnset, Levels: oneLevel(Info),
		Title: "Service builds the last stage without naming it",
		Doc: "A compose service or bake target builds a Dockerfile with several stages and sets no target, so it builds the last stage. Appending a stage " +
			"changes its image without an error.",
		Fix: "Set `build.target` in the compose file, or `target` in the bake file.",
		Bad: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api:
    build: .
-- Dockerfile --
FROM node:22 AS build
COPY app.js /
FROM node:22 AS production
COPY --from=build /app.js /
-- app.js --
`},
		Good: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api:
    build: {context: ., target: production}
-- Dockerfile --
FROM node:22 AS build
COPY app.js /
FROM node:22 AS production
COPY --from=build /app.js /
-- app.js --
`},
	},
}

package lint

// projectRules are about the builds of a project taken together.
var projectRules = []Rule{
	{
		Code: BaseVersionDrift, Levels: oneLevel(Info),
		Title: "Different versions of one base image",
		Doc: "Dockerfiles of one project use different versions of the same base image. Each version is pulled and stored, and bugs differ from service to " +
			"service.",
		Fix: "Use one version everywhere, or one `ARG` that all builds share.",
		Bad: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api: {build: api}
  web: {build: web}
-- api/Dockerfile --
FROM node:20
COPY app.js /
-- api/app.js --
-- web/Dockerfile --
FROM node:22
COPY app.js /
-- web/app.js --
`},
		Good: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api: {build: api}
  web: {build: web}
-- api/Dockerfile --
FROM node:22
COPY app.js /
-- api/app.js --
-- web/Dockerfile --
FROM node:22
COPY app.js /
-- web/app.js --
`},
	},
	{
		Code: BuildUnknown, Levels: oneLevel(Info),
		Title: "Build of a script is not examined",
		Doc: "A workflow, a makefile or a script runs a build, and its context, its Dockerfile or its target is a variable that only a run knows, or it reads " +
			"the Dockerfile from standard input. The report says nothing about this build.",
		Fix: "Examine the build with its values: `ctxsize -f DOCKERFILE --target STAGE CONTEXT`.",
		Bad: Example{Args: "audit", Files: `
-- Makefile --
image:
	docker build -f $(FILE) .
-- Dockerfile --
FROM scratch
COPY app.js /
-- app.js --
`},
		Good: Example{Args: "audit", Files: `
-- Makefile --
image:
	docker build -f Dockerfile .
-- Dockerfile --
FROM scratch
COPY app.js /
-- app.js --
`},
	},
	{
		Code: BuildUnresolved, Levels: []Level{{Error, ""}, {Info, "a submodule of git is not checked out"}},
		Title: "Build cannot be resolved",
		Doc: "A compose service or bake target describes a build that ctxsize cannot examine: its context does not exist, a required variable has no value, " +
			"or its definition is invalid. The other builds are examined, and the report is marked as incomplete.",
		Fix: "Fix the definition. `docker compose config` or `docker buildx bake --print` shows how Docker reads it.",
		Bad: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api: {build: api}
  web: {build: wbe}
-- api/Dockerfile --
FROM scratch
COPY app.js /
-- api/app.js --
-- web/Dockerfile --
FROM scratch
COPY app.js /
-- web/app.js --
`},
		Good: Example{Args: "audit", Files: `
-- compose.yaml --
services:
  api: {build: api}
  web: {build: web}
-- api/Dockerfile --
FROM scratch
COPY app.js /
-- api/app.js --
-- web/Dockerfile --
FROM scratch
COPY app.js /
-- web/app.js --
`},
	},
	{
		Code: VariableUnset, Levels: oneLevel(Warning),
		Title: "Variable of a compose file has no value",
		Doc: "The build section of a service uses a variable that has no value in the environment or in `.env`, and no default: it expands to an empty " +
			"string, as in `docker compose`.",
		Fix: "Write `${NAME:-DEFAULT}`, or set the variable in `.env`.",
		Bad: Example{Args: "--compose", Files: `
-- compose.yaml --
services:
  api:
    build:
      context: .
      args: {VERSION: "${APP_VERSION}"}
-- Dockerfile --
FROM scratch
COPY app.js /
-- app.js --
`},
		Good: Example{Args: "--compose", Files: `
-- compose.yaml --
services:
  api:
    build:
      context: .
      args: {VERSION: "${APP_VERSION:-dev}"}
-- Dockerfile --
FROM scratch
COPY app.js /
-- app.js --
`},
	},
}

package lint

// installRules are about what a build installs.
var installRules = []Rule{
	{
		Code: CopyBeforeInstall, Levels: []Level{{Warning, ""}, {Info, "fewer than 10 files are copied"}},
		Title: "Sources are copied before dependencies are installed",
		Doc: "The whole project is copied before a package manager installs the dependencies. A change to any file invalidates the layer of the `COPY` and all " +
			"later ones, so that every build installs all dependencies again.",
		Fix: "Copy the manifests and the lock file first, install, then copy the rest.",
		Bad: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY . .
RUN npm ci
-- package.json --
{}
-- package-lock.json --
{}
` + tenSources},
		Good: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
-- package.json --
{}
-- package-lock.json --
{}
` + tenSources},
	},
	{
		Code: CacheMountMissing, Levels: oneLevel(Info),
		Title: "Package manager without a cache mount",
		Doc: "A `RUN` installs packages without a cache mount: whenever its layer is rebuilt, every package is downloaded again. A cache mount keeps the " +
			"downloads on the builder, outside of the image.",
		Fix: "Mount the cache directory of the package manager: `RUN --mount=type=cache,target=/root/.npm npm ci`.",
		Bad: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
-- package.json --
{}
-- package-lock.json --
{}
`},
		Good: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
-- package.json --
{}
-- package-lock.json --
{}
`},
	},
	{
		Code: DependenciesSent, Levels: oneLevel(Warning),
		Title: "Installed packages are sent",
		Doc: "`node_modules`, `.venv` or another directory of installed packages is sent, although the build installs its own. The transfer is wasted, and " +
			"packages with native code may be for the wrong platform.",
		Fix: "Exclude the directory at any depth: `**/node_modules`.",
		Bad: Example{Args: "audit", Files: `
-- .dockerignore --
docs
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY . .
RUN npm ci
-- package.json --
{}
-- node_modules/.package-lock.json --
{}
`},
		Good: Example{Args: "audit", Files: `
-- .dockerignore --
**/node_modules
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY . .
RUN npm ci
-- package.json --
{}
-- node_modules/.package-lock.json --
{}
`},
	},
	{
		Code: DependenciesOverwritten, Levels: oneLevel(Warning),
		Title: "COPY overwrites installed packages",
		Doc: "The build installs packages, and a later `COPY` puts the local `node_modules`, `.venv` or `vendor` over them. The image then holds packages for " +
			"the developer's platform, in the developer's versions.",
		Fix: "Exclude the directory at any depth: `**/node_modules`.",
		Bad: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
-- package.json --
{}
-- node_modules/.package-lock.json --
{}
`},
		Good: Example{Args: "audit", Files: `
-- .dockerignore --
**/node_modules
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
-- package.json --
{}
-- node_modules/.package-lock.json --
{}
`},
	},
	{
		Code: DependenciesCopiedToFinal, Levels: oneLevel(Warning),
		Title: "Development dependencies in the final image",
		Doc: "The final image gets a whole tree of packages from another stage, where they were installed with those that are only for development: test " +
			"runners, compilers, linters. They enlarge the image and its attack surface. Where the `node_modules` of an install by npm or pnpm is in the context, and its size is " +
			"known (`--full` for an excluded one), the finding has the measured size of the local packages that `package-lock.json`, `npm-shrinkwrap.json` or " +
			"`pnpm-lock.yaml` (`lockfileVersion` 9.0) marks as development only.",
		Fix: "Install for production in a stage of its own (`npm ci --omit=dev`) and copy the packages from there.",
		Bad: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
FROM node:22
COPY --from=build /app/node_modules /app/node_modules
-- package.json --
{"devDependencies": {"jest": "30.0.0"}}
-- package-lock.json --
{}
`},
		Good: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22 AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
FROM node:22
COPY --from=packages /app/node_modules /app/node_modules
-- package.json --
{"devDependencies": {"jest": "30.0.0"}}
-- package-lock.json --
{}
`},
	},
	{
		Code: FilesStoredTwice, Levels: oneLevel(Info),
		Title: "A RUN changes the owner or the mode of copied files",
		Doc: "`chown -R` or `chmod -R` in a `RUN` stores each file that it changes in a new layer, beside the layer of the `COPY`: the image has these files " +
			"twice.",
		Fix: "Set the owner and the mode where the files are copied: `COPY --chown=node:node . .`, `COPY --chmod=755 bin /bin`.",
		Bad: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22
COPY app /app
RUN chown -R node:node /app
-- app/server.js --
1
`},
		Good: Example{Args: "audit", Files: `
-- Dockerfile --
FROM node:22
COPY --chown=node:node app /app
-- app/server.js --
1
`},
	},
}

// tenSources is enough for an early COPY to matter.
const tenSources = `-- src/1.js --
-- src/2.js --
-- src/3.js --
-- src/4.js --
-- src/5.js --
-- src/6.js --
-- src/7.js --
-- src/8.js --
-- src/9.js --
-- src/10.js --
`

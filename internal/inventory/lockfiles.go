package inventory

import (
	"slices"
)

// locks are the files that pin versions.
var locks = []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "Cargo.lock", "go.sum",
	"composer.lock", "Gemfile.lock", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "mix.lock", "pubspec.lock", "packages.lock.json",
	".terraform.lock.hcl", "gradle.lockfile", "flake.lock", "deno.lock"}

// IsLock reports whether a file of that name pins the versions of dependencies.
func IsLock(name string) bool { return slices.Contains(locks, name) }

// Package conformance holds what ctxsize says against what the real builders
// do: buildkitd, built from the Go module proxy, and the docker command line
// with its legacy builder. Everything is in its tests; start with README.md.
package conformance

#!/bin/sh
# Writes the completions of bash, zsh and fish to completions/, for the archives and packages of a release.
set -eu
cd "$(dirname "$0")/.."
rm -rf completions
mkdir completions
for shell in bash zsh fish; do
	go run ./cmd/ctxsize completion "$shell" >"completions/ctxsize.$shell"
done

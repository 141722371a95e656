#!/bin/sh
# Writes what the archives and packages of a release have in addition to the program: completions/ has the completions of bash, zsh and fish,
# man/ the manual pages of all commands.
set -eu
cd "$(dirname "$0")/.."
rm -rf completions man
mkdir completions man
go build -trimpath -ldflags "-X main.version=${1:-devel}" -o man/ctxsize ./cmd/ctxsize
for shell in bash zsh fish; do
	man/ctxsize completion "$shell" >"completions/ctxsize.$shell"
done
for page in $(man/ctxsize man --list); do
	command=${page#ctxsize}
	man/ctxsize man ${command:+"${command#-}"} | gzip -9n >"man/$page.1.gz"
done
rm man/ctxsize

#!/usr/bin/env bash
# Builds the page's program from its source, compares it with the one in the repository, and tests pages in Chromium. Needs Node.js with npm,
# and Debian's chromium. With a directory as argument, pictures of the pages are left there.
set -euo pipefail
cd "$(dirname "$0")/.."

pictures=$(realpath -m "${1:-$(mktemp -d)}")
mkdir -p "$pictures"
program=$(mktemp -d)/ctxsize
go build -o "$program" ./cmd/ctxsize

cd internal/webreport/frontend
npm ci --ignore-scripts --no-audit --no-fund
npm run check
npm test -- "$program" "$pictures"

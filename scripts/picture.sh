#!/usr/bin/env bash
# Makes internal/picture/map.svg, the README's picture, from the real screen: a monorepo in a terminal of 120x36.
# Usage: scripts/picture.sh [DIR]   a checkout of langfuse; without it, one is cloned. Needs tmux, and git to clone.
set -euo pipefail
cd "$(dirname "$0")/.."

dir=$(mktemp -d)
trap 'tmux -S "$dir/tmux" kill-server 2>/dev/null || true; rm -rf "$dir"' EXIT
project=${1:-$dir/langfuse}
if [ $# -eq 0 ]; then
	git clone --quiet --depth 1 --branch v4.16.0 https://github.com/langfuse/langfuse "$project"
fi
go build -o "$dir/ctxsize" ./cmd/ctxsize

tm() { tmux -S "$dir/tmux" -f /dev/null "$@"; }
waitFor() { until tm capture-pane -p | grep -q "$1"; do sleep 0.2; done; }
tm new-session -d -x 120 -y 36 env -C "$project" TERM=xterm-256color COLORTERM=truecolor PATH="$dir:$PATH" ctxsize --theme dark .
tm set-option -ga terminal-overrides ',*:Tc'
waitFor 'builds: '
# Every build has been examined.
while tm capture-pane -p | grep -q ' \.\.\. '; do sleep 0.5; done
tm send-keys Enter
waitFor 'safe pattern'
sleep 1
tm capture-pane -p -e -N >"$dir/screen"
go run ./internal/picture <"$dir/screen" >internal/picture/map.svg

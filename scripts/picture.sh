#!/usr/bin/env bash
# Makes internal/picture/map.svg, the README's picture, from the real screen: the example's map with a draft, in a terminal of 110x30.
# Needs tmux.
set -euo pipefail
cd "$(dirname "$0")/.."

dir=$(mktemp -d)
trap 'tmux -S "$dir/tmux" kill-server 2>/dev/null || true; rm -rf "$dir"' EXIT
scripts/example.sh "$dir/shop" >/dev/null
go build -o "$dir/ctxsize" ./cmd/ctxsize

tm() { tmux -S "$dir/tmux" -f /dev/null "$@"; }
tm new-session -d -x 110 -y 30 env -C "$dir/shop" TERM=xterm-256color COLORTERM=truecolor PATH="$dir:$PATH" ctxsize --theme dark .
tm set-option -ga terminal-overrides ',*:Tc'
until tm capture-pane -p | grep -q transfer; do sleep 0.1; done
sleep 1
tm send-keys S
until tm capture-pane -p | grep -q drafted; do sleep 0.1; done
sleep 1
tm capture-pane -p -e -N >"$dir/screen"
go run ./internal/picture <"$dir/screen" >internal/picture/map.svg

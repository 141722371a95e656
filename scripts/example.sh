#!/bin/sh
# Makes the project that the README measures: a small web application as it looks after a week of work, with gitignore-style patterns in
# its ignore file. Usage: scripts/example.sh DIR
set -eu
dir=${1:?usage: scripts/example.sh DIR}
mkdir -p "$dir"
cd "$dir"

# file NAME SIZE makes a file of that many bytes, and the directories above it.
file() {
	mkdir -p "$(dirname "$1")"
	truncate -s "$2" "$1"
}

file .git/objects/pack/pack-0.pack 38M
file .git/objects/pack/pack-0.idx 900K
file .git/HEAD 21
file .git/index 120K

n=0
while [ $n -lt 200 ]; do
	file "web/node_modules/library-$n/index.js" 240K
	file "web/node_modules/library-$n/README.md" 6K
	file "web/node_modules/library-$n/package.json" 2K
	n=$((n + 1))
done
for page in index about pricing blog contact; do file "web/src/pages/$page.astro" 4K; done
file web/package.json 2K
file web/package-lock.json 410K
file web/dist/bundle.js 3M

for module in main models routes tasks; do
	file "api/app/$module.py" 9K
	file "api/app/__pycache__/$module.cpython-312.pyc" 14K
done
file api/pyproject.toml 2K
file api/.venv/lib/python3.12/site-packages/numpy/core.so 21M
file api/.venv/lib/python3.12/site-packages/pandas/lib.so 34M
file api/.venv/pyvenv.cfg 120
file data/dump.sql 46M
file logs/app.log 5M
file README.md 6K

cat > .dockerignore <<'END'
# what git ignores
node_modules/
__pycache__/
.venv/
*.log
dist/
END

cat > Dockerfile <<'END'
FROM node:22 AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci
COPY web .
RUN npm run build

FROM python:3.12 AS api
WORKDIR /api
COPY api .
RUN pip install .
COPY --from=web /web/dist static
END

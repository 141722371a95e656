#!/bin/sh
# Makes a project of two services as it looks after a year of work: compose files that name neither targets nor ignore files, a back end in
# Python with poetry, a front end in Astro, and a Dockerfile that was left behind. Usage: scripts/twoservices.sh DIR
set -eu
dir=${1:?usage: scripts/twoservices.sh DIR}
mkdir -p "$dir"
cd "$dir"

# file NAME SIZE makes a file of that many bytes, and the directories above it.
file() {
	mkdir -p "$(dirname "$1")"
	truncate -s "$2" "$1"
}

mkdir -p docker services/backend services/frontend services/worker
cat > docker/docker-compose.yml <<'EOF'
services:
  backend:
    build:
      context: ../services/backend
    env_file: ../services/backend/.env
    ports: ["8000:8000"]
  frontend:
    build:
      context: ../services/frontend
    ports: ["4321:4321"]
    depends_on: [backend]
  db:
    image: postgres:16
EOF

cat > services/backend/Dockerfile <<'EOF'
FROM python:3.12-slim AS base
ENV POETRY_VIRTUALENVS_IN_PROJECT=1
RUN pip install poetry==1.8.3
WORKDIR /app

FROM base AS development
COPY . .
RUN poetry install
CMD ["poetry", "run", "uvicorn", "app.main:app", "--reload"]

FROM base AS deps
COPY . .
RUN poetry install --no-interaction

FROM python:3.12-slim AS production
WORKDIR /app
COPY --from=deps /app/.venv /app/.venv
COPY . .
CMD ["/app/.venv/bin/uvicorn", "app.main:app", "--host", "0.0.0.0"]
EOF
cat > services/backend/pyproject.toml <<'EOF'
[tool.poetry]
name = "backend"
version = "1.4.0"
description = ""
authors = []

[tool.poetry.dependencies]
python = "^3.12"
fastapi = "^0.111"

[tool.poetry.group.dev.dependencies]
pytest = "^8"
mypy = "^1.10"
EOF
echo 'SECRET_KEY=change-me-0123456789' > services/backend/.env
file services/backend/poetry.lock 148K
for module in main models routes auth; do
	file "services/backend/app/$module.py" 7K
	file "services/backend/app/__pycache__/$module.cpython-312.pyc" 11K
done
file services/backend/app/api/v1/users.py 5K
file services/backend/app/api/v1/__pycache__/users.cpython-312.pyc 9K
file services/backend/tests/test_users.py 6K
file services/backend/tests/__pycache__/test_users.cpython-312-pytest-8.2.0.pyc 10K
file services/backend/.venv/pyvenv.cfg 140
file services/backend/.venv/lib/python3.12/site-packages/mypy/build.so 31M
file services/backend/.venv/lib/python3.12/site-packages/pydantic_core/core.so 12M
file services/backend/.mypy_cache/3.12/builtins.data.json 4M

cat > services/frontend/Dockerfile <<'EOF'
FROM node:20-alpine AS builder
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build

FROM node:20-alpine AS production
WORKDIR /app
COPY --from=builder /app/dist ./dist
COPY --from=builder /app/node_modules ./node_modules
COPY package.json ./
CMD ["node", "dist/server/entry.mjs"]
EOF
echo '{"name": "frontend", "scripts": {"build": "astro build"}, "dependencies": {"astro": "^4"}, "devDependencies": {"typescript": "^5"}}' > services/frontend/package.json
file services/frontend/package-lock.json 310K
file services/frontend/astro.config.mjs 600
for page in index about pricing; do file "services/frontend/src/pages/$page.astro" 4K; done
file services/frontend/public/hero.webp 700K
file services/frontend/node_modules/.package-lock.json 290K
for name in astro vite typescript; do file "services/frontend/node_modules/$name/index.js" 19M; done
file services/frontend/dist/server/entry.mjs 2M
file services/frontend/.astro/types.d.ts 3K

cat > services/worker/Dockerfile <<'EOF'
FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY worker.py .
CMD ["python", "worker.py"]
EOF
echo 'celery==5.4.0' > services/worker/requirements.txt
file services/worker/worker.py 3K

# The times of files are part of what a transfer counts.
find . -exec touch -h -d '2023-11-14T22:13:20Z' {} +

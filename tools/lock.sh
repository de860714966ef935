#!/bin/sh
# Resolve pyproject.toml into the three hash-pinned lock files (run after changing a dependency).
# No index address is written: the files must work with any registry that carries the same artefacts.
set -eu
cd "$(dirname "$0")/.."
uv=".venv/bin/uv"
flags="--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate"
$uv pip compile $flags --extra embedded --extra s3 --extra dev pyproject.toml -o requirements-dev.lock "$@"
$uv pip compile $flags --extra embedded -c requirements-dev.lock pyproject.toml -o requirements.lock
$uv pip compile $flags --extra s3 -c requirements-dev.lock pyproject.toml -o requirements-production.lock

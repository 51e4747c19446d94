# Every recipe of a developer's day; `just` alone lists them. ./test makes .venv first.
export PATH := justfile_directory() / ".venv/bin" + ":" + env("PATH")

_list:
    @just --list

# What CI runs: style, types, import contracts, every test; core and book covered to the last branch
check: style types imports tests

# Lint and formatting
style:
    ruff check .
    ruff format --check .

# mypy, strict
types:
    mypy

# The inward rule
imports:
    lint-imports

# Every test. What means and says it (core, book, examples) is traced for coverage; tracing the rest would only cost time
tests:
    coverage run -m pytest tests/core tests/book tests/examples
    coverage report
    python -m pytest --ignore tests/core --ignore tests/book --ignore tests/examples

# Some tests, without coverage: just test tests/core -k calendar
test *words:
    python -m pytest {{ words }}

# Mend what a machine can mend
fix:
    ruff check --fix .
    ruff format .

# Write the generated pages of docs/reference again
reference:
    sitthi book reference --out docs/reference

# Pictures of the main pages with the made-up province, in a folder outside the repository (needs Chromium)
screenshots folder="../sitthi-screenshots":
    python tests/web/pictures.py {{ folder }}

# Side-by-side benchmarks, JSON on standard output
bench:
    for page in bench/*.py; do python "$page"; done

# Take the newest versions that fit pyproject.toml (needs uv)
lock:
    uv pip compile -q --universal --generate-hashes --no-header --extra build pyproject.toml -o requirements.lock
    uv pip compile -q --universal --generate-hashes --no-header --extra build --extra dev --extra spark pyproject.toml -o requirements-dev.lock

# A wheel in dist/
wheel:
    python -m hatchling build -t wheel

# Everything a newcomer types. One .venv serves running and developing: the dev lock is a superset.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help up test check fast bench chaos venv venv-dev tools

PY := .venv/bin/python
# What `check` loads settings with: it needs no database and writes no data directory.
CHECK_ENV := SECRET_KEY=check CROSSDESK_KEYS=check:0000000000000000000000000000000000000000000000000000000000000000
# Of djlint's rules J018 wants Flask's url_for, H015 is about line breaks, H020 about spans that CSS or scripts fill.
TEMPLATES := $(wildcard helpdesk/web/templates helpdesk/accounts/web/templates inbox/web/templates routing/web/templates templates_lib/web/templates audit/web/templates)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 10

up: venv ## start the whole desk with its demo; Ctrl-C stops, starting again resumes
	@exec $(PY) manage.py up --stop-with-parent

test: fast tools ## everything that proves the product works, browser and mail servers included
	@$(PY) -m pytest -n 2 --dist worksteal -m "chaos and not chaos_long and not browser" tests/chaos
	@$(PY) -m pytest -n 2 -m browser tests/web
	@$(PY) -m pytest -m browser tests/e2e

check: venv-dev ## lint, types, import contracts, translations, migrations
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m djlint --lint --quiet --profile jinja --ignore J018,H015,H020 $(TEMPLATES)
	@$(CHECK_ENV) $(PY) -m mypy
	@.venv/bin/lint-imports --no-logo
	@sh tools/i18n.sh check
	@$(CHECK_ENV) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

fast: check tools ## make check and the tests without a browser, on both cores
	@$(PY) -m pytest -n 2 --dist loadfile -m "not chaos and not browser"

bench: venv-dev ## the benchmarks, as a table and as bench.json
	@$(PY) -m tests.bench

chaos: venv-dev tools ## the fault experiments, with printed seeds
	@$(PY) -m pytest -n 2 --dist worksteal -rP -m chaos tests/chaos tests/inbox

venv:
	@$(call install,requirements.lock)

venv-dev:
	@$(call install,requirements-dev.lock)

# The virtual environment from a hash-pinned lock, only when that lock changed since. The stamp holds one checksum a
# line: after the dev lock both stand there, because it contains everything of the other.
define install
lock=$(1); stamp=.venv/.installed; sum=$$(cksum $$lock); \
if ! { [ -f $$stamp ] && grep -qxF "$$sum" $$stamp && [ -x $(PY) ]; }; then \
  if [ ! -x $(PY) ]; then \
    for name in python3.11 python3 python3.12 python3.13 python3.14; do \
      if command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
    done; \
    [ -n "$$python" ] || { echo "make: Python 3.11 or newer is needed and none was found: install python3.11 (Debian 12: apt-get install python3 python3-venv)" >&2; exit 1; }; \
    echo "Making .venv with $$($$python --version) ..."; \
    $$python -m venv .venv >/dev/null || { rm -rf .venv; echo "make: $$python cannot make a virtual environment: install its venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }; \
  fi; \
  echo "Installing $$lock ..."; rm -f $$stamp; \
  $(PY) -m pip install -qq --no-compile --disable-pip-version-check --no-input --require-hashes -r $$lock \
    || { echo "make: $$lock could not be installed (see above): is a package index reachable?" >&2; exit 1; }; \
  { cksum $$lock; [ $$lock = requirements.lock ] || cksum requirements.lock; } > $$stamp; \
fi
endef

# What tests need from the system. As root on Debian it is installed, elsewhere it is named.
tools:
	@missing=""; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$$missing chromium"; \
	PATH="$$PATH:/usr/sbin:/usr/local/sbin" command -v dovecot >/dev/null || missing="$$missing dovecot-imapd"; \
	command -v fc-list >/dev/null && fc-list :lang=zh-cn family | grep -q . || missing="$$missing fonts-noto-cjk fontconfig"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing$$missing ..."; export DEBIAN_FRONTEND=noninteractive; \
	  apt-get install -y -qq --no-install-recommends $$missing >/dev/null 2>&1 || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } || \
	  { echo "make: these Debian packages could not be installed:$$missing" >&2; exit 1; }; \
	else \
	  echo "make: the tests need these Debian packages, which are missing here:$$missing (apt-get install$$missing)" >&2; exit 1; \
	fi

# make demo, make test, make bench. ARGS is passed on: make demo ARGS="--port 8001", make test ARGS=--postgres
# Asks for Python 3.11 or later with venv, Node 20 or later with npm, and git. All it installs is in this folder.
PYTHON := .venv/bin/python
PAGES := $(shell find frontend/assets -type f 2>/dev/null) package-lock.json tsconfig.json vite.config.ts
export UV_PYTHON_DOWNLOADS := never
# The machine decides whom to trust, also behind a proxy that looks inside.
export UV_SYSTEM_CERTS := true

demo: setup
	$(PYTHON) manage.py demo $(ARGS)

test: setup
	$(PYTHON) -m pytest -n 2 $(ARGS)

bench: .venv/synced
	$(PYTHON) -m bench $(ARGS)

# Hours for all of it; make mutate ARGS="allocation.engine.certificate*" takes a part.
mutate: .venv/synced
	.venv/bin/uv sync --quiet --frozen --group mutation --python $(PYTHON)
	.venv/bin/mutmut run $(ARGS)

setup: .venv/synced frontend/static/dist/manifest.json

# The oldest Python that will do is 3.11, and it need not be the one called python3.
.venv/synced: pyproject.toml uv.lock
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		[ $$python != python3.11 ] || { echo 'Python 3.11 or later with venv is missing' >&2; exit 1; }; \
	done && $$python -m venv .venv
	$(PYTHON) -m pip install --quiet uv==$$(sed -n '/^name = "uv"$$/{n;s/.*"\(.*\)"/\1/p;}' uv.lock)
	.venv/bin/uv sync --quiet --frozen --python $(PYTHON)
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

frontend/static/dist/manifest.json: node_modules/.package-lock.json $(PAGES)
	npm run build
	@touch $@

.PHONY: demo test bench mutate setup

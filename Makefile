# Two commands on a fresh Debian 12: `make demo` and `make test`. Each sets up what it needs; again costs nothing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON_OF_TREE := .venv/bin/python
OUT ?= build/$@
CARD ?= plain
SPEAK ?= zh-Hans
WORKERS ?= 2

.PHONY: help demo test check proof bench visit gallery lock clean \
	setup-tree setup-check setup-rig setup-browser

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: setup-rig ## a whole machine with simulated hardware; prints one address
	@exec $(PYTHON_OF_TREE) -m tests.dock $(ARGS)

test: setup-check setup-rig setup-browser ## style, types, arrows, then every fast test
	@.ci/check
	@exec $(PYTHON_OF_TREE) -m pytest -q -n $(WORKERS) --dist loadscope --max-worker-restart 0 $(ARGS)

check: setup-check ## style, types, arrows between rooms, catalogues, units
	@.ci/check
	@exec $(PYTHON_OF_TREE) -m pytest -q tests/house

proof: setup-rig setup-browser ## the long proofs
	@exec $(PYTHON_OF_TREE) -m pytest -q -n $(WORKERS) -m proof --timeout 1800 $(ARGS)

bench: setup-rig ## figures of this machine, each a ratio, into OUT
	@exec $(PYTHON_OF_TREE) -m tests.bench --out $(OUT)

visit: setup-rig ## one whole visit by real touches, its papers into OUT [CARD=name] [SPEAK=en]
	@exec $(PYTHON_OF_TREE) -m tests.stories --out $(OUT) --card $(CARD) --speak $(SPEAK)

gallery: setup-rig ## a picture of every page into docs/screens
	@exec $(PYTHON_OF_TREE) -m tests.screens.gallery docs/screens

lock: setup-tree ## choose new versions for requirements.txt
	@.venv/bin/pip-compile --quiet --upgrade --allow-unsafe --extra=dev --generate-hashes --no-emit-find-links \
		--no-emit-index-url --no-emit-trusted-host --output-file=requirements.txt --strip-extras pyproject.toml

clean: ## what was built and cached; not .venv
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

setup-tree:
	@deploy/debian-packages python
	@.ci/python-tree

setup-check: setup-tree
	@deploy/debian-packages test

setup-rig: setup-tree
	@deploy/debian-packages kiosk centre rig test
	@echo "== Fonts"; $(PYTHON_OF_TREE) -m assets.build_fonts

setup-browser: setup-tree
	@deploy/debian-packages browser
	@.ci/browser-tree

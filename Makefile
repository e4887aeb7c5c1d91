# `make generate` and `make test` do everything on a machine with Python 3.11 and make.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 \
	python3.11,$(shell $(name) -c 'import sys; print("$(name)" \
	if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
# Clients to generate; all that are configured when empty.
NAMES ?=
DIST ?= dist
PYTEST_ARGS ?= -n 2
BENCH_ARGS ?=
UV ?= uv

BIN := .venv/bin
PIP_INSTALL := -m pip --disable-pip-version-check install --quiet
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --upgrade
# Folders of documents for `coverage`, documents for `speed`.
CORPUS ?=
DOCUMENTS ?=
# An earlier revision of this repository, for `diff-speed`.
SINCE ?=
# A folder of npm's packages with versions of APIs, for `diff-speed`.
PACKAGES ?=
# Folders of labelled pairs of documents, for `agreement`; those beside this one.
CASES ?= $(wildcard ../shared/diff-cases ../shared/diff-pairs)
# What runs beside ours: SDKs and generators, each in an environment of its own.
SDKS := $(patsubst %,.venv-%/ready,clients kernel browserbase stripe github openai)
PEERS := .venv-openapi-python-client/ready .venv-openapi-generator/ready
# Directories with Python of our own; generated/ is checked by the tests.
SOURCES := generator templates/runtime templates/stainless/runtime tests benchmarks .github/action docs/samples docs/tools

.PHONY: generate check test sweeps mock browser screenshots lint format wheel bench coverage \
	speed growth names rules reference site agreement walkthrough diff-speed diff-examples lock clean

generate: .venv/installed
	$(BIN)/clientsmith generate $(NAMES)

check: .venv/installed
	$(BIN)/clientsmith check $(NAMES)

test: .venv/installed .venv-server/ready
	$(BIN)/python -m pytest -m "not sweep" $(PYTEST_ARGS)

# The slow tests that `test` leaves out.
sweeps: .venv/installed .venv-server/ready
	$(BIN)/python -m pytest -m sweep $(PYTEST_ARGS)

# Calls of every method of a package in the layout of Stainless, against a mock server that
# validates requests; it needs Node.js.
mock: .venv/installed .prism/ready
	$(BIN)/python -m pytest tests/stainless/mock $(PYTEST_ARGS)

# The HTML report in Chromium, which has to be there, with its driver.
browser: .venv/installed
	$(BIN)/python -m pytest tests/browser

screenshots: .venv/installed
	$(BIN)/python -m tests.browser.screenshots docs/images

lint: .venv/installed
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/black --quiet --check --diff $(SOURCES)
	$(BIN)/mypy
	$(BIN)/pyright

format: .venv/installed
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/black --quiet $(SOURCES)

wheel: .venv/installed
	$(BIN)/python -m hatchling build --target wheel --directory $(DIST)

# Against the vendors' own SDKs; see benchmarks/README.md.
bench: .venv/installed $(SDKS)
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

# Real documents through ours and other generators (they need Java); CORPUS: folders,
# each a section of the page. The others stay.
coverage: .venv/installed $(PEERS)
	$(BIN)/python -m benchmarks.coverage docs/coverage.md $(CORPUS)

# Time and memory beside the same generators; DOCUMENTS: files;
# BEFORE: an earlier page, whose totals are shown as well.
speed: .venv/installed $(PEERS)
	mkdir -p docs build
	$(BIN)/python -m benchmarks.generation $(DOCUMENTS) > build/speed.md
	mv build/speed.md docs/speed.md

# Time for an operation of APIs of all sizes; DOCUMENTS: files, besides made-up ones.
growth: .venv/installed
	mkdir -p docs build
	$(BIN)/python -m benchmarks.growth docs/growth.svg $(DOCUMENTS) > build/growth.md
	mv build/growth.md docs/growth.md

# Time for `clientsmith diff` of DOCUMENTS, beside the same at an earlier revision.
diff-speed: .venv/installed
	mkdir -p docs build
	$(BIN)/python -m benchmarks.comparison $(SINCE) $(DOCUMENTS) > build/diff-speed.md
	$(if $(PACKAGES),$(BIN)/python -m benchmarks.real_pairs $(PACKAGES) >> build/diff-speed.md)
	mv build/diff-speed.md docs/diff-speed.md

# The page with every change that `clientsmith diff` reports, from the code.
rules: .venv/installed
	mkdir -p docs build
	$(BIN)/python -m clientsmith.diff.reports.rules_report > build/changes.md
	mv build/changes.md docs/changes.md

# The reference of the commands and of the configuration, from the code.
reference: .venv/installed
	$(BIN)/python -m docs.tools

# The documentation in build/site. Warnings are errors, such as a link to a missing page or
# heading; nothing is fetched.
site: .venv-docs/ready
	.venv-docs/bin/python -m sphinx --fresh-env --fail-on-warning --keep-going --quiet --jobs auto \
		--doctree-dir build/doctrees docs build/site

# The page that runs a change of a document through this repository.
walkthrough: .venv/installed
	$(BIN)/python -m tests.walkthrough docs/provider-change.md

# How the names of classes, methods and arguments read; DOCUMENTS: files.
names: .venv/installed
	mkdir -p docs build
	$(BIN)/python -m benchmarks.names $(if $(BEFORE),--before $(BEFORE)) $(DOCUMENTS) > build/names.md
	mv build/names.md docs/names.md

# Its agreement with labelled pairs of documents; CASES: their folders. Without any,
# only those of this repository are judged, and the page stays.
agreement: .venv/installed
	mkdir -p docs build
	$(BIN)/python -m benchmarks.diff_cases $(CASES) > build/diff-agreement.md
	$(if $(CASES),mv build/diff-agreement.md docs/diff-agreement.md)

# Reports of real APIs: docs/examples/README.md says where the documents come from.
# PAIRS: their folder.
diff-examples: .venv/installed
	cd $(PAIRS) && $(abspath $(BIN))/clientsmith diff github-16.6.0.json github-23.0.2.json \
		--fail-on never --report markdown=$(CURDIR)/docs/examples/diff-github.md >/dev/null
	cd $(PAIRS) && $(abspath $(BIN))/clientsmith diff stripe-1.3.1.json stripe-1.3.17.json \
		--fail-on never --report markdown=$(CURDIR)/docs/examples/diff-stripe.md >/dev/null

# The locked requirements; the only target that needs uv.
lock:
	$(COMPILE) --extra dev --output-file requirements/dev.txt pyproject.toml
	for name in docs server; do \
		$(COMPILE) --output-file requirements/$$name.txt requirements/$$name.in || exit; done
	for name in requirements/bench-*.in; do \
		$(COMPILE) --output-file $${name%.in}.txt $$name || exit; done

clean:
	rm -rf .venv .venv-* .prism build dist
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: the environments are made anew when their lock changes, and the project is
# installed again, in a second or two, when its metadata changes.
.venv/installed: pyproject.toml .venv/ready
	$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready: requirements/dev.txt
.venv-docs/ready .venv-server/ready: .venv-%/ready: requirements/%.txt
$(SDKS) $(PEERS): .venv-%/ready: requirements/bench-%.txt
.venv/ready .venv-docs/ready .venv-server/ready $(SDKS) $(PEERS):
	$(if $(PYTHON),,$(error Python 3.11 or newer is needed; set PYTHON to it))
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python $(PIP_INSTALL) --require-hashes --requirement $<
	@touch $@

.prism/ready: tests/stainless/mock/package-lock.json
	mkdir -p $(@D)
	cp tests/stainless/mock/package.json $< $(@D)
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

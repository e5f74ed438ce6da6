# The commands of this checkout. Everything is installed below it: .venv, node_modules, .cache.
# Needs python3 (3.11 or later; another one: make PYTHON=python3.12), and for ilp-connector and test also node and npm.

PYTHON ?= python3
JOBS ?= 2
REPORT ?= c2c-report
PICTURES ?= c2c-pictures
VERSION ?= 17.0.2
TOPOLOGIES ?= ilp-connector-plain ilp-connector

BIN := .venv/bin
READY := .venv/ready.stamp
ILP := targets/ilp-connector
ILP_VERSIONS := $(notdir $(wildcard $(ILP)/versions/*))

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help conformance test browser-tests screenshots lint ilp-connector ilp-connectors ilp-connector-findings mutants mutants-whole mutation no-false-blame benchmarks published docs lock clean

help:
	@echo 'make conformance     the suite against the bundled reference connector, over HTTP'
	@echo 'make test            all that guards this project: lint, types, its tests, the suite in memory and over HTTP'
	@echo 'make browser-tests   the pages in a real browser, where there is a Chromium (CHROMIUM=/path/to/one: another)'
	@echo 'make screenshots     pictures of the pages, wide and narrow, light and dark, printed (PICTURES=folder)'
	@echo 'make ilp-connector   the suite against npm ilp-connector 17.0.2 (VERSION=18.0.1: another one), with its expected deviations'
	@echo 'make ilp-connector-findings  plays again what campaigns found of npm ilp-connector 17.0.2; fails where one is gone'
	@echo 'make ilp-connectors  the same for each version and each topology there is a file of deviations for'
	@echo 'make mutants         the suite against faulty connectors: each has to be caught'
	@echo 'make mutants-whole   the same, and all of the suite against each: both have to show the same (hours)'
	@echo 'make mutation        small changes of the reference connector, made by a machine: which does the suite not notice?'
	@echo '                     (half an hour; MUTATION_FLAGS="--sample 100 --seed 7" for some of them)'
	@echo 'make docs            writes the pages of docs/ that are made from the code and the published results'
	@echo 'make no-false-blame  correct connectors, 100 runs in random orders on a busy machine: no verdict may change'
	@echo 'make published       the results in reports/published anew: each known connector as it is (ten minutes), and their comparison'
	@echo 'make benchmarks      the fuzzer beside Schemathesis and an HTTP load tool, in one run; installs both below .cache'
	@echo 'make lock            writes requirements.txt and requirements-dev.txt anew (LOCK_FLAGS=--upgrade: newest releases)'
	@echo 'make clean           removes what was installed, cached and reported'

# $(call suite,FOLDER,OPTIONS): runs the suite, prints the page's path last, ends with pytest's exit code.
define suite
( rm -f "$(1)/report.html"; code=0; \
$(BIN)/python -m pytest --report="$(1)" $(2) || code=$$?; \
if [ -f "$(1)/report.html" ]; then echo "$(abspath $(1))/report.html"; fi; exit $$code )
endef

# $(call npm_suite,VERSION,TOPOLOGY): with the deviations that are known of this version in this topology.
npm_suite = $(call suite,$(REPORT)/ilp-connector-$(1)/$(2),--target-cmd="node $(ILP)/host.js $(1)" --topology=$(2) \
  --expected-deviations=$(ILP)/versions/$(1)/$(2).toml)

conformance: $(READY)
	@$(call suite,$(REPORT),--target-cmd=reference)

test: lint
	$(BIN)/python -m pytest tests --ignore=tests/browser -n $(JOBS) $(TEST_FLAGS)
	@$(call suite,$(REPORT)/memory,--target=memory:reference_impl.connector:Connector)
	@$(call suite,$(REPORT)/http,--target-cmd=reference)
	@$(call suite,$(REPORT)/liquidity,--target-cmd=reference --profile=liquidity-routing)
	@$(MAKE) --no-print-directory browser-tests

browser-tests: $(READY)
	@$(BIN)/python -m tests.browser

screenshots: $(READY)
	@$(BIN)/python -m tests.browser.screenshots $(PICTURES)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

ilp-connector: $(READY) $(ILP)/versions/$(VERSION)/node_modules/.ready.stamp
	@worst=0; $(foreach topology,$(TOPOLOGIES),$(call npm_suite,$(VERSION),$(topology)) || worst=$$?;) exit $$worst

ilp-connectors:
	@worst=0; $(foreach version,$(ILP_VERSIONS),$(MAKE) --no-print-directory ilp-connector VERSION=$(version) \
	  TOPOLOGIES="$(basename $(notdir $(wildcard $(ILP)/versions/$(version)/*.toml)))" || worst=$$?;) exit $$worst

# Exit code 1 of a replay: still there.
ilp-connector-findings: $(READY) $(ILP)/versions/17.0.2/node_modules/.ready.stamp
	@worst=0; for finding in $(ILP)/findings/*/; do \
	  $(BIN)/c2c-conformance replay $$finding --target-cmd="node $(ILP)/host.js 17.0.2"; [ $$? -eq 1 ] || worst=1; done; exit $$worst

mutants: $(READY)
	@$(BIN)/python -m tests.mutants $(MUTANTS_FLAGS)

mutants-whole: $(READY)
	@$(BIN)/python -m tests.mutants --whole $(MUTANTS_FLAGS)

no-false-blame: $(READY)
	@$(BIN)/python -m tests.no_false_blame

mutation: $(READY)
	@nice -n 10 $(BIN)/python -m tests.mutation $(MUTATION_FLAGS)

# Not into the project's environment: what the benchmarks compare with has needs of its own.
benchmarks: $(READY) .cache/benchmarks/ready.stamp
	@$(BIN)/python -m benchmarks $(BENCHMARKS_FLAGS)

.cache/benchmarks/ready.stamp: benchmarks/requirements.txt benchmarks/package.json
	@mkdir -p $(@D)
	$(PYTHON) -m venv $(@D)/venv
	$(@D)/venv/bin/python -m pip install --quiet -r benchmarks/requirements.txt
	cp benchmarks/package.json $(@D)/package.json
	npm install --prefix $(@D) --no-audit --no-fund
	@touch $@

docs: $(READY)
	@$(BIN)/python -m tests.docs

# $(call publish,NAME,COMMAND): a whole run of the connector as it is, no deviation expected, and its results made small.
# The seed gives all of them the same order and the same names, of which it depends what some of them do.
publish = { $(call suite,$(REPORT)/published/$(1),--target-cmd=$(2) --topology=ilp-connector-plain --shuffle=1) || [ $$? -eq 1 ]; } && \
  $(BIN)/python -m reports.slim $(REPORT)/published/$(1)/results.jsonl reports/published/$(1).jsonl.gz

published: $(READY) $(ILP_VERSIONS:%=$(ILP)/versions/%/node_modules/.ready.stamp)
	@$(foreach version,$(ILP_VERSIONS),$(call publish,ilp-connector-$(version),"node $(ILP)/host.js $(version)") &&) \
	  $(call publish,reference,reference)
	$(BIN)/python -m conformance.cli compare reports/published/*.jsonl.gz --html $(REPORT)/published/compare.html >/dev/null || [ $$? -eq 1 ]
	@$(BIN)/python -m tests.browser.comparison $(REPORT)/published/compare.html docs/images/comparison.png
	@$(BIN)/python -m tests.docs
	@echo "$(abspath $(REPORT))/published/compare.html"

$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed, and $(PYTHON) is not one: $$($(PYTHON) --version 2>&1); name another: make PYTHON=python3.12" >&2; \
	  exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(ILP)/versions/%/node_modules/.ready.stamp: $(ILP)/versions/%/package-lock.json $(ILP)/versions/%/.npmrc
	npm ci --prefix $(@D:/node_modules=)
	@touch $@

# The lock is made with the oldest Python that is supported: what only that one needs is in it too.
COMPILE = $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-options \
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(LOCK_FLAGS)

lock: $(READY)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo 'the lock is made with Python 3.11: make clean; make lock PYTHON=python3.11' >&2; exit 1; }
	$(COMPILE) --output-file=requirements.txt pyproject.toml
	$(COMPILE) --extra=dev --build-deps-for=editable --constraint=requirements.txt --output-file=requirements-dev.txt pyproject.toml
	@sed -i '1i # What the suite needs to run, pinned. Written by "make lock"; not edited by hand.' requirements.txt
	@sed -i '1i # What working on the project needs besides: all of requirements.txt, lint, types, build. Written by "make lock".' \
	  requirements-dev.txt

clean:
	rm -rf .venv $(ILP)/versions/*/node_modules .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis c2c-report
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Every verb sets up what it needs in .venv by itself. Variables named below (PHOTO, BASE_URL, ...) reach the
# commands through the environment, so that none of them, the API key least of all, is ever printed.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/ready-

# `make test` judges this checkout on its own mock, whatever the shell's environment says.
LOCAL := env -u API_KEY -u BASE_URL -u ALLOW_CHARGES -u VIRTUALSTAGING_API_KEY -u VIRTUALSTAGING_BASE_URL

# Each verb needs one group of requirements/; `dev` is all of them.
$(READY)%: requirements/%.txt pyproject.toml requirements/package-lock.json scripts/setup scripts/setup_node.py
	@scripts/setup $*

.PHONY: help
help: ## show this list
	@awk -F ':.* ## ' '/^[a-z-]+:.* ## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: $(READY)demo ## stage example photos on the embedded mock, or your own with PHOTO=path
	$(BIN)/python scripts/demo.py $${PHOTO:+"$$PHOTO"}

.PHONY: test
test: check ## everything CI demands: check, unit tests, contract tests (BROWSER=0 leaves the browser tests out)
	@$(MAKE) --no-print-directory --jobs=3 --output-sync test-contract test-packages test-rest

# Three parts of about the same length: on two cores, one goes on while another waits for a browser or a process.
CONTRACT := contract_tests tests/contract
PACKAGES := tests/wrapper tests/mock_server tests/batch
.PHONY: test-contract test-packages test-rest
test-contract test-packages test-rest: $(READY)dev
test-contract:
	QUICK=1 $(LOCAL) $(BIN)/pytest $(CONTRACT)
test-packages:
	QUICK=1 $(LOCAL) $(BIN)/pytest $(PACKAGES)
test-rest:
	QUICK=1 $(LOCAL) $(BIN)/pytest tests $(CONTRACT:%=--ignore=%) $(PACKAGES:%=--ignore=%)

.PHONY: check
check: $(READY)dev ## lint, types, layers, spec, drift of generated/, parts that nobody follows; changes no file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --project pyproject.toml
	$(BIN)/lint-imports
	$(BIN)/python scripts/spec_lint.py
	$(BIN)/python scripts/generate.py --check
	$(BIN)/python scripts/assumptions.py --check
	$(BIN)/python scripts/unasync.py --check
	$(BIN)/python scripts/endpoint_page.py --check
	$(BIN)/python scripts/followed.py
	$(BIN)/node scripts/workflows.mjs .venv/node .github/workflows

.PHONY: fix
fix: $(READY)generator ## format, and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python scripts/assumptions.py
	$(BIN)/python scripts/unasync.py
	$(BIN)/python scripts/endpoint_page.py

.PHONY: generate
generate: $(READY)generator ## write generated/ anew from openapi/openapi.yaml
	$(BIN)/python scripts/generate.py

.PHONY: spec-diff
spec-diff: $(READY)spec ## what changed in the spec since BASE=ref, and whom it breaks (FORMAT=json, markdown)
	@$(BIN)/python scripts/spec_diff.py

.PHONY: contract
contract: $(READY)test ## the contract tests, on the mock or on BASE_URL= with API_KEY= (QUICK=1, ALLOW_CHARGES=1; ARGS=--help)
	$(BIN)/python -m contract_tests $(ARGS)

.PHONY: faults
faults: $(READY)test ## plant every known fault and show which test catches it (ARGS=--help tells how to choose)
	$(BIN)/python -m contract_tests.faults $(ARGS)

.PHONY: chaos
chaos: $(READY)test ## batches that are killed a hundred times on a server that misbehaves (ARGS=--help)
	$(LOCAL) $(BIN)/python -m tests.batch.chaos $(ARGS)

.PHONY: mutants
mutants: $(READY)mutants ## change the code that keeps money safe, a bit at a time: does a test notice? Long (ARGS=--help)
	$(BIN)/python scripts/mutants.py $(ARGS)

.PHONY: mock
mock: $(READY)demo ## the mock server on port 8080
	$(BIN)/virtualstaging-mock serve --port 8080

.PHONY: bench
bench: $(READY)bench ## the benchmarks, as ratios; writes benchmarks/RESULTS.md and the plots of the documentation
	$(BIN)/python -m benchmarks

.PHONY: docs
docs: $(READY)docs ## the documentation, into site/
	$(BIN)/mkdocs build --strict

.PHONY: build
build: $(READY)build ## wheel and sdist, into dist/
	$(BIN)/python -m build --no-isolation

.PHONY: sbom
sbom: $(READY)release ## what is shipped with the package, as CycloneDX, into dist/
	$(BIN)/python scripts/release.py sbom

.PHONY: audit
audit: $(READY)release ## known vulnerabilities of what is shipped with the package, and of the tools
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements/dev.txt

.PHONY: installed
installed: $(READY)release ## the tests of wrapper and mock on the installed package: PYTHON=, LOWEST=1
	$(BIN)/python scripts/release.py installed

.PHONY: lock
lock: ## renew the exact versions in requirements/
	$${PYTHON:-python3} scripts/setup_lock.py

.PHONY: clean
clean: ## remove .venv and everything the verbs made
	rm -rf .venv .hypothesis .mypy_cache .ruff_cache .import_linter_cache artefacts build dist out site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

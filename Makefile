# Needs only make and Python 3.11 or newer: all else is installed into .venv, again whenever
# pyproject.toml or the pins change. requirements/*.txt pin each package by version and hash; what
# has no wheel is built with the pinned tools, so nothing else is fetched.
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PINNED := $(PIP) install --no-build-isolation --require-hashes --requirement
PYTHON :=
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python

# The targets show the shipped data, whatever the caller's shell points dvgraph at.
unexport DVGRAPH_DATA DVGRAPH_STORE DVGRAPH_ENDPOINT
# Bytecode is kept, as in an installed program: else each process of the tests compiles all code anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run site quick test test-all soak lint record mutate mutate-code falsify docs vendor lock audit bench release clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 18

run: $(VENV)/.run ## check the shipped graph, then answer: which tasks were added since 2021?
	@printf '\n$$ dvgraph check\n'
	@$(BIN)/dvgraph check
	@printf '\n$$ dvgraph ask tasks-added --since 2021\n'
	@$(BIN)/dvgraph ask tasks-added --since 2021 --format summary
	@printf '\n$$ dvgraph site build/site\n'
	@$(BIN)/dvgraph site build/site

site: $(VENV)/.run ## the graph as a folder of pages, build/site (BASE=URL: for a host)
	@$(BIN)/dvgraph site build/site $(if $(BASE),--base $(BASE))

quick: $(VENV)/.dev ## the quick tests, for daily work (a minute)
	@$(BIN)/python -m pytest -m 'not (slow or virtuoso or engines or program)'

test: lint ## lint, then run the tests (four minutes on two cores)
	@$(BIN)/python -m pytest -m 'not (slow or virtuoso)'

test-all: $(VENV)/.dev ## the long tests that make test leaves out (at most half an hour)
	@$(BIN)/python -m pytest -m 'slow or virtuoso' --durations=10

soak: $(VENV)/.dev ## stop commands, read beside writers, fuzz, attack a server (an hour, or SECONDS=n)
	@$(BIN)/python tests/soak.py $(SECONDS)

lint: $(VENV)/.dev ## ruff, mypy --strict, import layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

record: $(VENV)/.dev ## write the recorded answers anew; read the diff before you commit it
	@$(BIN)/python tests/record.py

mutate: $(VENV)/.dev ## mutate the data and count what shapes and checks catch (some minutes)
	@$(BIN)/python tests/mutate.py

mutate-code: $(VENV)/.dev ## mutate validation, derive and evidence, and count what tests catch (an hour)
	@for package in validation derive evidence; do \
	    $(BIN)/python tests/mutate_code.py $$package || exit; \
	done

falsify: $(VENV)/.dev ## falsify statements and count what re-reading the source text notices
	@$(BIN)/python tests/falsify.py

docs: $(VENV)/.dev ## write docs/cli.md and docs/questions.md, and what README shows, anew
	@$(BIN)/python tests/document.py

vendor: $(VENV)/.dev ## fetch the engine and the editor of the site anew, as pinned (needs npm)
	@$(BIN)/python tests/vendor.py

lock: $(VENV)/.supply ## pin the newest packages that fit, in requirements/; read the diff
	@$(BIN)/python tests/supply.py lock

audit: $(VENV)/.supply ## list the licences of the packages, and ask for known vulnerabilities
	@$(BIN)/python tests/supply.py audit

bench: $(VENV)/.dev ## measure, and write docs/benchmarks.md (half an hour; SECTION=name: only that)
	@$(BIN)/python benchmarks/run.py $(SECTION)

release: $(VENV)/.dev ## data, wheel and bill of materials with their checksums, build/release
	@$(BIN)/python tests/release.py

clean: ## remove the virtual environment, caches and builds
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# A working environment is kept; else the first Python that starts and is new enough makes one (a
# version manager's shim may exist and not start).
$(VENV)/.run: pyproject.toml requirements/run.txt
	@$(BIN)/python -c 'import pip' >/dev/null 2>&1 && exit; \
	for python in $(PYTHONS); do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && break; \
	    python=; \
	done; \
	if [ -z "$$python" ]; then \
	    echo 'dvgraph needs Python 3.11 or newer, and none of these is: $(PYTHONS).' \
	        'Install one, or name yours: make PYTHON=/path/to/python $(MAKECMDGOALS)' >&2; \
	    exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	    echo "$$python cannot make a virtual environment." \
	        'On Debian or Ubuntu: sudo apt install python3-venv' >&2; \
	    exit 1; \
	fi; \
	$$python -m venv --clear $(VENV)
	@echo "Installing dvgraph into $(VENV) ($$($(BIN)/python --version)) …"
	@$(PINNED) requirements/run.txt || { \
	    echo 'The packages cannot be installed as pinned in requirements/run.txt. Without the' \
	        "pins: $(BIN)/pip install --editable '.[site]' && touch $@" >&2; \
	    exit 1; \
	}
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(PINNED) requirements/dev.txt
	@touch $@

$(VENV)/.supply: $(VENV)/.dev requirements/supply.txt
	@$(PINNED) requirements/supply.txt
	@touch $@

# One environment, .venv, from Python >= 3.11 (make PYTHON=python3.13 test), that grows in two steps: what orkgx itself
# needs, which is enough for the demo, and then what the tests need.
PYTHON ?= python3
SIZES  ?= 1000 10000 100000
RUNS   ?= 3

BIN    := .venv/bin
BASE   := .venv/.base
READY  := .venv/.ready
PEER   := .venv-bench/.ready
RUST   := .venv-rust/.ready
SAMPLE := tests/sample/catalogue.md

.DEFAULT_GOAL := help
.PHONY: help demo test lint types pytest fuzz manual format bench verbs clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(BASE) ## export the sample catalogue to output/, as Turtle and as JSON-LD
	$(BIN)/orkgx export $(SAMPLE) -o output/sample.ttl -o output/sample.jsonld

test: lint types pytest ## all that CI runs

lint: $(READY) ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## mypy --strict
	$(BIN)/mypy

pytest: $(READY) ## the tests; ARGS are handed on: make pytest ARGS='-k readers'
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

fuzz: $(READY) ## catalogues mutated at random, for hours: make fuzz ARGS='--blocks 2000 --seed 7'
	$(BIN)/python -m tests.fuzz.catalogues $(ARGS)

manual: $(READY) ## write what comes from the code: tables of the manual, the schema of mappings
	$(BIN)/python -m tests.manual

format: $(READY) ## put the code into ruff's layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) $(PEER) $(RUST) ## speed and memory beside what one might use instead; SIZES, RUNS, REAL=FILE, ARGS
	$(BIN)/python tests/benchmarks/bench.py --sizes $(SIZES) --runs $(RUNS) $(if $(REAL),--real $(REAL)) \
	  --morph .venv-bench/bin/python --rust .venv-rust/bin/python $(ARGS)

verbs: $(READY) ## speed and memory of each verb, and how they grow; ARGS='--sizes 3000 10000'
	$(BIN)/python tests/benchmarks/verbs.py $(ARGS)

clean: ## remove all that make and the tools have made, but nothing in output/
	rm -rf .venv .venv-bench .venv-rust build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BASE): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "orkgx needs Python >= 3.11, this is " + sys.version.split()[0] + "; say: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(READY): $(BASE)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

# Apart, because morph-kgc wants pyoxigraph<0.4 and orkgx a later one.
$(PEER): pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet 'morph-kgc==2.10.0'
	@touch $@

# Apart, because they want an rdflib that morph-kgc does not.
$(RUST): pyproject.toml
	$(PYTHON) -m venv .venv-rust
	.venv-rust/bin/python -m pip install --quiet 'tarka-rdf==0.2.0' 'maplib==0.20.26'
	@touch $@

# Every target is one line into the command line interface; `make help` lists them.
# The virtual environment makes itself, from the exact versions in requirements.lock.

PYTHON ?= python3
ENTREE := .venv/bin/python -m cli.main
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test up down check bench

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

demo: .venv/.ready ## sell real tickets on a fresh stack, and tell the story
	@$(ENTREE) demo $(ARGS)

test: .venv/.ready ## run every test (ARGS="-k holds" goes to pytest)
	@$(ENTREE) test $(ARGS)

up: .venv/.ready ## start the local stack and print its addresses and keys
	@$(ENTREE) up $(ARGS)

down: .venv/.ready ## stop the local stack, keep its data
	@$(ENTREE) down $(ARGS)

check: .venv/.ready ## lint and type-check SQL, Python and the Dockerfile
	@$(ENTREE) check $(ARGS)

bench: .venv/.ready ## measure, and print ratios
	@$(ENTREE) bench $(ARGS)

.venv/.ready: requirements.lock pyproject.toml
	@sh cli/bootstrap.sh "$(PYTHON)"

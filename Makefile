# Everything here runs on a bare Debian with Python 3.11 or newer and make; the scripts in .ci/ do what takes more than a line.
# PYTHON=python3.12 chooses the interpreter a new .venv is made with.

.DEFAULT_GOAL := help
.PHONY: help install chat test eval bench bench-peers
export PYTHON

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s%s\n", $$1, $$2 }' Makefile

install: ## make .venv and install Footnote into it
	@sh .ci/install

chat: install ## index the documents if needed and open the chat on 127.0.0.1
	@.venv/bin/footnote ui

test: ## lint, types and tests; installs the development tools first
	@sh .ci/install dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	@if sh .ci/browser; then set --; else set -- -m "not browser"; fi; \
	    echo .venv/bin/pytest "$$@"; .venv/bin/pytest "$$@"

eval: ## score the answers against the cases; fails below the gate
	@sh .ci/install eval
	@.venv/bin/footnote-eval run seeds asked harbour ministry mixed grid campus press trade agri energy transport health water digital

bench: install ## measure indexing and answering times
	@.venv/bin/footnote-eval bench

bench-peers: ## find the cases' evidence beside langchain, LlamaIndex and Haystack; installs them first
	@sh .ci/install peers
	@.venv/bin/footnote-eval peers

# The words a newcomer needs. On Windows see README.md.
PYTHON ?= python3
BIN := .venv/bin
OUT ?= demo-out

.PHONY: help setup demo run test lint bench screenshots package clean

help:            ## this list
	@grep -hE '^[a-z]+: .*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup:           ## make the environment: venv, dependencies, Qt's libraries, translations
	@$(PYTHON) packaging/set_up.py

demo: setup      ## the main job on simulated boards: list, boards, record, labels, report
	@$(BIN)/keywright demo --out $(OUT)

run: setup       ## open the station window
	@$(BIN)/keywright window

lint: setup      ## ruff, mypy, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint       ## linters and all tests
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest -q -n 4 --dist loadfile

bench: setup     ## speed, as ratios within one run
	@$(BIN)/python -m tests.benchmarks $(ONLY)

screenshots: setup ## redraw the pictures in docs/pictures
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m app.ui.screenshots docs/pictures

package: setup   ## build the bundle for this system
	@$(BIN)/python packaging/bundle.py

clean:           ## remove what was made, the environment too
	rm -rf .venv build dist *.egg-info demo-out bench-out

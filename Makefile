# Estafet. The work itself is in management commands and tools/; this file only names it.
SHELL := /bin/bash
PY := .venv/bin/python
DEV := .venv/.dev
RUN := .venv/.run

# Compiled files are kept (the tests start hundreds of processes); those of the requirements are made when first
# imported, not all of them when installed.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-pg check bench bench-pages assure pictures format

run: $(RUN)
	@$(PY) manage.py demo $(if $(PORT),--port $(PORT))

test: $(DEV)
	@$(PY) tools/test.py

test-pg: $(DEV)
	@$(PY) tools/with_postgres.py $(PY) tools/test.py

check: $(DEV)
	@$(PY) tools/check.py

bench: $(DEV)
	@$(PY) -m bench.mapping
	@$(PY) tools/with_postgres.py $(PY) -m bench.mapping
	@$(PY) -m bench.importing
	@$(PY) tools/with_postgres.py $(PY) -m bench.importing
	@$(PY) -m bench.eligibility
	@$(PY) tools/with_postgres.py $(PY) -m bench.eligibility
	@$(PY) -m bench.joint
	@$(PY) tools/with_postgres.py $(PY) -m bench.joint
	@$(PY) -m bench.first_run
	@$(PY) -m bench.demonstration
	@$(PY) tools/with_postgres.py $(PY) -m bench.demonstration

# A cycle of PEOPLE (60,000) synthetic employees through the pages, then every page against its limits; takes long.
bench-pages: $(DEV)
	@$(PY) -m bench.pages $(PEOPLE)

assure: $(DEV)
	@$(PY) tools/test.py --long
	@$(PY) tools/with_postgres.py $(PY) tools/test.py --long tests/assurance/test_killed.py tests/concurrency

# The guide's pictures, taken anew by the browser walks into docs/gambar/.
pictures: $(DEV)
	@ESTAFET_PICTURES=1 $(PY) -m pytest -q -n 0 -p no:randomly tests/browser

format: $(DEV)
	@.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format -q . ; git ls-files 'templates/*.html' | xargs .venv/bin/djade --target-version 5.2

$(RUN): requirements.txt
	@test -x .venv/bin/pip || python3 -m venv .venv || { echo 'butuh / needs: apt-get install python3-venv'; exit 1; }
	@echo "memasang kebutuhan / installing requirements …"
	@.venv/bin/pip install --progress-bar on --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	@touch $(RUN)

$(DEV): requirements-dev.txt requirements.txt
	@test -x .venv/bin/pip || python3 -m venv .venv || { echo 'butuh / needs: apt-get install python3-venv'; exit 1; }
	@echo "memasang kebutuhan pengembangan / installing development requirements …"
	@.venv/bin/pip install --progress-bar on --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.txt
	@touch $(RUN) $(DEV)

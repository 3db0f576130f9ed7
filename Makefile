# Everything a person does with this checkout. PYTHON selects the interpreter (3.11 to 3.13); nothing else is needed but git and coreutils.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: run stop test check lint setup guards screens bench soak

run:
	@$(PYTHON) -m config.environment base
	@$(PY) -m config.start

# A manage.py command starts the embedded PostgreSQL where it is down and leaves it up; this ends it.
stop:
	@$(PY) -c "from config import embedded, installation as here; embedded.EmbeddedServer(here.data_folder()).stop()"

setup:
	@$(PYTHON) -m config.environment dev

test:
	@$(PYTHON) -m config.environment test
	@$(PY) -m config.catalogues
	@$(PY) -m pytest -n 2 $(ARGS)

check: setup lint
	@$(PY) -m pytest -n 2 $(ARGS)

lint:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint --lint --quiet templates
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m config.catalogues --check
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m config.deployment

guards: setup
	@$(PY) -m tests.guards $(ARGS)

screens: setup
	@$(PY) -m tests.screens $(ARGS)

# SIZE=S|M|L customers (10,000, 100,000, 1,000,000), ONLY=B1,B7: docs/measuring.md
bench: setup
	@SIZE=$(or $(SIZE),S) ONLY=$(ONLY) $(PY) -m benchmarks

# The long runs: seeds are printed, and HYPOTHESIS_SEED=N repeats one.
SOAK = KEHU_ORACLE=each KEHU_FUZZ=10000 KEHU_EXAMPLES=2000 KEHU_POSTINGS=1000 KEHU_DESCRIBED=200 KEHU_EXPORT_ROWS=10000
soak: setup
	@SEED=$(or $(HYPOTHESIS_SEED),$$(date +%s)); echo "Seed: $$SEED"; $(SOAK) $(PY) -m pytest -q -n 2 \
		--hypothesis-seed=$$SEED tests/test_fuzz_api.py tests/test_fuzz_forms.py tests/test_described.py \
		tests/accounts/test_properties.py tests/accounts/test_processes.py tests/exchange/test_hostile_files.py tests/test_oracle.py \
		tests/customers/test_exports_of_many.py $(ARGS)
	@$(PY) -m benchmarks.verification
	@$(PY) -m benchmarks.taking_in

# demo: a whole hall on this machine. test: everything that is proven. Both do their own set-up.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo test test-slow lint bench lock system-demo system-test clean

demo: system-demo $(READY)
	$(BIN)/hall demo

# One file's tests stay on one worker. WORKERS=0 runs them one after another.
WORKERS ?= 3

test: system-test $(READY)
	.ci/with-postgres $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

test-slow: system-test $(READY)
	.ci/with-postgres $(BIN)/python -m pytest -m slow $(TESTS)

lint: system-test $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy hall_server hardware

bench: system-demo $(READY)
	$(BIN)/hall bench --json

system-demo:
	@.ci/system-packages demo

system-test:
	@.ci/system-packages test

$(READY): requirements.lock pyproject.toml
	@.ci/system-packages demo
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $(READY)

# Writes the lock anew: names, versions and hashes only. Needs pip-tools. dlib, which face-recognition asks for, is a
# source package that compiles for minutes; dlib-bin is the same library as wheels. Without dlib the lock installs by
# --no-deps: nothing else is missing from it.
lock:
	pip-compile -q --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --extra server --extra desk --extra clock --extra charts --extra dev -o requirements.lock pyproject.toml
	sed -i '/^dlib==/,/^    # via/d' requirements.lock

clean:
	rm -rf .venv demo-output build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

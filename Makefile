# One line a command over `python -m pipeline`; `make` alone lists them. GNU make 3.81 will do.

# Names of inputs are Thai, whatever the locale of the machine.
export PYTHONUTF8 = 1
# Handed over in the environment, so that spaces, quotes and Thai in a name stay as they are.
export PERIOD INPUTS OUTPUTS AS_OF FILE PAGES CODE FIELD SEND CLUSTER

RUN = .venv/bin/python -m
STAMP = .venv/.built

period = $${PERIOD:+--period "$$PERIOD"}
inputs = $${INPUTS:+--inputs "$$INPUTS"}
outputs = $${OUTPUTS:+--outputs "$$OUTPUTS"}
as_of = $${AS_OF:+--as-of "$$AS_OF"}

.PHONY: help quarterly templates check pages email trace dictionary sample bench cluster test lint clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

quarterly: $(STAMP) ## รวม ตรวจ และประเมินรายงานไตรมาส · the quarter's evaluation [PERIOD=2566-Q2 INPUTS= OUTPUTS= AS_OF= CLUSTER=]
	@$(RUN) pipeline quarterly $(period) $(inputs) $(outputs) $(as_of) $${CLUSTER:+--cluster "$$CLUSTER"}

templates: $(STAMP) ## แบบรายงานเปล่าของทุกหน่วยงาน · a form for every agency PERIOD=2566-Q3
	@$(RUN) pipeline templates $(period) $(outputs)

check: $(STAMP) ## ตรวจไฟล์เดียว ไม่รวม · check one workbook, merge nothing FILE="x.xlsx"
	@$(RUN) pipeline check $${FILE:+"$$FILE"}

pages: $(STAMP) ## หน้าพิมพ์ของโครงการเป็นร่างแบบรายงาน · printed project pages to draft workbooks PAGES=dir
	@$(RUN) pipeline import-pages $${PAGES:+"$$PAGES"} $(outputs)

email: $(STAMP) ## ร่างอีเมลทุกฉบับของงวด · drafts of every mail of the period [PERIOD= SEND=host:port]
	@$(RUN) pipeline email $(period) $(outputs) $${SEND:+--send "$$SEND"}

trace: $(STAMP) ## ที่มาของตัวเลข · where each figure of a project comes from CODE=50100000-3670 [FIELD= PERIOD=]
	@$(RUN) pipeline trace $${CODE:+"$$CODE"} $${FIELD:+"$$FIELD"} $(period) $(inputs) $(outputs)

dictionary: $(STAMP) ## พจนานุกรมข้อมูลและรายการตรวจ · docs/form.md and docs/checks.md from schemas/
	@$(RUN) pipeline dictionary

sample: $(STAMP) ## สร้าง inputs/sample ใหม่จาก tests/data · rebuild inputs/sample from tests/data
	@$(RUN) tests.make_sample

bench: $(STAMP) ## วัดความเร็ว · time the run beside pandas, in turn; writes benchmarks/README.md
	@$(RUN) benchmarks.bench --write

cluster: $(STAMP) ## ให้เครื่องอื่นช่วยอ่านได้ · install what CLUSTER=tcp://host:8786 needs
	@.venv/bin/python -m pip --version >/dev/null 2>&1 && pip='.venv/bin/python -m pip' || pip='python3 -m pip --python .venv/bin/python'; \
	$$pip $(INSTALL:requirements.lock=requirements-cluster.lock)

test: $(STAMP) ## ทดสอบโปรแกรม · run the tests
	@$(RUN) pytest

lint: $(STAMP) ## ตรวจรูปแบบและชนิดของโค้ด · format, lint and types
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) mypy

clean: ## ลบ .venv และแคช ไม่แตะ inputs/ และ outputs/ · remove .venv and caches, never inputs/ or outputs/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	for d in pipeline schemas tests benchmarks; do \
		if test -d $$d; then find $$d -name __pycache__ -prune -exec rm -rf {} +; fi; done

# Wheels only and by hash: the same files everywhere, so this machine's pip settings are left out;
# they are asked only where packages cannot be had without them. A Python without ensurepip
# (Debian's) lends the environment its own pip.
INSTALL = install --quiet --require-hashes --no-deps --only-binary :all: -r requirements.lock

$(STAMP): requirements.lock
	@set -e; \
	for py in $(PYTHON) python3 python3.13 python3.12 python3.11 python none; do \
		if "$$py" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; \
	done; \
	if test "$$py" = none; then \
		echo 'ต้องติดตั้ง Python 3.11 ขึ้นไปก่อน แล้วสั่งใหม่ · Python 3.11 or newer is needed: install it, then try again.' >&2; exit 1; \
	fi; \
	echo 'กำลังเตรียม .venv ครั้งแรก (ราว 1 นาที) · building .venv, once (about a minute)' >&2; \
	rm -rf .venv; \
	if "$$py" -m venv .venv >/dev/null 2>&1; then pip='.venv/bin/python -m pip'; \
	else "$$py" -m venv --clear --without-pip .venv; pip="$$py -m pip --python .venv/bin/python"; fi; \
	export PIP_DISABLE_PIP_VERSION_CHECK=1; \
	PIP_CONFIG_FILE=/dev/null $$pip --isolated --disable-pip-version-check --retries 2 $(INSTALL) || { \
		echo 'ลองอีกครั้งด้วยการตั้งค่า pip ของเครื่องนี้ · trying again with this machine'"'"'s pip settings' >&2; \
		$$pip $(INSTALL); }; \
	touch $@

# The commands of the house. Nothing has to be installed first but Python 3.11+ with venv, make and git.
#
#   make demo            everything in one window: http://localhost:8000, Ctrl-C stops it
#   make demo HOST=192.168.1.20   the same for phones in the network (demo only)
#   make demo PORT=8010  the same on another port
#   make demo CONTENT=127.0.0.1   for a browser that does not find names such as x.scorm.localhost
#   make reset           start anew: forget the database, the files and the letters of the demo
#   make backup          the database and all files into .data/backups (TO=/safe/place: elsewhere)
#   make restore FROM=.data/backups/…   put a backup back (ARGS=--overwrite: over what is there)
#   make test            unit tests on SQLite, then journeys in Chromium on a throwaway PostgreSQL
#   make test-services   the whole unit suite on a throwaway PostgreSQL and Redis
#   make journeys        only the journeys (make journeys ARGS="-k login --headed")
#   make check           style, types, floors, templates, migrations, messages, compose file
#   make bench           all benches, make bench NAME=commit one of them
#   make adl ADL_CASES=path   the cases of the ADL SCORM 2004 test suite through our player (needs Node.js)
#   make scorm-samples SAMPLES=path   real packages from a folder, each played in Chromium (not part of CI)
#   make lighthouse      Lighthouse on home, catalogue and a course (installs itself on first use, not part of CI)
#   make audit           known weaknesses of our packages (needs a reachable database, not part of CI)
#   make messages        write new strings into the catalogues of all apps
#   make language CODE=uk   begin a further language of the interface: one file to translate
#   make fix             let ruff mend what it can
#   make locks           compile the locks after a change in requirements/*.in or package.json (needs uv)

SHELL := /bin/sh
.DEFAULT_GOAL := help
HOST ?=
PORT ?= 8000
CONTENT ?=
NAME ?=
CODE ?=
ARGS ?=
TO ?=
FROM ?=
ADL_CASES ?=
SAMPLES ?=

# The first Python that is new enough; asked only once a command needs it.
FIND_PYTHON = for p in "$(PYTHON)" python3 python3.13 python3.12 python3.11 python3.14 python; do \
	  if [ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    found="$$p"; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11 or newer is missing: install it (Debian and Ubuntu: apt-get install python3 python3-venv) and run the same command again." >&2; \
	  exit 1; fi
RUN = @$(FIND_PYTHON); exec "$$found" -m

.PHONY: help demo reset backup restore test test-services journeys check bench adl scorm-samples lighthouse audit messages language fix locks

help:
	@sed -n 's/^#   //p' Makefile

demo:
	$(RUN) tools.demo --host "$(HOST)" --port "$(PORT)" --content "$(CONTENT)"

reset:
	$(RUN) tools.reset

backup:
	$(RUN) tools.backup backup --to "$(TO)" $(ARGS)

restore:
	$(RUN) tools.backup restore "$(FROM)" $(ARGS)

test:
	$(RUN) tools.tests all $(ARGS)

test-services:
	$(RUN) tools.tests services $(ARGS)

journeys:
	$(RUN) tools.tests journeys $(ARGS)

check:
	$(RUN) tools.check

bench:
	$(RUN) tools.bench $(NAME)

adl:
	$(RUN) tools.inside tools.adl "$(ADL_CASES)"

scorm-samples:
	$(RUN) tools.inside tools.samples "$(SAMPLES)"

lighthouse:
	$(RUN) tools.lighthouse $(ARGS)

audit:
	$(RUN) tools.audit

messages:
	$(RUN) tools.inside tools.messages update

language:
	$(RUN) tools.inside tools.messages start "$(CODE)"

fix:
	$(RUN) tools.check --fix

locks:
	$(RUN) tools.locks

# The short names of everything one does with Nextup; each is a thin call of meson, the binary or a script in tools/.
SHELL := /bin/bash
PORT ?= 8080
DATA ?= var/demo
SEED ?= 1
STEPS ?=
ROWS ?=
T ?= 60
N ?= 1000
JOBS ?= $(shell nproc)

.PHONY: help run build build-test build-ratchet test tidy check bench ratchet ratchet-update sim explore fuzz mutate compat crash power-cut overload out-of-memory clean install

help:
	@sed -n 's/^#: //p' Makefile

#: make run [PORT=8080] [DATA=var/demo]   install what is missing, build, start the demo
#: make test                              install what is missing, build with sanitizers, run every test
#: make check                             tidy, test, both compilers, a short simulation, web lint and types
#: make tidy                              the walls between the rooms, names, lengths, banned functions
#: make bench [ROWS=status,core]           measure, all groups of rows or some; also writes bench/results/latest.json
#: make ratchet                           instructions of the hot paths, against tools/ratchet.json
#: make ratchet-update                    keep them: accepts a rise that is meant, tightens what fell
#: make sim SEED=n [STEPS=n]              the made-up world on the real core
#: make explore [STEPS=states]            every state that a small centre can come to, up to so many for each alphabet
#: make mutate [N=200] [SEED=n]            plant bugs one at a time and count those the tests find
#: make crash N=1000                      kill -9 at random moments, N times
#: make power-cut N=1000                  the same with the power cut: what was never flushed is gone
#: make overload                          5,000 panels, 1,000 API clients, slow and hostile connections
#: make out-of-memory [SAMPLE=n]          the unit tests with each of our allocations failing in turn, or n of each program
#: make fuzz T=seconds [ENGINE=afl]       every fuzz target for T seconds, by libFuzzer or AFL++; TARGETS="name ..." some
#: make compat                            unmodified AWS clients against demo servers
#: make clean                             remove what was built

run: build
	@exec build/nextup serve --data '$(DATA)' --listen 127.0.0.1:$(PORT) --demo

build:
	@tools/install run
	@tools/build build -Dbuildtype=debugoptimized -Db_ndebug=false

build-test:
	@tools/install test
	@tools/build build-test -Dbuildtype=debugoptimized -Db_sanitize=address,undefined

test: build-test
	@python3 tools/run_tests.py build-test

tidy: build
	@python3 tools/tidy.py --build build

check: tidy test
	@CC=clang-14 tools/build build-clang -Dbuildtype=debugoptimized -Db_lundef=false
	@$(MAKE) --no-print-directory sim STEPS=20000
	@tools/web check

bench:
	@tools/install run
	@tools/build build-bench -Dbuildtype=release
	@python3 bench/bench.py --build build-bench --rows '$(ROWS)'

build-ratchet:
	@tools/install test
	@TARGETS=tools/ratchet/ratchet tools/build build-bench -Dbuildtype=release

ratchet: build-ratchet
	@python3 tools/ratchet.py --build build-bench

ratchet-update: build-ratchet
	@python3 tools/ratchet.py --build build-bench --update

sim: build
	@tools/sim '$(SEED)' '$(STEPS)'

crash: build
	@python3 server/crash_test.py --binary build/nextup --rounds '$(N)'
	@python3 proof/ledger_test.py --binary build/nextup --rounds '$(N)'

fuzz:
	@tools/install test
	@tools/fuzz '$(or $(ENGINE),libfuzzer)' '$(T)' $(TARGETS)

compat: build-test
	@NEXTUP_BINARY='$(CURDIR)/build-test/server/nextup' compat/run
	@NEXTUP_BINARY='$(CURDIR)/build-test/server/nextup' compat/streams/run

power-cut: build
	@python3 proof/power_cut_test.py --binary build/nextup --rounds '$(N)'

overload: build
	@NEXTUP_BINARY=build/nextup python3 proof/overload_test.py --panels 5000 --clients 1000 --seconds 20

out-of-memory: install
	@python3 proof/memory/out_of_memory.py $(if $(SAMPLE),--sample '$(SAMPLE)')

explore: build
	@python3 proof/explore/explore_test.py build/proof/explore --all $(if $(STEPS),--states '$(STEPS)')

mutate: build
	@python3 proof/mutate/mutate.py --count '$(if $(filter-out 1000,$(N)),$(N),200)' --seed '$(SEED)'

install:
	@tools/install test

clean:
	rm -rf build build-test build-clang build-fuzz web/dist web/test-results

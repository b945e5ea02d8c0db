# The two commands that matter: `make demo` writes a sentence by hand, `make test` runs all tests.
.DEFAULT_GOAL := help
.PHONY: help demo test test-system test-kill test-capture build release package bench bench-daemon bench-decode bench-instructions bench-legibility bench-letters bench-submissions bench-training fuzz lint format sanitize install-dependencies clean

TEXT ?= Hello World
swift_files = git ls-files --cached --others --exclude-standard '*.swift'

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-22s %s\n", $$1, $$2 }' Makefile

demo: release ## write "Hello World" with a daemon of its own into demo/ (TEXT="..." for another sentence, SEED=n)
	@Tools/demo.sh "$$(swift build --configuration release --show-bin-path)" $(call quoted,$(TEXT))

test: install-dependencies ## run all tests
	swift test

test-capture: build ## write on the page of 'seqctl style capture' in a browser (installs Chromium; CAPTURE="--pictures FOLDER")
	@Tools/prepare-capture.sh
	@python3 Tools/test-capture.py --build "$$(swift build --show-bin-path)" $(CAPTURE)

test-system: package ## try the package in a Debian that systemd boots (as root; downloads a Debian once)
	@programs=$$(swift build --configuration release --show-bin-path) && \
	  suffix="$$("$$programs/seqd" --version)_$$(dpkg --print-architecture).deb" && \
	  Tools/test-system.sh "dist/seqd_$$suffix" "dist/seqtrain_$$suffix" $(OLDER)

build: install-dependencies ## debug build of everything
	swift build

release: install-dependencies ## release build of everything
	swift build --configuration release

package: release ## the Debian packages, in dist/
	@Tools/package.sh "$$(swift build --configuration release --show-bin-path)"

bench: release ## how much cheaper 64 lines are together than one by one
	@Tools/measure-batch.sh "$$(swift build --configuration release --show-bin-path)"

bench-decode: install-dependencies ## how fast the engine, PyTorch and ONNX Runtime generate (BENCH="--rounds 1"; downloads the peers)
	@swift build --configuration release --package-path Benchmarks --product seqbench
	@python3 Benchmarks/decode.py $(BENCH)

bench-daemon: release ## what the daemon adds to its engine: 1,000 lines to PNG, one short line (BENCH="--lines 200"; downloads pyzmq)
	@swift build --configuration release --package-path Benchmarks --product seqbench
	@python3 Benchmarks/daemon.py $(BENCH)

bench-instructions: ## whether an element takes more instructions than it did, by callgrind (BENCH=--update; needs valgrind)
	@swift build --configuration release --package-path Benchmarks --product seqbench
	@python3 Benchmarks/instructions.py $(BENCH)

bench-legibility: release ## how well a recogniser reads each style (BENCH="--data IAM_ONDB"; downloads PyTorch, trains an hour the first time)
	@python3 Benchmarks/legibility.py $(BENCH)

bench-letters: release ## a letter for each of 10,000 rows, in files and in one PDF: time and memory (BENCH="--rows 500")
	@python3 Benchmarks/letters.py $(BENCH)

bench-training: release ## how fast PyTorch and seqtrain train the same networks (BENCH="--quick", "--json"; downloads PyTorch)
	@python3 Benchmarks/training.py --seqtrain "$$(swift build --configuration release --show-bin-path)/seqtrain" $(BENCH)

fuzz: release ## made-up bytes for all that reads others' bytes, then for the socket (FUZZ="--runs 1000000"; downloads pyzmq)
	@swift build --configuration release --package-path Fuzzing
	@python3 Fuzzing/run.py $(FUZZ)
	@python3 Tools/fuzz-socket.py --build "$$(swift build --configuration release --show-bin-path)" $(FUZZ)

bench-submissions: release ## how many jobs a second are handed in durably, beside beanstalkd (BENCH="--rounds 2"; needs beanstalkd, downloads pyzmq)
	@python3 Benchmarks/submissions.py $(BENCH)

test-kill: release ## kill -9 200 times during 500 jobs: nothing lost, doubled or changed (KILL="--kills 20 --jobs 50"; downloads pyzmq)
	@python3 Tools/kill-campaign.py $(KILL)

lint: ## check the style of every file
	@Tools/lint.sh

format: ## bring every Swift file into the project's format
	$(swift_files) | xargs swift format --in-place --parallel --configuration .swift-format

# Swift has no undefined-behaviour sanitizer here; our C targets have (see Package.swift). XCTest, which has no test of
# ours, leaks a few hundred bytes of its own: leaks are left out. The mark of a crash (CCrash) has a stack for signals, which
# the address sanitizer would take for one of its own.
sanitize: install-dependencies ## run the tests under the thread sanitizer, then the address and undefined-behaviour ones
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/thread-sanitizer.supp" swift test --sanitize=thread --scratch-path .build-thread
	SEQD_UNDEFINED=1 ASAN_OPTIONS=detect_leaks=0:use_sigaltstack=0 swift test --sanitize=address --scratch-path .build-address

install-dependencies: ## check Swift, install the Debian packages that are missing
	@Tools/prepare.sh

clean: ## remove everything that was built or made by the demo
	rm -rf .build .build-thread .build-address Benchmarks/.build Fuzzing/.build demo dist

# A text as one word for the shell, whatever stands in it.
quoted = '$(subst ','\'',$(1))'

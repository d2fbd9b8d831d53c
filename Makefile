# SPDX-License-Identifier: GPL-2.0-or-later
# make run     from clone to picture: installs, builds, runs one scenario, writes out/scanout.png
# make check   everything that is fast enough for every change, two targets with real Xen among it
# make check-all   the same on every target, with every kernel
# make help    the rest

BUILD := $(abspath build)
OUT := $(abspath out)
MAKEFLAGS += --no-print-directory
.SECONDARY:

# The kernels of the uml target: flavour of targets/uml/*.config, with -VERSION for another Linux
UML_KERNELS := fast debug fast-6.1
SCENARIO := scenarios/display/display-from-refs.zs

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "make tools        zcopy-ctl, libxenzcopy, fakexend"
	@echo "make uml-fast     kernel and modules of the uml target (also: $(filter-out uml-fast,$(UML_KERNELS:%=uml-%)))"
	@echo "make targets      kernels and images of the Xen targets (also: $(XEN_TARGETS), with -debug; x86 with -lockdep)"
	@echo "make unit         unit tests alone"
	@echo "make mutate       plants defects in the driver and shows which scenario catches each"
	@echo "make coverage     which lines of the driver the debug kernel's tests run, and why not the others"
	@echo "make fuzz         tries the parser of scenarios with texts by chance, for FUZZ_SECONDS=60"
	@echo "make conformance  what the grant interface answers: the fake hypervisor beside real Xen, mainline beside this driver"
	@echo "make lava-check   jobs, devices and test definitions for LAVA, without a server; lava-artifacts builds what boards load"
	@echo "make lava-local   runs them on emulated boards, on a whole LAVA that is gone afterwards; lava-submit sends them to a farm"
	@echo "make bench        figures: how long what takes"
	@echo "make clean        removes build/ and out/ (the cache of kernels stays)"

run: packages-run
	@$(MAKE) tools uml-fast
	@$(BUILD)/zcopy-ctl run --on uml --out $(OUT) $(SCENARIO)
	@echo "The picture that was on the backend's screen: $(OUT)/scanout.png"

check: packages-check
	@mk/check

check-all: packages-check packages-check-all
	@mk/check everything

packages-run packages-check packages-fuzz packages-check-all: packages-%:
	@mk/packages $*

# --- tools on the host ---------------------------------------------------

tools: zcopy-ctl fakexend $(BUILD)/uml-init

zcopy-ctl:
	@$(MAKE) -C tools/zcopy-ctl O=$(BUILD)

fakexend:
	@$(MAKE) -C emulator/fake-gnttab O=$(BUILD)

$(BUILD)/uml-init: targets/uml/init.c targets/uml/coverage.c targets/uml/coverage.h
	@mkdir -p $(@D)
	@echo "  CC      $(filter %.c,$^)"
	@$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -static -o $@ $(filter %.c,$^)

# --- kernel and modules of the uml target ---------------------------------

# prepared: sources that are older than it are in what was built (start --check of each target)
BEGAN := $(shell date +@%s.%N)
$(UML_KERNELS:%=uml-%): uml-%: fakexend $(BUILD)/uml-init $(BUILD)/uml/%/modules.stamp
	@touch -d $(BEGAN) $(BUILD)/uml/$*/prepared

# Which sources a kernel is made of: what mk/build-kernel makes its key of
$(foreach k,$(UML_KERNELS),$(eval $(BUILD)/uml/$(k)/kernel/linux: targets/uml/$(firstword $(subst -, ,$(k))).config))
$(BUILD)/uml/%/kernel/linux: targets/uml/base.config targets/uml/recipe mk/build-kernel \
		$(wildcard emulator/fake-gnttab/kernel-patches/*.patch)
	@mk/build-kernel uml $* $(BUILD)/uml/$*/kernel
	@touch $@

MODULE_SOURCES := $(shell find driver emulator/fake-gnttab/core emulator/fake-gnttab/kernel uapi tests/abi/odd tests/conformance/module -type f)
$(BUILD)/uml/%/modules.stamp: $(BUILD)/uml/%/kernel/linux targets/uml/build-modules $(MODULE_SOURCES)
	@echo "  MODULES $* (fake hypervisor, the kernel's Xen modules, driver)"
	@targets/uml/build-modules $* $(BUILD)/uml/$*
	@touch $@

include targets/xen/xen.mk
include ci/lava/lava.mk

# --- the rest --------------------------------------------------------------

unit: packages-check
	@mk/check unit

bench: packages-run
	@$(MAKE) tools uml-fast
	@mk/bench

mutate: packages-check
	@$(MAKE) tools uml-fast uml-debug
	@$(MAKE) -C tests/abi O=$(BUILD)/tests/abi
	@tests/mutate/run

coverage: packages-check
	@$(MAKE) tools uml-debug
	@$(MAKE) -C tests/abi O=$(BUILD)/tests/abi
	@mk/coverage --count

fuzz: packages-fuzz
	@$(MAKE) -C tests/fuzz O=$(BUILD)/fuzz

conformance: packages-check
	@$(MAKE) tools uml-fast targets
	@mk/conformance

clean:
	rm -rf $(BUILD) $(OUT)

.PHONY: help run check check-all packages-run packages-check packages-fuzz tools zcopy-ctl fakexend unit bench mutate coverage fuzz conformance clean \
	$(UML_KERNELS:%=uml-%)

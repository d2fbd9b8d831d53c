# SPDX-License-Identifier: GPL-2.0-or-later
# Jobs for LAVA; part of the Makefile, which sets BUILD and OUT. ci/lava/README.md explains.
#   make lava-artifacts   what boards load, into build/lava/artifacts
#   make lava-check       jobs, devices and test definitions, without a server
#   make lava-local       runs them on stand-ins, on a whole LAVA of one's own
#   make lava-submit      sends them to the farm of LAVA_URL

LAVA := $(BUILD)/lava

lava-root:
	@ci/lava/build-root $(LAVA)/root

$(XEN)/%/fast/board.cpio: $(XEN)/%/fast/dom0.cpio targets/xen/build-image \
		$(shell find targets/here scenarios ci/lava/tests ci/lava/known -type f)
	@echo "  IMAGE   xen $* fast, for boards"
	@targets/xen/build-image $* $(@D) board

lava-artifacts: packages-check $(LAVA)/artifacts/SHA256SUMS
$(LAVA)/artifacts/SHA256SUMS: $(XEN)/amd64/fast/board.cpio $(XEN)/arm64/fast/board.cpio \
		$(wildcard ci/lava/tests/*.yaml) ci/lava/build-artifacts ci/lava/artifacts.yaml targets/xen-arm64/device-tree
	@echo "  LAVA    artifacts"
	@ci/lava/build-artifacts $(LAVA)/artifacts

lava-check: lava-root
	@ci/lava/check

lava-local: lava-root lava-artifacts
	@ci/lava/local $(LAVA_JOBS)

lava-submit: lava-root
	@ci/lava/submit $(LAVA_JOBS)

.PHONY: lava-root lava-artifacts lava-check lava-local lava-submit

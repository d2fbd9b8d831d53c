# SPDX-License-Identifier: GPL-2.0-or-later
# Kernels and images of the Xen targets; part of the Makefile, which sets BUILD.
#   make xen-arm64 xen-x86-pvh xen-x86-pv   what the target's fast kernel needs
#   make xen-arm64-debug xen-x86-pvh-lockdep ...   the same for the kernels with checks
# Both x86 targets boot the same kernels and images.

XEN_TARGETS := xen-arm64 xen-x86-pvh xen-x86-pv
XEN_KERNELS_arm64 := fast debug
XEN_KERNELS_amd64 := fast lockdep
XEN_ARCH_xen-arm64 := arm64
XEN_ARCH_xen-x86-pvh := amd64
XEN_ARCH_xen-x86-pv := amd64
XEN_CONFIG_arm64 := arm64
XEN_CONFIG_amd64 := x86
XEN := $(BUILD)/xen

targets: $(XEN_TARGETS)
$(XEN_TARGETS): %: %-fast

define xen_target
$(1)-$(2): packages-check $(XEN)/$(XEN_ARCH_$(1))/$(2)/dom0.cpio
	@touch -d $(BEGAN) $(XEN)/$(XEN_ARCH_$(1))/$(2)/prepared
.PHONY: $(1)-$(2)
endef
$(foreach t,$(XEN_TARGETS),$(foreach k,$(XEN_KERNELS_$(XEN_ARCH_$(t))),$(eval $(call xen_target,$(t),$(k)))))

define xen_arch
$(XEN)/root-$(1): targets/xen/packages.txt targets/xen/build-root mk/private-apt | packages-check
	@targets/xen/build-root $(1) $$@
	@touch -h $$@

$(XEN)/$(1)/tools/zcopy-ctl: $(XEN)/root-$(1) FORCE
	@targets/xen/build-tools $(1) $$(@D)
endef
$(foreach a,amd64 arm64,$(eval $(call xen_arch,$(a))))

define xen_kernel
$(XEN)/$(1)/$(2)/kernel/linux: targets/xen/base.config targets/xen/$(XEN_CONFIG_$(1)).config targets/xen/$(2).config \
		targets/xen/recipe mk/build-kernel $(wildcard targets/xen/kernel-patches/$(1)-*.patch) | packages-check
	@mk/build-kernel xen $(1)-$(2) $(XEN)/$(1)/$(2)/kernel
	@touch $$@

$(XEN)/$(1)/$(2)/modules.stamp: $(XEN)/$(1)/$(2)/kernel/linux targets/xen/build-modules $(XEN_MODULE_SOURCES)
	@echo "  MODULES xen $(1) $(2) (driver)"
	@targets/xen/build-modules $(1) $(2) $$(@D)
	@touch $$@

$(XEN)/$(1)/$(2)/dom0.cpio: $(XEN)/$(1)/$(2)/modules.stamp $(XEN)/$(1)/tools/zcopy-ctl $(XEN)/root-$(1) \
		targets/xen/build-image $(wildcard targets/here/* targets/xen/guest/*)
	@echo "  IMAGE   xen $(1) $(2)"
	@targets/xen/build-image $(1) $$(@D)
endef
XEN_MODULE_SOURCES := $(shell find driver uapi tests/conformance/module -type f)
$(foreach a,amd64 arm64,$(foreach k,$(XEN_KERNELS_$(a)),$(eval $(call xen_kernel,$(a),$(k)))))

FORCE:
.PHONY: targets $(XEN_TARGETS) FORCE

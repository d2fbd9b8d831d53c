# SPDX-License-Identifier: GPL-2.0-or-later
"""Jobs for LAVA: made, checked, run on a LAVA of one's own or on a farm's.

The programs in ci/lava are thin; what they do is in the modules of this package.
"""

// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <xen/xen.h>
#include <xen/grant_table.h>

#include "question.h"

const char *status_name(int status)
{
	static const char *const names[] = {
		[-GNTST_okay] = "okay",
		[-GNTST_general_error] = "general_error",
		[-GNTST_bad_domain] = "bad_domain",
		[-GNTST_bad_gntref] = "bad_gntref",
		[-GNTST_bad_handle] = "bad_handle",
		[-GNTST_bad_virt_addr] = "bad_virt_addr",
		[-GNTST_bad_dev_addr] = "bad_dev_addr",
		[-GNTST_no_device_space] = "no_device_space",
		[-GNTST_permission_denied] = "permission_denied",
		[-GNTST_bad_page] = "bad_page",
		[-GNTST_bad_copy_arg] = "bad_copy_arg",
		[-GNTST_address_too_big] = "address_too_big",
		[-GNTST_eagain] = "eagain",
	};
	static char number[32];

	if (status <= 0 && (size_t)-status < COUNT(names) && names[-status])
		return names[-status];
	snprintf(number, sizeof(number), "status:%d", status);
	return number;
}

const char *errno_name(int error)
{
	static char number[32];
	const char *name;

	if (!error)
		return "0";
	name = strerrorname_np(error);
	if (name)
		return name;
	snprintf(number, sizeof(number), "errno:%d", error);
	return number;
}

const char *outcome(int result, int status)
{
	static char text[64];

	if (!result)
		return status_name(status);
	if (result < 0)
		snprintf(text, sizeof(text), "hypercall:%s", errno_name(-result));
	else
		snprintf(text, sizeof(text), "hypercall:%d", result);
	return text;
}

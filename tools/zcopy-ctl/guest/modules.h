/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_MODULES_H
#define ZCOPY_MODULES_H

#include <json-c/json.h>

/*
 * Where this kernel's modules lie, for a debugger: {"xen_zcopy": {".text": "0x...",
 * ".data": ...}, ...}. Empty where the kernel does not tell.
 */
struct json_object *modules_json(void);

#endif /* ZCOPY_MODULES_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The conductor's messages, turned into records. A message comes from a kernel
 * that may be broken: every key may be missing or of another type.
 */
#ifndef ZCOPY_MESSAGES_H
#define ZCOPY_MESSAGES_H

#include <json-c/json.h>

#include "result/record.h"

struct step_record message_step(json_object *step);

/* Fills verdict, message, line and pictures (paths below @out). */
void message_result(json_object *result, struct scenario_record *scenario, const char *out);

#endif /* ZCOPY_MESSAGES_H */

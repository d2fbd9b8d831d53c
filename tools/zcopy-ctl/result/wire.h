/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A scenario's record as JSON and back: between the processes of one run. */
#ifndef ZCOPY_WIRE_H
#define ZCOPY_WIRE_H

#include <json-c/json.h>

#include "result/record.h"

/* What --format json says of a scenario */
json_object *scenario_record_json(const struct scenario_record *scenario);

/* The same, and what the own process needs besides */
json_object *wire_pack(const struct scenario_record *scenario);
struct scenario_record wire_unpack(json_object *packed);

#endif /* ZCOPY_WIRE_H */

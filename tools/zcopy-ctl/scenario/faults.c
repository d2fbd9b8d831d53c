// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The commands of the fake hypervisor's debugfs file "fault", so that a typo
 * is found by the linter and not after a boot.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "scenario/faults.h"
#include "scenario/values.h"
#include "util/nearest.h"

#define MAX_KEYS 3

enum fault_value { FAULT_NUMBER, FAULT_STATUS, FAULT_DOMAIN };

struct fault_key {
	const char *name;
	enum fault_value value;
	bool required;
};

#define NUMBER(key)	{ key, FAULT_NUMBER, true }
#define DOMAIN		{ "domain", FAULT_DOMAIN, false }

static const struct {
	const char *name;
	struct fault_key keys[MAX_KEYS];
} faults[] = {
	{ "map", { NUMBER("nth"), { "status", FAULT_STATUS, true }, DOMAIN } },
	{ "eagain", { NUMBER("times"), DOMAIN } },
	{ "unmap", { NUMBER("delay_ms"), DOMAIN } },
	{ "maptrack", { NUMBER("limit"), DOMAIN } },
	{ "clear", { { 0 } } },
};

#define NFAULTS (sizeof(faults) / sizeof(faults[0]))

/* Xen's GNTST_ names */
static const char *const statuses[] = {
	"general_error", "bad_domain", "bad_gntref", "bad_handle",
	"bad_virt_addr", "bad_dev_addr", "no_device_space",
	"permission_denied", "bad_page", "bad_copy_arg", "address_too_big",
	"eagain", "no_space", NULL
};

/* Role names: the conductor knows which domain number each has. */
static const char *const domains[] = { "front", "back", NULL };

static bool in_list(const char *const *list, const char *text)
{
	for (; *list; list++)
		if (strcmp(*list, text) == 0)
			return true;
	return false;
}

static void check_value(const struct fault_key *key, const struct word *word,
			unsigned int line, struct complaints *complaints)
{
	size_t skip = strlen(key->name) + 1;
	const char *text = word->text + skip;
	unsigned int column = word->column + skip;
	struct nearest nearest = NEAREST(text);
	uint64_t number;
	char hint[80];

	switch (key->value) {
	case FAULT_NUMBER:
		if (!value_number(text, &number))
			complain(complaints, line, column,
				 "'%s' is not a number", text);
		return;
	case FAULT_DOMAIN:
		if (in_list(domains, text) || value_number(text, &number))
			return;
		nearest_offer_all(&nearest, domains);
		complain(complaints, line, column,
			 "expected front, back or a domain number, found '%s'%s",
			 text, nearest_hint(&nearest, hint, sizeof(hint)));
		return;
	case FAULT_STATUS:
		if (in_list(statuses, text))
			return;
		nearest_offer_all(&nearest, statuses);
		complain(complaints, line, column,
			 "'%s' is no grant status (Xen's GNTST_ names in lower case)%s",
			 text, nearest_hint(&nearest, hint, sizeof(hint)));
		return;
	}
}

static void check_keys(const char *fault, const struct fault_key *keys,
		       const struct word *words, size_t count,
		       unsigned int line, struct complaints *complaints)
{
	bool seen[MAX_KEYS] = { false };
	char hint[80];

	for (size_t i = 1; i < count; i++) {
		const char *text = words[i].text;
		size_t length = strcspn(text, "=");
		char typed[48];
		struct nearest nearest = NEAREST(typed);
		size_t k;

		snprintf(typed, sizeof(typed), "%.*s", (int)length, text);

		for (k = 0; k < MAX_KEYS && keys[k].name; k++) {
			if (text[length] == '=' && strlen(keys[k].name) == length &&
			    strncmp(keys[k].name, text, length) == 0)
				break;
			nearest_offer(&nearest, keys[k].name);
		}
		if (k == MAX_KEYS || !keys[k].name) {
			complain(complaints, line, words[i].column,
				 "fault '%s' does not take '%s'%s", fault, text,
				 nearest_hint(&nearest, hint, sizeof(hint)));
			continue;
		}
		if (seen[k])
			complain(complaints, line, words[i].column,
				 "'%s' is given twice", keys[k].name);
		seen[k] = true;
		check_value(&keys[k], &words[i], line, complaints);
	}
	for (size_t k = 0; k < MAX_KEYS && keys[k].name; k++)
		if (keys[k].required && !seen[k])
			complain(complaints, line, words[0].column,
				 "fault '%s' needs %s=", fault, keys[k].name);
}

void fault_check(const struct word *words, size_t count, unsigned int line,
		 struct complaints *complaints)
{
	struct nearest nearest = NEAREST(words[0].text);
	char hint[80];

	for (size_t i = 0; i < NFAULTS; i++) {
		if (strcmp(words[0].text, faults[i].name) == 0) {
			check_keys(faults[i].name, faults[i].keys, words, count,
				   line, complaints);
			return;
		}
		nearest_offer(&nearest, faults[i].name);
	}
	complain(complaints, line, words[0].column,
		 "expected a fault (map, eagain, unmap, maptrack, clear), found '%s'%s",
		 words[0].text, nearest_hint(&nearest, hint, sizeof(hint)));
}

static void print_words(FILE *out, const char *const *words)
{
	for (; *words; words++)
		fprintf(out, "\"%s\"%s", *words, words[1] ? " | " : "");
}

static void print_key(FILE *out, const struct fault_key *key)
{
	fprintf(out, "%s \"%s=\" ", key->required ? "" : " [", key->name);
	switch (key->value) {
	case FAULT_NUMBER:
		fputs("NUMBER", out);
		break;
	case FAULT_STATUS:
		fputs("( ", out);
		print_words(out, statuses);
		fputs(" )", out);
		break;
	case FAULT_DOMAIN:
		fputs("( ", out);
		print_words(out, domains);
		fputs(" | NUMBER )", out);
		break;
	}
	fputs(key->required ? "" : " ]", out);
}

void faults_print_grammar(FILE *out)
{
	for (size_t i = 0; i < NFAULTS; i++) {
		fprintf(out, "%s\"%s\"", i ? "\n          | " : "", faults[i].name);
		for (size_t k = 0; k < MAX_KEYS && faults[i].keys[k].name; k++)
			print_key(out, &faults[i].keys[k]);
	}
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Faults on command:
 *
 *	map nth=N status=NAME [domain=D]	the Nth map from now answers NAME
 *	eagain times=K [domain=D]		the next K maps answer eagain
 *	stuck nth=N status=NAME [domain=D]	the Nth unmap from now answers NAME,
 *						and the mapping stays
 *	unmap delay_ms=N [domain=D]		an unmap takes N ms longer
 *	maptrack limit=N [domain=D]		a domain holds N mappings at most
 *	clear					no faults
 *
 * D is the domain that maps or unmaps. A map, stuck or eagain fault is gone when
 * it has happened; a second unmap or maptrack of a domain replaces the first.
 */
#include "hypervisor.h"

static const char *const statuses[] = {
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
	[-GNTST_no_space] = "no_space",
};

#define NR_STATUSES (sizeof(statuses) / sizeof(statuses[0]))

/* Every command has one number, and perhaps a status */
static const struct {
	const char *verb;
	const char *key;
	u32 least;
	bool status;
} commands[] = {
	[FX_FAULT_MAP] = { "map", "nth=", 1, true },
	[FX_FAULT_STUCK] = { "stuck", "nth=", 1, true },
	[FX_FAULT_EAGAIN] = { "eagain", "times=", 1 },
	[FX_FAULT_UNMAP_DELAY] = { "unmap", "delay_ms=", 1 },
	[FX_FAULT_MAPTRACK] = { "maptrack", "limit=", 0 },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* The longest a word of a command can be, with its end */
#define WORD 40

static const char *next_word(const char *text, char *word)
{
	size_t n;

	text += strspn(text, " \t\n");
	n = strcspn(text, " \t\n");
	if (n >= WORD)
		return NULL;
	memcpy(word, text, n);
	word[n] = '\0';
	return text + n;
}

static bool parse_number(const char *text, u32 limit, u32 *number)
{
	u64 n = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		n = n * 10 + (*text - '0');
		if (n > limit)
			return false;
	}
	*number = n;
	return true;
}

static bool parse_status(const char *name, s16 *status)
{
	unsigned int i;

	for (i = 1; i < NR_STATUSES; i++) {
		if (strcmp(name, statuses[i]) == 0) {
			*status = -(int)i;
			return true;
		}
	}
	return false;
}

/* One KEY=VALUE of a command; each may come once */
static bool parse_option(const char *word, struct fx_fault *fault,
			 unsigned int *seen)
{
	const char *key = commands[fault->kind].key;
	unsigned int what;
	u32 domid;
	bool good;

	if (strncmp(word, key, strlen(key)) == 0) {
		what = 1;
		good = parse_number(word + strlen(key), ~0u, &fault->count) &&
		       fault->count >= commands[fault->kind].least;
	} else if (strncmp(word, "status=", 7) == 0) {
		what = 2;
		good = commands[fault->kind].status &&
		       parse_status(word + 7, &fault->status);
	} else if (strncmp(word, "domain=", 7) == 0) {
		what = 4;
		good = parse_number(word + 7, FX_DOMAINS - 1, &domid);
		fault->domid = domid;
	} else {
		return false;
	}
	good = good && !(*seen & what);
	*seen |= what;
	return good;
}

static bool parse(const char *command, struct fx_fault *fault)
{
	unsigned int seen = 0, i;
	char word[WORD];

	command = next_word(command, word);
	*fault = (struct fx_fault){ .domid = FX_ANY_DOMAIN };
	for (i = 1; i < NR_COMMANDS; i++)
		if (command && strcmp(word, commands[i].verb) == 0)
			fault->kind = i;
	if (!fault->kind)
		return false;

	for (;;) {
		command = next_word(command, word);
		if (!command)
			return false;
		if (!*word)
			break;
		if (!parse_option(word, fault, &seen))
			return false;
	}
	return (seen & 1) && commands[fault->kind].status == !!(seen & 2);
}

static bool is_clear(const char *command)
{
	char word[WORD];

	command = next_word(command, word);
	if (!command || strcmp(word, "clear") != 0)
		return false;
	command = next_word(command, word);
	return command && !*word;
}

static bool replaces(const struct fx_fault *old, const struct fx_fault *new)
{
	return old->kind == new->kind && old->domid == new->domid &&
	       (new->kind == FX_FAULT_UNMAP_DELAY ||
		new->kind == FX_FAULT_MAPTRACK);
}

/* Returns 0, -EINVAL, or -ENOSPC when too many faults wait to happen */
int fx_fault_command(struct fx *fx, const char *command)
{
	struct fx_fault *table = fx_global(fx)->fault, *place = NULL, fault;
	unsigned int i;

	if (is_clear(command)) {
		memset(table, 0, sizeof(fx_global(fx)->fault));
		return 0;
	}
	if (!parse(command, &fault))
		return -EINVAL;
	for (i = 0; i < FX_FAULTS; i++) {
		if (replaces(&table[i], &fault)) {
			place = &table[i];
			break;
		}
		if (!place && table[i].kind == FX_FAULT_NONE)
			place = &table[i];
	}
	if (!place)
		return -ENOSPC;
	*place = fault;
	return 0;
}

/* The active faults as commands; returns the length, as snprintf() does */
int fx_fault_list(struct fx *fx, char *text, size_t size)
{
	const struct fx_fault *table = fx_global(fx)->fault;
	unsigned int i;
	size_t n = 0;

	if (size)
		*text = '\0';
#define PRINT(...) \
	(n += snprintf(n < size ? text + n : NULL, n < size ? size - n : 0, \
		       __VA_ARGS__))
	for (i = 0; i < FX_FAULTS; i++) {
		const struct fx_fault *fault = &table[i];

		if (fault->kind == FX_FAULT_NONE)
			continue;
		PRINT("%s %s%u", commands[fault->kind].verb,
		      commands[fault->kind].key, fault->count);
		if (commands[fault->kind].status)
			PRINT(" status=%s", statuses[-fault->status]);
		if (fault->domid != FX_ANY_DOMAIN)
			PRINT(" domain=%u", fault->domid);
		PRINT("\n");
	}
#undef PRINT
	return n;
}

static bool concerns(const struct fx *fx, const struct fx_fault *fault,
		     enum fx_fault_kind kind)
{
	return fault->kind == kind &&
	       (fault->domid == FX_ANY_DOMAIN ||
		fault->domid == fx->self->domain.domid);
}

/* Whether this map shall fail, and how; every fault counts every map */
bool fx_fault_map(struct fx *fx, s16 *status)
{
	struct fx_fault *table = fx_global(fx)->fault;
	bool fail = false;
	unsigned int i;

	for (i = 0; i < FX_FAULTS; i++) {
		struct fx_fault *fault = &table[i];

		if (concerns(fx, fault, FX_FAULT_EAGAIN)) {
			*status = GNTST_eagain;
			fail = true;
			if (!--fault->count)
				fault->kind = FX_FAULT_NONE;
		} else if (concerns(fx, fault, FX_FAULT_MAP)) {
			if (--fault->count)
				continue;
			*status = fault->status;
			fail = true;
			fault->kind = FX_FAULT_NONE;
		}
	}
	return fail;
}

/* Whether this unmap shall be refused, and how */
bool fx_fault_unmap(struct fx *fx, s16 *status)
{
	struct fx_fault *table = fx_global(fx)->fault;
	bool fail = false;
	unsigned int i;

	for (i = 0; i < FX_FAULTS; i++) {
		struct fx_fault *fault = &table[i];

		if (!concerns(fx, fault, FX_FAULT_STUCK) || --fault->count)
			continue;
		*status = fault->status;
		fail = true;
		fault->kind = FX_FAULT_NONE;
	}
	return fail;
}

static u32 smallest(struct fx *fx, enum fx_fault_kind kind, u32 none)
{
	const struct fx_fault *table = fx_global(fx)->fault;
	u32 found = none;
	unsigned int i;

	for (i = 0; i < FX_FAULTS; i++)
		if (concerns(fx, &table[i], kind) && table[i].count < found)
			found = table[i].count;
	return found;
}

/* How many mappings the caller may hold */
u32 fx_fault_maptrack(struct fx *fx)
{
	return smallest(fx, FX_FAULT_MAPTRACK, ~0u);
}

/* How many milliseconds an unmap of the caller takes longer */
u32 fx_fault_unmap_delay(struct fx *fx)
{
	u32 delay = smallest(fx, FX_FAULT_UNMAP_DELAY, ~0u);

	return delay == ~0u ? 0 : delay;
}

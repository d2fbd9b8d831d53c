// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ebnf.h"
#include "util/memory.h"

#define LINE_MAX_LENGTH	400

enum kind { SEQUENCE, CHOICE, OPTIONAL, REPEATED, TERMINAL, RULE, SPECIAL };

struct node {
	enum kind kind;
	char *text;
	struct node **parts;
	size_t nparts;
	const struct rule *rule;	/* RULE */
};

struct rule {
	char *name;
	struct node *node;
	bool token;		/* in capitals: no blanks between its parts */
};

struct ebnf {
	struct rule *rules;
	size_t count;
	const char *at;
};

static void skip(struct ebnf *ebnf)
{
	for (;;) {
		ebnf->at += strspn(ebnf->at, " \t\n");
		if (strncmp(ebnf->at, "(*", 2) != 0)
			return;
		const char *end = strstr(ebnf->at, "*)");

		ebnf->at = end ? end + 2 : ebnf->at + strlen(ebnf->at);
	}
}

static struct node *new_node(enum kind kind, char *text)
{
	struct node *node = xalloc(sizeof(*node));

	node->kind = kind;
	node->text = text;
	return node;
}

static void add(struct node *node, struct node *part)
{
	*GROW(node->parts, node->nparts) = part;
}

static void node_free(struct node *node)
{
	for (size_t i = 0; i < node->nparts; i++)
		node_free(node->parts[i]);
	free(node->parts);
	free(node->text);
	free(node);
}

static struct node *read_choice(struct ebnf *ebnf);

static char *read_until(struct ebnf *ebnf, char end)
{
	const char *start = ++ebnf->at;
	const char *stop = strchr(start, end);

	if (!stop)
		stop = start + strlen(start);
	ebnf->at = *stop ? stop + 1 : stop;
	return xstrndup(start, stop - start);
}

static size_t word_length(const char *text)
{
	size_t i = 0;

	while (isalnum((unsigned char)text[i]) || text[i] == '-')
		i++;
	return i;
}

static struct node *read_part(struct ebnf *ebnf)
{
	static const char open[] = "([{", closed[] = ")]}";
	static const enum kind kinds[] = { SEQUENCE, OPTIONAL, REPEATED };
	const char *bracket = *ebnf->at ? strchr(open, *ebnf->at) : NULL;
	size_t length = word_length(ebnf->at);
	struct node *node;

	if (bracket) {
		node = new_node(kinds[bracket - open], NULL);
		ebnf->at++;
		add(node, read_choice(ebnf));
		if (*ebnf->at == closed[bracket - open])
			ebnf->at++;
		return node;
	}
	if (*ebnf->at == '"')
		return new_node(TERMINAL, read_until(ebnf, '"'));
	if (*ebnf->at == '?')
		return new_node(SPECIAL, read_until(ebnf, '?'));
	node = new_node(RULE, xstrndup(ebnf->at, length));
	ebnf->at += length;
	return node;
}

static struct node *read_sequence(struct ebnf *ebnf)
{
	struct node *node = new_node(SEQUENCE, NULL);

	for (skip(ebnf); *ebnf->at && (word_length(ebnf->at) || strchr("([{\"?", *ebnf->at)); skip(ebnf))
		add(node, read_part(ebnf));
	return node;
}

static struct node *read_choice(struct ebnf *ebnf)
{
	struct node *node = new_node(CHOICE, NULL);

	add(node, read_sequence(ebnf));
	while (*ebnf->at == '|') {
		ebnf->at++;
		add(node, read_sequence(ebnf));
	}
	return node;
}

static const struct rule *find(const struct ebnf *ebnf, const char *name)
{
	for (size_t i = 0; i < ebnf->count; i++)
		if (strcmp(ebnf->rules[i].name, name) == 0)
			return &ebnf->rules[i];
	return NULL;
}

static bool resolve(const struct ebnf *ebnf, struct node *node)
{
	bool all = true;

	if (node->kind == RULE) {
		node->rule = find(ebnf, node->text);
		if (!node->rule)
			fprintf(stderr, "no rule '%s'\n", node->text);
		all = node->rule;
	}
	for (size_t i = 0; i < node->nparts; i++)
		all &= resolve(ebnf, node->parts[i]);
	return all;
}

struct ebnf *ebnf_parse(const char *text)
{
	struct ebnf *ebnf = xalloc(sizeof(*ebnf));
	bool good = true;

	ebnf->at = text;
	for (skip(ebnf); *ebnf->at && good; skip(ebnf)) {
		size_t length = word_length(ebnf->at);
		struct rule *rule = GROW(ebnf->rules, ebnf->count);

		*rule = (struct rule){
			.name = xstrndup(ebnf->at, length),
			.token = isupper((unsigned char)*ebnf->at),
		};
		ebnf->at += length;
		skip(ebnf);
		good = length > 0 && *ebnf->at == '=';
		ebnf->at += good;
		rule->node = read_choice(ebnf);
		good &= *ebnf->at == ';';
		if (!good)
			fprintf(stderr, "rule '%s' is broken at: %.40s\n", rule->name, ebnf->at);
		ebnf->at += good;
	}
	for (size_t i = 0; i < ebnf->count; i++)
		good &= resolve(ebnf, ebnf->rules[i].node);
	if (good)
		return ebnf;
	ebnf_free(ebnf);
	return NULL;
}

void ebnf_free(struct ebnf *ebnf)
{
	for (size_t i = 0; i < ebnf->count; i++) {
		node_free(ebnf->rules[i].node);
		free(ebnf->rules[i].name);
	}
	free(ebnf->rules);
	free(ebnf);
}

/* What ends in a letter and '=', or in '&', is joined to what follows. */
static bool joins(const char *text, size_t length)
{
	if (length == 0)
		return true;
	return text[length - 1] == '&' ||
	       (length > 1 && text[length - 1] == '=' && isalpha((unsigned char)text[length - 2]));
}

/* --- deriving --- */

struct line {
	char *text;
	size_t used, size;
};

static size_t chance(size_t limit)
{
	static uint64_t state = 0x2545f4914f6cdd1d;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % limit;
}

static bool put(struct line *line, const char *text)
{
	size_t length = strlen(text);

	if (line->used + length >= line->size)
		return false;
	memcpy(line->text + line->used, text, length + 1);
	line->used += length;
	return true;
}

static bool put_special(struct line *line, const char *what)
{
	char letter[2] = { "aBcXyZ"[chance(6)], '\0' };

	if (strstr(what, "a to z"))
		return put(line, letter);
	if (strstr(what, "1 to 32"))
		return put(line, chance(2) ? "1" : "32");
	if (strstr(what, "rest of the line"))
		return put(line, "any text: \"& = <ok> \xc3\xa9\"");
	return strstr(what, "end of the line");
}

static bool derive(const struct node *node, struct line *line, bool token)
{
	size_t times = 1;

	switch (node->kind) {
	case CHOICE:
		return derive(node->parts[chance(node->nparts)], line, token);
	case OPTIONAL:
		times = chance(2);
		break;
	case REPEATED:
		times = chance(4);
		break;
	case SEQUENCE:
		break;
	case RULE:
		if (!token && node->rule->token && strcmp(node->text, "EOL") != 0 &&
		    !joins(line->text, line->used) && !put(line, " "))
			return false;
		return derive(node->rule->node, line, token || node->rule->token);
	case TERMINAL:
		if (!token && !joins(line->text, line->used) && !put(line, " "))
			return false;
		return put(line, node->text);
	case SPECIAL:
		return put_special(line, node->text);
	}
	while (times--)
		for (size_t i = 0; i < node->nparts; i++)
			if (!derive(node->parts[i], line, token))
				return false;
	return true;
}

bool ebnf_derive(const struct ebnf *ebnf, const char *rule, char *text, size_t size)
{
	struct line line = { .text = text, .size = size };

	text[0] = '\0';
	return derive(find(ebnf, rule)->node, &line, false);
}

/* --- recognizing --- */

/* Places in the line up to which it fits */
struct places {
	bool at[LINE_MAX_LENGTH + 1];
};

/* Where the next word begins, when one may begin here */
static bool word_start(const char *text, size_t *at)
{
	size_t blanks = strspn(text + *at, " \t");

	if (joins(text, *at) ? *at > 0 && blanks : !blanks)
		return false;
	*at += blanks;
	return true;
}

static void special(const char *what, const char *text, size_t at, struct places *to)
{
	size_t digits = strspn(text + at, "0123456789");

	if (strstr(what, "a to z")) {
		if (isalpha((unsigned char)text[at]))
			to->at[at + 1] = true;
	} else if (strstr(what, "1 to 32")) {
		if (digits > 0 && atoi(text + at) >= 1 && atoi(text + at) <= 32)
			to->at[at + digits] = true;
	} else if (strstr(what, "rest of the line")) {
		if (text[at])
			to->at[strlen(text)] = true;
	} else if (text[at + strspn(text + at, " \t")] == '\0') {
		to->at[strlen(text)] = true;
	}
}

static struct places match(const struct node *node, const char *text, struct places from, bool token)
{
	struct places to = { 0 };

	/* Most branches end with their first word. */
	if (!memchr(from.at, true, sizeof(from.at)))
		return from;
	switch (node->kind) {
	case SEQUENCE:
		for (size_t i = 0; i < node->nparts; i++)
			from = match(node->parts[i], text, from, token);
		return from;
	case CHOICE:
	case OPTIONAL:
		if (node->kind == OPTIONAL)
			to = from;
		for (size_t i = 0; i < node->nparts; i++) {
			struct places more = match(node->parts[i], text, from, token);

			for (size_t k = 0; k <= LINE_MAX_LENGTH; k++)
				to.at[k] |= more.at[k];
		}
		return to;
	case REPEATED:
		to = from;
		for (bool grows = true; grows; ) {
			from = match(node->parts[0], text, from, token);
			grows = false;
			for (size_t k = 0; k <= LINE_MAX_LENGTH; k++) {
				grows |= from.at[k] && !to.at[k];
				to.at[k] |= from.at[k];
			}
		}
		return to;
	case RULE:
		if (!token && node->rule->token && strcmp(node->text, "EOL") != 0) {
			struct places words = { 0 };

			for (size_t k = 0; text[k]; k++) {
				size_t start = k;

				if (from.at[k] && word_start(text, &start))
					words.at[start] = true;
			}
			from = words;
		}
		return match(node->rule->node, text, from, token || node->rule->token);
	case TERMINAL:
		for (size_t k = 0; text[k]; k++) {
			size_t start = k;

			if (from.at[k] && (token || word_start(text, &start)) &&
			    strncmp(text + start, node->text, strlen(node->text)) == 0)
				to.at[start + strlen(node->text)] = true;
		}
		return to;
	case SPECIAL:
		for (size_t k = 0; k == 0 || text[k - 1]; k++)
			if (from.at[k])
				special(node->text, text, k, &to);
		return to;
	}
	return to;
}

bool ebnf_matches(const struct ebnf *ebnf, const char *rule, const char *line)
{
	struct places from = { .at = { [0] = true } };

	if (strlen(line) > LINE_MAX_LENGTH)
		return false;
	return match(find(ebnf, rule)->node, line, from, false).at[strlen(line)];
}

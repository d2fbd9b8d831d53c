// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scenario_parse(): header lines, steps and blocks. One line is one statement,
 * so there is nothing to recover from: a wrong line is complained about and
 * the next one read.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/complain.h"
#include "scenario/kills.h"
#include "scenario/names.h"
#include "scenario/step.h"
#include "scenario/values.h"
#include "scenario/verbs.h"
#include "scenario/words.h"
#include "util/memory.h"
#include "util/nearest.h"

/* Deeper than anybody can read; keeps later passes from deep recursion. */
#define BLOCKS_MAX	8
#define REPEAT_MAX	1000000
/* Lines of docs' pitfalls list */
#define PITFALL_MAX	32

static const char *const header_words[] = {
	"title", "proves", "pitfalls", "needs", "tags", "known-to-fail", "variants", "let",
	KILLS_WORD, NULL
};
static const char *const block_words[] = { "repeat", "parallel", "end", NULL };
static const char *const actor_words[] = { "front:", "back:", "other:", "xen:", NULL };

struct parser {
	struct scenario *scenario;
	struct complaints *complaints;
	unsigned int line;
	bool in_steps;			/* the header is over */
	struct step blocks[BLOCKS_MAX];	/* open ones, outermost first */
	size_t nblocks;
	bool too_deep;
};

static bool listed(const char *const *list, const char *word)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

static void add_step(struct parser *parser, struct step step)
{
	if (parser->nblocks > 0) {
		struct step *block = &parser->blocks[parser->nblocks - 1];

		*GROW(block->body, block->nbody) = step;
	} else {
		*GROW(parser->scenario->steps, parser->scenario->nsteps) = step;
	}
}

/* Text of the line behind its first word */
static const char *rest_of_line(const struct words *words)
{
	const char *rest = words->line + strlen(words->items[0].text);

	return rest + strspn(rest, " \t");
}

static void parse_pitfalls(struct parser *parser, const struct words *words)
{
	for (size_t i = 1; i < words->count; i++) {
		uint64_t number;

		if (!value_number(words->items[i].text, &number) ||
		    number < 1 || number > PITFALL_MAX) {
			complain(parser->complaints, parser->line, words->items[i].column,
				 "expected a pitfall's number, 1 to %d, found '%s'",
				 PITFALL_MAX, words->items[i].text);
			continue;
		}
		*GROW(parser->scenario->pitfalls, parser->scenario->npitfalls) = number;
	}
}

static void parse_needs(struct parser *parser, const struct words *words)
{
	for (size_t i = 1; i < words->count; i++) {
		const struct word *word = &words->items[i];
		struct nearest nearest = NEAREST(word->text);
		char hint[80];

		if (!listed(capabilities, word->text)) {
			nearest_offer_all(&nearest, capabilities);
			complain(parser->complaints, parser->line, word->column,
				 "'%s' is nothing a target can offer%s", word->text,
				 nearest_hint(&nearest, hint, sizeof(hint)));
			continue;
		}
		*GROW(parser->scenario->needs, parser->scenario->nneeds) = xstrdup(word->text);
	}
}

static void parse_tags(struct parser *parser, const struct words *words)
{
	for (size_t i = 1; i < words->count; i++) {
		const struct word *word = &words->items[i];

		if (!is_name(word->text)) {
			complain(parser->complaints, parser->line, word->column,
				 "a tag is a letter, then letters, digits, '-' and '_'; found '%s'",
				 word->text);
			continue;
		}
		*GROW(parser->scenario->tags, parser->scenario->ntags) = xstrdup(word->text);
	}
}

/*
 * known-to-fail { on TARGET | with VALUE[,VALUE] } REASON; which variants it is
 * about was settled by variants_parse().
 */
static void parse_known(struct parser *parser, const struct words *words)
{
	struct known_failure known = { .line = parser->line };
	const struct word *word;
	size_t next;

	for (next = 1; next + 1 < words->count; next += 2) {
		word = &words->items[next];
		if (strcmp(word->text, "with") == 0)
			continue;
		if (strcmp(word->text, "on") != 0)
			break;
		if (known.target)
			complain(parser->complaints, parser->line, word->column,
				 "'on' is given twice; another target is another line");
		free(known.target);
		known.target = xstrdup(words->items[next + 1].text);
		known.column = words->items[next + 1].column;
	}
	word = &words->items[words->count - 1];
	if (next >= words->count || strcmp(words->items[next].text, "on") == 0 ||
	    strcmp(words->items[next].text, "with") == 0) {
		complain(parser->complaints, parser->line, word->column + strlen(word->text),
			 "expected the reason: 'known-to-fail [on TARGET] [with VALUE] REASON'");
		free(known.target);
		return;
	}
	known.reason = xstrdup(words->line + words->items[next].column - words->items[0].column);
	*GROW(parser->scenario->known, parser->scenario->nknown) = known;
}

static void parse_header(struct parser *parser, const struct words *words)
{
	struct scenario *scenario = parser->scenario;
	const char *key = words->items[0].text;

	if (parser->in_steps) {
		complain(parser->complaints, parser->line, words->items[0].column,
			 "'%s' belongs to the header, before the first step", key);
		return;
	}
	if (words->count < 2) {
		complain(parser->complaints, parser->line,
			 words->items[0].column + strlen(key),
			 "expected something behind '%s'", key);
		return;
	}
	if (strcmp(key, "title") == 0) {
		if (scenario->title)
			complain(parser->complaints, parser->line, words->items[0].column,
				 "the title is given already");
		else
			scenario->title = xstrdup(rest_of_line(words));
	} else if (strcmp(key, "proves") == 0) {
		*GROW(scenario->proves, scenario->nproves) = xstrdup(rest_of_line(words));
	} else if (strcmp(key, "pitfalls") == 0) {
		parse_pitfalls(parser, words);
	} else if (strcmp(key, "needs") == 0) {
		parse_needs(parser, words);
	} else if (strcmp(key, "tags") == 0) {
		parse_tags(parser, words);
	} else if (strcmp(key, "known-to-fail") == 0) {
		parse_known(parser, words);
	}
	/* 'variants', 'let' and 'kill-at-every-step' were read by variants_parse(). */
}

static void extra_words(struct parser *parser, const struct words *words, size_t allowed)
{
	if (words->count > allowed)
		complain(parser->complaints, parser->line, words->items[allowed].column,
			 "unexpected '%s' behind '%s'", words->items[allowed].text,
			 words->items[0].text);
}

static void open_block(struct parser *parser, const struct words *words)
{
	struct step block = { .line = parser->line, .text = xstrdup(words->line) };
	const struct word *first = &words->items[0];
	uint64_t count = 1;

	if (strcmp(first->text, "repeat") == 0) {
		block.kind = STEP_REPEAT;
		if (words->count < 2)
			complain(parser->complaints, parser->line,
				 first->column + strlen(first->text),
				 "expected how often: 'repeat N'");
		else if (!value_number(words->items[1].text, &count) ||
			 count < 1 || count > REPEAT_MAX)
			complain(parser->complaints, parser->line, words->items[1].column,
				 "expected a number from 1 to %d, found '%s'",
				 REPEAT_MAX, words->items[1].text);
		extra_words(parser, words, 2);
	} else {
		block.kind = STEP_PARALLEL;
		extra_words(parser, words, 1);
	}
	block.count = count;
	for (size_t i = 0; i < parser->nblocks; i++)
		if (parser->blocks[i].kind == STEP_PARALLEL)
			complain(parser->complaints, parser->line, first->column,
				 "a parallel block (line %u) holds single steps, no blocks",
				 parser->blocks[i].line);
	if (parser->nblocks == BLOCKS_MAX) {
		if (!parser->too_deep)
			complain(parser->complaints, parser->line, first->column,
				 "more than %d blocks within each other", BLOCKS_MAX);
		parser->too_deep = true;
		step_finish(&block);
		return;
	}
	parser->blocks[parser->nblocks++] = block;
}

static void close_block(struct parser *parser, const struct words *words)
{
	extra_words(parser, words, 1);
	if (parser->nblocks == 0) {
		if (!parser->too_deep)
			complain(parser->complaints, parser->line, words->items[0].column,
				 "'end' without 'repeat' or 'parallel'");
		return;
	}
	struct step block = parser->blocks[--parser->nblocks];

	if (block.nbody == 0)
		complain(parser->complaints, block.line, 1,
			 "a block without steps");
	add_step(parser, block);
}

static void parse_unknown(struct parser *parser, const struct word *word)
{
	struct nearest nearest = NEAREST(word->text);
	char hint[80];

	if (verb_find(word->text)) {
		complain(parser->complaints, parser->line, word->column,
			 "who does it? '%s %s ...'",
			 verb_find(word->text)->actors & ACTOR(ROLE_XEN) ? "xen:" : "front:|back:",
			 word->text);
		return;
	}
	nearest_offer_all(&nearest, actor_words);
	nearest_offer_all(&nearest, block_words);
	if (!parser->in_steps)
		nearest_offer_all(&nearest, header_words);
	complain(parser->complaints, parser->line, word->column,
		 "expected %san actor (front:, back:, other:, xen:), repeat, parallel or end; found '%s'%s",
		 parser->in_steps ? "" : "a header word (title, proves, pitfalls, needs, tags, known-to-fail, variants, let, " KILLS_WORD "), ",
		 word->text, nearest_hint(&nearest, hint, sizeof(hint)));
}

static bool is_header_with_colon(const char *word)
{
	for (size_t i = 0; header_words[i]; i++) {
		size_t length = strlen(header_words[i]);

		if (strncmp(header_words[i], word, length) == 0 && strcmp(word + length, ":") == 0)
			return true;
	}
	return false;
}

static void parse_statement(struct parser *parser, const struct words *words)
{
	const char *first = words->items[0].text;
	size_t length = strlen(first);

	if (listed(header_words, first)) {
		parse_header(parser, words);
	} else if (strcmp(first, "end") == 0) {
		parser->in_steps = true;
		close_block(parser, words);
	} else if (listed(block_words, first)) {
		parser->in_steps = true;
		open_block(parser, words);
	} else if (is_header_with_colon(first)) {
		complain(parser->complaints, parser->line, words->items[0].column + length - 1,
			 "a header word has no ':' behind it");
	} else if (first[length - 1] == ':') {
		parser->in_steps = true;
		add_step(parser, step_parse(words, parser->line, parser->complaints));
	} else {
		parse_unknown(parser, &words->items[0]);
	}
}

static void parse_line(struct parser *parser, const char *line, size_t length)
{
	struct words words;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = line[i];

		if (c == '\r' && i == length - 1) {
			complain(parser->complaints, parser->line, i + 1,
				 "a carriage return: save the file with Unix line ends");
			return;
		}
		if ((c < ' ' && c != '\t') || c == 0x7f) {
			complain(parser->complaints, parser->line, i + 1,
				 "control character 0x%02x in the text", c);
			return;
		}
	}
	words_split(&words, line, length);
	if (words.count > 0 && words.items[0].text[0] != '#')
		parse_statement(parser, &words);
	words_finish(&words);
}

static void check_needs(struct parser *parser, const struct step *steps, size_t count)
{
	const struct scenario *scenario = parser->scenario;

	for (size_t i = 0; i < count; i++) {
		const char *need = step_need(&steps[i]);
		bool said = !need;

		for (size_t k = 0; k < scenario->nneeds; k++)
			if (need && strcmp(scenario->needs[k], need) == 0)
				said = true;
		if (!said) {
			complain(parser->complaints, steps[i].line, 1,
				 "'%s' asks for 'needs %s' in the header",
				 steps[i].verb->name, need);
			/* Once for each capability: from here on it is known. */
			*GROW(parser->scenario->needs, parser->scenario->nneeds) = xstrdup(need);
		}
		check_needs(parser, steps[i].body, steps[i].nbody);
	}
}

/* A line that was meant to be the title is not missing as well. */
static bool header_is_wrong(const struct parser *parser)
{
	const struct scenario *scenario = parser->scenario;
	unsigned int first_step = scenario->nsteps ? scenario->steps[0].line : UINT_MAX;

	for (size_t i = 0; i < parser->complaints->count; i++)
		if (parser->complaints->items[i].line < first_step)
			return true;
	return false;
}

static void finish(struct parser *parser)
{
	struct scenario *scenario = parser->scenario;

	while (parser->nblocks > 0) {
		struct step block = parser->blocks[--parser->nblocks];

		complain(parser->complaints, block.line, 1,
			 "'%s' is not closed: 'end' is missing",
			 block.kind == STEP_REPEAT ? "repeat" : "parallel");
		add_step(parser, block);
	}
	if (!header_is_wrong(parser)) {
		if (!scenario->title)
			complain(parser->complaints, 1, 1,
				 "the header lacks a line 'title TEXT'");
		if (scenario->nproves == 0)
			complain(parser->complaints, 1, 1,
				 "the header lacks a line 'proves TEXT'");
	}
	if (scenario->nsteps == 0 && parser->complaints->count == 0)
		complain(parser->complaints, parser->line ? parser->line : 1, 1,
			 "there are no steps");
	check_needs(parser, scenario->steps, scenario->nsteps);
	names_check(scenario, parser->complaints);
	complaints_sort(parser->complaints);
}

static char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t length = strlen(base);

	if (length > 3 && strcmp(base + length - 3, ".zs") == 0)
		length -= 3;
	return xstrndup(base, length);
}

struct scenario *scenario_parse(const char *path, const char *text,
				size_t length, struct complaints *complaints)
{
	struct parser parser = { .complaints = complaints };

	*complaints = (struct complaints){ 0 };
	parser.scenario = xalloc(sizeof(*parser.scenario));
	parser.scenario->path = xstrdup(path);
	parser.scenario->name = name_of(path);
	for (size_t start = 0; start < length; ) {
		const char *end = memchr(text + start, '\n', length - start);
		size_t stop = end ? (size_t)(end - text) : length;

		parser.line++;
		parse_line(&parser, text + start, stop - start);
		start = stop + 1;
	}
	finish(&parser);
	if (complaints->count > 0) {
		scenario_free(parser.scenario);
		return NULL;
	}
	return parser.scenario;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/kills.h"
#include "scenario/step.h"
#include "scenario/variables.h"
#include "scenario/variants.h"
#include "util/memory.h"
#include "util/nearest.h"

#define VALUE_LENGTH_MAX	48
/* More than anybody keeps in mind */
#define VARIABLES_MAX		32

/* Letters and digits only: so "$size-a" and "$size.png" need no brackets. */
static size_t name_length(const char *text, size_t length)
{
	size_t i = 0;

	if (length == 0 || !isalpha((unsigned char)text[0]))
		return 0;
	while (i < length && isalnum((unsigned char)text[i]))
		i++;
	return i;
}

/* What may stand in a file's name and between brackets */
static bool is_value(const char *text)
{
	size_t good = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "0123456789_.+-");

	return good > 0 && text[good] == '\0' && good <= VALUE_LENGTH_MAX;
}

/* The parts of a word between commas */
static void split_commas(struct word **parts, size_t *count, const struct word *word)
{
	const char *start = word->text;

	for (;;) {
		size_t length = strcspn(start, ",");

		*GROW(*parts, *count) = (struct word){
			.text = xstrndup(start, length),
			.column = word->column + (start - word->text),
		};
		if (start[length] == '\0')
			return;
		start += length + 1;
	}
}

static struct word *find(const struct variables *variables, const char *text, size_t length,
			 size_t combination, size_t *index)
{
	size_t first = 0;

	for (size_t a = 0; a < variables->count; a++) {
		const struct axis *axis = &variables->axes[a];
		size_t at = 0, below = 1;

		/* The last line's values change fastest. Where there is more than the first
		 * combination, every line has values, and few.
		 */
		if (combination > 0) {
			for (size_t k = a + 1; k < variables->count; k++)
				below *= variables->axes[k].nvalues;
			at = combination / below % axis->nvalues;
		}
		for (size_t i = 0; i < axis->nnames; i++) {
			if (strlen(axis->names[i].text) != length ||
			    memcmp(axis->names[i].text, text, length) != 0)
				continue;
			*index = first + i;
			return axis->values ? &axis->values[at * axis->nnames + i] :
					      &axis->names[i];
		}
		first += axis->nnames;
	}
	return NULL;
}

static void read_names(struct variables *variables, struct axis *axis, const struct word *word,
		       struct complaints *complaints)
{
	struct word *names = NULL;
	size_t count = 0, ignored;

	split_commas(&names, &count, word);
	axis->names = names;
	axis->nnames = count;
	if (variables->nnames + count > VARIABLES_MAX) {
		complain(complaints, axis->line, word->column, "these are more than %d variables",
			 VARIABLES_MAX);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(names[i].text);
		bool twice = find(variables, names[i].text, length, 0, &ignored);

		for (size_t k = 0; k < i; k++)
			twice |= strcmp(names[k].text, names[i].text) == 0;
		if (length == 0 || name_length(names[i].text, length) != length ||
		    !is_name(names[i].text))
			complain(complaints, axis->line, names[i].column,
				 "expected a variable's name (a letter, then letters and digits, without '$'), found '%s'",
				 names[i].text);
		else if (twice)
			complain(complaints, axis->line, names[i].column,
				 "the variable '%s' is given already", names[i].text);
	}
}

static bool same_values(const struct axis *axis, size_t a, size_t b)
{
	for (size_t i = 0; i < axis->nnames; i++)
		if (strcmp(axis->values[a * axis->nnames + i].text,
			   axis->values[b * axis->nnames + i].text) != 0)
			return false;
	return true;
}

static void read_values(struct axis *axis, const struct word *word, struct complaints *complaints)
{
	size_t before = axis->nvalues * axis->nnames, count = before;

	split_commas(&axis->values, &count, word);
	if (count - before != axis->nnames) {
		complain(complaints, axis->line, word->column,
			 "expected %zu value%s, one for each variable of the line, found '%s'",
			 axis->nnames, axis->nnames == 1 ? "" : "s with commas between them",
			 word->text);
		while (count > before)
			free(axis->values[--count].text);
		return;
	}
	axis->nvalues++;
	for (size_t i = before; i < count; i++)
		if (!is_value(axis->values[i].text))
			complain(complaints, axis->line, axis->values[i].column,
				 "a value is at most %d letters, digits, '-', '_', '.' and '+'; found '%s'",
				 VALUE_LENGTH_MAX, axis->values[i].text);
	for (size_t i = 0; i + 1 < axis->nvalues; i++)
		if (same_values(axis, i, axis->nvalues - 1)) {
			complain(complaints, axis->line, word->column,
				 "the value '%s' is given already", word->text);
			return;
		}
}

static void read_line(struct variables *variables, const struct words *words,
		      unsigned int line, struct complaints *complaints)
{
	const struct word *first = &words->items[0];
	struct axis axis = { .line = line, .varies = strcmp(first->text, "variants") == 0 };
	size_t most = axis.varies ? VARIANTS_MAX + 2 : 3;

	if (words->count < 2)
		return;	/* the parser says so */
	if (variables->nnames > VARIABLES_MAX)
		return;	/* and that was said */
	read_names(variables, &axis, &words->items[1], complaints);
	for (size_t i = 2; i < words->count && i < most; i++)
		read_values(&axis, &words->items[i], complaints);
	if (words->count == 2)
		complain(complaints, line, words->items[1].column + strlen(words->items[1].text),
			 "expected %s behind the name", axis.varies ? "values" : "a value");
	if (words->count > most)
		complain(complaints, line, words->items[most].column,
			 axis.varies ? "'variants %s' has too many values" :
				       "'let' gives one value; several are 'variants %s ...'",
			 words->items[1].text);
	variables->nnames += axis.nnames;
	*GROW(variables->axes, variables->count) = axis;
}

static void read_kills(struct variables *variables, const struct words *words, const char *text,
		       size_t length, unsigned int line, struct complaints *complaints)
{
	struct axis axis = { .line = line };

	for (size_t a = 0; a < variables->count; a++) {
		if (!variables->axes[a].kills)
			continue;
		complain(complaints, line, words->items[0].column,
			 "'" KILLS_WORD "' is given already");
		return;
	}
	if (words->count < 2)
		return;	/* the parser says so */
	kills_read(&axis, words, text, length, complaints);
	variables->nnames += axis.nnames;
	*GROW(variables->axes, variables->count) = axis;
}

/* The header is over with the first step or block. */
static bool is_step(const char *word)
{
	static const char *const blocks[] = { "repeat", "parallel", "end" };

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (strcmp(word, blocks[i]) == 0)
			return true;
	return word[0] && word[strlen(word) - 1] == ':';
}

void variables_read(struct variables *variables, const char *text, size_t length,
		    struct complaints *complaints)
{
	unsigned int line = 0;
	bool header = true;

	*variables = (struct variables){ 0 };
	for (size_t start = 0; start < length && header; ) {
		const char *end = memchr(text + start, '\n', length - start);
		size_t stop = end ? (size_t)(end - text) : length;
		struct words words;

		line++;
		words_split(&words, text + start, stop - start);
		if (words.count > 0 && is_step(words.items[0].text))
			header = false;
		else if (words.count > 0 && (strcmp(words.items[0].text, "variants") == 0 ||
					     strcmp(words.items[0].text, "let") == 0))
			read_line(variables, &words, line, complaints);
		else if (words.count > 0 && strcmp(words.items[0].text, KILLS_WORD) == 0)
			read_kills(variables, &words, text, length, line, complaints);
		words_finish(&words);
		start = stop + 1;
	}
	variables->used = xalloc(variables->nnames * sizeof(*variables->used));
}

void variables_finish(struct variables *variables)
{
	for (size_t a = 0; a < variables->count; a++) {
		struct axis *axis = &variables->axes[a];

		for (size_t i = 0; i < axis->nvalues * axis->nnames; i++)
			free(axis->values[i].text);
		for (size_t i = 0; i < axis->nnames; i++)
			free(axis->names[i].text);
		free(axis->values);
		free(axis->names);
	}
	free(variables->axes);
	free(variables->used);
	*variables = (struct variables){ 0 };
}

size_t variables_combinations(const struct variables *variables, size_t limit)
{
	size_t count = 1;

	for (size_t a = 0; a < variables->count; a++) {
		size_t values = variables->axes[a].nvalues;

		if (values == 0 || count > limit / values)
			return limit + 1;
		count *= values;
	}
	return count;
}

char *variables_name(const struct variables *variables, size_t combination)
{
	char *name = NULL;

	for (size_t a = 0; a < variables->count; a++) {
		const struct axis *axis = &variables->axes[a];

		for (size_t i = 0; i < axis->nnames && axis->varies; i++) {
			const char *text = axis->names[i].text;
			size_t ignored;
			const struct word *value = find(variables, text, strlen(text),
							combination, &ignored);
			char *longer = name ? xprintf("%s,%s", name, value->text) :
					      xstrdup(value->text);

			free(name);
			name = longer;
		}
	}
	return name;
}

const char *variables_kill(const struct variables *variables, size_t combination)
{
	size_t ignored;
	const struct word *value = find(variables, "", 0, combination, &ignored);

	return value ? value->text : NULL;
}

static bool has_value(const struct variables *variables, size_t combination, const char *text,
		      struct nearest *nearest, bool *anywhere)
{
	bool has = false;

	for (size_t a = 0; a < variables->count; a++) {
		const struct axis *axis = &variables->axes[a];

		for (size_t i = 0; i < axis->nvalues * axis->nnames && axis->varies; i++) {
			const char *name = axis->names[i % axis->nnames].text;
			size_t ignored;

			nearest_offer(nearest, axis->values[i].text);
			if (strcmp(axis->values[i].text, text) != 0)
				continue;
			*anywhere = true;
			has |= find(variables, name, strlen(name), combination, &ignored) ==
				&axis->values[i];
		}
	}
	return has;
}

static bool all_values(const struct variables *variables, size_t combination,
		       const struct word *word, unsigned int line,
		       struct complaints *complaints)
{
	struct word *values = NULL;
	size_t count = 0;
	bool all = true;

	split_commas(&values, &count, word);
	for (size_t i = 0; i < count; i++) {
		struct nearest nearest = NEAREST(values[i].text);
		bool anywhere = false;
		char hint[80];

		all &= has_value(variables, combination, values[i].text, &nearest, &anywhere);
		if (!anywhere && complaints)
			complain(complaints, line, values[i].column,
				 "no variant has the value '%s'%s", values[i].text,
				 nearest_hint(&nearest, hint, sizeof(hint)));
		free(values[i].text);
	}
	free(values);
	return all;
}

bool variables_concerned(const struct variables *variables, size_t combination,
			 const char *text, size_t length, unsigned int line,
			 struct complaints *complaints)
{
	struct words words;
	bool concerned = true;

	words_split(&words, text, length);
	for (size_t i = 1; i + 1 < words.count &&
	     strcmp(words.items[0].text, "known-to-fail") == 0; i += 2) {
		if (strcmp(words.items[i].text, "with") == 0)
			concerned &= all_values(variables, combination, &words.items[i + 1], line,
						complaints);
		else if (strcmp(words.items[i].text, "on") != 0)
			break;
	}
	words_finish(&words);
	return concerned;
}

/* A piece of a line: plain text, or "$NAME" */
static size_t piece_length(const char *text, size_t length, size_t *name)
{
	size_t i = 0;

	*name = length > 0 && text[0] == '$' ? name_length(text + 1, length - 1) : 0;
	if (*name)
		return 1 + *name;
	do
		i++;
	while (i < length && text[i] != '$');
	return i;
}

static bool is_comment(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && (text[i] == ' ' || text[i] == '\t'))
		i++;
	return i < length && text[i] == '#';
}

static void unknown(const struct variables *variables, const char *text, size_t length,
		    unsigned int line, unsigned int column, struct complaints *complaints)
{
	char *typed = xstrndup(text, length), hint[80];
	struct nearest nearest = NEAREST(typed);

	for (size_t a = 0; a < variables->count; a++)
		for (size_t i = 0; i < variables->axes[a].nnames && !variables->axes[a].kills; i++)
			nearest_offer(&nearest, variables->axes[a].names[i].text);
	complain(complaints, line, column,
		 "no variable is named '%s' ('variants' and 'let' make them)%s", typed,
		 nearest_hint(&nearest, hint, sizeof(hint)));
	free(typed);
}

char *variables_expand(struct variables *variables, size_t combination, const char *text,
		       size_t *length, unsigned int line, struct complaints *complaints)
{
	size_t used = 0, name, piece, index;
	bool comment = is_comment(text, *length);
	char *result = NULL;

	for (size_t i = 0; i < *length; i += piece) {
		const char *from = text + i;
		const struct word *value = NULL;
		size_t size;

		piece = piece_length(from, *length - i, &name);
		size = piece;
		if (name > 0 && !comment)
			value = find(variables, from + 1, name, combination, &index);
		if (value) {
			variables->used[index] = true;
			from = value->text;
			size = strlen(from);
		} else if (name > 0 && !comment && complaints) {
			unknown(variables, from + 1, name, line, i + 1, complaints);
		}
		result = xrealloc(result, used + size + 1, 1);
		memcpy(result + used, from, size);
		used += size;
	}
	*length = used;
	return result ? result : xstrdup("");
}

unsigned int variables_column(const struct variables *variables, size_t combination,
			      const char *text, size_t length, unsigned int column)
{
	size_t before = 0, name, piece, index;

	for (size_t i = 0; i < length; i += piece) {
		const struct word *value = NULL;
		size_t size;

		piece = piece_length(text + i, length - i, &name);
		if (name > 0)
			value = find(variables, text + i + 1, name, combination, &index);
		size = value ? strlen(value->text) : piece;
		if (column <= before + size)
			return value ? i + 1 : i + (column - before);
		before += size;
	}
	/* Behind the end, where something is missing */
	return length + (column > before ? column - before : 0);
}

void variables_unused(const struct variables *variables, struct complaints *complaints)
{
	size_t index = 0;

	for (size_t a = 0; a < variables->count; a++) {
		const struct axis *axis = &variables->axes[a];

		for (size_t i = 0; i < axis->nnames; i++)
			if (!variables->used[index++] && !axis->kills)
				complain(complaints, axis->line, axis->names[i].column,
					 "no line uses $%s", axis->names[i].text);
	}
}

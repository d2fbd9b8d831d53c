// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "scenario/kills.h"
#include "scenario/variables.h"
#include "scenario/variants.h"
#include "util/memory.h"

/* Logs are named after the variant, and the name of a file ends at 255. */
#define NAME_LENGTH_MAX 100

/* Something wrong, and the variants in which it is */
struct finding {
	unsigned int line, column;
	char *message;
	char *where;		/* "[a], [b]" */
	size_t variants;
};

struct reader {
	const char *path, *text;
	size_t length;
	struct variables variables;
	struct variants *variants;
	struct finding *findings;
	size_t nfindings;
};

/* The @number'th line as it stands in the file */
static const char *line_of(const struct reader *reader, unsigned int number, size_t *length)
{
	const char *line = reader->text, *end = reader->text + reader->length;
	const char *stop = NULL;

	*length = 0;
	for (unsigned int i = 1; line < end; i++) {
		stop = memchr(line, '\n', end - line);
		if (i == number) {
			*length = (stop ? stop : end) - line;
			return line;
		}
		if (!stop)
			break;
		line = stop + 1;
	}
	return end;
}

/* The header line that says which domain dies becomes what that needs. */
static char *replace_kills(char *plain, size_t *length, const char *kill)
{
	struct words words;

	words_split(&words, plain, *length);
	if (words.count > 0 && strcmp(words.items[0].text, KILLS_WORD) == 0) {
		free(plain);
		plain = xstrdup(kills_need(kill));
		*length = strlen(plain);
	}
	words_finish(&words);
	return plain;
}

static char *expand(struct reader *reader, size_t combination, size_t *length,
		    struct complaints *complaints)
{
	const char *kill = variables_kill(&reader->variables, combination);
	unsigned int number = 0;
	char *result = xalloc(1);
	size_t used = 0;

	for (size_t start = 0; start < reader->length; ) {
		const char *line = reader->text + start;
		const char *end = memchr(line, '\n', reader->length - start);
		size_t size = end ? (size_t)(end - line) : reader->length - start;
		bool about = variables_concerned(&reader->variables, combination, line, size,
						 ++number, complaints);
		size_t written = about ? size : 0;
		char *plain = variables_expand(&reader->variables, combination, line, &written,
					       number, complaints);

		if (kill)
			plain = replace_kills(plain, &written, kill);
		result = xrealloc(result, used + written + 2, 1);
		memcpy(result + used, plain, written);
		used += written;
		if (end)
			result[used++] = '\n';
		result[used] = '\0';
		free(plain);
		start += size + 1;
	}
	*length = used;
	return kill ? kills_expand(reader->path, result, length, kill) : result;
}

/* A place of the variant's text in the file; what was added behind it is no place there. */
static void find_place(const struct reader *reader, size_t combination,
		       const struct complaint *complaint, unsigned int *line, unsigned int *column)
{
	size_t length;
	const char *text = line_of(reader, complaint->line, &length);

	*line = complaint->line;
	*column = variables_column(&reader->variables, combination, text, length,
				   complaint->column);
	if (text < reader->text + reader->length || !variables_kill(&reader->variables, combination))
		return;
	for (size_t i = 0; i < reader->variables.count; i++)
		if (reader->variables.axes[i].kills)
			*line = reader->variables.axes[i].line;
	*column = 1;
}

static void find_in(struct reader *reader, size_t combination, const char *name,
		    const struct complaint *complaint)
{
	unsigned int line, column;
	struct finding *finding = NULL;

	find_place(reader, combination, complaint, &line, &column);
	for (size_t i = 0; i < reader->nfindings && !finding; i++)
		if (reader->findings[i].line == line &&
		    reader->findings[i].column == column &&
		    strcmp(reader->findings[i].message, complaint->message) == 0)
			finding = &reader->findings[i];
	if (!finding) {
		finding = GROW(reader->findings, reader->nfindings);
		*finding = (struct finding){
			.line = line, .column = column,
			.message = xstrdup(complaint->message),
		};
	}
	/* A few names tell what they have in common. */
	if (name && finding->variants < 3) {
		char *longer = xprintf("%s%s[%s]", finding->where ? finding->where : "",
				       finding->where ? ", " : "", name);

		free(finding->where);
		finding->where = longer;
	}
	finding->variants++;
}

/* What comes of an unknown variable was said with the variable. */
static bool spoiled(const struct complaints *complaints, unsigned int line)
{
	for (size_t i = 0; i < complaints->count; i++)
		if (complaints->items[i].line == line)
			return true;
	return false;
}

static void read_variant(struct reader *reader, size_t combination,
			 struct complaints *complaints)
{
	struct variant *variant = GROW(reader->variants->items, reader->variants->count);
	char *name = variables_name(&reader->variables, combination);
	struct complaints own;

	*variant = (struct variant){ 0 };
	/* Unknown names are the same in all of them. */
	variant->text = expand(reader, combination, &variant->length,
			       combination == 0 ? complaints : NULL);
	variant->scenario = scenario_parse(reader->path, variant->text, variant->length, &own);
	for (size_t i = 0; i < own.count; i++)
		if (!spoiled(complaints, own.items[i].line))
			find_in(reader, combination, name, &own.items[i]);
	complaints_clear(&own);
	if (variant->scenario && name) {
		struct scenario *scenario = variant->scenario;
		char *longer = xprintf("%s[%s]", scenario->name, name);

		free(scenario->name);
		scenario->name = longer;
		scenario->variant = name;
		name = NULL;
	}
	free(name);
}

static void tell_findings(struct reader *reader, struct complaints *complaints)
{
	for (size_t i = 0; i < reader->nfindings; i++) {
		struct finding *finding = &reader->findings[i];
		bool some = finding->variants < reader->variants->count;

		complain(complaints, finding->line, finding->column, "%s%s%s%s%s", finding->message,
			 some ? " (in variant" : "", some && finding->variants > 1 ? "s " :
			 some ? " " : "", some ? finding->where : "",
			 !some ? "" : finding->variants > 3 ? " and others)" : ")");
		free(finding->message);
		free(finding->where);
	}
	free(reader->findings);
}

static void check_names(const struct reader *reader, size_t count, struct complaints *complaints)
{
	for (size_t i = 0; i < count; i++) {
		char *name = variables_name(&reader->variables, i);
		bool too_long = name && strlen(name) > NAME_LENGTH_MAX;

		if (too_long)
			complain(complaints, reader->variables.axes[0].line, 1,
				 "the variant's name [%s] is longer than %d characters", name,
				 NAME_LENGTH_MAX);
		free(name);
		if (too_long)
			return;
	}
}

bool variants_parse(const char *path, const char *text, size_t length,
		    struct variants *variants, struct complaints *complaints)
{
	struct reader reader = {
		.path = path, .text = text, .length = length, .variants = variants,
	};
	size_t count;

	*variants = (struct variants){ 0 };
	*complaints = (struct complaints){ 0 };
	variables_read(&reader.variables, text, length, complaints);
	count = variables_combinations(&reader.variables, VARIANTS_MAX);
	if (complaints->count == 0 && count > VARIANTS_MAX)
		complain(complaints, reader.variables.axes[0].line, 1,
			 "these are more than %d variants", VARIANTS_MAX);
	if (complaints->count == 0)
		check_names(&reader, count, complaints);
	if (complaints->count == 0) {
		for (size_t i = 0; i < count; i++)
			read_variant(&reader, i, complaints);
		tell_findings(&reader, complaints);
		variables_unused(&reader.variables, complaints);
	}
	variables_finish(&reader.variables);
	if (complaints->count == 0)
		return true;
	complaints_sort(complaints);
	variants_finish(variants);
	return false;
}

void variants_finish(struct variants *variants)
{
	for (size_t i = 0; i < variants->count; i++) {
		scenario_free(variants->items[i].scenario);
		free(variants->items[i].text);
	}
	free(variants->items);
	*variants = (struct variants){ 0 };
}

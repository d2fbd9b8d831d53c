// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The parser on what no person would write: a scenario with
 * bytes, words and lines changed, swapped and doubled by chance (the same chance
 * in every run). Under the sanitizers this finds what reading does not.
 */

#include "test.h"

#include "scenario/variants.h"
#include "scenario/verbs.h"

#define ROUNDS		20000
#define TEXT_MAX	8192

static const char sample[] =
	"# sample\ntitle T\nproves P\nneeds grants display faults kill kill-back mmap\npitfalls 1 2\ntags a\n"
	"variants size,count 64x32,2 8x8,3\nlet pause 20ms\nknown-to-fail on uml with 8x8 R\n"
	"front: grant fb $size XR24 to=back access=ro\nfront: draw fb noise seed=0x12\n"
	"repeat $count\nback: from-refs b of=fb size=64x32 bpp=32 within 2s\nparallel\n"
	"back: close b part=fd\nback: wait-free b timeout=$pause expect ETIMEDOUT\nend\n"
	"back: close b\nend\nback: from-refs c of=fb &j\nback: join j within 1s expect ok\n"
	"back: import d of=c\nback: show d\nback: check d shows=fb save=seen\n"
	"back: until waiters c >= 0\nxen: fault map nth=1 status=eagain domain=back\n"
	"xen: kill front\nxen: start front\nxen: kill back\n";

static const char *const pieces[] = {
	"front:", "back:", "xen:", "end", "repeat", "parallel", "repeat 2", "join", "&j", "=",
	"of=", "of=b", "expect", "expect EIO", "within", "within 1s", "grant", "kill", "\n", " ",
	"\t", "#", "\r", "0x", "4294967296x4294967296", "18446744073709551616", "title", "&",
	"fault", "of=of=b", "\xff", "-", "until", "draw", "$", "$size", "variants a", "let", ",", "known-to-fail", "with", "on",
	"kill-at-every-step front", "\nkill-at-every-step back front\n",
};

static uint64_t chance_state = 0x9e3779b97f4a7c15;

static size_t chance(size_t limit)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return limit ? chance_state % limit : 0;
}

struct text {
	char bytes[TEXT_MAX];
	size_t length;
};

static void insert(struct text *text, size_t at, const char *bytes, size_t length)
{
	if (text->length + length > TEXT_MAX)
		return;
	memmove(text->bytes + at + length, text->bytes + at, text->length - at);
	memcpy(text->bytes + at, bytes, length);
	text->length += length;
}

static void erase(struct text *text, size_t at, size_t length)
{
	if (length > text->length - at)
		length = text->length - at;
	memmove(text->bytes + at, text->bytes + at + length, text->length - at - length);
	text->length -= length;
}

static void mutate(struct text *text)
{
	size_t at = chance(text->length);
	const char *piece = pieces[chance(COUNT(pieces))];
	char copy[64];
	size_t length;

	switch (chance(6)) {
	case 0:
		if (text->length)
			text->bytes[at] = chance(256);
		break;
	case 1:
		insert(text, at, piece, strlen(piece));
		break;
	case 2:
		erase(text, at, 1 + chance(4));
		break;
	case 3:
		erase(text, at, chance(60));
		break;
	case 4:		/* a stretch of it once more, elsewhere */
		length = chance(sizeof(copy));
		if (length > text->length - at)
			length = text->length - at;
		memcpy(copy, text->bytes + at, length);
		insert(text, chance(text->length), copy, length);
		break;
	case 5:
		if (text->length)
			text->bytes[at] = '\n';
		break;
	}
}

/* What must hold for every text there is */
static void check(const struct text *text)
{
	/* Exactly as large as it is, so that one byte too far is seen */
	char *bytes = malloc(text->length ? text->length : 1);
	struct complaints complaints;
	struct variants variants;
	unsigned int lines = 1;
	bool good;

	assert_non_null(bytes);
	memcpy(bytes, text->bytes, text->length);
	for (size_t i = 0; i < text->length; i++)
		lines += bytes[i] == '\n';
	good = variants_parse("mutated.zs", bytes, text->length, &variants, &complaints);
	assert_true(good == (complaints.count == 0));
	assert_true(good == (variants.count > 0));
	for (size_t i = 0; i < complaints.count; i++) {
		assert_in_range(complaints.items[i].line, 1, lines);
		assert_in_range(complaints.items[i].column, 1, TEXT_MAX + 1);
		assert_true(complaints.items[i].message[0] != '\0');
		if (i > 0)
			assert_true(complaints.items[i - 1].line <= complaints.items[i].line);
	}
	for (size_t i = 0; i < variants.count; i++) {
		const struct scenario *scenario = variants.items[i].scenario;

		assert_true(scenario->nsteps > 0 && scenario->title && scenario->nproves > 0);
	}
	variants_finish(&variants);
	complaints_clear(&complaints);
	free(bytes);
}

static void mutations_of(const struct text *seed, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		struct text text = *seed;
		size_t times = 1 + chance(8);

		while (times--)
			mutate(&text);
		check(&text);
	}
}

static void the_sample(void **state)
{
	struct text text = { .length = sizeof(sample) - 1 };
	struct complaints complaints;
	struct variants variants;

	(void)state;
	memcpy(text.bytes, sample, text.length);
	/* What is mutated must be right at first, or only errors are tried. */
	if (!variants_parse("sample.zs", sample, sizeof(sample) - 1, &variants, &complaints))
		fail_msg("%u: %s", complaints.items[0].line, complaints.items[0].message);
	variants_finish(&variants);
	mutations_of(&text, ROUNDS);
}

static void every_prefix(void **state)
{
	struct text text = { .length = sizeof(sample) - 1 };

	(void)state;
	memcpy(text.bytes, sample, text.length);
	for (; text.length > 0; text.length--)
		check(&text);
	check(&text);
}

static void bytes_by_chance(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS / 10; i++) {
		struct text text = { .length = chance(400) };

		for (size_t k = 0; k < text.length; k++)
			text.bytes[k] = chance(2) ? (char)chance(256) :
						  "front: \nmap=x"[chance(13)];
		check(&text);
	}
}

/* Every verb with every kind of word behind it */
static void every_verb(void **state)
{
	(void)state;
	for (size_t v = 0; v < nverbs; v++) {
		for (int i = 0; i < 300; i++) {
			struct text text = { .length = 0 };
			size_t words = chance(8);
			char line[256];

			snprintf(line, sizeof(line), "title T\nproves P\n%s: %s",
				 role_name(chance(4)), verbs[v].name);
			insert(&text, 0, line, strlen(line));
			while (words--) {
				const char *piece = pieces[chance(COUNT(pieces))];

				insert(&text, text.length, " ", 1);
				insert(&text, text.length, piece, strlen(piece));
			}
			check(&text);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sample),
		cmocka_unit_test(every_prefix),
		cmocka_unit_test(bytes_by_chance),
		cmocka_unit_test(every_verb),
	};

	return cmocka_run_group_tests_name("zcopy-ctl parser on mutated text", tests, NULL, NULL);
}

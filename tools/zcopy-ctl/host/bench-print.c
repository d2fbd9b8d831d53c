// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/bench.h"
#include "util/json-out.h"

static const char *const keys[FRAME_PARTS] = {
	[FRAME_FROM_REFS] = "from_refs", [FRAME_IMPORT] = "import", [FRAME_SHOW] = "show",
	[FRAME_CLOSE] = "close", [FRAME_WAIT_FREE] = "wait_free", [FRAME_COPY] = "copy",
	[FRAME_SHOW_COPY] = "show_copy", [FRAME_TO_REFS] = "to_refs",
};

static double ratio(double of, double to)
{
	return to > 0 ? of / to : 0;
}

/* What it costs to share a buffer once, in copies of the frame that is in it */
static double share_to_copy(const struct bench_frame *frame)
{
	const double *s = frame->seconds;

	return ratio(s[FRAME_FROM_REFS] + s[FRAME_IMPORT] + s[FRAME_CLOSE] + s[FRAME_WAIT_FREE],
		     s[FRAME_COPY]);
}

/* The next frame of a shared buffer on the screen, and of one that has to be copied */
static double copied_to_shared(const struct bench_frame *frame)
{
	const double *s = frame->seconds;

	return ratio(s[FRAME_COPY] + s[FRAME_SHOW_COPY], s[FRAME_SHOW]);
}

static double us_per_page(const struct bench_frame *frame, enum frame_part part)
{
	return ratio(frame->seconds[part] * 1e6, frame->pages);
}

void bench_print(FILE *out, const struct bench *bench)
{
	fprintf(out, "unit: an empty pair of domains, from start to power-off: %.2f s (median of %u)\n",
		bench->pair, bench->runs);
	fprintf(out, "one scenario, from start to power-off: %.2f s, %.2f units\n\n", bench->scenario,
		ratio(bench->scenario, bench->pair));
	fprintf(out, "%-10s %6s | %9s %9s %9s %9s | %9s %9s %9s\n", "ms", "pages", "from-refs", "import",
		"close", "wait-free", "copy", "to-refs", "show");
	for (size_t i = 0; i < bench->nframes; i++) {
		const struct bench_frame *frame = &bench->frames[i];
		const double *s = frame->seconds;

		fprintf(out, "%-10s %6u | %9.3f %9.3f %9.3f %9.3f | %9.3f %9.3f %9.3f\n", frame->size,
			frame->pages, s[FRAME_FROM_REFS] * 1e3, s[FRAME_IMPORT] * 1e3,
			s[FRAME_CLOSE] * 1e3, s[FRAME_WAIT_FREE] * 1e3, s[FRAME_COPY] * 1e3,
			s[FRAME_TO_REFS] * 1e3, s[FRAME_SHOW] * 1e3);
	}
	fputc('\n', out);
	for (size_t i = 0; i < bench->nframes; i++) {
		const struct bench_frame *frame = &bench->frames[i];

		fprintf(out, "%s: from-refs %.2f us/page, to-refs %.2f us/page; sharing once costs %.1f copies; "
			"a copied frame takes %.2f times a shared one\n", frame->size,
			us_per_page(frame, FRAME_FROM_REFS), us_per_page(frame, FRAME_TO_REFS),
			share_to_copy(frame), copied_to_shared(frame));
	}
}

static void figure(FILE *out, const char *name, const char *size, double value, const char *unit)
{
	fprintf(out, "%s%s%s %.4f %s\n", name, size ? "." : "", size ? size : "", value, unit);
}

void bench_lines(FILE *out, const struct bench *bench)
{
	figure(out, "pair", NULL, bench->pair, "seconds");
	figure(out, "scenario-to-pair", NULL, ratio(bench->scenario, bench->pair), "ratio");
	for (size_t i = 0; i < bench->nframes; i++) {
		const struct bench_frame *frame = &bench->frames[i];

		figure(out, "from-refs", frame->size, us_per_page(frame, FRAME_FROM_REFS), "us/page");
		figure(out, "to-refs", frame->size, us_per_page(frame, FRAME_TO_REFS), "us/page");
		figure(out, "share-to-copy", frame->size, share_to_copy(frame), "ratio");
		figure(out, "copied-to-shared", frame->size, copied_to_shared(frame), "ratio");
	}
}

static void put(json_object *object, const char *key, double value)
{
	char text[32];

	snprintf(text, sizeof(text), "%.6f", value);
	json_object_object_add(object, key, json_object_new_double_s(value, text));
}

static json_object *frame_json(const struct bench_frame *frame)
{
	json_object *one = json_object_new_object(), *seconds = json_object_new_object();

	json_put_text(one, "size", frame->size);
	json_object_object_add(one, "pages", json_object_new_int64(frame->pages));
	for (int part = 0; part < FRAME_PARTS; part++)
		put(seconds, keys[part], frame->seconds[part]);
	json_object_object_add(one, "seconds", seconds);
	put(one, "from_refs_us_per_page", us_per_page(frame, FRAME_FROM_REFS));
	put(one, "to_refs_us_per_page", us_per_page(frame, FRAME_TO_REFS));
	put(one, "share_to_copy", share_to_copy(frame));
	put(one, "copied_to_shared", copied_to_shared(frame));
	return one;
}

void bench_json(json_object *root, const struct bench *bench)
{
	json_object *unit = json_object_new_object(), *scenario = json_object_new_object();
	json_object *frames = json_object_new_array();

	put(unit, "seconds", bench->pair);
	json_object_object_add(unit, "runs", json_object_new_int64(bench->runs));
	json_object_object_add(root, "unit", unit);
	put(scenario, "seconds", bench->scenario);
	put(scenario, "units", ratio(bench->scenario, bench->pair));
	json_object_object_add(root, "scenario", scenario);
	for (size_t i = 0; i < bench->nframes; i++)
		json_object_array_add(frames, frame_json(&bench->frames[i]));
	json_object_object_add(root, "frames", frames);
}

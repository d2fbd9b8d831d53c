// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "doctor/findings.h"
#include "util/json-out.h"
#include "util/memory.h"
#include "util/plain.h"

static const char *const states[] = {
	[FINDING_OK] = "ok", [FINDING_NOTE] = "note", [FINDING_MISSING] = "missing",
};

struct finding *finding_add(struct findings *findings, enum finding_state state,
			    const char *area, const char *what, char *about, char *mend)
{
	struct finding *finding = GROW(findings->items, findings->count);

	*finding = (struct finding){
		.state = state, .area = xstrdup(area), .what = xstrdup(what), .about = about,
		.mend = mend,
	};
	return finding;
}

size_t findings_missing(const struct findings *findings)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += findings->items[i].state == FINDING_MISSING;
	return count;
}

void findings_print(FILE *out, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		if (i == 0 || strcmp(finding->area, findings->items[i - 1].area) != 0)
			fprintf(out, "%s\n", finding->area);
		fprintf(out, "  %-8s %-11s ", states[finding->state], finding->what);
		print_plain(out, finding->about);
		fputc('\n', out);
		if (!finding->mend)
			continue;
		fprintf(out, "  %20s this mends it: ", "");
		print_plain(out, finding->mend);
		fputc('\n', out);
	}
}

json_object *findings_json(const struct findings *findings)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		json_object *one = json_object_new_object();

		json_put_text(one, "area", finding->area);
		json_put_text(one, "what", finding->what);
		json_put_text(one, "state", states[finding->state]);
		json_put_text(one, "about", finding->about);
		json_put_text(one, "mend", finding->mend);
		json_object_array_add(array, one);
	}
	return array;
}

void findings_finish(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->items[i].area);
		free(findings->items[i].what);
		free(findings->items[i].about);
		free(findings->items[i].mend);
	}
	free(findings->items);
	*findings = (struct findings){ 0 };
}

void find_memory(struct findings *findings, const char *area, unsigned int needed_mib)
{
	unsigned long long kib, free_mib = 0;
	FILE *file = fopen("/proc/meminfo", "re");
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
			free_mib = kib / 1024;
	if (file)
		fclose(file);
	if (free_mib >= needed_mib)
		finding_add(findings, FINDING_OK, area, "memory",
			    xprintf("%llu MiB are free", free_mib), NULL);
	else
		finding_add(findings, FINDING_NOTE, area, "memory",
			    xprintf("%llu MiB are free, %u are better: end what takes the most", free_mib,
				    needed_mib),
			    xstrdup("ps --sort=-rss -eo rss,pid,comm | head"));
}

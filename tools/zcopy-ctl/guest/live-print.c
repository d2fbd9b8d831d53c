// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "live.h"
#include "util/memory.h"
#include "util/plain.h"

/* As many lines as there is room for */
struct page {
	FILE *out;
	unsigned int rows, used;	/* rows 0: no end */
};

static void line(struct page *page, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void line(struct page *page, const char *format, ...)
{
	va_list args;
	char *text;

	if (page->rows && page->used >= page->rows)
		return;
	va_start(args, format);
	text = xvprintf(format, args);
	va_end(args);
	print_plain(page->out, text);
	fputc('\n', page->out);
	free(text);
	page->used++;
}

static struct json_object *get(struct json_object *object, const char *key)
{
	return json_object_object_get(object, key);
}

static unsigned long long number(struct json_object *object, const char *key)
{
	return json_object_get_uint64(get(object, key));
}

/* "-" for null; belongs to the object */
static const char *text(struct json_object *object, const char *key)
{
	struct json_object *value = get(object, key);

	return value ? json_object_get_string(value) : "-";
}

static void print_domains(struct page *page, struct json_object *live)
{
	struct json_object *own = get(get(live, "domain"), "id"), *domains = get(live, "domains");

	line(page, "%-8s %9s %9s %9s", "DOMAIN", "GRANTS", "MAPPED", "MAPS");
	for (size_t i = 0; i < json_object_array_length(domains); i++) {
		struct json_object *one = json_object_array_get_idx(domains, i);

		line(page, "%-8s %9s %9s %9s%s", text(one, "id"), text(one, "grants"),
		     text(one, "mapped"), text(one, "maps"),
		     own && json_object_equal(own, get(one, "id")) ? "  this one" : "");
	}
	if (get(live, "unknown"))
		line(page, "-: %s", text(live, "unknown"));
}

static void print_driver(struct page *page, struct json_object *live)
{
	struct json_object *driver = get(live, "driver");

	if (!driver) {
		line(page, "xen-zcopy is not loaded here");
		return;
	}
	line(page, "xen-zcopy: %llu mapped (%llu pages), %llu granted (%llu pages), %llu of these ending (%llu pages)",
	     number(driver, "mapped_buffers"), number(driver, "mapped_pages"),
	     number(driver, "granted_buffers"), number(driver, "granted_pages"),
	     number(driver, "ending_buffers"), number(driver, "ending_pages"));
	line(page, "  %llu waiters, %llu release records, %llu stuck pages, %llu open files; limits: %llu pages a file, %llu in all",
	     number(driver, "waiters"), number(driver, "records"), number(driver, "stuck_pages"),
	     number(driver, "files"), number(driver, "max_pages_per_file"),
	     number(driver, "max_pages_total"));
}

static void print_processes(struct page *page, struct json_object *processes)
{
	size_t count = json_object_array_length(processes);

	if (count)
		line(page, "%8s %-16s %6s %9s %9s  %s", "PID", "COMMAND", "FILES", "MAPPED", "GRANTED",
		     "LAST REFUSED");
	for (size_t i = 0; i < count; i++) {
		struct json_object *one = json_object_array_get_idx(processes, i);

		line(page, "%8s %-16s %6s %9s %9s  %s", text(one, "pid"), text(one, "command"),
		     text(one, "files"), text(one, "mapped_pages"), text(one, "granted_pages"),
		     text(one, "refused"));
	}
}

static void print_buffers(struct page *page, struct json_object *buffers)
{
	size_t count = json_object_array_length(buffers);

	if (count)
		line(page, "%-8s %6s %9s %-7s %8s %12s %8s %7s", "BUFFER", "DOMAIN", "PAGES", "STATE", "PID",
		     "WAIT HANDLE", "WAITERS", "IN USE");
	for (size_t i = 0; i < count; i++) {
		struct json_object *one = json_object_array_get_idx(buffers, i);

		line(page, "%-8s %6s %9s %-7s %8s %12s %8s %7s", text(one, "kind"),
		     text(one, "domid"), text(one, "pages"), text(one, "state"), text(one, "pid"),
		     text(one, "wait_handle"), text(one, "waiters"), text(one, "in_use"));
	}
}

void live_print(FILE *out, struct json_object *live, unsigned int rows)
{
	struct page page = { .out = out, .rows = rows };
	struct json_object *domain = get(live, "domain");

	line(&page, "domain %s of %s", text(domain, "id"), text(domain, "xen"));
	print_domains(&page, live);
	print_driver(&page, live);
	print_processes(&page, get(live, "processes"));
	print_buffers(&page, get(live, "buffers"));
}

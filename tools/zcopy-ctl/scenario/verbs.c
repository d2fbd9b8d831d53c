// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of verbs. A row here is all that parser, linter and help need. */
#include <string.h>

#include "verbs.h"

#define FRONT	ACTOR(ROLE_FRONT)
/* Either process of the backend domain; the display has one master, and that is back */
#define BACK	(ACTOR(ROLE_BACK) | ACTOR(ROLE_OTHER))
#define MASTER	(ACTOR(ROLE_FRONT) | ACTOR(ROLE_BACK))
#define XEN	ACTOR(ROLE_XEN)

/* DRM fourcc codes; drawing and comparing know exactly these */
static const char *const formats[] = { "XR24", "AR24", "RG24", "RG16", NULL };
static const char *const patterns[] = {
	"test-card", "noise", "gradient", "solid", NULL
};
static const char *const mortals[] = { "front", "back", "other", NULL };
static const char *const accesses[] = { "rw", "ro", NULL };
static const char *const positions[] = { "first", "middle", "last", NULL };
static const char *const parts[] = { "handle", "fd", "fb", "all", NULL };
/* Parameters of the driver that may change while it runs: `set` */
static const char *const parameters[] = { "max_pages_per_file", "max_pages_total", NULL };
static const char *const devices[] = { "display", "vgem", NULL };
static const char *const operators[] = { "=", "!=", "<", "<=", ">", ">=", NULL };

/*
 * Numbers `until` can wait for: with a buffer, what the driver's debugfs file
 * "buffers" says of it; with "-", what its file "stats" and the hypervisor's
 * counters of the actor's domain say.
 */
static const char *const numbers[] = {
	"waiters", "pages", "in_use", "mapped_buffers", "mapped_pages",
	"granted_buffers", "granted_pages", "ending_buffers", "ending_pages",
	"records", "stuck_pages", "files", "grants", "mapped", "maps",
	"evtchns", "ballooned", NULL
};

const char *const capabilities[] = {
	"grants", "display", "faults", "kill", "kill-back", "mmap", "vgem", "large", "unload", NULL
};

/* In the same order, for whoever wonders about a skipped scenario */
static const char *const lacks[] = {
	"its domains cannot share pages (are xen-gntalloc and xen-gntdev there?)",
	"its backend has no display device (is vkms there?)",
	"its hypervisor cannot be told to fail",
	"nothing there kills and starts domains",
	"its backend domain cannot be killed and go on",
	"a process of its backend cannot map foreign pages (a PV domain's kernel alone can)",
	"its backend has no second device that imports dma-bufs (is vgem there?)",
	"its domains have not the memory, or no grant tables, for 100000 shared pages",
	"its driver cannot be taken out and loaded again (is xen-zcopy.ko there?)",
};

const char *capability_lack(const char *capability)
{
	for (size_t i = 0; capabilities[i]; i++)
		if (strcmp(capabilities[i], capability) == 0)
			return lacks[i];
	return "this zcopy-ctl does not know it";
}

const char *step_need(const struct step *step)
{
	if (!step->verb)
		return NULL;
	if ((step->verb->id == VERB_KILL || step->verb->id == VERB_START) && step->nargs > 0)
		switch (role_find(step->args[0])) {
		case ROLE_BACK:
			return "kill-back";
		case ROLE_OTHER:
			return NULL;
		default:
			return "kill";
		}
	if (step_option(step, "device"))
		return strcmp(step_option(step, "device"), "vgem") == 0 ? "vgem" : "display";
	return step->verb->need;
}

/* What a buffer is depends on the verb that made it. */
#define WITH_REFS	(MADE_BY(VERB_GRANT) | MADE_BY(VERB_TO_REFS))
#define SCREEN		(MADE_BY(VERB_IMPORT) | MADE_BY(VERB_DUMB))
#define DRM		(SCREEN | MADE_BY(VERB_FROM_REFS) | MADE_BY(VERB_TO_REFS) | \
			 MADE_BY(VERB_RECEIVE))

#define NEW		{ .name = "NEW", .kind = VALUE_NEW }
#define BUF(made)	{ .name = "BUF", .kind = VALUE_BUFFER, .owner = OWNER_ACTOR, .made_by = made }
#define SIZE		{ .name = "WxH", .kind = VALUE_SIZE }
#define FORMAT		{ .name = "FORMAT", .kind = VALUE_CHOICE, .choices = formats }
#define OF(whose, made)	{ .name = "of", .kind = VALUE_BUFFER, .owner = whose, .made_by = made, .required = true }
#define TO		{ .name = "to", .kind = VALUE_ROLE, .required = true }
#define ACCESS		{ .name = "access", .kind = VALUE_CHOICE, .choices = accesses }
#define DEVICE		{ .name = "device", .kind = VALUE_CHOICE, .choices = devices }
#define NUMBER(key)	{ .name = key, .kind = VALUE_NUMBER }

const struct verb verbs[] = {
	{
		.id = VERB_GRANT, .name = "grant", .actors = FRONT | BACK,
		.need = "grants",
		.args = { NEW, SIZE, FORMAT },
		.options = { TO, ACCESS },
		.help = "share pages of its own with the other domain, through libxengnttab",
	}, {
		.id = VERB_MAP, .name = "map", .actors = FRONT | BACK,
		.need = "grants",
		.args = { NEW },
		.options = { OF(OWNER_PEER, WITH_REFS), ACCESS },
		.help = "map what the other domain granted, through libxengnttab",
	}, {
		.id = VERB_UNMAP, .name = "unmap", .actors = FRONT | BACK,
		.need = "grants", .releases = true,
		.args = { BUF(MADE_BY(VERB_MAP)) },
		.help = "undo a map",
	}, {
		.id = VERB_END, .name = "end", .actors = FRONT | BACK,
		.need = "grants", .releases = true,
		.args = { BUF(MADE_BY(VERB_GRANT)) },
		.help = "end access to a granted buffer and free its pages",
	}, {
		.id = VERB_DRAW, .name = "draw", .actors = FRONT | BACK,
		.args = { BUF(0), { .name = "PATTERN", .kind = VALUE_CHOICE, .choices = patterns } },
		.options = { NUMBER("seed") },
		.help = "draw with the processor, through the domain's own mapping",
	}, {
		.id = VERB_FROM_REFS, .name = "from-refs", .actors = FRONT | BACK,
		.args = { NEW },
		.options = {
			OF(OWNER_ANY, WITH_REFS),
			{ .name = "size", .kind = VALUE_SIZE },
			NUMBER("bpp"), NUMBER("count"), NUMBER("domain"),
			{ .name = "bad", .kind = VALUE_CHOICE, .choices = positions },
		},
		.help = "make a buffer of the other domain's grant references (FROM_REFS)",
	}, {
		.id = VERB_TO_REFS, .name = "to-refs", .actors = FRONT | BACK,
		.args = { NEW },
		.options = { OF(OWNER_ACTOR, DRM), TO, NUMBER("count"), NUMBER("domain") },
		.help = "make grant references of a display buffer (TO_REFS)",
	}, {
		.id = VERB_EXPORT, .name = "export", .actors = FRONT | BACK,
		.args = { BUF(DRM) },
		.help = "take a dma-buf file descriptor of a buffer (PRIME_HANDLE_TO_FD)",
	}, {
		.id = VERB_IMPORT, .name = "import", .actors = FRONT | BACK,
		.need = "display",
		.args = { NEW },
		.options = { OF(OWNER_ACTOR, DRM), DEVICE },
		.help = "give a buffer to the display device (PRIME_FD_TO_HANDLE, AddFB2), or to vgem, which has no screen",
	}, {
		.id = VERB_CLOSE, .name = "close", .actors = FRONT | BACK,
		.releases = true,
		.args = { BUF(DRM) },
		.options = { { .name = "part", .kind = VALUE_CHOICE, .choices = parts } },
		.help = "close a buffer's framebuffer, handle and file descriptors, or one part",
	}, {
		.id = VERB_WAIT_FREE, .name = "wait-free", .actors = FRONT | BACK,
		.args = { BUF(DRM) },
		.options = { { .name = "timeout", .kind = VALUE_DURATION } },
		.help = "wait until a buffer is gone and its grants are unmapped (WAIT_FREE); gone before is fine",
	}, {
		.id = VERB_DUMB, .name = "dumb", .actors = FRONT | BACK,
		.need = "display",
		.args = { NEW, SIZE, FORMAT },
		.options = { DEVICE },
		.help = "make a dumb buffer of the display device, or of vgem",
	}, {
		.id = VERB_SHOW, .name = "show", .actors = MASTER,
		.need = "display",
		.args = { BUF(SCREEN) },
		.help = "scan a buffer out",
	}, {
		.id = VERB_HIDE, .name = "hide", .actors = MASTER,
		.need = "display",
		.help = "switch scan-out off",
	}, {
		.id = VERB_FLIP, .name = "flip", .actors = MASTER,
		.need = "display",
		.args = { BUF(SCREEN), BUF(SCREEN) },
		.options = {
			{ .name = "frames", .kind = VALUE_NUMBER, .required = true },
			NUMBER("refresh"),
		},
		.help = "show two buffers in turn, one flip a frame: each frame has the CRC of one of them, and both come",
	}, {
		.id = VERB_CHECK, .name = "check", .actors = MASTER,
		.need = "display",
		.args = { BUF(SCREEN) },
		.options = {
			{ .name = "shows", .kind = VALUE_BUFFER, .owner = OWNER_ANY, .required = true },
			{ .name = "save", .kind = VALUE_NAME },
		},
		.help = "the screen shows the other buffer's bytes: CRC and every pixel",
	}, {
		.id = VERB_COMPARE, .name = "compare", .actors = FRONT | BACK,
		.args = { BUF(0) },
		.options = {
			{ .name = "with", .kind = VALUE_BUFFER, .owner = OWNER_ANY, .required = true },
		},
		.help = "what is read through one buffer's mapping is what the owner of the other reads: every byte",
	}, {
		.id = VERB_COPY, .name = "copy", .actors = FRONT | BACK, .need = "grants",
		.args = { BUF(MADE_BY(VERB_DUMB)) },
		.options = { OF(OWNER_ACTOR, MADE_BY(VERB_MAP)) },
		.help = "copy a frame with the processor, as without this driver; only the copying itself is timed",
	}, {
		.id = VERB_UNTIL, .name = "until", .actors = FRONT | BACK,
		.args = {
			{ .name = "NUMBER", .kind = VALUE_CHOICE, .choices = numbers },
			{ .name = "BUF|-", .kind = VALUE_BUFFER_OR_DASH, .owner = OWNER_ACTOR },
			{ .name = "OPERATOR", .kind = VALUE_CHOICE, .choices = operators },
			{ .name = "N", .kind = VALUE_NUMBER },
		},
		.help = "wait until a number of the driver or hypervisor is right (within 2s)",
	}, {
		.id = VERB_RECEIVE, .name = "receive", .actors = BACK,
		.args = { NEW },
		.options = { OF(OWNER_NEIGHBOUR, DRM) },
		.help = "take over the dma-buf of a buffer from the domain's other process, through a Unix socket",
	}, {
		.id = VERB_INTERRUPT, .name = "interrupt", .actors = FRONT | BACK,
		.args = { { .name = "JOB", .kind = VALUE_JOB } },
		.help = "send a signal, which has a handler, to the thread that does a background job",
	}, {
		.id = VERB_SET, .name = "set", .actors = ACTOR(ROLE_BACK),
		.args = {
			{ .name = "PARAMETER", .kind = VALUE_CHOICE, .choices = parameters },
			{ .name = "N", .kind = VALUE_NUMBER },
		},
		.help = "set a parameter of the driver, until the scenario is over",
	}, {
		.id = VERB_UNLOAD, .name = "unload", .actors = ACTOR(ROLE_BACK), .need = "unload",
		.help = "take the driver's module out, tried for as long as 'within' says; EAGAIN while it is in use",
	}, {
		.id = VERB_LOAD, .name = "load", .actors = ACTOR(ROLE_BACK), .need = "unload",
		.help = "load the driver's module again",
	}, {
		.id = VERB_KILL, .name = "kill", .actors = XEN, .need = "kill",
		.args = { { .name = "ROLE", .kind = VALUE_CHOICE, .choices = mortals } },
		.help = "end a domain at once, as a crash would, or the process other, as kill -9 does",
	}, {
		.id = VERB_START, .name = "start", .actors = XEN, .need = "kill",
		.args = { { .name = "ROLE", .kind = VALUE_CHOICE, .choices = mortals } },
		.help = "start a domain that was killed, or the process other",
	}, {
		.id = VERB_FAULT, .name = "fault", .actors = XEN, .need = "faults",
		.args = { { .name = "COMMAND...", .kind = VALUE_FAULT } },
		.help = "tell the hypervisor to fail: map, eagain, unmap, maptrack, clear",
	},
};

const size_t nverbs = sizeof(verbs) / sizeof(verbs[0]);

static const char *const role_names[] = {
	[ROLE_FRONT] = "front", [ROLE_BACK] = "back", [ROLE_OTHER] = "other", [ROLE_XEN] = "xen",
};

const char *role_name(enum role role)
{
	return role_names[role];
}

enum role role_find(const char *name)
{
	enum role role = ROLE_FRONT;

	while (role < ROLE_XEN && strcmp(role_names[role], name) != 0)
		role++;
	return role;
}

enum role role_domain(enum role role)
{
	return role == ROLE_OTHER ? ROLE_BACK : role;
}

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < nverbs; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

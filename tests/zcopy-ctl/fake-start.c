// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Plays a target: the program that test-run finds as targets/PLAY/start. It
 * speaks the record protocol on fd 3, writes to the consoles on fd 4 and 5, and
 * behaves as the folder it was started from is named. Where ZCOPY_TEST_PIDS
 * names a file, the numbers of its processes are added there.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define RECORD	3
#define BACK	4
#define FRONT	5

static const char *play;

static bool plays(const char *name)
{
	return strcmp(play, name) == 0;
}

static void say(int fd, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(int fd, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(fd, format, args);
	va_end(args);
}

static void note_pid(pid_t pid)
{
	const char *path = getenv("ZCOPY_TEST_PIDS");
	int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;

	if (fd >= 0) {
		say(fd, "%d\n", pid);
		close(fd);
	}
}

static void hang(void)
{
	for (;;)
		pause();
}

/* One line of the record stream; false at its end */
static bool read_line(char *line, size_t size)
{
	size_t length = 0;

	while (length + 1 < size) {
		ssize_t got = read(RECORD, line + length, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		if (line[length] == '\n')
			break;
		length++;
	}
	line[length] = '\0';
	return true;
}

static void hello(void)
{
	say(RECORD, "{\"hello\":1,\"target\":{\"caps\":[%s],\"kernel\":\"played\","
	    "\"modules\":{\"xen_zcopy\":{\".text\":\"0x1000\",\".bss\":\"0x2000\"}}}}\n",
	    plays("skip") ? "\"display\"" : "\"grants\",\"display\",\"large\"");
}

static void step(unsigned int index, unsigned int line, const char *text, const char *status)
{
	say(RECORD, "{\"step\":{\"index\":%u,\"line\":%u,\"text\":\"%s\",\"status\":\"%s\","
	    "\"seconds\":0.25,\"message\":\"process %d\"}}\n", index, line, text, status, getpid());
}

static void passed(void)
{
	say(RECORD, "{\"result\":{\"status\":\"passed\",\"seconds\":0.5,\"message\":null,"
	    "\"line\":0,\"pictures\":{\"scanout\":\"seen.png\"}}}\n");
}

static void failed(unsigned int line, const char *why)
{
	say(RECORD, "{\"result\":{\"status\":\"failed\",\"seconds\":0.5,\"message\":\"%s\","
	    "\"line\":%u,\"pictures\":{\"expected\":\"e.png\",\"difference\":\"d.png\"}}}\n",
	    why, line);
}

static void kasan(int console)
{
	say(console,
	    "[    1.000000] ==================================================================\r\n"
	    "[    1.000100] BUG: KASAN: slab-use-after-free in zcopy_buffer_put+0x3a/0x120\r\n"
	    "[    1.000200] Read of size 8 at addr 0000000061a3e400 by task conduct/31\r\n"
	    "[    1.000300] Call Trace:\r\n"
	    "[    1.000400]  zcopy_buffer_put+0x3a/0x120\r\n");
}

static void known_splat(void)
{
	say(BACK,
	    "[    2.000000] WARNING: possible circular locking dependency detected\n"
	    "[    2.000000] -> #1 (&mm->mmap_lock){++++}-{3:3}:\n"
	    "[    2.000000]        __might_fault+0x1be/0x310\n"
	    "[    2.000000]        gntdev_ioctl+0x1b5c/0x2d40 [xen_gntdev]\n"
	    "[    2.000000] -> #0 (&priv->lock){+.+.}-{3:3}:\n"
	    "[    2.000000]        gntdev_mmap+0xe1/0x970 [xen_gntdev]\n"
	    "[    2.000000] other info that might help us debug this:\n"
	    "[    2.000000] stack backtrace:\n");
}

static void stubborn_child(bool own_session)
{
	pid_t child = fork();

	if (child == 0) {
		signal(SIGTERM, SIG_IGN);
		if (own_session)
			setsid();
		note_pid(getpid());
		say(FRONT, "child is there\n");
		hang();
	}
	note_pid(child);
}

/* Faster than anybody reads, for a while; then silent */
static void flood(void)
{
	static const char words[] = "a line of many, and there is nothing wrong with it at all\n";
	static char lines[1000 * (sizeof(words) - 1)];
	time_t end = time(NULL) + 10;

	for (size_t i = 0; i < sizeof(lines); i++)
		lines[i] = words[i % (sizeof(words) - 1)];
	while (time(NULL) < end)
		if (write(BACK, lines, sizeof(lines)) < 0)
			exit(1);
	hang();
}

static void run(const char *line)
{
	bool resumes = !strstr(line, "\"resume\":null");

	step(0, 5, "front: grant fb 64x64 XR24 to=back", "ok");
	if (plays("fail") || (plays("mixed") && strstr(line, "please fail"))) {
		say(FRONT, "a word of the front\n");
		step(1, 6, "back: from-refs buf of=fb", "failed");
		failed(6, "grant reference 3 of 4 refused");
	} else if (plays("splat")) {
		kasan(BACK);
		passed();
	} else if (plays("splat-two") && strstr(line, "please fail")) {
		kasan(BACK);
		passed();
	} else if (plays("front-splat")) {
		kasan(FRONT);
		passed();
	} else if (plays("known-splat")) {
		known_splat();
		passed();
	} else if (plays("panic")) {
		say(BACK, "Kernel panic - not syncing: Attempted to kill init!\n");
		hang();
	} else if (plays("death")) {
		say(BACK, "init: the program was killed by signal 11\n");
		exit(1);
	} else if (plays("death-silent")) {
		raise(SIGKILL);
	} else if (plays("hang") || plays("own-time")) {
		hang();
	} else if (plays("garbage")) {
		say(RECORD, "\x01 no record\n");
		hang();
	} else if (plays("strange")) {
		say(RECORD, "{}\n{\"step\":7}\n{\"step\":{\"index\":\"x\",\"line\":-3,\"text\":[1]}}\n"
		    "{\"news\":{\"a\":1}}\n{\"result\":{\"status\":null,\"pictures\":[],\"line\":1e99}}\n");
	} else if (plays("sends")) {
		say(RECORD, "{\"file\":{\"name\":\"seen.png\",\"offset\":0,\"data\":\"c2Vl\"}}\n"
		    "{\"file\":{\"name\":\"seen.png\",\"offset\":3,\"data\":\"bg==\"}}\n");
		passed();
	} else if (plays("sends-failed")) {
		say(RECORD, "{\"file\":{\"name\":\"d.png\",\"offset\":0,\"data\":\"c2Vl\"}}\n");
		failed(6, "the screen is wrong");
	} else if (plays("sends-elsewhere")) {
		say(RECORD, "{\"file\":{\"name\":\"../seen.png\",\"offset\":0,\"data\":\"c2Vl\"}}\n");
		passed();
	} else if (plays("names-elsewhere")) {
		say(RECORD, "{\"result\":{\"status\":\"passed\",\"pictures\":{\"scanout\":\"../precious.png\"}}}\n");
	} else if (plays("endless-time")) {
		say(RECORD, "{\"step\":{\"index\":1,\"line\":6,\"text\":\"a\",\"status\":\"ok\",\"seconds\":Infinity}}\n"
		    "{\"step\":{\"index\":2,\"line\":6,\"text\":\"b\",\"status\":\"ok\",\"seconds\":NaN}}\n"
		    "{\"step\":{\"index\":3,\"line\":6,\"text\":\"c\",\"status\":\"ok\",\"seconds\":-1e300}}\n");
		passed();
	} else if (plays("flood")) {
		flood();
	} else if (plays("resume")) {
		if (!resumes) {
			say(RECORD, "{\"checkpoint\":{\"at\":7}}\n");
			hello();
		} else if (strstr(line, "\"resume\":{\"at\":7}")) {
			step(1, 6, "back: from-refs buf of=fb", "ok");
			passed();
		} else {
			failed(6, "the checkpoint did not come back");
		}
	} else if (plays("reboot")) {
		hello();
		hang();
	} else if (plays("stubborn")) {
		signal(SIGTERM, SIG_IGN);
		stubborn_child(false);
		hang();
	} else if (plays("orphan")) {
		stubborn_child(true);
		hang();
	} else if (plays("front-boots")) {
		for (int i = 0; i < 6; i++) {
			usleep(300000);
			say(FRONT, "boots again, line %d\n", i);
		}
		passed();
	} else if (plays("slow")) {
		for (unsigned int i = 1; i < 6; i++) {
			usleep(300000);
			step(i, 6, "back: from-refs buf of=fb", "ok");
		}
		passed();
	} else {
		if (plays("chatty"))
			for (int i = 0; i < 30000; i++)
				say(i % 2 ? BACK : FRONT, "line %d of many, each of them harmless\n", i);
		step(1, 6, "back: from-refs buf of=fb", "expected");
		passed();
	}
}

/* The folder that this was started from is the play's name. */
static char *folder_of(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
	slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static bool has_argument(int argc, char **argv, const char *name)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return false;
}

/* What a domain would run for zcopy-ctl shell runs here. */
static void become_console(void)
{
	const char *tool = getenv("ZCOPY_TEST_TOOL");

	if (plays("splat") && fork() == 0) {
		usleep(300000);
		kasan(BACK);
		exit(0);
	}
	execl(tool, tool, "console", "--stream", "3", NULL);
	exit(1);
}

int main(int argc, char **argv)
{
	static char line[1 << 20];

	play = folder_of(strdup(argv[0]));
	note_pid(getpid());
	if (argc > 1 && strcmp(argv[1], "--check") == 0) {
		if (plays("refuses")) {
			fputs("the kernel is missing: make it\n", stderr);
			return 3;
		}
		puts("played");
		return 0;
	}
	say(BACK, "[    0.000000] Linux version played (back)\n");
	say(FRONT, "[    0.000000] Linux version played (front)\n");
	for (int i = 1; i < argc; i++)
		fprintf(stderr, "%s\n", argv[i]);
	if (plays("refuses")) {
		fputs("the kernel is missing: make it\n", stderr);
		return 3;
	}
	if (plays("dies-early")) {
		say(BACK, "init: cannot load module xen-zcopy.ko: Invalid argument\n");
		return 1;
	}
	for (int i = 0; plays("boots-forever") || plays("boots-forever-soon") || (plays("boots-slowly") && i < 6); i++) {
		usleep(300000);
		say(BACK, "boots, line %d\n", i);
	}
	if (plays("never-boots") || plays("never-boots-soon"))
		hang();
	if (has_argument(argc, argv, "--shell"))
		become_console();
	hello();
	while (read_line(line, sizeof(line))) {
		if (strstr(line, "{\"quit\"")) {
			if (plays("quit-splat"))
				say(BACK, "unreferenced object 0x0000000061a3e400 (size 64):\n"
				    "  comm \"conduct\", pid 31, jiffies 4294937339\n");
			return 0;
		}
		run(line);
	}
	return 1;
}

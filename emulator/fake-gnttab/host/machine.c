// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "die.h"
#include "machine.h"

/* The daemon maps no pages and sends no events: it only looks after the dead */
static void no_kick(unsigned int domid)
{
	(void)domid;
}

static const struct fx_ops ops = { .kick = no_kick };

void machine_init(struct machine *machine, unsigned int grant_frames)
{
	void *file;

	machine->fd = memfd_create("fake-xen", MFD_CLOEXEC);
	if (machine->fd < 0 || ftruncate(machine->fd, FX_FILE_SIZE))
		die(EXIT_ENVIRONMENT,
		    "cannot make the guests' memory: %s; the host must allow memfd_create() and sparse files of %llu GiB (see ulimit -f)",
		    strerror(errno), (unsigned long long)FX_FILE_SIZE >> 30);
	file = mmap(NULL, FX_FILE_SIZE, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_NORESERVE, machine->fd, 0);
	if (file == MAP_FAILED)
		die(EXIT_ENVIRONMENT,
		    "cannot map the guests' memory: %s; the host must allow that much address space (see ulimit -v)",
		    strerror(errno));
	snprintf(machine->path, sizeof(machine->path), "/proc/self/fd/%d", machine->fd);
	machine->fx = (struct fx){ .file = file, .ops = &ops };
	fx_global(&machine->fx)->grant_frames = grant_frames;
}

int machine_reopen(const struct machine *machine)
{
	int fd = open(machine->path, O_RDWR);

	if (fd < 0 || dup2(fd, machine->fd) < 0)
		return -1;
	return close(fd);
}

static void set_lock(struct machine *machine, short type, int command)
{
	struct flock flock = { .l_type = type, .l_whence = SEEK_SET,
			       .l_len = 1 };

	while (fcntl(machine->fd, command, &flock)) {
		if (errno != EINTR)
			die(EXIT_ENVIRONMENT, "cannot lock the guests' memory: %s",
			    strerror(errno));
	}
}

void machine_lock(struct machine *machine)
{
	set_lock(machine, F_WRLCK, F_SETLKW);
}

void machine_unlock(struct machine *machine)
{
	set_lock(machine, F_UNLCK, F_SETLK);
}

static void punch(struct machine *machine, u32 page, u32 pages)
{
	if (fallocate(machine->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		      (off_t)page << FX_PAGE_SHIFT,
		      (off_t)pages << FX_PAGE_SHIFT))
		die(EXIT_ENVIRONMENT, "cannot free a guest's memory: %s",
		    strerror(errno));
}

/* What no survivor maps any more goes back to the host */
static void recycle(struct machine *machine)
{
	unsigned int i;

	for (i = 0; i < FX_SLOTS; i++) {
		if (fx_slot(&machine->fx, i)->domain.state != FX_STATE_DEAD ||
		    !fx_slot_reusable(&machine->fx, i))
			continue;
		punch(machine, fx_slot_memory(i), FX_DOMAIN_PAGES);
		punch(machine, FX_SLOT_PAGE + i * FX_SLOT_PAGES, FX_SLOT_PAGES);
	}
}

unsigned int machine_create_domain(struct machine *machine, unsigned int domid)
{
	unsigned int i;
	int err = -EBUSY;

	machine_lock(machine);
	recycle(machine);
	for (i = 0; i < FX_SLOTS && err == -EBUSY; i++)
		err = fx_domain_create(&machine->fx, domid, i);
	machine_unlock(machine);
	if (err)
		die(EXIT_ENVIRONMENT,
		    "cannot make domain %u: %s; at most %u dead domains may have pages that are still mapped",
		    domid, strerror(-err), FX_SLOTS - 1);
	return fx_slot_memory(i - 1);
}

bool machine_reap_domain(struct machine *machine, unsigned int domid)
{
	const struct fx_slot *slot;
	bool orderly;

	machine_lock(machine);
	slot = fx_living(&machine->fx, domid);
	orderly = slot && slot->domain.shutdown == SHUTDOWN_poweroff + 1;
	fx_domain_reap(&machine->fx, domid);
	recycle(machine);
	machine_unlock(machine);
	return orderly;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* The daemon's side: slots and the host's memory come back */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "../../emulator/fake-gnttab/host/machine.h"

#define FIRST	16u
#define END	1024u

static struct machine machine;

static int no_page(u32 pfn)
{
	(void)pfn;
	return 0;
}

static int any_page(u32 pfn, u32 page, bool write)
{
	(void)pfn;
	(void)page;
	(void)write;
	return 0;
}

static void no_kick(unsigned int domid)
{
	(void)domid;
}

static const struct fx_ops guest_ops = {
	.map = any_page, .own = no_page, .hole = no_page, .kick = no_kick,
};

static int setup(void **state)
{
	(void)state;
	machine_init(&machine, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	munmap(machine.fx.file, FX_FILE_SIZE);
	return close(machine.fd);
}

/* A guest that has booted and written to all of its memory */
static struct fx boot(unsigned int domid)
{
	struct fx fx = { .file = machine.fx.file, .ops = &guest_ops };
	u32 memory = machine_create_domain(&machine, domid);

	assert_int_equal(fx_domain_boot(&fx, domid, memory, FIRST, END), 0);
	memset(fx_page(&fx, memory), 'm', (size_t)END << FX_PAGE_SHIFT);
	return fx;
}

static unsigned long long used_pages(void)
{
	struct stat st;

	assert_int_equal(fstat(machine.fd, &st), 0);
	return st.st_blocks / 8;
}

static void the_dead_give_their_memory_back(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 3 * FX_SLOTS; i++) {
		boot(1);
		assert_true(used_pages() >= END);
		assert_false(machine_reap_domain(&machine, 1));
		assert_true(used_pages() < END);
	}
}

/* Gives a page of domain 1 to domain 0, and maps it there */
static u32 map_page(struct fx *front, struct fx *back)
{
	struct grant_entry_v1 *entry = (void *)front->self->grants;
	struct gnttab_map_grant_ref op = {
		.host_addr = 30 << FX_PAGE_SHIFT, .flags = GNTMAP_host_map,
		.ref = 8, .dom = 1,
	};

	entry[8] = (struct grant_entry_v1){ GTF_permit_access, 0, 20 };
	back->self->p2m[30] = FX_P2M_HOLE;
	fx_map_grant(back, &op);
	assert_int_equal(op.status, GNTST_okay);
	return op.handle;
}

static void mapped_memory_is_kept(void **state)
{
	struct fx back, front;
	struct gnttab_unmap_grant_ref op = {
		.host_addr = 30 << FX_PAGE_SHIFT,
	};
	unsigned int slot;

	(void)state;
	back = boot(0);
	front = boot(1);
	slot = fx_slot_index(&front, front.self);
	op.handle = map_page(&front, &back);
	machine_reap_domain(&machine, 1);
	front = boot(1);
	assert_int_not_equal(fx_slot_index(&front, front.self), slot);
	assert_int_equal(*(u8 *)fx_page(&back, fx_slot_memory(slot) + 20), 'm');

	fx_unmap_grant(&back, &op);
	assert_int_equal(op.status, GNTST_okay);
	/* Noticed at the next birth or death */
	machine_reap_domain(&machine, 1);
	assert_int_equal(fx_slot(&back, slot)->domain.state, FX_STATE_FREE);
	assert_int_equal(*(u8 *)fx_page(&back, fx_slot_memory(slot) + 20), 0);
}

static void an_orderly_end_is_known(void **state)
{
	struct sched_shutdown op = { .reason = SHUTDOWN_poweroff };
	struct fx fx = boot(0);

	(void)state;
	assert_int_equal(fx_sched_op(&fx, SCHEDOP_shutdown, &op), 0);
	assert_true(machine_reap_domain(&machine, 0));
	fx = boot(0);
	op.reason = SHUTDOWN_crash;
	assert_int_equal(fx_sched_op(&fx, SCHEDOP_shutdown, &op), 0);
	assert_false(machine_reap_domain(&machine, 0));
	/* Nobody there: not an orderly end */
	assert_false(machine_reap_domain(&machine, 0));
}

/* Whoever dies with the lock leaves it to the others */
static void the_lock_survives_its_holder(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	if (pid == 0) {
		machine_lock(&machine);
		abort();
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	machine_lock(&machine);
	machine_unlock(&machine);
}

#define TEST(test) { #test, test, setup, teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_dead_give_their_memory_back),
		TEST(mapped_memory_is_kept),
		TEST(an_orderly_end_is_known),
		TEST(the_lock_survives_its_holder),
	};

	return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}

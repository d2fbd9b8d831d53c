// SPDX-License-Identifier: GPL-2.0-or-later
/* Variables of a kernel, from files like those in /proc */
#include "test.h"

#include <elf.h>
#include <errno.h>

#include "kcore.h"

static struct trouble trouble;

static void write_file(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void addresses_are_found(void **state)
{
	static const char text[] =
		"0000000000000000 A fixed_percpu_data\n"
		"ffffffff81b87030 b gnttab_size_max\n"
		"ffffffff81b87034 b old_gnttab_size\n"
		"ffffffff81b87038 b gnttab_size\n"
		"nonsense\n\n"
		"ffffffffc0201000 d in_module\t[xen_gntdev]\n"
		"ffffffffc0202000 t last";
	struct kcore_variable variables[] = {
		{ .name = "gnttab_size" }, { .name = "in_module" }, { .name = "last" },
		{ .name = "missing" },
	};

	(void)state;
	write_file("kallsyms", text, sizeof(text) - 1);
	assert_int_equal(kcore_find("kallsyms", variables, COUNT(variables), &trouble), 0);
	assert_int_equal(variables[0].address, 0xffffffff81b87038);
	assert_int_equal(variables[1].address, 0xffffffffc0201000);
	assert_int_equal(variables[2].address, 0xffffffffc0202000);
	assert_int_equal(variables[3].address, 0);
	assert_int_equal(kcore_find("no-kallsyms", variables, 1, &trouble), -1);
	assert_int_equal(trouble.error, ENOENT);
	assert_contains(trouble.text, "CONFIG_KALLSYMS_ALL");
	trouble_clear(&trouble);
}

static struct core {
	Elf64_Ehdr header;
	Elf64_Phdr parts[3];
	char memory[2][16];
} core = {
	.header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64 },
		.e_phoff = offsetof(struct core, parts), .e_phnum = 3,
	},
	.parts = {
		{ .p_type = PT_NOTE, .p_vaddr = 0x1000, .p_memsz = 0x10000 },
		{ .p_type = PT_LOAD, .p_vaddr = 0xffffffff81000000, .p_memsz = 16,
		  .p_offset = offsetof(struct core, memory[0]) },
		{ .p_type = PT_LOAD, .p_vaddr = 0xfffffffffffffff0, .p_memsz = 16,
		  .p_offset = offsetof(struct core, memory[1]) },
	},
	.memory = { "0123456789abcdef", "ghijklmnopqrstuv" },
};

static void memory_is_found(void **state)
{
	char byte[5] = "";

	(void)state;
	write_file("kcore", &core, sizeof(core));
	assert_int_equal(kcore_read("kcore", 0xffffffff81000000, byte, 4, &trouble), 0);
	assert_string_equal(byte, "0123");
	assert_int_equal(kcore_read("kcore", 0xffffffff8100000c, byte, 4, &trouble), 0);
	assert_string_equal(byte, "cdef");
	assert_int_equal(kcore_read("kcore", 0xfffffffffffffffc, byte, 4, &trouble), 0);
	assert_string_equal(byte, "stuv");
}

static void memory_that_is_not_there(void **state)
{
	static const uint64_t wrong[] = {
		0, 0x1000, 0xffffffff80ffffff, 0xffffffff8100000d, 0xffffffff81000010,
		0xfffffffffffffffd,
	};
	char bytes[4];

	(void)state;
	write_file("kcore", &core, sizeof(core));
	for (size_t i = 0; i < COUNT(wrong); i++) {
		assert_int_equal(kcore_read("kcore", wrong[i], bytes, 4, &trouble), -1);
		assert_contains(trouble.text, "kcore has no memory at");
	}
	/* Cut, not an ELF file, of 32 bits, or not there */
	write_file("kcore", &core, sizeof(core) - 17);
	assert_int_equal(kcore_read("kcore", 0xfffffffffffffffc, bytes, 4, &trouble), -1);
	write_file("kcore", &core, 100);
	assert_int_equal(kcore_read("kcore", 0xffffffff81000000, bytes, 4, &trouble), -1);
	write_file("kcore", "", 0);
	assert_int_equal(kcore_read("kcore", 0xffffffff81000000, bytes, 4, &trouble), -1);
	core.header.e_ident[EI_CLASS] = ELFCLASS32;
	write_file("kcore", &core, sizeof(core));
	assert_int_equal(kcore_read("kcore", 0xffffffff81000000, bytes, 4, &trouble), -1);
	assert_int_equal(kcore_read("no-kcore", 0xffffffff81000000, bytes, 4, &trouble), -1);
	assert_contains(trouble.text, "CONFIG_PROC_KCORE");
	trouble_clear(&trouble);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_found),
		cmocka_unit_test(memory_is_found),
		cmocka_unit_test(memory_that_is_not_there),
	};

	return cmocka_run_group_tests_name("guest kcore", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kcore.h"

/* "ffffffff81b87038 b gnttab_size", behind names of modules' a tab and "[module]" */
static void take_line(char *line, struct kcore_variable *variables, size_t count)
{
	char *end, *name;
	uint64_t address = strtoull(line, &end, 16);

	if (end == line || end[0] != ' ' || !end[1] || end[2] != ' ')
		return;
	name = end + 3;
	name[strcspn(name, "\t\n")] = '\0';
	for (size_t i = 0; i < count; i++)
		if (strcmp(variables[i].name, name) == 0)
			variables[i].address = address;
}

int kcore_find(const char *kallsyms, struct kcore_variable *variables, size_t count,
	       struct trouble *trouble)
{
	FILE *file = fopen(kallsyms, "re");
	char *line = NULL;
	size_t capacity = 0;

	if (!file)
		return trouble_errno(trouble, errno, "cannot open %s (is CONFIG_KALLSYMS_ALL on?)",
				     kallsyms);
	while (getline(&line, &capacity, file) > 0)
		take_line(line, variables, count);
	free(line);
	fclose(file);
	return 0;
}

/* Where in the file the memory at @address is; 0: nowhere */
static uint64_t find_offset(int fd, uint64_t address, size_t length)
{
	Elf64_Ehdr header;
	Elf64_Phdr part;

	if (pread(fd, &header, sizeof(header), 0) != sizeof(header) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
	    header.e_ident[EI_CLASS] != ELFCLASS64)
		return 0;
	for (unsigned int i = 0; i < header.e_phnum; i++) {
		if (pread(fd, &part, sizeof(part), header.e_phoff + i * sizeof(part)) !=
		    sizeof(part))
			return 0;
		if (part.p_type == PT_LOAD && address >= part.p_vaddr &&
		    length <= part.p_memsz && address - part.p_vaddr <= part.p_memsz - length)
			return part.p_offset + (address - part.p_vaddr);
	}
	return 0;
}

int kcore_read(const char *kcore, uint64_t address, void *to, size_t length,
	       struct trouble *trouble)
{
	int fd = open(kcore, O_RDONLY | O_CLOEXEC);
	uint64_t offset;
	bool good;

	if (fd < 0)
		return trouble_errno(trouble, errno, "cannot open %s (is CONFIG_PROC_KCORE on?)",
				     kcore);
	offset = find_offset(fd, address, length);
	good = offset && pread(fd, to, length, offset) == (ssize_t)length;
	close(fd);
	if (!good)
		return trouble_set(trouble, EIO, "%s has no memory at %#llx", kcore,
				   (unsigned long long)address);
	return 0;
}

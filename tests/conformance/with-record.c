// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * with-record FILE COMMAND...: runs a target's start with what it wants to have open:
 * descriptor 3 is a stream, what comes from there goes to FILE; 4 and 5 are
 * standard output. Ends as COMMAND does; ended itself, it ends COMMAND.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child;

static void pass_on(int number)
{
	if (child > 0)
		kill(child, number);
}

static void become(char **command, int stream)
{
	/* Out of the way first: it may be one of the numbers */
	stream = fcntl(stream, F_DUPFD, 10);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (stream < 0 || dup2(stream, 3) < 0 || dup2(STDOUT_FILENO, 4) < 0 ||
	    dup2(STDOUT_FILENO, 5) < 0)
		err(127, "cannot set up the descriptors");
	close(stream);
	execv(command[0], command);
	err(127, "cannot run %s", command[0]);
}

int main(int argc, char **argv)
{
	int pair[2], out, status;
	char bytes[4096];
	ssize_t got;

	if (argc < 3)
		errx(2, "usage: with-record FILE COMMAND...");
	out = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (out < 0)
		err(3, "%s", argv[1]);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		err(3, "cannot make a stream");
	signal(SIGTERM, pass_on);
	signal(SIGINT, pass_on);
	child = fork();
	if (child < 0)
		err(3, "cannot fork");
	if (child == 0)
		become(argv + 2, pair[1]);
	close(pair[1]);
	while ((got = read(pair[0], bytes, sizeof(bytes))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0 && write(out, bytes, got) != got)
			err(3, "%s", argv[1]);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

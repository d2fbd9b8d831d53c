// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/jobs.h"
#include "host/worker.h"
#include "result/wire.h"
#include "target/machine.h"
#include "util/folder.h"
#include "util/memory.h"

struct job {
	pid_t pid;
	int socket;		/* -1: it has ended */
	char *scratch;
	char *input;		/* bytes that are no whole line yet */
	size_t ninput, size;
	bool busy;
	size_t item;		/* that it runs, when it is busy */
	/* It asks for the next one before the result of this one has come */
	bool promised;
	size_t next;
};

struct jobs {
	const struct run_options *options;
	const struct scenario_files *files;
	const struct agenda *agenda;
	const struct run_watcher *watcher;
	struct run_record *record;
	struct job *items;
	size_t count, alive;
	int signals;
	size_t next;		/* of the agenda */
	bool fail_fast, ending;	/* nothing new is begun */
	/* What came of each item; shown when all before it are */
	struct scenario_record *results;
	bool *done;
	size_t shown;
};

/* Our own end takes them along, and they come to their end in order. */
static void start_job(struct jobs *jobs, struct job *job, size_t number)
{
	struct run_options options = *jobs->options;
	pid_t parent = getpid();
	int pair[2];

	job->socket = -1;
	job->scratch = xprintf("%s/.pair-%zu", options.out, number + 1);
	if (make_folder(job->scratch) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return;
	job->pid = fork();
	if (job->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(1);
		for (size_t i = 0; i < number; i++)
			if (jobs->items[i].socket >= 0)
				close(jobs->items[i].socket);
		close(pair[0]);
		close(jobs->signals);
		options.scratch = job->scratch;
		worker_main(pair[1], &options, jobs->files, jobs->agenda);
	}
	close(pair[1]);
	if (job->pid < 0) {
		close(pair[0]);
		return;
	}
	job->socket = pair[0];
	jobs->alive++;
}

static void show_finished(struct jobs *jobs, bool gaps)
{
	struct run_record *record = jobs->record;

	for (; jobs->shown < jobs->agenda->count && (gaps || jobs->done[jobs->shown]); jobs->shown++) {
		if (!jobs->done[jobs->shown])
			continue;
		record->scenarios[record->nscenarios++] = jobs->results[jobs->shown];
		if (jobs->watcher->over)
			jobs->watcher->over(jobs->watcher->context, record, record->nscenarios - 1);
	}
}

static void finish_item(struct jobs *jobs, struct scenario_record result)
{
	if (jobs->fail_fast && verdict_is_bad(result.verdict))
		jobs->ending = true;
	jobs->results[result.item] = result;
	jobs->done[result.item] = true;
	show_finished(jobs, false);
}

static void begin_promised(struct job *job)
{
	job->busy = job->promised;
	job->item = job->next;
	job->promised = false;
}

/* What the job just ran is not over: its result comes when it knows what is next. */
static void answer_next(struct jobs *jobs, struct job *job, enum verdict verdict)
{
	char *line;

	if (jobs->fail_fast && verdict_is_bad(verdict))
		jobs->ending = true;
	job->promised = !jobs->ending && jobs->next < jobs->agenda->count;
	if (job->promised)
		job->next = jobs->next++;
	line = job->promised ? xprintf("%zu\n", job->next) : xstrdup("-1\n");
	if (!job->busy)
		begin_promised(job);

	if (send(job->socket, line, strlen(line), MSG_NOSIGNAL) < 0)
		shutdown(job->socket, SHUT_RDWR);
	free(line);
}

static void handle_line(struct jobs *jobs, struct job *job, const char *line)
{
	json_object *message = json_tokener_parse(line), *inner = NULL, *error = NULL;

	if (json_object_object_get_ex(message, "next", &inner)) {
		answer_next(jobs, job, json_object_get_int(inner));
	} else if (json_object_object_get_ex(message, "record", &inner)) {
		struct scenario_record result = wire_unpack(inner);

		if (result.item == job->item)
			begin_promised(job);
		if (json_object_object_get_ex(message, "error", &error) && error &&
		    !jobs->record->error)
			jobs->record->error = xstrdup(json_object_get_string(error));
		finish_item(jobs, result);
	} else if (json_object_object_get_ex(message, "say", &inner)) {
		if (jobs->watcher->say)
			jobs->watcher->say(jobs->watcher->context, json_object_get_string(inner));
	} else if (json_object_object_get_ex(message, "doing", &inner) && jobs->watcher->doing) {
		jobs->watcher->doing(jobs->watcher->context,
			json_object_get_uint64(json_object_object_get(message, "item")),
			json_object_get_string(inner),
			json_object_get_double(json_object_object_get(message, "seconds")));
	}
	json_object_put(message);
}

/* A job that ends while it is busy is a mistake of this program, not of the pair. */
static void job_ended(struct jobs *jobs, struct job *job)
{
	int status = 0;

	close(job->socket);
	job->socket = -1;
	jobs->alive--;
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (job->busy) {
		struct scenario_record result = run_begin_record(jobs->options, jobs->files,
								 jobs->agenda, job->item);

		result.verdict = VERDICT_ERROR;
		result.message = WIFSIGNALED(status) ?
			xprintf("the process that ran it was ended by signal %d", WTERMSIG(status)) :
			xprintf("the process that ran it ended with %d", WEXITSTATUS(status));
		finish_item(jobs, result);
	}
}

static void read_job(struct jobs *jobs, struct job *job)
{
	ssize_t got;
	char *end;

	if (job->size - job->ninput < 65536) {
		job->size = job->ninput + 131072;
		job->input = xrealloc(job->input, job->size, 1);
	}
	got = recv(job->socket, job->input + job->ninput, job->size - job->ninput, 0);
	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		job_ended(jobs, job);
		return;
	}
	job->ninput += got;
	while ((end = memchr(job->input, '\n', job->ninput))) {
		size_t used = end - job->input + 1;

		*end = '\0';
		handle_line(jobs, job, job->input);
		memmove(job->input, job->input + used, job->ninput - used);
		job->ninput -= used;
	}
}

static void end_all(struct jobs *jobs)
{
	jobs->ending = true;
	for (size_t i = 0; i < jobs->count; i++)
		if (jobs->items[i].socket >= 0)
			kill(jobs->items[i].pid, SIGTERM);
}

static void wait_for_jobs(struct jobs *jobs)
{
	struct pollfd *fds = xalloc((jobs->count + 1) * sizeof(*fds));

	while (jobs->alive > 0) {
		struct signalfd_siginfo info;

		for (size_t i = 0; i < jobs->count; i++)
			fds[i] = (struct pollfd){ .fd = jobs->items[i].socket, .events = POLLIN };
		fds[jobs->count] = (struct pollfd){ .fd = jobs->signals, .events = POLLIN };
		if (poll(fds, jobs->count + 1, -1) < 0)
			continue;
		if (fds[jobs->count].revents && read(jobs->signals, &info, sizeof(info)) > 0)
			end_all(jobs);
		for (size_t i = 0; i < jobs->count; i++)
			if (fds[i].revents)
				read_job(jobs, &jobs->items[i]);
	}
	free(fds);
}

void run_jobs(const struct run_options *options, unsigned int njobs, bool fail_fast,
	      const struct scenario_files *files, const struct agenda *agenda,
	      const struct run_watcher *watcher, struct run_record *record)
{
	struct jobs jobs = {
		.options = options, .files = files, .agenda = agenda, .watcher = watcher,
		.record = record, .fail_fast = fail_fast,
		.count = njobs < agenda->count ? njobs : agenda->count,
		.results = xalloc(agenda->count * sizeof(*jobs.results)),
		.done = xalloc(agenda->count),
	};
	double began = clock_now();
	sigset_t set;

	record->scenarios = xalloc(agenda->count * sizeof(*record->scenarios));
	jobs.items = xalloc(jobs.count * sizeof(*jobs.items));
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	jobs.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	fflush(NULL);
	for (size_t i = 0; i < jobs.count; i++)
		start_job(&jobs, &jobs.items[i], i);
	if (jobs.alive == 0)
		record->error = xprintf("cannot start any pair with its folder in %s: %s",
					options->out, strerror(errno));
	wait_for_jobs(&jobs);
	show_finished(&jobs, true);
	for (size_t i = 0; i < jobs.count; i++) {
		remove_folder(jobs.items[i].scratch);
		free(jobs.items[i].scratch);
		free(jobs.items[i].input);
	}
	if (jobs.signals >= 0)
		close(jobs.signals);
	free(jobs.items);
	free(jobs.results);
	free(jobs.done);
	record->seconds = clock_now() - began;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running the whole program against targets that are only played (fake-start.c) */
#ifndef ZCOPY_CTL_H
#define ZCOPY_CTL_H

#include <json-c/json.h>
#include <stdbool.h>

/* Of one run */
struct result {
	int code;
	char *out, *err;
	double seconds;
};

/* Paths: of zcopy-ctl, of the folder of scenarios, of the file of process numbers */
extern char *program, *scenarios, *pids;

/*
 * To be called first: takes the paths from the environment that the Makefile
 * sets. Return: false, with a message printed, when it is not set.
 */
bool ctl_init(void);

double now(void);
char *scenario(const char *name);	/* path of one of them; four are kept */

/* Runs zcopy-ctl with these arguments, ended by NULL. */
struct result ctl(const char *first, ...);
void drop(struct result *result);

/* run --on PLAY one.zs */
#define PLAY(play, ...) ctl("run", "--on", play, "--out", "out", ##__VA_ARGS__, scenario("one"), NULL)

/* Processes that the played targets noted; how many there are, and none lives. */
int assert_all_gone(double patience);

/* Of a JSON document; what is missing fails the test */
json_object *parse_json(const char *text);
json_object *at(json_object *object, const char *key);
const char *text_at(json_object *object, const char *key);
json_object *scenario_at(json_object *root, size_t index);

#endif /* ZCOPY_CTL_H */

// SPDX-License-Identifier: GPL-2.0-or-later
/* scenarios/grammar.ebnf: a test derives lines from it and has the parser read them. */
#include "scenario/errnos.h"
#include "scenario/faults.h"
#include "scenario/grammar.h"
#include "scenario/kills.h"
#include "scenario/verbs.h"

static const char head[] =
	"(* SPDX-License-Identifier: GPL-2.0-or-later *)\n"
	"(* The scenario language; made by 'zcopy-ctl help grammar', a unit test compares.\n"
	"   Rules in small letters: their parts are words, with blanks between them; but what ends in\n"
	"   a letter and '=', or in '&', stands right before the next part. Rules in capitals: no blanks.\n"
	"   KEY=VALUE may stand in any order, and before or between the arguments, each once;\n"
	"   so may what stands behind them. Every $NAME was replaced by its value before. *)\n\n"
	"scenario  = { comment | header } { comment | step | block } ;\n"
	"comment   = [ \"#\" TEXT ] EOL ;\n"
	"header    = ( title | proves | pitfalls | needs | tags | known | variants | let | kills ) EOL ;\n"
	"title     = \"title\" TEXT ;\n"
	"proves    = \"proves\" TEXT ;\n"
	"pitfalls  = \"pitfalls\" PITFALL { PITFALL } ;\n"
	"needs     = \"needs\" CAPABILITY { CAPABILITY } ;\n"
	"tags      = \"tags\" NAME { NAME } ;\n"
	"known     = \"known-to-fail\" [ \"with\" VALUES ] [ \"on\" NAME ] [ \"with\" VALUES ] TEXT ;\n"
	"variants  = \"variants\" VARIABLES VALUES { VALUES } ;\n"
	"let       = \"let\" VARIABLES VALUES ;\n"
	"kills     = \"" KILLS_WORD "\" ( \"front\" [ \"back\" ] | \"back\" [ \"front\" ] ) ;\n\n"
	"block     = repeat | parallel ;\n"
	"repeat    = \"repeat\" NUMBER EOL { comment | step | block } \"end\" EOL ;\n"
	"parallel  = \"parallel\" EOL { comment | step } \"end\" EOL ;\n"
	"step      = ( front | back | other | xen ) EOL ;\n";

static const char tail[] =
	"join      = \"join\" NAME outcome ;\n"
	"outcome   = [ \"within\" PERIOD ] [ \"expect\" OUTCOME ] ;\n"
	"job       = \"&\" NAME ;\n\n"
	"ROLE      = \"front\" | \"back\" ;\n"
	"NAME      = LETTER { LETTER | DIGIT | \"-\" | \"_\" } ;                  (* at most 32 *)\n"
	"SIZE      = DIGIT { DIGIT } \"x\" DIGIT { DIGIT } ;\n"
	"NUMBER    = DIGIT { DIGIT } | \"0x\" HEX { HEX } ;\n"
	"DURATION  = \"forever\" | DIGIT { DIGIT } ( \"ms\" | \"s\" ) ;\n"
	"PERIOD    = NONZERO { DIGIT } ( \"ms\" | \"s\" ) ;\n"
	"VARIABLES = VARIABLE { \",\" VARIABLE } ;\n"
	"VARIABLE  = LETTER { LETTER | DIGIT } ;\n"
	"VALUES    = VALUE { \",\" VALUE } ;                                    (* as many as VARIABLES *)\n"
	"VALUE     = ( LETTER | DIGIT | MARK ) { LETTER | DIGIT | MARK } ;\n"
	"MARK      = \"-\" | \"_\" | \".\" | \"+\" ;\n"
	"LETTER    = ? a to z, A to Z ? ;\n"
	"DIGIT     = \"0\" | NONZERO ;\n"
	"NONZERO   = \"1\" | \"2\" | \"3\" | \"4\" | \"5\" | \"6\" | \"7\" | \"8\" | \"9\" ;\n"
	"HEX       = DIGIT | \"a\" | \"b\" | \"c\" | \"d\" | \"e\" | \"f\" | \"A\" | \"B\" | \"C\" | \"D\" | \"E\" | \"F\" ;\n"
	"PITFALL   = ? 1 to 32 ? ;\n"
	"TEXT      = ? the rest of the line ? ;\n"
	"EOL       = ? the end of the line ? ;\n";

static void print_words(FILE *out, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		fprintf(out, "%s\"%s\"", i ? " | " : "", words[i]);
}

static void print_value(FILE *out, const struct value_spec *spec)
{
	switch (spec->kind) {
	case VALUE_NEW:
	case VALUE_BUFFER:
	case VALUE_NAME:
	case VALUE_JOB:
		fputs("NAME", out);
		break;
	case VALUE_BUFFER_OR_DASH:
		fputs("( NAME | \"-\" )", out);
		break;
	case VALUE_SIZE:
		fputs("SIZE", out);
		break;
	case VALUE_CHOICE:
		fputs("( ", out);
		print_words(out, spec->choices);
		fputs(" )", out);
		break;
	case VALUE_ROLE:
		fputs("ROLE", out);
		break;
	case VALUE_NUMBER:
		fputs("NUMBER", out);
		break;
	case VALUE_DURATION:
		fputs("DURATION", out);
		break;
	case VALUE_FAULT:
		fputs("command", out);
		break;
	case VALUE_NONE:
		break;
	}
}

static void print_verb(FILE *out, const struct verb *verb)
{
	fprintf(out, "%-9s = \"%s\"", verb->name, verb->name);
	for (size_t i = 0; i < VERB_MAX_ARGS && verb->args[i].kind; i++) {
		fputc(' ', out);
		print_value(out, &verb->args[i]);
	}
	for (size_t i = 0; i < VERB_MAX_OPTIONS && verb->options[i].kind; i++) {
		const struct value_spec *option = &verb->options[i];

		fprintf(out, "%s \"%s=\" ", option->required ? "" : " [", option->name);
		print_value(out, option);
		fputs(option->required ? "" : " ]", out);
	}
	fputs(" ;\n", out);
}

/* Who says which verbs */
static void print_step(FILE *out, enum role role)
{
	size_t printed = 0;

	fprintf(out, "%-9s = \"%s:\" ( join | (", role_name(role), role_name(role));
	for (size_t i = 0; i < nverbs; i++) {
		if (!(verbs[i].actors & ACTOR(role)))
			continue;
		fprintf(out, "%s %s", printed == 0 ? "" : printed % 8 ? " |" : "\n            |",
			verbs[i].name);
		printed++;
	}
	fputs(" ) ( job | outcome ) ) ;\n", out);
}

void grammar_print(FILE *out)
{
	fputs(head, out);
	for (enum role role = ROLE_FRONT; role <= ROLE_XEN; role++)
		print_step(out, role);
	fputc('\n', out);
	for (size_t i = 0; i < nverbs; i++)
		print_verb(out, &verbs[i]);
	fputs("(* what fakexend understands; a step that expects a failure may say anything *)\n"
	      "command   = ", out);
	faults_print_grammar(out);
	fputs(" ;\n", out);
	fputs(tail, out);
	fputs("CAPABILITY = ", out);
	print_words(out, capabilities);
	fputs(" ;\nOUTCOME   = ERRNO [ \"|\" ERRNO ] [ \"|\" ERRNO ] [ \"|\" ERRNO ] ;\nERRNO     = ", out);
	errnos_print_grammar(out);
	fputs(" ;\n", out);
}

/* What the rule chooses from: each stream on each line of its assembly point. */
#ifndef MASARAT_OPTIONS_H
#define MASARAT_OPTIONS_H

#include "fields.h"

/* List all options; nothing is known of them. */
void list_options(const Static *s, Work *w);

/* The option with the least score, the first of equals; -1: none. Lines that the fluid program does not
   use count only where the rule allows detours, or `anywhere`. */
num best_option(const Static *s, const Begin *b, Work *w, const Rule *rule, int anywhere);

/* Look at all options again that are not blocked; at those that ties do not allow yet, too, if
   `linked`. */
void ask_again(Work *w, int linked);

/* Why an option is not chosen: until another convoy leaves from there, or until any does, as ties may
   allow it then. */
enum { UNTIL_ONE_LEAVES_HERE = 1, UNTIL_TIES_ALLOW = 2 };

/* A convoy could not be sent: do not choose the option for now. */
void block_option(Work *w, num option, num why);

/* Note what a convoy from point `a`, with the batches from number `batch` on, changes. Options of which
   nobody is left are dropped. */
void renew_options(const Static *s, Work *w, const Rule *rule, num a, num batch);

static inline num *option_row(const Work *w, num option) { return w->options + option * OPTION_FIELDS; }

#endif

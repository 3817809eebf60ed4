/* The rule that goes on when the dispatch list is used up. */
#ifndef MASARAT_RULE_H
#define MASARAT_RULE_H

#include "fields.h"

/* Form convoys until nobody remains who can be moved. Lines that the fluid program does not use come
   last. Returns 1 after a convoy that had to carry few people for the sake of ties: others may go
   now. */
int send_by_rule(const Static *s, const Begin *b, Work *w, const Rule *rule);

int is_among(const num *streams, num used, num stream);

/* How many vehicles at least the people who remain of a stream need on a line. */
num vehicles_needed(const Static *s, const Work *w, num line, num stream);

#endif

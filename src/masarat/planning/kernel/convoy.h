/* One convoy: from the vehicles that come to it until it is written down. */
#ifndef MASARAT_CONVOY_H
#define MASARAT_CONVOY_H

#include "fields.h"

/* What became of a convoy; linked operations may allow one later that they do not allow yet. */
enum { SENT = 1, NOTHING = 0, IMPOSSIBLE = -1, TIED = -2 };

/* Form one convoy and send it; with `fewer` people in each vehicle if ties do not allow it
   otherwise. */
int send(const Static *s, const Begin *b, Work *w, num line, const num *streams,
         const num *vehicles, const Rule *rule, num patience, int fewer);

#endif

/* What counts for each line and stream when the rule chooses the next convoy. */
#ifndef MASARAT_SCORE_H
#define MASARAT_SCORE_H

#include "fields.h"

/* The least is chosen. `arrival` is when the first vehicle comes, its kind counting as later where it
   suits less. */
typedef struct { num value, arrival; } Score;

/* When a convoy of the usual size could leave (enter the corridor, where progress is to be even), as
   far as the first vehicle's arrival tells, with what else counts; 4 * FAR: never. */
Score score(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, num stream);

#endif

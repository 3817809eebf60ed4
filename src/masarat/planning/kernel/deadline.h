/* When vehicles should be at an assembly point so that none of them waits for the others. */
#ifndef MASARAT_DEADLINE_H
#define MASARAT_DEADLINE_H

#include "choosing.h"

/* By when the last vehicles of a convoy of `size` should come. They load in `bays` at a time, so that
   others have to come one or more times `load` earlier. */
typedef struct { num minute, size, bays, load; } Deadline;

/* When a convoy of `size` could leave if the last of it were loaded at `ready`, as far as one vehicle
   tells; FAR - 1 or more: not at all, as such. */
num departure_of(const Static *s, const Begin *b, Work *w, num line, num stream, num size,
                 Choice choice, num ready);

/* The deadline of a convoy of the usual size (as far as people remain for it) that leaves as soon as the
   first vehicle allows. */
Deadline deadline_of(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, num stream);

/* By when vehicle number `number` should come. */
num due_at(Deadline deadline, num number);

#endif

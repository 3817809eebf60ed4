#ifndef MASARAT_DISPATCH_H
#define MASARAT_DISPATCH_H

#include "fields.h"

/* Make a complete movement table into `w`: the jobs in order, then convoys by the rule. */
EXPORT num dispatch(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule);

/* Where a dispatch begins: with `marks`, only jobs from number `first` on differ from the list of which
   they were taken, and from number `same` on jobs are the same as there, `shift` places later. `take`:
   mark this list instead. `search`: give up once the cost is above `limit`, or the lag behind the marked
   list above `most_lag`; `lag` tells how large it became. */
typedef struct {
    Marks *marks;
    num first;
    int take;
    const Search *search;
    num limit, same, shift, most_lag, lag;
} Start;

/* MET: all that follows is as in the marked list. The convoys in `w` are complete, their sums are not. */
typedef enum { GAVE_UP, COMPLETE, MET } Outcome;

/* The same from there on. */
Outcome dispatch_from(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule,
                      Start *start);

/* What the search minimises, in thousandths of weighted minutes. */
num table_cost(const Work *w, const Search *p);

/* The same without what stragglers weigh. */
num plain_cost(const Work *w, const Search *p);

#endif

#ifndef MASARAT_DISPATCH_H
#define MASARAT_DISPATCH_H

#include "fields.h"

/* Make a complete movement table into `w`: the jobs in order, then convoys by the rule. */
EXPORT num dispatch(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule);

#endif

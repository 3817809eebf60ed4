#ifndef MASARAT_MARKS_H
#define MASARAT_MARKS_H

#include "fields.h"

void take_mark(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule,
               Marks *marks, num job);
num go_to_mark(const Static *s, const Begin *b, Work *w, const Rule *rule, const Marks *marks,
               num first);
num first_changed(const Static *s, const Jobs *before, const Jobs *after);
num same_from(const Jobs *before, const Jobs *after);

#endif

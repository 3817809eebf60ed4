#ifndef MASARAT_MARKS_H
#define MASARAT_MARKS_H

#include "fields.h"

void begin_marks(const Static *s, Marks *marks, const Jobs *jobs);
void take_mark(const Static *s, const Begin *b, Work *w, const Rule *rule, Marks *marks, num job);
void drop_marks(Marks *marks, num job);
num go_to_mark(const Static *s, const Begin *b, Work *w, const Rule *rule, const Marks *marks,
               num first);
void keep_convoys(const Work *w, Marks *marks, num first, int met);
void take_convoys(Work *w, const Marks *marks, num first, int met);
void keep_pace(const Static *s, const Work *w, Marks *marks, num job);
int meets(const Static *s, const Work *w, const Marks *marks, num job);
num lag_of(const Static *s, const Work *w, const Marks *marks, num job);
void find_last_jobs(const Static *s, const Jobs *jobs, num *last);
num first_changed(const Static *s, Work *w, const Marks *marks, const Jobs *before, const Jobs *after);
num same_from(const Jobs *before, const Jobs *after);

#endif

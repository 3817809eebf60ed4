/* Earliest times on shared resources: windows, suspensions, calendars, headways, ties. */
#ifndef MASARAT_RESOURCES_H
#define MASARAT_RESOURCES_H

#include "fields.h"

num in_window(const num *windows, num width, num start, num length);
num past_suspensions(const Static *s, num start, num length);
/* Earliest minute >= start from which checkpoint `q` is open and free for `length` minutes. */
num past_inspections(const Static *s, const Work *w, num q, num start, num length);
num past_headway(const num *entries, num count, num start, num headway);
num past_hour_limit(const num *entries, num count, num start, num vehicles, num per_hour);
num past_tie(const num *times, const num *values, num count, num start, num amount, num limit);
num past_profile(const num *profile, num count, num start, num length, num limit);
num most_in_profile(const num *profile, num count, num start, num until);
num add_to_profile(num *profile, num count, num start, num until, num change);
void insert_pair(num *table, num count, num first, num second);
void remove_pair(num *table, num count, num first, num second);

#endif

/* Exhaustive search over convoys in the order of their entries (docs/exhaustive.md).
 *
 * A state says what is left to be moved and from when on each bus, team, corridor, checkpoint and
 * bay can be used again. States with the same rides left are kept only if no other is at least as
 * good in everything. Whole numbers throughout; nothing depends on the clock. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

enum { EXCLUDED = 0, REACHED = 1, GAVE_UP = 2, NO_MEMORY = 3, MOST_KEPT = 6000000 };

static int visit(Search *s, int64_t index, const Rest *rest) {
    Bucket *b = &s->buckets[index];
    tidy(s, b);
    for (int64_t i = 0; i < b->count && !s->found; i++) {
        if (*s->stop || s->expanded >= s->p->limit || s->kept >= MOST_KEPT) return GAVE_UP;
        State x = b->states[i];
        if (s->out_of_memory || !note(s, &x)) return NO_MEMORY;
        expand(s, &x, rest);
    }
    if (s->found) return REACHED;
    s->kept -= b->count;
    free(b->states);
    memset(b, 0, sizeof *b);
    return EXCLUDED;
}

static int run(Search *s) {
    const Problem *p = s->p;
    Rest rest = {{0}, 0};
    State first;
    memset(&first, 0, sizeof first);
    first.count[p->lots - 1] = (uint8_t)p->buses;
    first.from = -1;
    for (int64_t k = 0; k < POINTS * STOOD; k++) first.key[BAYS + k] = -1;
    for (int64_t a = 0; a < p->points; a++) rest.left[a] = p->rides[a];
    keep(s, &s->buckets[place_of(s, &rest)], &first);
    for (int64_t sum = s->total; sum > 0; sum--) {
        if (p->width && !narrow(s, sum)) return NO_MEMORY;
        for (int64_t index = 0; index < s->all; index++) {
            if (!s->buckets[index].count || rest_at(s, index, &rest) != sum) continue;
            int result = visit(s, index, &rest);
            if (result != EXCLUDED) return result;
        }
    }
    return s->narrowed ? GAVE_UP : EXCLUDED;
}

static int begin(Search *s) {
    const Problem *p = s->p;
    s->all = 1;
    for (int64_t a = 0; a < p->points; a++) {
        s->widths[a] = p->rides[a] + 1;
        s->total += p->rides[a];
        s->all *= s->widths[a];
        look_ahead(s, a);
    }
    s->buckets = calloc((size_t)s->all, sizeof(Bucket));
    s->prospects = calloc(1, sizeof(Prospects));
    return s->buckets && s->prospects && prospects_begin(s->prospects, p);
}

static void end(Search *s) {
    for (int64_t i = 0; s->buckets && i < s->all; i++) free(s->buckets[i].states);
    if (s->prospects) prospects_end(s->prospects);
    free(s->prospects);
    free(s->buckets);
    free(s->log);
    free(s);
}

/* path: room for one row [point, corridor, vehicles, entry, vehicles by goal] for each ride and
 * filler. report: states expanded, rows written. stop: anything but 0 ends the search. */
EXPORT int64_t exhaustive_search(const Problem *p, int64_t *path, int64_t *report,
                                 const int64_t *stop) {
    Search *s = calloc(1, sizeof(Search));
    int64_t result = NO_MEMORY;
    if (!s) return NO_MEMORY;
    s->p = p;
    s->stop = stop;
    if (begin(s)) result = run(s);
    report[0] = s->expanded;
    report[1] = result == REACHED ? write_path(s, path) : 0;
    end(s);
    return result;
}

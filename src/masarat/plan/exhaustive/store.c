/* States by rides left, those that are worth keeping. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

enum { LANES = 8, ROOM = 256 };

int64_t place_of(const Search *s, const Rest *rest) {
    int64_t found = 0;
    for (int64_t a = 0; a < s->p->points; a++) found = found * s->widths[a] + rest->left[a];
    return found;
}

int64_t rest_at(const Search *s, int64_t index, Rest *rest) {
    rest->all = 0;
    for (int64_t a = s->p->points - 1; a >= 0; a--) {
        rest->left[a] = index % s->widths[a];
        index /= s->widths[a];
        rest->all += rest->left[a];
    }
    return rest->all;
}

static int exceeds(const int16_t *x, const int16_t *y) {
    int16_t found = 0;
    for (int k = 0; k < LANES; k++) found |= (int16_t)(x[k] > y[k]);
    return found;
}

static int at_least_as_good(const State *x, const State *y) {
    for (int64_t k = 0; k < KEYS; k += LANES)
        if (exceeds(x->key + k, y->key + k)) return 0;
    return !memcmp(x->count, y->count, sizeof x->count);
}

static int by_sum(const void *one, const void *two) {
    const State *x = one, *y = two;
    if (x->sum != y->sum) return x->sum < y->sum ? -1 : 1;
    return memcmp(x, y, sizeof *x);
}

/* Drop the states that another one is at least as good as. */
void tidy(Search *s, Bucket *b) {
    int64_t left = 0;
    if (b->clean == b->count) return;
    qsort(b->states, (size_t)b->count, sizeof(State), by_sum);
    for (int64_t i = 0; i < b->count; i++) {
        int64_t j = 0;
        while (j < left && !at_least_as_good(&b->states[j], &b->states[i])) j++;
        if (j == left) b->states[left++] = b->states[i];
    }
    s->kept += left - b->count;
    b->count = b->clean = left;
}

void keep(Search *s, Bucket *b, const State *x) {
    if (b->count == b->room && b->room >= ROOM) tidy(s, b);
    if (4 * b->count >= 3 * b->room && (b->room < ROOM || b->count == b->clean)) {
        int64_t room = b->room ? 2 * b->room : 4;
        State *more = realloc(b->states, (size_t)room * sizeof(State));
        if (!more) {
            s->out_of_memory = 1;
            return;
        }
        b->states = more;
        b->room = room;
    }
    b->states[b->count++] = *x;
    s->kept++;
}

static int falling(const void *one, const void *two) {
    int64_t x = *(const int64_t *)one, y = *(const int64_t *)two;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Of all states with so many rides left go on with the most promising ones only. */
int narrow(Search *s, int64_t sum) {
    int64_t count = 0, at = 0, bar, *worth;
    Rest rest;
    for (int64_t index = 0; index < s->all; index++)
        if (s->buckets[index].count && rest_at(s, index, &rest) == sum) {
            tidy(s, &s->buckets[index]);
            count += s->buckets[index].count;
        }
    if (count <= s->p->width) return 1;
    worth = malloc((size_t)count * sizeof *worth);
    if (!worth) return 0;
    for (int64_t index = 0; index < s->all; index++)
        if (s->buckets[index].count && rest_at(s, index, &rest) == sum)
            for (int64_t i = 0; i < s->buckets[index].count; i++)
                worth[at++] = prospect(s->prospects, &s->buckets[index].states[i], &rest);
    qsort(worth, (size_t)count, sizeof *worth, falling);
    bar = worth[s->p->width];
    free(worth);
    for (int64_t index = 0; index < s->all; index++) {
        Bucket *b = &s->buckets[index];
        int64_t left = 0;
        if (!b->count || rest_at(s, index, &rest) != sum) continue;
        for (int64_t i = 0; i < b->count; i++)
            if (prospect(s->prospects, &b->states[i], &rest) > bar)
                b->states[left++] = b->states[i];
        s->kept += left - b->count;
        b->count = b->clean = left;
    }
    s->narrowed = 1;
    return 1;
}

int note(Search *s, const State *x) {
    if (s->logged == s->log_room) {
        int64_t room = s->log_room ? 2 * s->log_room : 1024;
        Step *more = realloc(s->log, (size_t)room * sizeof(Step));
        if (!more) return 0;
        s->log = more;
        s->log_room = room;
    }
    Step *step = &s->log[s->logged++];
    step->from = x->from, step->entry = x->entry;
    step->a = x->a, step->c = x->c, step->size = x->size;
    memcpy(step->way, x->way, sizeof step->way);
    return 1;
}

int64_t write_path(const Search *s, int64_t *path) {
    int64_t length = 1, at;
    for (at = s->last.from; s->log[at].from >= 0; at = s->log[at].from) length++;
    int64_t *row = path + (length - 1) * ROW;
    row[0] = s->last.a, row[1] = s->last.c, row[2] = s->last.size, row[3] = s->last.entry;
    for (int d = 0; d < GOALS; d++) row[4 + d] = s->last.way[d];
    for (at = s->last.from; s->log[at].from >= 0; at = s->log[at].from) {
        const Step *step = &s->log[at];
        row -= ROW;
        row[0] = step->a, row[1] = step->c, row[2] = step->size, row[3] = step->entry;
        for (int d = 0; d < GOALS; d++) row[4 + d] = step->way[d];
    }
    return length;
}

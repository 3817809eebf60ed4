/* Take superfluous departures out of a flow over time, all the way to the sinks.

   The flow given sends at least the supplies. Those that depart are followed from node to node; at
   each they fill the outgoing arcs in a fixed order up to the rates given, so that whatever is
   missing is missing from the last. Rates may be numbers of several 64-bit words. */

#include <stdlib.h>
#include <string.h>

#include "simplex.h"

/* Sorted by time. Arcs' rates take new values; nodes' departures change by amounts. */
typedef struct {
    int64_t count;
    const int64_t *where, *time;
    const uint64_t *value;
} changes;

typedef struct {
    int64_t nodes, arcs, words; /* head[a] == nodes: an arrival */
    const int64_t *tail, *head, *transit, *first, *outgoing;
} roads;

typedef struct {
    int64_t count, room, *where, *time;
    uint64_t *value;
} table;

typedef struct {
    const roads *on;
    uint64_t *given, *kept, *inflow, *rest, *part;
    int64_t *touched, touched_count, *last;
    int8_t *is_touched;
    table queue, out; /* queue: a heap by time */
} trimming;

static void add(uint64_t *a, const uint64_t *b, int64_t words) {
    uint64_t carry = 0;
    for (int64_t i = 0; i < words; i++) {
        uint64_t sum = a[i] + carry;
        carry = sum < carry;
        a[i] = sum + b[i];
        carry += a[i] < sum;
    }
}

static void subtract(uint64_t *a, const uint64_t *b, int64_t words) {
    uint64_t borrow = 0;
    for (int64_t i = 0; i < words; i++) {
        uint64_t less = a[i] - borrow;
        borrow = less > a[i];
        a[i] = less - b[i];
        borrow += a[i] > less;
    }
}

static int compare(const uint64_t *a, const uint64_t *b, int64_t words) {
    for (int64_t i = words - 1; i >= 0; i--)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static int grow(table *t, int64_t words) {
    if (t->count < t->room) return 1;
    int64_t room = 2 * t->room + 64;
    int64_t *where = realloc(t->where, (size_t)room * sizeof *where);
    if (where) t->where = where;
    int64_t *time = realloc(t->time, (size_t)room * sizeof *time);
    if (time) t->time = time;
    uint64_t *value = realloc(t->value, (size_t)(room * words) * sizeof *value);
    if (value) t->value = value;
    if (!where || !time || !value) return 0;
    t->room = room;
    return 1;
}

static void put(table *t, int64_t at, int64_t where, int64_t time, const uint64_t *value,
                int64_t words) {
    t->where[at] = where;
    t->time[at] = time;
    memmove(t->value + at * words, value, (size_t)words * sizeof *value);
}

static int push(table *t, int64_t where, int64_t time, const uint64_t *value, int64_t words) {
    if (!grow(t, words)) return 0;
    int64_t at = t->count++;
    for (int64_t up = (at - 1) / 2; at > 0 && t->time[up] > time; at = up, up = (at - 1) / 2)
        put(t, at, t->where[up], t->time[up], t->value + up * words, words);
    put(t, at, where, time, value, words);
    return 1;
}

static void pop(table *t, int64_t words) {
    int64_t last = --t->count, at = 0;
    for (;;) {
        int64_t down = 2 * at + 1;
        if (down >= last) break;
        if (down + 1 < last && t->time[down + 1] < t->time[down]) down++;
        if (t->time[down] >= t->time[last]) break;
        put(t, at, t->where[down], t->time[down], t->value + down * words, words);
        at = down;
    }
    put(t, at, t->where[last], t->time[last], t->value + last * words, words);
}

static void touch(trimming *t, int64_t node) {
    if (t->is_touched[node]) return;
    t->is_touched[node] = 1;
    t->touched[t->touched_count++] = node;
}

static void bring(trimming *t, int64_t node, const uint64_t *amount) {
    add(t->inflow + node * t->on->words, amount, t->on->words);
    touch(t, node);
}

/* Write down an arc's new rate and send the change to its head. */
static int send(trimming *t, int64_t arc, int64_t time, const uint64_t *rate) {
    const roads *r = t->on;
    int64_t words = r->words, head = r->head[arc], at = t->last[arc];
    if (at < 0 || t->out.time[at] != time) {
        if (!grow(&t->out, words)) return 0;
        t->last[arc] = at = t->out.count++;
    }
    put(&t->out, at, arc, time, rate, words);
    uint64_t *change = t->part; /* new rate - old rate */
    memcpy(change, rate, (size_t)words * sizeof *change);
    subtract(change, t->kept + arc * words, words);
    memcpy(t->kept + arc * words, rate, (size_t)words * sizeof *rate);
    if (head == r->nodes) return 1;
    if (r->transit[arc]) return push(&t->queue, head, time + r->transit[arc], change, words);
    bring(t, head, change);
    return 1;
}

/* Share a node's inflow out to its arcs; 0 without memory. What they cannot take is lost. */
static int share(trimming *t, int64_t node, int64_t time) {
    const roads *r = t->on;
    int64_t words = r->words;
    uint64_t *left = t->rest, *rate = t->rest + words;
    memcpy(left, t->inflow + node * words, (size_t)words * sizeof *left);
    for (int64_t i = r->first[node]; i < r->first[node + 1]; i++) {
        int64_t a = r->outgoing[i];
        const uint64_t *most = t->given + a * words;
        memcpy(rate, compare(left, most, words) < 0 ? left : most, (size_t)words * sizeof *rate);
        subtract(left, rate, words);
        if (compare(rate, t->kept + a * words, words) && !send(t, a, time, rate)) return 0;
    }
    return 1;
}

static int run(trimming *t, const changes *given, const changes *departures) {
    const roads *r = t->on;
    int64_t words = r->words, i = 0, j = 0;
    while (i < given->count || j < departures->count || t->queue.count) {
        int64_t time = INT64_MAX;
        if (i < given->count) time = given->time[i];
        if (j < departures->count && departures->time[j] < time) time = departures->time[j];
        if (t->queue.count && t->queue.time[0] < time) time = t->queue.time[0];
        for (; i < given->count && given->time[i] == time; i++) {
            memcpy(t->given + given->where[i] * words, given->value + i * words,
                   (size_t)words * sizeof *t->given);
            touch(t, r->tail[given->where[i]]);
        }
        for (; j < departures->count && departures->time[j] == time; j++)
            bring(t, departures->where[j], departures->value + j * words);
        while (t->queue.count && t->queue.time[0] == time) {
            bring(t, t->queue.where[0], t->queue.value);
            pop(&t->queue, words);
        }
        while (t->touched_count) { /* last first: transits of zero touch nodes again */
            int64_t node = t->touched[--t->touched_count];
            t->is_touched[node] = 0;
            if (!share(t, node, time)) return 0;
        }
    }
    return 1;
}

/* The kept rates as changes to new values, by time; allocated here, released by `flow_free`.
   Returns their number, or -1 without memory. The caller checks that all arrives. */
EXPORT int64_t flow_trim(const roads *r, const changes *given, const changes *departures,
                         int64_t **arcs, int64_t **times, uint64_t **values) {
    size_t w = (size_t)r->words, m = (size_t)r->arcs * w, n = (size_t)r->nodes;
    trimming t = {.on = r};
    t.given = calloc(m + 1, sizeof *t.given), t.kept = calloc(m + 1, sizeof *t.kept);
    t.inflow = calloc(n * w + 1, sizeof *t.inflow), t.rest = malloc(3 * w * sizeof *t.rest);
    t.touched = malloc((n + 1) * sizeof *t.touched), t.is_touched = calloc(n + 1, 1);
    t.last = malloc((size_t)(r->arcs + 1) * sizeof *t.last);
    int done = 0;
    if (t.given && t.kept && t.inflow && t.rest && t.touched && t.is_touched && t.last) {
        t.part = t.rest + 2 * w;
        for (int64_t a = 0; a < r->arcs; a++) t.last[a] = -1;
        done = run(&t, given, departures);
    }
    free(t.given), free(t.kept), free(t.inflow), free(t.rest);
    free(t.touched), free(t.is_touched), free(t.last);
    free(t.queue.where), free(t.queue.time), free(t.queue.value);
    *arcs = t.out.where, *times = t.out.time, *values = t.out.value;
    return done ? t.out.count : -1;
}

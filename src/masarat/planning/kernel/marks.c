/* Marks: states of a dispatch at some of its jobs, kept one after another in one store.

   A list that begins like the one of which marks were taken goes on from the last mark before the
   first job that differs. What comes out is the same to the last digit, in less time. */
#include "marks.h"

#include <string.h>

enum Way { SAVE, LOAD, MEASURE };
typedef struct { num *at; enum Way way; num used; } Cursor;

static void pass(Cursor *c, num *values, num count) {
    if (count <= 0) return;
    size_t bytes = (size_t)count * sizeof(num);
    if (c->way == SAVE) memcpy(c->at + c->used, values, bytes);
    if (c->way == LOAD) memcpy(values, c->at + c->used, bytes);
    c->used += count;
}

/* Rows of a table whose number of rows is kept elsewhere. */
static void pass_rows(Cursor *c, num *rows, num *table, num width) {
    pass(c, rows, 1);
    pass(c, table, *rows * width);
}

/* Who waits where, and since when. Vehicles that do not come back stand in one order from the beginning. */
static void pass_queues(Cursor *c, const Static *s, const Begin *b, Work *w) {
    for (num at = 0; at < s->kinds * (s->spots + 1); at++) {
        num *queue = w->queue + at * (b->vehicles + 1), waiting = w->tail[at] - w->head[at];
        if (s->one_way[at / (s->spots + 1)]) {
            pass(c, w->head + at, 1);
            pass(c, w->tail + at, 1);
            continue;
        }
        if (c->way != LOAD) queue += w->head[at];
        pass(c, &waiting, 1);
        pass(c, queue, waiting);
        for (num n = 0; n < waiting; n++) pass(c, w->free + queue[n], 1);
        if (c->way != LOAD) continue;
        w->head[at] = 0;
        w->tail[at] = waiting;
    }
}

/* A stream has only been sent on the lines of its assembly point, which follow each other. */
static void pass_sent(Cursor *c, const Static *s, Work *w) {
    for (num stream = 0; stream < s->streams; stream++) {
        const num *first = s->first_line + s->s_a[stream];
        pass(c, w->sent + stream * s->lines + first[0], first[1] - first[0]);
    }
}

/* Everything that later jobs see, and the convoys so far. */
static void pass_state(Cursor *c, const Static *s, const Begin *b, Work *w, const Rule *rule) {
    pass(c, w->counts, COUNTS);
    pass_queues(c, s, b, w);
    pass(c, w->remaining, s->streams);
    pass(c, w->owed, s->streams);
    pass(c, w->last_depart, s->points);
    pass(c, w->clearance, w->ranks);
    pass(c, w->sums, SUMS);
    for (num a = 0; a < s->points; a++) {
        pass_rows(c, w->bay_rows + a, w->bay_use + a * w->bay_capacity * 2, 2);
    }
    for (num pool = 0; pool < b->pool_count; pool++) {
        pass_rows(c, w->team_rows + pool, w->team_use + pool * w->team_capacity * 2, 2);
    }
    for (num n = 0; n < s->corridors; n++) {
        pass_rows(c, w->entry_count + n, w->entries + n * w->entry_capacity * 2, 2);
    }
    for (num q = 0; q < s->checkpoints; q++) {
        pass_rows(c, w->busy_count + q, w->busy + q * w->busy_capacity * 2, 2);
    }
    pass(c, w->link_time, w->counts[LINKS]);
    for (num n = 0; n < s->links; n++) {
        pass(c, w->link_total + n * w->link_capacity, w->counts[LINKS]);
    }
    pass(c, w->deferred, w->counts[DEFERRED]);
    if (rule->even) pass_sent(c, s, w);
    pass(c, w->convoys, w->counts[CONVOYS] * CONVOY_FIELDS);
    pass(c, w->formed_stream, w->counts[CONVOYS] * PARTS);
    pass(c, w->formed_vehicles, w->counts[CONVOYS] * PARTS);
}

/* How much a mark of the state in `w` takes. */
EXPORT num mark_size(const Static *s, const Begin *b, Work *w, const Rule *rule) {
    Cursor counting = {0, MEASURE, 0};
    pass_state(&counting, s, b, w, rule);
    return counting.used;
}

/* Keep the state before `job`, if there is room for it. */
void take_mark(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule,
               Marks *marks, num job) {
    num n = marks->count[0], from = n > 0 ? marks->until[n - 1] : 0;
    if (n >= marks->most || from + mark_size(s, b, w, rule) > marks->room) return;
    Cursor saving = {marks->store + from, SAVE, 0};
    pass_state(&saving, s, b, w, rule);
    marks->job[n] = job;
    marks->until[n] = from + saving.used;
    marks->count[0] = n + 1;
    memcpy(marks->people, jobs->people, (size_t)s->streams * sizeof(num));
}

/* Go to the last mark at which no job from number `first` on has been sent; return its job, 0 if
   there is no such mark (and nothing has been done). */
num go_to_mark(const Static *s, const Begin *b, Work *w, const Rule *rule, const Marks *marks,
               num first) {
    num n = marks->count[0];
    while (n > 0 && marks->job[n - 1] > first) n--;
    if (n == 0) return 0;
    Cursor loading = {marks->store + (n > 1 ? marks->until[n - 2] : 0), LOAD, 0};
    pass_state(&loading, s, b, w, rule);
    return marks->job[n - 1];
}

/* ---- how far two lists are sent in the same way ---- */

static int same_job(const Jobs *one, num i, const Jobs *other, num j) {
    size_t bytes = PARTS * sizeof(num);
    return one->line[i] == other->line[j] &&
           !memcmp(one->stream + i * PARTS, other->stream + j * PARTS, bytes) &&
           !memcmp(one->vehicles + i * PARTS, other->vehicles + j * PARTS, bytes);
}

/* From which job of `after` on both lists are the same. */
num same_from(const Jobs *before, const Jobs *after) {
    num i = before->count[0], j = after->count[0];
    while (i > 0 && j > 0 && same_job(before, i - 1, after, j - 1)) {
        i--;
        j--;
    }
    return j;
}

/* The last of the first `n` jobs that draws from `stream`, -1 for none. */
static num last_before(const Jobs *jobs, num stream, num n) {
    num at = n * PARTS - 1;
    while (at >= 0 && jobs->stream[at] != stream) at--;
    return at < 0 ? -1 : at / PARTS;
}

static int drawn_from(const Jobs *jobs, num stream, num from) {
    for (num at = from * PARTS; at < jobs->count[0] * PARTS; at++) {
        if (jobs->stream[at] == stream) return 1;
    }
    return 0;
}

/* The first job before `n` from assembly point `a`. */
static num first_from(const Static *s, const Jobs *jobs, num a, num n) {
    num i = 0;
    while (i < n && s->line_a[jobs->line[i]] != a) i++;
    return i;
}

/* Up to which job two lists are sent in the same way. Besides the jobs themselves, what counts is
   which job is the last of its stream (it takes all who remain), and how many people there are. */
num first_changed(const Static *s, const Jobs *before, const Jobs *after) {
    num same = 0, n = at_most(before->count[0], after->count[0]);
    while (same < n && same_job(before, same, after, same)) same++;
    num first = same;
    for (num stream = 0; stream < s->streams; stream++) {
        if (before->people[stream] != after->people[stream]) {
            first = first_from(s, after, s->s_a[stream], first);
        }
        if (drawn_from(before, stream, same) == drawn_from(after, stream, same)) continue;
        num last = last_before(after, stream, same);
        first = at_most(first, last >= 0 ? last : first_from(s, after, s->s_a[stream], first));
    }
    return first;
}

/* Marks: states of a dispatch at some of its jobs, kept one after another in one store.

   A list that begins like the one of which marks were taken goes on from the last mark before the
   first job that differs, and ends where it meets that one's dispatch again. What comes out is the
   same to the last digit, in less time. */
#include "marks.h"

#include <string.h>

#include "arrays.h"
#include "tangle.h"

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

/* Everything that later jobs see. */
static void pass_state(Cursor *c, const Static *s, const Begin *b, Work *w, const Rule *rule) {
    pass(c, w->counts, COUNTS);
    pass(c, w->trace, 1);
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
    pass(c, w->tie_time, w->counts[TIES]);
    for (num n = 0; n < s->ties; n++) {
        pass(c, w->tie_total + n * w->tie_capacity, w->counts[TIES]);
    }
    pass(c, w->deferred, w->counts[DEFERRED]);
    if (rule->even) pass_sent(c, s, w);
}

/* How much a mark of the state in `w` takes. */
EXPORT num mark_size(const Static *s, const Begin *b, Work *w, const Rule *rule) {
    Cursor counting = {0, MEASURE, 0};
    pass_state(&counting, s, b, w, rule);
    return counting.used;
}

/* Begin to mark a list, of which nothing is kept yet: every so many of those jobs that are edited. */
void begin_marks(const Static *s, Marks *marks, const Jobs *jobs) {
    num last = jobs->count[0] * marks->reach / 100;
    marks->from[0] = jobs->count[0] - last;
    marks->every[0] = 1 + last / at_least(marks->most, 1);
    marks->count[0] = 0;
    copy(marks->people, jobs->people, s->streams);
}

/* Keep the state before `job`, if it is one to mark and there is room. */
void take_mark(const Static *s, const Begin *b, Work *w, const Rule *rule, Marks *marks, num job) {
    num n = (job - marks->from[0]) / marks->every[0];
    if (job < marks->from[0] || (job - marks->from[0]) % marks->every[0] > 0 || n >= marks->most) return;
    for (; marks->count[0] <= n; marks->count[0]++) marks->job[marks->count[0]] = 0;
    marks->job[n] = 0;
    if (mark_size(s, b, w, rule) > marks->room) return;
    Cursor saving = {marks->store + n * marks->room, SAVE, 0};
    pass_state(&saving, s, b, w, rule);
    marks->job[n] = job;
}

/* Forget the states before jobs from number `job` on. */
void drop_marks(Marks *marks, num job) {
    num *n = marks->count;
    while (*n > 0 && (marks->job[*n - 1] == 0 || marks->job[*n - 1] >= job)) --*n;
}

/* ---- what came out of the list ---- */

typedef struct { num *row, *stream, *vehicles; } Convoys;

static Convoys of_dispatch(const Work *w) {
    return (Convoys){w->convoys, w->formed_stream, w->formed_vehicles};
}

static Convoys of_list(const Marks *marks) {
    return (Convoys){marks->convoys, marks->formed_stream, marks->formed_vehicles};
}

static void copy_convoys(Convoys to, Convoys from, num begin, num until) {
    copy(to.row + begin * CONVOY_FIELDS, from.row + begin * CONVOY_FIELDS, (until - begin) * CONVOY_FIELDS);
    copy(to.stream + begin * PARTS, from.stream + begin * PARTS, (until - begin) * PARTS);
    copy(to.vehicles + begin * PARTS, from.vehicles + begin * PARTS, (until - begin) * PARTS);
}

/* Keep the convoys of a dispatch from number `first` on; `met`: those to come are as they were. */
void keep_convoys(const Work *w, Marks *marks, num first, int met) {
    copy_convoys(of_list(marks), of_dispatch(w), first, w->counts[CONVOYS]);
    if (!met) marks->sent[0] = w->counts[CONVOYS];
}

/* Take over those before number `first` that a mark stood for; `met`: those to come, too. */
void take_convoys(Work *w, const Marks *marks, num first, int met) {
    copy_convoys(of_dispatch(w), of_list(marks), 0, first);
    if (!met) return;
    copy_convoys(of_dispatch(w), of_list(marks), w->counts[CONVOYS], marks->sent[0]);
    w->counts[CONVOYS] = marks->sent[0];
}

/* Go to the last mark at which no job from number `first` on has been sent; return its job, 0 if
   there is no such mark (and nothing has been done). */
num go_to_mark(const Static *s, const Begin *b, Work *w, const Rule *rule, const Marks *marks,
               num first) {
    num n = marks->count[0];
    while (n > 0 && (marks->job[n - 1] == 0 || marks->job[n - 1] > first)) n--;
    if (n == 0) return 0;
    Cursor loading = {marks->store + (n - 1) * marks->room, LOAD, 0};
    pass_state(&loading, s, b, w, rule);
    return marks->job[n - 1];
}
/* ---- how a list compares on the way ---- */

static num owed_of(const Static *s, const Work *w) {
    return (num)tangled((uint64_t)w->counts[DEFERRED], w->owed, s->streams);
}

static num all_waiting(const Static *s, const Work *w) {
    num people = 0;
    for (num stream = 0; stream < s->streams; stream++) people += w->remaining[stream];
    return people;
}

/* Keep what other lists are compared with before `job`. */
void keep_pace(const Static *s, const Work *w, Marks *marks, num job) {
    marks->pace[job] = w->sums[PERSON_MINUTES];
    marks->waiting[job] = all_waiting(s, w);
    marks->trace[job] = w->trace[0];
    marks->owed[job] = owed_of(s, w);
}

/* Whether the same convoys have been sent as before `job` of the marked list, of the same people, and
   nothing waits for its turn: what follows is then the same if the jobs are. */
int meets(const Static *s, const Work *w, const Marks *marks, num job) {
    return w->trace[0] == marks->trace[job] && w->counts[DEFERRED] == 0 && owed_of(s, w) == marks->owed[job];
}

/* By how many person-minutes a list is behind the marked one before `job` of that. Whoever waits though
   the marked list had sent them will arrive after those who have. */
num lag_of(const Static *s, const Work *w, const Marks *marks, num job) {
    num last = 0;
    for (num rank = 0; rank < w->ranks; rank++) last = at_least(last, w->clearance[rank]);
    return w->sums[PERSON_MINUTES] - marks->pace[job] +
           (all_waiting(s, w) - marks->waiting[job]) * last;
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

/* Which job is the last that draws from each stream, -1 for none. */
void find_last_jobs(const Static *s, const Jobs *jobs, num *last) {
    fill(last, -1, s->streams);
    for (num at = 0; at < jobs->count[0] * PARTS; at++) {
        if (jobs->stream[at] >= 0) last[jobs->stream[at]] = at / PARTS;
    }
}

/* The last of the first `n` jobs that draws from `stream`, -1 for none. */
static num last_before(const Jobs *jobs, num stream, num n) {
    num at = n * PARTS - 1;
    while (at >= 0 && jobs->stream[at] != stream) at--;
    return at < 0 ? -1 : at / PARTS;
}

/* The first job before `n` from assembly point `a`. */
static num first_from(const Static *s, const Jobs *jobs, num a, num n) {
    num i = 0;
    while (i < n && s->line_a[jobs->line[i]] != a) i++;
    return i;
}

/* Up to which job a list is sent in the same way as the marked one, `before`. Besides the jobs themselves,
   what counts is which job is the last of its stream (it takes all who remain), and how many people there
   are. */
num first_changed(const Static *s, Work *w, const Marks *marks, const Jobs *before, const Jobs *after) {
    find_last_jobs(s, after, w->last_job);
    num same = 0, n = at_most(before->count[0], after->count[0]);
    while (same < n && same_job(before, same, after, same)) same++;
    num first = same;
    for (num stream = 0; stream < s->streams; stream++) {
        if (before->people[stream] != after->people[stream]) {
            first = first_from(s, after, s->s_a[stream], first);
        }
        if ((marks->last_job[stream] >= same) == (w->last_job[stream] >= same)) continue;
        num last = last_before(after, stream, same);
        first = at_most(first, last >= 0 ? last : first_from(s, after, s->s_a[stream], first));
    }
    return first;
}

/* Simulated annealing over dispatch lists.

   A state is the list of convoys that a dispatch really formed, in the order in which they were
   formed; a move edits the list, and the dispatcher makes a new table of it. The schedule of
   temperatures depends on the step number alone, so that a run can be stopped anywhere and
   repeated exactly. */
#include <math.h>
#include <string.h>

#include "dispatch.h"
#include "marks.h"
#include "random.h"

enum { HELD = 2 + 2 * PARTS }; /* one job: line, streams, vehicles, departure */

static void copy_job(Jobs *to, num i, const Jobs *from, num j) {
    to->line[i] = from->line[j];
    to->depart[i] = from->depart[j];
    memcpy(to->stream + i * PARTS, from->stream + j * PARTS, PARTS * sizeof(num));
    memcpy(to->vehicles + i * PARTS, from->vehicles + j * PARTS, PARTS * sizeof(num));
}

static void copy_jobs(Jobs *to, const Jobs *from) {
    num n = to->count[0] = from->count[0];
    memcpy(to->people, from->people, (size_t)from->streams * sizeof(num));
    memcpy(to->line, from->line, (size_t)n * sizeof(num));
    memcpy(to->depart, from->depart, (size_t)n * sizeof(num));
    memcpy(to->stream, from->stream, (size_t)(n * PARTS) * sizeof(num));
    memcpy(to->vehicles, from->vehicles, (size_t)(n * PARTS) * sizeof(num));
}

/* Write down what was asked for, in the order in which convoys were formed; void jobs go. */
static void read_jobs(const Work *w, Jobs *jobs) {
    num n = jobs->count[0] = at_most(w->counts[CONVOYS], jobs->capacity);
    for (num job = 0; job < n; job++) {
        jobs->line[job] = w->convoys[job * CONVOY_FIELDS + LINE];
        jobs->depart[job] = w->convoys[job * CONVOY_FIELDS + DEPART];
    }
    memcpy(jobs->stream, w->formed_stream, (size_t)(n * PARTS) * sizeof(num));
    memcpy(jobs->vehicles, w->formed_vehicles, (size_t)(n * PARTS) * sizeof(num));
}

static void remove_job(Jobs *jobs, num i) {
    num n = --jobs->count[0];
    for (; i < n; i++) copy_job(jobs, i, jobs, i + 1);
}

static void insert_job(Jobs *jobs, num at, const num *held) {
    num n = jobs->count[0]++;
    for (num i = n; i > at; i--) copy_job(jobs, i, jobs, i - 1);
    jobs->line[at] = held[0];
    jobs->depart[at] = held[HELD - 1];
    memcpy(jobs->stream + at * PARTS, held + 1, PARTS * sizeof(num));
    memcpy(jobs->vehicles + at * PARTS, held + 1 + PARTS, PARTS * sizeof(num));
}

static void hold_job(num *held, const Jobs *jobs, num i) {
    held[0] = jobs->line[i];
    held[HELD - 1] = jobs->depart[i];
    memcpy(held + 1, jobs->stream + i * PARTS, PARTS * sizeof(num));
    memcpy(held + 1 + PARTS, jobs->vehicles + i * PARTS, PARTS * sizeof(num));
}

/* A position near i, far away now and then. */
static num near(num *state, num i, num n) {
    num reach = below(state, 16) ? 1 + n / 24 : n;
    num j = i + below(state, 2 * reach + 1) - reach;
    return j < 0 ? 0 : j >= n ? n - 1 : j;
}

static void add_vehicles(Jobs *jobs, num i, num stream, num vehicles) {
    for (num part = 0; part < PARTS; part++) {
        num *at = jobs->stream + i * PARTS + part;
        if (*at == stream || *at < 0) {
            *at = stream;
            jobs->vehicles[i * PARTS + part] += vehicles;
            return;
        }
    }
}

static num job_part(num *state, const Jobs *jobs, num i) {
    num used = 1;
    while (used < PARTS && jobs->stream[i * PARTS + used] >= 0) used++;
    return i * PARTS + below(state, used);
}

static num job_size(const Jobs *jobs, num i) {
    num size = 0;
    for (num part = 0; part < PARTS; part++) size += jobs->vehicles[i * PARTS + part];
    return size;
}

/* A job that may be edited: one of the last, where a list is long. */
static num some_job(Search *p, num n) {
    num most = at_least(n * p->reach / 100, 1);
    return n - most + below(p->state, most);
}

static void move_relocate(Jobs *jobs, Search *p) {
    num n = jobs->count[0], held[HELD], i = some_job(p, n), j = near(p->state, i, n);
    hold_job(held, jobs, i);
    remove_job(jobs, i);
    insert_job(jobs, j, held);
}

static void move_swap(Jobs *jobs, Search *p) {
    num n = jobs->count[0], held[HELD], other[HELD];
    num i = some_job(p, n), j = near(p->state, i, n);
    if (i == j) j = below(p->state, n);
    hold_job(held, jobs, i);
    hold_job(other, jobs, j);
    remove_job(jobs, i);
    insert_job(jobs, i, other);
    remove_job(jobs, j);
    insert_job(jobs, j, held);
}

/* Some vehicles of one convoy go with another of the same assembly point. */
static void move_transfer(const Static *s, Jobs *jobs, Search *p) {
    num n = jobs->count[0], i = some_job(p, n), start = near(p->state, i, n);
    for (num k = 0; k < n; k++) {
        num j = (start + k) % n;
        if (j == i || s->line_a[jobs->line[j]] != s->line_a[jobs->line[i]]) continue;
        num at = job_part(p->state, jobs, i), stream = jobs->stream[at];
        num moved = at_most(jobs->vehicles[at], 1 + below(p->state, below(p->state, 3) ? 4 : 60));
        jobs->vehicles[at] -= moved;
        add_vehicles(jobs, j, stream, moved);
        if (job_size(jobs, i) == 0) remove_job(jobs, i);
        return;
    }
}

/* The kind that goes by itself and carries people of a job's first stream; -1 if there is none. */
static num kind_alone(const Static *s, const Jobs *jobs, num i) {
    for (num kind = 0; kind < s->kinds; kind++) {
        if (s->alone[kind] && s->room[kind * s->streams + jobs->stream[i * PARTS]]) return kind;
    }
    return -1;
}

static int may_unite(const Static *s, const Jobs *jobs, num i, num j) {
    return i != j && jobs->line[i] == jobs->line[j] && kind_alone(s, jobs, i) == kind_alone(s, jobs, j);
}

/* Vehicles of one convoy go with another, as many as that may have. Returns whether none is left. */
static int unite(const Static *s, Jobs *jobs, num from, num to) {
    num alone = kind_alone(s, jobs, to), size = job_size(jobs, to);
    num largest = alone < 0 ? s->largest[s->line_c[jobs->line[to]]] : s->kind_largest[alone];
    for (num at = from * PARTS; at < (from + 1) * PARTS; at++) {
        num room = largest - size;
        if (room <= 0) break;
        add_vehicles(jobs, to, jobs->stream[at], at_most(jobs->vehicles[at], room));
        jobs->vehicles[at] -= job_size(jobs, to) - size;
        size = job_size(jobs, to);
    }
    return job_size(jobs, from) == 0;
}

/* A convoy is dissolved: others on its line take its vehicles. */
static void move_dissolve(const Static *s, Jobs *jobs, Search *p) {
    num n = jobs->count[0], i = some_job(p, n), start = near(p->state, i, n);
    for (num k = 0; k < n; k++) {
        num j = (start + k) % n;
        if (!may_unite(s, jobs, i, j) || !unite(s, jobs, i, j)) continue;
        remove_job(jobs, i);
        return;
    }
}

enum { MOST_OTHERS = 3 };

/* A convoy is filled with vehicles of up to three others on its line. */
static void move_fill(const Static *s, Jobs *jobs, Search *p) {
    num n = jobs->count[0], i = some_job(p, n), start = near(p->state, i, n);
    num others = 1 + below(p->state, MOST_OTHERS);
    for (num k = 0; k < n && others > 0; k++) {
        num j = (start + k) % n;
        if (!may_unite(s, jobs, i, j)) continue;
        others--;
        if (!unite(s, jobs, j, i)) continue;
        remove_job(jobs, j);
        return;
    }
}

static void move_resize(Jobs *jobs, Search *p) {
    num at = job_part(p->state, jobs, some_job(p, jobs->count[0]));
    num change = 1 + below(p->state, 5);
    jobs->vehicles[at] = at_least(1, jobs->vehicles[at] + (below(p->state, 2) ? change : -change));
}

static void move_split(Jobs *jobs, Search *p) {
    num n = jobs->count[0], held[HELD], i = some_job(p, n);
    if (n >= jobs->capacity || job_size(jobs, i) < 2) return;
    hold_job(held, jobs, i);
    for (num part = 0; part < PARTS; part++) {
        num half = held[1 + PARTS + part] / 2;
        held[1 + PARTS + part] -= half;
        jobs->vehicles[i * PARTS + part] = half;
    }
    insert_job(jobs, near(p->state, i, n), held);
}

static void move_line(const Static *s, Jobs *jobs, Search *p) {
    num i = some_job(p, jobs->count[0]), line = below(p->state, s->lines);
    for (num k = 0; k < s->lines; k++, line = (line + 1) % s->lines) {
        if (s->line_a[line] != s->line_a[jobs->line[i]] || line == jobs->line[i]) continue;
        if (s->out[line * s->destinations + s->s_d[jobs->stream[i * PARTS]]] >= FAR) continue;
        jobs->line[i] = line;
        return;
    }
}

/* Two convoys of one assembly point exchange the streams they draw from. */
static void move_exchange(const Static *s, Jobs *jobs, Search *p) {
    num n = jobs->count[0], i = some_job(p, n), start = below(p->state, n);
    for (num k = 0; k < n; k++) {
        num j = (start + k) % n;
        if (j == i || s->line_a[jobs->line[j]] != s->line_a[jobs->line[i]]) continue;
        num a = job_part(p->state, jobs, i), b = job_part(p->state, jobs, j);
        if (jobs->stream[a] == jobs->stream[b]) continue;
        num held = jobs->stream[a];
        jobs->stream[a] = jobs->stream[b];
        jobs->stream[b] = held;
        return;
    }
}

/* A stretch of the list in order of departure. */
static void move_sort(Jobs *jobs, Search *p) {
    num held[HELD], n = jobs->count[0];
    num from = some_job(p, n), until = below(p->state, 2) ? n : at_most(n, from + 2 + below(p->state, n));
    for (num i = from + 1; i < until; i++) {
        num j = i;
        while (j > from && jobs->depart[j - 1] > jobs->depart[i]) j--;
        if (j == i) continue;
        hold_job(held, jobs, i);
        remove_job(jobs, i);
        insert_job(jobs, j, held);
    }
}

/* ---- where people go ---- */

static num slack_at(const Static *s, const Jobs *jobs, num d) {
    num slack = s->d_room[d];
    for (num stream = 0; stream < s->streams && slack < FAR; stream++) {
        if (s->s_d[stream] == d) slack -= jobs->people[stream];
    }
    return slack;
}

/* The stream of the same group to destination `d` (any other one for -1) from a random start on. */
static num sibling(const Static *s, num *state, num stream, num d) {
    num other = below(state, s->streams);
    for (num k = 0; k < s->streams; k++, other = (other + 1) % s->streams) {
        if (other == stream || s->s_group[other] != s->s_group[stream]) continue;
        if (d < 0 || s->s_d[other] == d) return other;
    }
    return -1;
}

static num largest_room(const Static *s, num stream) {
    num room = 0;
    for (num kind = 0; kind < s->kinds; kind++) {
        room = at_least(room, s->room[kind * s->streams + stream]);
    }
    return room;
}

/* People for `vehicles` vehicles, in whole units or all that there are. */
static num loads_of(const Static *s, const Jobs *jobs, num stream, num most) {
    if (most >= jobs->people[stream]) return jobs->people[stream];
    return most / s->s_unit[stream] * s->s_unit[stream];
}

static void redirect(const Static *s, Jobs *jobs, num from, num to, num people) {
    jobs->people[from] -= people;
    jobs->people[to] += people;
    num room = largest_room(s, from), moved = room > 0 ? ceil_div(people, room) : 0;
    for (num at = 0; at < jobs->count[0] * PARTS && moved > 0; at++) {
        if (jobs->stream[at] != from || jobs->vehicles[at] > moved) continue;
        if (s->out[jobs->line[at / PARTS] * s->destinations + s->s_d[to]] >= FAR) continue;
        jobs->stream[at] = to;
        moved -= jobs->vehicles[at];
    }
}

/* A load goes to another destination; if that is full, another group's load changes with it. */
static int move_destination(const Static *s, Jobs *jobs, Search *p) {
    num at = job_part(p->state, jobs, some_job(p, jobs->count[0])), from = jobs->stream[at];
    if (!s->s_free[from]) return 0;
    num to = sibling(s, p->state, from, -1);
    if (to < 0) return 0;
    num most = jobs->vehicles[at] * largest_room(s, from), d = s->s_d[to];
    num people = loads_of(s, jobs, from, most), slack = slack_at(s, jobs, d);
    if (people == 0) return 0;
    if (people > slack) {
        num other = below(p->state, s->streams), back = -1;
        for (num k = 0; k < s->streams; k++, other = (other + 1) % s->streams) {
            if (s->s_d[other] != d || !s->s_free[other] || jobs->people[other] == 0) continue;
            if (s->s_group[other] == s->s_group[from]) continue;
            back = sibling(s, p->state, other, s->s_d[from]);
            if (back >= 0) break;
        }
        if (back < 0) return 0;
        num returned = loads_of(s, jobs, other, ceil_div(people - slack, s->s_unit[other]) * s->s_unit[other]);
        people = loads_of(s, jobs, from, at_most(people, slack + returned));
        if (people == 0 || returned > slack_at(s, jobs, s->s_d[from]) + people) return 0;
        redirect(s, jobs, other, back, returned);
    }
    redirect(s, jobs, from, to, people);
    return 1;
}

static void edit(const Static *s, Jobs *jobs, Search *p) {
    num dice = below(p->state, 100);
    if (dice >= 92 && move_destination(s, jobs, p)) return;
    if (dice < 2) move_sort(jobs, p);
    else if (dice < 10) move_dissolve(s, jobs, p);
    else if (dice < 16) move_fill(s, jobs, p);
    else if (dice < 35) move_relocate(jobs, p);
    else if (dice < 50) move_swap(jobs, p);
    else if (dice < 75) move_transfer(s, jobs, p);
    else if (dice < 85) move_resize(jobs, p);
    else if (dice < 90) move_split(jobs, p);
    else if (dice < 93) move_line(s, jobs, p);
    else move_exchange(s, jobs, p);
}

/* What a chain works with: the list that it goes on from, of which marks are taken, and others. */
typedef struct {
    const Static *s;
    const Begin *b;
    Work *w;
    const Rule *rule;
    Search *p;
    Marks *marks;
    Jobs *current, *trial, *formed, *lead, *best;
} Seeker;

/* Where the dispatch of `jobs` begins, and where it may meet that of the list to go on from. */
static Start beside_current(const Seeker *k, const Jobs *jobs) {
    return (Start){.marks = k->marks, .first = first_changed(k->s, k->w, k->marks, k->current, jobs),
                   .same = same_from(k->current, jobs), .shift = k->current->count[0] - jobs->count[0]};
}

/* Make `jobs` the list to go on from: mark it. Returns its cost. */
static num settle_on(const Seeker *k, const Jobs *jobs) {
    Start start = beside_current(k, jobs);
    start.take = 1;
    Outcome outcome = dispatch_from(k->s, k->b, k->w, jobs, k->rule, &start);
    copy_jobs(k->current, jobs);
    if (outcome == COMPLETE) {
        k->marks->cost[0] = table_cost(k->w, k->p);
        k->marks->cost[1] = plain_cost(k->w, k->p);
    }
    return k->marks->cost[0];
}

/* Go on from a trial that was accepted: from what was formed of it where that gives the same table,
   else from the trial itself. A list that does not give the table of its cost would let no further
   move in. */
static void go_on(const Seeker *k, num cost) {
    copy_jobs(k->formed, k->trial);
    read_jobs(k->w, k->formed);
    num again = settle_on(k, k->formed);
    k->p->cost[0] = again <= cost ? again : settle_on(k, k->trial);
}

enum { SAMPLE = 12, FEW = 30 };
enum { LEADS = 1, IS_BEST = 2 };

/* Learn how far those fall behind that are accepted in the end: what falls behind further is given up.
   All but one of 33 are to stay below. */
static void learn_lag(Search *p, num lag) {
    num step = p->lag[2] / 256 + 1;
    if (p->lag[1]++ < FEW) p->lag[2] = at_least(p->lag[2], lag);
    else p->lag[2] += lag > p->lag[2] ? 32 * step : -step;
    if (p->lag[1] >= FEW) p->lag[0] = at_least(p->lag[2], 0);
}

/* Keep the trial where it leads, or is best. Returns the sum of what it is. */
static int remember(const Seeker *k, num cost, num plain) {
    Search *p = k->p;
    int found = 0;
    if (cost < p->cost[1]) {
        copy_jobs(k->lead, k->trial);
        p->cost[1] = cost;
        found |= LEADS;
    }
    if (plain < p->cost[2]) {
        copy_jobs(k->best, k->trial);
        p->cost[2] = plain;
        found |= IS_BEST;
    }
    return found;
}

/* One step: edit the list, and accept what becomes of it if its cost is low enough. Returns whether it
   leads, or is best. */
static int step_on(const Seeker *k, double heat) {
    Search *p = k->p;
    copy_jobs(k->trial, k->current);
    if (k->trial->count[0] > 0) edit(k->s, k->trial, p);
    num limit = p->cost[0] - (num)(heat * log(1 - chance(p->state)));
    Start start = beside_current(k, k->trial);
    if (start.first == k->current->count[0] && start.first == k->trial->count[0]) return 0;
    int sample = below(p->state, SAMPLE) == 0;
    start.search = p;
    start.limit = limit;
    start.most_lag = sample ? FAR : p->lag[0];
    Outcome outcome = dispatch_from(k->s, k->b, k->w, k->trial, k->rule, &start);
    if (outcome == GAVE_UP) return 0;
    num cost = outcome == MET ? k->marks->cost[0] : table_cost(k->w, p);
    if (cost > limit) return 0;
    if (sample && cost != p->cost[0]) learn_lag(p, start.lag);
    int found = remember(k, cost, outcome == MET ? k->marks->cost[1] : plain_cost(k->w, p));
    go_on(k, cost);
    return found;
}

/* Take `steps` steps from step number `step_from` on. `current` is updated, and `lead` and `best`, the
   lists of least cost with and without stragglers. Returns LEADS and IS_BEST for those that changed. */
EXPORT num anneal(const Static *s, const Begin *b, Work *w, const Rule *rule, Search *p, Marks *marks,
                  Jobs *current, Jobs *trial, Jobs *formed, Jobs *lead, Jobs *best) {
    const Seeker seeker = {s, b, w, rule, p, marks, current, trial, formed, lead, best};
    num found = 0;
    if (marks->count[0] == 0) settle_on(&seeker, current);
    for (num step = p->step_from; step < p->step_from + p->steps; step++) {
        double share = (double)(step % p->cycle_steps) / (double)p->cycle_steps;
        double heat = (double)p->hot * pow((double)p->cold / (double)p->hot, share);
        found |= step_on(&seeker, heat);
    }
    return found;
}

/* Dispatch a list and write down what was formed; returns its cost. */
EXPORT num settle(const Static *s, const Begin *b, Work *w, const Rule *rule, const Search *p,
                  Jobs *jobs) {
    dispatch(s, b, w, jobs, rule);
    read_jobs(w, jobs);
    return table_cost(w, p);
}

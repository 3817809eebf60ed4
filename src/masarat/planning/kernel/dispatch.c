/* The dispatcher: from a dispatch list to a complete movement table.

   Jobs are taken in order. Each picks the vehicles that can be at its assembly point first, loads
   them bay by bay, and sends them at the earliest minute at which the whole convoy passes every
   window, headway, checkpoint, escort and tie without waiting. When the list is used up, a rule
   forms further convoys until nobody remains who can be moved. */
#include "dispatch.h"

#include <string.h>

#include "arrays.h"
#include "convoy.h"
#include "marks.h"
#include "resources.h"
#include "rule.h"
#include "vehicles.h"

static void reset(const Static *s, const Begin *b, Work *w, const Jobs *jobs) {
    copy(w->free, b->free, b->vehicles);
    copy(w->remaining, jobs->people, s->streams);
    for (num pool = 0; pool < b->pool_count; pool++) {
        num *use = w->team_use + pool * w->team_capacity * 2, rows = 1;
        use[0] = -FAR;
        use[1] = 0;
        for (num team = 0; team < b->team_width; team++) { /* teams that are not there never get free */
            rows = add_to_profile(use, rows, -FAR, b->team_free[pool * b->team_width + team], 1);
        }
        w->team_rows[pool] = rows;
    }
    for (num c = 0; c < s->corridors; c++) {
        w->entry_count[c] = b->entry_count[c];
        copy(w->entries + c * w->entry_capacity * 2, b->entries + c * b->entry_width * 2,
             b->entry_count[c] * 2);
    }
    for (num q = 0; q < s->checkpoints; q++) {
        w->busy_count[q] = b->busy_count[q];
        copy(w->busy + q * w->busy_capacity * 2, b->busy + q * b->busy_width * 2,
             b->busy_count[q] * 2);
    }
    copy(w->last_depart, b->last_depart, s->points);
    for (num a = 0; a < s->points; a++) {
        w->bay_use[a * w->bay_capacity * 2] = -FAR;
        w->bay_use[a * w->bay_capacity * 2 + 1] = 0;
        w->bay_rows[a] = 1;
    }
    fill(w->counts, 0, COUNTS);
    w->trace[0] = 0;
    fill(w->sent, 0, s->streams * s->lines);
    w->counts[TIES] = b->tie_count;
    copy(w->tie_time, b->tie_time, b->tie_count);
    for (num n = 0; n < s->ties; n++) {
        num *totals = w->tie_total + n * w->tie_capacity;
        copy(totals, b->tie_value + n * b->tie_width, b->tie_count);
        for (num event = 1; event < b->tie_count; event++) totals[event] += totals[event - 1];
    }
    fill(w->head, 0, s->kinds * (s->spots + 1));
    fill(w->tail, 0, s->kinds * (s->spots + 1));
    copy(w->clearance, b->clearance, w->ranks);
    fill(w->sums, 0, SUMS);
    for (num v = 0; v < b->vehicles; v++) {
        if (b->free[v] < FAR) put_free(s, b, w, b->kind[v], b->spot[v], &v, 1);
    }
}

/* ---- a job of the list ---- */

enum { MOST_CONVOYS_OF_JOB = 4 };

/* What a job asks for: its own vehicles and those that earlier jobs asked for in vain. The last job
   that draws from a stream takes all who remain, and later ones from the same place those whom it
   could not take: one vehicle too few anywhere would cost a convoy of its own after all others. Not
   so where the rule is to go on from there: it sends those who remain. */
static void ask(const Static *s, Work *w, const Jobs *jobs, num job, num *streams, num *vehicles) {
    num line = jobs->line[job], used = 0;
    for (num part = 0; part < PARTS; part++) {
        num stream = jobs->stream[job * PARTS + part];
        if (stream < 0 || is_among(streams, used, stream)) continue;
        num wanted = jobs->vehicles[job * PARTS + part] + w->owed[stream];
        if (w->last_job[stream] <= job) {
            wanted = at_least(wanted, vehicles_needed(s, w, line, stream));
        }
        w->owed[stream] = 0;
        streams[used] = stream;
        vehicles[used++] = wanted;
    }
    for (num stream = 0; !jobs->open && stream < s->streams && used < PARTS; stream++) {
        if (w->remaining[stream] == 0 || w->last_job[stream] > job) continue;
        if (s->s_a[stream] != s->line_a[line] || is_among(streams, used, stream)) continue;
        if (s->out[line * s->destinations + s->s_d[stream]] >= FAR) continue;
        streams[used] = stream;
        vehicles[used++] = vehicles_needed(s, w, line, stream);
    }
    for (; used < PARTS; used++) {
        streams[used] = -1;
        vehicles[used] = 0;
    }
}

/* Take the vehicles of the batches from number `batch` on off what was asked for; return what is still
   wanted. */
static num still_wanted(const Static *s, const Work *w, num line, num batch, const num *streams,
                        num *vehicles) {
    num wanted = 0;
    for (; batch < w->counts[BATCHES]; batch++) {
        const num *row = w->batches + batch * BATCH_FIELDS;
        for (num part = 0; part < PARTS; part++) {
            if (row[STREAM] == streams[part]) vehicles[part] -= row[COUNT];
        }
    }
    for (num part = 0; part < PARTS && streams[part] >= 0; part++) {
        num needed = vehicles_needed(s, w, line, streams[part]);
        vehicles[part] = at_least(0, at_most(vehicles[part], needed));
        wanted += vehicles[part];
    }
    return wanted;
}

/* Send a job's convoy. It waits rather long for its vehicles; those that come later still go in
   further convoys, or with a later job that takes the same people. */
static int send_job(const Static *s, const Begin *b, Work *w, const Jobs *jobs, num job,
                    const Rule *rule) {
    num line = jobs->line[job], least = at_least(1, s->smallest[s->line_c[line]]);
    num streams[PARTS], vehicles[PARTS];
    ask(s, w, jobs, job, streams, vehicles);
    int first = NOTHING;
    for (num convoy = 0; convoy < MOST_CONVOYS_OF_JOB; convoy++) {
        num batch = w->counts[BATCHES];
        int sent = send(s, b, w, line, streams, vehicles, rule, rule->wait, 0);
        if (convoy == 0) first = sent;
        if (sent != SENT || still_wanted(s, w, line, batch, streams, vehicles) < least) break;
    }
    if (first == TIED) return TIED;
    for (num part = 0; part < PARTS; part++) {
        if (streams[part] >= 0) w->owed[streams[part]] += vehicles[part];
    }
    return first;
}

/* Send deferred jobs that the ties now allow. */
static void retry(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule) {
    for (num k = 0; k < w->counts[DEFERRED];) {
        num job = w->deferred[k];
        int sent = send_job(s, b, w, jobs, job, rule);
        if (sent == TIED) {
            k++;
            continue;
        }
        w->counts[DEFERRED]--;
        for (num later = k; later < w->counts[DEFERRED]; later++) {
            w->deferred[later] = w->deferred[later + 1];
        }
        if (sent == SENT) k = 0;
    }
}

/* ---- the list ---- */

static int others_wait(const Static *s, const Marks *marks, const Jobs *jobs) {
    return memcmp(marks->people, jobs->people, (size_t)s->streams * sizeof(num)) != 0;
}

/* Begin with a list: at the last mark before its first job that differs from what was marked, or at
   the beginning. Returns the job to go on with. */
static num begin_list(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule,
                      const Start *start) {
    Marks *marks = start->marks;
    int moved = marks && others_wait(s, marks, jobs);
    find_last_jobs(s, jobs, w->last_job);
    if (jobs->open) fill(w->last_job, FAR, s->streams);
    if (start->take) copy(marks->last_job, w->last_job, s->streams);
    fill(w->owed, 0, s->streams);
    if (start->take && (moved || marks->count[0] == 0)) begin_marks(s, marks, jobs);
    num job = marks ? go_to_mark(s, b, w, rule, marks, start->first) : 0;
    if (job == 0) reset(s, b, w, jobs);
    fill(w->left, 0, w->ranks);
    for (num stream = 0; !start->take && moved && job > 0 && stream < s->streams; stream++) {
        w->remaining[stream] += jobs->people[stream] - marks->people[stream];
    }
    return job;
}

/* From which job on a list may meet the marked one. One that is marked itself takes over the marks that
   are left, so these have to lie where its own would. */
static num meeting_from(const Static *s, const Jobs *jobs, const Start *start) {
    const Marks *marks = start->marks;
    if (!marks || marks->count[0] == 0 || others_wait(s, marks, jobs)) return FAR;
    return start->take && start->shift ? FAR : start->same;
}

/* Whether it is better to give up before `job`: this will not be accepted, or hardly. */
static int hopeless(const Static *s, const Work *w, Start *start, num job) {
    if (table_cost(w, start->search) > start->limit) return 1;
    if (job < start->same) return 0;
    start->lag = at_least(start->lag, lag_of(s, w, start->marks, job + start->shift));
    return start->lag > start->most_lag;
}

/* Send the jobs, then whom they leave over. Whoever asks with a limit is told when the cost exceeds
   it; what is in `w` then is not complete. */
Outcome dispatch_from(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule,
                      Start *start) {
    Marks *marks = start->marks;
    num meeting = meeting_from(s, jobs, start), begun = begin_list(s, b, w, jobs, rule, start);
    num known = w->counts[CONVOYS];
    for (num job = begun; job < jobs->count[0]; job++) {
        if (job >= meeting && meets(s, w, marks, job + start->shift)) {
            if (start->take) keep_convoys(w, marks, known, 1);
            else take_convoys(w, marks, known, 1);
            return MET;
        }
        if (start->take && job > begun) take_mark(s, b, w, rule, marks, job);
        if (start->take) keep_pace(s, w, marks, job);
        if (start->search && job > begun && hopeless(s, w, start, job)) return GAVE_UP;
        int sent = send_job(s, b, w, jobs, job, rule);
        if (sent == TIED) w->deferred[w->counts[DEFERRED]++] = job;
        else if (sent == SENT && w->counts[DEFERRED] > 0) retry(s, b, w, jobs, rule);
    }
    while (send_by_rule(s, b, w, rule)) retry(s, b, w, jobs, rule);
    for (num stream = 0; stream < s->streams; stream++) {
        w->left[s->s_rank[stream]] += w->remaining[stream];
    }
    for (num v = 0; v < b->vehicles; v++) { /* when those that come back are done for good */
        if (!s->one_way[b->kind[v]] && w->free[v] > b->free[v]) w->sums[FLEET_MINUTES] += w->free[v];
    }
    if (start->take) {
        drop_marks(marks, jobs->count[0]);
        keep_convoys(w, marks, known, 0);
    } else if (marks) {
        take_convoys(w, marks, known, 0);
    }
    return COMPLETE;
}

num dispatch(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule) {
    Start beginning = {.marks = 0};
    dispatch_from(s, b, w, jobs, rule, &beginning);
    return w->counts[CONVOYS];
}

/* What the search minimises, in thousandths of weighted minutes; it never falls as convoys are added. */
num table_cost(const Work *w, const Search *p) {
    return plain_cost(w, p) + w->sums[STRAGGLERS] * p->straggler;
}

num plain_cost(const Work *w, const Search *p) {
    num total = 0, last = 0;
    for (num rank = 0; rank < w->ranks; rank++) {
        total += w->left[rank] * p->left[rank] + w->clearance[rank] * p->weights[rank];
        last = at_least(last, w->clearance[rank]);
    }
    return total + last * p->weights[w->ranks] +
           w->sums[PERSON_MINUTES] / 1000 * p->weights[w->ranks + 1] / 1000 +
           w->sums[FLEET_MINUTES] * p->weights[w->ranks + 2] / 1000;
}

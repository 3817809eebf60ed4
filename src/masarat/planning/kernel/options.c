/* Scores hardly ever fall: what is occupied stays so, and vehicles that are taken come back later than
   others are free. So what a score was is mostly less than what it is, and only the options of which
   it is least are looked at again (as in Minoux's 1978 lazy greedy algorithm). What may lower a score
   makes it unknown: a convoy from the same assembly point, one that ties wait for, and vehicles that
   could come sooner than the first one did. */
#include "options.h"

#include "arrays.h"
#include "score.h"

static const num UNKNOWN = -4 * FAR, NEVER = 4 * FAR;

/* The least of so many options is kept, so that only few are compared. */
enum { BLOCK = 32 };

static void find_front(Work *w, num block) {
    num until = at_most((block + 1) * BLOCK, w->counts[OPTIONS]), front = NEVER;
    for (num option = block * BLOCK; option < until; option++) front = at_most(front, w->least[option]);
    w->front[block] = front;
}

static void find_fronts(Work *w) {
    for (num block = 0; block * BLOCK < w->counts[OPTIONS]; block++) find_front(w, block);
}

static num least_option(const Work *w) {
    num block = 0;
    for (num k = 1; k * BLOCK < w->counts[OPTIONS]; k++) {
        if (w->front[k] < w->front[block]) block = k;
    }
    num option = block * BLOCK;
    while (w->least[option] != w->front[block]) option++;
    return option;
}

void list_options(const Static *s, Work *w) {
    num count = 0;
    for (num stream = 0; stream < s->streams; stream++) {
        const num *first = s->first_line + s->s_a[stream];
        if (w->remaining[stream] == 0) continue;
        for (num line = first[0]; line < first[1]; line++, count++) {
            num *row = option_row(w, count);
            fill(row, 0, OPTION_FIELDS);
            row[OPTION_STREAM] = stream;
            row[OPTION_LINE] = line;
            w->least[count] = UNKNOWN;
        }
    }
    w->counts[OPTIONS] = count;
    find_fronts(w);
}

void ask_again(Work *w, int linked) {
    for (num option = 0; option < w->counts[OPTIONS]; option++) {
        num *row = option_row(w, option);
        if (linked && row[OPTION_BLOCKED] == UNTIL_TIES_ALLOW) row[OPTION_BLOCKED] = 0;
        if (!row[OPTION_BLOCKED]) w->least[option] = UNKNOWN;
    }
    find_fronts(w);
}

static Score ask(const Static *s, const Begin *b, Work *w, const Rule *rule, const num *row, int anywhere) {
    num stream = row[OPTION_STREAM], line = row[OPTION_LINE];
    int usual = anywhere || rule->detour || rule->prefer[stream * s->lines + line];
    if (w->remaining[stream] == 0 || row[OPTION_BLOCKED] || !usual) return (Score){NEVER, 0};
    return score(s, b, w, rule, line, stream);
}

num best_option(const Static *s, const Begin *b, Work *w, const Rule *rule, int anywhere) {
    num turn = ++w->counts[TURN];
    while (w->counts[OPTIONS] > 0) {
        num option = least_option(w), *row = option_row(w, option);
        if (w->least[option] >= 3 * FAR) break;
        if (row[OPTION_ASKED] == turn) return option;
        Score now = ask(s, b, w, rule, row, anywhere);
        w->least[option] = at_most(now.value, NEVER);
        find_front(w, option / BLOCK);
        row[OPTION_ARRIVAL] = now.arrival;
        row[OPTION_ASKED] = turn;
    }
    return -1;
}

void block_option(Work *w, num option, num why) {
    option_row(w, option)[OPTION_BLOCKED] = why;
    w->least[option] = NEVER;
    find_front(w, option / BLOCK);
}

/* Whether a vehicle of the batch could come for the option before the first one did. */
static int comes_sooner(const Static *s, const Rule *rule, const num *row, const num *batch) {
    num kind = batch[KIND], stream = row[OPTION_STREAM], pair = kind * s->streams + stream;
    num free = batch[ARRIVE] + s->unload[kind];
    if (free >= row[OPTION_ARRIVAL] || !s->room[pair] || s->one_way[kind]) return 0;
    num empty = s->empty[(kind * s->spots + s->s_d[batch[STREAM]]) * s->points + s->s_a[stream]];
    return free + empty + rule->late[pair] < row[OPTION_ARRIVAL];
}

void renew_options(const Static *s, Work *w, const Rule *rule, num a, num batch) {
    num kept = 0, soonest = FAR;
    for (num k = batch; k < w->counts[BATCHES]; k++) {
        const num *row = w->batches + k * BATCH_FIELDS;
        soonest = at_most(soonest, row[ARRIVE] + s->unload[row[KIND]]);
    }
    for (num option = 0; option < w->counts[OPTIONS]; option++) {
        num *row = option_row(w, option), from = s->s_a[row[OPTION_STREAM]], least = w->least[option];
        if (w->remaining[row[OPTION_STREAM]] == 0) continue;
        if (from == a || row[OPTION_BLOCKED] == UNTIL_TIES_ALLOW) row[OPTION_BLOCKED] = 0;
        int unknown = from == a || s->ties > 0;
        num k = row[OPTION_ARRIVAL] > soonest ? batch : w->counts[BATCHES];
        for (; !unknown && k < w->counts[BATCHES]; k++) {
            unknown = comes_sooner(s, rule, row, w->batches + k * BATCH_FIELDS);
        }
        w->least[kept] = unknown && !row[OPTION_BLOCKED] ? UNKNOWN : least;
        if (kept < option) copy(option_row(w, kept), row, OPTION_FIELDS);
        kept++;
    }
    w->counts[OPTIONS] = kept;
    find_fronts(w);
}

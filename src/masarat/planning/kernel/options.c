/* Scores hardly ever fall: what is occupied stays so, and vehicles that are taken come back later than
   others are free. So what a score was is mostly less than what it is, and only the options of which
   it is least are looked at again (as in Minoux's 1978 lazy greedy algorithm). What may lower a score
   makes it unknown: a convoy from the same assembly point, one that links wait for, and vehicles that
   could come sooner than the first one did. */
#include "options.h"

#include "arrays.h"
#include "score.h"

static const num UNKNOWN = -4 * FAR, NEVER = 4 * FAR;

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
}

void ask_again(Work *w) {
    for (num option = 0; option < w->counts[OPTIONS]; option++) {
        if (!option_row(w, option)[OPTION_BLOCKED]) w->least[option] = UNKNOWN;
    }
}

static num least_option(const Work *w) {
    num least = 0;
    for (num k = 1; k < w->counts[OPTIONS]; k++) {
        if (w->least[k] < w->least[least]) least = k;
    }
    return least;
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
        w->least[option] = now.value;
        row[OPTION_ARRIVAL] = now.arrival;
        row[OPTION_ASKED] = turn;
    }
    return -1;
}

void block_option(Work *w, num option, num why) {
    option_row(w, option)[OPTION_BLOCKED] = why;
    w->least[option] = NEVER;
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
    num kept = 0;
    for (num option = 0; option < w->counts[OPTIONS]; option++) {
        num *row = option_row(w, option), from = s->s_a[row[OPTION_STREAM]], least = w->least[option];
        if (w->remaining[row[OPTION_STREAM]] == 0) continue;
        if (from == a || row[OPTION_BLOCKED] == 2) row[OPTION_BLOCKED] = 0;
        int unknown = from == a || s->links > 0;
        for (num k = batch; !unknown && k < w->counts[BATCHES]; k++) {
            unknown = comes_sooner(s, rule, row, w->batches + k * BATCH_FIELDS);
        }
        w->least[kept] = unknown && !row[OPTION_BLOCKED] ? UNKNOWN : least;
        if (kept < option) copy(option_row(w, kept), row, OPTION_FIELDS);
        kept++;
    }
    w->counts[OPTIONS] = kept;
}

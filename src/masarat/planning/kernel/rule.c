#include "rule.h"

#include "arrays.h"
#include "convoy.h"
#include "options.h"
#include "score.h"

int is_among(const num *streams, num used, num stream) {
    for (num part = 0; part < used; part++) {
        if (streams[part] == stream) return 1;
    }
    return 0;
}

num vehicles_needed(const Static *s, const Work *w, num line, num stream) {
    num room = 1;
    for (num kind = 0; kind < s->kinds; kind++) {
        if (s->serves[kind * s->lines + line]) room = at_least(room, s->room[kind * s->streams + stream]);
    }
    return ceil_div(w->remaining[stream], room);
}

/* The same with the smallest of the kinds that suit. */
static num vehicles_at_most(const Static *s, const Work *w, const Rule *rule, num line, num stream) {
    num room = FAR;
    for (num kind = 0; kind < s->kinds; kind++) {
        num pair = kind * s->streams + stream;
        if (!s->room[pair] || !s->serves[kind * s->lines + line] || rule->late[pair]) continue;
        room = at_most(room, s->room[pair]);
    }
    return room < FAR ? ceil_div(w->remaining[stream], room) : vehicles_needed(s, w, line, stream);
}

/* How many vehicles the rule sends on a line at once. Where little would remain for a convoy of its
   own, which takes a headway all the same, it goes with this one. */
static num usual_size(const Static *s, const Work *w, const Rule *rule, num line, num stream) {
    num size = rule->caps[line], all = 0;
    for (num other = 0; rule->even && other < s->streams; other++) {
        if (s->s_a[other] != s->line_a[line] || w->remaining[other] == 0) continue;
        if (rule->prefer[other * s->lines + line]) all += vehicles_at_most(s, w, rule, line, other);
    }
    if (all > size && 2 * all <= 3 * size) size = at_most(all, s->largest[s->line_c[line]]);
    for (num kind = 0; kind < s->kinds; kind++) {
        if (s->alone[kind] && s->room[kind * s->streams + stream]) {
            size = at_least(size, s->kind_largest[kind]);
        }
    }
    return size;
}

/* Choose the next option, and what goes with it; -1 when nobody can be moved any more. */
static num choose(const Static *s, const Begin *b, Work *w, const Rule *rule, int anywhere,
                  num *streams, num *vehicles) {
    num option = best_option(s, b, w, rule, anywhere);
    for (num k = 0; k < PARTS; k++) {
        streams[k] = -1;
        vehicles[k] = 0;
    }
    if (option < 0) return -1;
    num line = option_row(w, option)[OPTION_LINE];
    streams[0] = option_row(w, option)[OPTION_STREAM];
    num size = usual_size(s, w, rule, line, streams[0]);
    for (num part = 0; part < PARTS && size > 0; part++) {
        num best = 3 * FAR;
        for (num stream = 0; part > 0 && stream < s->streams; stream++) {
            if (s->s_a[stream] != s->line_a[line] || w->remaining[stream] == 0) continue;
            if (is_among(streams, part, stream)) continue;
            num value = score(s, b, w, rule, line, stream).value;
            if (value >= best) continue;
            best = value;
            streams[part] = stream;
        }
        if (streams[part] < 0) break;
        num needed = rule->even ? vehicles_at_most(s, w, rule, line, streams[part])
                                : vehicles_needed(s, w, line, streams[part]);
        vehicles[part] = at_most(size, needed);
        size -= vehicles[part];
    }
    return option;
}

/* Lines that the fluid program uses, then all lines; in the end what ties do not allow, with fewer
   people aboard. */
enum { USUAL, ANYWHERE, FEWER };

/* Ask for so many vehicles of the first stream, and for none of those that go with it. */
static void ask_only(num *vehicles, num count) {
    fill(vehicles, 0, PARTS);
    vehicles[0] = count;
}

/* Send what an option and those that go with it ask for, or less where ties want it. */
static int send_option(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, int stage,
                       const num *streams, num *vehicles) {
    if (stage == FEWER) ask_only(vehicles, 1); /* as few as a convoy may have */
    for (;;) {
        int sent = send(s, b, w, line, streams, vehicles, rule, rule->patience, stage == FEWER);
        if (sent != TIED || vehicles[0] <= 1) return sent;
        ask_only(vehicles, vehicles[0] / 2);
    }
}

int send_by_rule(const Static *s, const Begin *b, Work *w, const Rule *rule) {
    num streams[PARTS], vehicles[PARTS];
    int stage = USUAL;
    list_options(s, w);
    for (;;) {
        num option = choose(s, b, w, rule, stage, streams, vehicles), batch = w->counts[BATCHES];
        if (option < 0) {
            if (stage++ == FEWER) return 0;
            ask_again(w, stage == FEWER);
            continue;
        }
        num line = option_row(w, option)[OPTION_LINE];
        int sent = send_option(s, b, w, rule, line, stage, streams, vehicles);
        if (sent == SENT && stage == FEWER) return 1;
        if (sent == SENT) renew_options(s, w, rule, s->line_a[line], batch);
        else block_option(w, option, sent == TIED ? UNTIL_TIES_ALLOW : UNTIL_ONE_LEAVES_HERE);
    }
}

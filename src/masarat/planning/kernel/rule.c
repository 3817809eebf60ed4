#include "rule.h"

#include "arrays.h"
#include "choosing.h"
#include "convoy.h"
#include "deadline.h"
#include "vehicles.h"

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

/* What counts for or against a stream's line whenever it can depart: long trips and urgent people
   come earlier; where progress is to be even, what is ahead of its share comes later. */
static num handicap(const Static *s, const Work *w, const Rule *rule, num line, num stream, num people) {
    num out = s->out[line * s->destinations + s->s_d[stream]], pair = stream * s->lines + line;
    num trip = s->access[line] + s->inside[s->line_c[line]] + out, rank = s->s_rank[stream];
    num value = rule->rank_minutes * 100 * rank - rule->long_first * trip;
    if (!rule->even) return value;
    if (!rule->prefer[pair]) value += rule->detour * 100;
    if (rank + 1 < w->ranks) return value; /* the urgent go as soon as they can */
    num share = rule->share[pair], due = rule->finish;
    if (share > 0) {
        due = due * (w->sent[pair] * 100 + rule->turn[pair] * at_most(people, share)) / (share * 100);
    }
    return value + rule->even * due;
}

/* When a convoy of the usual size could leave (enter the corridor, where progress is to be even), as
   far as the first vehicle's arrival tells, with its handicap. Anything that cannot be below `best`
   is as good as any other: vehicles are not free before `soonest`. */
static num score(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, num stream,
                 num soonest, num best) {
    num c = s->line_c[line], out = s->out[line * s->destinations + s->s_d[stream]];
    if (out >= FAR) return 4 * FAR;
    num size = at_most(rule->caps[line], vehicles_needed(s, w, line, stream));
    if (s->per_hour[c] > 0) size = at_most(size, s->per_hour[c]);
    num room = ceil_div(w->remaining[stream], vehicles_needed(s, w, line, stream));
    num way = rule->even ? s->access[line] : 0;
    num value = handicap(s, w, rule, line, stream, size * room);
    if (value + (at_least(soonest, s->s_ready[stream]) + way) * 100 >= best) return 4 * FAR;
    Choice choice = first_vehicle(s, b, w, rule, line, stream, -1, 0);
    if (choice.kind < 0) return 4 * FAR;
    num ready = at_least(choice.arrival, s->s_ready[stream]) + s->load[choice.kind];
    if (value + (ready + way) * 100 >= best) return 4 * FAR;
    num depart = departure_of(s, b, w, line, stream, size, choice, ready);
    if (depart >= FAR - 1) depart = s->end; /* another size or a slower companion may fit */
    return value + (depart + way) * 100;
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

/* Choose the next line and its streams; -1 when nobody can be moved any more. */
static num choose(const Static *s, const Begin *b, Work *w, const Rule *rule, int anywhere,
                  num *streams, num *vehicles) {
    num line = -1, best = 3 * FAR, soonest = soonest_free(s, b, w);
    for (num k = 0; k < PARTS; k++) {
        streams[k] = -1;
        vehicles[k] = 0;
    }
    for (num stream = 0; stream < s->streams; stream++) {
        if (w->remaining[stream] == 0) continue;
        for (num n = 0; n < s->lines; n++) {
            num pair = stream * s->lines + n;
            if (s->line_a[n] != s->s_a[stream] || w->blocked[pair]) continue;
            if (!anywhere && !rule->prefer[pair] && !rule->detour) continue;
            num value = score(s, b, w, rule, n, stream, soonest, best);
            if (value < best) {
                best = value;
                line = n;
                streams[0] = stream;
            }
        }
    }
    if (line < 0) return -1;
    num size = usual_size(s, w, rule, line, streams[0]);
    for (num part = 0; part < PARTS && size > 0; part++) {
        if (part > 0) best = 3 * FAR;
        for (num stream = 0; part > 0 && stream < s->streams; stream++) {
            if (s->s_a[stream] != s->line_a[line] || w->remaining[stream] == 0) continue;
            if (is_among(streams, part, stream)) continue;
            num value = score(s, b, w, rule, line, stream, soonest, best);
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
    return line;
}

/* After a convoy from point `a`, others of that point and linked ones may be possible. */
static void unblock(const Static *s, Work *w, num a) {
    for (num stream = 0; stream < s->streams; stream++) {
        num *blocked = w->blocked + stream * s->lines;
        if (s->s_a[stream] != a && s->links == 0) continue;
        for (num n = 0; n < s->lines; n++) {
            if (blocked[n] == 2 || s->line_a[n] == a) blocked[n] = 0;
        }
    }
}

/* A stream's line that cannot be used is blocked: for good (1), or until the links allow it (2). */
void send_by_rule(const Static *s, const Begin *b, Work *w, const Rule *rule) {
    num streams[PARTS], vehicles[PARTS];
    int anywhere = 0;
    fill(w->blocked, 0, s->streams * s->lines);
    for (;;) {
        num line = choose(s, b, w, rule, anywhere, streams, vehicles);
        if (line < 0 && anywhere) return;
        if (line < 0) {
            anywhere = 1;
            continue;
        }
        int sent = send(s, b, w, line, streams, vehicles, rule, rule->patience);
        while (sent == LINKED && vehicles[0] > 1) {
            vehicles[0] /= 2;
            vehicles[1] = vehicles[2] = 0;
            sent = send(s, b, w, line, streams, vehicles, rule, rule->patience);
        }
        if (sent != SENT) {
            w->blocked[streams[0] * s->lines + line] = sent == LINKED ? 2 : 1;
            continue;
        }
        unblock(s, w, s->line_a[line]);
    }
}

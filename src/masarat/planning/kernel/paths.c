/* Paths of a vehicle through places and minutes: its loads in turn, each boarded as soon as the
   vehicle stands there and somebody is ready. Unlike in worths.c, what a load is worth depends on
   when it is boarded, and some are closed: NOTHING.

   A path remembers, as one of `states` numbers m, how often it was at those places that it may
   visit so many times only; place_next says what it remembers after one visit more, -1 if there
   may be none. Tables have rows for those minutes and places only at which an open load boards
   (boards[t][s]) or arrives (comes[t][d]): home is the most that can be collected from standing at
   source s at minute t on, away from arriving at shelter d; stand and arrived are the most that can
   have been collected at exactly that minute. */
#include "fields.h"

#include <string.h>

#define NOTHING (-((num)1 << 60))

static num boarding(const Paths *p, num t, num s) { return at_least(t, p->ready[s]); }

/* What is remembered after a load; -1 if there may not be one. */
static num after(const Paths *p, num s, num d, num m) {
    num at = p->source_next[s * p->states + m];
    return at < 0 ? at : p->shelter_next[d * p->states + at];
}

/* Number what is marked; returns how many there are. */
static num number(num *marks, num count) {
    num row = 0;
    for (num i = 0; i < count; i++) marks[i] = marks[i] ? row++ : -1;
    return row;
}

/* Number where and when open loads board and arrive; returns the rows that tables need. */
EXPORT num number_rows(Paths *p) {
    num sources = p->sources, shelters = p->shelters, steps = p->steps + 1;
    memset(p->boards, 0, (size_t)(steps * sources) * sizeof(num));
    memset(p->comes, 0, (size_t)(steps * shelters) * sizeof(num));
    for (num i = 0; i < steps * sources; i++) {
        num t = i / sources, s = i % sources, *value = p->value + i * shelters;
        for (num d = 0; d < shelters; d++) {
            num then = t + p->ride[s * shelters + d];
            if (value[d] == NOTHING) continue;
            if (then > p->steps) value[d] = NOTHING;
            else p->boards[i] = p->comes[then * shelters + d] = 1;
        }
    }
    return at_least(number(p->boards, steps * sources), number(p->comes, steps * shelters));
}

/* The row of a minute and place; -1 if no open load boards or arrives there. */
static num board_row(const Paths *p, num t, num s) { return p->boards[t * p->sources + s]; }
static num come_row(const Paths *p, num t, num d) { return p->comes[t * p->shelters + d]; }

/* The row where a vehicle boards that can stand at a source from a minute on, or -1. */
static num next_row(const Paths *p, num t, num s) {
    if (t > p->steps || (t = boarding(p, t, s)) > p->steps) return -1;
    return board_row(p, t, s);
}

/* Whether a load changes nothing that is remembered. */
static num forgets(const Paths *p, num s, num d) {
    return p->source_next[s * p->states] == 0 && p->shelter_next[d * p->states] == 0;
}

/* Let each state go on as `with` does where that and `more` is better; NOTHING never is. */
static void best_of(num *restrict best, num *restrict pick, num states, const num *restrict with,
                    num more, num name) {
    for (num m = 0; m < states; m++) {
        num worth = with[m] + more, better = worth > best[m];
        best[m] = better ? worth : best[m];
        pick[m] = better ? name : pick[m];
    }
}

static void look_from_source(Paths *p, num t, num s) {
    num shelters = p->shelters, states = p->states, at = board_row(p, t, s) * states;
    num *home = p->home + at, *pick = p->home_pick + at;
    const num *value = p->value + (t * p->sources + s) * shelters;
    for (num m = 0; m < states; m++) home[m] = NOTHING;
    for (num d = 0; d < shelters; d++) {
        if (value[d] == NOTHING) continue;
        const num *away = p->away + come_row(p, t + p->ride[s * shelters + d], d) * states;
        if (forgets(p, s, d)) {
            best_of(home, pick, states, away, value[d], d);
            continue;
        }
        for (num m = 0; m < states; m++) {
            num next = after(p, s, d, m);
            if (next < 0 || value[d] + away[next] <= home[m]) continue;
            home[m] = value[d] + away[next];
            pick[m] = d;
        }
    }
}

static void look_from_shelter(Paths *p, num t, num d) {
    num sources = p->sources, states = p->states, at = come_row(p, t, d) * states;
    num *away = p->away + at, *pick = p->away_pick + at;
    for (num m = 0; m < states; m++) {
        away[m] = 0;
        pick[m] = -1;
    }
    for (num s = 0; s < sources; s++) {
        num row = next_row(p, t + p->turn[d * sources + s], s), hop = p->hop[d * sources + s];
        if (row < 0) continue;
        best_of(away, pick, states, p->home + row * states, hop, s);
    }
}

/* Returns the most that one vehicle can collect, at least 0. Asks for numbers of rows. */
EXPORT num path_worths(Paths *p) {
    num sources = p->sources, shelters = p->shelters;
    for (num t = p->steps; t >= 0; t--) {
        for (num s = 0; s < sources; s++)
            if (board_row(p, t, s) >= 0) look_from_source(p, t, s);
        for (num d = 0; d < shelters; d++)
            if (come_row(p, t, d) >= 0) look_from_shelter(p, t, d);
        /* a turn of no minutes leads to where the same minute was looked at already */
    }
    num best = 0;
    p->first_pick[0] = -1;
    for (num s = 0; s < sources; s++) {
        num row = next_row(p, p->start[s], s);
        num worth = row < 0 ? NOTHING : p->home[row * p->states];
        if (worth == NOTHING) continue;
        worth += p->first[s];
        if (worth > best) {
            best = worth;
            p->first_pick[0] = s;
        }
    }
    return best;
}

static void raise(num *place, num worth) {
    if (worth > *place) *place = worth;
}

/* Carry what can have been collected on arrival at a shelter over to all sources. */
static void turn_around(Paths *p, num t, num d) {
    num sources = p->sources, states = p->states;
    const num *had = p->arrived + come_row(p, t, d) * states;
    for (num s = 0; s < sources; s++) {
        num row = next_row(p, t + p->turn[d * sources + s], s), hop = p->hop[d * sources + s];
        if (row < 0) continue;
        num *stand = p->stand + row * states;
        for (num m = 0; m < states; m++)
            if (had[m] != NOTHING) raise(stand + m, had[m] + hop);
    }
}

/* Take a load, where that can lead to `least`; returns whether it can. */
static num take(Paths *p, num t, num s, num d, num least) {
    num states = p->states, value = p->value[(t * p->sources + s) * p->shelters + d], some = 0;
    num to = come_row(p, t + p->ride[s * p->shelters + d], d) * states;
    const num *had = p->stand + board_row(p, t, s) * states;
    for (num m = 0; m < states; m++) {
        num next = had[m] == NOTHING ? -1 : after(p, s, d, m);
        if (next < 0 || had[m] + value + p->away[to + next] < least) continue;
        raise(p->arrived + to + next, had[m] + value);
        some = 1;
    }
    return some;
}

/* Close the loads with which no path collects at least `least`; returns how many are closed anew.
   Asks for the tables of path_worths. */
EXPORT num close_loads(Paths *p, num least) {
    num sources = p->sources, shelters = p->shelters, closed = 0;
    for (num i = 0; i < p->rows * p->states; i++) p->stand[i] = p->arrived[i] = NOTHING;
    for (num s = 0; s < sources; s++) {
        num row = next_row(p, p->start[s], s);
        if (row >= 0) raise(p->stand + row * p->states, p->first[s]);
    }
    for (num t = 0; t <= p->steps; t++) {
        for (num d = 0; d < shelters; d++)
            if (come_row(p, t, d) >= 0) turn_around(p, t, d);
        for (num s = 0; s < sources; s++) {
            num *value = p->value + (t * sources + s) * shelters;
            for (num d = 0; d < shelters; d++) {
                if (value[d] == NOTHING || take(p, t, s, d, least)) continue;
                value[d] = NOTHING;
                closed++;
            }
        }
    }
    return closed;
}

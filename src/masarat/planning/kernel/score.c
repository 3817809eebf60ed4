#include "score.h"

#include "choosing.h"
#include "deadline.h"
#include "rule.h"

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
    return value + rule->even * due + 100 * rule->later[s->line_c[line]];
}

Score score(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, num stream) {
    const Score never = {4 * FAR, FAR};
    num c = s->line_c[line], needed = vehicles_needed(s, w, line, stream);
    if (s->out[line * s->destinations + s->s_d[stream]] >= FAR) return never;
    Choice choice = first_vehicle(s, b, w, rule, line, stream, -1, 0);
    if (choice.kind < 0) return never;
    num size = at_most(rule->caps[line], needed);
    if (s->per_hour[c] > 0) size = at_most(size, s->per_hour[c]);
    num ready = at_least(choice.arrival, s->s_ready[stream]) + s->load[choice.kind];
    num depart = departure_of(s, b, w, line, stream, size, choice, ready);
    if (depart >= FAR - 1) depart = s->end; /* another size or a slower companion may fit */
    num room = ceil_div(w->remaining[stream], needed), way = rule->even ? s->access[line] : 0;
    num value = handicap(s, w, rule, line, stream, size * room) + (depart + way) * 100;
    return (Score){value, choice.arrival + rule->late[choice.kind * s->streams + stream]};
}

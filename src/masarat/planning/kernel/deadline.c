#include "deadline.h"

#include "arrays.h"
#include "rule.h"
#include "timing.h"

num departure_of(const Static *s, const Begin *b, Work *w, num line, num stream, num size,
                 Choice choice, num ready) {
    num c = s->line_c[line], pair = line * s->destinations + s->s_d[stream];
    Group g = {line, c, s->line_a[line], size, s->pace[choice.kind], 0, 0, ready};
    g.onward = s->out[g.pace * s->lines * s->destinations + pair];
    g.busy = exit_minute(s, &g, 0) + (s->is_open[c] ? g.onward : 0) + s->back[pair];
    fill(w->tie_amount, 0, s->ties);
    return departure(s, b, w, &g, ready).depart;
}

static num usual_now(const Static *s, const Work *w, const Rule *rule, num line) {
    num all = 0;
    for (num stream = 0; stream < s->streams && all < rule->caps[line]; stream++) {
        if (s->s_a[stream] != s->line_a[line] || w->remaining[stream] == 0) continue;
        all += vehicles_needed(s, w, line, stream);
    }
    return at_most(all, rule->caps[line]);
}

Deadline deadline_of(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, num stream) {
    num size = usual_now(s, w, rule, line), bays = s->bays[s->line_a[line]];
    if (bays == 0) bays = at_least(size, 1);
    Choice choice = first_vehicle(s, b, w, rule, line, stream, -1, 0);
    if (choice.kind < 0) return (Deadline){FAR, size, bays, 0};
    num load = s->load[choice.kind], waves = at_least(ceil_div(size, bays), 1);
    num ready = at_least(choice.arrival, s->s_ready[stream]) + waves * load;
    num depart = departure_of(s, b, w, line, stream, size, choice, ready);
    return (Deadline){at_least(depart, ready) - load, size, bays, load};
}

num due_at(Deadline deadline, num number) {
    return deadline.minute - at_least(deadline.size - 1 - number, 0) / deadline.bays * deadline.load;
}

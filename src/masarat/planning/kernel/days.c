/* The best day of a vehicle when every ride has a value and, by the minute, a cost: a longest path
   backwards in time.

   home[a][t] is the most that a vehicle can still collect that stands empty at assembly point a at
   step t; away[d][t] the same for one that has just arrived at destination d. Types are sorted by
   assembly point. */
#include "fields.h"

EXPORT num best_days(Days *p) {
    num width = p->steps + 1;
    for (num t = p->steps; t >= 0; t--) {
        for (num a = 0; a < p->points; a++) {
            num *home = p->home + a * width, *pick = p->home_pick + a * width;
            num best = t < p->steps ? home[t + 1] : 0, chosen = -1;
            for (num k = p->type_first[a]; k < p->type_first[a + 1]; k++) {
                num arrive = t + p->type_length[k];
                if (arrive > p->steps) continue;
                num cost = p->costs[p->type_cost[k] * p->cost_width + (p->cost_width > 1 ? t : 0)];
                num value = p->type_value[k] - cost + p->away[p->type_d[k] * width + arrive];
                if (value <= best || !p->masks[p->type_mask[k] * width + t]) continue;
                best = value;
                chosen = k;
            }
            home[t] = best;
            pick[t] = chosen;
        }
        for (num d = 0; d < p->destinations; d++) {
            num best = 0, chosen = -1;
            for (num a = 0; a < p->points; a++) {
                num turn = p->turn[d * p->points + a];
                if (t + turn > p->steps) continue;
                num value = p->home[a * width + t + turn];
                if (value > best) {
                    best = value;
                    chosen = a;
                }
            }
            p->away[d * width + t] = best;
            p->away_pick[d * width + t] = chosen;
        }
    }
    return 0;
}

/* The best day of a vehicle when every ride has a value and, by the minute, a cost: a longest path
   backwards in time.

   home[a][t] is the most that a vehicle can still collect that stands empty at assembly point a at
   step t; away[d][t] the same for one that has just arrived at destination d. Types are sorted by
   assembly point. */
#include "days.h"

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
            turn_back(p->steps, p->points, p->then + t * p->turns, p->turn, p->home, p->away,
                      p->away_pick, d, t);
        }
    }
    return 0;
}

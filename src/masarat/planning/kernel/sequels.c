/* The best day of a vehicle (days.c) where many ride types share what follows their entry into a
   corridor: what can be had from an entry on is asked once for all places and kinds of boarding.

   reach[b][t] is the most from an entry at step t on; a family's part of it begins with what an entry
   after a boarding at step 0 would bring. Nothing is reached after the last step. */
#include "days.h"

#define NEVER (-((num)1 << 61)) /* worth less than anything */

/* What a sequel is worth from an entry at step t on. */
static num beyond(const Sequels *p, num sequel, num t) {
    num arrive = t + p->sequel_rest[sequel], width = p->steps + 1;
    if (arrive > p->steps || !p->masks[p->sequel_mask[sequel] * width + t]) return NEVER;
    return p->away[p->sequel_d[sequel] * width + arrive] -
           p->costs[p->sequel_cost[sequel] * p->cost_width + (p->cost_width > 1 ? t : 0)];
}

static num best_sequel(const Sequels *p, num bundle, num t) {
    num best = p->bundle_first[bundle];
    for (num sequel = best + 1; sequel < p->bundle_first[bundle + 1]; sequel++) {
        if (beyond(p, sequel, t) > beyond(p, best, t)) best = sequel;
    }
    return best;
}

EXPORT num sequel_days(Sequels *p) {
    num width = p->steps + 1;
    for (num t = p->steps; t >= 0; t--) {
        for (num bundle = 0; bundle < p->bundles; bundle++) {
            p->reach[bundle * p->width + t] = beyond(p, best_sequel(p, bundle, t), t);
        }
        for (num a = 0; a < p->points; a++) {
            num *home = p->home + a * width, *pick = p->home_pick + a * width;
            num best = t < p->steps ? home[t + 1] : 0, chosen = -1;
            for (num k = p->family_first[a]; k < p->family_first[a + 1]; k++) {
                num value = p->family_value[k] + p->reach[p->family_reach[k] + t];
                if (value <= best) continue;
                best = value;
                chosen = k;
            }
            home[t] = best;
            pick[t] = -1;
            if (chosen < 0) continue;
            num bundle = p->family_reach[chosen] / p->width;
            num sequel = best_sequel(p, bundle, t + p->family_reach[chosen] % p->width);
            pick[t] = p->family_type[chosen] + sequel - p->bundle_first[bundle];
        }
        for (num d = 0; d < p->destinations; d++) {
            turn_back(p->steps, p->points, p->then + t * p->turns, p->turn, p->home, p->away,
                      p->away_pick, d, t);
        }
    }
    return 0;
}

/* What a vehicle can still collect within t steps when every load has a value: a longest path over
   the time that is left.

   stand[t][s] counts from standing empty at source s, arrived[t][d] from arriving at shelter d. One
   table answers for every number of steps up to its last. */
#include "fields.h"

EXPORT num tour_worths(Worths *p) {
    for (num t = 0; t <= p->steps; t++) {
        num *stand = p->stand + t * p->sources, *s_pick = p->stand_pick + t * p->sources;
        for (num s = 0; s < p->sources; s++) {
            num best = 0, chosen = -1;
            for (num d = 0; d < p->shelters; d++) {
                num left = t - p->ride[s * p->shelters + d];
                if (left < 0) continue;
                num worth = p->value[s * p->shelters + d] + p->arrived[left * p->shelters + d];
                if (worth > best) {
                    best = worth;
                    chosen = d;
                }
            }
            stand[s] = best;
            s_pick[s] = chosen;
        }
        num *arrived = p->arrived + t * p->shelters, *a_pick = p->arrived_pick + t * p->shelters;
        for (num d = 0; d < p->shelters; d++) {
            num best = 0, chosen = -1;
            for (num s = 0; s < p->sources; s++) {
                num left = t - p->turn[d * p->sources + s];
                if (left >= 0 && p->stand[left * p->sources + s] > best) {
                    best = p->stand[left * p->sources + s];
                    chosen = s;
                }
            }
            arrived[d] = best;
            a_pick[d] = chosen;
        }
    }
    return 0;
}

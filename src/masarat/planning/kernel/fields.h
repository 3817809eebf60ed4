/* The structures that pass between Python and the kernels, each field named once.

   N is one number, A an array of int64 in C order (its dimensions behind it). The library tells
   Python these lists (kernel_fields), so that the two sides cannot drift apart. */
#ifndef MASARAT_FIELDS_H
#define MASARAT_FIELDS_H

#include <stdint.h>

typedef int64_t num;

#define FAR ((num)1 << 40) /* beyond every horizon: "cannot be driven", "never" */

/* What never changes during a search. */
#define STATIC_FIELDS(N, A) \
    N(paces) N(kinds) N(spots) N(points) N(destinations) N(streams) N(lines) N(corridors) \
    N(checkpoints) N(groups) N(ties) N(stop_width) N(pool_width) N(window_width) \
    N(q_window_width) N(suspension_width) N(way_width) N(back_width) N(most_bays) \
    N(end) N(aboard_limit) N(small_last) N(plain_returns) \
    A(load) /* kind */ A(unload) A(pace) A(alone) A(kind_smallest) A(kind_largest) A(one_way) \
    A(d_room) /* destination */ A(s_free) /* stream: may go elsewhere */ \
    A(s_group) /* stream */ A(s_a) A(s_d) A(s_rank) A(s_ready) A(s_unit) \
    A(room) /* kind, stream: in whole units */ A(seats) /* kind, stream: with a smaller unit */ \
    A(first_line) /* assembly point, and one more */ A(line_a) /* line */ A(line_c) \
    A(access) /* pace, line */ A(out) /* pace, line, destination */ \
    A(back) /* line, destination */ A(serves) /* kind, line */ \
    A(most) /* kind, line, destination: vehicles in a convoy that takes people there */ \
    A(inside) /* pace, corridor */ A(is_open) /* corridor */ A(headway) A(smallest) A(largest) \
    A(per_hour) A(windows) /* corridor, number, from|until */ \
    A(stop_q) /* corridor, number */ A(stop_at) /* pace, corridor, number */ \
    A(pools) /* corridor, number */ \
    A(lanes) /* checkpoint */ A(inspect) A(q_windows) /* checkpoint, number, from|until */ \
    A(bays) /* assembly point */ A(d_ready) /* destination */ \
    A(suspensions) /* number, from|until */ \
    A(empty) /* kind, spot, assembly point */ \
    A(way_c) /* kind, spot, assembly point, number; -2: one place, no trip */ \
    A(way_total) A(way_before) A(way_inside) A(way_bound) A(back_q) /* corridor, number */ A(back_at) /* pace, corridor, number */ \
    A(back_where) /* corridor, number: where empty vehicles enter, inside, or where they leave */ \
    A(tie) /* a bound on weighted departures of a linked operation, group */ A(tie_limit) /* tie */

/* The state from which dispatching begins. */
#define BEGIN_FIELDS(N, A) \
    N(vehicles) N(now) N(team_width) N(entry_width) N(busy_width) N(tie_width) N(tie_count) \
    A(free) /* vehicle */ A(kind) A(spot) A(remaining) /* stream */ \
    A(team_free) /* pool, team */ N(pool_count) \
    A(entries) /* corridor, number, minute|vehicles */ A(entry_count) \
    A(busy) /* checkpoint, number, start|until */ A(busy_count) \
    A(last_depart) /* assembly point */ \
    A(tie_time) A(tie_value) /* tie, event */ \
    A(clearance) /* rank */

/* A dispatch list: convoys to form, in this order, each from up to PARTS streams. */
#define JOB_FIELDS(N, A) \
    N(capacity) N(streams) N(open) /* whether the rule is to go on from here */ \
    A(count) /* one number */ A(people) /* stream */ A(line) A(stream) /* job, part */ A(vehicles) \
    A(depart) /* when the job's convoy left, where that is known */

/* How the rule forms convoys when the list is used up. */
#define RULE_FIELDS(N, A) \
    N(patience) N(wait) N(long_first) N(rank_minutes) A(caps) /* line */ A(prefer) /* stream, line */ \
    N(even) N(detour) A(later) /* corridor */ N(finish) A(share) /* stream, line: people */ \
    A(turn) /* stream, line: percent */ \
    A(late) /* kind, stream: minutes */ N(close)

/* Scratch space and results of one dispatch. */
#define WORK_FIELDS(N, A) \
    N(ranks) N(dusk) /* who arrives later is a straggler */ N(ride_capacity) N(entry_capacity) N(busy_capacity) N(tie_capacity) \
    A(free) A(queue) /* kind, spot + 1, vehicle */ A(head) A(tail) A(remaining) \
    N(bay_capacity) N(team_capacity) \
    A(bay_use) /* assembly point, row, minute|level */ A(bay_rows) \
    A(team_use) /* pool, row, minute|level */ A(team_rows) \
    A(entries) A(entry_count) A(busy) A(busy_count) A(last_depart) \
    A(tie_time) A(tie_total) /* tie, event: the sum until then */ A(tie_amount) A(deferred) \
    A(last_job) /* stream */ A(owed) /* stream */ A(options) /* option, option field */ \
    A(least) /* option: score */ A(front) /* block of options */ \
    A(sent) /* stream, line: people */ \
    A(chosen) /* position, batch field */ A(picked) /* position: vehicle */ \
    A(batches) /* batch, batch field */ A(driven) /* ride: vehicle */ \
    A(convoys) /* convoy, convoy field */ A(formed_stream) /* convoy, part */ A(formed_vehicles) \
    A(counts) A(trace) /* one number: the convoys so far, in whatever order */ \
    A(clearance) /* rank */ A(left) A(sums)

/* What is kept of a list's dispatch: states before some of its jobs, each in a place of the store, what
   later lists are compared with before every job, and what came out. */
#define MARKS_FIELDS(N, A) \
    N(most) N(room) /* of a place */ N(reach) /* percent of a list: its last jobs */ \
    A(count) /* one number */ A(from) A(every) A(job) /* place: 0 for none */ A(store) \
    A(people) /* stream */ A(last_job) A(pace) /* job: person-minutes before it */ A(waiting) /* job: people */ \
    A(trace) /* job: the convoys before it */ A(owed) /* job: what earlier ones owe */ \
    A(cost) /* of the table, and without stragglers */ A(sent) A(convoys) /* convoy, convoy field */ \
    A(formed_stream) /* convoy, part */ A(formed_vehicles)

/* Search parameters and its memory. */
#define SEARCH_FIELDS(N, A) \
    N(steps) N(cycle_steps) N(hot) N(cold) N(step_from) N(reach) /* percent of a list: its last jobs */ \
    A(left) /* rank: what a person who is left weighs */ \
    A(weights) /* rank, then: clearance, person-minutes per 1000, fleet-minutes per 1000 */ \
    N(straggler) /* what one weighs */ A(state) /* 4 */ \
    A(cost) /* current, lead, best: the last without stragglers */ A(lag) /* what is given up, in person-minutes; seen */

/* The days of one kind of vehicle: ride types with their values, and what the best day collects. */
#define DAYS_FIELDS(N, A) \
    N(steps) N(points) N(destinations) N(cost_width) /* steps, or one for all of them */ \
    A(type_d) A(type_length) A(type_value) A(type_mask) A(type_cost) \
    A(type_first) /* assembly point */ A(masks) /* mask, step */ A(costs) /* cost, step */ \
    N(turns) A(turn) /* destination, assembly point: number of a turn */ \
    A(then) /* step of arrival, turn: step at which a vehicle stands empty */ \
    A(home) /* assembly point, step */ A(away) /* destination, step */ A(home_pick) A(away_pick)

/* The same where many ride types share what follows their entry into a corridor: a *sequel* is one way
   on from there, a *bundle* the sequels that a *family* of ride types (one for each sequel) chooses from. */
#define SEQUELS_FIELDS(N, A) \
    N(steps) N(points) N(destinations) N(bundles) N(width) /* of `reach` */ \
    A(bundle_first) A(sequel_d) A(sequel_rest) /* from entry to arrival, at least 1 */ \
    A(sequel_mask) A(sequel_cost) N(cost_width) /* steps, or one for all of them */ \
    A(masks) /* mask, step of entry */ A(costs) /* cost, step of entry */ \
    A(family_first) /* assembly point */ A(family_reach) /* where its part of `reach` begins */ \
    A(family_value) A(family_type) /* its first ride type */ \
    N(turns) A(turn) A(then) /* as above */ \
    A(reach) /* bundle, step of entry */ \
    A(home) /* assembly point, step */ A(away) /* destination, step */ A(home_pick) A(away_pick)

/* What ride types are charged by minute of boarding: `tariffs` say what a use costs by its beginning. */
#define CHARGES_FIELDS(N, A) \
    N(rides) N(width) /* minutes of boarding */ N(tariff_width) \
    A(first) /* ride: of its uses */ A(size) A(common) A(own) A(shared) /* use */ A(offset) A(row) \
    A(tariffs) /* row, minute */ A(sum) /* minute */ A(charge) /* ride, minute */

/* Vehicles that never meet: what rotations take. A load is what one vehicle carries. */
#define ROUNDS_FIELDS(N, A) \
    N(vehicles) N(kinds) N(sources) N(shelters) N(width) \
    A(kind) /* vehicle */ A(start) /* kind, source: minute at which a vehicle can stand there */ \
    A(ride) /* kind, source, shelter: from boarding to arrival */ \
    A(turn) /* kind, shelter, source: from arrival to standing there */ \
    A(ready) /* source */ A(loads) A(room) /* shelter */

/* What every vehicle does in turn: numbers source * shelters + shelter. */
#define TOURS_FIELDS(N, A) \
    A(count) /* vehicle */ A(rides) /* vehicle, position */ A(until) /* vehicle */ \
    A(used) /* shelter */ A(sums) /* last arrival */

/* Parameters and memory of one chain of the search over tours. */
#define CHAIN_FIELDS(N, A) \
    N(steps) N(step_from) N(cycle_steps) N(hot) N(cold) /* thousandths of a minute */ N(late_weight) \
    A(state) /* random */ A(target) A(scratch) /* two tours */ \
    A(waiting) /* source */ A(soon) /* vehicle */ A(next) \
    N(near) A(next_shelter) /* source, number: places near */ A(next_source) /* shelter, number */

/* What a tour can be worth within a number of steps, when every load has a value. */
#define WORTHS_FIELDS(N, A) \
    N(steps) N(sources) N(shelters) A(ride) /* source, shelter: steps, at least 1 */ \
    A(turn) /* shelter, source: steps */ A(value) /* source, shelter */ \
    A(stand) /* step, source */ A(arrived) /* step, shelter */ \
    A(stand_pick) A(arrived_pick)

/* Paths through places and minutes, when what a load is worth depends on when it is boarded. */
#define PATHS_FIELDS(N, A) \
    N(steps) N(sources) N(shelters) N(states) N(rows) A(start) /* source */ A(ready) \
    A(ride) /* source, shelter: at least 1 */ A(turn) /* shelter, source */ \
    A(value) /* step, source, shelter */ A(hop) /* shelter, source */ A(first) /* source */ \
    A(source_next) /* source, state */ A(shelter_next) /* shelter, state */ \
    A(boards) /* step, source: row */ A(comes) /* step, shelter: row */ \
    A(home) /* row, state */ A(away) A(home_pick) A(away_pick) A(stand) A(arrived) \
    A(first_pick) /* one number */

/* Tours that bring no more than there is, when every load has a value. */
#define BEAM_FIELDS(N, A) \
    N(steps) N(sources) N(shelters) N(width) N(near) N(least) \
    A(start) /* source */ A(ready) A(ride) /* source, shelter: at least 1 */ \
    A(turn) /* shelter, source */ A(worth) /* source, shelter */ A(loads) /* source */ \
    A(room) /* shelter */ A(next_shelter) /* source, number: places near */ \
    A(next_source) /* shelter, number */ A(rest) /* steps left, source: what is collected at most */ \
    A(stand) /* step, source, rank */ A(stand_from) \
    A(arrived) /* step, shelter, rank */ A(arrived_from) A(arrived_source) A(best) /* shelter */

/* A maximum preflow; both directions of every arc lie in order of the nodes where they begin. */
#define MAXIMUM_FIELDS(N, A) \
    N(nodes) N(arcs) N(sink) A(tail) /* arc */ A(head) A(capacity) A(slot) \
    A(first) /* node */ A(excess) A(label) A(current) A(next) A(queue) \
    A(active) /* label: node */ A(count) A(to) /* direction */ A(mate) A(residual)

#define FIELD_NUMBER(name) num name;
#define FIELD_ARRAY(name) num *name;
typedef struct { STATIC_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Static;
typedef struct { BEGIN_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Begin;
typedef struct { JOB_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Jobs;
typedef struct { RULE_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Rule;
typedef struct { WORK_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Work;
typedef struct { MARKS_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Marks;
typedef struct { SEARCH_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Search;
typedef struct { DAYS_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Days;
typedef struct { SEQUELS_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Sequels;
typedef struct { ROUNDS_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Rounds;
typedef struct { TOURS_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Tours;
typedef struct { CHAIN_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Chain;
typedef struct { WORTHS_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Worths;
typedef struct { PATHS_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Paths;
typedef struct { BEAM_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Beam;
typedef struct { MAXIMUM_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Maximum;
typedef struct { CHARGES_FIELDS(FIELD_NUMBER, FIELD_ARRAY) } Charges;

#define PARTS 3

/* A batch: vehicles of one convoy that became free together, and do the same with as many people each.
   Fields of Work.chosen (FIRST is a place in Work.picked) and Work.batches (there it is one in
   Work.driven). What they do is told by TOLD fields from COUNT on. */
enum {
    FIRST, COUNT, STREAM, PEOPLE, FREE, ARRIVAL, BOARD, SPOT, E_DEPART, E_ARRIVE, WAY, KIND, CONVOY, ARRIVE,
    BATCH_FIELDS, TOLD = KIND - FIRST
};
/* values of Static.back_where */
enum { BACK_INSIDE, BACK_ENTRY, BACK_EXIT };
/* fields of Work.convoys */
enum { LINE, DEPART, ENTRY, EXIT, SIZE, POOL, PACE, CONVOY_FIELDS };
/* fields of Work.counts */
enum { RIDES, BATCHES, CONVOYS, TIES, DEFERRED, OPTIONS, TURN, COUNTS };
/* fields of Work.options: what it was when it was asked for last, and in which turn */
enum { OPTION_STREAM, OPTION_LINE, OPTION_BLOCKED, OPTION_ARRIVAL, OPTION_ASKED, OPTION_FIELDS };
/* fields of Work.sums */
enum { PERSON_MINUTES, VEHICLE_MINUTES, FLEET_MINUTES, STRAGGLERS, SUMS };

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

static inline num at_most(num a, num b) { return a < b ? a : b; }
static inline num at_least(num a, num b) { return a > b ? a : b; }
static inline num ceil_div(num a, num b) { return (a + b - 1) / b; }

#endif

/* What the operator's commands do in a centre: one function each, used by the command line, by a running server and by
 * the demo alike. It must not read files or ask anybody anything.
 *
 * Each returns the new object's number (or true), or 0 (false) with a sentence in making->fault; nothing has changed
 * then. Passwords come hashed.
 */
#ifndef NEXTUP_SERVER_MAKE_H
#define NEXTUP_SERVER_MAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "book/body.h"
#include "core/core.h"
#include "pump/pump.h"
#include "server/fault.h"

struct making {
    struct pump *pump;
    int64_t now;
    struct acd_actor actor; /* who asks: the events name them; {0}: the operator */
    const char *why;        /* the reason they gave, for the audit; NULL: none */
    struct fault *fault;
};

/* One status of a preset or of the demo. */
struct make_status {
    const char *name;
    enum acd_status_type type;
    struct uuid uuid;
};

struct make_queue_share { /* a queue in a routing profile, for all channels */
    uint32_t queue;
    uint32_t priority;
};

/* What a new centre has besides its statuses. */
struct make_basics {
    uint32_t hours;
    uint32_t queue;
    uint32_t profile;
};

bool make_centre(struct making *making, const char *alias, const struct uuid *uuid, enum acd_model model);
bool make_rule(struct making *making, enum acd_rule rule, int64_t value);
bool make_statuses(struct making *making, const struct make_status *statuses, uint32_t count);
/* "Basic Hours" (always open), "BasicQueue" and "Basic Routing Profile". */
bool make_basics(struct making *making, const struct uuid *queue_uuid, struct make_basics *basics);
/* The statuses a new centre of this model begins with. Returns their count. */
uint32_t make_default_statuses(enum acd_model model, struct make_status *statuses, uint32_t max);

uint32_t make_hours(struct making *making, const struct body_hours *hours, bool always_open);
/* Changes an hours object's plan; week_count 0: always open. */
bool make_hours_plan(struct making *making, uint32_t hours, const char *time_zone, const struct book_window *week, uint32_t week_count);
uint32_t make_queue(struct making *making, const char *name, const struct uuid *uuid, uint32_t hours);
uint32_t make_profile(struct making *making, const char *name, const struct uuid *uuid, const uint32_t slots_max[ACD_CHANNELS],
                      const struct make_queue_share *shares, uint32_t shares_count);
uint32_t make_entry_point(struct making *making, const struct body_entry_point *entry_point, uint32_t queue);
/* changed: all of it, as it is from now on, but uuid, name and description. */
bool make_entry_point_changed(struct making *making, uint32_t entry_point, uint32_t queue, const struct body_entry_point *changed);
bool make_origins(struct making *making, const char *const *origins, uint32_t count);
/* Renames a status, queue, profile, hours object, entry point, group, list of codes or code; what is NULL or 0
 * stays. */
bool make_name(struct making *making, enum acd_subject kind, uint32_t number, const struct body_object *changed);
/* A document of the centre; value NULL: it goes. what: "The quotas". */
bool make_document(struct making *making, const char *name, const json_t *value, const char *what);

uint32_t make_user(struct making *making, const struct body_agent *user, uint32_t profile);
uint32_t make_group(struct making *making, const char *name, const struct uuid *uuid); /* 0: refused */
/* Takes every agent, supervisor and list of reasons out of the group, then its name from it. */
bool make_group_removed(struct making *making, uint32_t group);
bool make_user_group(struct making *making, uint32_t agent, uint32_t group); /* 0: none */
bool make_user_supervises(struct making *making, uint32_t agent, uint64_t groups); /* bit set of 1 << (group - 1): these and no others */
/* A list of status codes for the actions (bit set of 1 << enum acd_reason_action), offered to a group. names: count
 * codes, each its own short code. */
bool make_reasons(struct making *making, const char *list, uint32_t actions, uint32_t group, const char *const *names, uint32_t count);
uint32_t make_reason_list(struct making *making, const struct body_reason *list, uint32_t actions, bool mandatory);
bool make_reason_list_changed(struct making *making, uint32_t list, uint32_t actions, bool mandatory);
bool make_reason_list_groups(struct making *making, uint32_t list, uint64_t groups); /* bit set of 1 << (group - 1): these and no others */
bool make_reason(struct making *making, uint32_t list, const struct body_reason *reason);
/* Short code and category of a code, or a list's category, as they are from now on. */
bool make_reason_changed(struct making *making, enum acd_subject kind, uint32_t number, const struct body_reason *changed);
bool make_reason_enabled(struct making *making, uint32_t reason, bool enabled);
/* The group a new user goes into when nobody names one: the only one of a centre whose supervisors are bound to groups;
 * else 0. */
uint32_t make_home_group(const struct pump *pump);
/* Puts a new user there; a supervisor supervises it too. */
bool make_user_home(struct making *making, uint32_t agent, enum book_role role);

/* A queue's times, as in struct acd_queue_view. */
bool make_queue_times(struct making *making, uint32_t queue, const uint32_t wrapup_ms[ACD_CHANNELS], const uint32_t offer_ms[ACD_CHANNELS]);
bool make_user_names(struct making *making, uint32_t agent, const struct body_user *changed);
bool make_user_signed_out(struct making *making, uint32_t agent); /* ends all sessions */
/* ACD_SET_AGENT_PROFILE, _WRAPUP, _AUTO_ACCEPT or: */
/* ACD_SET_AGENT_OFFER_TIME, ACD_SET_AGENT_LIMIT or ACD_SET_AGENT_BLEND, all but time and actor filled in. */
bool make_user_work(struct making *making, struct acd_command *command);
bool make_user_wrapup(struct making *making, uint32_t agent, int64_t wrapup_ms); /* 0: until cleared by hand */
bool make_user_password(struct making *making, uint32_t agent, const char *password_hash, bool must_change);
bool make_user_role(struct making *making, uint32_t agent, enum book_role role);
bool make_user_enabled(struct making *making, uint32_t agent, bool enabled);
/* secret in clear; it is kept sealed if there is a master key (vault.h). */
bool make_key(struct making *making, uint32_t agent, const char *access_key_id, const char *secret);
bool make_key_revoked(struct making *making, uint32_t agent, const char *access_key_id);

/* The routing profile a user gets when nobody names one: the first. 0: there is none. */
uint32_t make_default_profile(const struct pump *pump);

#endif

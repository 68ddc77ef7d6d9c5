/* From a request to who asks and what for; see vcc.h. It must not know how a status is read or set. */
#include "edge/vcc/vcc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/vcc/agents.h"
#include "edge/vcc/state.h"
#include "lib/crypto.h"
#include "lib/log.h"

/* ---- life ---- */

struct vcc_limits vcc_limits_default(void)
{
    return (struct vcc_limits){.requests_per_minute_max = 1200, .failures_per_minute_max = 60};
}

struct vcc *vcc_new(const struct vcc_options *options)
{
    const struct vcc_limits defaults = vcc_limits_default();
    struct vcc *vcc = calloc(1, sizeof *vcc);
    if (vcc == NULL)
        return NULL;
    vcc->options = *options;
    vcc->trust = (struct origin_trust){.trusted_proxy = options->trusted_proxy, .https = options->https};
    struct vcc_limits *limits = &vcc->options.limits;
    if (limits->requests_per_minute_max == 0)
        limits->requests_per_minute_max = defaults.requests_per_minute_max;
    if (limits->failures_per_minute_max == 0)
        limits->failures_per_minute_max = defaults.failures_per_minute_max;
    vcc->keys = limiter_new(limits->requests_per_minute_max);
    vcc->addresses = limiter_new(limits->failures_per_minute_max);
    if (vcc->keys == NULL || vcc->addresses == NULL) {
        vcc_free(vcc);
        return NULL;
    }
    return vcc;
}

void vcc_free(struct vcc *vcc)
{
    if (vcc == NULL)
        return;
    limiter_free(vcc->keys);
    limiter_free(vcc->addresses);
    free(vcc);
}

const struct vcc_counters *vcc_counters(const struct vcc *vcc)
{
    return &vcc->counters;
}

/* ---- who asks ---- */

static const struct book_key *find_key(struct vcc_call *call, const char *access_key_id)
{
    const struct pump_centres *centres = call->vcc->options.centres;
    for (uint32_t i = 0; i < centres->count; i++) {
        const struct book_key *key = book_find_key(pump_book(centres->pumps[i]), access_key_id);
        if (key == NULL)
            continue;
        call->pump = centres->pumps[i];
        call->acd = pump_core(call->pump);
        call->book = pump_book(call->pump);
        return key;
    }
    return NULL;
}

/* Digests are compared, so that neither length nor contents show in the time it takes. An unknown key costs the
 * same. */
static bool is_secret(const struct vcc *vcc, const struct book_key *key, const char *given)
{
    char secret[VCC_SECRET_BYTES] = "";
    uint8_t digests[2][SHA256_BYTES];
    const struct vcc_options *options = &vcc->options;
    bool known = key != NULL;
    if (known && options->unseal != NULL)
        known = options->unseal(options->unseal_ctx, key->secret, secret);
    else if (known)
        known = snprintf(secret, sizeof secret, "%s", key->secret) < (int)sizeof secret;
    sha256(secret, strlen(secret), digests[0]);
    sha256(given, strlen(given), digests[1]);
    bool same = equal_in_constant_time(digests[0], digests[1], SHA256_BYTES);
    secret_erase(secret, sizeof secret);
    secret_erase(digests, sizeof digests);
    return known && same;
}

static bool knows(struct vcc_call *call, const struct parse_basic *basic)
{
    const struct book_key *key = find_key(call, basic->key);
    bool good = is_secret(call->vcc, key, basic->secret);
    const struct book_user *user = good ? book_find_user(call->book, key->agent) : NULL;
    if (user == NULL || user->disabled) {
        call->pump = NULL; /* whether there is such a key is not told: the answer waits for all centres */
        return false;
    }
    call->caller = user->agent;
    call->role = user->role;
    snprintf(call->key, sizeof call->key, "%s", basic->key);
    return true;
}

static bool fail_unproven(struct vcc_call *call, const char *address, const char *key)
{
    call->vcc->counters.unproven++;
    log_warning(log_event("agent_status_unproven"), log_text("address", address), log_text("key", key));
    problem_set(&call->problem, 401, "unauthorized",
                "Authorization must be Basic, with an access key as user name and its secret as password.");
    return false;
}

static bool authenticate(struct vcc_call *call)
{
    char address[HTTP_PEER_BYTES];
    struct parse_basic basic = {.key = ""};
    struct vcc *vcc = call->vcc;
    const char *header = http_header_find(call->request, "authorization");
    origin_address(&vcc->trust, call->request, address);
    if (!limiter_take(vcc->addresses, address, call->now, &call->problem.retry_after_s)) {
        vcc->counters.throttled++;
        problem_set(&call->problem, 429, "too_many_failures", "Too many requests without a good access key.");
        return false;
    }
    call->problem.retry_after_s = 0;
    bool good = header != NULL && http_header_count(call->request, "authorization") == 1 &&
                parse_basic(header, &basic) && knows(call, &basic);
    secret_erase(basic.secret, sizeof basic.secret);
    if (!good)
        return fail_unproven(call, address, basic.key);
    limiter_give_back(vcc->addresses, address, call->now);
    vcc->counters.requests++;
    return true;
}

/* ---- what for ---- */

static bool is_open(struct vcc_call *call, const char *alias)
{
    if (strcmp(book_centre(call->book)->alias, alias) != 0) {
        problem_set(&call->problem, 404, "unknown_tenant", "There is no tenant %.64s for this access key.",
                    alias);
        return false;
    }
    if (acd_model(call->acd) != ACD_MODEL_VCC) {
        problem_set(
            &call->problem, 403, "off",
            "The agent status API is off for this tenant: it serves centres of the status model vcc.");
        return false;
    }
    int retry_after_s = 0;
    if (!limiter_take(call->vcc->keys, call->key, call->now, &retry_after_s)) {
        call->vcc->counters.throttled++;
        problem_set(&call->problem, 429, "too_many_requests",
                    "This access key has made more than %u requests within a minute.",
                    call->vcc->options.limits.requests_per_minute_max);
        call->problem.retry_after_s = retry_after_s;
        return false;
    }
    return true;
}

/* The methods that an address takes; NULL: it is no address. */
static const char *methods_of(enum parse_place place)
{
    static const char *const METHODS[] = {
        [PARSE_AGENTS] = "GET, HEAD", [PARSE_BULK] = "PUT, POST", [PARSE_AGENT] = "GET, HEAD, PUT"};
    return place >= PARSE_AGENTS ? METHODS[place] : NULL;
}

static bool takes(const char *methods, const char *method)
{
    size_t len = strlen(method);
    for (const char *at = methods; (at = strstr(at, method)) != NULL; at += len)
        if ((at == methods || at[-1] == ' ') && (at[len] == ',' || at[len] == '\0'))
            return true;
    return false;
}

static void run(struct vcc_call *call, enum parse_place place, const struct parse_address *address)
{
    bool sets = strcmp(call->request->method, "PUT") == 0;
    if (place == PARSE_BULK)
        agents_bulk(call);
    else if (place == PARSE_AGENTS)
        agents_list(call);
    else if (sets)
        agents_put(call, address->id);
    else
        agents_get(call, address->id);
}

bool vcc_handle(struct vcc *vcc, struct http_request *request)
{
    struct parse_address address;
    enum parse_place place = parse_address(request->path, &address);
    if (place == PARSE_NOT_OURS)
        return false;
    struct vcc_call *call = vcc_call_new(vcc, request, vcc->options.now(vcc->options.now_ctx));
    if (call == NULL) {
        http_answer_body(request, 503, NULL, "", 0);
        return true;
    }
    const char *methods = methods_of(place);
    if (authenticate(call)) {
        if (methods == NULL) {
            problem_set(&call->problem, 404, "unknown_address", "There is nothing at this address.");
        } else if (!takes(methods, request->method)) {
            problem_set(&call->problem, 405, "method_not_allowed", "This address takes %s.", methods);
            call->allow = methods;
        } else if (is_open(call, address.alias)) {
            run(call, place, &address);
        }
    }
    vcc_call_finish(call);
    return true;
}

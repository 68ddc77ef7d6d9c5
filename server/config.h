/* The operator's settings: defaults, then FILE, then the command line. It must not start anything. packaging/nextup.ini
 * shows every key. */
#ifndef NEXTUP_SERVER_CONFIG_H
#define NEXTUP_SERVER_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/core.h"
#include "edge/api/api.h"
#include "edge/panel/panel.h"
#include "edge/participant/participant.h"
#include "edge/stream/settings.h"
#include "lib/http.h"
#include "server/fault.h"

enum { CONFIG_TEXT_BYTES = 256 };

struct config {
    char listen[CONFIG_TEXT_BYTES];        /* ADDRESS:PORT, [ADDRESS]:PORT */
    char trusted_proxy[CONFIG_TEXT_BYTES]; /* an address; "" nobody */
    char public_url[CONFIG_TEXT_BYTES];    /* how people reach it; "" http://LISTEN */
    char metrics_token[CONFIG_TEXT_BYTES]; /* for /metrics from elsewhere; "" loopback only */
    char master_key_file[CONFIG_TEXT_BYTES]; /* seals access keys' secrets (vault.h); "" they are kept in clear */
    char log_level[CONFIG_TEXT_BYTES];     /* debug info warning error */
    char log_format[CONFIG_TEXT_BYTES];    /* logfmt json */
    bool insecure;
    uint64_t ready_stall_ms_max;           /* /readyz is 503 once a commit has waited longer */
    uint64_t snapshot_events;              /* a snapshot each so many events */
    uint64_t passwords_queue_max;          /* sign-ins waiting to be checked */
    struct acd_limits centre;
    struct http_limits http;
    struct panel_limits panel;
    struct participant_limits participant;
    struct api_limits api;
    struct stream_settings stream;
};

void config_default(struct config *config);

/* Overlays a file. Returns 0, or -1 and a sentence that names the file and the line. */
int config_read(struct config *config, const char *file, struct fault *fault);

/* Splits config->listen. Returns 0, or -1 and a sentence. */
int config_listen(const struct config *config, char address[CONFIG_TEXT_BYTES], int *port, struct fault *fault);

/* An address that only this machine can reach. */
bool config_is_loopback(const char *address);

#endif

/* WebSockets whose messages wait for durability (wire.h). It must not know what is said. */
#include "edge/common/wire.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { WIRE_GOODBYE_BYTES_MAX = 256 };

/* ---- life ---- */

void wire_init(struct wire *wire, size_t unsent_bytes_max, uint64_t *cut_slow,
               void (*release)(struct wire *wire))
{
    *wire = (struct wire){
        .references = 1, .unsent_bytes_max = unsent_bytes_max, .cut_slow = cut_slow, .release = release};
}

void wire_ref(struct wire *wire)
{
    wire->references++;
}

void wire_unref(struct wire *wire)
{
    assert(wire->references > 0);
    if (--wire->references > 0)
        return;
    assert(wire->ws == NULL);
    wire->release(wire);
}

void wire_ended(struct wire *wire, enum ws_closed why)
{
    if (why == WS_CLOSED_SLOW)
        ++*wire->cut_slow;
    wire->closing = true;
    wire->ws = NULL;
    wire_unref(wire);
}

void wire_close(struct wire *wire, enum wire_code code)
{
    if (wire->closing)
        return;
    wire->closing = true;
    if (wire->ws != NULL)
        ws_close(wire->ws, code, NULL);
}

json_t *wire_document(struct wire *wire, const char *text, size_t len)
{
    if (wire->closing)
        return NULL;
    json_t *object = json_parse(text, len, NULL, NULL);
    if (json_is_object(object))
        return object;
    json_decref(object);
    wire_close(wire, WIRE_CODE_PROTOCOL);
    return NULL;
}

/* ---- sending ---- */

static struct ws_frame *build_goodbye(const char *code)
{
    struct buf json;
    buf_init(&json, WIRE_GOODBYE_BYTES_MAX);
    buf_append_format(&json, "{\"is\":\"goodbye\",\"code\":\"%s\"}", code);
    struct ws_frame *frame = buf_failed(&json) ? NULL : ws_frame_new_text(json.bytes, json.len);
    buf_free(&json);
    return frame;
}

static void cut(struct wire *wire)
{
    struct ws_frame *goodbye = build_goodbye("slow");
    ++*wire->cut_slow;
    if (goodbye != NULL)
        ws_send(wire->ws, goodbye); /* it may still be read after all that waits before it */
    ws_frame_unref(goodbye);
    wire_close(wire, WIRE_CODE_SLOW);
}

void wire_send(struct wire *wire, struct ws_frame *frame)
{
    if (wire->closing || wire->ws == NULL)
        return;
    if (ws_backlog(wire->ws) > wire->unsent_bytes_max)
        cut(wire);
    else
        ws_send(wire->ws, frame);
}

static struct ws_frame *take_frame(struct buf *json)
{
    struct ws_frame *frame = buf_failed(json) ? NULL : ws_frame_new_text(buf_text(json), json->len);
    buf_free(json);
    return frame;
}

void wire_send_text(struct wire *wire, struct buf *json)
{
    struct ws_frame *frame = take_frame(json);
    if (frame != NULL)
        wire_send(wire, frame);
    else
        wire_close(wire, WIRE_CODE_SLOW); /* it would wait for it */
    ws_frame_unref(frame);
}

/* ---- posting ---- */

struct parcel {
    struct wire *wire; /* a reference */
    enum wire_code code;
    size_t count;
    struct ws_frame *frames[]; /* references */
};

static void parcel_posted(void *ctx, enum pump_outcome outcome)
{
    struct parcel *parcel = ctx;
    struct wire *wire = parcel->wire;
    for (size_t i = 0; i < parcel->count; i++) {
        if (outcome == PUMP_DURABLE)
            wire_send(wire, parcel->frames[i]);
        ws_frame_unref(parcel->frames[i]);
    }
    if (outcome == PUMP_LOST)
        wire_close(wire, WIRE_CODE_UNSURE);
    else if (parcel->code != 0)
        wire_close(wire, parcel->code);
    wire_unref(wire);
    free(parcel);
}

void wire_post(struct wire *wire, struct pump *pump, struct ws_frame *const *frames, size_t count,
               enum wire_code code)
{
    struct parcel *parcel = malloc(sizeof *parcel + count * sizeof(struct ws_frame *));
    if (parcel == NULL) { /* what cannot be held back cannot be said: the page comes back and asks again */
        for (size_t i = 0; i < count; i++)
            ws_frame_unref(frames[i]);
        wire_close(wire, WIRE_CODE_SLOW);
        return;
    }
    *parcel = (struct parcel){.wire = wire, .code = code, .count = count};
    memcpy(parcel->frames, frames, count * sizeof(struct ws_frame *));
    wire_ref(wire);
    pump_post(pump, parcel_posted, parcel);
}

static void post_one(struct wire *wire, struct pump *pump, struct ws_frame *frame, enum wire_code code)
{
    if (frame != NULL)
        wire_post(wire, pump, &frame, 1, code);
    else
        wire_close(wire, WIRE_CODE_SLOW);
}

void wire_post_text(struct wire *wire, struct pump *pump, struct buf *json)
{
    post_one(wire, pump, take_frame(json), 0);
}

void wire_post_goodbye(struct wire *wire, struct pump *pump, const char *code)
{
    post_one(wire, pump, build_goodbye(code),
             strcmp(code, "draining") == 0 ? WIRE_CODE_GOING : WIRE_CODE_DONE);
}

/* ---- budgets ---- */

void budget_init(struct budget *budget, int64_t now)
{
    *budget = (struct budget){.saved_ms = BUDGET_SAVED_MS_MAX, .at = now};
}

bool budget_pay(struct budget *budget, uint32_t per_s, int64_t now)
{
    int64_t price = 1000 / per_s;
    if (now > budget->at)
        budget->saved_ms += now - budget->at;
    budget->at = now;
    if (budget->saved_ms > BUDGET_SAVED_MS_MAX)
        budget->saved_ms = BUDGET_SAVED_MS_MAX;
    if (budget->saved_ms < price)
        return false;
    budget->saved_ms -= price;
    return true;
}

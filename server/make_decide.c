/* How what is made in a centre is decided, and what is told where it is not; see make_decide.h. It must not know what
 * is made. */
#include "server/make_decide.h"

/* The reason goes with every command that a request makes. */
static bool add_why(const struct making *making, struct buf *body)
{
    return !making->why || body_render_why(body, making->why);
}

const struct acd_batch *make_decide(struct making *making, struct acd_command *command, struct buf *body,
                                    const char *what)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    struct pump_error error;
    struct buf empty;
    if (!body) {
        buf_init(&empty, ACD_BODY_BYTES_MAX);
        body = &empty;
    }
    command->at = making->now;
    command->actor = making->actor.kind != ACD_ACTOR_SYSTEM ? making->actor
                                                            : (struct acd_actor){.kind = ACD_ACTOR_OPERATOR};
    bool whole = add_why(making, body);
    enum pump_refusal result =
        whole ? pump_decide(making->pump, command, body->bytes, body->len, &batch, &refusal) : PUMP_REFUSED;
    buf_free(body);
    if (!whole) {
        fault_set(making->fault, "%s was refused: its reason is too long or not UTF-8.", what);
        return NULL;
    }
    switch (result) {
    case PUMP_OK:
        return batch;
    case PUMP_REFUSED:
        fault_set(making->fault, "%s was refused: %s.", what, acd_refusal_name(refusal));
        return NULL;
    case PUMP_NO_SPACE:
        fault_set(making->fault, "%s was refused: the disk is nearly full.", what);
        return NULL;
    case PUMP_OVERLOADED:
        fault_set(making->fault, "%s was refused: too much waits to be written. Try again.", what);
        return NULL;
    case PUMP_FAILED:
        break;
    }
    fault_set(making->fault, "%s failed: %s", what,
              pump_failed(making->pump, &error) ? error.sentence : "the journal has failed.");
    return NULL;
}

bool make_rendered(struct making *making, bool ok, struct buf *body, const char *what)
{
    if (ok)
        return true;
    buf_free(body);
    fault_set(making->fault, "%s was refused: a name or text is too long or not UTF-8.", what);
    return false;
}

const struct acd_event *make_get_event(const struct acd_batch *batch, enum acd_event_kind kind)
{
    for (uint32_t i = 0; i < batch->count; i++)
        if (batch->events[i].kind == kind)
            return &batch->events[i];
    acd_panic("a command of the operator did not make its event");
}

bool make_record(struct making *making, enum acd_subject subject_kind, uint32_t subject,
                 enum book_record kind, struct buf *body, const char *what)
{
    struct acd_command command = {.kind = ACD_RECORD,
                                  .subject_kind = (uint8_t)subject_kind,
                                  .subject = subject,
                                  .record = (uint16_t)kind};
    return make_decide(making, &command, body, what) != NULL;
}

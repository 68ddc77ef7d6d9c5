/* The lists of a panel: statuses, what choosing each would mean, queues, colleagues (render.h). They are the long part
 * of what everybody is told when a status is renamed or a user comes, and nearly the same for all: rendered once and
 * repeated. It must not keep anything beyond the lists it is lent.
 */
#include <stdlib.h>
#include <string.h>

#include "edge/common/members.h"
#include "edge/common/names.h"
#include "edge/common/words.h"
#include "edge/panel/render.h"

enum { LIST_BYTES_MAX = 1024 * 1024 };

void render_lists_init(struct render_lists *lists)
{
    lists->row_count = 0;
    lists->collected = false;
    lists->last_listed = 0;
    buf_init(&lists->statuses, LIST_BYTES_MAX);
    buf_init(&lists->menu, LIST_BYTES_MAX);
    buf_init(&lists->queues, LIST_BYTES_MAX);
    buf_init(&lists->quick_connects, LIST_BYTES_MAX);
}

void render_lists_free(struct render_lists *lists)
{
    buf_free(&lists->statuses);
    buf_free(&lists->menu);
    buf_free(&lists->queues);
    buf_free(&lists->quick_connects);
}

/* ---- a list kept as text ---- */

static void begin_list(struct buf *list, struct json_writer *writer)
{
    buf_clear(list);
    json_writer_init(writer, list);
    json_array_begin(writer);
}

/* ---- statuses ---- */

static int compare_rows(const void *left, const void *right)
{
    const struct render_status_row *a = left;
    const struct render_status_row *b = right;
    int64_t a_order = a->object->display_order > 0 ? a->object->display_order : INT64_MAX;
    int64_t b_order = b->object->display_order > 0 ? b->object->display_order : INT64_MAX;
    if (a_order != b_order)
        return a_order < b_order ? -1 : 1;
    return a->status < b->status ? -1 : a->status > b->status;
}

static void collect_rows(const struct render *render)
{
    struct render_lists *lists = render->lists;
    uint32_t last = acd_status_count(render->acd);
    if (lists->collected)
        return;
    for (uint32_t status = 1; status <= last && lists->row_count < RENDER_STATUSES_MAX; status++) {
        struct acd_status view;
        const struct book_object *object = book_find_object(render->book, ACD_SUBJECT_STATUS, status);
        if (object != NULL && acd_status_view(render->acd, status, &view) && view.enabled)
            lists->rows[lists->row_count++] =
                (struct render_status_row){.status = status, .object = object, .type = view.type};
    }
    qsort(lists->rows, lists->row_count, sizeof *lists->rows, compare_rows);
    lists->collected = true;
}

void render_statuses(struct json_writer *writer, const struct render *render)
{
    struct render_lists *lists = render->lists;
    struct json_writer list;
    collect_rows(render);
    if (lists->statuses.len == 0) {
        begin_list(&lists->statuses, &list);
        for (uint32_t i = 0; i < lists->row_count; i++) {
            json_object_begin(&list);
            members_id_and_name(&list, lists->rows[i].object);
            json_member_text(&list, "type", members_status_type(lists->rows[i].type));
            json_member_text(&list, "description", lists->rows[i].object->description);
            json_member_i64(&list, "order", i + 1);
            json_object_end(&list);
        }
        json_array_end(&list);
    }
    json_member_buf(writer, "statuses", &lists->statuses);
}

/* ---- what choosing a status would mean ---- */

/* True if the meanings are those of the menu that is kept. */
static bool look_up_meanings(const struct render *render)
{
    struct render_lists *lists = render->lists;
    struct acd_actor actor = {.kind = ACD_ACTOR_AGENT, .id = render->agent};
    bool same = lists->menu.len != 0;
    for (uint32_t i = 0; i < lists->row_count; i++) {
        enum acd_refusal why;
        enum acd_meaning meaning =
            acd_status_meaning(render->acd, render->agent, lists->rows[i].status, actor, &why);
        same = same && lists->meanings[i] == meaning;
        lists->meanings[i] = (unsigned char)meaning;
    }
    return same;
}

void render_menu(struct json_writer *writer, const struct render *render)
{
    struct render_lists *lists = render->lists;
    struct json_writer list;
    collect_rows(render);
    if (!look_up_meanings(render)) {
        begin_list(&lists->menu, &list);
        for (uint32_t i = 0; i < lists->row_count; i++) {
            enum acd_meaning meaning = (enum acd_meaning)lists->meanings[i];
            if (meaning == ACD_MEANS_REFUSED || meaning == ACD_MEANS_NO_CHANGE)
                continue;
            json_object_begin(&list);
            words_uuid(&list, "statusId", &lists->rows[i].object->uuid);
            json_member_text(&list, "means", members_meaning(meaning));
            json_object_end(&list);
        }
        json_array_end(&list);
    }
    json_member_buf(writer, "menu", &lists->menu);
}

/* ---- queues and colleagues ---- */

void render_queues(struct json_writer *writer, const struct render *render)
{
    struct render_lists *lists = render->lists;
    struct json_writer list;
    uint32_t count = 0;
    if (lists->queues.len == 0) {
        begin_list(&lists->queues, &list);
        for (uint32_t queue = 0; count < RENDER_QUEUES_MAX &&
                                 (queue = book_object_after(render->book, ACD_SUBJECT_QUEUE, queue)) != 0;
             count++) {
            json_object_begin(&list);
            members_id_and_name(&list, book_find_object(render->book, ACD_SUBJECT_QUEUE, queue));
            json_object_end(&list);
        }
        json_array_end(&list);
    }
    json_member_buf(writer, "queues", &lists->queues);
}

static void add_quick_connect(struct json_writer *list, const struct uuid *uuid, const char *name,
                              const char *kind)
{
    json_object_begin(list);
    words_uuid(list, "id", uuid);
    json_member_text(list, "name", name);
    json_member_text(list, "kind", kind);
    json_object_end(list);
}

/* Queues, then colleagues but the agent themselves; a named maximum of both. Returns the last agent looked at. */
static uint32_t list_quick_connects(struct json_writer *list, const struct render *render)
{
    uint32_t count = 0, last = 0;
    for (uint32_t queue = 0; count < RENDER_QUICK_CONNECTS_MAX &&
                             (queue = book_object_after(render->book, ACD_SUBJECT_QUEUE, queue)) != 0;
         count++) {
        const struct book_object *object = book_find_object(render->book, ACD_SUBJECT_QUEUE, queue);
        add_quick_connect(list, &object->uuid, object->name, "queue");
    }
    for (uint32_t agent = 0;
         count < RENDER_QUICK_CONNECTS_MAX && (agent = book_user_after(render->book, agent)) != 0;) {
        const struct book_user *user = book_find_user(render->book, agent);
        char name[SHOWN_NAME_BYTES];
        last = agent;
        if (agent == render->agent || user->disabled || user->role != BOOK_ROLE_AGENT)
            continue;
        add_quick_connect(list, &user->uuid, name_for_colleagues(user, name), "agent");
        count++;
    }
    json_array_end(list);
    return last;
}

void render_quick_connects(struct json_writer *writer, const struct render *render)
{
    struct render_lists *lists = render->lists;
    struct json_writer list;
    if (lists->quick_connects.len == 0 || render->agent <= lists->last_listed) {
        begin_list(&lists->quick_connects, &list);
        uint32_t last = list_quick_connects(&list, render);
        lists->last_listed = render->agent <= last ? UINT32_MAX : last; /* with a gap it is nobody else's */
    }
    json_member_buf(writer, "quickConnects", &lists->quick_connects);
}

/* A ring of answers; see recent.h. It must not outlive the process. */
#include "edge/api/recent.h"

#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/table.h"

struct kept_answer {
    uint8_t key[RECENT_KEY_BYTES];
    char *text; /* owned; NULL: free */
};

struct recent {
    struct kept_answer ring[RECENT_MAX];
    uint32_t next;
    struct table by_key;
};

struct recent *recent_new(void)
{
    struct recent *recent = calloc(1, sizeof *recent);
    if (recent != NULL)
        table_init(&recent->by_key, RECENT_MAX);
    return recent;
}

static void drop(struct recent *recent, struct kept_answer *kept)
{
    if (kept->text == NULL)
        return;
    table_remove(&recent->by_key, kept->key, RECENT_KEY_BYTES);
    secret_erase(kept->text, strlen(kept->text)); /* it may hold a participant's token */
    free(kept->text);
    kept->text = NULL;
}

void recent_free(struct recent *recent)
{
    if (recent == NULL)
        return;
    for (size_t i = 0; i < RECENT_MAX; i++)
        drop(recent, &recent->ring[i]);
    table_free(&recent->by_key);
    free(recent);
}

const char *recent_find(const struct recent *recent, const uint8_t key[RECENT_KEY_BYTES])
{
    const struct kept_answer *kept = table_find(&recent->by_key, key, RECENT_KEY_BYTES);
    return kept != NULL ? kept->text : NULL;
}

void recent_keep(struct recent *recent, const uint8_t key[RECENT_KEY_BYTES], const char *answer, size_t len)
{
    if (len > RECENT_ANSWER_BYTES_MAX || recent_find(recent, key) != NULL)
        return;
    struct kept_answer *kept = &recent->ring[recent->next];
    drop(recent, kept);
    kept->text = strndup(answer, len);
    if (kept->text == NULL)
        return;
    memcpy(kept->key, key, RECENT_KEY_BYTES);
    if (table_put(&recent->by_key, kept->key, RECENT_KEY_BYTES, kept)) {
        recent->next = (recent->next + 1) % RECENT_MAX;
    } else {
        free(kept->text);
        kept->text = NULL;
    }
}

/* The words of nextup what-if that say what is changed. It must not know the day. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/recorded.h"
#include "server/what_if.h"

enum { FACTOR_DIGITS = 3 };

/* ---- numbers ---- */

static int parse_count(const char *text, const char *option, uint32_t min, uint32_t max, uint32_t *value,
                       struct fault *fault)
{
    char *end = NULL;
    unsigned long found = strtoul(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end != '\0' || found < min || found > max)
        return fault_set(fault, "--%s takes a number from %u to %u, not \"%s\".", option, min, max, text);
    *value = (uint32_t)found;
    return 0;
}

/* "1.2" as thousandths. */
static int parse_factor(const char *text, uint32_t *value, struct fault *fault)
{
    uint32_t factor = 0;
    int decimals = -1; /* -1: before the point */
    bool good = text[0] >= '0' && text[0] <= '9';

    for (const char *at = text; good && *at != '\0'; at++) {
        if (*at == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        good = *at >= '0' && *at <= '9' && decimals < FACTOR_DIGITS && factor <= WHATIF_FACTOR_MAX;
        factor = factor * 10 + (uint32_t)(*at - '0');
        decimals += decimals >= 0;
    }
    for (int i = decimals > 0 ? decimals : 0; good && i < FACTOR_DIGITS; i++)
        factor *= 10;
    if (!good || factor > WHATIF_FACTOR_MAX)
        return fault_set(fault, "--arrivals-factor takes a number from 0 to 10, such as 1.2, not \"%s\".",
                         text);
    *value = factor;
    return 0;
}

/* Where the seconds begin in "QUEUE=N" or "N": a queue's name may hold an equals sign. */
static const char *seconds_of(const char *text)
{
    const char *equals = strrchr(text, '=');
    return equals ? equals + 1 : text;
}

static int parse_lengths(const struct argument_list *list, const char *option, uint32_t min, uint32_t max,
                         struct whatif_length *lengths, uint32_t *count, struct fault *fault)
{
    if (list->count > WHATIF_QUEUES_MAX)
        return fault_set(fault, "--%s can be given %d times at most.", option, WHATIF_QUEUES_MAX);
    for (int i = 0; i < list->count; i++) {
        if (parse_count(seconds_of(list->items[i]), option, min, max, &lengths[i].seconds, fault) != 0)
            return -1;
        (*count)++;
    }
    return 0;
}

static int parse_skip(const struct arguments *arguments, struct whatif_change *change, struct fault *fault)
{
    bool is_day = false;

    change->skip_to = ACD_NEVER;
    if (!arguments->skip_status && (arguments->skip_from || arguments->skip_to))
        return fault_set(fault, "--skip-from and --skip-to belong to --skip-status.");
    if (arguments->skip_from &&
        recorded_parse_time(arguments->skip_from, &change->skip_from, &is_day, fault) != 0)
        return -1;
    if (arguments->skip_to && recorded_parse_time(arguments->skip_to, &change->skip_to, &is_day, fault) != 0)
        return -1;
    if (change->skip_to <= change->skip_from)
        return fault_set(fault, "--skip-to is not after --skip-from.");
    return 0;
}

int what_if_parse(const struct arguments *arguments, struct whatif_change *change, struct fault *fault)
{
    *change = (struct whatif_change){.factor = WHATIF_FACTOR_SAME};
    if (arguments->agents_add && parse_count(arguments->agents_add, "agents-add", 1, WHATIF_AGENTS_MAX,
                                             &change->agents_add, fault) != 0)
        return -1;
    if (arguments->agents_remove && parse_count(arguments->agents_remove, "agents-remove", 1,
                                                WHATIF_AGENTS_MAX, &change->agents_remove, fault) != 0)
        return -1;
    if (arguments->arrivals_factor && parse_factor(arguments->arrivals_factor, &change->factor, fault) != 0)
        return -1;
    if ((change->agents_add + change->agents_remove > 0) != (arguments->profile != NULL))
        return fault_set(fault,
                         "--agents-add and --agents-remove need --profile NAME, and it needs one of them.");
    if (parse_lengths(&arguments->offer_seconds, "offer-seconds", 1, WHATIF_OFFER_S_MAX, change->offers,
                      &change->offer_count, fault) != 0 ||
        parse_lengths(&arguments->wrapup_seconds, "wrap-up-seconds", 0, WHATIF_WRAPUP_S_MAX, change->wrapups,
                      &change->wrapup_count, fault) != 0)
        return -1;
    return parse_skip(arguments, change, fault);
}

bool what_if_changes(const struct whatif_change *change)
{
    return change->agents_add + change->agents_remove + change->skip_status + change->offer_count +
                   change->wrapup_count >
               0 ||
           change->factor != WHATIF_FACTOR_SAME;
}

/* ---- names ---- */

/* What is changed, told with commas between. */
struct telling {
    char *words;
    size_t len;
};

static void tell(struct telling *telling, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void tell(struct telling *telling, const char *format, ...)
{
    va_list arguments;
    size_t room = WHAT_IF_WORDS_BYTES - telling->len;
    int written = snprintf(telling->words + telling->len, room, "%s", telling->len > 0 ? ", " : "");

    va_start(arguments, format);
    if ((size_t)written < room)
        written +=
            vsnprintf(telling->words + telling->len + written, room - (size_t)written, format, arguments);
    va_end(arguments);
    telling->len += (size_t)written < room ? (size_t)written : room - 1;
}

static int find_name(const struct book *book, enum acd_subject kind, const char *what, const char *name,
                     uint32_t *number, struct fault *fault)
{
    *number = book_find_name(book, kind, name);
    return *number != 0 ? 0 : fault_set(fault, "There was no %s \"%.200s\" in that time.", what, name);
}

/* The queue of "QUEUE=N"; 0 of "N". */
static int find_queue(const struct book *book, const char *text, uint32_t *queue, char name[DIR_PATH_BYTES],
                      struct fault *fault)
{
    size_t len = (size_t)(seconds_of(text) - text);

    *queue = 0;
    snprintf(name, DIR_PATH_BYTES, "all queues");
    if (len == 0)
        return 0;
    snprintf(name, DIR_PATH_BYTES, "%.*s", (int)(len - 1 < DIR_PATH_BYTES ? len - 1 : DIR_PATH_BYTES - 1),
             text);
    return find_name(book, ACD_SUBJECT_QUEUE, "queue", name, queue, fault);
}

static int find_lengths(const struct argument_list *list, const char *what, const struct book *book,
                        struct whatif_length *lengths, struct telling *telling, struct fault *fault)
{
    char name[DIR_PATH_BYTES];

    for (int i = 0; i < list->count; i++) {
        if (find_queue(book, list->items[i], &lengths[i].queue, name, fault) != 0)
            return -1;
        tell(telling, "%s %u s (%s)", what, lengths[i].seconds, name);
    }
    return 0;
}

static int find_agents(const struct arguments *arguments, const struct book *book,
                       struct whatif_change *change, struct telling *telling, struct fault *fault)
{
    if (!arguments->profile)
        return 0;
    if (find_name(book, ACD_SUBJECT_PROFILE, "routing profile", arguments->profile, &change->profile,
                  fault) != 0)
        return -1;
    if (change->agents_add > 0)
        tell(telling, "%u more agents with %s", change->agents_add, arguments->profile);
    if (change->agents_remove > 0)
        tell(telling, "%u fewer agents with %s", change->agents_remove, arguments->profile);
    return 0;
}

static int find_skip(const struct arguments *arguments, const struct book *book, struct whatif_change *change,
                     struct telling *telling, struct fault *fault)
{
    if (!arguments->skip_status)
        return 0;
    if (find_name(book, ACD_SUBJECT_STATUS, "status", arguments->skip_status, &change->skip_status, fault) !=
        0)
        return -1;
    tell(telling, "nobody chooses %s", arguments->skip_status);
    if (arguments->skip_from)
        tell(telling, "from %s", arguments->skip_from);
    if (arguments->skip_to)
        tell(telling, "to %s", arguments->skip_to);
    return 0;
}

int what_if_find(const struct arguments *arguments, const struct book *book, struct whatif_change *change,
                 char words[WHAT_IF_WORDS_BYTES], struct fault *fault)
{
    struct telling telling = {.words = words};

    words[0] = '\0';
    if (find_agents(arguments, book, change, &telling, fault) != 0 ||
        find_lengths(&arguments->offer_seconds, "offers ring", book, change->offers, &telling, fault) != 0 ||
        find_lengths(&arguments->wrapup_seconds, "wrap-up ends after", book, change->wrapups, &telling,
                     fault) != 0 ||
        find_skip(arguments, book, change, &telling, fault) != 0)
        return -1;
    if (change->factor != WHATIF_FACTOR_SAME)
        tell(&telling, "%u.%03u times the contacts", change->factor / WHATIF_FACTOR_SAME,
             change->factor % WHATIF_FACTOR_SAME);
    return 0;
}

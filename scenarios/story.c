/* Runs one story: reads the file, does each sentence on the core, compares what is printed. It decides
 * nothing of call centres.
 *
 * After every sentence: acd_check() holds, and a second core that was given the events alone has the same
 * digest. After the last
 * one the state is encoded, decoded, compared, and encoded again.
 */
#include "scenarios/numbers.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1 << 20, FOLDER_BYTES_MAX = 512, USE_DEPTH_MAX = 4 };

static const struct acd_limits limits_small = {.agents = 32,
                                               .contacts = 128,
                                               .legs = 256,
                                               .statuses = 16,
                                               .queues = 16,
                                               .profiles = 16,
                                               .hours = 8,
                                               .entry_points = 8};

/* ---- the cores ---- */

static struct acd *core_make(struct story *story, unsigned slot)
{
    size_t bytes = (acd_size(&story->limits) + 63) / 64 * 64;
    free(story->memory[slot]);
    story->memory[slot] = aligned_alloc(64, bytes);
    if (story->memory[slot] == NULL) {
        fprintf(stderr, "no memory for a core of %zu bytes\n", bytes);
        exit(2);
    }
    return acd_init(story->memory[slot], &story->limits);
}

static void cores_need(struct story *story)
{
    if (story->core != NULL)
        return;
    story->core = core_make(story, 0);
    story->follower = core_make(story, 1);
    story->numbers = numbers_new(story->core);
}

static void check(struct story *story)
{
    const char *sentence = acd_check(story->core);
    if (sentence != NULL)
        story_fail(story, "acd_check: %s", sentence);
    if (acd_digest(story->core) != acd_digest(story->follower))
        story_fail(story, "a core that replayed the events differs (digest)");
}

/* Encodes the state into another core. Says in the story's problem what differs. */
static void encode_and_decode(struct story *story)
{
    size_t len = acd_encode(story->core, NULL, 0);
    uint8_t *bytes = malloc(2 * len + 1);
    if (bytes == NULL || acd_encode(story->core, bytes, len) != len) {
        story_fail(story, "acd_encode did not keep to its length");
    } else {
        story->copy = core_make(story, 2);
        if (!acd_decode(story->copy, bytes, len))
            story_fail(story, "acd_decode refuses what acd_encode wrote");
        else if (acd_digest(story->copy) != acd_digest(story->core))
            story_fail(story, "the decoded state differs (digest)");
        else if (acd_check(story->copy) != NULL)
            story_fail(story, "the decoded state is broken: %s", acd_check(story->copy));
        else if (acd_encode(story->copy, bytes + len, len) != len || memcmp(bytes, bytes + len, len) != 0)
            story_fail(story, "encoding the decoded state gives other bytes");
    }
    free(bytes);
}

/* "restart": goes on with the decoded copy, as a server does after a crash. */
static void restart(struct story *story)
{
    encode_and_decode(story);
    if (story->problem[0] != '\0')
        return;
    void *memory = story->memory[0];
    story->memory[0] = story->memory[2];
    story->memory[2] = memory;
    story->core = story->copy;
    buf_append_text(&story->output, "restarted, nothing lost\n");
}

/* ---- doing ---- */

static uint64_t made_number(const struct order *order, const struct acd_event *event)
{
    switch (order->new_kind) {
    case NAME_STATUS:
        return event->kind == ACD_STATUS_CREATED ? event->status : 0;
    case NAME_HOURS:
        return event->kind == ACD_HOURS_CREATED ? event->hours : 0;
    case NAME_QUEUE:
        return event->kind == ACD_QUEUE_CREATED ? event->queue : 0;
    case NAME_PROFILE:
        return event->kind == ACD_PROFILE_CREATED ? event->profile : 0;
    case NAME_ENTRY_POINT:
        return event->kind == ACD_ENTRY_POINT_CREATED ? event->entry_point : 0;
    case NAME_AGENT:
        return event->kind == ACD_AGENT_CREATED ? event->agent : 0;
    case NAME_CONTACT:
        return event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CONTACT_TRANSFERRED ||
                       event->kind == ACD_CALL_PLACED
                   ? event->contact
                   : 0;
    case NAME_GROUP:
        return event->group;
    case NAME_REASON_LIST:
        return event->reason_list;
    case NAME_REASON:
        return event->reason;
    case NAME_OFFER: /* named by name_offer() */
    case NAME_KINDS:
        break;
    }
    return 0;
}

static void learn_name(struct story *story, const struct order *order, const struct acd_batch *batch)
{
    for (uint32_t i = 0; order->new_name[0] != '\0' && i < batch->count; i++) {
        uint64_t number = made_number(order, &batch->events[i]);
        if (number != 0) {
            name_add(story, order->new_kind, order->new_name, number);
            return;
        }
    }
}

static enum acd_refusal step(struct story *story, const struct order *order, bool with_time)
{
    static struct acd_batch batch;
    enum acd_refusal refusal = acd_step(story->core, &order->command, &batch);
    if (refusal != ACD_OK && batch.count != 0)
        story_fail(story, "a refusal came with events");
    learn_name(story, order, &batch);
    for (uint32_t i = 0; i < batch.count; i++) {
        acd_apply(story->follower, &batch.events[i]);
        if (batch.events[i].kind != ACD_WORK_LEFT &&
            batch.events[i].kind != ACD_AGENT_REVIEWED) /* the core's own book-keeping */
            event_print(story, &batch.events[i], with_time, &story->output);
    }
    if (!numbers_take(story->numbers, story->core, &batch))
        story_fail(story, "there is no memory for the numbers");
    check(story);
    return refusal;
}

/* Ticks every deadline up to the time given, as a server's clock would. */
static void advance(struct story *story, int64_t to, bool with_time)
{
    for (unsigned i = 0; story->core != NULL && acd_deadline(story->core) <= to && story->problem[0] == '\0';
         i++) {
        struct order order = {.command = {.kind = ACD_TICK}, .new_kind = NAME_KINDS};
        int64_t deadline = acd_deadline(story->core);
        story->now = deadline > story->now ? deadline : story->now;
        order.command.at = story->now;
        step(story, &order, with_time);
        if (i == STORY_TICKS_MAX)
            story_fail(story, "acd_deadline() never comes to rest");
    }
    if (to > story->now)
        story->now = to;
}

static void do_order(struct story *story, struct words *words, bool quiet)
{
    struct order order = {.new_kind = NAME_KINDS};
    if (!parse_setup(story, words, &order) && !parse_people(story, words, &order))
        story_fail(story, "who or what is \"%s\"?", words->count > 0 ? words->word[0] : "");
    if (story->problem[0] == '\0' && !words_at_end(words))
        story_fail(story, "\"%s\" is one word too many", words_take(words));
    if (story->problem[0] != '\0')
        return;
    cores_need(story);
    order.command.at = story->now;
    size_t before = story->output.len;
    enum acd_refusal refusal = step(story, &order, false);
    if (refusal != ACD_OK && quiet)
        story_fail(story, "refused: %s", acd_refusal_name(refusal));
    else if (refusal != ACD_OK)
        buf_append_format(&story->output, "refused: %s\n", acd_refusal_name(refusal));
    advance(story, story->now, false);
    if (refusal == ACD_OK && story->output.len == before)
        buf_append_text(&story->output, "no change\n");
}

/* limits agents 2, contacts 3: before the first sentence that needs the core */
static void set_limits(struct story *story, struct words *words)
{
    struct acd_limits *limits = &story->limits;
    const struct {
        const char *word;
        uint32_t *limit;
    } rows[] = {{"agents", &limits->agents}, {"contacts", &limits->contacts},
                {"legs", &limits->legs},     {"statuses", &limits->statuses},
                {"queues", &limits->queues}, {"profiles", &limits->profiles},
                {"hours", &limits->hours},   {"entry-points", &limits->entry_points}};
    while (!words_at_end(words) && story->problem[0] == '\0') {
        const char *word = words_take(words);
        int64_t number = 0;
        if (!parse_number(story, words_take(words), &number))
            return;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            if (strcmp(rows[i].word, word) == 0)
                *rows[i].limit = (uint32_t)number;
    }
}

/* offer O1 is C1 at alice: the name is of this offer alone, not of the next one of the same contact. */
static void name_offer(struct story *story, struct words *words)
{
    struct acd_leg_view leg;
    const char *name = words_take(words);
    uint64_t contact = 0;
    uint32_t agent = 0;
    if (!words_take_if(words, "is") || !parse_name(story, NAME_CONTACT, words_take(words), &contact) ||
        !words_take_if(words, "at") || !parse_name32(story, NAME_AGENT, words_take(words), &agent))
        story_fail(story, "an offer is named so: offer O1 is C1 at alice");
    else if (!acd_leg_view(story->core, agent, contact, &leg))
        story_fail(story, "there is no such leg");
    else
        name_add(story, NAME_OFFER, name, leg.offer);
}

/* One sentence. Leading "+5s" lets time pass first; "at 10:00" sets the clock forward. */
static void do_sentence(struct story *story, const char *line, bool quiet)
{
    struct words words;
    int64_t ms = 0;
    buf_clear(&story->output);
    if (!words_split(&words, line)) {
        story_fail(story, "the sentence is too long");
        return;
    }
    if (words.count > 0 && words.word[0][0] == '+') {
        if (parse_duration(story, words_take(&words) + 1, &ms))
            advance(story, story->now + ms, true);
    } else if (words_take_if(&words, "at")) {
        if (parse_time(story, &words, &ms))
            advance(story, ms, true);
    }
    if (story->problem[0] != '\0' || words_at_end(&words))
        return;
    if (words_take_if(&words, "limits"))
        set_limits(story, &words);
    else if (words_take_if(&words, "restart"))
        restart(story);
    else if (story->core != NULL && words_take_if(&words, "offer"))
        name_offer(story, &words);
    else if (story->core == NULL || !show(story, &words))
        do_order(story, &words, quiet);
}

/* ---- reading ---- */

static char *file_read(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return NULL;
    char *text = calloc(1, FILE_BYTES_MAX + 1);
    size_t len = text != NULL ? fread(text, 1, FILE_BYTES_MAX, file) : 0;
    fclose(file);
    if (text != NULL)
        text[len] = '\0';
    return text;
}

static char *line_take(char **rest)
{
    char *line = *rest;
    if (line == NULL || *line == '\0')
        return NULL;
    char *end = strchr(line, '\n');
    *rest = end != NULL ? end + 1 : NULL;
    if (end != NULL)
        *end = '\0';
    return line;
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r")] == '\0';
}

/* "use common.txt": sentences done quietly, from a file beside the story. */
static void do_use(struct story *story, const char *path, const char *name, unsigned depth)
{
    char used_path[2 * FOLDER_BYTES_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(used_path, sizeof used_path, "%.*s%s", slash != NULL ? (int)(slash - path + 1) : 0, path, name);
    char *text = depth < USE_DEPTH_MAX ? file_read(used_path) : NULL;
    if (text == NULL) {
        story_fail(story, "cannot read %s: %s", used_path, strerror(errno));
        return;
    }
    char *rest = text;
    for (char *line; story->problem[0] == '\0' && (line = line_take(&rest)) != NULL;) {
        if (strncmp(line, "use ", 4) == 0)
            do_use(story, used_path, line + 4, depth + 1);
        else if (line[0] != '#' && !is_blank(line))
            do_sentence(story, line, true);
        if (story->problem[0] != '\0' && strstr(story->problem, " (in ") == NULL) {
            size_t len = strlen(story->problem);
            snprintf(story->problem + len, sizeof story->problem - len, " (in %.80s: %.200s)", name, line);
        }
    }
    free(text);
}

/* ---- comparing ---- */

static void diff_block(struct story_result *result, unsigned line, const char *sentence, const char *expected,
                       const char *got)
{
    buf_append_format(&result->diff, "line %u: %s\n", line, sentence);
    const char *sides[] = {expected, got};
    const char *marks[] = {"-", "+"};
    for (unsigned side = 0; side < 2; side++)
        for (const char *at = sides[side]; *at != '\0';) {
            size_t len = strcspn(at, "\n");
            buf_append_format(&result->diff, "  %s %.*s\n", marks[side], (int)len, at);
            at += len + (at[len] == '\n');
        }
}

static void finish_block(struct story *story, struct story_result *result, unsigned line,
                         const char *sentence, const char *expected)
{
    if (story->problem[0] != '\0')
        buf_append_format(&story->output, "PROBLEM: %s\n", story->problem);
    const char *got = buf_text(&story->output);
    buf_append_text(&result->rewritten, got);
    result->commands++;
    if (strcmp(expected, got) != 0 || story->problem[0] != '\0') {
        result->passed = false;
        diff_block(result, line, sentence, expected, got);
    }
}

/* The output expected: the lines directly below, up to a blank line, a comment or the next sentence. */
static void take_expected(char **rest, unsigned *line_number, struct buf *expected)
{
    buf_clear(expected);
    while (*rest != NULL && **rest != '\0' && **rest != '\n' && **rest != '#' && **rest != '>') {
        char *line = line_take(rest);
        buf_append_format(expected, "%s\n", line);
        ++*line_number;
    }
}

static void run_lines(struct story *story, const char *path, char *text, struct story_result *result)
{
    struct buf expected;
    unsigned line_number = 0;
    char *rest = text;
    buf_init(&expected, FILE_BYTES_MAX);
    for (char *line; (line = line_take(&rest)) != NULL && story->problem[0] == '\0';) {
        unsigned at = ++line_number;
        buf_append_format(&result->rewritten, "%s\n", line);
        if (line[0] == '#' || is_blank(line))
            continue;
        if (line[0] == '>') {
            do_sentence(story, line + 1, false);
            take_expected(&rest, &line_number, &expected);
            finish_block(story, result, at, line, buf_text(&expected));
            continue;
        }
        if (strncmp(line, "use ", 4) == 0)
            do_use(story, path, line + 4, 0);
        else
            do_sentence(story, line, true);
        if (story->problem[0] != '\0') {
            result->passed = false;
            diff_block(result, at, line, "", story->problem);
        }
    }
    buf_free(&expected);
}

bool story_run(const char *path, struct story_result *result)
{
    static struct story story;
    char *text = file_read(path);
    if (text == NULL)
        return false;
    memset(&story, 0, sizeof story);
    story.limits = limits_small;
    story.now = STORY_DAY_1;
    buf_init(&story.output, STORY_OUTPUT_BYTES_MAX);
    buf_init(&result->rewritten, STORY_OUTPUT_BYTES_MAX);
    buf_init(&result->diff, STORY_OUTPUT_BYTES_MAX);
    result->passed = true;
    result->commands = 0;
    run_lines(&story, path, text, result);
    if (story.problem[0] == '\0' && story.core != NULL) {
        encode_and_decode(&story);
        if (story.problem[0] != '\0') {
            result->passed = false;
            buf_append_format(&result->diff, "at the end: %s\n", story.problem);
        }
    }
    numbers_free(story.numbers);
    buf_free(&story.output);
    for (unsigned i = 0; i < sizeof story.memory / sizeof story.memory[0]; i++)
        free(story.memory[i]);
    free(text);
    return true;
}

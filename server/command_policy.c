/* nextup policy ...: a centre's policy as one document, looked at, compared, put in force. It must not open a centre
 * itself (admin.h does), nor replay a journal (policy_try.c). */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "server/commands.h"
#include "server/policy_admin.h"
#include "server/policy_book.h"
#include "server/policy_file.h"
#include "server/request.h"

/* As diff and grep do: 1 means "something was found", so what cannot be looked at is 2. */
enum { EXIT_SOUND = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

static int trouble(const struct fault *fault)
{
    command_fault(fault->sentence);
    return EXIT_TROUBLE;
}

/* ---- check ---- */

static void print_problems(FILE *out, const char *file, const struct policy_problems *problems)
{
    uint32_t all = problems->errors + problems->warnings + problems->notes;
    for (uint32_t i = 0; i < problems->count; i++)
        fprintf(out, "%s: %s: %s: %s\n", file, policy_level_word(problems->list[i].level),
                problems->list[i].pointer[0] ? problems->list[i].pointer : "the document",
                problems->list[i].sentence);
    if (all > problems->count)
        fprintf(out, "%s: and %u more\n", file, all - problems->count);
}

static void write_problems(struct buf *text, const char *file, const struct policy_problems *problems)
{
    struct json_writer writer;
    json_writer_init(&writer, text);
    json_object_begin(&writer);
    json_member_text(&writer, "file", file);
    policy_write_problems(&writer, problems);
    json_object_end(&writer);
    buf_append_char(text, '\n');
}

int command_policy_check(const struct arguments *arguments)
{
    const char *file = arguments->operands[0];
    struct policy_problems *problems = calloc(1, sizeof *problems);
    struct policy_document document;
    struct fault fault;
    struct buf text;

    if (!problems)
        return command_fault("There is no memory left.");
    int read = policy_file_read(&document, file, problems, &fault);
    if (read == 0) {
        policy_lint(&document, problems);
        policy_free(&document);
    }
    buf_init(&text, POLICY_BYTES_MAX);
    if (read != POLICY_FILE_UNREADABLE && arguments->json) {
        write_problems(&text, file, problems);
        fputs(buf_text(&text), stdout);
    } else if (read != POLICY_FILE_UNREADABLE) {
        print_problems(stdout, file, problems);
        if (problems->errors + problems->warnings == 0)
            printf("%s: sound\n", file);
    }
    buf_free(&text);
    int code = read == POLICY_FILE_UNREADABLE              ? trouble(&fault)
               : problems->errors + problems->warnings > 0 ? EXIT_FOUND
                                                           : EXIT_SOUND;
    free(problems);
    return code;
}

/* ---- diff ---- */

static void print_difference(void *ctx, const char *pointer, const char *sentence)
{
    (void)ctx;
    (void)pointer;
    printf("%s\n", sentence);
}

static uint32_t diff_as_json(const struct policy_document *a, const struct policy_document *b)
{
    struct buf text;
    struct json_writer writer;
    buf_init(&text, POLICY_BYTES_MAX * 4);
    json_writer_init(&writer, &text);
    json_object_begin(&writer);
    json_member_array_begin(&writer, "differences");
    uint32_t count = policy_diff(a, b, policy_write_difference, &writer);
    json_array_end(&writer);
    json_object_end(&writer);
    printf("%s\n", buf_text(&text));
    buf_free(&text);
    return count;
}

int command_policy_diff(const struct arguments *arguments)
{
    struct policy_document documents[2];
    struct fault fault;

    if (policy_file_get(&documents[0], arguments->operands[0], &fault) != 0)
        return trouble(&fault);
    if (policy_file_get(&documents[1], arguments->operands[1], &fault) != 0) {
        policy_free(&documents[0]);
        return trouble(&fault);
    }
    uint32_t count = arguments->json ? diff_as_json(&documents[0], &documents[1])
                                     : policy_diff(&documents[0], &documents[1], print_difference, NULL);
    policy_free(&documents[0]);
    policy_free(&documents[1]);
    return count > 0 ? EXIT_FOUND : EXIT_SOUND;
}

int command_policy_schema(const struct arguments *arguments)
{
    size_t len = 0;
    const char *text = policy_schema_text(&len);
    (void)arguments;
    fwrite(text, 1, len, stdout);
    return EXIT_DONE;
}

/* ---- asking a centre ---- */

static void add_by(struct request *request)
{
    char by[POLICY_BY_BYTES_MAX + 1];
    const struct passwd *entry = getpwuid(geteuid());
    if (entry)
        snprintf(by, sizeof by, "%.100s, command line", entry->pw_name);
    else
        snprintf(by, sizeof by, "user number %lu, command line", (unsigned long)geteuid());
    json_member_text(&request->writer, "by", by);
}

static int show_document(const struct policy_document *document)
{
    struct buf text;
    buf_init(&text, POLICY_BYTES_MAX * 2);
    policy_render(&text, document);
    bool good = !buf_failed(&text);
    fputs(buf_text(&text), stdout);
    buf_free(&text);
    return good ? EXIT_DONE : command_fault("There is no memory left.");
}

int command_policy_show(const struct arguments *arguments)
{
    struct policy_document document;
    struct policy_problems *problems;
    struct request request;
    struct fault fault;
    json_t *answer = NULL;

    if (arguments->operands_count == 1 && arguments->data)
        return command_usage("Either a document or --data DIR, not both.");
    if (arguments->operands_count == 1) {
        if (policy_file_get(&document, arguments->operands[0], &fault) != 0)
            return command_fault(fault.sentence);
        int code = show_document(&document);
        policy_free(&document);
        return code;
    }
    if (!request_begin(&request, arguments, "policy_show"))
        return EXIT_USAGE;
    if (!(answer = request_send(&request)))
        return EXIT_FAULT;
    problems = calloc(1, sizeof *problems);
    int code = EXIT_FAULT;
    if (!problems || !policy_parse_value(&document, json_object_get(answer, "document"), problems)) {
        command_fault("The answer was not understood.");
    } else {
        code = show_document(&document);
        policy_free(&document);
    }
    free(problems);
    json_decref(answer);
    return code;
}

static int tell_applied(json_t *answer)
{
    size_t index = 0;
    json_t *change = NULL;
    long long number = json_integer_value(json_object_get(answer, "number"));
    json_array_foreach(json_object_get(answer, "changes"), index, change)
        printf("%s\n", json_string_value(change));
    if (number == 0)
        printf("%s: it was so already; nothing has changed.\n", answer_text(answer, "centre"));
    else
        printf("%s: in force as version %lld.\n", answer_text(answer, "centre"), number);
    json_decref(answer);
    return EXIT_DONE;
}

/* The document of a file into the request. False: said why. */
static bool add_document(struct request *request, const char *file)
{
    struct policy_document document;
    struct fault fault;
    struct policy_problems *problems = calloc(1, sizeof *problems);

    if (!problems) {
        command_fault("There is no memory left.");
        return false;
    }
    int read = policy_file_read(&document, file, problems, &fault);
    if (read == POLICY_FILE_WRONG)
        print_problems(stderr, file, problems);
    free(problems);
    if (read != 0) {
        command_fault(fault.sentence);
        return false;
    }
    char *text = json_dumps(document.root, JSON_COMPACT);
    if (text)
        json_member_raw(&request->writer, "document", text, strlen(text));
    free(text);
    policy_free(&document);
    return true;
}

int command_policy_apply(const struct arguments *arguments)
{
    struct request request;

    if (!request_begin(&request, arguments, "policy_apply"))
        return EXIT_USAGE;
    add_by(&request);
    if (!add_document(&request, arguments->operands[0])) {
        request_drop(&request);
        return EXIT_FAULT;
    }
    json_t *answer = request_send(&request);
    return answer ? tell_applied(answer) : EXIT_FAULT;
}

int command_policy_history(const struct arguments *arguments)
{
    struct request request;
    size_t index = 0;
    json_t *version = NULL;

    if (!request_begin(&request, arguments, "policy_history"))
        return EXIT_USAGE;
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    printf("%-8s %-20s %s\n", "VERSION", "AT (UTC)", "BY");
    json_array_foreach(json_object_get(answer, "versions"), index, version)
    {
        char at[32];
        struct tm parts;
        time_t seconds = (time_t)(json_integer_value(json_object_get(version, "at")) / 1000);
        gmtime_r(&seconds, &parts);
        strftime(at, sizeof at, "%Y-%m-%d %H:%M:%S", &parts);
        printf("%-8lld %-20s %s\n", (long long)json_integer_value(json_object_get(version, "number")), at,
               answer_text(version, "by"));
    }
    json_decref(answer);
    return EXIT_DONE;
}

int command_policy_rollback(const struct arguments *arguments)
{
    struct request request;
    char *end = NULL;

    errno = 0;
    long long number = strtoll(arguments->operands[0], &end, 10);
    if (errno != 0 || *end != '\0' || number < 1)
        return command_usage("Name the number of a version; nextup policy history lists them.");
    if (!request_begin(&request, arguments, "policy_rollback"))
        return EXIT_USAGE;
    add_by(&request);
    json_member_i64(&request.writer, "number", number);
    json_t *answer = request_send(&request);
    return answer ? tell_applied(answer) : EXIT_FAULT;
}

/* One request of an operator as the commands make it (request.h). It must not know what a request means. */
#include "server/request.h"

#include <stdio.h>

#include "lib/crypto.h"
#include "server/admin.h"
#include "server/admin_client.h"
#include "server/commands.h"

bool request_begin(struct request *request, const struct arguments *arguments, const char *name)
{
    if (!arguments->data) {
        command_usage("Name the data directory: --data DIR.");
        return false;
    }
    request->arguments = arguments;
    buf_init(&request->text, ADMIN_REQUEST_BYTES_MAX);
    json_writer_init(&request->writer, &request->text);
    json_object_begin(&request->writer);
    json_member_text(&request->writer, "do", name);
    if (arguments->centre)
        json_member_text(&request->writer, "centre", arguments->centre);
    return true;
}

void request_drop(struct request *request)
{
    if (request->text.bytes) /* it may hold a password's hash */
        secret_erase(request->text.bytes, request->text.len);
    buf_free(&request->text);
}

json_t *request_send(struct request *request)
{
    struct fault fault;
    json_t *answer = NULL;
    json_object_end(&request->writer);
    buf_append_char(&request->text, '\n');
    if (buf_failed(&request->text))
        command_fault("The words of this command are too long.");
    else if (!(answer = admin_ask(request->arguments->data, &request->text, &fault)))
        command_fault(fault.sentence);
    request_drop(request);
    return answer;
}

const char *answer_text(const json_t *answer, const char *name)
{
    const char *text = json_string_value(json_object_get(answer, name));
    return text ? text : "";
}

int request_change(const struct arguments *arguments, const char *name, const char *member,
                   const char *sentence)
{
    struct request request;
    if (!request_begin(&request, arguments, name))
        return EXIT_USAGE;
    json_member_text(&request.writer, member, arguments->operands[0]);
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    printf(sentence, arguments->operands[0], answer_text(answer, "centre"));
    json_decref(answer);
    return EXIT_DONE;
}

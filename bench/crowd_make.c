/* A crowd of users through the operator's socket of a running server (docs/reference/admin.md: user_add), where
 * passwords come hashed. It must not measure anything.
 *
 * All have one password, hashed with the least work argon2id knows: signing in is not what is measured, and a proper
 * hash costs 22 ms each time. The socket takes one request a connection, so a few connections are opened side by side
 * and their answers awaited together.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bench/crowd.h"

enum { SIDE_BY_SIDE = 32, ANSWER_BYTES_MAX = 1024 };

static int ask(const char *socket_path, const char *profile, const char *hash, size_t number)
{
    char text[CROWD_TEXT_BYTES * 4];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", socket_path);
    int len = snprintf(
        text, sizeof text,
        "{\"do\":\"user_add\",\"centre\":\"connect-demo\",\"username\":\"crowd%zu\",\"passwordHash\":\"%s\","
        "\"firstName\":\"Crowd\",\"lastName\":\"%zu\",\"mustChange\":false,\"role\":\"agent\","
        "\"routingProfile\":\"%s\"}\n",
        number, hash, number, profile);
    if (connection >= 0 && connect(connection, (struct sockaddr *)&address, sizeof address) == 0 &&
        send(connection, text, (size_t)len, MSG_NOSIGNAL) == len)
        return connection;
    if (connection >= 0)
        close(connection);
    return -1;
}

static bool take_answer(int connection, FILE *people)
{
    char text[ANSWER_BYTES_MAX + 1];
    size_t len = 0;
    for (ssize_t got = 1; got > 0 && len<ANSWER_BYTES_MAX; len += got> 0 ? (size_t)got : 0)
        got = recv(connection, text + len, ANSWER_BYTES_MAX - len, 0);
    text[len] = '\0';
    close(connection);
    const char *id = strstr(text, "\"id\":\"");
    if (id == NULL || strstr(text, "\"ok\":true") == NULL) {
        fprintf(stderr, "user_add: %s\n", text);
        return false;
    }
    fprintf(people, "%.36s\n", id + 6);
    return true;
}

static bool make_some(const struct crowd_options *options, const char *hash, size_t first, size_t end,
                      FILE *people)
{
    int connections[SIDE_BY_SIDE];
    bool good = true;
    for (size_t number = first; number < end; number++) {
        connections[number - first] = ask(options->socket, options->flow, hash, number);
        good = good && connections[number - first] >= 0;
    }
    for (size_t i = 0; i < end - first; i++)
        good = connections[i] >= 0 && take_answer(connections[i], people) && good;
    return good;
}

bool crowd_make(const struct crowd_options *options)
{
    char hash[crypto_pwhash_STRBYTES];
    FILE *people = fopen(options->people, "we");
    bool good = people != NULL && sodium_init() >= 0 &&
                crypto_pwhash_str(hash, CROWD_PASSWORD, strlen(CROWD_PASSWORD), crypto_pwhash_OPSLIMIT_MIN,
                                  crypto_pwhash_MEMLIMIT_MIN) == 0;
    for (size_t first = 0; good && first < options->agents; first += SIDE_BY_SIDE) {
        size_t end = first + SIDE_BY_SIDE < options->agents ? first + SIDE_BY_SIDE : options->agents;
        good = make_some(options, hash, first, end, people);
    }
    if (people != NULL && fclose(people) != 0)
        good = false;
    return good;
}

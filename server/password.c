/* Asking for, making up and hashing one password on the command line; see password.h. It must not keep one.
 */
#include "server/password.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "lib/crypto.h"
#include "lib/random.h"

enum { GENERATED_BYTES = 12 };

void password_generate(char text[PASSWORD_TEXT_BYTES])
{
    random_token(text, GENERATED_BYTES);
}

static int read_line(FILE *stream, char text[PASSWORD_TEXT_BYTES], struct fault *fault)
{
    if (!fgets(text, PASSWORD_TEXT_BYTES, stream))
        return fault_set(fault, "No password was given.");
    size_t len = strcspn(text, "\r\n");
    if (text[len] == '\0' && len == PASSWORD_TEXT_BYTES - 1)
        return fault_set(fault, "The password is longer than %d bytes.", PASSWORD_BYTES_MAX);
    text[len] = '\0';
    return 0;
}

static int ask_once(FILE *terminal, const char *prompt, char text[PASSWORD_TEXT_BYTES], struct fault *fault)
{
    struct termios shown, hidden;
    if (tcgetattr(fileno(terminal), &shown) != 0)
        return fault_set(fault, "The terminal cannot be asked for a password.");
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    /* Before the prompt: whoever answers it at once is neither shown nor lost. What was typed earlier is not an
     * answer. */
    tcsetattr(fileno(terminal), TCSAFLUSH, &hidden);
    fputs(prompt, terminal);
    fflush(terminal);
    int result = read_line(terminal, text, fault);
    tcsetattr(fileno(terminal), TCSADRAIN, &shown);
    fputc('\n', terminal);
    return result;
}

static int check(const char *username, const char *text, struct fault *fault)
{
    if (strlen(text) < PASSWORD_BYTES_MIN)
        return fault_set(fault, "A password has at least %d characters.", PASSWORD_BYTES_MIN);
    if (strcasecmp(text, username) == 0)
        return fault_set(fault, "The password must not be the user name.");
    return 0;
}

static int ask(const char *username, char text[PASSWORD_TEXT_BYTES], struct fault *fault)
{
    char again[PASSWORD_TEXT_BYTES] = "";
    char prompt[160];
    FILE *terminal = fopen("/dev/tty", "r+e");
    if (!terminal)
        return fault_set(fault, "The terminal cannot be opened.");
    snprintf(prompt, sizeof prompt, "Password for %.100s: ", username);
    int result = ask_once(terminal, prompt, text, fault);
    if (result == 0)
        result = check(username, text, fault);
    if (result == 0)
        result = ask_once(terminal, "Once more: ", again, fault);
    if (result == 0 && strcmp(text, again) != 0)
        result = fault_set(fault, "The two passwords differ.");
    secret_erase(again, sizeof again);
    fclose(terminal);
    return result;
}

int password_obtain(const char *username, bool from_stdin, char text[PASSWORD_TEXT_BYTES], bool *generated,
                    struct fault *fault)
{
    *generated = false;
    if (from_stdin) {
        int result = read_line(stdin, text, fault);
        return result == 0 ? check(username, text, fault) : result;
    }
    if (isatty(STDIN_FILENO))
        return ask(username, text, fault);
    password_generate(text);
    *generated = true;
    return 0;
}

struct hashing {
    char *hash;
    bool answered;
    bool hashed;
};

static void on_hashed(void *ctx, enum password_result result, const char *hash)
{
    struct hashing *hashing = ctx;
    hashing->answered = true;
    hashing->hashed = result == PASSWORD_HASHED;
    if (hashing->hashed)
        snprintf(hashing->hash, PASSWORD_HASH_BYTES, "%s", hash);
}

int password_hash_now(const char *text, char hash[PASSWORD_HASH_BYTES], struct fault *fault)
{
    uv_loop_t loop;
    struct hashing hashing = {.hash = hash};
    if (uv_loop_init(&loop) != 0)
        return fault_set(fault, "The password could not be hashed: no memory.");
    struct password_worker *worker = password_worker_new(&loop, 1);
    if (worker && password_hash(worker, text, strlen(text), on_hashed, &hashing)) {
        /* The worker's own handle keeps the loop alive, so one event at a time until the answer is there. */
        while (!hashing.answered && uv_run(&loop, UV_RUN_ONCE) != 0)
            ;
    }
    if (worker)
        password_worker_close(worker, NULL, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return hashing.hashed ? 0 : fault_set(fault, "The password could not be hashed: no memory.");
}

/* A fault of the outside (a file, a port, another server), told in one clear sentence for a person. It must not be used
 * for bugs or refusals. */
#ifndef NEXTUP_SERVER_FAULT_H
#define NEXTUP_SERVER_FAULT_H

struct fault {
    char sentence[768];
};

/* Writes the sentence and returns -1, so that a function can `return fault_set(...)`. */
int fault_set(struct fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

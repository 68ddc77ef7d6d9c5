/* Fuzzes what browsers ask of every edge over HTTP: the panel's, the board's, the chat's and the administrator's
 * addresses, and the participant service (doors.h). */
#include "edge/testing/doors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    doors_ask(bytes, len);
    return 0;
}

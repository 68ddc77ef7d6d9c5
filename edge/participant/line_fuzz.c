/* Fuzzes what a customer may say over its line: any messages end in answers or a closed line, and leave the core and
 * the book whole (edge/testing/doors.h). */
#include "edge/testing/doors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    doors_say(DOORS_CHAT, bytes, len);
    return 0;
}

/* Fuzzes the whole handler of the API: method, path, query, headers and JSON behind a good signature, or a broken one.
 * What must hold stands in testing/handler.h. */
#include "edge/api/testing/handler.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    handler_ask(bytes, len);
    return 0;
}

#include <stddef.h>
#include <stdint.h>

int fuzzRequests(const uint8_t *bytes, size_t count);

// Called by the main that libFuzzer brings.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) { return fuzzRequests(bytes, count); }

#include <string.h>

#include "CKernels.h"

void ck_pack(
    size_t outputs, size_t inputs, const float *w, size_t row_stride, size_t total_inputs, size_t first_input,
    float *panels) {
  for (size_t n = 0; n < outputs; n++) {
    float *panel = panels + ((n / CK_PANEL) * total_inputs + first_input) * CK_PANEL + n % CK_PANEL;
    for (size_t k = 0; k < inputs; k++) panel[k * CK_PANEL] = w[n * row_stride + k];
  }
}

int ck_all_finite(size_t count, const float *x) {
  uint32_t found = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, 4);
    found |= (bits & 0x7f800000) == 0x7f800000;
  }
  return !found;
}

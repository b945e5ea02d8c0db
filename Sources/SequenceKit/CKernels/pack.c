#include <math.h>
#include <string.h>

#include "CKernels.h"

size_t ck_padded_outputs(ck_order order, size_t rows) {
  if (order == CK_GATES) return (rows / 4 + CK_CELLS - 1) / CK_CELLS * CK_PANEL;
  return (rows + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
}

size_t ck_output(ck_order order, size_t rows, size_t n) {
  if (order == CK_ROWS) return n;
  size_t cells = rows / 4, gate = n / cells, cell = n % cells;
  return cell / CK_CELLS * CK_PANEL + gate * CK_CELLS + cell % CK_CELLS;
}

void ck_largest(ck_order order, size_t rows, size_t inputs, const float *w, size_t row_stride, float *largest) {
  for (size_t n = 0; n < rows; n++) {
    float *found = largest + ck_output(order, rows, n);
    for (size_t k = 0; k < inputs; k++) *found = fmaxf(*found, fabsf(w[n * row_stride + k]));
  }
}

// To the nearest bf16, ties to even; denormals to 0. For finite values.
static uint16_t bf16(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  if ((bits & 0x7f800000) == 0) return (uint16_t)(bits >> 16 & 0x8000);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

void ck_pack(
    ck_precision precision, ck_order order, size_t rows, size_t inputs, const float *w, size_t row_stride, size_t words,
    size_t first_word, uint32_t *panels, const float *scales, int32_t *offsets) {
  for (size_t n = 0; n < rows; n++) {
    size_t output = ck_output(order, rows, n);
    uint32_t *column = panels + (output / CK_PANEL * words + first_word) * CK_PANEL + output % CK_PANEL;
    const float *row = w + n * row_stride;
    for (size_t k = 0; k < inputs; k++) {
      switch (precision) {
        case CK_FP32:
          memcpy(column + k * CK_PANEL, row + k, 4);
          break;
        case CK_BF16:
          column[k / 2 * CK_PANEL] |= (uint32_t)bf16(row[k]) << 16 * (k % 2);
          break;
        case CK_INT8: {
          float unit = scales[output];
          int32_t value = unit > 0 ? (int32_t)lrintf(row[k] / unit) : 0;
          value = value > 127 ? 127 : value < -127 ? -127 : value;
          column[k / 4 * CK_PANEL] |= (uint32_t)(uint8_t)(int8_t)value << 8 * (k % 4);
          offsets[output] -= 128 * value;
          break;
        }
      }
    }
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

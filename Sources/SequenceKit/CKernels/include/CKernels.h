// Kernels of the generation engine, one table of functions per instruction set.
//
// Every output element is accumulated in one fixed order whatever the number of rows, so that a row's bits do not depend
// on its batch mates. The elementwise kernels work on groups of 16 elements in all tables; AVX2 and AVX-512 both fuse
// multiply and add, and give the same bits.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Outputs of one panel of packed weights.
#define CK_PANEL 64

typedef enum ck_instruction_set { CK_PLAIN = 0, CK_AVX2 = 1, CK_AVX512 = 2 } ck_instruction_set;

typedef struct ck_table {
  // y[r, n] = start[r, n] + sum over k of x[r, k] * W[n, k], k ascending, one chain of additions per output.
  //   x: rows x inputs, rows x_stride apart.  y: rows x outputs, rows y_stride apart; may be `start` itself.
  //   panels: ceil(outputs / 64) panels of inputs x 64, W[64 p + j, k] at panels[(p * inputs + k) * 64 + j].
  //   start: rows start_stride apart, 0 for one row (a bias) that all share.
  void (*product)(
      size_t rows, size_t inputs, size_t outputs, const float *x, size_t x_stride, const float *panels,
      const float *start, size_t start_stride, float *y, size_t y_stride);

  // One LSTM step (Graves 2013, eqs 7-11) on pre-activations in the order i, f, g, o.
  //   gates: rows x 4 cells.  peepholes: [3, cells] for i, f, o, or NULL.  c: updated in place.  h: written.
  void (*lstm)(
      size_t rows, size_t cells, const float *gates, size_t gates_stride, const float *peepholes, float *c,
      size_t c_stride, float *h, size_t h_stride);

  // The soft window of one sequence (eqs 46-51).
  //   parameters: 3 x components raw outputs for alpha, beta, kappa; overwritten by their exponentials.
  //   kappa: components, advanced in place.  text: length symbol indices.
  //   phi: length + 1 values, then unspecified ones up to the next multiple of 16.  w: symbols values.
  void (*window)(
      size_t components, float *parameters, float *kappa, size_t length, const int32_t *text, float *phi,
      size_t symbols, float *w);

  // p = softmax(scale * logits); every element of the sum is added in an order that count alone fixes.
  void (*softmax)(size_t count, const float *logits, float scale, float *p);

  void (*exp)(size_t count, const float *x, float *y);
  void (*sigmoid)(size_t count, const float *x, float *y);
  void (*tanh)(size_t count, const float *x, float *y);
} ck_table;

// The table of an instruction set, or NULL when this processor or its operating system lacks it.
const ck_table *ck_table_for(ck_instruction_set set);

// Copies W [outputs, inputs] (rows row_stride apart) into the columns from first_input on of panels that are
// total_inputs deep; outputs beyond the last are left alone.
void ck_pack(
    size_t outputs, size_t inputs, const float *w, size_t row_stride, size_t total_inputs, size_t first_input,
    float *panels);

// Whether none of the values is infinite or not a number.
int ck_all_finite(size_t count, const float *x);

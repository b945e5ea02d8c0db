// Kernels of the generation engine, one table of functions per instruction set.
//
// Every output element is accumulated by one thread in one fixed order whatever the number of rows, so that a row's bits
// depend neither on its batch mates nor on how the panels are split over threads. Elementwise kernels work on groups of
// 16 elements in all tables and round alike in all of them, so everything but fp32 products has the same bits on every
// instruction set; fp32 products have the same on all that fuse multiply and add.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Outputs of one panel of packed weights, and cells whose four gates fill a panel.
#define CK_PANEL 64
#define CK_CELLS 16

typedef enum ck_instruction_set { CK_PLAIN = 0, CK_AVX2 = 1, CK_AVX512 = 2 } ck_instruction_set;

// What weights and activations of a product are. A 32-bit word holds 1, 2 or 4 inputs.
typedef enum ck_precision {
  CK_FP32 = 0,
  // Sums in fp32; inputs in pairs, the second added first (as VDPBF16PS does), denormals taken for 0.
  CK_BF16 = 1,
  // Activations x = scale * (q - 128) with bytes q; weights are signed bytes with a scale for each output. Sums are
  // integers and exact.
  CK_INT8 = 2
} ck_precision;

// W[n, k] of output n, input k.
typedef struct ck_weights {
  ck_precision precision;
  size_t outputs;
  // 32-bit words of inputs for each output.
  size_t words;
  // ceil(outputs / 64) panels of words x 64; word w of output 64 p + j is panels[(p * words + w) * 64 + j].
  const uint32_t *panels;
  // int8: what one unit of a weight is worth, and -128 times the sum of an output's bytes, for whole panels.
  const float *scales;
  const int32_t *offsets;
} ck_weights;

// A part of the inputs: row r begins at x + r * stride, in words.
typedef struct ck_part {
  const uint32_t *x;
  size_t stride;
  size_t words;
} ck_part;

typedef struct ck_table {
  // y[r, n] = starts[r][n] + sum over k of x[r, k] * W[n, k], for the outputs of panels first ..< last.
  //   parts: count of them, one behind the other; their words add up to the weights'.
  //   row_scales: int8: the scale of each row's activations; NULL for 1 / 127.
  //   starts: a row of floats for each row, read up to whole panels; may be y itself.
  //   y: rows y_stride apart, written up to whole panels.
  void (*product)(
      const ck_weights *weights, size_t first, size_t last, size_t rows, const ck_part *parts, size_t count,
      const float *row_scales, const float *const *starts, float *y, size_t y_stride);

  // One LSTM step (Graves 2013, eqs 7-11) of the cells of panels first ..< last: panel p holds i, f, g, o of cells
  // 16 p ... 16 p + 15, 16 outputs each.
  //   parts, starts: as in the product, which gives the pre-activations.
  //   peepholes: for i, f, o, each padded to whole panels of cells, or NULL.
  //   c: updated in place.  h: written in the weights' precision, int8 at scale 1 / 127; strides in elements of c and
  //   in words of h; both have room for whole panels of cells.
  //   broken: set to 1 for rows whose h is not a number.
  void (*lstm)(
      const ck_weights *weights, size_t first, size_t last, size_t rows, const ck_part *parts, size_t count,
      const float *const *starts, const float *peepholes, float *c, size_t c_stride, uint32_t *h, size_t h_stride,
      uint8_t *broken);

  // Writes x as activations, zeros up to a whole word.  Returns the scale, 1 where the precision has none; of int8 it is
  // NaN where an element is not finite, and so is then every output of a product with the row.
  float (*activate)(ck_precision precision, size_t count, const float *x, uint32_t *q);

  // The soft window of one sequence (eqs 46-51).
  //   parameters: 3 x components raw outputs for alpha, beta, kappa; overwritten by their exponentials.
  //   kappa: components, advanced in place.  text: length symbol indices.
  //   phi: length + 1 values, then unspecified ones up to the next multiple of 16.  w: symbols values.
  void (*window)(
      size_t components, float *parameters, float *kappa, size_t length, const int32_t *text, float *phi,
      size_t symbols, float *w);

  // p = softmax(scale * logits); every element of the sum is added in an order that count alone fixes.
  void (*softmax)(size_t count, const float *logits, float scale, float *p);

  // The first index at which the sum of p, in double precision, exceeds `drawn`; the last positive one if none does.
  size_t (*draw)(size_t count, const float *p, double drawn);

  void (*exp)(size_t count, const float *x, float *y);
  void (*sigmoid)(size_t count, const float *x, float *y);
  void (*tanh)(size_t count, const float *x, float *y);
} ck_table;

// The table of an instruction set, or NULL when this processor or its operating system lacks it.
//   dot_products: whether its instructions for products of bf16 and int8 may be used, where it has them.
const ck_table *ck_table_for(ck_instruction_set set, int dot_products);

// Where row n of a matrix goes: outputs in their order, or gates i, f, g, o of `cells` cells in panels of 16 cells.
typedef enum ck_order { CK_ROWS = 0, CK_GATES = 1 } ck_order;

// Number of outputs that a matrix of so many rows has in an order, whole panels.
size_t ck_padded_outputs(ck_order order, size_t rows);

// The output that row n becomes.
size_t ck_output(ck_order order, size_t rows, size_t n);

// Largest magnitude of each row's elements, joined to what `largest` holds for its output.
void ck_largest(ck_order order, size_t rows, size_t inputs, const float *w, size_t row_stride, float *largest);

// Copies W [rows, inputs] (rows row_stride apart) into panels of `words` words, from word first_word on.
//   scales: int8: what a unit is worth, for each output.  offsets: int8: is added to; zeros before.
void ck_pack(
    ck_precision precision, ck_order order, size_t rows, size_t inputs, const float *w, size_t row_stride, size_t words,
    size_t first_word, uint32_t *panels, const float *scales, int32_t *offsets);

// Whether none of the values is infinite or not a number.
int ck_all_finite(size_t count, const float *x);

// Tells the processor that a loop waits for another thread.
void ck_relax(void);

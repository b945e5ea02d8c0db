// C side of the trainer: matrix products by oneDNN and the element-wise work between them.
// Matrices are row-major. Nothing here is shared between threads: each trainer thread owns its products.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One matrix product of fixed shape: C[m, n] = A[m, k] · B[k, n], or added to C.
typedef struct ct_product ct_product;

typedef struct {
  int m, n, k;
  /// Row stride of A as it lies in memory; A lies as [k, m] when a_transposed.
  int a_stride;
  int a_transposed;
  /// Row stride of B as it lies in memory; B lies as [n, k] when b_transposed. Ignored when B is packed.
  int b_stride;
  int b_transposed;
  /// B is a weight matrix that is packed once and used often.
  int b_packed;
  int c_stride;
  int accumulate;
  /// A and B are bfloat16 (C stays fp32); otherwise everything is fp32.
  int bf16;
} ct_product_shape;

/// Returns NULL where oneDNN refuses the shape.
ct_product *ct_product_create(ct_product_shape shape);
void ct_product_free(ct_product *product);
/// Packs B from fp32 for a product created with b_packed; b_stride and b_transposed say how it lies.
int ct_product_pack(ct_product *product, const float *b, int b_stride, int b_transposed);
/// a and b (NULL when packed) have the element type of the shape. Returns 0, or oneDNN's status.
int ct_product_run(ct_product *product, const void *a, const void *b, float *c);
/// Keeps oneDNN and OpenMP on the calling thread alone.
void ct_single_thread(void);

/// Rounds to nearest even.
void ct_to_bf16(const float *source, uint16_t *target, size_t count);
/// The same for a block of rows with strides.
void ct_rows_to_bf16(int rows, int columns, const float *source, int source_stride, uint16_t *target, int target_stride);

/// One step of an LSTM layer for `rows` sequences. gates[rows, 4·cells] holds the products in, the activations out
/// (i, f, g, o); recurrent (same shape) is added when not NULL; peepholes[3·cells] may be NULL.
void ct_lstm_forward(
    int rows, int cells, float *gates, const float *recurrent, const float *bias, const float *peepholes,
    const float *c_prev, float *c, float *tanh_c, float *h, int h_stride);

/// Back through one step. dc holds ∂L/∂c from the step after and leaves as ∂L/∂c_prev; dgates are the derivatives at
/// the layer's inputs, before sigmoid and tanh, clipped to ±clip.
void ct_lstm_backward(
    int rows, int cells, const float *gates, const float *peepholes, const float *c_prev, const float *c,
    const float *tanh_c, const float *dh, int dh_stride, float *dc, float *dgates, float clip);

/// Adds the peepholes' derivatives over `rows` rows.
void ct_peephole_gradient(int rows, int cells, const float *dgates, const float *c_prev, const float *c, float *gradient);
/// Adds each column's sum to gradient.
void ct_column_sums(int rows, int columns, const float *values, int stride, float *gradient);

/// A text of the batch: indices into the alphabet.
typedef struct {
  const int32_t *symbols;
  int32_t length;
} ct_text;

/// The window (Graves 2013, eqs 46–51) for one step. p[rows, 3K] (α̂, β̂, κ̂ with bias added) becomes α, β, exp(κ̂);
/// kappa[rows, K] is written from kappa_prev; w[rows, symbols] is written.
void ct_window_forward(
    int rows, int components, int symbols, const ct_text *texts, float *p, const float *bias, const float *kappa_prev,
    float *kappa, float *w, int w_stride);
/// dkappa holds ∂L/∂κ from the step after and leaves as ∂L/∂κ_prev; dp[rows, 3K] is written.
void ct_window_backward(
    int rows, int components, const ct_text *texts, const float *p, const float *kappa, const float *dw, int dw_stride,
    float *dkappa, float *dp);

/// Mixture-density loss (eqs 18–26) of `rows` predictions: y[rows, 1 + 6M] are the head's outputs without bias,
/// targets[rows, 3]; mask 0 leaves a row out. ln σ is kept at or above log_floor, and has no derivative there.
/// At most 64 components. Writes dy (clipped to ±clip; may be NULL) and adds nats to *loss and
/// squared distances between the mixture's mean and the target to *squares.
void ct_mixture_loss(
    int rows, int components, const float *y, const float *bias, const float *targets, const uint8_t *mask, float *dy,
    float clip, float log_floor, double *loss, double *squares);

/// Softmax loss (eqs 12-14) of `rows` predictions: y[rows, symbols] are the head's outputs without bias and leave as
/// the derivatives at the outputs, clipped to +-clip, when `learn` is not 0, else as e^(output - the row's largest).
/// mask 0 leaves a row out. Adds nats to *loss and predictions whose most probable symbol is another than the target to *errors.
void ct_softmax_loss(
    int rows, int symbols, float *y, const float *bias, const int32_t *targets, const uint8_t *mask, int learn, float clip,
    double *loss, int64_t *errors);

/// Turns derivatives of the softmax loss, dy[rows, symbols], into those with soft targets (Hinton et al. 2015): the share
/// `weight` of a row's target is row places[r] of soft_targets[:, symbols] in place of symbol targets[r] alone. A row of
/// soft targets counts by its proportions; one of zeros has nothing to say, and mask 0 leaves a row out. What clipping took
/// off a derivative before stays off.
void ct_soften(
    int rows, int symbols, float *dy, const int32_t *targets, const uint8_t *mask, const uint16_t *soft_targets,
    const int32_t *places, float weight);

/// target[r, :] = table[symbols[r], :], zeros where the symbol is negative.
void ct_gather_rows(
    int rows, int columns, const float *table, int table_stride, const int32_t *symbols, float *target, int target_stride);
/// table[symbols[r], :] += source[r, :], nothing where the symbol is negative.
void ct_scatter_rows(
    int rows, int columns, const float *source, int source_stride, const int32_t *symbols, float *table, int table_stride);
/// target[columns, rows] = source[rows, columns] transposed.
void ct_transpose(int rows, int columns, const float *source, int source_stride, float *target, int target_stride);
/// target[columns, rows] += source[rows, columns] transposed.
void ct_add_transposed(int rows, int columns, const float *source, int source_stride, float *target, int target_stride);

/// target = weights + deviation * e, e standard normal; a function of the key alone.
void ct_add_noise(float *target, const float *weights, float deviation, size_t count, uint64_t key);
/// The same with a deviation of its own for each weight, given as its logarithm.
void ct_add_scaled_noise(
    float *target, const float *weights, const float *log_deviation, size_t count, uint64_t key);
/// target += gradient * (noisy - weights): the derivative by ln(deviation) of a loss of weights + deviation * e.
void ct_deviation_gradient(
    float *target, const float *gradient, const float *noisy, const float *weights, size_t count);
/// Mean and variance of the prior that makes the description of the weights shortest (Graves 2011, section 4.2).
void ct_prior(const float *weights, const float *log_deviation, size_t count, double *mean, double *variance);
/// KL(Q || P) in nats of the weights' Gaussians from the prior.
double ct_description_length(
    const float *weights, const float *log_deviation, size_t count, double mean, double variance);
/// Adds scale * d KL / d weight and scale * d KL / d ln(deviation), the prior held fixed.
void ct_description_gradient(
    float *gradient, float *deviation_gradient, const float *weights, const float *log_deviation, size_t count, float mean,
    float variance, float scale);

/// mask = 0 with probability `rate`, else 1 / (1 - rate).
void ct_dropout_mask(float *mask, size_t count, float rate, uint64_t key);
/// target = source with elements left out as ct_dropout_mask would; in place when they are the same.
void ct_drop(float *target, const float *source, size_t count, float rate, uint64_t key);
/// The same on the derivatives, in place.
void ct_drop_gradient(float *gradient, size_t count, float rate, uint64_t key);
/// target[r, :] = source[r, :] * mask[r, :]; target may be source. A mask_stride of 0 uses one row for all.
void ct_multiply_rows(
    int rows, int columns, const float *source, int source_stride, const float *mask, int mask_stride, float *target,
    int target_stride);

/// rows with reset[r] != 0 are set to zero.
void ct_zero_rows(int rows, int columns, const uint8_t *reset, float *values, int stride);
/// values[r, :] += addend[r, :]
void ct_add_rows(int rows, int columns, const float *addend, int addend_stride, float *values, int stride);

/// Squared Euclidean norm, in double.
double ct_squared_norm(const float *values, size_t count);
/// target += addend
void ct_add(float *target, const float *addend, size_t count);
/// target = value * target
void ct_scale(float *target, float value, size_t count);
/// average = decay · average + (1 − decay) · weights
void ct_average(float *average, const float *weights, float decay, size_t count);

/// Adam (Kingma & Ba 2015) with bias correction folded into rate and epsilon by the caller.
void ct_adam(
    float *weights, const float *gradient, float *first, float *second, size_t count, float rate, float beta1,
    float beta2, float epsilon, float scale);
/// Stochastic gradient descent with momentum: step = momentum * step - rate * scale * gradient; weights += step.
void ct_sgd(
    float *weights, const float *gradient, float *steps, size_t count, float rate, float momentum, float scale);
/// RMSprop as in Graves 2013, eqs 38–45.
void ct_rmsprop(
    float *weights, const float *gradient, float *squares, float *means, float *steps, size_t count, float rate,
    float decay, float momentum, float epsilon, float scale);

/// sums += gradient²
void ct_add_squares(float *sums, const float *gradient, size_t count);
/// A step of dynamic evaluation (Krause et al. 2018, section 5):
/// weights += pulls * (trained - weights) - scale * rates * gradient.
void ct_adapt(
    float *weights, const float *gradient, const float *trained, const float *rates, const float *pulls, size_t count,
    float scale);

#ifdef __cplusplus
}
#endif

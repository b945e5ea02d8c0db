// Softmax and the draw from it; included by template.h.
static void softmax(size_t count, const float *logits, float scale, float *p) {
  float largest = logits[0];
  for (size_t i = 1; i < count; i++) largest = logits[i] > largest ? logits[i] : largest;
  group sums = (group)0.0f;
  for (size_t i = 0; i < count; i += GROUP) {
    group value = group_exp((load_group(logits + i, count - i) - largest) * scale);
    if (count - i < GROUP)
      for (size_t j = count - i; j < GROUP; j++) value[j] = 0.0f;
    sums += value;
    store_group(p + i, value, count - i);
  }
  float sum = 0.0f;
  for (int j = 0; j < GROUP; j++) sum += sums[j];
  for (size_t i = 0; i < count; i += GROUP) store_group(p + i, load_group(p + i, count - i) / sum, count - i);
}

// The sum of a group in double precision, always in the same order.
static inline ALWAYS double group_total(group x) {
  typedef double eight __attribute__((ext_vector_type(8)));
  typedef double four __attribute__((ext_vector_type(4)));
  group_double wide = __builtin_convertvector(x, group_double);
  eight e = wide.lo + wide.hi;
  four f = e.lo + e.hi;
  return (f.x + f.y) + (f.z + f.w);
}

static size_t draw(size_t count, const float *p, double drawn) {
  double sum = 0.0;
  size_t i = 0;
  for (; i + GROUP <= count; i += GROUP) {
    double next = sum + group_total(load_whole(p + i));
    if (drawn < next) break;
    sum = next;
  }
  size_t chosen = 0;
  for (; i < count; i++) {
    if (!(p[i] > 0.0f)) continue;
    chosen = i;
    sum += (double)p[i];
    if (drawn < sum) return i;
  }
  // Rounding may have kept the last sum from reaching what was drawn.
  for (size_t last = count; chosen == 0 && last > 0; last--)
    if (p[last - 1] > 0.0f) return last - 1;
  return chosen;
}

// Groups of 16 floats, the unit of everything elementwise in all tables; included by template.h.
#define ALWAYS __attribute__((always_inline))
#define GROUP 16

typedef float group __attribute__((ext_vector_type(GROUP)));
typedef int32_t group_bits __attribute__((ext_vector_type(GROUP)));
typedef double group_double __attribute__((ext_vector_type(GROUP)));
typedef int64_t group_wide __attribute__((ext_vector_type(GROUP)));

static inline ALWAYS group_bits as_bits(group x) { return __builtin_bit_cast(group_bits, x); }
static inline ALWAYS group as_group(group_bits x) { return __builtin_bit_cast(group, x); }

// a * b + c, rounded once.
static inline ALWAYS group fused(group a, group b, group c) {
#ifdef FUSED
  return FUSED(a, b, c);
#else
  // Exact product in double, then a sum rounded to odd: rounding that to float is rounding the exact value.
  group_double addend = __builtin_convertvector(c, group_double);
  group_double exact = __builtin_convertvector(a, group_double) * __builtin_convertvector(b, group_double);
  group_double sum = exact + addend;
  group_double part = sum - exact;
  group_double lost = (exact - (sum - part)) + (addend - part);
  group_wide bits = __builtin_bit_cast(group_wide, sum);
  group_wide inexact = (lost > 0.0) | (lost < 0.0);
  group_wide away = (lost > 0.0) ^ (bits < 0);
  group_wide even = (bits & 1) - 1;
  bits += inexact & even & ((away & 2) - 1);
  return __builtin_convertvector(__builtin_bit_cast(group_double, bits), group);
#endif
}

static inline ALWAYS group load_group(const float *p, size_t count) {
  group v = (group)0.0f;
  if (count >= GROUP)
    memcpy(&v, p, sizeof v);
  else
    memcpy(&v, p, count * sizeof(float));
  return v;
}

static inline ALWAYS group load_whole(const float *p) {
  group v;
  memcpy(&v, p, sizeof v);
  return v;
}

static inline ALWAYS void store_group(float *p, group v, size_t count) {
  if (count >= GROUP)
    memcpy(p, &v, sizeof v);
  else
    memcpy(p, &v, count * sizeof(float));
}

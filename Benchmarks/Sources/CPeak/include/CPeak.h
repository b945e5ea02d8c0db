// What one core can do at most: arithmetic on registers alone, and reading memory.
#pragma once
#include <stddef.h>

typedef enum peak_kind { PEAK_FP32 = 0, PEAK_BF16 = 1, PEAK_INT8 = 2 } peak_kind;

// Multiplies and adds in registers, `rounds` times 16 independent sums of one register each, with the widest
// instructions of the kind that the processor has.
// Returns the operations done, 2 for each multiply-add; 0 where there are no such instructions.
double peak_arithmetic(peak_kind kind, size_t rounds);

// Adds up `bytes` bytes from p, a multiple of 1024. The sum keeps the reads from being left out.
double peak_read(const void *p, size_t bytes);

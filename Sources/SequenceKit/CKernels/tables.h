#pragma once
#include "CKernels.h"

extern const ck_table ck_plain;
#if defined(__x86_64__)
extern const ck_table ck_avx2, ck_avx512, ck_avx512dot;
#endif

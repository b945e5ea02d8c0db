#pragma once
// One binary serves every x86-64 machine: the loader picks the widest version that the processor has.
#if defined(__x86_64__)
#define CT_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CT_WIDE
#endif

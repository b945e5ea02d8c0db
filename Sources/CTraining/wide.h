#pragma once
// One binary serves every x86-64 machine: the loader picks the widest version that the processor has. Not under the thread
// sanitizer, which is not there yet when the loader asks.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CT_NARROW
#endif
#endif
#if defined(__x86_64__) && !defined(CT_NARROW)
#define CT_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CT_WIDE
#endif

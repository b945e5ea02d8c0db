#include <dnnl.h>
#include <stdlib.h>
#include <string.h>

#include "CTraining.h"

extern void omp_set_num_threads(int);

struct ct_product {
  ct_product_shape shape;
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  dnnl_memory_t a, b, c;
  void *packed;
};

void ct_single_thread(void) { omp_set_num_threads(1); }

static dnnl_status_t matrix(dnnl_memory_desc_t *md, int rows, int columns, int stride, int transposed, dnnl_data_type_t type) {
  dnnl_dims_t dims = {rows, columns};
  dnnl_dims_t strides = {transposed ? 1 : stride, transposed ? stride : 1};
  return dnnl_memory_desc_init_by_strides(md, 2, dims, type, strides);
}

ct_product *ct_product_create(ct_product_shape s) {
  ct_product *p = calloc(1, sizeof *p);
  if (!p) return NULL;
  p->shape = s;
  dnnl_data_type_t type = s.bf16 ? dnnl_bf16 : dnnl_f32;
  dnnl_memory_desc_t a, b, c;
  dnnl_matmul_desc_t matmul;
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_post_ops_t post = NULL;
  dnnl_dims_t b_dims = {s.k, s.n};
  int ok = dnnl_engine_create(&p->engine, dnnl_cpu, 0) == dnnl_success;
  ok = ok && dnnl_stream_create(&p->stream, p->engine, dnnl_stream_default_flags) == dnnl_success;
  ok = ok && matrix(&a, s.m, s.k, s.a_stride, s.a_transposed, type) == dnnl_success;
  if (s.b_packed)
    ok = ok && dnnl_memory_desc_init_by_tag(&b, 2, b_dims, type, dnnl_format_tag_any) == dnnl_success;
  else
    ok = ok && matrix(&b, s.k, s.n, s.b_stride, s.b_transposed, type) == dnnl_success;
  ok = ok && matrix(&c, s.m, s.n, s.c_stride, 0, dnnl_f32) == dnnl_success;
  ok = ok && dnnl_matmul_desc_init(&matmul, &a, &b, NULL, &c) == dnnl_success;
  ok = ok && dnnl_primitive_attr_create(&attributes) == dnnl_success;
  if (ok && s.accumulate) {
    ok = dnnl_post_ops_create(&post) == dnnl_success && dnnl_post_ops_append_sum(post, 1.0f) == dnnl_success &&
         dnnl_primitive_attr_set_post_ops(attributes, post) == dnnl_success;
  }
  ok = ok && dnnl_primitive_desc_create(&p->description, &matmul, attributes, p->engine, NULL) == dnnl_success;
  ok = ok && dnnl_primitive_create(&p->primitive, p->description) == dnnl_success;
  if (post) dnnl_post_ops_destroy(post);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  if (ok) {
    const dnnl_memory_desc_t *weights = dnnl_primitive_desc_query_md(p->description, dnnl_query_weights_md, 0);
    if (s.b_packed) {
      size_t bytes = dnnl_memory_desc_get_size(weights);
      p->packed = aligned_alloc(64, (bytes + 63) / 64 * 64);
      ok = p->packed != NULL;
    }
    ok = ok && dnnl_memory_create(&p->a, &a, p->engine, DNNL_MEMORY_NONE) == dnnl_success;
    ok = ok && dnnl_memory_create(&p->b, weights, p->engine, s.b_packed ? p->packed : DNNL_MEMORY_NONE) == dnnl_success;
    ok = ok && dnnl_memory_create(&p->c, &c, p->engine, DNNL_MEMORY_NONE) == dnnl_success;
  }
  if (!ok) {
    ct_product_free(p);
    return NULL;
  }
  return p;
}

void ct_product_free(ct_product *p) {
  if (!p) return;
  if (p->a) dnnl_memory_destroy(p->a);
  if (p->b) dnnl_memory_destroy(p->b);
  if (p->c) dnnl_memory_destroy(p->c);
  if (p->primitive) dnnl_primitive_destroy(p->primitive);
  if (p->description) dnnl_primitive_desc_destroy(p->description);
  if (p->stream) dnnl_stream_destroy(p->stream);
  if (p->engine) dnnl_engine_destroy(p->engine);
  free(p->packed);
  free(p);
}

int ct_product_pack(ct_product *p, const float *b, int b_stride, int b_transposed) {
  dnnl_memory_desc_t plain;
  dnnl_memory_t source = NULL;
  dnnl_primitive_desc_t description = NULL;
  dnnl_primitive_t reorder = NULL;
  int status = matrix(&plain, p->shape.k, p->shape.n, b_stride, b_transposed, dnnl_f32);
  if (!status) status = dnnl_memory_create(&source, &plain, p->engine, (void *)b);
  const dnnl_memory_desc_t *packed = dnnl_primitive_desc_query_md(p->description, dnnl_query_weights_md, 0);
  if (!status) status = dnnl_reorder_primitive_desc_create(&description, &plain, p->engine, packed, p->engine, NULL);
  if (!status) status = dnnl_primitive_create(&reorder, description);
  if (!status) {
    dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, p->b}};
    status = dnnl_primitive_execute(reorder, p->stream, 2, arguments);
  }
  if (reorder) dnnl_primitive_destroy(reorder);
  if (description) dnnl_primitive_desc_destroy(description);
  if (source) dnnl_memory_destroy(source);
  return status;
}

int ct_product_run(ct_product *p, const void *a, const void *b, float *c) {
  dnnl_memory_set_data_handle(p->a, (void *)a);
  if (b) dnnl_memory_set_data_handle(p->b, (void *)b);
  dnnl_memory_set_data_handle(p->c, c);
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, p->a}, {DNNL_ARG_WEIGHTS, p->b}, {DNNL_ARG_DST, p->c}};
  return dnnl_primitive_execute(p->primitive, p->stream, 3, arguments);
}

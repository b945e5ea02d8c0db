import Testing

@testable import Daemon

@Suite struct MetricsTests {
  @Test func countersAndHistogramsAreWrittenAsPrometheusReadsThem() {
    let metrics = Metrics()
    for _ in 0..<3 { metrics.count(.refusals, [("code", "full")]) }
    metrics.count(.refusals, [("code", "a\"b\\c\n")])
    metrics.observe(0.002, .waitSeconds, [("task", "t")])
    metrics.observe(0.0025, .waitSeconds, [("task", "t")])
    metrics.observe(1e6, .waitSeconds, [("task", "t")])
    let text = metrics.text(gauges: [.init(metric: .uptime, value: 2.5)])
    for line in [
      "# TYPE seqd_uptime_seconds gauge\nseqd_uptime_seconds 2.5\n", "seqd_refusals_total{code=\"full\"} 3\n",
      #"seqd_refusals_total{code="a\"b\\c\n"} 1"#, "seqd_wait_seconds_bucket{task=\"t\",le=\"0.001\"} 0\n",
      "seqd_wait_seconds_bucket{task=\"t\",le=\"0.0025\"} 2\n", "seqd_wait_seconds_bucket{task=\"t\",le=\"1800\"} 2\n",
      "seqd_wait_seconds_bucket{task=\"t\",le=\"+Inf\"} 3\n", "seqd_wait_seconds_sum{task=\"t\"} 1000000.0045\n",
      "seqd_wait_seconds_count{task=\"t\"} 3\n",
    ] {
      #expect(text.contains(line), "\(line)")
    }
    for metric in Metric.all { #expect(text.contains("# HELP \(metric.name) ")) }
  }

  @Test func everyFamilyHasItsOwnNameAndAName() {
    #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
    for metric in Metric.all { #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter)) }
  }
}

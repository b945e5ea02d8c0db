import ArgumentParser
import Wire

struct Metrics: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the daemon's figures in Prometheus's text format.",
    discussion: """
      For the textfile collector of node_exporter, from a timer: seqctl metrics -o seqd.prom. The file is there whole or \
      as it was before.
      """)

  @OptionGroup var global: GlobalOptions

  @Option(name: .shortAndLong, help: "File to write; standard output when absent.")
  var output: String?

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.metrics(.init()))
    guard case .metrics(let metrics) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if let output {
      try OutputPlace.write(Array(metrics.text.utf8), to: output)
    } else if global.json {
      JSONOutput.print(metrics)
    } else {
      Terminal.write(metrics.text, to: 1)
    }
  }
}

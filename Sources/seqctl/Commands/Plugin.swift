import ArgumentParser
import Wire

struct Plugin: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The daemon's tasks.", subcommands: [ListPlugins.self, ShowPlugin.self])

  struct ListPlugins: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the tasks that plugins serve.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      var connection = try global.connect()
      let answer = try connection.ask(.pluginList(.init()))
      guard case .plugins(let list) = answer.reply else { throw Connection.unexpected(answer.reply) }
      if global.json { return JSONOutput.print(list) }
      if list.plugins.isEmpty { Terminal.print("no plugins") }
      var table = Table([.init("TASK"), .init("MODEL"), .init("SUMMARY")])
      for plugin in list.plugins {
        table.add([plugin.task, plugin.defaultModel ?? plugin.models.first ?? "none yet", plugin.summary])
      }
      if !list.plugins.isEmpty { table.print() }
      for fault in list.faults { Terminal.warn(Terminal.plain(fault)) }
    }
  }

  struct ShowPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one task and its parameters.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The task's name.")
    var task: String

    func run() throws {
      var connection = try global.connect()
      let answer = try connection.ask(.pluginShow(.init(task: task)))
      guard case .plugin(let plugin) = answer.reply else { throw Connection.unexpected(answer.reply) }
      if global.json { return JSONOutput.print(plugin) }
      Facts.print([
        ("task", plugin.info.task), ("summary", plugin.info.summary), ("library", plugin.info.library),
        ("models", plugin.info.models.isEmpty ? "none yet" : plugin.info.models.joined(separator: ", ")),
        ("default model", plugin.info.defaultModel ?? "none"), ("text", plugin.task.text.rawValue),
        ("formats", plugin.task.formats.joined(separator: ", ")),
        ("can score", plugin.task.score == nil ? "no" : "yes"),
      ])
      Terminal.print("")
      let width = Terminal.isTerminal(1) ? Terminal.width(1) : 100
      Terminal.print(TaskHelp.parameters(of: plugin.task, width: width).joined(separator: "\n"))
    }
  }
}

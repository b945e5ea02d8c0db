/// Names that mean the same for every task: fields of a submission and options of the command line. No task may have a
/// parameter or a column of such a name.
public enum ReservedNames {
  public static let all: Set<String> = [
    "text", "input", "data", "count", "model", "seed", "format", "output", "priority", "hold", "deadline", "after",
    "label", "owner", "key", "dataset", "merge", "wait", "quiet", "json", "preview",
    "graphics",
    "socket", "key-file", "server-key", "help", "version", "keep", "whole", "operation", "receipt",
    "no-receipt",
  ]
}

extension CapturePage {
  /// What stands above the strips.
  static let introduction = """
    <header>
    <h1>Write by hand</h1>
    <p>Copy each line below in your usual hand, with a pen, a finger or a mouse. Let small letters reach from the lower
    line to the upper one. Write exactly what stands above the strip; after a slip, clear the line and write it again.</p>
    <p>What you write stays in this browser until you save it as a file.</p>
    <div id="bar" role="toolbar" aria-label="All lines">
    <span id="progress" role="status">&#160;</span>
    <button type="button" id="previous" title="Arrow up">Previous line</button>
    <button type="button" id="next" title="Arrow down">Next line</button>
    <button type="button" id="undo" title="Ctrl+Z">Undo</button>
    <button type="button" id="save" class="main" title="Ctrl+S">Save</button>
    </div>
    <p id="notice" role="alert"></p>
    </header>
    """

  /// A line to write: its text, its strip and what can be done with it.
  static func strip(_ text: String) -> String {
    """
    <li class="line">
    <h2><span class="mark" aria-hidden="true"></span> <span class="text">\(escaped(text))</span>
    <span class="state"></span></h2>
    <canvas role="img" aria-label="Strip to write: \(escaped(text))"></canvas>
    <div class="tools">
    <button type="button" class="left">&#8592; Left</button>
    <button type="button" class="right">Right &#8594;</button>
    <button type="button" class="clear">Clear line</button>
    </div>
    </li>
    """
  }

  /// What stands below the strips.
  static let conclusion = """
    <footer>
    <p>Keys: arrow up and down go from line to line, Ctrl+Z takes the last stroke back, Delete clears the line,
    Ctrl+S saves.</p>
    <p>Then learn from the file: <code>seqctl style learn my-hand.inkml --name mine</code></p>
    </footer>
    """
}

/// A page of HTML on which a person writes sentences by hand, and which saves them as InkML.
///
/// It has all that it needs in itself and asks nothing of a network. It is well-formed XML as well, but for its document
/// type, so that any reader can check it.
struct CapturePage {
  /// What is to be written, one strip for each.
  var lines: [String]

  /// The page's text; equal lines give equal bytes.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>Write by hand</title>
    <style>
    \(Self.styleSheet)
    </style>
    </head>
    <body>
    \(Self.introduction)
    <ol id="lines">
    \(lines.map(Self.strip).joined(separator: "\n"))
    </ol>
    \(Self.conclusion)
    <script>
    //<![CDATA[
    "use strict";
    \([Self.stripScript, Self.penScript, Self.inkMLScript, Self.pageScript].joined(separator: "\n"))
    //]]>
    </script>
    </body>
    </html>

    """
  }

  /// A text as it may stand between tags and in an attribute.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}

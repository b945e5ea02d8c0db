extension CapturePage {
  /// The page's style sheet: light and dark, wide and narrow.
  static let styleSheet = """
    :root {
      color-scheme: light dark;
      --page: #f6f5f1; --strip: #fffefa; --text: #20242b; --quiet: #5c6470; --edge: #c9c6bb;
      --guide: #a9bfd6; --base: #5f8fbe; --ink: #14275c; --accent: #1f5fa8; --accent-text: #ffffff; --done: #1d7a3d;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #15181d; --strip: #1e232b; --text: #e7e9ec; --quiet: #9aa3af; --edge: #3a424e;
        --guide: #3c5068; --base: #5b82ac; --ink: #dce7ff; --accent: #7db3ee; --accent-text: #10151c; --done: #67cf8b;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--page); color: var(--text);
      font: 1rem/1.45 system-ui, sans-serif;
    }
    h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
    header p, footer p { margin: .4rem 0; max-width: 46rem; color: var(--quiet); }
    #notice { color: var(--text); font-weight: 600; }
    #notice:empty { display: none; }
    header { display: contents; }
    #bar {
      position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center;
      padding: .5rem 0; background: var(--page);
    }
    #progress { margin-right: auto; font-variant-numeric: tabular-nums; }
    button {
      min-height: 2.5rem; padding: 0 .9rem; font: inherit; color: var(--text); background: var(--strip);
      border: 1px solid var(--edge); border-radius: .5rem; cursor: pointer;
    }
    button.main { background: var(--accent); border-color: var(--accent); color: var(--accent-text); font-weight: 600; }
    button:disabled { opacity: .45; cursor: default; }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    #lines { list-style: none; margin: 0; padding: 0; }
    .line {
      margin: 1rem 0; padding: .6rem .8rem; background: var(--strip); border: 1px solid var(--edge);
      border-left: .4rem solid var(--edge); border-radius: .5rem; scroll-margin-top: 5rem;
    }
    .line.current { border-color: var(--accent); }
    .line.done { border-left-color: var(--done); }
    .line h2 {
      display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; margin: 0; font-size: 1.2rem;
      font-weight: 500;
    }
    .mark { width: 1.1em; color: var(--done); }
    .text { white-space: pre-wrap; }
    .state { margin-left: auto; font-size: .9rem; font-weight: 400; color: var(--quiet); }
    .line.done .state { color: var(--done); }
    canvas {
      display: block; width: 100%; cursor: crosshair; touch-action: none; user-select: none; -webkit-user-select: none;
      -webkit-touch-callout: none;
    }
    .tools { display: flex; flex-wrap: wrap; gap: .5rem; justify-content: flex-end; }
    .tools button[hidden] { display: none; }
    .tools .left { margin-right: 0; }
    @media (max-width: 40rem) {
      body { padding: .6rem; }
      #progress { width: 100%; }
      .line { padding: .5rem; }
      button { padding: 0 .7rem; }
      #bar button { flex: 1; white-space: nowrap; padding: 0 .3rem; font-size: .9rem; }
    }
    """
}

import Foundation
import Testing

@Suite("What the terminal tells")
struct TellingTests {
  private func tool() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init", "s.json").code == 0)
    return tool
  }

  @Test("explain --compare sets two strategies side by side")
  func compare() throws {
    let tool = try tool()
    let ending = try tool.apus("explain", "s.json", "--compare", "cold")
    #expect(ending.code == 0)
    let lines = ending.output.split(separator: "\n")
    #expect(lines[0] == "web, strategy xen, replication 1 and strategy cold")
    for row in ["engine", "outcome", "total time", "downtime", "sent", "stop-and-copy"] {
      #expect(lines.contains { $0.hasPrefix(row) }, "\(row)")
    }
    #expect(lines.contains { $0.hasPrefix("xen: stage 2 was left because") })
    let wrong = try tool.apus("explain", "s.json", "--compare", "warm")
    #expect(wrong.code == 2)
    #expect(wrong.errors.hasPrefix("there is no strategy \"warm\""))
    #expect(try tool.apus("explain", "s.json", "--compare", "cold", "--events").code == 64)
  }

  @Test("explain --events tells what happened in the order of time")
  func events() throws {
    let text = try tool().apus("explain", "s.json", "--events").output
    let told = [
      "asked for", "stage 2, iterative-pre-copy, begins", "round 1 begins", "the VM stops on a",
      "stage 4, commitment, begins", "the VM runs on b", "it ends: migrated",
    ].map { text.firstRange(of: $0)?.lowerBound }
    #expect(!told.contains(nil))
    #expect(told.compactMap(\.self) == told.compactMap(\.self).sorted())
  }

  @Test("rounds have bars, of which the largest is the longest")
  func bars() throws {
    let lines = try tool().apus("explain", "s.json").output.split(separator: "\n")
    let bars = lines.compactMap { $0.firstMatch(of: /#+$/)?.0.count }
    #expect(bars.count > 3 && bars.first == bars.max())
  }

  @Test("nothing but the timeline is wider than a terminal of 60 columns")
  func narrow() throws {
    let tool = try tool()
    for options in ["", "--compare cold", "--events"] {
      let ending = try tool.shell("COLUMNS=60 apus explain s.json \(options)")
      #expect(ending.code == 0)
      for line in ending.output.split(separator: "\n") {
        let isTimeline = line.allSatisfy { "AB.".contains($0) }
        #expect(line.count <= (isTimeline ? 62 : 60), "\(line)")
      }
      if options.isEmpty {
        #expect(ending.output.matches(of: /\n {8}\d+  +\d/).count > 3, "columns stay in line")
      }
    }
  }

  @Test("nothing is coloured, with NO_COLOR and without")
  func plain() throws {
    let tool = try tool()
    #expect(try !tool.apus("explain", "s.json").output.contains("\u{1B}"))
    #expect(try !tool.shell("NO_COLOR=1 apus explain s.json").output.contains("\u{1B}"))
  }

  @Test("run --json is one JSON object, with the numbers of summary.csv")
  func json() throws {
    let tool = try tool()
    let ending = try tool.apus("run", "s.json", "--replications", "3", "--json")
    #expect(ending.code == 0)
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    #expect(root["scenario"] as? String == "s")
    #expect((root["answer"] as? String)?.hasPrefix("The downtime is ") == true)
    #expect(root["folder"] as? String == "apus-results/s")
    let strategies = try #require(root["strategies"] as? [[String: Any]])
    #expect(strategies.map { $0["strategy"] as? String } == ["xen", "cold"])
    let metrics = try #require(strategies[0]["metrics"] as? [String: [String: Any]])
    let mean = try #require(metrics["downtime"]?["mean"] as? Double)
    #expect(try tool.text("apus-results/s/summary.csv").contains(",downtime,s,3,\(mean),"))
    #expect(try tool.apus("run", "s.json", "--json", "--by-vm").code == 64)
  }

  @Test("run --quiet prints nothing, and writes the same files")
  func quiet() throws {
    let tool = try tool()
    let ending = try tool.apus("run", "s.json", "--replications", "2", "--quiet", "--output", "q")
    #expect(ending.code == 0 && ending.output == "" && ending.errors == "")
    #expect(try tool.apus("run", "s.json", "--replications", "2", "--output", "r").code == 0)
    #expect(tool.files(in: "q") == tool.files(in: "r"))
  }

  @Test("bash completes commands once the script is installed")
  func bash() throws {
    let tool = try tool()
    let ending = try tool.shell(
      """
      apus --generate-completion-script bash > script && bash -n script && bash -c '
      source ./script; COMP_WORDS=(apus rep); COMP_CWORD=1; COMP_LINE="apus rep"; COMP_POINT=8
      $(complete -p apus | sed -E "s/.*-F ([^ ]+).*/\\1/") apus rep apus 2>/dev/null; echo "${COMPREPLY[@]}"'
      """)
    #expect(ending.output.contains("report"), "\(ending.errors)")
    // fish tells what it would complete a line to.
    let fish = try tool.shell(
      """
      command -v fish >/dev/null || exit 77; export HOME=$PWD; mkdir -p .config/fish/completions
      apus --generate-completion-script fish > .config/fish/completions/apus.fish
      fish -c 'complete -C "apus rep"; complete -C "apus report --acc"'
      """)
    if fish.code != 77 {
      #expect(fish.output.contains("report\t") && fish.output.contains("--accuracy\t"))
    }
    for shell in ["zsh", "fish"] {
      #expect(try tool.apus("--generate-completion-script", shell).output.contains("report"))
    }
  }

  /// The lines of `apus manual --help` that install something, as they stand there.
  private func installing(_ tool: borrowing CommandLineTool, _ word: String) throws -> String {
    try tool.apus("manual", "--help").output.split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { $0.hasPrefix("mkdir ") || $0.hasPrefix("apus ") && $0.contains(word) }
      .joined(separator: "\n")
  }

  @Test(
    "the commands that the manual gives install completions and the page",
    arguments: [
      ("bash", ".bash-apus"), ("zsh", ".zfunc/_apus"),
      ("fish", ".config/fish/completions/apus.fish"),
      ("man1", ".local/share/man/man1/apus.1"),
    ])
  func installs(word: String, file: String) throws {
    let tool = try tool()
    let lines = try installing(tool, word)
    #expect(!lines.isEmpty)
    let ending = try tool.shell("export HOME=$PWD\n\(lines)")
    #expect(ending.code == 0 && ending.errors == "", "\(lines)")
    #expect(try tool.text(file).contains("report"))
    // Where the shell is there, it must understand what was installed.
    if word != "man1" {
      let check = try tool.shell("command -v \(word) >/dev/null || exit 0; \(word) -n \(file)")
      #expect(check.code == 0, "\(check.errors)")
    } else {
      let page = try tool.shell("command -v man >/dev/null || exit 0; man -l \(file) | cat")
      #expect(page.code == 0 && page.errors == "", "\(page.errors)")
    }
  }

  @Test("run keeps to the width of a terminal of 60 columns, and tells all the same")
  func narrowRun() throws {
    let tool = try tool()
    let wide = try tool.apus("run", "s.json", "--replications", "3").output
    let ending = try tool.shell("COLUMNS=60 apus run s.json --replications 3")
    #expect(ending.code == 0)
    for line in ending.output.split(separator: "\n") { #expect(line.count <= 60, "\(line)") }
    func words(_ text: String) -> Set<Substring> { Set(text.split { $0.isWhitespace }) }
    #expect(words(wide).isSubset(of: words(ending.output)))
  }

  @Test("run writes ASCII where the locale has nothing else, and is never coloured")
  func ascii() throws {
    let tool = try tool()
    let plain = try tool.shell("LC_ALL=C apus run s.json --replications 3").output
    let isASCII = plain.allSatisfy(\.isASCII)
    #expect(isASCII && plain.contains("+-"), "\(plain)")
    let signs = try tool.shell("LC_ALL=C.UTF-8 apus run s.json --replications 3").output
    #expect(signs.contains("±"))
    #expect(!signs.contains("\u{1B}"))
  }

  @Test("on a terminal run draws a small distribution for each strategy, in blocks or in ASCII")
  func distributions() throws {
    let tool = try tool()
    for (locale, marks) in [("C.UTF-8", "▁▂▃▄▅▆▇█"), ("C", ".:-=+*#@")] {
      let ending = try tool.shell(
        "command -v script >/dev/null || exit 77; LC_ALL=\(locale) script -qec 'stty cols 60; apus run s.json' /dev/null"
      )
      guard ending.code != 77 else { continue }
      let lines = ending.output.split(whereSeparator: \.isNewline)
      let first = lines.firstIndex { $0.hasPrefix("Downtime, from the shortest") }
      let drawn = try #require(first.map { lines[$0 + 1] }, "\(ending.output)")
      #expect(drawn.contains("xen") && drawn.contains(where: { marks.contains($0) }), "\(drawn)")
      let isPlain = drawn.allSatisfy(\.isASCII)
      #expect(isPlain == (locale == "C"), "\(drawn)")
    }
  }

  @Test("the manual page has every command")
  func manual() throws {
    let tool = try tool()
    let page = try tool.apus("manual").output
    #expect(page.hasPrefix(".Dd"))
    for command in ["run", "plot", "report", "explain", "import", "manual"] {
      #expect(page.contains("\n.Ss apus \(command)\n"), "\(command)")
    }
    #expect(page.contains("\n.It \\-\\-compare <strategy>\n"))
    // A line that goes on in the next one is indented there.
    #expect(page.contains("\n            domjobinfo \\-\\-completed"))
    #expect(!page.split(separator: "\n").contains { $0.hasPrefix("'") })
  }
}

import ArgumentParser
import Experiment
import Foundation

/// `apus manual`: the manual page.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the manual page, and say how completions are installed.",
    discussion: """
      The page is made from the same text as --help. As a user, without being root:

        mkdir -p ~/.local/share/man/man1
        apus manual > ~/.local/share/man/man1/apus.1

      man finds the page there if ~/.local/bin is in PATH; otherwise man -l reads the file.

      A shell completes commands and options once it has its script:

        apus --generate-completion-script bash > ~/.bash-apus
        mkdir -p ~/.zfunc
        apus --generate-completion-script zsh > ~/.zfunc/_apus
        mkdir -p ~/.config/fish/completions
        apus --generate-completion-script fish > ~/.config/fish/completions/apus.fish

      bash reads its script with the line "source ~/.bash-apus" in ~/.bashrc, zsh with fpath+=~/.zfunc \
      before compinit in ~/.zshrc, fish by itself.
      """)

  func run() throws {
    guard let page = ManualPage(Data(Apus._dumpHelp().utf8)) else {
      try refuse("the manual could not be made")
    }
    try Screen.answer(raw: page.text)
  }
}

/// A manual page in the language of mdoc, from what the command line says of itself.
struct ManualPage {
  private let program: Command

  private struct Dump: Decodable { let command: Command }

  private struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let subcommands: [Command]?
    let arguments: [Argument]?
  }

  private struct Argument: Decodable {
    let kind: String
    let shouldDisplay: Bool?
    let names: [Name]?
    let valueName: String?
    let abstract: String?

    struct Name: Decodable {
      let kind: String
      let name: String
      var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    /// How it is written: `--output <folder>`, or `<scenario>`.
    var term: String {
      let value = valueName.map { "<\($0)>" } ?? ""
      switch kind {
      case "positional": return value
      case "option": return (names?.first?.text ?? "") + " " + value
      default: return (names ?? []).map(\.text).joined(separator: ", ")
      }
    }
  }

  init?(_ json: Data) {
    guard let dump = try? JSONDecoder().decode(Dump.self, from: json) else { return nil }
    program = dump.command
  }

  var text: String {
    var lines = [
      ".Dd", ".Dt APUS 1", ".Os", ".Sh NAME", ".Nm apus",
      ".Nd \(Self.escaped(sentence(program.abstract)))", ".Sh SYNOPSIS", ".Nm", ".Ar command",
      ".Op Ar options", ".Sh DESCRIPTION",
    ]
    lines += Self.paragraphs(program.discussion)
    lines.append(".Sh COMMANDS")
    for command in program.subcommands ?? []
    where command.commandName != "help" && command.shouldDisplay != false {
      lines += [".Ss apus \(Self.escaped(command.commandName))"]
      lines += Self.paragraphs(command.abstract) + Self.paragraphs(command.discussion)
      let arguments = (command.arguments ?? []).filter { $0.shouldDisplay != false }
      if !arguments.isEmpty {
        lines.append(".Bl -tag -width Ds")
        for argument in arguments {
          lines += [".It \(Self.escaped(argument.term))"]
          lines += Self.lines(argument.abstract)
        }
        lines.append(".El")
      }
    }
    lines += [".Sh VERSION", ExperimentRun.version]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Without the full stop, which a name section does not have.
  private func sentence(_ text: String?) -> String {
    let text = text ?? ""
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// Paragraphs; lines that are indented stay as they are.
  private static func paragraphs(_ text: String?) -> [String] {
    var lines: [String] = []
    var isExample = false
    // What the first line of an example is indented by.
    var indent = 0
    for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        if isExample { lines.append(".Ed") }
        isExample = false
        lines.append(".Pp")
        continue
      }
      if line.hasPrefix("  "), !isExample {
        lines.append(".Bd -literal -offset indent")
        isExample = true
        indent = line.prefix { $0 == " " }.count
      } else if !line.hasPrefix("  "), isExample {
        lines.append(".Ed")
        isExample = false
      }
      let own = isExample ? min(indent, line.prefix { $0 == " " }.count) : 0
      lines.append(escaped(String(line.dropFirst(own))))
    }
    if isExample { lines.append(".Ed") }
    return lines + (lines.isEmpty ? [] : [".Pp"])
  }

  private static func lines(_ text: String?) -> [String] {
    (text ?? "").split(separator: "\n").map { escaped(String($0)) }
  }

  /// A text in which nothing is a request: a dot or a quote at the start, or a backslash.
  private static func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }
}

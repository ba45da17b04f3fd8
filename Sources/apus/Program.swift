import ArgumentParser
import CBuild
import Foundation

/// Where the program begins and ends: what it says reaches its reader, or the exit code is 2.
@main
enum Program {
  static func main() {
    keepStreamsApart()
    // A reader who goes away is told by the exit code, not by a signal that kills in the middle of work.
    signal(SIGPIPE, SIG_IGN)
    exit(run())
  }

  /// Runs the command; its exit code.
  private static func run() -> Int32 {
    do {
      var command = try Apus.parseAsRoot(arguments)
      try command.run()
      return Screen.hasFailed ? 2 : 0
    } catch {
      let message = Apus.fullMessage(for: error)
      let code = Apus.exitCode(for: error)
      if !message.isEmpty {
        if code.isSuccess {
          do {
            try Screen.answer(raw: message + "\n")
          } catch {
            return Apus.exitCode(for: error).rawValue
          }
        } else {
          Screen.complain(message)
        }
      }
      return Screen.hasFailed ? 2 : code.rawValue
    }
  }

  /// The words behind the program's name where Swift's runtime does not find them, as in a static program;
  /// `nil` where it does.
  private static var arguments: [String]? {
    guard let words = apus_argv() else { return nil }
    return (1..<max(1, Int(apus_argc()))).compactMap { words[$0].map { String(cString: $0) } }
  }

  /// A stream that was closed would be the next file that is opened, and take what is meant for the
  /// reader. In its place comes a device that is always full, so that writing to it is an error.
  private static func keepStreamsApart() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(stream, F_GETFD) == -1 {
      let isInput = stream == STDIN_FILENO
      _ = open(isInput ? "/dev/null" : "/dev/full", isInput ? O_RDONLY : O_WRONLY)
    }
  }
}

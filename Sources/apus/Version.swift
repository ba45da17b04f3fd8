import CBuild
import CExpat
import CGSL
import CZlib
import Experiment

/// What `apus --version` prints: the version by itself, then what the program was built from.
enum Version {
  static var text: String {
    let commit = String(cString: apus_commit())
    return """
      \(ExperimentRun.version)
      commit: \(commit.isEmpty ? "not told at the build (APUS_COMMIT)" : commit)
      libraries: GSL \(String(cString: apus_gsl_version())), zlib \(String(cString: zlibVersion())), \
      \(String(cString: XML_ExpatVersion()).replacing("_", with: " "))
      """
  }
}

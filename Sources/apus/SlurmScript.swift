/// The script that submits an experiment to Slurm: an array of shards, and a merge that waits for them.
struct SlurmScript {
  /// The scenario's name.
  let name: String
  /// The program's path.
  let program: String
  /// `run` or `sweep` with its arguments, without the shard and the output.
  let command: [String]
  /// The folder for the results.
  let output: String
  let tasks: Int
  /// How many replications all tasks have together.
  let replications: Int
  /// How long a task is expected to take here; `nil` where that was not measured.
  let secondsPerTask: Double?

  /// How often a task that was killed is put back.
  static let mostRestarts = 5

  var text: String {
    let time = secondsPerTask.map { " of about \(Int($0.rounded(.up))) s" } ?? ""
    return """
      #!/bin/bash
      # \(name.replacing("\n", with: " ")): \(replications) replications in \(tasks) task\(tasks == 1 ? "" : "s")\(time), and a merge.
      # Submit it from this folder: bash THIS_FILE [options of sbatch, such as --partition=short]
      # Tasks may be killed, put back and run twice: the results are the same to the byte.
      set -euo pipefail
      apus=${APUS:-\(Self.quoted(program))}
      tasks=\(tasks)
      output=\(Self.quoted(output))
      shards=$output.shards

      case ${1:-} in
      task)
        code=0
        "$apus" \(command.map(Self.quoted).joined(separator: " ")) \\
          --jobs "${SLURM_CPUS_PER_TASK:-1}" --shard "$SLURM_ARRAY_TASK_ID/$tasks" --resume \\
          --output "$shards/$SLURM_ARRAY_TASK_ID" || code=$?
        # Killed or interrupted, not failed: put the task back before it ends, so that the merge still
        # waits for it.
        case $code in
        130 | 137 | 143)
          if [ "${SLURM_RESTART_COUNT:-0}" -lt \(Self.mostRestarts) ]; then
            scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
            sleep 60
          fi
          ;;
        esac
        exit "$code"
        ;;
      merge)
        seq -f "$shards/%.0f" "$tasks" | tr '\\n' '\\0' | xargs -0 -x "$apus" merge --output "$output"
        rm -r "$shards"
        ;;
      *)
        self=$(readlink -f "$0")
        mkdir -p "$shards"
        array=$(sbatch --parsable --job-name=\(Self.quoted(name)) --array="1-$tasks" --requeue \\
          --output="$shards/%a.log" "$@" "$self" task)
        array=${array%%;*}
        merge=$(sbatch --parsable --job-name=\(Self.quoted(name + "-merge")) \\
          --dependency="afterok:$array" --kill-on-invalid-dep=yes --requeue \\
          --output="$output.merge.log" "$@" "$self" merge)
        echo "submitted: array $array, merge ${merge%%;*}; results will be in $output"
        ;;
      esac

      """
  }

  /// A text as one word of a shell.
  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || "-_./=,:+@".utf8.contains(byte)
      }
    return isPlain ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}

"""What users run, from the front door: `apus` as a process, its time, its memory and its instructions."""

import os
import pathlib
import re
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Usage:
    """What a process took: CPU and wall time in seconds, and its largest resident set in MiB."""

    def __init__(self, command):
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"{command} has failed")
        self.wall = time.monotonic() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.mebibytes = usage.ru_maxrss / 1024


def run(apus, scenario, folder, *options):
    """`apus run` of a scenario, results into a folder."""
    return Usage([apus, "run", scenario, "--output", folder, *options])


def hundred_thousand(apus, benchmarks, folder):
    """100,000 migrations spread over 60 s, beside the engine alone."""
    scenario = pathlib.Path(folder) / "pairs.json"
    text = subprocess.run([benchmarks, "pairs", "100000"], capture_output=True, check=True).stdout
    scenario.write_bytes(text)
    whole = run(apus, scenario, f"{folder}/pairs")
    alone = subprocess.run([benchmarks, "alone", scenario], capture_output=True, check=True).stdout
    engine = float(alone)
    return [
        ("100,000 migrations over 60 s, `apus run`: CPU s", f"{whole.cpu:.1f}",
         f"{engine:.1f} the engine alone", f"{whole.cpu / engine:.2f}", "1.5"),
        ("the same: memory, MiB", f"{whole.mebibytes:.0f}", "", "", "300")]


def replications(apus, folder):
    """3,000 replications of `first-migration`, by one job and by two, beside ten of them."""
    scenario = ROOT / "Scenarios/first-migration.json"

    def play(count, jobs):
        return run(
            apus, scenario, f"{folder}/first", "--replications", str(count), "--jobs", str(jobs))

    few, one, two = play(10, 1), [], []
    for _ in range(3):
        one.append(play(3_000, 1))
        two.append(play(3_000, 2))
    single, both = (min(usage.wall for usage in usages) for usages in (one, two))
    memory = max(usage.mebibytes for usage in one)
    return [
        ("3,000 replications of `first-migration`, 2 jobs: s", f"{both:.2f}",
         f"{single:.2f} one job", f"{both / single:.2f}", "0.56"),
        ("the same, one job: memory, MiB", f"{memory:.0f}",
         f"{few.mebibytes:.0f} for 10", f"{memory / few.mebibytes:.2f}", "1.1")]


def instructions(command):
    """Instructions of a whole process, from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/counts"]
        process = subprocess.run(tool + command, cwd=ROOT, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", process.stderr)
    if process.returncode != 0 or not found:
        raise SystemExit(f"{command} could not be counted:\n{process.stdout}{process.stderr}")
    return int(found[1]) / 1e6


def starts(apus, folder):
    """What it takes to start: the help, and one replication of a small scenario."""
    programs = [("", apus)]
    static = ROOT / ".build-static/apus"
    if static.exists():
        programs.append((", static", static))
    rows = []
    for kind, program in programs:
        help_text = instructions([program, "--help"])
        trivial = instructions(
            [program, "run", "Scenarios/first-migration.json", "--replications", "1",
             "--output", f"{folder}/trivial"])
        rows += [
            (f"`apus --help`{kind}: million instructions", f"{help_text:.1f}", "", "", "6"),
            (f"one replication of `first-migration`{kind}: million instructions", f"{trivial:.1f}",
             "", "", "10")]
    return rows


def rows(apus, benchmarks):
    """What the process costs: work, value, reference, ratio, what is wanted."""
    with tempfile.TemporaryDirectory() as folder:
        return (
            hundred_thousand(apus, benchmarks, folder) + replications(apus, folder)
            + starts(apus, folder))

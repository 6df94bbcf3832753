#!/usr/bin/env python3
"""Shows that the tests of docs/typesetting.md fail when the rule that they stand for is not kept.

  python3 benches/mutants.py            # all of mutants.toml, 25 minutes on two cores
  python3 benches/mutants.py ルビ 中点   # those whose row or part has one of these words

Each mutant takes one remedy out of the code, runs the tests that its row names and puts the files back. "survived" means
that the promise of the row is not kept; a row of the document without any mutant is told too. A mutant that is of no row there
(readers, groups, merging) names its tests itself.
"""
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# a failure of a random test is no regression to be kept
ENV = {**os.environ, "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "1", "RUST_BACKTRACE": "0"}


class Broken(Exception):
    """A mutant that says nothing: its text is not in the code, or it does not compile."""


def rows_of(document):
    """The tests of each row that is kept, by its first cell."""
    tables, _ = document.split("\n## ", 1)
    rows = {}
    for line in re.findall(r"^\| (.+) \|$", tables, re.M):
        cells = [cell.strip() for cell in line.split(" | ")]
        tests = re.findall(r"`(\w+)`", cells[-1])
        if tests and cells[0] != "決まり":
            rows[cells[0]] = tests
    return rows


def targets(tests):
    """Cargo's arguments for the tests, by the file that each stands in: those of the library first, they link sooner."""
    found = {}
    for path in sorted((ROOT / "src").rglob("*.rs")) + sorted((ROOT / "tests").rglob("*.rs")):
        text = path.read_text()
        own = [test for test in tests if re.search(rf"fn {test}\(", text)]
        target = ("--lib",) if path.is_relative_to(ROOT / "src") else ("--test", "all")
        if own:
            found.setdefault(target, []).extend(own)
    return found


def run(target, tests):
    """The output of tests that fail; "" where all pass."""
    build = subprocess.run(["cargo", "test", "--no-run", *target], cwd=ROOT, env=ENV, capture_output=True, text=True)
    if build.returncode:
        raise Broken(f"does not compile:\n{build.stderr[-2000:]}")
    command = ["cargo", "test", "--quiet", *target, "--", *tests]
    done = subprocess.run(command, cwd=ROOT, env=ENV, capture_output=True, text=True)
    out = done.stdout + done.stderr
    count = re.search(r"^running (\d+) tests?$", out, re.M)
    if not count or int(count[1]) < len(tests):
        raise Broken(f"not all of {tests} were run:\n{out[-2000:]}")
    return out if done.returncode else ""


def verdict(mutant, tests):
    """Which test caught it, or what is wrong."""
    for target, own in targets(tests).items():
        out = run(target, own)
        if out:
            silent = "".join(c for c in mutant.get("says", "") if c not in out)
            caught = sorted({t for t in own if re.search(rf"\b{t}\b.*\n?.*panicked|^    .*\b{t}$", out, re.M)})
            return f"survived for {silent}" if silent else "caught by " + "、".join(caught)
    return "survived"


def main():
    mutants = tomllib.loads((ROOT / "benches/mutants.toml").read_text())["mutant"]
    rows = rows_of((ROOT / "docs/typesetting.md").read_text())
    words = sys.argv[1:]
    chosen = [m for m in mutants if not words or any(w in m["row"] + m["part"] for w in words)]
    files = sorted({edit[0] for m in mutants for edit in m["edits"]})
    if subprocess.run(["git", "diff", "--quiet", "HEAD", "--", *files], cwd=ROOT).returncode:
        sys.exit("commit what you changed first: the files are changed and put back")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    of = {m["row"] + m["part"]: [r for r in rows if r.startswith(m["row"])] for m in mutants if "tests" not in m}
    wrong = [f"{name}: rows {found}" for name, found in of.items() if len(found) != 1]
    wrong += [f"no mutant of the row {row}" for row in rows if not any([row] == found for found in of.values())]
    # in full by its row, or under its own name
    named = {m["row"] + m["part"]: (of.get(m["row"] + m["part"]) or [m["row"]])[0] for m in chosen}
    tests_of = {m["row"] + m["part"]: m.get("tests") or rows[named[m["row"] + m["part"]]] for m in chosen}
    every = {test for tests in tests_of.values() for test in tests}
    for target, own in targets(every).items():
        if out := run(target, own):
            sys.exit(f"tests fail without any mutant:\n{out[-3000:]}")
    for mutant in chosen:
        began = time.time()
        row = named[mutant["row"] + mutant["part"]]
        kept = {file: (ROOT / file).read_text() for file, *_ in mutant["edits"]}
        try:
            for file, old, new in mutant["edits"]:
                text = (ROOT / file).read_text()
                if text.count(old) != 1:
                    raise Broken(f"{old!r} stands {text.count(old)} times in {file}")
                (ROOT / file).write_text(text.replace(old, new))
            said = verdict(mutant, tests_of[mutant["row"] + mutant["part"]])
        except Broken as broken:
            said = f"broken, {broken}"
        finally:
            for file, text in kept.items():
                (ROOT / file).write_text(text)
        print(f"{row} / {mutant['part']}: {said} ({time.time() - began:.0f} s)", flush=True)
        if not said.startswith("caught"):
            wrong.append(f"{row} / {mutant['part']}: {said}")
    print(f"{len(chosen)} mutants, {len(wrong)} wrong", *wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes the tables of scripts/bench.sh out of its measurements: medians over the rounds, and ratios to HAProxy.

report.py FILE    a line per measurement: workload, threads, target, then name=value ...
"""
import statistics
import sys


def read(path):
    cells = {}
    for line in open(path):
        workload, threads, target, *pairs = line.split()
        for pair in pairs:
            name, value = pair.split("=")
            cells.setdefault((workload, int(threads)), {}).setdefault(target, {}).setdefault(name, []).append(float(value))
    return cells


def table(title, rows):
    print(f"\n{title}\n")
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows[1:]:
        print("| " + " | ".join(row) + " |")


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def main():
    cells = read(sys.argv[1])
    names = []
    for targets in cells.values():
        for values in targets.values():
            names += [name for name in values if name not in names]
    figures = [["workload", "connections", "target", *names]]
    ratios = [["workload", "connections", "target", *names]]
    for (workload, threads), targets in cells.items():
        base = targets.get("haproxy", {})
        for target, values in targets.items():
            medians = {name: statistics.median(some) for name, some in values.items()}
            figures.append([workload, str(threads), target, *[number(medians[n]) if n in medians else "" for n in names]])
            if target != "haproxy" and base:
                ratio = [
                    f"{medians[n] / statistics.median(base[n]):.2f}" if n in medians and n in base and statistics.median(base[n]) > 0 else ""
                    for n in names
                ]
                ratios.append([workload, str(threads), target, *ratio])
    table("Figures (medians)", figures)
    table("Ratios to HAProxy of the same run", ratios)


main()

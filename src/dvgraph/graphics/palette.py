"""The colours of pictures and pages, light and dark, by role.

A colour stands for a family of organisations, never for decoration; texture says how certain a
thing is. Each family is legible on the ground, and so is the ground on it: a test computes the
contrasts (WCAG 2.1, 1.4.3).
"""

MAIN, REST = "main", "rest"
# The families beside the agency, in the order in which pictures give them out.
FAMILIES = ("f1", "f2", "f3", "f4", "f5", "f6", "f7")

# Role: colour on a light ground, colour on a dark one.
COLOURS = {
    "ground": ("#ffffff", "#111518"),
    "panel": ("#f4f5f3", "#1a2024"),
    "ink": ("#16191d", "#e8ebed"),
    "soft": ("#525a62", "#a8b1b8"),
    "link": ("#0a4f73", "#85c5ea"),
    "warn": ("#8f3b00", "#f2b27a"),
    "ok": ("#1f6b3a", "#7fcf98"),
    "focus": ("#c2410c", "#ff9d5c"),
    "strong": ("#7c848b", "#6d7880"),
    "rule": ("#d9dcdd", "#2e363c"),
    MAIN: ("#12395c", "#c3dcf3"),
    "f1": ("#a13a60", "#f093b2"),
    "f2": ("#2c6a3e", "#74c48a"),
    "f3": ("#6449a1", "#bba6f3"),
    "f4": ("#6a5873", "#bfaacb"),
    "f5": ("#91560f", "#e2a65f"),
    "f6": ("#56635d", "#a9b8b0"),
    "f7": ("#2a6796", "#6fb1e4"),
    REST: ("#6b737a", "#8f99a0"),
}

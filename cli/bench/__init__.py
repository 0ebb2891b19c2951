"""`entree bench`: how fast the main jobs are, as ratios that another machine can be compared with.

Every ratio is taken against a baseline that is measured in the same minute, in turns with it. Goals
that are missed are reported, and that is all; the exit code is 1 only when something is wrong, such
as a place sold twice.
"""

from cli.bench.command import bench

__all__ = ["bench"]

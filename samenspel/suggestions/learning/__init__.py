"""Learning to propose codes: plain data in, plain data out. Knows no table; `job` brings it in."""

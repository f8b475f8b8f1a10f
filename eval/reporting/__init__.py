"""Scores -> what a machine, a browser and a terminal are shown; two runs compared."""
